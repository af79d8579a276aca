"""Two-turn dialogues on the seeds: what a second question means, and which must not be bent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.chat.follow_up import FollowUp, follow_up, leans, only_points
from knowledge.library import open_library
from knowledge.model import (
    Answer,
    Block,
    BlockKind,
    Citation,
    Hit,
    Passage,
    Question,
    Section,
    Span,
    Turn,
)
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from tests.fakes.clock import Clock

POLAND = "How much of its GDP does Poland spend on defence?"
JUNE = "What happened on June 23?"
WORTH = "What is Ukraine's defense industry worth?"
BENCHMARK = "What is the new defense spending benchmark?"
OLD_TARGET = "How many members met the old target?"
STARMER = "Who said we stand with Ukraine?"
ISSUE = "what did rutte say about dealing with one issue at a time"
SUMMIT = "Where was the summit?"
INVEST = "Which countries invest in Ukraine's defense industry?"

# What was asked → (words of the sentence that answered, answer, speaker) in the seed.
ANSWERS = {
    POLAND: ("Poland was ahead of all members", "4.12%", ""),
    "how much does poland spend on defense": ("Poland was ahead of all members", "4.12%", ""),
    JUNE: ("On June 23, Russian forces", "June 23", ""),
    "When was the attack on Kyiv?": ("On June 23, Russian forces", "June 23", ""),
    WORTH: ("He noted that the country’s", "$35 billion", ""),
    BENCHMARK: ("Rutte strongly backed", "5% GDP", ""),
    OLD_TARGET: ("This is a significant increase", "23", ""),
    STARMER: ("As Prime Minister Keir Starmer", "Keir Starmer", "Keir Starmer"),
    ISSUE: (
        "“We can’t just deal with one issue at a time,”",
        "“We can’t just deal with one issue at a time,”",
        "Mark Rutte",
    ),
    SUMMIT: ("Speaking on the sidelines", "The Hague", ""),
    INVEST: ("Many countries, including", "Norway, Denmark, and Lithuania", ""),
    "Who urged the alliance?": ("Speaking on the sidelines", "Secretary General Mark Rutte", ""),
}

# first question, second question, what the second means
BENT = [
    (POLAND, "and Estonia?", "How much of its GDP does Estonia spend on defence?"),
    (POLAND, "what about the UK", "How much of its GDP does the UK spend on defence?"),
    (POLAND, "how about Estonia?", "How much of its GDP does Estonia spend on defence?"),
    (POLAND, "Estonia?", "How much of its GDP does Estonia spend on defence?"),
    (POLAND, "and estonia", "How much of its GDP does estonia spend on defence?"),
    (POLAND, "and in 2024?", "How much of its GDP does Poland spend on defence in 2024?"),
    (
        "how much does poland spend on defense",
        "what about the US",
        "how much does the US spend on defense",
    ),
    (JUNE, "and on June 24?", "What happened on June 24?"),
    (JUNE, "and July 1?", "What happened on July 1?"),
    (JUNE, "and before that?", "What happened before June 23?"),
    (JUNE, "and after that?", "What happened after June 23?"),
    (JUNE, "where?", "where on June 23?"),
    (JUNE, "why?", "why on June 23?"),
    (JUNE, "where was that?", "where was June 23?"),
    (JUNE, "what did it target?", "what did target?"),
    ("When was the attack on Kyiv?", "and on Lviv?", "When was the attack on Lviv?"),
    ("When was the attack on Kyiv?", "where?", "where was the attack on Kyiv?"),
    ("When was the attack on Kyiv?", "how many people were in it?", None),
    (
        WORTH,
        "Which countries invest in it?",
        "Which countries invest in Ukraine's defense industry?",
    ),
    (WORTH, "who invests in that", "who invests in Ukraine's defense industry"),
    (WORTH, "and Russia's?", "What is Russia's defense industry worth?"),
    (BENCHMARK, "and the current target?", "What is the current target?"),
    (BENCHMARK, "who backed it?", "who backed new defense spending benchmark?"),
    (BENCHMARK, "since when?", "since when is the new defense spending benchmark?"),
    (OLD_TARGET, "when?", "when members met the old target?"),
    (OLD_TARGET, "in which year?", "in which year members met the old target?"),
    (OLD_TARGET, "and the new benchmark?", "How many members met the new benchmark?"),
    (OLD_TARGET, "and countries?", "How many countries met the old target?"),
    (STARMER, "where did he say that?", "where did Keir Starmer say that?"),
    (STARMER, "what is his job?", "what is Keir Starmer's job?"),
    (STARMER, "when?", "when said we stand with Ukraine?"),
    (ISSUE, "who said that?", "Who said deal one issue time?"),
    (ISSUE, "and about Ukraine?", "what did rutte say about Ukraine"),
    (ISSUE, "and Starmer?", "what did Starmer say about dealing with one issue at a time"),
    (ISSUE, "how old is he?", "how old is Mark Rutte?"),
    (SUMMIT, "when?", "when was the summit?"),
    (SUMMIT, "ok and when?", "when was the summit?"),
    (SUMMIT, "who spoke there?", "who spoke at summit?"),
    (SUMMIT, "how long did it last?", "how long did summit last?"),
    (INVEST, "how much did they invest?", "how much did Norway, Denmark, and Lithuania invest?"),
    (INVEST, "why?", "why countries invest in Ukraine's defense industry?"),
    ("Who urged the alliance?", "what did he pledge?", "what did Mark Rutte pledge?"),
    ("Did China sign a deal with Norway?", "and Denmark?", "Did Denmark sign a deal with Norway?"),
    ("Did China sign a deal with Norway?", "when?", "when Did China sign a deal with Norway?"),
]

INDEPENDENT = [
    (SUMMIT, "What is Ukraine's defense industry worth?"),
    (SUMMIT, "how mch does estonia spned?"),
    (SUMMIT, "What is the capital of Australia?"),
    (SUMMIT, "Did China sign a trade agreement with Norway?"),
    (STARMER, "How old is Mark Rutte?"),
    (POLAND, "What happened?"),
    (POLAND, "what is this about?"),
    (POLAND, "who is involved?"),
    (POLAND, "how did it happen?"),
    (POLAND, "asdf qwerty"),
    (POLAND, "😀"),
    (POLAND, ""),
    (POLAND, "What will Ukraine do if it is attacked?"),
    (POLAND, "How much of its GDP does Estonia spend?"),
    (POLAND, "is it true that Rutte resigned"),
    (POLAND, "was there a meeting in Kyiv"),
    (POLAND, "did Starmer say that Ukraine wins"),
    (POLAND, "how many dead"),
    (JUNE, "Norway?"),
    (JUNE, "rutte ukraine support"),
    (JUNE, "and who is the secretary general?"),
    (ISSUE, "what did the minister who resigned say about taxes"),
]


@pytest.fixture(scope="module")
def turn_on(seed):
    """Make the turn of a question on the seed, declined where no answer is written down."""

    def make(question):
        if question not in ANSWERS:
            return Turn(question)
        words, marked, speaker = ANSWERS[question]
        start = seed.text.index(words)
        paragraph = next(b.span for b in seed.blocks if b.span.start <= start < b.span.end)
        answer = seed.text.index(marked, start)
        end = max(answer + len(marked), seed.text.index(".", start))
        hit = Hit(seed, Section("", None, paragraph), Passage(0, 0, paragraph), Span(start, end), 1)
        return Turn(question, hit, Span(answer, answer + len(marked)), speaker)

    return make


@pytest.mark.parametrize(("first", "second", "meant"), BENT)
def test_what_leans_on_the_turn_before_is_resolved(turn_on, first, second, meant):
    """The second question is asked as the third column has it; None: anything but as typed."""
    resolved = follow_up(turn_on(first), second)
    assert resolved.bent
    assert resolved.text == meant if meant else resolved.text != second


@pytest.mark.parametrize(("first", "second"), INDEPENDENT)
def test_a_question_of_its_own_is_not_bent(turn_on, first, second):
    """What has its own words, or asks about the whole, stays as it was typed."""
    assert follow_up(turn_on(first), second) == FollowUp(second)


def test_there_are_enough_dialogues():
    """Sixty at least, no pair twice."""
    pairs = {(first, second) for first, second, _ in BENT} | set(INDEPENDENT)
    assert len(pairs) == len(BENT) + len(INDEPENDENT) >= 60


def test_where_to_look_first_is_the_passage_before(turn_on):
    """For "why?" that is; what is put in another's place may stand anywhere."""
    before = turn_on(POLAND)
    assert follow_up(before, "why?").near == before.hit.citation
    assert follow_up(before, "and Estonia?").near is None
    assert follow_up(Turn(POLAND), "why?").near is None


def test_only_what_makes_sense_alone_may_be_asked_as_typed(turn_on):
    """A question with words of its own has a second chance as typed; "why?" has none."""
    assert follow_up(turn_on(WORTH), "Which countries invest in it?").own
    assert not follow_up(turn_on(WORTH), "why?").own
    assert not follow_up(turn_on(POLAND), "and China?").own


@given(st.text(max_size=200), st.text(max_size=200), st.booleans())
def test_any_two_turns_are_resolved(first, second, answered):
    """Whatever two strangers write, there is something to ask, and it is pure."""
    article = from_plain("a", "Anna Berg met Norway's king. He said no.\n", title="")
    span = article.blocks[0].span
    hit = Hit(article, Section("", None, span), Passage(0, 0, span), span, 1.0)
    before = Turn(first, hit, Span(0, 9), "Anna Berg") if answered else Turn(first)
    resolved = follow_up(before, second)
    assert resolved == follow_up(before, second)
    assert resolved.bent or resolved.text == second
    assert resolved.text.strip() or not second.strip()


def test_the_longest_questions_take_no_time(seed):
    """Two questions of 4,096 characters on a long article are resolved in well under 50 ms."""
    text = seed.text * 20
    long = dataclasses.replace(
        seed, text=text, blocks=(Block(BlockKind.PARAGRAPH, Span(0, len(text))),)
    )
    span = Span(len(text) - 500, len(text))
    hit = Hit(long, Section("", None, span), Passage(0, 0, span), span, 1.0)
    for first, second in (
        ("how many Xa " * 340, "and Estonia?"),
        ("he " * 1_365, "he " * 1_365),
        ("of Xa " * 680, "what is it"),
        ("of Xa " * 680, "where is he"),
    ):
        taken = []
        for _ in range(3):
            start = time.process_time()
            follow_up(Turn(first, hit, span), second)
            taken.append(time.process_time() - start)
        assert min(taken) < 0.05


# -- asked of the library -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds(seed, manual):
    """Open a library of the seeds, in memory, which no test changes."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=Clock())
    list(library.build((one.id, one) for one in (seed, manual)))
    yield library
    library.close()


def turn(library, question, **more):
    found = library.ask(Question(question, **more))
    if not isinstance(found, Answer):
        return Turn(question)
    return Turn(question, found.hits[0], found.span, found.speaker)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("how much does poland spend on defense", "what about the US", "3.38%"),
        ("how much does poland spend on defense", "and Estonia?", "3.43%"),
        (BENCHMARK, "who backed it?", "Rutte"),
        (OLD_TARGET, "when?", "2024"),
        (WORTH, "Which countries invest in it?", "Norway, Denmark, and Lithuania"),
        (ISSUE, "who said that?", "Rutte"),
        (STARMER, "what did he say?", "We stand with Ukraine"),
    ],
)
def test_a_dialogue_is_answered(seeds, first, second, words):
    """The library resolves the second question and answers it, the words marked."""
    found = seeds.ask(Question(second, previous=turn(seeds, first)))
    assert isinstance(found, Answer)
    assert words in found.span.of(found.hits[0].article.text)


@pytest.mark.parametrize(
    ("others", "said"),
    [("", True), ("“It cost 9 million,” said Mayor Ola Lind. ", False)],
)
def test_who_is_only_told_of_later_is_meant_where_nobody_else_is(others, said):
    """Before the answer nobody is named; after it one, or two."""
    text = (
        f"The quay was closed on Monday after a storm, and 40 boats lie in the old harbour.\n\n"
        f"{others}“Nobody expected this,” said Mayor Anna Berg."
    )
    article = from_plain("quay", text, title="Quay closed")
    first = Span(0, 81)
    hit = Hit(article, Section("", None, Span(0, len(text))), Passage(0, 0, first), first, 1)
    resolved = follow_up(Turn("How many boats?", hit, Span(52, 54)), "what did she say?")
    assert resolved.text == ("what did Anna Berg say?" if said else "what did she say?")


@pytest.mark.parametrize("second", ["where was that?", "where?", "what did it target?"])
def test_a_follow_up_stays_with_its_passage(seeds, second):
    """What leans on the last answer is found where that stands."""
    before = turn(seeds, JUNE)
    found = seeds.ask(Question(second, previous=before))
    assert isinstance(found, Answer)
    assert found.hits[0].passage == before.hit.passage


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (POLAND, "and China?"),
        (JUNE, "and June 24?"),
        (ISSUE, "how old is he?"),
        (SUMMIT, "What is the capital of Australia?"),
    ],
)
def test_a_dialogue_is_declined(seeds, first, second):
    """What the article doesn't say isn't answered because something before it was."""
    assert not isinstance(seeds.ask(Question(second, previous=turn(seeds, first))), Answer)


@pytest.mark.parametrize(("first", "second"), INDEPENDENT)
def test_a_question_of_its_own_is_answered_as_alone(seeds, first, second):
    """The turn before changes nothing about it."""
    alone = seeds.ask(Question(second))
    assert seeds.ask(Question(second, previous=turn(seeds, first))) == alone


@pytest.fixture
def several(seed):
    """Open a library of the seed and a newer article that has some of the same words."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=Clock())
    other = from_plain(
        "harvest",
        "Poland spends 2 million on the harvest, Estonia spends 9 million on it.\n\n"
        "The summit of the hill was dry.",
        title="The harvest",
        published=dt.date(2025, 8, 1),
    )
    list(library.build((one.id, one) for one in (seed, other)))
    yield library
    library.close()


def test_a_follow_up_stays_with_its_article(several, seed):
    """Of several articles the one that answered before is asked first."""
    before = turn(several, "how much does poland spend on defense", scope=(seed.id,))
    found = several.ask(Question("and Estonia?", previous=before))
    assert found.hits[0].article.id == seed.id
    chosen = several.ask(Question("and Estonia?", ("harvest",), previous=before))
    assert all(hit.article.id == "harvest" for hit in chosen.hits)


def test_a_turn_whose_passage_is_gone_is_no_obstacle(several, seed):
    """An article that was changed or taken back meanwhile is passed over."""
    before = turn(several, OLD_TARGET, scope=(seed.id,))
    for citation in (
        Citation("gone", 1, Span(0, 1)),
        Citation(seed.id, 1, Span(0, 1)),
    ):
        article = dataclasses.replace(seed, id=citation.article_id, version=citation.version)
        passage = dataclasses.replace(before.hit.passage, span=citation.span)
        hit = dataclasses.replace(before.hit, article=article, passage=passage)
        several.ask(Question("when?", previous=dataclasses.replace(before, hit=hit)))


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("and Estonia?", True),
        ("why?", True),
        ("How old is he?", True),
        ("who said that?", True),
        ("and why is Poland ahead of Estonia?", False),
        ("Where was the summit?", False),
        ("Is it true that Norway left?", False),
        ("", False),
    ],
)
def test_what_cannot_be_asked_alone(text, leaning):
    """A question that names nothing of its own leans on one before; any other does not."""
    assert leans(text) is leaning


def test_what_only_points_back():
    """A pronoun says nothing of its own; with a word beside it the article may answer."""
    assert all(only_points(text) for text in ("who is he?", "and when was that"))
    assert not any(only_points(text) for text in ("why?", "and Estonia?", "How old is he?", ""))
