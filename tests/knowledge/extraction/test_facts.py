from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.facts import find_facts
from knowledge.extraction.outline import outline
from knowledge.reading.plain import from_plain


def facts(text):
    article = from_plain("a", text, title="")
    return find_facts(article, outline(article))


def told(text):
    """Return each fact's kind, words, value and unit."""
    return [(f.kind.value, f.span.of(text), f.value, f.unit) for f in facts(text)]


def test_the_seeds_facts(seed):
    """Every figure, date and person of the seed, each with what it is about."""
    found = find_facts(seed, outline(seed))
    said = {f.span.of(seed.text): (f.kind.value, f.value, f.subject) for f in found}
    assert said == {
        "NATO Secretary General Mark Rutte": ("person", None, "Mark Rutte"),
        "up to $35 billion": ("money", 35e9, "value"),
        "5% GDP": ("percent", 5.0, "benchmark"),
        "2%": ("percent", 2.0, "target"),
        "23": ("number", 23.0, "alliance members"),
        "2024": ("date", "2024", ""),
        "4.12% of GDP": ("percent", 4.12, "Poland"),
        "3.43%": ("percent", 3.43, "Estonia"),
        "3.38%": ("percent", 3.38, "U.S."),
        "June 23": ("date", None, ""),
        "Prime Minister Keir Starmer": ("person", None, "Keir Starmer"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose to 4.5 percent.", ("percent", "4.5 percent", 4.5, "%")),
        ("It rose by 5 per cent.", ("percent", "5 per cent", 5.0, "%")),
        ("It rose from 3 to 4.5 percent.", ("percent", "3 to 4.5 percent", (3.0, 4.5), "%")),
        ("Some 10-15% will be gone.", ("percent", "Some 10-15%", (10.0, 15.0), "%")),
        ("It cost $3 million.", ("money", "$3 million", 3e6, "USD")),
        ("It cost €2.5bn.", ("money", "€2.5bn", 2.5e9, "EUR")),
        ("It cost £3–4 million.", ("money", "£3–4 million", (3e6, 4e6), "GBP")),
        ("It cost 40 euros.", ("money", "40 euros", 40.0, "EUR")),
        ("It cost US$1,234.50.", ("money", "US$1,234.50", 1234.5, "USD")),
        ("There are 1,200 ferries.", ("number", "1,200", 1200.0, "ferries")),
        ("Twenty-three ferries ran.", ("number", "Twenty-three", 23.0, "ferries")),
        ("It ended on 3 March 2025.", ("date", "3 March 2025", "2025-03-03", "")),
        ("It ended on March 3rd, 2025.", ("date", "March 3rd, 2025", "2025-03-03", "")),
        ("It ended on 2025-03-03.", ("date", "2025-03-03", "2025-03-03", "")),
        ("It ended in June 2026.", ("date", "June 2026", "2026-06", "")),
        ("It ended in 2026.", ("date", "2026", "2026", "")),
    ],
)
def test_a_figure_has_a_value_and_a_unit(text, expected):
    """Ranges have two ends, scales are multiplied out, dates are ISO dates."""
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It began on June 23.",
        "It began on 23 June.",
        "It began on Sept. 23.",
        "It began last Tuesday.",
    ],
)
def test_no_year_is_invented(text):
    """A day whose year the article does not say has no value."""
    assert [(kind, value) for kind, _, value, _ in told(text)] == [("date", None)]


@pytest.mark.parametrize("day", ["2024-13-45", "2025-02-30", "February 30, 2025"])
def test_a_day_that_never_was_has_no_value(day):
    """A wrong date is shown as it stands, and is not passed on as one."""
    assert [(words, value) for _, words, value, _ in told(f"It began {day} or so.")] == [
        (day, None)
    ]


@pytest.mark.parametrize(
    "text", ["One thing is clear.", "At one time it was.", "Version v2.0.1 ran."]
)
def test_what_is_no_figure(text):
    """The word "one" is mostly a pronoun, and a version number is a name."""
    assert told(text) == []


def test_a_person_is_one_fact():
    """Where first named in full, under the name without the role."""
    text = "Mayor Ida Holm met Per Berg. Berg left. Holm stayed. Ida Holm slept."
    people = [(f.span.of(text), f.subject) for f in facts(text) if f.kind == "person"]
    assert people == [("Mayor Ida Holm", "Ida Holm"), ("Per Berg", "Per Berg")]


WORDS = """
$ € % 3 4.12 1,000 June 23, 2025 2024-13-45 in by since to - – up of GDP million bn percent per cent
twenty hundred dozen Ida Holm Mayor members . ( ) ٣ ² １ dollars May last Tuesday
""".split()
PIECES = st.lists(st.sampled_from([*WORDS, "\n"]) | st.text(max_size=4), max_size=30).map(" ".join)


@given(PIECES)
def test_any_text_gives_facts_of_the_article(text):
    """In order, words of their sentence; values are finite numbers, ordered pairs or ISO dates."""
    found = facts(text)
    assert list(found) == sorted(found, key=lambda f: f.span)
    for fact in found:
        assert fact.span.of(text).strip()
        assert fact.sentence.covers(fact.span)
        if isinstance(fact.value, tuple):
            assert 0 <= fact.value[0] < fact.value[1] < float("inf")
        elif isinstance(fact.value, float):
            assert 0 <= fact.value < float("inf")
        elif fact.value is not None:
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", fact.value, re.ASCII)
            if len(fact.value) == 10:
                dt.date.fromisoformat(fact.value)


@pytest.mark.parametrize(
    "piece", ["1,", "1 to ", "June 1 ", "twenty-", "$1 ", "Ida Holm left. ", "A 1. "]
)
@pytest.mark.timeout(30)
def test_a_hostile_text_takes_no_age(piece):
    """Fifty thousand characters of figures are done with in good time."""
    assert len(facts(piece * (50_000 // len(piece)))) <= 50_000
