"""The console script `verbatim`: the library's commands, and those that run the bot.

The one place that reads the environment, the clock and the arguments. Exit codes: 0
done, 2 bad input or usage (one line on standard error), 1 unexpected. What a command
needs is imported when it runs: `verbatim ask` starts without Telegram or a web server.
"""

from __future__ import annotations

import argparse
import atexit
import datetime as dt
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.config import Config, ConfigError, load_config
from bot.errors import BotError
from knowledge.cli import add_commands
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130
# Objects made between two collections, for a command that ends soon: Python's own 700 make it
# look at all of SQLAlchemy's again and again while that is loaded. A question of a small store
# makes 75,000, and is answered without a collection, which would take 20 ms.
_SELDOM = 200_000


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all the others are."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(_with_nearest(message) or f"{message}; `{self.prog} --help` says more")


def _with_nearest(message: str) -> str:
    """Return argparse's word on a choice there isn't, with the nearest one; "" without."""
    what, invalid, rest = message.partition("invalid choice: ")
    typed, _, offered = rest.partition(" (choose from ")
    if not invalid:
        return ""
    import difflib

    names = [name.strip("'") for name in offered.removesuffix(")").split(", ")]
    near = difflib.get_close_matches(typed.strip("'"), names, n=1)
    return f"{what}{invalid}{typed}; did you mean {near[0]}?" if near else ""


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _version() -> str:
    from importlib.metadata import version

    return f"verbatim {version('verbatim')}"


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for: the look-up costs 20 ms."""

    def __call__(self, *_: object) -> NoReturn:
        print(_version())
        raise SystemExit(0)


def _parser(named: str = "") -> argparse.ArgumentParser:
    """Return the parser; for a command of the library that is `named`, without all others.

    Each subcommand takes half a millisecond to set up, and `verbatim ask` is to start fast.
    """
    parser = _Parser(
        prog="verbatim",
        description="Answers questions about news articles with the article's own words.",
        epilog="Settings: verbatim.yaml, or the file that VERBATIM_CONFIG names; environment "
        "variables go over it, --set over both. `verbatim config` shows what is in force.",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SECTION.NAME=VALUE",
        help="one setting, such as library.threshold=0.6; may be repeated",
    )
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", dest="command", parser_class=_Parser
    )
    add_commands(commands)
    if named in commands.choices:
        return parser
    _add_own_commands(commands)
    return parser


def _add_own_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Add the commands that run the bot and look after it."""
    from bot.desk import add_newsroom_commands

    run = commands.add_parser("run", help="run the bot")
    run.add_argument(
        "--playground", action="store_true", help="in the browser, without Telegram and a token"
    )
    run.add_argument("--port", metavar="N", help="the playground's port; 0 takes a free one")
    run.set_defaults(start=_run)

    backup = commands.add_parser(
        "backup",
        help="copy articles and state into a folder, while the bot runs",
        description="Copy articles and state, each as it is at one moment, into a new folder; the"
        " bot may run meanwhile. The key is not in it: keep that elsewhere.",
    )
    backup.add_argument("path", type=Path, metavar="PATH", help="the folder to make")
    backup.add_argument(
        "--without-readers",
        action="store_true",
        help="leave out whatever is of readers: for backups that are kept for long",
    )
    backup.set_defaults(start=_backup)

    restore = commands.add_parser(
        "restore",
        help="put a backup back in place",
        description="Put what `verbatim backup` has made back in place, after checking it; the bot"
        " must not run. The key is not in it: that of the backup's time is needed again.",
    )
    restore.add_argument("path", type=Path, metavar="PATH", help="the backup's folder")
    restore.add_argument(
        "--force", action="store_true", help="keep what is there under another name"
    )
    restore.set_defaults(start=_restore)

    add_newsroom_commands(commands, _utc_now)

    doctor = commands.add_parser(
        "doctor",
        help="check token, rights, key, clock, disk and stores",
        description="Check what the bot needs, and say what to do where something is wrong. It"
        " changes nothing, and may run beside the bot. Exit code 1 where anything fails.",
    )
    doctor.add_argument(
        "--chat",
        action="append",
        default=[],
        metavar="ID|@NAME",
        help="a group or channel whose rights to check; may be repeated",
    )
    doctor.add_argument("--json", action="store_true", help="print a JSON line a finding")
    doctor.set_defaults(start=_doctor)

    digest = commands.add_parser(
        "digest",
        help="list digests, preview one, see what became of each",
        description="List digests (list), print exactly what one would be now (preview NAME), show"
        " what became of each slot of two weeks (slots). After a restore or a move, what was due"
        " before is skipped: `trust` says that no copy of the state has gone on, and tries again.",
    )
    digest.add_argument("action", choices=("list", "preview", "slots", "trust"))
    digest.add_argument("name", nargs="?", metavar="NAME", help="for preview")
    digest.add_argument("--json", action="store_true", help="print JSON lines")
    digest.set_defaults(start=_digest)
    keys = commands.add_parser("keys", help="replace the key that the state is encrypted with")
    acts = keys.add_subparsers(required=True, metavar="ACT", parser_class=_Parser)
    rotate = acts.add_parser(
        "rotate",
        help="make a new key and encrypt everything anew with it",
        description="Make a new key and encrypt everything anew with it; the bot must not run."
        " Interrupted, it loses nothing: run it again, and it goes on.",
    )
    rotate.set_defaults(start=_rotate)
    new = acts.add_parser("new", help="print a fresh key, for VERBATIM_KEY")
    new.set_defaults(start=_new_key)

    init = commands.add_parser("init", help="write a commented settings file")
    init.add_argument("path", nargs="?", type=Path, default=Path("verbatim.yaml"), metavar="FILE")

    config = commands.add_parser("config", help="show the settings in force, and their sources")
    config.set_defaults(start=_config)


def _run(args: argparse.Namespace, config: Config) -> int:
    from bot.run import run_on_telegram, run_playground

    if args.playground:
        run_playground(config, _utc_now)
    else:
        run_on_telegram(config, _utc_now)
    return 0


def _config(_args: argparse.Namespace, config: Config) -> int:
    from bot.config import show_config

    print(show_config(config), end="")
    return 0


def _backup(args: argparse.Namespace, config: Config) -> int:
    from bot.backup import back_up

    without = args.without_readers
    kept = back_up(config, args.path, _utc_now, _version(), readers=not without)
    print(f"backed up to {args.path}, checked and readable by you alone:")
    for one in kept:
        rows = sum(one.rows.values())
        print(f"  {one.name}: {one.size / 1e6:.1f} MB, {rows} rows, revision {one.revision}")
    print("The key to the state is not in it: keep that elsewhere.")
    if without:
        print("Nothing of any reader is in it: it may be kept for as long as you like.")
    else:
        print(
            "What readers delete by /forget stays in a backup until you delete that: do so within\n"
            "a week, as the privacy notice says, or make those you keep --without-readers."
        )
    return 0


def _restore(args: argparse.Namespace, config: Config) -> int:
    from bot.backup import restore

    done = restore(config, args.path, _utc_now, force=args.force)
    print(f"restored from {args.path}: {', '.join(one.name for one in done.kept)}")
    for path in done.aside:
        print(f"  what was there is now {path}; delete it when it is needed no more")
    for warning in done.warnings:
        print(f"warning: {_one_line(warning)}", file=sys.stderr)
    return 0


def _doctor(args: argparse.Namespace, config: Config) -> int:
    import json

    from bot.doctor.examining import examine

    failed = False
    for finding in examine(config, args.chat, _utc_now):
        failed |= finding.status == "fail"
        print(json.dumps(finding.as_json()) if args.json else finding.as_text(), flush=True)
    return int(failed)


def _digest(args: argparse.Namespace, config: Config) -> int:
    from bot import digest_commands

    if (args.name is not None) != (args.action == "preview"):
        raise ConfigError("verbatim digest list, preview NAME, slots or trust")
    if args.action == "preview":
        digest_commands.preview(config, _utc_now, args.name, as_json=args.json)
    elif args.action == "trust":
        digest_commands.trust(config, _utc_now)
    else:
        listing = {"list": digest_commands.list_digests, "slots": digest_commands.list_slots}
        listing[args.action](config, _utc_now, as_json=args.json)
    return 0


def _rotate(_args: argparse.Namespace, config: Config) -> int:
    from bot.rotating import rotate

    rows = 0
    former = None
    for step in rotate(config, _utc_now):
        rows += step.rows
        former = step.former or former
    print(f"a new key is in force; {rows} rows were encrypted anew. Back it up.")
    if former is not None:
        print(
            f"The former key is now {former}: backups made with it need it.\n"
            "Delete it together with the last of them."
        )
    return 0


def _new_key(_args: argparse.Namespace, _config: Config) -> int:
    from bot.state.keys import new_key

    print(new_key())
    return 0


def _init(path: Path) -> int:
    from bot.config import write_template

    write_template(path)
    print(f"wrote {path}: every setting with its default; `verbatim config` shows what is in force")
    return 0


def _overrides(args: argparse.Namespace) -> dict[str, str]:
    given = {}
    for pair in args.set:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigError(f"--set {pair}: write it as section.name=value")
        given[name.strip()] = value
    if getattr(args, "port", None) is not None:
        given["playground.port"] = args.port
    return given


def _execute(arguments: Sequence[str]) -> int:
    args = _parser(arguments[0] if arguments else "").parse_args(arguments)
    if args.command == "init":
        # A broken file in force must not keep a fresh one from being written.
        return _init(args.path)
    config = load_config(args.config, os.environ, _overrides(args))
    if "start" in args:
        code: int = args.start(args, config)
    else:
        gc.set_threshold(_SELDOM)
        code = args.run(args, config.library, _utc_now)
    return code


def _one_line(error: Exception | str) -> str:
    """Return an error's text as one printable line: a file's name may hold anything."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Python's last collection looks at every object once more, which takes longer than to answer.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # Articles are any language's; a terminal that cannot show a character shows its code.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr] # both are text files
    try:
        try:
            return _execute(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()  # here, where a reader who has gone is no surprise
    except (KnowledgeError, BotError) as error:
        print(f"error: {_one_line(error)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has stopped reading; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
