"""Short questions as phones type them: what is asked for decides what may answer."""

from __future__ import annotations

import pytest

from knowledge.index import ArticleIndex
from knowledge.model import Answer, Question
from knowledge.reading.plain import from_plain
from knowledge.searching.one import ask_one

BRIDGE = """\
A new footbridge over the Tarn will open on 3 May, Selwick Council said. Walkers will need four \
minutes instead of 25 to reach the station.

The footbridge is 190 metres long and 4 metres wide. Building it took two years. It cost £7.2 \
million, and £300,000 has been spent on trees. Nobody pays to cross it; the county pays for the \
lighting.

Mayor Edith Crane, 58, will cut the ribbon at 11:30am. "Nobody believed in it," said engineer \
Tom Aske, who complained about the surveyor. The old bridge was built in 1931.
"""
CRASH = """\
A van ran into a tram in Corwen on Thursday.

Three people were injured, one of them seriously. Nobody was killed. A 27-year-old woman was taken \
to hospital.

The van's driver, a man from Harby, had ignored a red light by mistake, police said. He was not \
hurt.
"""
COURT = """\
A court in Dellby has found the banker Ian Moss, 52, guilty of fraud.

The trial lasted nine weeks. Moss was sentenced to three years and two months in prison. Judge \
Lea Orton spoke of greed. The banker's lawyer was absent.
"""
MATCH = """\
Elmfield Town beat Rushden 3-1 in the cup on Saturday.

Anna Vale, 19, scored twice. The match began at 3pm and was seen by 2,150 people.
"""
BRAND = """\
In Adorf ist am Freitag eine Halle abgebrannt. Verletzt wurde niemand.

Die Halle war 80 Meter lang. Die Löscharbeiten dauerten sechs Stunden. Der Schaden beträgt \
2 Millionen Euro. Brandmeisterin Ute Sander, 47, lobte die Helfer. Ein 30-jähriger Schweißer hat \
das Feuer verursacht.
"""
ARTICLES = {"bridge": BRIDGE, "crash": CRASH, "court": COURT, "match": MATCH, "brand": BRAND}


def ask(name: str, question: str) -> tuple[str, str]:
    """Return what is marked and its sentence, or "" twice where it is declined."""
    language = "de" if name == "brand" else "en"
    article = from_plain(name, ARTICLES[name], title="", language=language)
    result = ask_one(Question(question), ArticleIndex(article), 0.35)
    if not isinstance(result, Answer):
        return "", ""
    return result.span.of(article.text), result.hits[0].sentence.of(article.text)


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        # A length of a thing is no length of time.
        ("bridge", "how long is the footbridge", "190 metres"),
        ("bridge", "how wide is the footbridge", "4 metres"),
        ("bridge", "how deep is the footbridge", ""),
        ("court", "how long was the trial", "nine weeks"),
        ("brand", "wie lang war die halle", "80 Meter"),
        ("brand", "wie lange dauerten die löscharbeiten", "sechs Stunden"),
        # An age is a person's own.
        ("bridge", "how old is the mayor", "58"),
        ("bridge", "how old is edith crane", "58"),
        ("bridge", "how old is tom aske", ""),
        ("bridge", "how old is she", "58"),
        ("court", "how old is the judge", ""),
        ("court", "how old is moss", "52"),
        ("brand", "wie alt ist die brandmeisterin", "47"),
        ("brand", "wie alt ist der schweißer", "30-jähriger"),
        # Money is what is spent.
        ("bridge", "how much has been spent on trees", "£300,000"),
        # Nobody is not who pays where somebody does.
        ("bridge", "who pays for it", "county"),
        # A role is that of the name beside it.
        ("court", "who was the judge", "Judge Lea Orton"),
        ("bridge", "who is the surveyor", ""),
        ("brand", "wie heißt die brandmeisterin", "Ute Sander"),
        # Years in prison, by the sentence that tells of prison.
        ("court", "how long did he get", "three years"),
        # A score has two sides, and a time of day is no day.
        ("match", "what was the score", "3-1"),
        ("match", "what time did it begin", "3pm"),
        ("brand", "was hat der schaden gekostet", "2 Millionen Euro"),
        # Of a number and a part of it the number was asked for.
        ("crash", "how many people were injured", "Three"),
    ],
)
def test_the_answer_is_of_the_kind_that_is_asked_for(name, question, answer):
    """What else the sentence has is not marked, and where nothing fits it is declined."""
    said, _ = ask(name, question)
    assert answer in said if answer else not said, said


@pytest.mark.parametrize(
    ("name", "question", "sentence"),
    [
        ("crash", "was anyone hurt", "Three people were injured, one of them seriously."),
        ("crash", "was anybody hurt in the fire", ""),
        ("crash", "did anyone get hurt on the tram", "Three people were injured"),
        ("crash", "did anyone die", "Nobody was killed."),
        ("crash", "whose fault was it", "ignored a red light by mistake"),
        ("crash", "who is to blame", "ignored a red light by mistake"),
        ("bridge", "was anyone hurt", ""),
        ("bridge", "whose fault is it", ""),
        ("brand", "wurde jemand verletzt", "Verletzt wurde niemand."),
        ("brand", "wer ist schuld", "Schweißer hat das Feuer verursacht"),
        ("brand", "gab es tote", ""),
    ],
)
def test_what_is_asked_of_any_report_is_answered_by_its_sentence(name, question, sentence):
    """A sentence that says so answers, in whatever words; without one it is declined."""
    said, shown = ask(name, question)
    assert sentence in shown if sentence else not said, shown


def test_two_ages_leave_open_whose_is_meant():
    """Who "he" is, nobody knows where two men's ages are told after the lead: it is declined."""
    text = "A boat sank off Orme.\n\nAl Reed, 40, found it. He swam. Jo Pine, 33, saw it. He ran."
    index = ArticleIndex(from_plain("a", text, title="", language="en"))
    assert not isinstance(ask_one(Question("how old is he"), index, 0.35), Answer)


def test_an_opposite_answers_whether():
    """Who asks whether schools are open reads that they are closed."""
    text = "Snow has fallen on Orme. The schools will stay closed until Monday.\n\nBuses run again."
    index = ArticleIndex(from_plain("a", text, title="", language="en"))
    result = ask_one(Question("are schools open"), index, 0.35)
    assert isinstance(result, Answer)
    assert "closed" in result.hits[0].sentence.of(text)
