"""In which language the newsroom's desk is spoken to: what its group has chosen, or its owner's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.newsroom import Member
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages


class Team(Protocol):
    """Who knows where the desk is."""

    def desk(self) -> int | None:
        """Return its chat; None for none. Blocking; raises StoreError."""
        ...

    def members(self) -> Sequence[Member]:
        """Return who the newsroom is. Blocking; raises StoreError."""
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
        """Return those for the desk; the default ones where there is none."""
        chat = self._team.desk()
        return self._strings.default if chat is None else self.of(chat)

    def of(self, chat: int) -> Strings:
        """Return those for a chat of the newsroom's: a group's, or somebody's own. As calling."""
        if chat > 0:
            spoken = (one.language for one in self._team.members() if one.user_id == chat)
            return self._strings.of(next(spoken, ""))
        return self._strings.of(self._rooms.settings(chat).get("language", ""))
