"""Who says what a passage says, and when: the answer to "says who?", on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.buttons import button
from bot.render.compose import Composer, shorten, window
from bot.render.passages import SENTENCE_ROOM, SPEAKER_ROOM, lead, place_of, quote_sentence

if TYPE_CHECKING:
    from bot.render.passages import Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Span

_PEOPLE = 3
_ROLE_ROOM = 100
_DATE_ROOM = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """Who speaks, each as (name, role or ""), and the days that the sentence names, in its words.

    Where it names none, `beside` is a day that the passage names and the sentence it stands in:
    that may be about something else, and is shown as what it is.
    """

    people: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    beside: tuple[Span, Span] | None = None

    @property
    def label(self) -> Literal["", "who", "when", "both"]:
        """Which button leads here: none where there is nothing to show."""
        days = bool(self.dates) or self.beside is not None
        if self.people:
            return "both" if days else "who"
        return "when" if days else ""


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
    if origin.beside is not None:
        _quote_beside(message, finding.hit.article.text, *origin.beside)
    if finding.hit.article.published is not None:
        day = strings.date(finding.hit.article.published)
        _line(message, "origin.published", day)
    message.line()
    message.append(place_of(strings, finding))
    return message.reply(((button(strings["buttons.back"], "hit", token, finding.number),),))


def _quote_beside(message: Composer, text: str, day: Span, sentence: Span) -> None:
    """Quote a sentence of the passage for the day that it names."""
    message.line()
    message.say("origin.beside")
    message.line()
    message.quote(text, window(text, sentence, SENTENCE_ROOM, day), day)


def _line(message: Composer, key: str, words: str) -> None:
    message.line()
    message.say(key)
    message.add(" ")
    message.add(words, "bold")
