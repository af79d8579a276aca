"""What the newsroom is shown: who it is, what is paused. People's names are strangers' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, Strong, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.newsroom import Member, Paused
    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings

NAME_ROOM = 40
"""UTF-16 units of a person's name."""
_TITLE_ROOM = 100
_MOST_EDITORS = 30
_MOST_PAUSED = 30


def titled(strings: Strings, key: str, title: str) -> Reply:
    """Say a sentence about an article or person, whose title or name stands in it in bold."""
    message = Composer(strings)
    message.say(key, title=Strong(shorten(title, _TITLE_ROOM) or "–"))
    return message.reply()


def team(strings: Strings, members: Sequence[Member], desk: str, token: str) -> Reply:
    """Show who the newsroom is and where its desk; with a token, the owner's buttons.

    A button's number is the editor's place among the editors. `desk` is "own" or "group".
    """
    message = Composer(strings)
    message.say("team.heading", "bold")
    for one in members[: _MOST_EDITORS + 1]:
        message.line()
        message.add(f"{shorten(one.name, NAME_ROOM) or '–'} · ")
        message.say(f"team.role.{one.role}", "italic")
    message.line()
    message.say(f"team.desk.{desk}")
    rows: list[list[Button]] = []
    if token:
        rows.append([button(strings["team.buttons.invite"], "invite", token)])
        editors = [one for one in members if one.role == "editor"]
        for number, one in enumerate(editors[:_MOST_EDITORS]):
            name = shorten(one.name, NAME_ROOM) or "–"
            rows.append(
                [
                    button(strings.text("team.buttons.remove", name=name), "remove", token, number),
                    button(strings.text("team.buttons.heir", name=name), "heir", token, number),
                ]
            )
    return message.reply(rows)


def ask_heir(strings: Strings, name: str, token: str, number: int) -> Reply:
    """Ask whether the newsroom is to be handed over to somebody."""
    message = Composer(strings)
    message.say("team.ask_heir", title=Strong(shorten(name, NAME_ROOM) or "–"))
    return message.reply([[button(strings["team.buttons.crown"], "crown", token, number)]])


def ask_removal(strings: Strings, name: str, token: str, number: int) -> Reply:
    """Ask whether somebody is to be an editor no more."""
    message = Composer(strings)
    message.say("team.ask_removal", title=Strong(shorten(name, NAME_ROOM) or "–"))
    return message.reply([[button(strings["team.buttons.leaves"], "leaves", token, number)]])


def pauses(strings: Strings, found: Sequence[Paused], title: Callable[[str], str]) -> Reply:
    """List what is paused, and say how to go on; `title` is an article's."""
    message = Composer(strings)
    if not found:
        message.say("pausing.nothing")
    for one in found[:_MOST_PAUSED]:
        message.line()
        if one.kind == "article":
            name = shorten(title(one.target), _TITLE_ROOM) or one.target
            message.say("pausing.listed.article", title=Strong(name), id=one.target)
        else:
            message.say(f"pausing.listed.{one.kind}")
    message.line()
    message.say("pausing.usage")
    return message.reply()
