"""What a reader sees who subscribes to a digest: which, on which days, at which hour, where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.buttons import button
from bot.digests import cities
from bot.digests.fields import GROUPS
from bot.render.compose import Composer, Strong, shorten
from bot.render.passages import LABEL_ROOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.digests.plan import Digest
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

HOURS: Final = ("07:00", "08:00", "09:00", "12:00", "18:00", "20:00")
"""Hours to choose by a tap; any other is typed."""
_A_ROW: Final = 3
_EXAMPLE: Final = "Europe/Kyiv"


def which(strings: Strings, key: str, titles: Sequence[str], action: str, token: str) -> Reply:
    """Ask which digest is meant: a button each."""
    message = Composer(strings)
    message.say(key)
    return message.reply(
        [button(shorten(title, LABEL_ROOM) or "…", action, token, number)]
        for number, title in enumerate(titles)
    )


def choice(strings: Strings, digest: Digest, at: str, zone: str, token: str) -> Reply:
    """Show what a subscription would be; hours to choose, and a button that makes it so."""
    message = Composer(strings)
    _say(message, strings, "subscribe.choice", digest, at, zone)
    message.line()
    message.line()
    message.say("subscribe.other", command=example(strings, digest, "7:30"))
    hours = [button(hour, "subat", token, number) for number, hour in enumerate(HOURS)]
    rows = [hours[at : at + _A_ROW] for at in range(0, len(hours), _A_ROW)]
    return message.reply([*rows, [button(strings["subscribe.button"], "subok", token)]])


def done(strings: Strings, digest: Digest, at: str, zone: str) -> Reply:
    """Say that a reader has subscribed, and how that ends."""
    message = Composer(strings)
    _say(message, strings, "subscribe.done", digest, at, zone)
    return message.reply()


def _say(message: Composer, strings: Strings, key: str, digest: Digest, at: str, zone: str) -> None:
    title = shorten(digest.title, LABEL_ROOM) or digest.name
    city = cities.called(zone, strings.language)
    message.say(key, title=Strong(title), days=days(strings, digest), time=at, zone=city)


def example(strings: Strings, digest: Digest, at: str) -> str:
    """Return a command that subscribes to a digest at an hour of a reader's own."""
    return f"/subscribe {digest.name} {at} {cities.called(_EXAMPLE, strings.language)}"


def days(strings: Strings, digest: Digest) -> str:
    """Return the days of a digest as a reader's language has them."""
    chosen = digest.when.days
    group = next((name for name, days in GROUPS.items() if days == chosen), None)
    if group is not None:
        return strings[f"subscribe.days.{group.replace(' ', '_')}"]
    return ", ".join(strings[f"weekdays.{day}"] for day in sorted(chosen))
