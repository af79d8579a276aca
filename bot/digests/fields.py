"""A digest as it is written down: fields of text, in a file, in a dialogue, in the bot's state.

`read` is strict and says in one line what is wrong with which field; `write` is its inverse.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.digests.calendar import zone
from bot.digests.plan import (
    EVERY_DAY,
    MOST_ITEMS,
    MOST_TARGETS,
    NAME,
    Digest,
    How,
    Target,
    What,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Written: TypeAlias = "Mapping[str, str | Sequence[str]]"
"""Fields as text; some are lists of texts."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS: Final = {
    "every day": EVERY_DAY,
    "workdays": frozenset(range(5)),
    "weekends": frozenset((5, 6)),
}
_TIME: Final = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])")
# As people say an hour: "8", "8am", "8.30 p.m.", "18 Uhr", "18h30".
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3])(?:[:.h]([0-5][0-9]))? ?(am|pm|uhr|h|год\.?)?")
HALVES: Final = frozenset({"am", "pm", "a.m.", "p.m.", "uhr", "h", "год", "год."})
"""What may stand behind an hour as a word of its own."""
_NOON: Final = 12
_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_CHAT: Final = re.compile("-?[0-9]{1,15}")
_YES: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_LONGEST: Final = {"title": 120, "intro": 600}
_MOST_WORDS: Final = 20


class FieldError(ValueError):
    """A field that is missing, unknown, or no value: which, and what it must be."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


def read(name: str, given: Written, targets: Sequence[Written]) -> Digest:
    """Return a digest of its written fields.

    Raises:
        FieldError: the first thing that is wrong; "to" is the field of its places.

    """
    if not NAME.fullmatch(name):
        raise FieldError("name", "a digest's name has lower-case letters, digits and hyphens")
    values: dict[str, Any] = {field: _value(field, text) for field, text in given.items()}
    for field in ("title", "at", "zone"):
        if field not in values:
            raise FieldError(field, "a digest needs one")
    if len(targets) > MOST_TARGETS:
        raise FieldError("to", f"a digest goes to at most {MOST_TARGETS} places")
    places = tuple(map(_target, targets))
    if len({(one.chat_id, one.thread) for one in places}) < len(places):
        raise FieldError("to", "a place is there twice")
    parts = {kind: _part(kind, values) for kind in (When, What, How)}
    own = {field: values[field] for field in _OWN if field in values}
    digest = Digest(name, when=parts[When], targets=places, what=parts[What], how=parts[How], **own)
    if not places and not digest.subscribable:
        raise FieldError("to", "a digest that nobody may subscribe to needs a place to go to")
    return digest


def write(digest: Digest) -> tuple[dict[str, str | list[str]], list[dict[str, str]]]:
    """Return a digest's fields as text, and those of its places; what is as usual is left out."""
    written: dict[str, str | list[str]] = {}
    for part in (digest, digest.when, digest.what, digest.how):
        for field in fields(part):
            name = _NAMES.get(field.name, field.name)
            value = getattr(part, field.name)
            usual = field.default if field.default is not MISSING else None
            if name in _READERS and value != usual:
                written[name] = _text(value) if name not in _LISTS else [str(one) for one in value]
    places = []
    for target in digest.targets:
        place = {"chat": str(target.chat_id)}
        for name, value in (
            ("topic", target.thread),
            ("at", target.time),
            ("zone", target.zone),
            ("language", target.language),
        ):
            if value:
                place[name] = _text(value)
        places.append(place)
    return written, places


def _value(field: str, text: str | Sequence[str]) -> object:
    reader = _READERS.get(field)
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise FieldError(field[:40], f"there is no such field; there are {known} and to")
    if field in _LISTS:
        listed = [text] if isinstance(text, str) else list(text)
        if len(listed) > _MOST_WORDS:
            raise FieldError(field, f"at most {_MOST_WORDS} can be listed")
        return tuple(_read(field, reader, one) for one in listed)
    if not isinstance(text, str):
        raise FieldError(field, "this takes one value, not a list")
    return _read(field, reader, text)


def _read(field: str, reader: Callable[[str], object], text: str) -> object:
    try:
        return reader(text.strip())
    except ValueError as error:
        raise FieldError(field, str(error)) from None


def _target(given: Written) -> Target:
    chat = given.get("chat", "")
    if not isinstance(chat, str) or not _CHAT.fullmatch(chat.strip()) or not int(chat):
        raise FieldError("to", "chat is a number such as -1001234567890; /digest shows it")
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name == "chat":
            continue
        if name not in _PLACE:
            known = ", ".join(("chat", *_PLACE))
            raise FieldError("to", f"{name[:40]} is nothing that a place has; it has {known}")
        if not isinstance(text, str):
            raise FieldError("to", f"{name} takes one value")
        values[_PLACE[name][0]] = _read(f"to.{name}", _PLACE[name][1], text)
    return Target(int(chat), **values)


def _part(kind: Any, values: Mapping[str, object]) -> Any:
    own = {field.name: _NAMES.get(field.name, field.name) for field in fields(kind)}
    return kind(**{name: values[field] for name, field in own.items() if field in values})


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.time():
            return value.isoformat("minutes")
        case dt.timedelta():
            return str(value // dt.timedelta(minutes=1))
        case frozenset():
            group = next((name for name, days in GROUPS.items() if days == value), None)
            return group or " ".join(DAYS[day] for day in sorted(value))
        case (dt.time(), dt.time()):
            return "-".join(_text(one) for one in value)
        case _:
            return str(value)


def read_time(text: str) -> dt.time:
    """Read ``8:00``. Raises ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("a time is written like 08:00")
    return dt.time(int(found[1]), int(found[2]))


def find_time(text: str) -> dt.time:
    """Return the time that ``8:00`` means, or ``8``, ``8am``, ``18 Uhr``. Raises ValueError."""
    said = " ".join(text.casefold().split()).replace("a.m.", "am").replace("p.m.", "pm")
    found = _HOUR.fullmatch(said)
    if found is None:
        return read_time(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in {"am", "pm"}:
        if not 1 <= hour <= _NOON:
            raise ValueError("an hour before or after noon is one from 1 to 12")
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return dt.time(hour, minute)


def read_days(text: str) -> frozenset[int]:
    """Read ``workdays`` or ``mon wed fri``. Raises ValueError."""
    group = GROUPS.get(text.casefold())
    if group is not None:
        return group
    days = frozenset(
        next((at for at, day in enumerate(DAYS) if word[:3] == day and word.isalpha()), -1)
        for word in text.casefold().replace(",", " ").split()
    )
    if not days or -1 in days:
        raise ValueError(f"days are {', '.join(GROUPS)}, or some of {' '.join(DAYS)}")
    return days


def read_zone(text: str) -> str:
    """Read a time zone's name. Raises ValueError."""
    return zone(text).key


def find_zone(text: str) -> str:
    """Return the time zone that a name such as Europe/Kyiv means, or a city's in any language.

    Raises ValueError for a name that means none.
    """
    from bot.digests import cities  # for who asks for one; its list is long

    found = cities.find(text)
    return zone(text.strip()).key if found is None else found


def _quiet(text: str) -> tuple[dt.time, dt.time]:
    begin, dash, end = text.partition("-")
    if not dash:
        raise ValueError("quiet hours are written like 22:00-07:00")
    first, last = read_time(begin.strip()), read_time(end.strip())
    if first == last:
        raise ValueError("quiet hours that end when they begin are none")
    return first, last


def _flag(text: str) -> bool:
    value = _YES.get(text.casefold())
    if value is None:
        raise ValueError("yes or no")
    return value


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _minutes(high: int) -> Callable[[str], dt.timedelta]:
    number = _number(1, high)
    return lambda text: dt.timedelta(minutes=number(text))


def _words(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text or len(text) > longest or not text.replace("\n", " ").isprintable():
            raise ValueError(f"1 to {longest} characters")
        return text

    return read


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.casefold() not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text.casefold()

    return read


def _tongue(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("a language's code, such as en")
    return text


_NAMES: Final = {"time": "at"}
_OWN: Final = ("title", "intro", "language", "open", "paused")
_LISTS: Final = frozenset({"articles", "keywords"})
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "title": _words(_LONGEST["title"]),
    "intro": _words(_LONGEST["intro"]),
    "language": _tongue,
    "open": _flag,
    "paused": _flag,
    "at": read_time,
    "zone": read_zone,
    "days": read_days,
    "quiet": _quiet,
    "catch_up": _minutes(24 * 60),
    "articles": _words(300),
    "keywords": _words(60),
    "source": _words(100),
    "most_asked": _flag,
    "most": _number(1, MOST_ITEMS),
    "layout": _one_of("compact", "cards", "messages"),
    "silent": _flag,
    "pin": _flag,
    "preview": _flag,
    "skip_empty": _flag,
    "cap": _number(0, 24),
    "approval": _one_of("none", "post", "skip"),
    "patience": _minutes(24 * 60),
}
_PLACE: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "topic": ("thread", _number(1, 2**31 - 1)),
    "at": ("time", read_time),
    "zone": ("zone", read_zone),
    "language": ("language", _tongue),
}
