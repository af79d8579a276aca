"""Digests as they are written down, and mistakes in them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.fields import FieldError, read, write
from bot.digests.plan import EVERY_DAY, Digest, How, Target, What, When

LEAST = {"title": "Morning", "at": "8:00", "zone": "Europe/Kyiv"}
PLACE = [{"chat": "-1001234567890"}]
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
ZONES = st.sampled_from(["Europe/Kyiv", "UTC", "Asia/Tokyo"])
LINES = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40)


@st.composite
def digests(draw):
    """Make any digest there may be."""
    quiet = draw(st.none() | st.tuples(TIMES, TIMES).filter(lambda two: two[0] != two[1]))
    minutes = st.integers(1, 1440).map(lambda count: dt.timedelta(minutes=count))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    when = When(draw(TIMES), draw(ZONES), days, quiet, draw(minutes))
    place = st.builds(
        Target,
        st.integers(-(10**14), 10**14).filter(bool),
        st.none() | st.integers(1, 10**6),
        st.none() | TIMES,
        st.just("") | ZONES,
        st.sampled_from(["", "uk"]),
    )
    places = draw(
        st.lists(place, min_size=1, max_size=4, unique_by=lambda one: (one.chat_id, one.thread))
    )
    what = What(
        tuple(draw(st.lists(LINES, max_size=3))),
        tuple(draw(st.lists(LINES, max_size=3))),
        draw(st.just("") | LINES),
        draw(st.booleans()),
        draw(st.integers(1, 20)),
    )
    how = draw(
        st.builds(
            How,
            st.sampled_from(["compact", "cards", "messages"]),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.integers(0, 24),
            st.sampled_from(["none", "post", "skip"]),
            minutes,
        )
    )
    intro = draw(st.just("") | LINES)
    return Digest(
        "morning", draw(LINES), when, tuple(places), what, how, intro, "de", draw(st.booleans())
    )


@given(digests())
def test_what_is_written_is_read_as_it_was(digest):
    """In a file, a dialogue or the state."""
    assert read(digest.name, *write(digest)) == digest


def test_little_is_needed():
    """A title, an hour, a city and a place."""
    digest = read("morning", LEAST, PLACE)
    assert digest == Digest(
        "morning",
        "Morning",
        When(dt.time(8), "Europe/Kyiv"),
        (Target(-1001234567890),),
    )
    assert digest.when.days == EVERY_DAY


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("workdays", {0, 1, 2, 3, 4}),
        ("Mon, Wednesday fri", {0, 2, 4}),
        ("weekends", {5, 6}),
        ("every day", set(range(7))),
    ],
)
def test_days_are_written_as_people_write_them(text, days):
    """By their names, or as a group."""
    assert read("morning", {**LEAST, "days": text}, PLACE).when.days == days


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"at": "25:00"}, "at: a time is written like 08:00"),
        ({"at": "8"}, "at: a time is written like 08:00"),
        ({"zone": "Kyiv"}, "zone: 'Kyiv' is no time zone; one is named like Europe/Kyiv"),
        ({"days": "someday"}, "days: days are every day"),
        ({"days": ""}, "days: days are every day"),
        ({"quiet": "22:00"}, "quiet: quiet hours are written like 22:00-07:00"),
        ({"quiet": "7:00-7:00"}, "quiet: quiet hours that end"),
        ({"most": "0"}, "most: a whole number from 1 to 20"),
        ({"most": "٣"}, "most: a whole number from 1 to 20"),
        ({"silent": "maybe"}, "silent: yes or no"),
        ({"layout": "tiles"}, "layout: one of compact, cards, messages"),
        ({"title": ["a", "b"]}, "title: this takes one value"),
        ({"title": "x" * 121}, "title: 1 to 120 characters"),
        ({"title": "a\u202eb"}, "title: 1 to 120 characters"),
        ({"keywords": ["a"] * 21}, "keywords: at most 20"),
        ({"hour": "8:00"}, "hour: there is no such field; there are approval, articles, at"),
        ({"language": "../de"}, "language: a language's code"),
    ],
)
def test_a_mistake_names_its_field(given, says):
    """And what the field must be, in one line."""
    with pytest.raises(FieldError) as caught:
        read("morning", {**LEAST, **given}, PLACE)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("field", LEAST)
def test_what_is_missing_is_named(field):
    """One of the three that each digest has of its own."""
    rest = {name: text for name, text in LEAST.items() if name != field}
    with pytest.raises(FieldError, match=f"^{field}: a digest needs one$"):
        read("morning", rest, PLACE)


@pytest.mark.parametrize(
    "places",
    [
        [{"chat": "@channel"}],
        [{"chat": "0"}],
        [{"topic": "5"}],
        [{"chat": "-1", "topic": "x"}],
        [{"chat": "-1", "colour": "red"}],
        [{"chat": "-1"}, {"chat": "-1"}],
        [{"chat": str(number)} for number in range(1, 60)],
    ],
)
def test_a_place_must_be_one(places):
    """Known by its number, once, and not too many."""
    with pytest.raises(FieldError, match=r"^to"):
        read("morning", LEAST, places)


@pytest.mark.parametrize("given", [{"open": "no"}, {"approval": "post"}])
def test_a_digest_goes_somewhere_or_can_be_subscribed_to(given):
    """One for subscribers alone needs no place."""
    assert read("morning", LEAST, []).targets == ()
    with pytest.raises(FieldError, match=r"^to: a digest that nobody may subscribe to"):
        read("morning", {**LEAST, **given}, [])


@pytest.mark.parametrize("name", ["", "Morning", "a b", "-a", "x" * 33, "ä"])
def test_a_name_fits_in_a_command(name):
    """Lower-case letters, digits and hyphens."""
    with pytest.raises(FieldError, match=r"^name"):
        read(name, LEAST, PLACE)
