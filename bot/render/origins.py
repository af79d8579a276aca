"""Who says what a passage says, and when: the answer to "says who?", on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.buttons import button
from bot.render.compose import Composer, shorten
from bot.render.passages import SPEAKER_ROOM, lead, place_of, quote_sentence

if TYPE_CHECKING:
    from bot.render.passages import Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

_PEOPLE = 3
_ROLE_ROOM = 100
_DATE_ROOM = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """Who speaks, each as (name, role or ""), and the days a passage names, in its words."""

    people: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()

    @property
    def label(self) -> Literal["", "who", "when", "both"]:
        """Which button leads here: none where there is nothing to show."""
        if self.people:
            return "both" if self.dates else "who"
        return "when" if self.dates else ""


def show(strings: Strings, finding: Finding, origin: Origin, token: str) -> Reply:
    """Show a finding's sentence with who says it and when, and the way back."""
    message = lead(strings, finding)
    quote_sentence(message, finding)
    message.line()
    for name, role in origin.people[:_PEOPLE]:
        _line(message, "origin.who", shorten(name, SPEAKER_ROOM))
        if role:
            message.add(f", {shorten(role, _ROLE_ROOM)}")
    for number, day in enumerate(origin.dates):
        if number:
            message.say("origin.comma")
            message.add(shorten(day, _DATE_ROOM), "bold")
        else:
            _line(message, "origin.dates", shorten(day, _DATE_ROOM))
    if finding.hit.article.published is not None:
        day = strings.date(finding.hit.article.published)
        _line(message, "origin.published", day)
    message.line()
    message.append(place_of(strings, finding))
    return message.reply(((button(strings["buttons.back"], "hit", token, finding.number),),))


def _line(message: Composer, key: str, words: str) -> None:
    message.line()
    message.say(key)
    message.add(" ")
    message.add(words, "bold")
