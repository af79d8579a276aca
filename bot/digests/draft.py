"""A digest while it is being set up or changed: what was chosen, as JSON's values, step by step.

What is typed is a stranger's: it is read by the same readers as a file's fields.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from bot.digests.fields import (
    DAYS,
    GROUPS,
    FieldError,
    find_time,
    find_zone,
    read,
    read_days,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.digests.plan import Digest

Draft: TypeAlias = dict[str, Any]
"""``step``, and the fields of `fields.read` that were chosen; ``chat``, ``topic``, ``place``.

``changes`` is the name of the digest that is changed, and ``alters`` what of it, one of
`CHANGEABLE`; both absent for a new one.
"""
Step: TypeAlias = Literal[
    "where", "title", "at", "zone", "days", "layout", "options", "preview", "done"
]

STEPS: Final[tuple[Step, ...]] = (
    "where",
    "title",
    "at",
    "zone",
    "days",
    "layout",
    "options",
    "preview",
)
CHANGEABLE: Final[tuple[Step, ...]] = ("at", "zone", "days", "title", "layout", "options")
"""What of a digest can be changed, each by its step."""
_SHOWN: Final = frozenset({"layout", "options"})
"""What is looked at before it is changed: how it is posted."""
TYPED: Final = frozenset({"where", "title", "at", "zone"})
"""Steps at which something is typed."""
HOURS: Final = ("06:00", "07:00", "08:00", "09:00", "12:00", "17:00", "18:00", "20:00")
ZONES: Final = ("Europe/Kyiv", "Europe/Berlin", "Europe/London", "UTC")
LAYOUTS: Final = ("cards", "compact", "messages")
OPTIONS: Final = ("silent", "pin", "open", "approval")
"""What is turned on and off by a tap; the last two are the newsroom's own members' to choose."""
_GROUPS: Final = tuple(GROUPS)
_APPROVALS: Final = ("none", "post", "skip")
_OURS: Final = frozenset({"open", "approval"})
_LONGEST_NAME: Final = 24
_FIELDS: Final = ("title", "at", "zone", "days", "layout", "silent", "pin", "open", "approval")


def begin(chat: int = 0, topic: int | None = None, place: str = "") -> Draft:
    """Return a draft for a place, or for one that is to be said yet."""
    draft: Draft = {"step": "title" if chat else "where", "days": "every day", "layout": "cards"}
    draft |= {"silent": "no", "pin": "no", "open": "no", "approval": "none"}
    if chat:
        settle(draft, chat, topic, place)
    return draft


def of(digest: Digest, name: str, step: Step, place: str) -> Draft:
    """Return a draft by which one thing of a digest is changed."""
    fields, (first, *_) = write(digest)
    draft = begin() | {"changes": name, "alters": step, "step": step, "place": place}
    draft["chat"] = int(first["chat"])
    # What is as usual is not written: there it is what a digest of a file has without it.
    draft |= {"layout": "cards", "open": "yes"}
    return draft | {field: value for field, value in fields.items() if field in _FIELDS}


def changed(digest: Digest, draft: Draft, *, member: bool) -> Digest:
    """Return a digest with what a draft alters of it; who isn't a `member` leaves some as it is.

    All else stays as it is now: somebody else may have changed it since the draft was begun.
    """
    alters = draft["alters"]
    altered = OPTIONS if alters == "options" else (alters,)
    draft = of(digest, digest.name, alters, "") | {field: draft[field] for field in altered}
    made = digest_of(draft, digest.name, "en")  # the language, as the place, stays what it is
    when = replace(digest.when, time=made.when.time, zone=made.when.zone, days=made.when.days)
    how = replace(digest.how, layout=made.how.layout, silent=made.how.silent, pin=made.how.pin)
    if member:
        digest = replace(digest, open=made.open)
        how = replace(how, approval=made.how.approval)
    return replace(digest, title=made.title, when=when, how=how)


def settle(draft: Draft, chat: int, topic: int | None, place: str) -> None:
    """Say where it goes."""
    draft |= {"chat": chat, "topic": topic, "place": place, "step": "title"}


def take(draft: Draft, text: str) -> bool:
    """Take what was typed for the step's field, and go on; False where it is no such thing."""
    step, words = draft["step"], " ".join(text.split())
    try:
        if step == "title":
            read("draft", {"title": words, "at": "8:00", "zone": "UTC"}, ())
            draft["title"] = words
        elif step == "at":
            draft["at"] = f"{find_time(words):%H:%M}"
        elif step == "zone":
            draft["zone"] = find_zone(words)
        else:
            return False
    except ValueError:
        return False
    _go_on(draft)
    return True


def choose(draft: Draft, action: str, number: int, *, member: bool) -> bool:
    """Take a tap for what its step asks; False where it fits nothing. Raises IndexError."""
    step = draft["step"]
    match action:
        case "dghour" if step == "at":
            return take(draft, HOURS[number])
        case "dgzone" if step == "zone":
            return take(draft, ZONES[number])
        case "dgday" if step == "days":
            days = read_days(draft["days"]) ^ {range(7)[number]}
            draft["days"] = " ".join(DAYS[day] for day in sorted(days or {number}))
        case "dggroup" if step == "days":
            draft["days"] = _GROUPS[number]
            _go_on(draft)
        case "dglay" if step == "layout":
            draft["layout"] = LAYOUTS[number]
            _go_on(draft)
        case "dgopt" if step == "options":
            return _turn(draft, OPTIONS[number], member=member)
        case "dgnext" if step == "days":
            _go_on(draft)
        case "dgnext" if step == "options":
            _go_on(draft)
        case "dgback" if step in STEPS[2:] and "changes" not in draft:
            draft["step"] = STEPS[STEPS.index(step) - 1]
        case _:
            return False
    return True


def digest_of(draft: Draft, name: str, language: str) -> Digest:
    """Return the digest that was set up. Raises FieldError where something is missing."""
    given = {field: str(draft[field]) for field in _FIELDS if field in draft}
    place = {"chat": str(draft.get("chat", ""))}
    if draft.get("topic"):
        place["topic"] = str(draft["topic"])
    return read(name, given | {"language": language}, [place])


def is_whole(draft: Draft) -> bool:
    """Whether everything is chosen that a digest needs."""
    try:
        digest_of(draft, "draft", "en")
    except FieldError:
        return False
    return True


def name_for(title: str, taken: Collection[str]) -> str:
    """Return a name for a digest that no other has, like its title as far as that is Latin."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    base = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-") or "digest"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _go_on(draft: Draft) -> None:
    step = draft["step"]
    if "changes" in draft:
        draft["step"] = "preview" if step in _SHOWN else "done"
    else:
        draft["step"] = STEPS[STEPS.index(step) + 1]


def _turn(draft: Draft, option: str, *, member: bool) -> bool:
    if option in _OURS and not member:
        return False
    if option == "approval":
        following = _APPROVALS.index(draft["approval"]) + 1
        draft["approval"] = _APPROVALS[following % len(_APPROVALS)]
    else:
        draft[option] = "no" if draft[option] == "yes" else "yes"
    if option == "approval" and draft["approval"] != "none":
        draft["open"] = "no"  # what is approved is approved for one place
    if option == "open" and draft["open"] == "yes":
        draft["approval"] = "none"
    return True
