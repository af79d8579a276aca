"""A digest in the making: what is typed and tapped, by strangers too, and what comes of it."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests import draft as drafting
from bot.digests.fields import find_time, find_zone, write
from bot.digests.plan import NAME, Digest, How, Target, What, When

ACTIONS = ("dghour", "dgzone", "dgday", "dggroup", "dglay", "dgopt", "dgnext", "dgback", "dgsave")


def whole():
    draft = drafting.begin(-5, 7, "Us")
    for words in ("The morning", "7:30", "Kyiv"):
        assert drafting.take(draft, words)
    return draft


def test_what_was_chosen_is_a_digest():
    """Each field as it was said; nobody is asked to subscribe."""
    draft = whole()
    drafting.choose(draft, "dggroup", 1, member=False)
    drafting.choose(draft, "dglay", 1, member=False)
    drafting.choose(draft, "dgopt", 1, member=False)
    digest = drafting.digest_of(draft, "morning", "uk")
    assert (digest.title, digest.language, digest.open) == ("The morning", "uk", False)
    assert (digest.when.time, digest.when.zone) == (dt.time(7, 30), "Europe/Kyiv")
    assert digest.when.days == frozenset(range(5))
    assert (digest.how.layout, digest.how.pin, digest.how.silent) == ("compact", True, False)
    assert [(one.chat_id, one.thread) for one in digest.targets] == [(-5, 7)]


OWNED = Digest(
    "ours",
    "Ours",
    When(dt.time(8), "UTC", frozenset({0, 3}), catch_up=dt.timedelta(minutes=20)),
    (Target(-5, 7),),
    what=What(keywords=("harbour",)),
    how=How(layout="messages", cap=2, approval="post", patience=dt.timedelta(minutes=5)),
    intro="Hello",
    language="uk",
    open=False,
    paused=True,
)


@pytest.mark.parametrize("step", drafting.CHANGEABLE)
def test_what_is_not_changed_stays(step):
    """Also what no dialogue asks for."""
    draft = drafting.of(OWNED, "ours", step, "Us")
    assert drafting.changed(OWNED, draft, member=True) == OWNED
    open_one = replace(OWNED, open=True, how=How(), language="")
    draft = drafting.of(open_one, "ours", step, "Us")
    assert drafting.changed(open_one, draft, member=True) == open_one


def test_only_what_a_draft_alters_is_changed():
    """Two administrators change one digest: who saves last takes nothing of the other's back."""
    draft = drafting.of(OWNED, "ours", "at", "Us")
    assert drafting.take(draft, "21:15")
    meanwhile = replace(OWNED, title="Another title", paused=True)
    changed = drafting.changed(meanwhile, draft, member=True)
    assert (changed.title, changed.paused) == ("Another title", True)
    assert f"{changed.when.time:%H:%M}" == "21:15"


@given(
    st.sampled_from(drafting.CHANGEABLE),
    st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9)), max_size=8),
    st.text(max_size=8),
    st.booleans(),
)
def test_one_thing_is_changed_at_a_time(step, taps, words, member):
    """Whatever a stranger's client sends: the rest, and what isn't theirs to choose, stays."""
    draft = drafting.of(OWNED, "ours", step, "Us")
    for action, number in taps:
        with contextlib.suppress(IndexError):
            drafting.choose(draft, action, number, member=member)
    drafting.take(draft, words)
    assert draft["step"] in {step, "preview", "done"}
    made = drafting.changed(OWNED, draft, member=member)
    own = {
        "title": replace(OWNED, title=made.title),
        "at": replace(OWNED, when=replace(OWNED.when, time=made.when.time)),
        "zone": replace(OWNED, when=replace(OWNED.when, zone=made.when.zone)),
        "days": replace(OWNED, when=replace(OWNED.when, days=made.when.days)),
        "layout": replace(OWNED, how=replace(OWNED.how, layout=made.how.layout)),
        "options": replace(OWNED, how=made.how, open=made.open),
    }
    assert made == own[step]
    assert member or (made.open, made.how.approval) == (False, "post")


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9999)), max_size=12))
def test_no_taps_make_what_is_no_digest(taps):
    """Whatever a stranger's client sends, in whatever order."""
    draft = whole()
    for action, number in taps:
        with contextlib.suppress(IndexError):
            drafting.choose(draft, action, number, member=True)
    assert drafting.is_whole(draft)
    assert write(drafting.digest_of(draft, "x", "en"))
    assert not (draft["open"] == "yes" and draft["approval"] != "none")


@given(st.text(max_size=300))
def test_no_words_make_what_is_no_digest(words):
    """What is taken is what a file could have; what isn't changes nothing."""
    draft = drafting.begin(-5, None, "Us")
    for _ in range(3):
        before = dict(draft)
        if not drafting.take(draft, words):
            assert draft == before
    assert drafting.STEPS.index(draft["step"]) <= drafting.STEPS.index("days")


@pytest.mark.parametrize("number", [2, 3])
def test_the_desk_and_subscribers_are_the_newsrooms_to_offer(number):
    """Somebody else's tap for these changes nothing."""
    draft = whole()
    drafting.choose(draft, "dggroup", 0, member=False)
    drafting.choose(draft, "dglay", 0, member=False)
    before = dict(draft)
    assert not drafting.choose(draft, "dgopt", number, member=False)
    assert draft == before


@given(st.text(max_size=200), st.sets(st.sampled_from(["digest", "digest-2", "a", "morning"])))
def test_every_title_makes_a_name_of_its_own(title, taken):
    """One that a digest may have, and that none has."""
    name = drafting.name_for(title, taken)
    assert NAME.fullmatch(name)
    assert name not in taken


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("new york", "America/New_York"),
        ("KYIV", "Europe/Kyiv"),
        (" europe/berlin ", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name(said, zone):
    """However it is written."""
    assert find_zone(said) == zone


@pytest.mark.parametrize("said", ["", "Atlantis", "../../etc/passwd", "x" * 4000])
def test_what_is_no_city_is_none(said):
    """It names no file either."""
    with pytest.raises(ValueError, match="no time zone"):
        find_zone(said)


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("8", "08:00"),
        ("8am", "08:00"),
        ("12 a.m.", "00:00"),
        ("12pm", "12:00"),
        ("6.30 PM", "18:30"),
        ("18 Uhr", "18:00"),
        ("18h30", "18:30"),
        ("07:05", "07:05"),
    ],
)
def test_an_hour_is_found_as_people_say_it(words, hour):
    """With or without minutes, before and after noon."""
    assert f"{find_time(words):%H:%M}" == hour
