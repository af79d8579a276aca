"""What `verbatim doctor` looks at on this machine: stores, key, disk. Nothing is changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.doctor.finding import Finding
from bot.state.contents import contents
from bot.state.keys import load_key
from bot.state.lock import is_held
from bot.state.tables import SCHEMA as STATE
from knowledge.errors import KnowledgeError
from knowledge.store.files import file_of, look
from knowledge.store.tables import SCHEMA as ARTICLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Config
    from bot.state.contents import Contents
    from knowledge.store.schema import Schema

_LITTLE_SPACE: Final = 500_000_000
_NO_SPACE: Final = 50_000_000
_RESTORE: Final = "if it is damaged, restore a backup: `verbatim restore PATH --force`"


def examine_here(config: Config) -> Iterator[Finding]:
    """Yield what is found of the articles, the state, its key, and the disk."""
    yield from _articles(config)
    yield from _state(config)
    yield from _space(config)


def _articles(config: Config) -> Iterator[Finding]:
    check = "articles"
    try:
        path = file_of(config.library.store)
        if path is None:
            yield Finding("ok", check, "in memory")
            return
        if not path.exists():
            yield Finding("warn", check, f"{path}: none yet", "`verbatim build PATH` reads them in")
            return
        seen = look(path, ARTICLES.version_table)
    except KnowledgeError as error:
        yield Finding("fail", check, str(error), _RESTORE)
        return
    count = seen.rows.get("article", 0)
    sound = _sound(check, path, seen.problem, seen.revision, ARTICLES)
    if sound.status == "ok" and not count:
        yield Finding("warn", check, f"{path}: empty", "`verbatim build PATH` reads articles in")
    elif sound.status == "ok":
        yield Finding("ok", check, f"{count} in {path}, revision {seen.revision}")
    else:
        yield sound


def _state(config: Config) -> Iterator[Finding]:
    check = "state"
    found: Contents | None = None
    try:
        path = file_of(config.state.store)
        if path is not None and path.exists():
            found = contents(path)
            running = "a bot is running on it" if is_held(path) else "no bot is running on it"
            sound = _sound(check, path, found.problem, found.revision, STATE)
            told = f"{path}, revision {found.revision}; {found.encrypted or 'empty'}; {running}"
            yield Finding("ok", check, told) if sound.status == "ok" else sound
        elif path is not None:
            yield Finding("ok", check, f"{path}: made by the first `verbatim run`")
    except KnowledgeError as error:
        yield Finding("fail", check, str(error), _RESTORE)
        return
    if found is not None and not found.problem:
        yield from _ownership(config, found)
    yield _key(config, path, found)


def _ownership(config: Config, found: Contents) -> Iterator[Finding]:
    mine = int(config.telegram.token.reveal().partition(":")[0] or 0)
    if found.bot is not None and mine and mine not in {found.bot, config.state.adopt}:
        yield Finding(
            "fail",
            "state",
            f"it belongs to bot {found.bot}, and the token is bot {mine}'s",
            f"use that bot's token, another state.store, or hand it over by state.adopt={mine}",
        )
    if found.restored_at is not None:
        yield Finding(
            "warn",
            "state",
            "it was restored from a backup: what was posted after that isn't known in it",
            "look into the channels before anything that was due then is posted again",
        )


def _key(config: Config, path: Path | None, found: Contents | None) -> Finding:
    check = "key"
    try:
        folder = Path(config.state.store).parent if path is None else path.parent
        given, file = config.state.key.reveal(), Path(config.state.key_file)
        former = config.state.former_key.reveal()
        key = load_key(given, file, folder, make=False, former=former)
    except KnowledgeError as error:
        # What is only to be run is no lost key.
        what, _, run = str(error).partition("; run: ")
        if found is None or found.key_check is None:
            if given or file.exists():
                remedy = (
                    f"run: {run}" if run else "mend it, or move it away: a new one is made then"
                )
                return Finding("fail", check, what, remedy)
            return Finding("ok", check, "none yet: the first `verbatim run` makes it")
        lost = found.encrypted or "nothing"
        other = "put the key back from where you keep it, or move the state away to begin anew"
        return Finding(
            "fail",
            check,
            f"{what}; unreadable without it: {lost}",
            f"run: {run}" if run else other,
        )
    where = "VERBATIM_KEY" if given else str(file)
    if found is not None and not found.opens_with(key):
        return Finding(
            "fail",
            check,
            f"{where} is not the key of this state (unreadable: {found.encrypted or 'nothing'})",
            "set the key that it was made with, or move the state away to begin anew",
        )
    if key.former is not None:
        advice = "stop the bot and run `verbatim keys rotate`, which then goes on"
        return Finding("warn", check, "it is being replaced: the former one is still there", advice)
    return Finding("ok", check, f"{where}, and it opens the state" if found else where)


def _space(config: Config) -> Iterator[Finding]:
    folders = []
    for store in (config.state.store, config.library.store):
        path = file_of(store)
        if path is not None:
            folders.append(next(one for one in path.absolute().parents if one.exists()))
    for folder in dict.fromkeys(folders):
        free = shutil.disk_usage(folder).free
        text = f"{free / 1e9:.1f} GB free in {folder}"
        if free < _NO_SPACE:
            advice = "make room: the bot takes no updates while it can't write"
            yield Finding("fail", "disk", text, advice)
        elif free < _LITTLE_SPACE:
            yield Finding("warn", "disk", text, "make room soon; an upgrade needs a copy's space")
        else:
            yield Finding("ok", "disk", text)


def _sound(check: str, path: Path, problem: str, revision: str | None, schema: Schema) -> Finding:
    if problem:
        advice = "stop the bot and restore a backup: `verbatim restore PATH --force`"
        return Finding("fail", check, f"{path} is damaged: {problem}", advice)
    if revision is None:
        advice = "set another path, or move that file away"
        return Finding("fail", check, f"{path} does not hold {schema.what}", advice)
    if not schema.knows(revision):
        advice = "install a newer version of this program"
        return Finding("fail", check, f"{path} is newer than this program ({revision})", advice)
    return Finding("ok", check, str(path))
