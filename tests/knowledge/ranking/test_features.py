from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import knowledge
from knowledge.index import ArticleIndex
from knowledge.matching import resolve
from knowledge.questions.question import understand
from knowledge.ranking.features import K1, OF_PASSAGE, OF_SENTENCE, B, Matcher
from knowledge.ranking.ranking import weights
from knowledge.reading.plain import from_plain
from knowledge.related import related
from knowledge.text.tokens import tokenise

FILLER = "The quick brown foxes jumped over several lazy dogs near that garden wall yesterday. "


def article(*paragraphs, title=""):
    """Make an article of so many passages, each long enough to stay one."""
    return ArticleIndex(
        from_plain("a", "\n\n".join(f"{p} {FILLER * 2}".strip() for p in paragraphs), title=title)
    )


def matcher(index, question):
    query = understand(question)
    standing = resolve(query.terms, index.frequencies, index.vocabulary)
    return Matcher(query, standing, index.collection)


def seen(index, question, fits=0.5):
    """Return the features of each passage, and of each one's first sentence, by name."""
    found = []
    looking = matcher(index, question)
    for passage in index.passages:
        phrases, rows = looking.sentences(index, passage, [fits] * len(passage.sentences))
        _, values = looking.passage(index, passage, phrases)
        found.append(
            dict(zip(OF_PASSAGE, values, strict=True))
            | dict(zip(OF_SENTENCE, rows[0], strict=True))
        )
    return found


def test_bm25_is_the_formula():
    """Robertson and Zaragoza's, with a passage's own length and the article's mean one."""
    index = article(
        "Ferries run.", "Ferries and ferries and bridges run.", "Bridges fall.", "Rain."
    )
    for passage, found in zip(index.passages, seen(index, "ferries bridges"), strict=True):
        expected = 0.0
        for term in ("ferri", "bridg"):
            n = sum(term in p.counts for p in index.passages)
            idf = math.log(1 + (len(index.passages) - n + 0.5) / (n + 0.5))
            tf = passage.counts[term]
            mean = sum(len(p.tokens) for p in index.passages) / len(index.passages)
            norm = K1 * (1 - B + B * len(passage.tokens) / mean)
            expected += idf * tf * (K1 + 1) / (tf + norm)
        assert found["bm25"] == pytest.approx(expected)


def test_what_the_title_says_tells_no_passage_apart():
    """Every passage is about the title's words: only others count as told, and only their kin."""
    about = article("Ferries run.", "Trams run.", title="Ferries")
    assert seen(about, "ferries")[0]["told"] == 0
    assert seen(about, "trams")[1]["told"] == pytest.approx(1)
    spent = article("Expenditures fell.", title="What they spend")
    assert seen(spent, "spend")[0]["kin"] == 0


def test_a_related_word_is_kin_and_no_match():
    """Who asks what is spent finds the expenditure, as less than the word itself."""
    found = seen(article("Expenditures fell.", "They spend more."), "spend")
    assert found[0]["kin"] > 0
    assert found[0]["bm25"] == 0
    assert found[1]["bm25"] > 0
    assert found[1]["kin"] == 0


def test_names_and_numbers_count_for_themselves():
    """A name of the question's is seen as one; a number of its that is missing is counted."""
    found = seen(article("The mayor, Ida Holm, spoke of 2019.", "Someone spoke."), "Ida in 2019?")
    assert found[0]["names"] > found[1]["names"] == 0
    assert [f["numbers"] for f in found] == [0, 1]


def test_neighbours_are_phrases():
    """Words side by side in the question count where they stand side by side."""
    found = seen(article("The night ferry rests.", "At night a ferry rests."), "the night ferry")
    assert found[0]["phrases"] > found[1]["phrases"]


def test_a_pair_of_sentences_shares_its_words():
    """What the sentence before has said needs not be said again."""
    index = article("The ferry came. It sank in fog.")
    looking = matcher(index, "ferry sank")
    _, rows = looking.sentences(index, index.passages[0], [0.0] * 4)
    first, second = (dict(zip(OF_SENTENCE, row, strict=True)) for row in rows[:2])
    assert second["own_pair"] > first["own_pair"]
    assert second["own_share"] == 0.5


def test_a_glance_leads_to_what_is_read():
    """A passage with none of the words, nor of their kin, is worth nothing at a glance."""
    index = article("Expenditures fell.", "They spend more.", "Rain.")
    glances = [matcher(index, "spend").glance(p) for p in index.passages]
    assert glances[1] > glances[0] > glances[2] == 0


def test_every_feature_has_a_weight():
    """The fitted data name each feature, no more and no less, and what it was fitted on."""
    passage, sentence = weights()
    assert (len(passage), len(sentence)) == (len(OF_PASSAGE), len(OF_SENTENCE))
    assert all(map(math.isfinite, (*passage, *sentence)))


def test_the_table_of_related_words_is_sound():
    """Each line is a stem with stems and their weights; names and opposites are left out."""
    text = (Path(knowledge.__path__[0]) / "data" / "related.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) > 5000
    for line in lines:
        head, *rest = line.split(" ")
        assert head.isalpha()
        assert rest
        assert all(re.fullmatch(r"[a-z]+\d\d", word) for word in rest)
        assert head not in related(head, "en")
    assert related("spend", "en")["expenditur"] > 0.5
    assert related("spend", "fr") == related("zzzz", "en") == {}
    terms = tokenise("increase win before Monday seven").terms
    apart = tokenise("decrease lose after Tuesday eight").terms
    assert not any(b in related(a, "en") for a, b in zip(terms, apart, strict=True))
