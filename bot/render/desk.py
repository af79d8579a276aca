"""What the desk sees of digests: what to decide with, what became of it, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from bot.buttons import button
from bot.render.compose import Composer, Moment, Strong, shorten
from bot.render.passages import LABEL_ROOM

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.reply import Reply
    from bot.strings.catalogue import Strings

INTRO_ROOM: Final = 600
"""UTF-16 units of an intro that the desk writes."""
_NAME_ROOM: Final = 64
_MOST_PLACES: Final = 10

Unanswered: TypeAlias = Literal["post", "skip"]
"""What is done where nobody answers."""
Why: TypeAlias = Literal["decided", "unanswered", "nothing", "prevented"]
"""Somebody has decided so; nobody has; there was nothing new; something kept it from going."""
Trouble: TypeAlias = Literal["uncertain", "failed", "paused"]
"""Nobody knows whether it arrived; Telegram refused it; the newsroom paused it on its way out."""

_POSTED: Final[Mapping[Why, str]] = {
    "decided": "desk.posted.decided",
    "unanswered": "desk.posted.unanswered",
}
_SKIPPED: Final[Mapping[Why, str]] = {
    "decided": "desk.skipped.decided",
    "unanswered": "desk.skipped.unanswered",
    "nothing": "desk.skipped.nothing",
    "prevented": "desk.skipped.prevented",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A digest in one place: what both are called."""

    digest: str
    chat: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a digest that the desk was shown, when (in its place's time), and by whom."""

    posted: bool
    why: Why
    at: dt.datetime
    by: str = ""


def control(
    strings: Strings, place: Place, until: dt.datetime, unanswered: Unanswered, token: str
) -> Reply:
    """Ask what is to become of the digest above; `until` is in the time of its place."""
    message = Composer(strings)
    message.say("desk.asked", title=_title(place), place=_chat(place))
    message.line()
    when = Moment.of(f"{until:%H:%M}", until)
    message.say(f"desk.unanswered.{unanswered}", time=when, zone=f"{until.tzinfo}")
    message.line()
    message.say("desk.how_to_edit")
    return message.reply(
        [
            [
                button(strings["desk.buttons.post"], "deskpost", token),
                button(strings["desk.buttons.skip"], "deskskip", token),
            ],
            [button(strings["desk.buttons.edit"], "desknote", token)],
        ]
    )


def newer(strings: Strings, place: Place) -> Reply:
    """Say that a preview was replaced."""
    message = Composer(strings)
    message.say("desk.newer", title=_title(place), place=_chat(place))
    return message.reply()


def became(strings: Strings, place: Place, outcome: Outcome) -> Reply:
    """Say what became of a digest, in place of the question."""
    message = Composer(strings)
    message.say("desk.about", title=_title(place), place=_chat(place))
    message.line()
    message.say(_key(outcome), **_filling(outcome))
    return message.reply()


def decided_already(strings: Strings, outcome: Outcome) -> str:
    """Return a toast, at most 200 characters, for who comes second."""
    told = strings.text(_key(outcome), **_filling(outcome))
    return strings.text("desk.already", what=told)


def trouble(strings: Strings, digest: str, what: Trouble, places: Sequence[str]) -> Reply:
    """Say where a digest may not have arrived, or has not, and what to do about it."""
    message = Composer(strings)
    message.say(f"desk.trouble.{what}", title=Strong(shorten(digest, LABEL_ROOM)))
    for place in places[:_MOST_PLACES]:
        message.line()
        message.add(f"• {shorten(place, LABEL_ROOM)}")
    if len(places) > _MOST_PLACES:
        message.line()
        message.add(strings.counted("desk.trouble.more", len(places) - _MOST_PLACES))
    message.line()
    message.say(f"desk.trouble.{what}_then")
    return message.reply()


def _title(place: Place) -> Strong:
    return Strong(shorten(place.digest, LABEL_ROOM) or "…")


def _chat(place: Place) -> str:
    return shorten(place.chat, LABEL_ROOM) or "…"


def _key(outcome: Outcome) -> str:
    return (_POSTED if outcome.posted else _SKIPPED)[outcome.why]


def _filling(outcome: Outcome) -> dict[str, str]:
    return {"time": f"{outcome.at:%H:%M}", "name": shorten(outcome.by, _NAME_ROOM) or "…"}
