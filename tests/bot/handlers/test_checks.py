"""Did they say it like that: which words are checked, and what the reply shows to whom."""

from __future__ import annotations

import pytest

from bot.handlers.asker import Asker
from knowledge.model import Check, Edit, Quote, Quotes, Verdict
from tests.bot.render.test_passages import labels, marked
from tests.fakes.desk import DAY, OLENA, STRINGS
from tests.fakes.library import SUMMIT_ARTICLE, find, hit

ALTERED = "We stand behind Ukraine"


@pytest.fixture
def checked(alone):
    """Stand on a library that finds one altered quotation."""
    text = SUMMIT_ARTICLE.text
    words = find(text, "We stand with Ukraine")
    quote = Quote((find(text, "“We stand with Ukraine,”"),), "Keir Starmer")
    diff = (
        Edit("equal", "We stand"),
        Edit("delete", "behind"),
        Edit("insert", "with"),
        Edit("equal", "Ukraine"),
    )
    found = Check(
        Verdict.ALTERED,
        SUMMIT_ARTICLE,
        (words,),
        hit(SUMMIT_ARTICLE, "We stand with"),
        quote,
        speaker="Keir Starmer",
        diff=diff,
        score=0.8,
    )
    alone.library.checks = dict.fromkeys((ALTERED, f"did he really say “{ALTERED}”?"), found)
    alone.library.kept_quotes["summit"] = Quotes((quote,))
    return alone


def test_words_are_checked(checked):
    """In a private chat the verdict, the article's words, and what differs, word by word."""
    reply = checked.talk.check(OLENA, ALTERED)
    assert reply.text.startswith("Altered.")
    assert marked(reply, "blockquote") == ["“We stand with Ukraine,”"]
    assert marked(reply, "strikethrough") == ["behind"]
    assert marked(reply, "underline") == ["with"]
    assert labels(reply) == [["More context"], ["Quotes: Keir Starmer"]]


def test_a_group_never_sees_what_was_pasted(checked):
    """There the verdict and the article's words are all."""
    there = Asker(-100, 7)
    reply = checked.talk.check(there, ALTERED)
    assert marked(reply, "blockquote") == ["“We stand with Ukraine,”"]
    assert "behind" not in reply.text
    absent = checked.talk.check(there, "Nobody said this")
    assert absent.text == f"{STRINGS['check.verdicts.not_found']} {STRINGS['check.not_found']}"
    assert absent.buttons == ()


def test_what_a_verdict_leads_to_comes_below(checked):
    """The passage and the speaker's quotations are new messages: the verdict stays."""
    reply = checked.talk.check(OLENA, ALTERED)
    context = checked.tap(reply, "More context")
    assert context.new
    assert marked(context.reply, "bold")[0] == "We stand with Ukraine"
    quotes = checked.tap(reply, "Quotes: Keir Starmer")
    assert quotes.new
    assert marked(quotes.reply, "blockquote") == ["“We stand with Ukraine,”"]


def test_a_question_whether_it_was_said_is_checked(checked):
    """A question such as "did he really say …" goes to the check, and not to the search."""
    reply = checked.talk.ask(OLENA, f"did he really say “{ALTERED}”?", DAY)
    assert reply.text.startswith("Altered.")
    assert checked.library.questions == []


def test_a_check_beside_a_question(checked):
    """Each gets its own part under a number; the verdict is short, and its passage opens."""
    text = f"where was it? did he really say {ALTERED.casefold()}?"
    checked.library.checks[f"did he really say {ALTERED.casefold()}?"] = checked.library.checks[
        ALTERED
    ]
    reply = checked.talk.ask(OLENA, text, DAY)
    assert "\n2\nAltered." in reply.text
    assert marked(reply, "strikethrough") == []
    opened = checked.tap(reply, labels(reply)[-1][0])
    assert opened.new
    assert marked(opened.reply, "bold")[0] == "We stand with Ukraine"


def test_did_he_really_say_that_is_of_the_last_answer(alone):
    """The sentence that was shown last is what is checked; without one, the words are asked for."""
    assert alone.talk.ask(OLENA, "did he really say that?", DAY).text == STRINGS["check.ask"]
    alone.talk.ask(OLENA, "where?", DAY)
    alone.talk.ask(OLENA, "did he really say that?", DAY)
    assert alone.library.checked == [("Leaders met in The Hague.", ())]


def test_words_that_are_nowhere_get_what_comes_nearest(alone):
    """The verdict is plain, and the passages under it open."""
    reply = alone.talk.check(OLENA, "Nobody said this here")
    assert reply.text.startswith("Not found.")
    assert marked(alone.tap(reply, labels(reply)[0][0]).reply, "blockquote")


def test_a_check_needs_words(alone):
    """Without any, the way to give them is told."""
    for text in ("", "…", "“”"):
        assert alone.talk.check(OLENA, text).text == STRINGS["check.ask"]


def test_a_forwarded_message_is_checked_where_it_quotes(checked):
    """Of a long post its longest quotation; one that quotes nothing is a question as any other."""
    post = f"{'Some words of a channel. ' * 20}“{ALTERED}” {'And more. ' * 20}"
    checked.library.checks[f"“{ALTERED}”"] = checked.library.checks[ALTERED]
    reply = checked.talk.forwarded(OLENA, post, DAY)
    assert reply.text.startswith(STRINGS["check.longest"])
    assert marked(reply, "strikethrough") == ["behind"]
    assert marked(checked.talk.forwarded(OLENA, "where?", DAY), "bold") == ["The Hague"]


def test_a_check_in_a_withdrawn_article_says_so(several):
    """As any other turn does."""
    several.talk.choose(OLENA, "second")
    several.library.withdraw("second")
    assert several.talk.check(OLENA, "Wheat grew well").text == STRINGS["articles.gone"]
