"""How long the bot believes that somebody administers a group."""

from __future__ import annotations

import types

from telegram import ChatMemberAdministrator, ChatMemberMember
from telegram.error import NetworkError

from bot.handlers.admins import SECONDS, Admins

PIOTR = types.SimpleNamespace(id=7)
GROUP = types.SimpleNamespace(id=-100)
CHANNEL = types.SimpleNamespace(id=-200)


def message(user=PIOTR, sender=None):
    return types.SimpleNamespace(chat=GROUP, from_user=user, sender_chat=sender)


class FakeBot:
    """Says of everybody that they are what `status` says; counts how often it was asked."""

    def __init__(self, status):
        self.status = status
        self.asked = 0

    async def get_chat_member(self, chat_id, user_id):
        self.asked += 1
        if self.status is None:
            raise NetworkError("no answer")
        return types.SimpleNamespace(status=self.status)


class Now:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


async def test_a_demoted_admin_loses_the_right_within_a_minute():
    """Telegram is asked once in half a minute; what it said before holds no longer."""
    bot, now = FakeBot(ChatMemberAdministrator.ADMINISTRATOR), Now()
    admins = Admins(clock=now)
    assert await admins.has_written(bot, message())
    bot.status = ChatMemberMember.MEMBER
    assert await admins.has_written(bot, message())
    assert await admins.administers(bot, GROUP.id, PIOTR.id)  # who taps is known, too
    assert bot.asked == 1
    now.seconds = SECONDS + 0.1
    assert SECONDS < 60
    assert not await admins.has_written(bot, message())


async def test_nobody_is_remembered_as_none():
    """Who has just become an administrator has the right at once; a failure grants nothing."""
    bot = FakeBot(ChatMemberMember.MEMBER)
    admins = Admins(clock=Now())
    assert not await admins.has_written(bot, message())
    bot.status = None
    assert not await admins.has_written(bot, message())
    bot.status = ChatMemberAdministrator.ADMINISTRATOR
    assert await admins.has_written(bot, message())


async def test_names_that_hide_somebody_are_told_by_the_message():
    """The group's own name is an administrator's, a channel's is anybody's; nobody is asked."""
    bot = FakeBot(ChatMemberAdministrator.ADMINISTRATOR)
    admins = Admins(clock=Now())
    assert await admins.has_written(bot, message(sender=GROUP))
    assert not await admins.has_written(bot, message(sender=CHANNEL))
    assert not await admins.has_written(bot, message(user=None))
    assert bot.asked == 0
