"""Several answers in one message."""

from __future__ import annotations

from bot.render import several
from bot.render.compose import TEXT_LIMIT, units
from bot.render.passages import Finding
from bot.strings.catalogue import load_strings
from tests.bot.render.test_passages import labels, marked
from tests.fakes.library import SUMMIT_ARTICLE, article, find, hit

STRINGS = load_strings()
HAGUE = Finding(
    hit(SUMMIT_ARTICLE, "The Hague"), 0, 1, find(SUMMIT_ARTICLE.text, "The Hague"), "Anna Berg"
)
NEAR = Finding(hit(SUMMIT_ARTICLE, "Wednesday"), 0, 1, declined="one")


def section(finding, body):
    return several.Section(body, finding, "token")


def test_parts_stand_under_their_numbers():
    """An answer with its speaker, a near sentence, and a button for each."""
    parts = (
        section(HAGUE, several.answered(STRINGS, HAGUE)),
        section(NEAR, several.declined(STRINGS, "one", NEAR)),
    )
    reply = several.together(STRINGS, parts, more=False)
    assert reply.text.startswith("1\nLeaders met in The Hague.\nAnna Berg · The summit · ")
    assert "\n\n2\nThe article doesn't say. Nearest:\nThe summit ended on Wednesday." in reply.text
    assert marked(reply, "bold") == ["1", "The Hague", "2"]
    assert labels(reply) == [
        ["1 · Leaders met in The Hague."],
        ["2 · The summit ended on Wednesday."],
    ]


def test_a_part_without_anything_near_stands_alone():
    """One sentence, no quotation, no button."""
    parts = (several.Section(several.declined(STRINGS, "many", None)),)
    reply = several.together(STRINGS, parts, more=True)
    assert reply.text == f"1\n{STRINGS['declined.many']}\n\n{STRINGS['several.rest']}"
    assert reply.buttons == ()


def test_the_bots_manual_is_headed():
    """An answer from it is told apart here too."""
    found = Finding(HAGUE.hit, 0, 1, HAGUE.answer, about_bot=True)
    assert several.answered(STRINGS, found).reply().text.startswith("About this bot\nLeaders")


def test_three_long_answers_fit_into_one_message():
    """Whatever the article's sentences are, and where an answer stands in them."""
    text = "😀 word " * 2_000 + "end"
    long = article(text=text, title="t" * 5_000)
    found = Finding(hit(long, "end", "h" * 5_000), 0, 1, find(text, "end"), "s" * 5_000)
    parts = [section(found, several.answered(STRINGS, found))] * 2
    parts.append(section(found, several.declined(STRINGS, "one", found)))
    reply = several.together(STRINGS, parts, more=True)
    assert units(reply.text) <= TEXT_LIMIT
    assert all(units(label) <= 60 for row in labels(reply) for label in row)
