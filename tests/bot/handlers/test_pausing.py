"""What a pause keeps from being searched, shown and sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.handlers.pausing import screen
from bot.handlers.unpaused import PausedArticleError, unpaused
from bot.message import Message, pack, unpack
from bot.newsroom import SERVER, Paused
from bot.outbox.turn import turn
from bot.reply import Reply
from bot.strings.catalogue import load_strings
from bot.strings.languages import load_languages
from knowledge.model import Citation, Question, Span, Turn
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary, article, hit
from tests.fakes.newsroom import FakePauses

STRINGS = load_strings()
OTHER = article("other", "Another", "Something else happened. It rained.")
READER, GROUP = 7, -100


@pytest.fixture
def pauses():
    return FakePauses()


@pytest.fixture
def library():
    return FakeLibrary(SUMMIT_ARTICLE, OTHER, answers={"where?": ("summit", "The Hague")})


@pytest.fixture
def shown(library, pauses):
    return unpaused(library, pauses)


def test_without_pauses_the_library_is_as_it_is(shown, library):
    """A question is passed on untouched."""
    asked = Question("where?")
    shown.ask(asked)
    assert library.questions == [asked]
    assert shown.entries() == library.entries()


def test_a_paused_article_is_not_searched(shown, library, pauses):
    """Neither for a question to all, nor after an answer from it, nor in any list."""
    pauses.pause("article", "summit", SERVER)
    last = Turn("where?", hit(SUMMIT_ARTICLE, "The Hague"))
    shown.ask(Question("and then?", previous=last))
    (asked,) = library.questions
    assert (asked.scope, asked.previous) == (("other",), None)
    assert [entry.id for entry in shown.entries()] == ["other"]
    assert shown.find("leaders") == ()
    pauses.pause("article", "other", SERVER)
    for ask in (lambda: shown.ask(Question("where?")), lambda: shown.check("words")):
        with pytest.raises(PausedArticleError):
            ask()
    assert (len(library.questions), library.checked) == (1, [])


def test_whoever_asks_for_it_learns_that_it_is_paused(shown, pauses):
    """By id, alias or citation, in whatever way."""
    pauses.pause("article", "summit", SERVER)
    cited = Citation("summit", 1, Span(0, 5))
    for ask in (
        lambda: shown.article("hague"),
        lambda: shown.ask(Question("where?", ("summit",))),
        lambda: shown.check("words", ("hague",)),
        lambda: shown.cited(cited),
        lambda: shown.context(cited),
        lambda: shown.extracts("hague"),
        lambda: shown.speakers("summit", "x"),
        lambda: shown.suggested("summit"),
    ):
        with pytest.raises(PausedArticleError):
            ask()
    pauses.resume("article", "summit", SERVER)
    assert shown.article("hague").id == "summit"


async def test_a_turn_notes_what_it_shows(shown):
    """From a worker thread, too: its messages know whose article they show."""
    with turn() as going_on:
        await asyncio.to_thread(shown.ask, Question("where?"))
    assert going_on.articles == {"summit"}


def test_a_message_that_waits_keeps_what_it_shows():
    """As written to the outbox; an older row simply shows nothing."""
    message = Message(READER, Reply("a"), articles=("other", "summit"))
    assert unpack(pack(message)) == message
    assert "articles" not in pack(Message(READER, Reply("a")))


def test_what_has_been_paused_meanwhile_is_not_sent(pauses):
    """A reader alone hears why; groups and posts get nothing; other articles go on."""
    look = screen(pauses, load_languages())
    alone = Message(READER, Reply("the answer"), articles=("summit",), question=5, asker=READER)
    assert look(alone) is alone
    pauses.pause("article", "summit", SERVER)
    german = replace(alone, language="de-AT")
    assert look(german).reply.text == load_strings("de")["pausing.article"]
    told = look(alone)
    assert (told.reply.text, told.articles) == (STRINGS["pausing.article"], ())
    for other in (
        Message(GROUP, alone.reply, articles=("summit",)),
        Message(READER, alone.reply, "post", articles=("summit",)),
        Message(READER, alone.reply, edits=9, articles=("summit",)),
    ):
        assert look(other) is None
    elsewhere = Message(READER, alone.reply, articles=("other",))
    assert look(elsewhere) is elsewhere


@pytest.mark.parametrize("paused", [Paused("all"), Paused("chat", str(READER))])
def test_a_paused_bot_sends_no_article_but_its_own_words(pauses, paused):
    """What an editor is told about the pause must still arrive."""
    pauses.now.add(paused)
    look = screen(pauses, load_languages())
    shows = Message(READER, Reply("the answer"), articles=("summit",))
    assert look(shows).reply.text == STRINGS["pausing.told"]
    own = Message(READER, Reply("I am paused everywhere."))
    assert look(own) is own
