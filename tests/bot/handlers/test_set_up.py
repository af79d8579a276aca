"""Two who change one digest at the same time, while Telegram is asked whether they may."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digests import draft as drafting
from bot.digests.fields import read
from bot.digests.plan import Digest, Target, When
from bot.handlers.dialogue import Dialogue
from bot.handlers.set_up import SetUp
from bot.handlers.standing import Hand
from bot.strings.languages import load_languages

OURS = Digest("ours", "Ours", When(dt.time(8), "UTC"), (Target(-5),))
ANNA = Hand(-5, 1, member=False, language="en", name="Anna")


class Digests:
    """What is set up, as it is written."""

    def __init__(self):
        self.held = {"ours": OURS}
        self.deeds = []

    def own(self):
        return dict(self.held)

    def is_fixed(self, name):
        return False

    def keep(self, name, fields):
        self.held.pop(name)
        if fields is not None:
            self.held[name] = read(name, *fields)

    def note(self, user_id, name, what, digest):
        self.deeds.append((name, what, digest))

    def following(self, digest):
        return None


class Drafts:
    """Keeps one."""

    def put(self, chat_id, user_id, draft, lifetime):
        self.kept = draft


class Slow:
    """Telegram answers who is who; meanwhile somebody else does something."""

    def __init__(self):
        self.meanwhile = lambda: None

    async def may_change(self, hand, digest):
        self.meanwhile()
        return True

    async def called(self, chat_id):
        return "Us"


@pytest.fixture
def standing():
    return Slow()


@pytest.fixture
def digests():
    return Digests()


@pytest.fixture
def set_up(standing, digests):
    """Stand before a digest whose hour Anna changes."""
    return SetUp(standing, Dialogue(Drafts(), load_languages()), digests, lambda: None)


def draft_of_nine():
    draft = drafting.of(OURS, "ours", "at", "Us") | {"list": {}, "message": 3}
    assert drafting.take(draft, "9:00")
    return draft


async def test_what_somebody_else_changed_meanwhile_stays(set_up, standing, digests):
    """The hour is Anna's, the days are as they were made while she was asked about."""
    days = frozenset({0})
    changed = Digest("ours", "Ours", When(dt.time(8), "UTC", days), (Target(-5),))
    standing.meanwhile = lambda: digests.held.update(ours=changed)
    await set_up.end(ANNA, draft_of_nine(), keep=True)
    when = digests.held["ours"].when
    assert (when.time, when.days) == (dt.time(9), days)


async def test_what_was_deleted_meanwhile_does_not_come_back(set_up, standing, digests):
    """The list is shown instead, and nothing is said to have been changed."""
    standing.meanwhile = digests.held.clear
    reply = await set_up.end(ANNA, draft_of_nine(), keep=True)
    assert "Ours" not in reply.text
    assert (digests.held, digests.deeds) == ({}, [])
