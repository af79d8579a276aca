"""The list of what is asked most has the article's words, links and numbers."""

from __future__ import annotations

import pytest

from bot.playground.rules.reactions import EMOJI
from bot.render import crowd
from bot.render.crowd import Asked, most_asked
from bot.reply import Cited
from bot.strings.languages import load_languages
from knowledge.model import Span
from tests.fakes.library import SUMMIT_ARTICLE, article, find

LANGUAGES = load_languages()
STRINGS = LANGUAGES.default
PRIVATE = "https://t.me/VerbatimBot?start=summit"


def bolds(reply):
    return [one for one in reply.entities if one.kind == "bold"]


def asked(source, sentence, marked, times=2, url="https://t.me/c/1/5"):
    return Asked(source, find(source.text, sentence), find(source.text, marked), times, url)


def test_an_answer_is_listed_with_its_words_and_its_link():
    """The words are the article's, in quotation marks; how often they were asked for goes first."""
    one = asked(SUMMIT_ARTICLE, "Leaders met in The Hague.", "The Hague", 7)
    reply = most_asked(STRINGS, [one], PRIVATE)
    heading, line, *rest = reply.text.split("\n")
    assert (heading, line) == ("Most asked here", "7 × “Leaders met in The Hague.”")
    links = [one for one in reply.entities if one.kind == "text_link"]
    linked = "".join(reply.text[one.offset : one.offset + one.length] for one in links)
    assert linked == "“Leaders met in The Hague.”"
    assert {one.url for one in links} == {"https://t.me/c/1/5"}
    bold = [reply.text[one.offset : one.offset + one.length] for one in bolds(reply)]
    assert bold == [heading, "The Hague"]
    assert rest[0] == ""
    assert [button.url for row in reply.buttons for button in row] == [PRIVATE]


def test_words_with_quotation_marks_get_no_others():
    """What the article quotes would read as quoted twice."""
    said = "“We stand with Ukraine,” Keir Starmer said."
    reply = most_asked(STRINGS, [asked(SUMMIT_ARTICLE, said, "Keir Starmer")], PRIVATE)
    assert reply.text.split("\n")[1] == f"2 × {said}"


def test_an_answer_that_is_longer_than_its_line_is_cut():
    """What is marked of it ends with what is shown."""
    source = article(text="word " * 80)
    whole = Span(0, len(source.text))
    reply = most_asked(STRINGS, [Asked(source, whole, whole, 2, "")], PRIVATE)
    _, line, *_ = reply.text.split("\n")
    (_, mark) = bolds(reply)
    assert reply.text[mark.offset : mark.offset + mark.length] == line[len("2 × “") : -len("” …")]


def test_long_sentences_are_shown_around_the_answer():
    """What was left out is marked outside of the quotation marks; without a link there is none."""
    words = " ".join(f"word{number}" for number in range(60))
    source = article(text=f"Before {words} the answer {words} after.")
    whole, answer = Span(0, len(source.text)), find(source.text, "the answer")
    reply = most_asked(STRINGS, [Asked(source, whole, answer, 2, "")], PRIVATE)
    line = reply.text.split("\n")[1]
    assert line.startswith("2 × … “")
    assert line.endswith("” …")
    quoted = line[line.index("“") + 1 : line.index("”")]
    assert "the answer" in quoted
    assert quoted in source.text
    assert not [one for one in reply.entities if one.kind == "text_link"]


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_a_full_list_is_a_message_in_every_language(code):
    """More than fit are left out; the last line says what the reactions mean."""
    source = article(text="🎉 " * 60 + "wide words in a sentence without an end " * 9)
    one = Asked(source, Span(0, len(source.text)), Span(200, 230), 12_345, "https://t.me/c/1/5")
    reply = most_asked(LANGUAGES.of(code), [one] * 40, PRIVATE)
    assert reply.text.count(" × ") == crowd.LISTED
    assert len(reply.entities) <= 100
    last = reply.text.split("\n")[-1]
    assert all(emoji in last for emoji in (crowd.KNOWN, crowd.DECLINED, crowd.LATE))


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_an_alert_has_the_words_of_the_answer(code):
    """In at most 200 characters, as many as Telegram shows."""
    source = article(text="Long ago " * 30 + "the answer stood here.")
    place = find(source.text, "the answer")
    cited = Cited("summit", 1, (place.start, place.end), (0, len(source.text)))
    told = crowd.stands(LANGUAGES.of(code), source, cited)
    assert "the answer" in told
    assert len(told.encode("utf-16-le")) // 2 <= 200


def test_bots_may_react_with_these():
    """Telegram takes no others."""
    assert {crowd.KNOWN, crowd.UNDER_WAY, crowd.DECLINED, crowd.LATE} <= EMOJI
