"""`verbatim keys rotate`: another key for the state; nothing is lost wherever it stops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BotError
from bot.state.keys import begin_replacing, end_replacing, load_key
from bot.state.lock import held
from bot.state.state import State
from knowledge.store.files import file_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from bot.config import Config


@dataclass(frozen=True, slots=True)
class Step:
    """What has reached the disk: what was done, on how many rows, and where the former key is."""

    done: str
    rows: int = 0
    former: Path | None = None


def rotate(config: Config, clock: Callable[[], dt.datetime]) -> Iterator[Step]:
    """Replace the key, a step at a time; begun again, it goes on where it was interrupted.

    The new key stands before the old one in the key file while both are needed, so that
    after each step a bot can be started as ever. Ids stay comparable: what their hashes are
    made with is sealed by the new key, and not replaced.

    Raises:
        BotError: there is no state yet, or it is in memory; or the key is given by the
            environment and its former one isn't.
        SettingError: the key file cannot be read or written.
        StoreError: a bot runs on the state, or another key made it.

    """
    store = file_of(config.state.store)
    if store is None or not store.exists():
        raise BotError(f"{config.state.store}: there is no state yet whose key could be replaced")
    given, former = config.state.key.reveal(), config.state.former_key.reveal()
    file, folder = Path(config.state.key_file), store.parent
    if given and not former:
        raise BotError(
            "the key comes from VERBATIM_KEY, which this command can't set: give the present key"
            " as VERBATIM_FORMER_KEY and a new one as VERBATIM_KEY (`verbatim keys new` prints"
            " one), and run this again"
        )
    with held(store):
        key = load_key(given, file, folder, make=False, former=former)
        # With the key as it is, before anything is changed: another state's must not get here.
        State(str(store), key, clock=clock).close()
        if not given and not former:
            begun = begin_replacing(file, folder)
            yield Step("a new key is in force" if begun else "going on with a change begun before")
            key = load_key("", file, folder, make=False)
        state = State(str(store), key, clock=clock)
        try:
            for rows in state.re_encrypt():
                yield Step("written anew", rows)
        finally:
            state.close()
        aside = None if given else end_replacing(file, folder)
        yield Step("the former key is needed no more", former=aside)
