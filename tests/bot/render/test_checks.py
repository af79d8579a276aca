"""A verdict is shown with the article's words; what was pasted only to whoever pasted it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import checks
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.strings.catalogue import load_strings
from knowledge.model import Check, Edit, Quote, Verdict
from tests.bot.render.test_compose import spans_of, texts
from tests.bot.render.test_passages import labels, marked
from tests.fakes.library import SUMMIT_ARTICLE, article, find, hit

STRINGS = load_strings()
TEXT = SUMMIT_ARTICLE.text
WORDS = find(TEXT, "We stand with Ukraine")
STARMERS = Quote((find(TEXT, "“We stand with Ukraine,”"),), "Keir Starmer")


def found(verdict, *diff, spans=(WORDS,), score=1.0, **more):
    more.setdefault("hit", hit(SUMMIT_ARTICLE, "We stand"))
    return Check(verdict, SUMMIT_ARTICLE, spans, diff=diff, score=score, **more)


def show(check, **more):
    return checks.show(STRINGS, check, **({"private": True} | more))


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.NOT_FOUND])
def test_every_verdict_has_its_sentence(verdict):
    """The verdict stands first and in bold, then a sentence, then the article's words."""
    reply = show(found(verdict, quote=STARMERS, speaker="Keir Starmer"))
    assert marked(reply, "bold")[0] == STRINGS[f"check.verdicts.{verdict}"]
    assert reply.text.splitlines()[0].count(".") + reply.text.splitlines()[0].count(":") >= 1
    assert marked(reply, "blockquote") == ["“We stand with Ukraine,”"]
    assert "Keir Starmer" in marked(reply, "italic")[0]
    assert reply.text.endswith("Leaders meet · 25 June 2025")


def test_part_of_a_quotation_is_marked_in_it():
    """The whole quotation is shown, the words that were looked for in bold."""
    reply = show(found(Verdict.EXACT, quote=STARMERS, spans=(find(TEXT, "stand with"),)))
    assert marked(reply, "blockquote") == ["“We stand with Ukraine,”"]
    assert marked(reply, "bold")[1:] == ["stand with"]


def test_what_was_left_out_is_told():
    """With "…" the words are exact, and the article's others are shown to be there."""
    diff = (Edit("equal", "We"), Edit("insert", "stand with"), Edit("equal", "Ukraine"))
    reply = show(found(Verdict.EXACT, *diff, quote=STARMERS))
    assert STRINGS["check.exact_left_out"] in reply.text
    assert marked(reply, "underline") == ["stand with"]


def test_two_quotations_given_as_one_are_both_shown():
    """Each is quoted by itself."""
    other = Quote((find(TEXT, "The crowd cheered"),), "Keir Starmer")
    reply = show(found(Verdict.ALTERED, quote=STARMERS, also=other))
    assert STRINGS["check.altered_joined"] in reply.text
    assert marked(reply, "blockquote") == ["“We stand with Ukraine,”", "The crowd cheered"]


def test_the_speakers_of_two_quotations_are_both_named():
    """Nobody's words are put into the mouth of the other."""
    other = Quote((find(TEXT, "The crowd cheered"),), "Anna Berg")
    reply = show(found(Verdict.ALTERED, quote=STARMERS, also=other, speaker="Keir Starmer"))
    assert marked(reply, "italic") == ["Keir Starmer, Anna Berg"]


def test_a_long_gap_is_shown_by_its_ends():
    """What the article has between two parts of what was pasted may be long."""
    gap = Edit("insert", " ".join(f"word{n}" for n in range(60)))
    diff = (Edit("equal", "We"), gap, Edit("equal", "Ukraine"))
    [shown] = marked(show(found(Verdict.EXACT, *diff, quote=STARMERS)), "underline")
    assert shown.startswith("word0 ")
    assert shown.endswith(" word59")
    assert "word30" not in shown


def test_the_writers_own_words_are_shown_in_their_sentence():
    """The sentence is quoted, the words in bold, and the article itself is named."""
    spans = (find(TEXT, "4.12% of GDP"),)
    check = found(Verdict.IN_TEXT_NOT_QUOTED, spans=spans, hit=hit(SUMMIT_ARTICLE, "4.12%"))
    reply = show(check)
    assert marked(reply, "bold")[1:] == ["4.12% of GDP"]
    assert marked(reply, "blockquote")[0].startswith("Poland was ahead")
    assert marked(reply, "italic") == ["the article itself"]


def test_a_headline_is_quoted_from_its_speaker_on():
    """What stands beside it in the title is left out."""
    source = article(text="Berg: ‘Never again’ and other news\n\nA text.")
    place = find(source.text, "‘Never again’")
    quote = Quote((place,), "Anna Berg", find(source.text, "Berg"))
    words = find(source.text, "Never again")
    check = Check(Verdict.HEADLINE_ONLY, source, (words,), quote=quote, speaker="Anna Berg")
    reply = show(check)
    assert marked(reply, "blockquote") == ["Berg: ‘Never again’"]
    assert marked(reply, "italic") == ["Anna Berg · the headline"]


def test_what_differs_is_shown_in_private_only():
    """Struck what was pasted, bold and underlined what the article has; in a group neither."""
    diff = (Edit("delete", "They"), Edit("insert", "We"), Edit("equal", "stand with Ukraine"))
    check = found(Verdict.ALTERED, *diff, quote=STARMERS, score=0.8)
    alone, group = show(check), show(check, private=False)
    assert marked(alone, "strikethrough") == ["They"]
    assert marked(alone, "underline") == ["We"]
    assert alone.text.endswith("They We stand with Ukraine")
    assert "They" not in group.text


def test_buttons_are_there_where_they_lead_somewhere():
    """To the passage, and to the speaker's quotations."""
    check = found(Verdict.EXACT, quote=STARMERS, speaker="Keir Starmer")
    assert labels(show(check, token="t", context="u")) == [
        ["More context"],
        ["Quotes: Keir Starmer"],
    ]
    assert show(check).buttons == ()
    assert labels(show(found(Verdict.EXACT), token="t")) == []


@st.composite
def any_check(draw):
    text = draw(texts)
    source = article(text=text or "x")
    spans = st.lists(spans_of(source.text), min_size=1, max_size=150).map(
        lambda some: tuple(sorted(some))
    )
    quotes = st.none() | st.builds(Quote, spans, st.text())
    edits = st.builds(
        Edit, st.sampled_from(["equal", "delete", "insert"]), texts.filter(lambda t: t.strip())
    )
    return source, Check(
        draw(st.sampled_from(Verdict)),
        source,
        draw(spans),
        None,
        draw(quotes),
        draw(quotes),
        draw(st.text()),
        diff=tuple(draw(st.lists(edits, max_size=150))),
        score=draw(st.floats(0, 1)),
    )


@given(any_check(), st.booleans())
def test_any_check_becomes_a_valid_message(material, private):
    """Whatever was pasted and found: all limits kept, and only the article is quoted."""
    source, check = material
    reply = show(check, private=private, token="t", context="u", note="check.longest")
    brief = checks.verdict(STRINGS, check, brief=True)
    assert brief.used <= TEXT_LIMIT // 3 - 100
    assert brief.marks <= ENTITY_LIMIT // 3 - 5
    assert 0 < units(reply.text) <= TEXT_LIMIT
    assert len(reply.entities) <= ENTITY_LIMIT
    assert all(one.offset + one.length <= units(reply.text) for one in reply.entities)
    assert all(one.length for one in reply.entities)
    assert all(quoted in source.text for quoted in marked(reply, "blockquote"))
