"""`verbatim backup` and `restore`: both databases as they are at one moment, in one folder.

The folder has ``state.db``, ``articles.db`` and ``manifest.json``, which says what they
must be. The key to the state is never in it: whoever copied both could read all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.errors import BotError
from bot.state.contents import contents, leave_readers_out, mark_restored
from bot.state.keys import load_key
from bot.state.lock import held
from bot.state.tables import SCHEMA as STATE
from knowledge.errors import KnowledgeError, StoreError
from knowledge.store.files import copy, file_of, is_being_written, look, move, remove, sync
from knowledge.store.tables import SCHEMA as ARTICLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from bot.config import Config
    from knowledge.store.schema import Schema

    Clock = Callable[[], dt.datetime]

_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_MOST_BYTES: Final = 1_000_000
# The state first: whatever it cites is then in the articles, which only grow.
_FILES: Final[Mapping[str, Schema]] = {"state.db": STATE, "articles.db": ARTICLES}


@dataclass(frozen=True, slots=True)
class Kept:
    """One database of a backup. `rows` counts each table's; `path` is where it is now."""

    name: str
    path: Path
    size: int
    digest: str
    revision: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, where what was there before is now, and what is to be looked at."""

    kept: tuple[Kept, ...]
    aside: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()


def back_up(
    config: Config, target: Path, clock: Clock, program: str, *, readers: bool = True
) -> tuple[Kept, ...]:
    """Copy both databases into a new folder, which is there whole or not at all.

    The bot may run meanwhile. Without `readers` nothing of any reader is in it, encrypted or
    not, so that it may be kept for long: see `leave_readers_out`. `program` is this
    program's version, for the manifest.

    Raises:
        BotError: there is something at the target, or nothing to back up.
        StoreError: a database cannot be read, is damaged, or cannot be written there.

    """
    if target.exists():
        raise BotError(f"{target} is there already; name a folder that isn't")
    sources = {name: path for name, path in _places(config).items() if path.exists()}
    if not sources:
        raise BotError("there is nothing to back up yet: neither articles nor a state")
    with _written_to(target), contextlib.ExitStack() as stack:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Its mode is 0700.
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        stack.callback(shutil.rmtree, fresh, ignore_errors=True)
        kept = []
        for name, source in sources.items():
            copy(source, fresh / name)
            if name == "state.db" and not readers:
                leave_readers_out(fresh / name, clock())
            kept.append(_kept(name, fresh / name))
        manifest = {
            "format": _FORMAT,
            "made": clock().isoformat(timespec="seconds"),
            "program": program,
            "files": {
                one.name: {
                    "bytes": one.size,
                    "sha256": one.digest,
                    "revision": one.revision,
                    "rows": dict(one.rows),
                }
                for one in kept
            },
        }
        _write(fresh / _MANIFEST, json.dumps(manifest, indent=2) + "\n")
        sync(fresh)
        fresh.rename(target)
        sync(target.parent)
    return tuple(kept)


def restore(config: Config, source: Path, clock: Clock, *, force: bool = False) -> Restored:
    """Put a backup in the stores' places, all of it checked before anything is touched.

    With `force` what is there is kept under another name. The state then says when it was
    restored: what was posted since the backup isn't known in it.

    Raises:
        BotError: this is no backup, it is damaged, or something is in its place.
        StoreError: the bot runs, its files are too new, or they cannot be written.

    """
    kept = _checked(source)
    places = _places(config)
    stamp = f"{clock():%Y%m%dT%H%M%SZ}"
    with _written_to(source), held(places["state.db"]), contextlib.ExitStack() as stack:
        there = [places[one.name] for one in kept if places[one.name].exists()]
        if there and not force:
            names = " and ".join(str(path) for path in there)
            raise BotError(
                f"{names}: there already; with --force what is there is kept under another name"
            )
        for path in there:
            if is_being_written(path):
                raise BotError(f"{path}: another process is writing to it; stop that first")
        fresh = []
        for one in kept:
            place = places[one.name].with_name(f"{places[one.name].name}.restoring")
            place.parent.mkdir(parents=True, exist_ok=True)
            remove(place)
            stack.callback(remove, place)
            copy(one.path, place)
            if one.name == "state.db":
                mark_restored(place, int(clock().timestamp()))
            fresh.append((place, places[one.name]))
        aside = []
        for place, target in fresh:
            if target.exists():
                old = target.with_name(f"{target.name}.before-restore-{stamp}")
                move(target, old)
                aside.append(old)
            remove(target)  # a log of a file that is gone would be taken for this one's
            move(place, target)
    return Restored(kept, tuple(aside), tuple(_doubts(config, kept, places)))


def _places(config: Config) -> dict[str, Path]:
    """Return where each database is, by its name in a backup."""
    found = {}
    for name, store in (("state.db", config.state.store), ("articles.db", config.library.store)):
        path = file_of(store)
        if path is None:
            raise BotError(f"{store} is in memory: it can be neither backed up nor restored")
        found[name] = path
    return found


def _kept(name: str, path: Path) -> Kept:
    """Look into a copy. Raises StoreError where it is not what it should be."""
    schema = _FILES[name]
    seen = look(path, schema.version_table)
    if seen.problem:
        raise StoreError(str(path), f"it is damaged ({seen.problem}); restore an earlier backup")
    if seen.revision is None:
        raise StoreError(str(path), f"it does not hold {schema.what}")
    size = path.stat().st_size
    return Kept(name, path, size, _digest(path), seen.revision, seen.rows)


def _checked(source: Path) -> tuple[Kept, ...]:
    """Return what a backup holds, each file exactly as it was written."""
    files = _manifest(source)
    kept = []
    for name, schema in _FILES.items():
        if name not in files:
            continue
        path = source / name
        if not path.is_file():
            raise BotError(f"{path}: it is missing from the backup")
        if _digest(path) != files[name].get("sha256"):
            raise BotError(f"{path}: it is not as it was written; take another backup")
        one = _kept(name, path)
        if not schema.knows(one.revision):
            raise StoreError(
                str(path),
                f"this program is older than the backup (revision {one.revision});"
                " install a newer one",
            )
        kept.append(one)
    if not kept:
        raise BotError(f"{source}: there is no database in this backup")
    return tuple(kept)


def _manifest(source: Path) -> dict[str, dict[str, Any]]:
    file = source / _MANIFEST
    try:
        with file.open("rb") as stream:
            read = json.loads(stream.read(_MOST_BYTES))
        files: dict[str, dict[str, Any]] = dict(read["files"]) if read["format"] == _FORMAT else {}
        good = bool(files) and all(isinstance(one, dict) for one in files.values())
    except OSError as error:
        raise BotError(
            f"{file}: {error.strerror or 'it cannot be read'}; name the folder that"
            " `verbatim backup` has made"
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    if not good:
        raise BotError(f"{file}: this is no manifest of a backup that this program can read")
    return files


def _doubts(config: Config, kept: tuple[Kept, ...], places: Mapping[str, Path]) -> Iterator[str]:
    """Yield what an operator should know after restoring."""
    if "state.db" not in {one.name for one in kept}:
        yield "the backup has no state; the one in its place was left"
        return
    state = places["state.db"]
    try:
        key = load_key(
            config.state.key.reveal(),
            Path(config.state.key_file),
            state.parent,
            make=False,
            former=config.state.former_key.reveal(),
        )
    except KnowledgeError as error:
        yield f"{error}; put the key back before the bot is started"
        return
    found = contents(state, thorough=False)
    if not found.opens_with(key):
        yield (
            "the key in force is not the one that the restored state was made with; put that back"
            f" before the bot is started (unreadable without it: {found.encrypted or 'nothing'})"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:  # noqa: PTH123 -- a descriptor
        stream.write(text)
        stream.flush()
        os.fsync(descriptor)


@contextlib.contextmanager
def _written_to(place: Path) -> Iterator[None]:
    """Let the system's errors leave with the place named."""
    try:
        yield
    except OSError as error:
        raise BotError(f"{place}: {error.strerror or type(error).__name__}") from error
