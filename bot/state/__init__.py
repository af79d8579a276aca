"""The bot's state's public door: `load_key`, then `open_state`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.state.keys import Key
    from bot.state.state import State

__all__ = ["open_state"]


def open_state(url_or_path: str, key: Key, *, clock: Callable[[], dt.datetime]) -> State:
    """Open the bot's own database, making or migrating it. `clock` returns the time now, aware.

    Raises:
        StateError: the file was written with another key.
        StoreError: it is locked, somebody else's file, or newer than this program.

    """
    # SQLAlchemy costs 0.25 s, which asking for help must not wait for.
    from bot.state.state import State

    return State(url_or_path, key, clock=clock)
