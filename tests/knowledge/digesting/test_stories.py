"""Which articles tell one story."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from knowledge.digesting.stories import Print, same_story, told_once
from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain

DAY = dt.date(2026, 5, 4)
WORDS = (
    "harbour council ferry bridge mayor budget vote storm school library tram museum river"
    " engineer report opening delay costs million workers strike union talks agreement evening"
    " market square festival police court judge verdict appeal hospital nurses vaccine summer"
).split()
REPORT = """Ferry to Northhaven resumes after storm

The ferry between Southport and Northhaven resumed on Monday after a storm had kept it in the
harbour for nine days. The operator said that both engines were checked over the weekend.

About 4,000 people use the connection every day. Most of them work in the shipyards.

The council of Northhaven has asked for a second boat, which would cost 12 million euros. A
decision is expected in autumn, when the budget for the coming year is discussed.
"""


def index_of(text, day=DAY):
    return ArticleIndex(from_plain("one", text, published=day))


def made(seed, count=220, title="Some title of nine different words in a row"):
    chance = random.Random(seed)
    sentences = [
        " ".join(chance.choice(WORDS) for _ in range(11)).capitalize() + "."
        for _ in range(count // 11)
    ]
    return f"{title}\n\n{' '.join(sentences)}\n"


def test_a_report_that_was_cut_and_named_anew_is_the_same_story():
    """Two desks use one agency's words; the shorter one counts."""
    cut = REPORT.replace("Ferry to Northhaven resumes after storm", "Northhaven: ferry is back")
    cut = cut.split("The council")[0]
    assert same_story(Print.of(index_of(REPORT)), Print.of(index_of(cut)))


def test_another_report_on_the_same_matter_is_another_story():
    """It names the same places and says other things."""
    other = """Northhaven wants a second ferry

After nine days without a connection the town looks for money. A new boat is to be built in
Southport's own yard, the mayor told a meeting on Monday evening, and could sail in two years.
Two parties are against it and would rather see the bridge repaired that was closed in spring.
"""
    assert not same_story(Print.of(index_of(REPORT)), Print.of(index_of(other)))


def test_the_same_words_weeks_later_are_another_story():
    """A notice that a site prints under everything doesn't make one story of a year."""
    later = index_of(REPORT, DAY + dt.timedelta(days=30))
    assert not same_story(Print.of(index_of(REPORT)), Print.of(later))


def test_a_title_that_was_hardly_changed_names_the_same_story():
    """On the next day; on the one after that it is the next event."""
    title = "Ferry resumes between Southport and Northhaven after storm"
    one, two = made(1, title=title), made(2, title=f"{title} damage")
    first = Print.of(index_of(one))
    assert same_story(first, Print.of(index_of(two, DAY + dt.timedelta(days=1))))
    assert not same_story(first, Print.of(index_of(two, DAY + dt.timedelta(days=2))))


@given(
    st.lists(st.sampled_from([(seed, day) for seed in range(4) for day in range(3)]), max_size=8)
)
def test_each_story_is_told_once_and_by_its_first(picked):
    """Whoever is left out tells the story of one that is kept before it."""
    prints = [Print.of(index_of(made(seed), DAY + dt.timedelta(days=day))) for seed, day in picked]
    kept = told_once(prints)
    assert kept == sorted(set(kept))
    for place, one in enumerate(prints):
        before = [other for other in kept if other < place]
        told = any(same_story(prints[other], one) for other in before)
        assert told != (place in kept)


def test_articles_without_words_tell_no_common_story():
    """Two empty ones are two articles."""
    empty = Print.of(index_of("\n"))
    assert told_once([empty, empty]) == [0, 1]
