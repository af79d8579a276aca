"""Other languages than English: told, asked in, and asked across."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path

import pytest
import yaml

from knowledge.answering import prepare
from knowledge.deciding import decide
from knowledge.index import ArticleIndex
from knowledge.languages import detect
from knowledge.library import open_library
from knowledge.model import Abstention, Answer, Question, Reason
from knowledge.reading.files import read_file
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.text.tokens import tokenise
from tests.fakes.clock import Clock

ARTICLES = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))
SEED = Path(__file__).parents[2] / "seeds" / "000_8be5fd93039ce56a.txt"


def indexed(article):
    return ArticleIndex(from_plain("a", article["text"].strip(), title=article["title"]))


def asked(index, question, threshold=0.4):
    prepared = prepare(question, index.language, index.frequencies, index.vocabulary)
    pool = [(index, passage) for passage in index.passages]
    return decide(prepared, pool, index.collection, threshold)


def by_bm25(index, question):
    """Return the passage that BM25 with the language's own stemmer puts first."""
    terms, own = set(tokenise(question, index.language).terms), index.collection

    def score(passage):
        norm = 1.2 * (0.25 + 0.75 * len(passage.tokens) / own.mean_length)
        total = 0.0
        for term in terms & passage.counts.keys():
            n = own.frequencies[term]
            idf = math.log(1 + (own.passages - n + 0.5) / (n + 0.5))
            total += idf * passage.counts[term] * 2.2 / (passage.counts[term] + norm)
        return total

    return max(index.passages, key=score).passage.span.of(index.article.text)


@pytest.mark.parametrize("language", ARTICLES)
def test_a_language_is_told_from_the_text(language):
    """No article says which language it is in; its own words do, and its questions' mostly."""
    for article in ARTICLES[language]:
        assert indexed(article).language == language
        right = sum(detect(question) in {language, ""} for question, _ in article["questions"])
        assert right >= 0.8 * len(article["questions"])


@pytest.mark.parametrize("language", ARTICLES)
def test_the_right_passage_comes_first(language):
    """In every language, of questions in their own words, seven in ten at least."""
    missed, total = [], 0
    for article in ARTICLES[language]:
        index = indexed(article)
        for question, words in article["questions"]:
            total += 1
            found = asked(index, question).hits[0].passage.span.of(index.article.text)
            missed += [] if words in found else [question]
    assert total >= 15
    assert len(missed) <= 0.3 * total, missed


def test_other_languages_are_no_worse_off_than_with_bm25():
    """Over all of them, passages come first at least as often as by BM25 with their stemmers."""
    ours = bm25 = 0
    for article in (one for articles in ARTICLES.values() for one in articles):
        index = indexed(article)
        for question, words in article["questions"]:
            ours += words in asked(index, question).hits[0].passage.span.of(index.article.text)
            bm25 += words in by_bm25(index, question)
    assert ours >= bm25, (ours, bm25)


def test_questions_in_the_articles_language_are_answered():
    """The confidence, fitted on English, lets half of the others' questions through."""
    answered = [
        isinstance(asked(index, question), Answer)
        for articles in ARTICLES.values()
        for article in articles
        for index in [indexed(article)]
        for question, _ in article["questions"]
    ]
    assert sum(answered) >= 0.5 * len(answered)


@pytest.fixture(scope="module")
def seeds():
    """Open a library of the seed, which is in English, in memory."""
    library = open_library(LibrarySettings(store="sqlite://", threshold=0.0), clock=Clock())
    article = read_file(SEED)
    list(library.build([(article.id, article)]))
    yield library
    library.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Скільки Польща витрачає на оборону у відсотках ВВП?", "4.12%"),
        ("Сколько Польша тратит на оборону?", "4.12%"),
        ("Wie viel gibt Polen für die Verteidigung aus?", "4.12%"),
        ("¿Cuánto gasta Polonia en defensa?", "4.12%"),
        ("Що сталося 23 червня?", "June 23"),
        ("Was ist am 23. Juni in der Ukraine geschehen?", "June 23"),
        ("Rutte Zirvesi nerede yapıldı?", "The Hague"),
        ("Что сказал Рютте о Китае?", "China"),
    ],
)
def test_a_question_in_another_language_is_offered_the_nearest_and_never_answered(
    seeds, question, words
):
    """Names, numbers and dates lead to the passage; it is offered as near, however well it fits."""
    result = seeds.ask(Question(question))
    assert isinstance(result, Abstention)
    assert result.reason is Reason.OTHER_LANGUAGE
    assert any(words in hit.passage.span.of(hit.article.text) for hit in result.hits)


def test_a_question_that_may_be_in_either_language_is_asked_in_both(tmp_path):
    """Its little words tell nothing: "was" and "der" are English as well as German here."""
    bath = tmp_path / "bath.md"
    bath.write_text(
        "# Das Freibad öffnet\n\nDer Eintritt kostet künftig 4 Euro für alle.\n", "utf-8"
    )
    files = [read_file(path) for path in (SEED, SEED.with_name("about-verbatim.md"), bath)]
    settings = LibrarySettings(store="sqlite://")
    with contextlib.closing(open_library(settings, clock=Clock())) as library:
        list(library.build([(article.id, article) for article in files]))
        result = library.ask(Question("Was kostet der Eintritt?"))
    assert isinstance(result, Answer)
    assert result.hits[0].article.id == "bath"
