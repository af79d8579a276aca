from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.rules import entities, limits
from bot.playground.rules.refusal import Refusal

TEXTS = st.text(alphabet=st.sampled_from("ab \n/@#.😀é“ח"), max_size=40)


def mark(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length, **more}


def refused(text, *marks):
    with pytest.raises(Refusal) as caught:
        limits.message_text(text, list(marks))
    return caught.value.description


def found(text):
    return [
        (e["type"], entities.slice_utf16(text, e["offset"], e["length"]))
        for e in entities.find(text)
    ]


def test_commands_mentions_links_and_hashtags_are_found():
    """Plain text gets the entities Telegram finds in it, at UTF-16 offsets."""
    assert found("😀 /ask@VerbatimBot @olena_k #nato https://example.org/a?b=1.") == [
        ("bot_command", "/ask@VerbatimBot"),
        ("mention", "@olena_k"),
        ("hashtag", "#nato"),
        ("url", "https://example.org/a?b=1"),
    ]
    assert found("see example.org or write to a.b@example.org") == [
        ("url", "example.org"),
        ("email", "a.b@example.org"),
    ]


@pytest.mark.parametrize("text", ["and/or", "a//b", "5/6", "#12", "C#", "me@x", "e.g. this", "@ab"])
def test_what_only_looks_like_an_entity_is_left_alone(text):
    """Slashes, signs and dots inside ordinary words make no entity."""
    assert found(text) == []


def test_nothing_is_found_in_code():
    """A command inside code stays code, one inside a quotation is found."""
    assert [e["type"] for e in entities.find("/help", [mark("code", 0, 5)])] == ["code"]
    both = entities.find("/help", [mark("blockquote", 0, 5)])
    assert {e["type"] for e in both} == {"blockquote", "bot_command"}


def test_white_space_around_a_text_is_dropped_with_its_entities():
    """Spaces at both ends go, and entities keep covering the same words."""
    assert limits.message_text("  \nHello you \n", [mark("bold", 9, 5)]) == (
        "Hello you",
        [mark("bold", 6, 3)],
    )


def test_what_telegram_drops_inside_a_text_moves_entities():
    """Carriage returns and marks of direction go, control characters are spaces."""
    text = "a\r\n\u202eb😀\tc\0d"
    marks = [mark("bold", 0, 7), mark("italic", 4, 3), mark("underline", 1, 1)]
    assert limits.message_text(text, marks) == (
        "a\nb😀 c d",
        [mark("bold", 0, 5), mark("italic", 2, 3)],
    )


@pytest.mark.parametrize(
    "url", ["http://a.b:x", "http://a.b:99999", "http://a..b", "http://..", "a.b:0x50/"]
)
def test_an_address_that_leads_nowhere_is_no_link(url):
    """A port that is none and an empty part of a host's name are refused."""
    assert not entities.is_link(url)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([mark("bold", -1, 2)], "incorrect offset"),
        ([mark("bold", 0, 0)], "incorrect length"),
        ([mark("bold", 6, 1)], "begins after the end"),
        ([mark("bold", 0, 6)], "ends after the end"),
        ([mark("bold", 4, 1)], "in a middle of a UTF-16 symbol"),
        ([mark("bold", 0, 4)], "in a middle of a UTF-16 symbol"),
        ([mark("blink", 0, 1)], "Unsupported type specified"),
        ([mark("text_link", 0, 1)], 'Can\'t find field "url"'),
        ([mark("text_mention", 0, 1)], 'Can\'t find field "user"'),
        ([mark("text_mention", 0, 1, user={"id": 0})], "user not found"),
        ([mark("custom_emoji", 0, 1)], 'Can\'t find field "custom_emoji_id"'),
        (
            [mark("custom_emoji", 0, 1, custom_emoji_id="9999999999999999999")],
            'Field "custom_emoji_id" must be a valid Number',
        ),
        (
            [mark("text_link", 0, 1, url="javascript:alert(1)")],
            "entity URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
        ),
        ([mark("text_link", 0, 1, url="ftp://a")], "Unsupported URL protocol"),
        ([mark("text_link", 0, 1, url="")], "entity URL '' is invalid: URL host is empty"),
        ([mark("bold", 0, 2), mark("italic", 1, 2)], "overlap"),
        ([mark("blockquote", 0, 3), mark("expandable_blockquote", 1, 1)], "can't be nested"),
        ([mark("code", 0, 3), mark("bold", 1, 1)], "can't be nested"),
        ([mark("bold", 0, 1)] * 101, "more than 100 entities"),
    ],
)
def test_entities_that_do_not_fit_are_refused(marks, reason):
    """Bounds, kinds, nesting and number of a bot's entities are checked on "abc😀"."""
    assert reason in refused("abc😀", *marks)


def test_a_message_has_1_to_4096_utf16_units():
    """The limit counts UTF-16 units after trimming, as Telegram does."""
    limits.message_text("😀" * 2048 + "  ", [])
    assert refused("😀" * 2048 + "a") == "Bad Request: message is too long"
    assert refused(" \n ") == "Bad Request: text must be non-empty"


@given(text=TEXTS)
def test_found_entities_would_be_accepted(text):
    """What the server finds in any text passes the check it holds bots to."""
    entities.check(text, entities.find(text))


@given(text=TEXTS, data=st.data())
def test_trimming_keeps_what_entities_cover(text, data):
    """After trimming, each entity covers the same words, less white space at the end."""
    size = entities.utf16_length(text)
    edges = [entities.utf16_length(text[:i]) for i in range(len(text) + 1)]
    start = data.draw(st.sampled_from(edges[:-1] or [0]))
    stop = data.draw(st.sampled_from([e for e in edges if e > start] or [size]))
    if stop <= start:
        return
    kept, moved = entities.trim(text, [mark("bold", start, stop - start)])
    before = entities.slice_utf16(text, start, stop - start)
    after = [entities.slice_utf16(kept, e["offset"], e["length"]) for e in moved]
    assert after in ([before], [before.rstrip()], [])
    assert after or not before.strip()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  The\n Newsroom\t", "The Newsroom"),
        ("\u202eabc", "abc"),
        ("a\u2800\u3000b", "a b"),
        ("x\u200b", "x\u200b"),
        ("\u200b \ufeff", ""),
        ("\u202e\0", ""),
    ],
)
def test_a_name_is_kept_as_it_is_read(given, kept):
    """White space is single, nothing turns what stands beside it, and what is unseen is no name."""
    assert limits.as_name(given) == kept
