from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.calendar_days import nearest
from knowledge.extraction.calendar_words import find_dates
from knowledge.model import Span

# A Thursday.
PUBLISHED = dt.date(2026, 11, 19)


def found(text, language="en", reference=PUBLISHED):
    """Return the words and the ISO form of each date."""
    dates = find_dates(text, Span(0, len(text)), language, reference)
    return [(d.span.of(text), d.iso) for d in dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam broke on Tuesday.", ("Tuesday", "2026-11-17")),
        ("It closed on Thursday evening.", ("Thursday evening", "2026-11-19")),
        ("It has been sold on Friday.", ("Friday", "2026-11-13")),
        ("He said on Monday that he will go.", ("Monday", "2026-11-16")),
        ("On Monday, she said they will go.", ("Monday", "2026-11-16")),
        ("The trial will begin on Monday.", ("Monday", "2026-11-23")),
        ("It will be held on Tuesday.", ("Tuesday", "2026-11-24")),
        ("On Monday, ministers will meet.", ("Monday", "2026-11-23")),
        ("They are due to speak on Monday.", ("Monday", "2026-11-23")),
    ],
)
def test_a_weekday_alone_is_the_nearest_one_on_the_side_of_the_verb(text, expected):
    """News names the days within a week of publication, and the tense says on which side."""
    assert found(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last Tuesday", "2026-11-17"),
        ("last Thursday", "2026-11-12"),
        ("next Thursday", "2026-11-26"),
        ("next Friday", "2026-11-20"),
        ("this Friday", "2026-11-20"),
        ("Tuesday of last week", "2026-11-10"),
        ("last week on Tuesday", "2026-11-10"),
        ("yesterday", "2026-11-18"),
        ("day before yesterday", "2026-11-17"),
        ("today", "2026-11-19"),
        ("last night", "2026-11-18"),
        ("day after tomorrow", "2026-11-21"),
        ("this week", "2026-11-16/2026-11-22"),
        ("last weekend", "2026-11-14/2026-11-15"),
        ("last month", "2026-10"),
        ("next year", "2027"),
        ("last March", "2026-03"),
        ("next March", "2027-03"),
        ("two weeks ago", "2026-11-02/2026-11-08"),
        ("3 days ago", "2026-11-16"),
        ("a year ago", "2025"),
        ("last ten days", "2026-11-09/2026-11-19"),
    ],
)
def test_words_that_point_are_told_from_the_reference_day(text, expected):
    """Each stands for the days that the module's conventions say, and its span is all of it."""
    assert found(f"It was seen {text}, they said.") == [(text, expected)]
    assert found(f"It was seen {text}, they said.", reference=None) == [(text, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 17 November 2026", ("17 November 2026", "2026-11-17")),
        ("on November 17th, 2026", ("November 17th, 2026", "2026-11-17")),
        ("on Nov. 17, 2026", ("Nov. 17, 2026", "2026-11-17")),
        ("on the 17th of November 2026", ("17th of November 2026", "2026-11-17")),
        ("on 2026-11-17", ("2026-11-17", "2026-11-17")),
        ("on 17.11.2026", ("17.11.2026", "2026-11-17")),
        ("in March 2025", ("March 2025", "2025-03")),
        ("in 2024", ("2024", "2024")),
        ("on Tuesday, June 23", ("Tuesday, June 23", "2026-06-23")),
        ("on June 23", ("June 23", None)),
        ("in May", ("May", None)),
    ],
)
def test_no_year_is_invented(text, expected):
    """A date with its year or a weekday is a day of the calendar; one without stays open."""
    assert found(f"It was opened {text}") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It may march on. She may, too.",
        "Every Monday they meet.",
        "It rose 2024% to 2,024 and 2024.5",
        "On February 30 nothing happened, nor on 2026-02-30.",
        "Nobody knows whether 3/4/2026 is in spring.",
        "A week is a long time, and the year was good.",
    ],
)
def test_what_is_no_single_date_is_left_alone(text):
    """Verbs, habits, figures and impossible or ambiguous days are no dates."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am Dienstag kam er, gestern Abend ging er.", ["2026-11-17", "2026-11-18"]),
        ("de", "Letzte Woche, vor zwei Wochen, am 23. Juni 2026.",
         ["2026-11-09/2026-11-15", "2026-11-02/2026-11-08", "2026-06-23"]),
        ("de", "Am Morgen kam er; er geht morgen.", ["2026-11-20"]),
        ("es", "El martes pasado y ayer por la mañana.", ["2026-11-17", "2026-11-18"]),
        ("es", "La semana pasada, hace dos semanas, el 23 de junio de 2026.",
         ["2026-11-09/2026-11-15", "2026-11-02/2026-11-08", "2026-06-23"]),
        ("ru", "В среду, в прошлую пятницу, 23 июня 2026 года, две недели назад.",
         ["2026-11-18", "2026-11-13", "2026-06-23", "2026-11-02/2026-11-08"]),
        ("uk", "Учора, у п’ятницю, минулого тижня, 23 червня 2026 року.",
         ["2026-11-18", "2026-11-13", "2026-11-09/2026-11-15", "2026-06-23"]),
        ("fr", "Mardi, le 23 juin 2026.", ["2026-11-17", "2026-06-23"]),
    ],
)  # fmt: skip
def test_other_languages_have_their_own_words(language, text, expected):
    """Weekdays and months come from CLDR, the words that point from our own table."""
    assert [iso for _, iso in found(text, language)] == expected


def test_the_nearest_day_of_a_month_may_be_in_another_year():
    """In January "December 30" was two weeks ago."""
    assert nearest(12, 30, dt.date(2026, 1, 10)) == dt.date(2025, 12, 30)
    assert nearest(2, 30, dt.date(2026, 1, 10)) is None


_PIECES = (
    "Tuesday last next this week two 23 June 2026 March of on ago days year , . - / yesterday will"
    " be held in May every 2026-11-17 9999 month 1 night the day before weekend"
).split()


@given(
    st.lists(st.sampled_from(_PIECES)).map(" ".join) | st.text(),
    st.dates() | st.none(),
    st.sampled_from(("en", "de", "es", "ru", "uk", "und")),
)
def test_any_text_is_read(text, reference, language):
    """Dates come in order, none inside another, the first day never after the last."""
    end = 0
    for date in find_dates(text, Span(0, len(text)), language, reference):
        assert end <= date.span.start < date.span.end <= len(text)
        end = date.span.end
        assert (date.first is None) == (date.last is None) == (date.iso is None)
        assert date.first is None or date.first <= date.last
