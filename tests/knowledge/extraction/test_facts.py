from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.facts.finding import find_facts
from knowledge.extraction.outline import outline
from knowledge.extraction.quotes import find_quotes
from knowledge.model import FactKind
from knowledge.reading.plain import from_plain
from tests.eval.facts import measure

NAMED = (FactKind.PERSON, FactKind.ORGANISATION, FactKind.PLACE)


def facts(text, *, published=None, language="en"):
    article = replace(from_plain("a", text, title=""), published=published)
    laid = outline(article, language)
    return find_facts(article, laid, language, quotes=find_quotes(article, laid))


def told(text, **known):
    """Return each figure's kind, words, value and unit."""
    return [
        (f.kind.value, f.span.of(text), f.value, f.unit)
        for f in facts(text, **known)
        if f.kind not in NAMED
    ]


def test_the_seeds_facts(seed):
    """Every figure, date, person, organisation and place of the seed, with what it is about."""
    laid = outline(seed)
    found = find_facts(seed, laid, quotes=find_quotes(seed, laid))
    said = {f.span.of(seed.text): (f.kind.value, f.value, f.subject) for f in found}
    places = "Russia China Ukraine Africa Norway Denmark Lithuania Poland Estonia U.S. Kyiv U.K."
    assert said == {
        "NATO": ("organisation", None, "NATO"),
        "The Hague": ("place", None, "The Hague"),
        "Middle East": ("place", None, "Middle East"),
        **{place: ("place", None, place) for place in places.split()},
        "NATO Secretary General Mark Rutte": ("person", None, "Mark Rutte"),
        "up to $35 billion": ("money", 35e9, "potential value"),
        "5% GDP": ("percent", 5.0, "defense investment benchmark"),
        "2%": ("percent", 2.0, "current target"),
        "23": ("number", 23.0, "alliance members"),
        "2024": ("date", "2024", "23 alliance members"),
        "4.12% of GDP": ("percent", 4.12, "Poland"),
        "3.43%": ("percent", 3.43, "Estonia"),
        "3.38%": ("percent", 3.38, "U.S."),
        "June 23": ("date", "--06-23", "Russian forces"),
        "Prime Minister Keir Starmer": ("person", None, "Keir Starmer"),
    }
    sources = {f.span.of(seed.text): f.said_by for f in found if f.said_by}
    assert sources == {"up to $35 billion": "Mark Rutte"}
    roles = {f.subject: f.role for f in found if f.role}
    assert roles == {"Mark Rutte": "NATO Secretary General", "Keir Starmer": "Prime Minister"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose to 4.5 percent.", ("percent", "4.5 percent", 4.5, "%")),
        ("It rose by 5 per cent.", ("percent", "5 per cent", 5.0, "%")),
        ("It rose from 3 to 4.5 percent.", ("percent", "3 to 4.5 percent", (3.0, 4.5), "%")),
        ("Some 10-15% will be gone.", ("percent", "Some 10-15%", (10.0, 15.0), "%")),
        ("It changed by +9.7%.", ("percent", "+9.7%", 9.7, "%")),
        ("It changed by +9.7 per cent.", ("percent", "+9.7 per cent", 9.7, "%")),
        ("It changed by −3.2 %.", ("percent", "−3.2 %", -3.2, "%")),
        ("It changed by -3.2%.", ("percent", "-3.2%", -3.2, "%")),
        ("It is right to ±0.5 points.", ("number", "±0.5", 0.5, "points")),
        ("It is right to ±3%.", ("percent", "±3%", 3.0, "%")),
        ("It made −$3.2 million.", ("money", "−$3.2 million", -3.2e6, "USD")),
        ("It made +€4.50.", ("money", "+€4.50", 4.5, "EUR")),
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
    ("text", "day"),
    [
        ("It began on June 23.", "--06-23"),
        ("It began on 23 June.", "--06-23"),
        ("It began on Sept. 23.", "--09-23"),
        ("It began in March.", "--03"),
        ("It began last Tuesday.", None),
        ("It began yesterday.", None),
    ],
)
def test_no_year_is_invented(text, day):
    """A day whose year the article does not say has none."""
    assert [(kind, value) for kind, _, value, _ in told(text)] == [("date", day)]


@pytest.mark.parametrize("day", ["2024-13-45", "2025-02-30", "February 30, 2025"])
def test_a_day_that_never_was_is_none(day):
    """A wrong date is not passed on as a day; its year may be."""
    assert all(value == "2025" for _, _, value, _ in told(f"It began {day} or so."))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on June 23", "2025-06-23"),
        ("on July 4", "--07-04"),
        ("on December 24", "--12-24"),
        ("in March", "2025-03"),
        ("in November", "--11"),
        ("since November", "2024-11"),
        ("yesterday", "2025-06-24"),
        ("on Tuesday", "2025-06-24"),
        ("last Friday", "2025-06-20"),
        ("last week", "2025-06-16/2025-06-22"),
        ("two years ago", "2023"),
        ("between 2011 and 2016", "2011/2016"),
        ("in 2023-24", "2023/2024"),
        ("in the 1990s", "1990/1999"),
        ("at the end of 2024", "2024"),
    ],
)
def test_a_date_is_told_from_the_day_of_publication(words, day):
    """A year is added only where the day is near enough to leave no doubt."""
    found = told(f"The mill closed {words}.", published=dt.date(2025, 6, 25))
    assert [(kind, value) for kind, _, value, _ in found] == [("date", day)]


def test_a_day_ahead_needs_words_that_say_so():
    """In June, "on July 4" is this July only where something will be."""
    (found,) = told("The mill will close on July 4.", published=dt.date(2025, 6, 25))
    assert found[2] == "2025-07-04"
    (found,) = told("The mill will close on June 4.", published=dt.date(2025, 6, 25))
    assert found[2] == "--06-04"


@pytest.mark.parametrize(
    "text",
    [
        "One thing is clear.",
        "At one time it was.",
        "Version v2.0.1 ran.",
        "The F-16 and the Boeing 737 landed at 9:30 p.m. in Terminal 2.",
        "Call +49 30 1234567 or 0800 555 0199.",
        "Call +44 (0)20 7946 0000 or +49-30-123 or +442079460000.",
        "C++11 runs on a+3 and on x±2.",
        "See https://mill.example/2024/report-7 or write to a9@b12.example.",
        "They won 3-1.",
        "She lives at 10 Mill Street.",
    ],
)
def test_what_is_no_figure(text):
    """Pronouns, names, times of day, scores, telephone numbers and addresses state no number."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "words", "value", "bound"),
    [
        ("Up to 40 ferries ran.", "Up to 40", 40.0, "up_to"),
        ("At least 40 ferries ran.", "At least 40", 40.0, "at_least"),
        ("More than 40 ferries ran.", "More than 40", 40.0, "over"),
        ("Fewer than 40 ferries ran.", "Fewer than 40", 40.0, "under"),
        ("Nearly 40 ferries ran.", "Nearly 40", 40.0, "about"),
        ("Fares of 40 euros or more fell.", "40 euros or more", 40.0, "at_least"),
        ("It costs between $3 and $5.", "between $3 and $5", (3.0, 5.0), "range"),
        ("Taxes rose from 2% to 5%.", "2% to 5%", (2.0, 5.0), "rise"),
        ("Taxes fell from 5% to 2%.", "5% to 2%", (2.0, 5.0), "fall"),
        ("Taxes are 2–5 per cent.", "2–5 per cent", (2.0, 5.0), "range"),
    ],
)
def test_how_a_value_is_meant(text, words, value, bound):
    """Bounds, ranges and changes are told from a plain value."""
    assert [(f.span.of(text), f.value, f.bound.value) for f in facts(text)] == [
        (words, value, bound)
    ]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Rents rose most in Oslo (4.12%), Riga (3%) and Kyiv (2%).", ["Oslo", "Riga", "Kyiv"]),
        ("Norway stood at 4%, Latvia at 5% and Kenya at 6%.", ["Norway", "Latvia", "Kenya"]),
        ("It took 4% in Norway and 5% in Latvia.", ["Norway", "Latvia"]),
        ("Poland 4.12 %, Estonia (3.43%) and Kenya (3.38%).", ["Poland", "Estonia", "Kenya"]),
        ("Norway and Latvia grew by 4% and 5%, respectively.", ["Norway", "Latvia"]),
        ("Imports and exports fell by 4% and 5%, respectively.", ["Imports", "exports"]),
        ("The price, which stood at $88, fell to $37.", ["price", "price"]),
        ("On Monday, the Arlo Group paid a fine of $3.", ["Arlo Group", "fine"]),
        ("He built a $5 million house.", ["house"]),
        ("Mayor Ida Holm slept. She paid $3.", ["Ida Holm"]),
        ("Ida Holm, 42, said so.", ["Ida Holm"]),
        ("Norway sent 200 soldiers.", ["Norway"]),
        ("About 200 soldiers left.", ["soldiers"]),
    ],
)
def test_a_figure_has_its_own_subject(text, subjects):
    """In lists of every shape each figure has the name that it belongs to."""
    found = [f for f in facts(text) if f.kind not in NAMED]
    assert [f.subject for f in found] == subjects
    for fact in found:
        assert fact.subject_span is None or fact.subject_span.of(text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("According to the union, 40 ferries ran.", "union"),
        ("Some 40 ferries ran, according to the council's last count.", "council"),
        ("Some 40 ferries ran, police said.", "police"),
        ("Some 40 ferries ran, said Mayor Ida Holm.", "Ida Holm"),
        ("Mayor Ida Holm said that 40 ferries ran.", "Ida Holm"),
        ("“We have counted 40 ferries today,” Mayor Ida Holm said.", "Ida Holm"),
        ("Some 40 ferries ran.", ""),
    ],
)
def test_a_fact_names_its_source(text, source):
    """What somebody says is told from what the article reports."""
    assert [f.said_by for f in facts(text) if f.kind == "number"] == [source]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is the third largest economy.", ("third largest economy", 3.0, "largest economy")),
        ("Ida Holm came second.", ("second", 2.0, "")),
        ("The club is in fourth place.", ("fourth place", 4.0, "place")),
        ("Arlo is ranked No. 2.", ("No. 2", 2.0, "")),
        ("It was the second rescue.", ("second rescue", 2.0, "rescue")),
        ("It is the 12th highest peak.", ("12th highest peak", 12.0, "highest peak")),
    ],
)
def test_ranks(text, expected):
    """A rank has its place as a number, and what is ranked."""
    found = [f for f in facts(text) if f.kind == "rank"]
    assert [(f.span.of(text), f.value, f.unit) for f in found] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two thirds of members left.", ("percent", "Two thirds", 66.6667, "%")),
        ("One in five samples was old.", ("percent", "One in five", 20.0, "%")),
        ("Half of the ferries ran.", ("percent", "Half", 50.0, "%")),
        ("Two dozen ferries ran.", ("number", "Two dozen", 24.0, "ferries")),
        ("Dozens of ferries ran.", ("number", "Dozens", None, "ferries")),
        ("Half a million people left.", ("number", "Half a million", 5e5, "people")),
        ("It took six weeks.", ("duration", "six weeks", 6.0, "week")),
        ("It took half an hour.", ("duration", "half an hour", 0.5, "hour")),
        ("It took 2 hours and 5 minutes.", ("duration", "2 hours and 5 minutes", 125.0, "minute")),
        ("It weighs 12 kilos.", ("number", "12 kilos", 12.0, "kg")),
        ("It has a 12-member board.", ("number", "12-member", 12.0, "member")),
    ],
)
def test_figures_in_words(text, expected):
    """Shares, dozens, lengths of time and measures have the values of figures."""
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Es kostete 1.000,5 Millionen Euro.",
            ("money", "1.000,5 Millionen Euro", 1000.5e6, "EUR"),
        ),
        ("Es stieg um 4,5 Prozent.", ("percent", "4,5 Prozent", 4.5, "%")),
        ("Es stieg um 9,7 Prozent.", ("percent", "9,7 Prozent", 9.7, "%")),
        ("Es stieg um +9,7 %.", ("percent", "+9,7 %", 9.7, "%")),
        ("Es fiel um −3,2 Prozent.", ("percent", "−3,2 Prozent", -3.2, "%")),
        (
            "Es gilt auf ±0,5 Prozentpunkte.",
            ("percent", "±0,5 Prozentpunkte", 0.5, "percentage points"),
        ),
        ("Es begann am 23. Juni 2024.", ("date", "23. Juni 2024", "2024-06-23", "")),
        ("Es begann am 23. Juni.", ("date", "23. Juni", "--06-23", "")),
        ("Es dauerte sechs Wochen.", ("duration", "sechs Wochen", 6.0, "week")),
        ("Es kamen dreiundzwanzig Helfer.", ("number", "dreiundzwanzig", 23.0, "Helfer")),
    ],
)
def test_german_figures(text, expected):
    """Decimal commas, German words and dates."""
    assert told(text, language="de") == [expected]


@pytest.mark.parametrize(
    ("half", "precision", "recall", "subjects"),
    [("dev", 0.97, 0.97, 0.95), ("test", 0.97, 0.95, 0.93), ("later", 0.95, 0.92, 0.93)],
)
def test_the_labelled_texts(half, precision, recall, subjects):
    """The finder is no worse on the labelled texts than it has been."""
    tally = measure(half)
    assert tally.precision("all") >= precision, tally.misses
    assert tally.recall("all") >= recall, tally.misses
    assert tally.trait("subject") >= subjects, tally.misses


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
            assert fact.value[0] < fact.value[1] < float("inf")
        elif isinstance(fact.value, float):
            assert abs(fact.value) < float("inf")
        elif fact.value is not None:
            assert re.fullmatch(
                r"--\d\d(-\d\d)?|\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d-\d\d)?)?", fact.value, re.ASCII
            )
        if fact.subject_span is not None:
            assert fact.sentence.covers(fact.subject_span)


@pytest.mark.parametrize(
    "piece", ["1,", "1 to ", "June 1 ", "twenty-", "$1 ", "Ida Holm left. ", "A 1. "]
)
@pytest.mark.timeout(30)
def test_a_hostile_text_takes_no_age(piece):
    """Fifty thousand characters of figures are done with in good time."""
    assert len(facts(piece * (50_000 // len(piece)))) <= 50_000


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("“We have complained six times since then,” said Ida Holm.", "six times"),
        ("The match was played in front of 31,204 at Mill Road.", "31,204"),
        ("Asked about it, the 46-year-old smiled.", "46-year-old"),
    ],
)
def test_a_piece_of_a_clause_is_no_subject(text, figure):
    """Where nothing tells what a figure is about, it is about nothing."""
    found = next(f for f in facts(text) if f.stated(text).of(text) == figure)
    assert found.subject == ""


def test_one_in_eight_is_a_subject():
    """What opens with "one" or "all" may be what the figure is about."""
    found = facts("One in eight classes had more than 32 pupils.")
    assert "One in eight classes" in {f.subject for f in found}


def test_tomorrow_in_somebodys_words_is_no_date():
    """Nobody knows from which day it was told; outside a quotation it is the article's."""
    day = dt.date(2025, 8, 2)
    quoted = "“It will be faster today and slower tomorrow,” said Ida Holm."
    assert [f for f in facts(quoted, published=day) if f.kind is FactKind.DATE] == []
    plain = "The bridge opens tomorrow."
    assert [f.value for f in facts(plain, published=day) if f.kind is FactKind.DATE] == [
        "2025-08-03"
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The line has cancelled all trains until Wednesday.", "2026-11-04"),
        ("All trains cancelled until Wednesday.", "2026-11-04"),
        ("The road was closed until Wednesday.", "2026-10-28"),
    ],
)
def test_until_a_weekday_looks_ahead(text, value):
    """What lasts until a day is not over, unless the verb says that it was."""
    found = facts(text, published=dt.date(2026, 11, 3))
    assert [f.value for f in found if f.kind is FactKind.DATE] == [value]


def test_a_football_club_is_no_person():
    """Though its last word is used alone, as a surname is."""
    text = "Castle Rovers lost again. Rovers led until the break."
    assert [f.kind for f in facts(text) if f.kind in NAMED] == [FactKind.ORGANISATION]


def test_what_is_counted_is_stated_with_the_number():
    """Three counts, not three; a number that counts nothing stays alone."""
    text = "He was charged with three counts of theft. It was number 7."
    stated = [f.stated(text).of(text) for f in facts(text) if f.kind is FactKind.NUMBER]
    assert "three counts" in stated


def test_an_office_of_somewhere_is_a_role():
    """Between the article and the name stands what somebody is mayor of."""
    text = "The mayor of Gullhaven, Patricia Lowe, welcomed it."
    found = {f.subject: f.role for f in facts(text) if f.kind is FactKind.PERSON}
    assert found == {"Patricia Lowe": "mayor of Gullhaven"}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Buses 4, 9 and 27 took 15 minutes longer.", ["15 minutes"]),
        ("Bus routes 4 and 9 will close.", []),
        ("In rows 3 to 5 sat 12 men.", ["12"]),
        ("Pages 3 and 12.5% of the book burned.", ["12.5%"]),
        ("The buses carried 40 people.", ["40"]),
    ],
)
def test_what_is_called_by_a_number_is_not_counted(text, counted):
    """The numbers of buses, rooms and pages are names."""
    assert [words for _, words, *_ in told(text)] == counted
