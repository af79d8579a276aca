"""Polls and quizzes: made by the bot, voted in by people, closed by hand or in time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground.rules.refusal import bad_request
from bot.playground.world import speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World


@dataclass(slots=True)
class Poll:
    """A poll as it stands; `shown` is the Bot API's Poll, kept up to date.

    `votes` are options by who chose them; a voter is a person, or a channel that
    one speaks as. `closes` is a time in Unix seconds, None where nothing closes it.
    """

    shown: dict[str, Any]
    closes: int | None = None
    votes: dict[int, list[int]] = field(default_factory=dict)

    def count(self) -> None:
        """Bring the counts up to date."""
        self.shown["total_voter_count"] = len(self.votes)
        for number, option in enumerate(self.shown["options"]):
            option["voter_count"] = sum(number in chosen for chosen in self.votes.values())


def new(shown: dict[str, Any], closes: int | None = None) -> Poll:
    """Make a poll in which nobody has voted; its id and its options' ids are given here.

    It is known once it stands in ``world.polls``, by its id.
    """
    options = [
        {**option, "persistent_id": secrets.token_urlsafe(6), "voter_count": 0}
        for option in shown["options"]
    ]
    given = {"id": str(secrets.randbits(62)), "options": options, "total_voter_count": 0}
    return Poll({**shown, **given}, closes)


def again(shown: dict[str, Any]) -> Poll:
    """Make a poll that asks the same as another, and that nothing closes by itself."""
    kept = {k: v for k, v in shown.items() if k not in ("open_period", "close_date")}
    return new({**kept, "is_closed": False})


def vote(
    world: World, chat: AnyChat, message_id: int, options: Sequence[int], *, by: Speaker | None
) -> None:
    """Let somebody choose options of a poll by their places from 0; none takes the vote back.

    The bot gets the poll's new state, and who voted unless the poll is anonymous.
    """
    by = speech.speaker(chat, by)
    poll = _of(world, chat.messages.get(message_id))
    if _closed_by_now(world, poll):
        raise bad_request("MESSAGE_POLL_CLOSED")
    shown, chosen = poll.shown, sorted(set(options))
    if any(not 0 <= number < len(shown["options"]) for number in chosen):
        raise bad_request("OPTION_INVALID")
    if len(chosen) > 1 and not shown["allows_multiple_answers"]:
        raise bad_request("OPTIONS_TOO_MUCH")
    voter = speech.actor(chat, by)
    before = poll.votes.get(voter["id"], [])
    if before == chosen:
        return
    if before and not shown["allows_revoting"]:
        raise bad_request("REVOTE_NOT_ALLOWED")
    poll.votes.pop(voter["id"], None)
    if chosen:
        poll.votes[voter["id"]] = chosen
    poll.count()
    _show(world, poll)
    if not shown["is_anonymous"]:
        who = {"user": voter} if "is_bot" in voter else {"voter_chat": voter}
        ids = [shown["options"][number]["persistent_id"] for number in chosen]
        answer = {"poll_id": shown["id"], **who, "option_ids": chosen, "option_persistent_ids": ids}
        world.deliver("poll_answer", answer)


def stop(world: World, message: Message) -> dict[str, Any]:
    """Close a poll and return it as the Bot API's Poll."""
    poll = _of(world, message)
    if _closed_by_now(world, poll):
        raise bad_request("poll has already been closed")
    _close(world, poll)
    return poll.shown


def _of(world: World, message: Message | None) -> Poll:
    if message is None or "poll" not in message:
        raise bad_request("message is not a poll")
    return world.polls[message["poll"]["id"]]


def _closed_by_now(world: World, poll: Poll) -> bool:
    if not poll.shown["is_closed"] and poll.closes is not None and poll.closes <= world.now():
        _close(world, poll)
    return bool(poll.shown["is_closed"])


def _close(world: World, poll: Poll) -> None:
    poll.shown["is_closed"] = True
    _show(world, poll)


def _show(world: World, poll: Poll) -> None:
    """Bring every message with the poll up to date, and tell the bot, whose poll it is."""
    for chat in world.chats():
        for message in list(chat.messages.values()):
            if message.get("poll", {}).get("id") == poll.shown["id"]:
                world.replace(chat, {**message, "poll": _copy(poll.shown)}, edited=False)
    world.deliver("poll", _copy(poll.shown))


def _copy(shown: dict[str, Any]) -> dict[str, Any]:
    return {**shown, "options": [dict(option) for option in shown["options"]]}
