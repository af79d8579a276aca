"""What who sets up a digest sees: the list of digests, one of them, and each step of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.buttons import button
from bot.digests import cities
from bot.digests.draft import CHANGEABLE, HOURS, LAYOUTS, OPTIONS, ZONES
from bot.digests.fields import GROUPS, read_days
from bot.render.compose import Composer, Moment, Strong, shorten
from bot.render.pages import turning
from bot.render.passages import LABEL_ROOM

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings

_A_ROW: Final = 4
A_PAGE: Final = 10
"""Digests of one message."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A digest of the list: `days` are of 0 (Monday) to 6, `next` is None where none is due.

    It `is_own` where it can be changed here; others are in the newsroom's file.
    """

    title: str
    days: frozenset[int]
    time: str
    zone: str
    place: str
    next: dt.datetime | None
    paused: bool
    is_own: bool


def listing(
    strings: Strings, shown: Sequence[Listed], token: str, page: int = 0, pages: int = 1
) -> Reply:
    """List a page of digests, `A_PAGE` at most; pages count from 0.

    There is a button for each that can be changed, and one for a new one.
    """
    message = Composer(strings)
    message.say("setup.heading" if shown else "setup.none")
    if pages > 1:
        message.add(" · ")
        message.say("pages.place", page=f"{page + 1}", count=f"{pages}")
    rows = []
    for number, one in enumerate(shown, page * A_PAGE):
        message.line()
        message.line()
        _about(message, strings, one)
        if one.is_own:
            title = shorten(one.title, LABEL_ROOM) or "…"
            rows.append([button(title, "dgshow", token, number)])
    beside = turning(strings, token, page, pages, "dgpage")
    new = button(strings["setup.buttons.new"], "dgnew", token)
    return message.reply([*rows, *([beside] if beside else []), [new]])


def one(strings: Strings, shown: Listed, token: str, *, sure: bool = False) -> Reply:
    """Show a digest that can be changed, and what of it; with `sure` ask whether it is to end."""
    message = Composer(strings)
    _about(message, strings, shown)
    if sure:
        message.line()
        message.line()
        message.say("setup.sure")
        delete = button(strings["setup.buttons.sure"], "dgsure", token)
        return message.reply([[delete], [button(strings["buttons.back"], "dglist", token)]])
    key = "setup.buttons.resume" if shown.paused else "setup.buttons.pause"
    things = [
        button(strings[f"setup.things.{thing}"], "dgalter", token, number)
        for number, thing in enumerate(CHANGEABLE)
    ]
    last = [
        button(strings[key], "dgpause", token),
        button(strings["setup.buttons.delete"], "dgdelete", token),
    ]
    back = button(strings["buttons.back"], "dglist", token)
    return message.reply([things[:3], things[3:], last, [back]])


def step(
    strings: Strings,
    draft: Mapping[str, object],
    token: str,
    *,
    member: bool,
    group: bool,
    problem: str = "",
) -> Reply:
    """Ask for what is to be chosen next; `problem` is the key of what is wrong with the last.

    In a `group` what is typed is an answer to this message: the bot hears no other.
    """
    message, name = Composer(strings), str(draft["step"])
    is_new = "changes" not in draft
    message.say("setup.new" if is_new else "setup.change", "bold")
    _chosen(message, strings, draft)
    if problem:
        message.line()
        message.line()
        message.say(problem, "italic")
    message.line()
    message.line()
    message.say(f"setup.ask.{name}")
    if group and name in {"title", "at", "zone"}:
        message.add(" ")
        message.say("setup.by_answer")
    if member and name == "options":
        message.line()
        message.say("setup.one_of_two")  # one choice takes the other back, which must be said
    last = [button(strings["setup.buttons.cancel"], "dgstop", token)] if is_new else []
    if not is_new or name not in {"where", "title"}:
        last.insert(0, button(strings["buttons.back"], "dgback", token))
    return message.reply([*_choices(strings, draft, name, token, member=member), last])


def saved(strings: Strings, title: str, following: tuple[str, dt.datetime] | None) -> Reply:
    """Say that a digest is set up, and when it comes first."""
    message = Composer(strings)
    message.say("setup.saved", title=Strong(shorten(title, LABEL_ROOM)))
    if following is not None:
        message.line()
        message.say("setup.next", time=Moment.of(*following))
    return message.reply()


def when(strings: Strings, days: frozenset[int], time: str, zone: str) -> str:
    """Return the days and the hour of a digest as a reader's language has them."""
    group = next((name for name, known in GROUPS.items() if known == days), None)
    said = (
        ", ".join(strings[f"weekdays.{day}"] for day in sorted(days))
        if group is None
        else strings[f"subscribe.days.{group.replace(' ', '_')}"]
    )
    city = cities.called(zone, strings.language)
    return strings.text("setup.when", days=said, time=time, zone=city)


def moment(strings: Strings, at: dt.datetime) -> str:
    """Return a local moment as it is written."""
    return f"{strings.date(at.date())}, {at:%H:%M}"


def _about(message: Composer, strings: Strings, shown: Listed) -> None:
    message.add(shorten(shown.title, LABEL_ROOM) or "…", "bold")
    if shown.place:
        message.add(f" · {shorten(shown.place, LABEL_ROOM)}")
    message.line()
    message.add(when(strings, shown.days, shown.time, shown.zone))
    message.line()
    if shown.paused:
        message.say("setup.paused")
    elif shown.next is not None:
        message.say("setup.next", time=Moment.of(moment(strings, shown.next), shown.next))
    else:
        message.say("setup.nobody")
    if not shown.is_own:
        message.line()
        message.say("setup.in_file", "italic")


def _chosen(message: Composer, strings: Strings, draft: Mapping[str, object]) -> None:
    """Say what was chosen so far."""
    title, place = str(draft.get("title", "")), str(draft.get("place", ""))
    if place:
        message.line()
        message.say("setup.goes_to", place=shorten(place, LABEL_ROOM))
    if title:
        message.line()
        message.say("setup.titled", title=Strong(shorten(title, LABEL_ROOM)))
    if "at" in draft and "zone" in draft:
        message.line()
        days = read_days(str(draft["days"]))
        message.add(when(strings, days, str(draft["at"]), str(draft["zone"])))
    elif "at" in draft:
        message.line()
        message.say("setup.hour", time=str(draft["at"]))


def _choices(
    strings: Strings, draft: Mapping[str, object], name: str, token: str, *, member: bool
) -> list[list[Button]]:
    match name:
        case "at":
            hours = [button(hour, "dghour", token, number) for number, hour in enumerate(HOURS)]
            return [hours[at : at + _A_ROW] for at in range(0, len(hours), _A_ROW)]
        case "zone":
            names = [cities.called(zone, strings.language) for zone in ZONES]
            zones = [button(name, "dgzone", token, number) for number, name in enumerate(names)]
            return [zones[:2], zones[2:]]
        case "days":
            return _days(strings, str(draft["days"]), token)
        case "layout":
            return [
                [button(strings[f"setup.layouts.{layout}"], "dglay", token, number)]
                for number, layout in enumerate(LAYOUTS)
            ]
        case "options":
            offered = OPTIONS if member else OPTIONS[:2]
            rows = [
                [button(_option(strings, option, str(draft[option])), "dgopt", token, number)]
                for number, option in enumerate(offered)
            ]
            return [*rows, [button(strings["setup.buttons.preview"], "dgnext", token)]]
        case "preview":
            return [[button(strings["setup.buttons.save"], "dgsave", token)]]
        case _:
            return []


def _days(strings: Strings, chosen: str, token: str) -> list[list[Button]]:
    days = read_days(chosen)
    named = [
        button(("✓ " if day in days else "") + strings[f"setup.days.{day}"], "dgday", token, day)
        for day in range(7)
    ]
    groups = [
        button(strings[f"subscribe.days.{name.replace(' ', '_')}"], "dggroup", token, number)
        for number, name in enumerate(GROUPS)
    ]
    further = button(strings["setup.buttons.next"], "dgnext", token)
    return [named[:4], named[4:], *([one] for one in groups), [further]]


def _option(strings: Strings, option: str, value: str) -> str:
    if option == "approval":
        return strings[f"setup.approval.{value}"]
    mark = "✓ " if value == "yes" else "— "
    return mark + strings[f"setup.options.{option}"]
