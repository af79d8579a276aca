"""Who the newsroom is: joining it by a code, `/team`, `/desk`. Synchronous, as all of a turn is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.handlers.taps import Tapped
from bot.newsroom import EDITOR_CODE, OWNER_CODE, Actor
from bot.render import newsroom as shown
from bot.render import notices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bot.buttons import Tap
    from bot.handlers.newsroom_doors import State
    from bot.newsroom import Role
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

KIND: Final = "team"


class TeamTurns:
    """What an owner or editor says and taps about the newsroom itself, all of it in private."""

    def __init__(self, state: State, strings: Strings) -> None:
        self._state = state
        self._team = state.team
        self._strings = strings

    def joins(
        self, user_id: int, name: str, parameter: str, language: str = ""
    ) -> tuple[Reply, bool]:
        """Take the code that a link has brought; return what to say, and whether it was good."""
        role: Role = "owner" if parameter.startswith(OWNER_CODE) else "editor"
        given = parameter.removeprefix(OWNER_CODE if role == "owner" else EDITOR_CODE)
        if not self._team.redeem(role, given, Actor(role, user_id, name, language)):
            return notices.notice(self._strings, f"team.no_code.{role}"), False
        now = self._team.role(user_id) or role
        return notices.notice(self._strings, f"team.welcome.{now}"), True

    def show(self, actor: Actor, chat_id: int) -> Reply:
        """Show who the newsroom is; the owner can change that."""
        members = self._team.members()
        editors = [one for one in members if one.role == "editor"]
        token = ""
        if actor.part == "owner":
            payload = {"ids": [one.user_id for one in editors]}
            token = self._state.remember(chat_id, actor.user_id, KIND, payload)
        desk = self._team.desk()
        where = "own" if desk in {one.user_id for one in members} else "group"
        return shown.team(self._strings, members, where, token)

    def tapped(self, actor: Actor, tap: Tap, payload: Mapping[str, Any], bot: str) -> Tapped | None:
        """Do what a button under `/team` asks for; None where there is no such button.

        `bot` is its username. Raises IndexError for a person who isn't on the list.
        """
        if tap.action == "invite":
            code = self._team.new_code("editor", actor)
            link = f"https://t.me/{bot}?start={EDITOR_CODE}{code}"
            return Tapped(reply=notices.notice(self._strings, "team.invited", link=link), new=True)
        person = payload["ids"][tap.number]
        name = next((m.name for m in self._team.members() if m.user_id == person), "")
        match tap.action:
            case "heir":
                return Tapped(reply=shown.ask_heir(self._strings, name, tap.token, tap.number))
            case "remove":
                return Tapped(reply=shown.ask_removal(self._strings, name, tap.token, tap.number))
            case "leaves" if self._team.remove(person, actor) is None:
                return Tapped(self._strings["buttons.expired"])
            case "crown" if self._team.hand_over(person, actor) is None:
                return Tapped(self._strings["buttons.expired"])
            case "leaves":
                return Tapped(reply=self.show(actor, actor.user_id))
            case "crown":
                return Tapped(reply=shown.titled(self._strings, "team.handed_over", name))
            case _:
                return None

    def desk(self, actor: Actor, chat_id: int, words: str) -> Reply:
        """Make a chat the desk, or with the word "off" the owner's own."""
        if words.strip().casefold() == "off" or chat_id == actor.user_id:
            self._team.set_desk(None, actor)
            return notices.notice(self._strings, "team.desk_own")
        self._team.set_desk(chat_id, actor)
        return notices.notice(self._strings, "team.desk_here")
