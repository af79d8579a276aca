"""In which language the newsroom's desk is spoken to: its group's, where that has chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages


class Team(Protocol):
    """Who knows where the desk is."""

    def desk(self) -> int | None:
        """Return its chat; None for none. Blocking; raises StoreError."""
        ...


class Rooms(Protocol):
    """Who knows what groups have chosen."""

    def settings(self, chat_id: int) -> Mapping[str, Any]:
        """Return it, by name. Blocking; raises StoreError."""
        ...


class DeskWords:
    """The bot's sentences as the desk reads them. Calling it blocks, and may raise StoreError."""

    def __init__(self, team: Team, rooms: Rooms, strings: Languages[Strings]) -> None:
        self._team = team
        self._rooms = rooms
        self._strings = strings

    def __call__(self) -> Strings:
        """Return those of the language that the desk has chosen, else of the default one."""
        chat = self._team.desk()
        chosen = {} if chat is None else self._rooms.settings(chat)
        return self._strings.of(chosen.get("language", ""))
