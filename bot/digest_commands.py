"""`verbatim digest`: what is set up, what would be posted, what was, and what to do in doubt."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.digests.calendar import slots
from bot.digests.plan import Slot
from bot.errors import BotError
from bot.handlers.deeplink import link
from bot.handlers.unpaused import unpaused
from bot.outbox.requests import request
from bot.posting.composing import DigestComposer
from bot.posting.posting import RESTORED
from bot.posting.roster import Roster
from bot.posting.runner import posts
from bot.run import plans_of
from bot.state import open_state
from bot.state.keys import load_key
from bot.state.rows import SlotRow
from bot.strings.languages import load_languages
from knowledge.library import open_library
from knowledge.store.files import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Config
    from bot.digests.plan import Digest, Target
    from bot.message import Message
    from bot.state.state import State
    from knowledge.library import Library

    Clock = Callable[[], dt.datetime]

_AHEAD = dt.timedelta(days=8)
_BACK = dt.timedelta(days=14)
_BOT = "your_bot"
"""What a link says before the bot has ever run."""


def list_digests(config: Config, clock: Clock, *, as_json: bool) -> None:
    """Print each digest with its places, when it is due in each next, and what it was last."""
    with _opened(config, clock) as (_, state):
        digests = Roster(plans_of(config, clock).digests, state.subscriptions)()
        if not digests and not as_json:
            print("there are no digests; docs/digests.md says how to set one up")
        for digest in digests:
            own = [target for target in digest.targets if target.chat_id < 0]
            rows = [_place(state, digest, target, clock()) for target in own]
            readers = len(digest.targets) - len(own)
            if as_json:
                shown = {"digest": digest.name, "title": digest.title, "places": rows}
                print(json.dumps(shown | {"subscribers": readers}, ensure_ascii=False))
                continue
            print(f"{digest.name}: {digest.title} · {readers} subscribers")
            for row in rows:
                topic = f", topic {row['topic']}" if row["topic"] else ""
                last = f"; last: {row['last']}" if row["last"] else ""
                print(f"  chat {row['chat']}{topic}: next {row['next'] or 'never'}{last}")


def preview(config: Config, clock: Clock, name: str, *, as_json: bool) -> None:
    """Print what a digest would be in its first place now: the messages, exactly.

    Raises:
        BotError: there is no such digest.

    """
    with _opened(config, clock) as (library, state):
        digests = Roster(plans_of(config, clock).digests, state.subscriptions)()
        digest = next((one for one in digests if one.name == name), None)
        if digest is None:
            known = ", ".join(one.name for one in digests) or "none"
            raise BotError(f"there is no digest {name[:40]!r}; there are: {known}")
        messages = _messages(config, library, state, digest, clock())
        if as_json:
            for message in messages:
                method, parameters = request(message)
                print(json.dumps({"method": method, **parameters}, ensure_ascii=False))
        elif not messages:
            print("there is nothing new: this digest would be skipped")
        else:
            print("\n\n".join(_as_text(message) for message in messages))


def list_slots(config: Config, clock: Clock, *, as_json: bool) -> None:
    """Print what became of each slot of the last two weeks."""
    with _opened(config, clock) as (_, state):
        for row in state.slots.listed(clock() - _BACK):
            one = row.slot
            known = {
                "digest": one.digest,
                "chat": one.chat_id,
                "topic": one.thread,
                "day": one.day.isoformat(),
                "time": one.time.isoformat("minutes"),
                "state": row.state,
                "reason": row.reason,
            }
            if as_json:
                print(json.dumps(known, ensure_ascii=False))
            else:
                reason = f": {row.reason}" if row.reason else ""
                where = f"chat {one.chat_id}" + (f", topic {one.thread}" if one.thread else "")
                print(f"{one.day} {one.time:%H:%M} {one.digest} in {where}: {row.state}{reason}")


def trust(config: Config, clock: Clock) -> None:
    """Note that no copy of the state has gone on; what was skipped for that is due again."""
    with _opened(config, clock) as (_, state):
        if state.home.doubted() is None:
            print("there is no doubt: this state was neither restored nor moved since")
            return
        state.home.trust()
        again = state.slots.retry(RESTORED, clock() - _BACK)
    print(f"trusted; {again} skipped slots are looked at again, and posted unless too late")


@contextlib.contextmanager
def _opened(config: Config, clock: Clock) -> Iterator[tuple[Library, State]]:
    """Open articles and state beside a bot that may run."""
    with contextlib.ExitStack() as stack:
        library = open_library(config.library, clock=clock)
        stack.callback(library.close)
        store = file_of(config.state.store)
        folder = Path(config.state.store).parent if store is None else store.parent
        given, file = config.state.key.reveal(), Path(config.state.key_file)
        former = config.state.former_key.reveal()
        key = load_key(given, file, folder, former=former)
        state = open_state(config.state.store, key, clock=clock)
        stack.callback(state.close)
        yield library, state


def _place(state: State, digest: Digest, target: Target, now: dt.datetime) -> dict[str, Any]:
    following = next(iter(slots(digest, target, now, now + _AHEAD)), None)
    last = next(iter(state.slots.latest(digest.name, target.chat_id, target.thread, 1)), None)
    told = "" if last is None else f"{last.slot.day} {last.slot.time:%H:%M} {last.state}"
    if last is not None and last.reason:
        told += f", {last.reason}"
    when = digest.when_at(target)
    return {
        "chat": target.chat_id,
        "topic": target.thread,
        "next": None
        if following is None
        else f"{following.day} {following.time:%H:%M} {when.zone}",
        "due": None if following is None else following.due.isoformat(),
        "last": told,
    }


def _messages(
    config: Config, library: Library, state: State, digest: Digest, now: dt.datetime
) -> list[Message]:
    """Return what would be posted in a digest's first place if it were due now."""
    username = state.home.username() or _BOT
    composer = DigestComposer(
        unpaused(library, state.pauses),
        load_languages(config.telegram.language).of,
        lambda article, then: link(username, article, then),
        state.subscriptions.most_asked,
    )
    chat, thread = next(((one.chat_id, one.thread) for one in digest.targets), (0, None))
    slot = Slot(digest.name, chat, thread, now.date(), digest.when.time, now)
    row = SlotRow(0, slot, "claimed", "", 0, {})
    composed = composer.compose(digest, row, state.slots.latest(digest.name, chat, thread, 4))
    return [] if composed is None else posts(row, digest, composed)


def _as_text(message: Message) -> str:
    """Return a message for a terminal: its text, and its buttons with where they lead."""
    lines = [message.reply.text]
    lines += [
        "  ".join(f"[{button.label}]({button.url})" for button in row)
        for row in message.reply.buttons
    ]
    return "\n".join(lines)
