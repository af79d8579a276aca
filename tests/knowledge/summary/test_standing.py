from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.reading.markdown import from_markdown
from knowledge.reading.plain import from_plain
from knowledge.summary.standing import Standing, points_back, standings
from knowledge.text.tokens import tokenise

FIRST = "The ferry to the islands sails again from Monday. "
ALONE, LEANS, NEVER = Standing.ALONE, Standing.LEANS, Standing.NEVER


def told(text, language=""):
    """Return what each sentence of a text can do without."""
    index = ArticleIndex(from_plain("a", text, title="", language=language))
    return standings(index, [s for p in index.passages for s in p.sentences])


@pytest.mark.parametrize(
    ("sentence", "standing"),
    [
        ("He had waited for it since the storm.", LEANS),
        ("That's what the islanders had asked for.", LEANS),
        ("“It was high time,” the baker said.", LEANS),
        ("However, the harbour stays closed to yachts.", LEANS),
        ("As a result, the shops have bread again.", LEANS),
        ("When he saw the smoke, the captain turned back.", LEANS),
        ("With their savings the islanders bought a boat.", LEANS),
        ("“We had no bread for a week,” she said.", LEANS),
        ("“The islanders had no bread for a week.”", LEANS),
        ("Both were repaired by the same yard.", LEANS),
        ("The captain of the other ferry rejected that.", LEANS),
        ("Anna Berg, who owns the shop, disagreed.", LEANS),
        ("There are forty seats for every island.", ALONE),
        ("The captain said he had waited since the storm.", ALONE),
        ("“We had no bread for a week,” Anna Berg said.", ALONE),
        ("When the captain saw the smoke, he turned back.", ALONE),
        ("Thatchers came from the mainland for the roofs.", ALONE),
        ("Who is going to pay for all of that?", NEVER),
        ("“Nobody will, the baker said.", NEVER),
        ("The baker said that nobody ever would.” ", NEVER),
        ("The yard is 6'2\" too short for the ferry.", NEVER),
        ("Ferry sails again .", NEVER),
        ("• Forty seats are kept free for islanders.", NEVER),
        ("and forty more are kept free for guests.", NEVER),
        ("Anna Berg contributed to this report from the islands.", NEVER),
        ("The ferry at its pier on Sunday (file photo).", NEVER),
        ("Bread at last.", NEVER),
        ("Forty seats are kept for the islanders", NEVER),
    ],
)
def test_what_a_sentence_can_do_without(sentence, standing):
    """What points back leans; what is cut, asked, listed or said to the reader never stands."""
    text = FIRST + sentence if sentence[0] not in "•a" else f"{FIRST.strip()}\n\n{sentence}"
    assert told(text)[0] is ALONE
    assert told(text)[1] is standing


@pytest.mark.parametrize(
    "dateline", ["", "(AP) ", "(CNN)", "BERGEN, Norway (Reuters) – ", "OSLO — "]
)
def test_an_opening_may_tease_and_not_tell(dateline):
    """A pronoun in the article's first sentence has nothing before it that could tell who."""
    assert told(f"{dateline}He was the last lighthouse keeper of the islands.") == [LEANS]
    assert told(f"{dateline}Anna Berg was the last lighthouse keeper there.") == [ALONE]


def test_an_interviews_answers_stand_for_nobody():
    """Whoever says "I" under a question is not named in the sentence; others may be told of."""
    answer = "In spring I broke two ribs on the stage. The theatre paid for the doctor at once."
    article = from_markdown("a", "", f"# Talk\n\n{FIRST}\n\n## What did you do?\n\n{answer}\n")
    index = ArticleIndex(article)
    found = standings(index, [s for p in index.passages for s in p.sentences])
    assert found == [ALONE, NEVER, ALONE]
    assert told(FIRST + answer)[1] is ALONE


def test_half_of_what_was_said_is_not_shown():
    """“…,” she said. “…”: the first half says something else without the second."""
    first = "“There is bread for everybody,” Anna Berg said. "
    assert told(
        FIRST + first + "“But only until next Tuesday.” The shop was full again by noon."
    ) == [
        ALONE,
        NEVER,
        LEANS,
        ALONE,
    ]
    assert told(f"{FIRST}{first}The shop was full again by noon.")[1] is ALONE


def test_a_quotation_over_several_sentences_is_cut_by_each():
    """None of them has both its marks, whatever the style."""
    for opening, closing in ("“”", '""', "„“", "«»", "»«", "»»", "””", "‘’"):
        text = (
            f"{FIRST}Anna Berg said: {opening}There is bread today. Nobody knows about tomorrow. "
            f"The baker has left for good{closing}. The shop was full again by noon."
        )
        assert told(text, "en") == [ALONE, NEVER, NEVER, NEVER, ALONE]


def test_a_stray_mark_costs_a_paragraph_at_most():
    """A mark that is never closed does not swallow what follows."""
    text = f"{FIRST}The “ferry sails again from Monday.\n\nThe shop was full again by noon."
    assert told(text) == [ALONE, NEVER, ALONE]
    endless = f"{FIRST}The “ferry sails again. " + "The shop was full again by noon. " * 20
    assert told(endless)[-1] is ALONE


@pytest.mark.parametrize(
    ("language", "opening", "points"),
    [
        ("de", "Er sagte am Montag", True),
        ("de", "Zum Beispiel sagte die", True),
        ("de", "Das ist nicht genug", True),
        ("de", "Das Schiff fährt wieder", False),
        ("fr", "C'est la fin", True),
        ("fr", "Le ferry repart lundi", False),
        ("es", "Sin embargo, el barco", True),
        ("nl", "Hij zei maandag dat", True),
        ("uk", "Він сказав це", True),
        ("is", "Hann sagði á mánudag", False),
    ],
)
def test_each_language_has_its_list(language, opening, points):
    """Where there is none, nothing is known to point back."""
    assert points_back(tokenise(opening, language).forms, language) is points


@given(st.text("“”\"'‘’«»„ .?!\nabHe", max_size=120))
def test_any_text_has_a_standing_for_each_sentence(text):
    """Marks in any order raise nothing."""
    index = ArticleIndex(from_plain("a", text, title=""))
    assert len(told(text)) == len(index.outline.sentences)
