"""Who says it and when, and the other buttons under an answer, without Telegram."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.handlers.origins import Origins
from bot.render import origins
from bot.render.origins import Origin
from bot.render.passages import Finding
from knowledge.model import Fact, FactKind, Quote, Quotes
from tests.fakes.desk import DAY, NEAR, OLENA, SECOND, STRINGS, Desk
from tests.fakes.library import SUMMIT, SUMMIT_ARTICLE, FakeLibrary, find, hit

SENTENCE = find(SUMMIT, "The summit ended on Wednesday.")
STARMER = find(SUMMIT, "Keir Starmer")


def fact(kind, words, **more):
    return Fact(kind, find(SUMMIT, words), SENTENCE, **more)


@pytest.fixture
def library():
    """Hold one article with a speaker, a role and a day."""
    library = FakeLibrary(SUMMIT_ARTICLE)
    said = Quote((find(SUMMIT, "“We stand with Ukraine,”"),), "Keir Starmer", STARMER, "said")
    library.kept_quotes["summit"] = Quotes((said,))
    library.kept_facts["summit"] = (
        fact(FactKind.PERSON, "Keir Starmer", subject="Keir Starmer", role="Prime Minister"),
        fact(FactKind.DATE, "Wednesday", value="2025-06-25"),
    )
    return library


def test_the_speaker_of_the_sentence_is_known(library):
    """Of a passage that is only near, too; the day is not there, so that only "who" is offered."""
    found = Origins(library).of(Finding(hit(SUMMIT_ARTICLE, "We stand"), 1, 2))
    assert found == Origin((("Keir Starmer", "Prime Minister"),))
    assert found.label == "who"


def test_the_days_of_the_passage_are_known(library):
    """Without a speaker it is "when" that is offered."""
    found = Origins(library).of(Finding(hit(SUMMIT_ARTICLE, "ended"), 0, 1))
    assert found == Origin((), ("Wednesday",))
    assert found.label == "when"


def test_a_day_beside_is_shown_as_one(library):
    """A day of another sentence is quoted with that sentence: it may be about something else."""
    where = find(SUMMIT, "Leaders met in The Hague.")
    library.kept_facts["summit"] = (
        Fact(FactKind.DATE, find(SUMMIT, "The Hague"), where, value="2025-06-25"),
    )
    finding = Finding(hit(SUMMIT_ARTICLE, "Estonia"), 0, 1)
    found = Origins(library).of(finding)
    assert (found.dates, found.label) == ((), "when")
    reply = origins.show(STRINGS, finding, found, "t")
    assert "Beside it the article gives one:\nLeaders met in The Hague.\n" in reply.text


def test_an_article_that_changed_tells_nothing(library):
    """What was found in another version, or was taken back, has no speaker and no day."""
    finding = Finding(hit(SUMMIT_ARTICLE, "ended"), 0, 1)
    library.articles["summit"] = replace(SUMMIT_ARTICLE, version=2)
    assert Origins(library).of(finding).label == ""
    library.withdraw("summit")
    assert Origins(library).of(finding).label == ""


def test_nothing_is_looked_up_twice(library):
    """The second answer from an article takes nothing from the library."""
    asked = Origins(library)
    finding = Finding(hit(SUMMIT_ARTICLE, "ended"), 0, 1)
    first = asked.of(finding)
    library.kept_facts.clear()
    assert asked.of(finding) == first


def test_names_and_days_are_shown_in_bold():
    """Who, which days and when it was published, each on a line, and one way back."""
    finding = Finding(hit(SUMMIT_ARTICLE, "ended"), 1, 2)
    origin = Origin((("Keir Starmer", "Prime Minister"), ("Jo Berg", "")), ("Wednesday", "May"))
    reply = origins.show(STRINGS, finding, origin, "t")
    assert "Said by: Keir Starmer, Prime Minister\nSaid by: Jo Berg\n" in reply.text
    assert "Dates in it: Wednesday, May\nPublished: 25 June 2025\n" in reply.text
    assert [[button.data for button in row] for row in reply.buttons] == [["hit.1:t"]]
    longest = Origin(tuple((f"{n}" * 900, "role " * 900) for n in range(9)), ("day " * 900,) * 3)
    assert len(origins.show(STRINGS, finding, longest, "t").text) < 1500


def test_in_a_group_nobody_keeps_to_an_article():
    """What a group asks about is its administrators' choice."""
    desk = Desk(SUMMIT_ARTICLE, SECOND, answers={"where?": ("summit", "The Hague")})
    alone = desk.talk.ask(OLENA, "where?", DAY)
    group = desk.talk.ask(replace(OLENA, chat_id=-5), "where?", DAY)
    assert "keep.0:" in str(alone.buttons)
    assert "keep.0:" not in str(group.buttons)


def test_a_question_is_asked_of_all_only_while_it_is_the_last():
    """Its words are not kept with the button; after another question it has expired."""
    desk = Desk(SUMMIT_ARTICLE, SECOND, near=NEAR, answers={"how many?": ("second", "Rye")})
    desk.talk.choose(OLENA, "summit")
    declined = desk.talk.ask(OLENA, "where was Olaf Berg?", DAY)
    assert desk.tap(declined, "Ask all articles").new
    assert all("Olaf" not in str(row) for row in desk.state.rows.values())
    desk.talk.ask(OLENA, "when was it sunny in Lund?", DAY)
    assert desk.tap(declined, "Ask all articles").toast == STRINGS["buttons.expired"]
