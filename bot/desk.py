"""The newsroom's commands on the server: they work on the state while a bot runs, or doesn't.

What they need is imported when they run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BotError
from bot.newsroom import OWNER_CODE, SERVER

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from bot.config import Config
    from bot.newsroom import Kind
    from bot.state.state import State

    Clock = Callable[[], dt.datetime]


def add_newsroom_commands(commands: argparse._SubParsersAction, clock: Clock) -> None:  # type: ignore[type-arg] # argparse's own type is generic to mypy only
    """Add `owner`, `pause`, `resume`, `audit`, `misses` and `votes` to the commands."""
    owner = commands.add_parser(
        "owner",
        help="show who the newsroom is, or make a code for a new owner",
        description="Show who the newsroom is. With --new-code, make a code: whoever sends it to"
        " the bot first is the owner; an owner there is becomes an editor.",
    )
    owner.add_argument("--new-code", action="store_true", help="make a code, in place of any other")
    owner.set_defaults(start=lambda args, config: _owner(args, config, clock))

    for name, what in (("pause", "stop"), ("resume", "let go on")):
        command = commands.add_parser(
            name,
            help=f"{what} the bot, one chat or one article, while it runs",
            description=f"{name.capitalize()} everything, one chat or one article; a running bot"
            " obeys within a second. Without arguments, show what is paused.",
        )
        command.add_argument("kind", nargs="?", choices=("all", "chat", "article"))
        command.add_argument("target", nargs="?", metavar="ID", help="the chat's or article's id")
        resume = name == "resume"
        command.set_defaults(
            start=lambda args, config, resume=resume: _pause(args, config, clock, resume=resume)
        )

    audit = commands.add_parser("audit", help="show who of the newsroom changed what")
    audit.add_argument("--since", metavar="YYYY-MM-DD", help="from this day on (UTC)")
    audit.add_argument("--json", action="store_true", help="print a JSON line an entry")
    audit.set_defaults(start=lambda args, config: _audit(args, config, clock))

    misses = commands.add_parser(
        "misses",
        help="show what readers asked that no article answers",
        description="Show the questions of the last 30 days that were not answered, newest first,"
        " without who asked.",
    )
    misses.add_argument("--json", action="store_true", help="print a JSON line a question")
    misses.set_defaults(start=lambda args, config: _misses(args, config, clock))

    votes = commands.add_parser("votes", help="show which answers readers found good or bad")
    votes.add_argument("--json", action="store_true", help="print a JSON line a passage")
    votes.set_defaults(start=lambda args, config: _votes(args, config, clock))


@contextlib.contextmanager
def opened(config: Config, clock: Clock) -> Iterator[State]:
    """Open the state that a bot has made, beside it.

    Raises:
        BotError: there is none yet.
        SettingError: the key is missing or malformed.
        StoreError: the state cannot be opened with it.

    """
    from bot.state import open_state
    from bot.state.keys import load_key
    from knowledge.store.files import file_of

    store = file_of(config.state.store)
    if store is None or not store.exists():
        raise BotError(f"{config.state.store}: there is no state yet; `verbatim run` makes it")
    former = config.state.former_key.reveal()
    file = Path(config.state.key_file)
    key = load_key(config.state.key.reveal(), file, store.parent, make=False, former=former)
    state = open_state(str(store), key, clock=clock)
    try:
        yield state
    finally:
        state.close()


def _owner(args: argparse.Namespace, config: Config, clock: Clock) -> int:
    with opened(config, clock) as state:
        if args.new_code:
            code = state.team.new_code("owner", SERVER)
            print(f"Send this to the bot in a private chat: /start {OWNER_CODE}{code}")
            print("Whoever sends it first is the owner. It is shown this once, and kept nowhere.")
            return 0
        members = state.team.members()
        for one in members:
            print(f"{one.role}: {_printable(one.name)} ({one.user_id})")
        if not state.team.has_owner:
            print("There is no owner; `verbatim owner --new-code` makes a code for one.")
    return 0


def _pause(args: argparse.Namespace, config: Config, clock: Clock, *, resume: bool) -> int:
    if args.kind is None:
        with opened(config, clock) as state:
            for one in state.pauses.all():
                print(f"{one.kind} {one.target}".strip())
            if not state.pauses.all():
                print("nothing is paused")
        return 0
    kind: Kind = args.kind
    target = _target(kind, args.target, config, clock, resume=resume)
    with opened(config, clock) as state:
        change = state.pauses.resume if resume else state.pauses.pause
        done = change(kind, target, SERVER)
    name = f"{kind} {target}".strip()
    if resume:
        print(f"resumed: {name}" if done else f"was not paused: {name}")
    else:
        print(f"paused: {name}" if done else f"paused already: {name}")
    return 0


def _target(kind: Kind, given: str | None, config: Config, clock: Clock, *, resume: bool) -> str:
    """Return what is meant, checked: what is mistyped must not look paused."""
    if (given is None) != (kind == "all"):
        raise BotError("write: all, or chat ID, or article ID")
    if given is None:
        return ""
    if kind == "chat":
        try:
            return str(int(given))
        except ValueError:
            raise BotError(f"{given}: a chat's id is a number, such as -1001234567890") from None
    if resume:  # it may have been withdrawn meanwhile
        return given
    from knowledge.library import open_library

    library = open_library(config.library, clock=clock, create=False)
    try:
        found = library.article(given).id
    finally:
        library.close()
    if found == library.manual:
        raise BotError(f"{given} is the manual, which is not paused")
    return found


def _audit(args: argparse.Namespace, config: Config, clock: Clock) -> int:
    since = 0.0
    if args.since is not None:
        try:
            day = dt.date.fromisoformat(args.since)
        except ValueError:
            raise BotError(f"--since {args.since}: write a day as YYYY-MM-DD") from None
        since = dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()
    with opened(config, clock) as state:
        deeds = state.audit.deeds(since)
    for one in deeds:
        if args.json:
            told = {"at": _iso(one.at), "part": one.part, "name": one.name, "what": one.what}
            print(json.dumps({**told, "about": dict(one.about)}, ensure_ascii=False))
        else:
            about = " ".join(
                f"{name}={_printable(value)}" if value else name
                for name, value in one.about.items()
            )
            who = f"{one.part} {_printable(one.name)}".strip()
            print(f"{_iso(one.at)} {who}: {one.what} {about}".rstrip())
    return 0


def _misses(args: argparse.Namespace, config: Config, clock: Clock) -> int:
    with opened(config, clock) as state:
        found = state.feedback.misses()
    for one in found:
        if args.json:
            told = {"at": _iso(one.at), "article": one.article or None, "reason": one.reason}
            print(json.dumps({**told, "question": one.question}, ensure_ascii=False))
        else:
            where = one.article or "all articles"
            print(f"{_iso(one.at)} {where} ({one.reason}): {_printable(one.question)}")
    return 0


def _votes(args: argparse.Namespace, config: Config, clock: Clock) -> int:
    with opened(config, clock) as state:
        found = state.feedback.tallies()
    for one in found:
        if args.json:
            told = {"article": one.article, "start": one.start, "end": one.end}
            print(json.dumps({**told, "good": one.good, "bad": one.bad}, ensure_ascii=False))
        else:
            print(f"{one.article} {one.start}-{one.end}: {one.good} good, {one.bad} bad")
    return 0


def _iso(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _printable(text: str) -> str:
    """Return a stranger's words as one line that a terminal can't be steered with."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
