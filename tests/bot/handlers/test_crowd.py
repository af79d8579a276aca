"""A thread knows which answers stand in it, and who waits for one that is under way."""

from __future__ import annotations

import json

from bot.handlers.crowd import MOST, MOST_WAITING, Crowd
from bot.reply import Cited


def cited(number=0):
    return Cited("summit", 1, (number, number + 3), (0, 99))


def test_an_answer_is_new_then_under_way_then_known():
    """Who asked while it was under way is named once, when it stands."""
    crowd = Crowd()
    assert [crowd.ask(cited(), question) for question in (1, 2, 3)] == [
        "new", "under way", "under way"
    ]  # fmt: skip
    assert list(crowd.arrived(cited(), 50)) == [2, 3]
    assert list(crowd.arrived(cited(), 51)) == []
    assert crowd.ask(cited(), 4) == "known"
    assert crowd.ask(cited(1), 5) == "new"
    assert crowd.given_in(50) == cited()
    assert crowd.given_in(51) is None


def test_who_does_not_wait_is_not_named():
    """A question that was answered by itself, while the first answer was under way, has no wait."""
    crowd = Crowd()
    for question in (0, 0, 3):
        crowd.ask(cited(), question)
    assert list(crowd.arrived(cited(), 50)) == [3]


def test_an_answer_that_is_lost_is_new_again():
    """Who has waited for it is named; one that stands cannot be lost."""
    crowd = Crowd()
    for question in (1, 2):
        crowd.ask(cited(), question)
    assert list(crowd.lost(cited())) == [2]
    assert crowd.ask(cited(), 3) == "new"
    crowd.arrived(cited(), 50)
    assert list(crowd.lost(cited())) == []
    crowd.forget(cited())
    assert crowd.ask(cited(), 4) == "new"


def test_without_a_number_nothing_can_be_linked():
    """Telegram's answer may not say which message it has made of it."""
    crowd = Crowd()
    crowd.ask(cited(), 1)
    crowd.arrived(cited(), 0)
    assert crowd.ask(cited(), 2) == "under way"


def test_what_is_asked_most_goes_first():
    """What was asked once, or doesn't stand yet, isn't listed; of many, those asked last are."""
    crowd = Crowd()
    for number, times in enumerate((2, 5, 1, 3)):
        for _ in range(times):
            crowd.ask(cited(number), 0)
        crowd.arrived(cited(number), 100 + number)
    for _ in range(9):
        crowd.ask(cited(7), 0)
    found = [(known.first, known.asked) for _, known in crowd.most_asked(20)]
    assert found == [(101, 5), (103, 3), (100, 2)]
    assert [known.first for _, known in crowd.most_asked(2)] == [101, 103]


def test_what_is_known_of_a_thread_is_bounded():
    """What was asked longest ago is forgotten, and so is who waits beyond a few."""
    crowd = Crowd()
    for number in range(MOST + 1):
        crowd.ask(cited(number), 0)
    assert crowd.ask(cited(0), 0) == "new"
    assert crowd.ask(cited(2), 0) == "under way"
    for question in range(2 * MOST_WAITING):
        crowd.ask(cited(2), question)
    assert len(list(crowd.arrived(cited(2), 5))) == MOST_WAITING


def test_a_thread_survives_a_restart():
    """What stands does, with how often it was asked; what was under way is new again."""
    crowd = Crowd(listed=7, busy_at=12.5)
    for _ in range(2):
        crowd.ask(cited(0), 0)
    crowd.arrived(cited(0), 50)
    crowd.ask(cited(1), 0)
    again = Crowd.unpack(json.loads(json.dumps(crowd.pack())))
    assert (again.listed, again.busy_at) == (7, 12.5)
    assert [(one, known.asked) for one, known in again.most_asked(5)] == [(cited(0), 2)]
    assert again.ask(cited(1), 0) == "new"
