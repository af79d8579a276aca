"""A digest while it is being set up: what was chosen so far, as JSON's values, step by step.

What is typed is a stranger's: it is read by the same readers as a file's fields.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from bot.digests.fields import DAYS, GROUPS, FieldError, find_time, find_zone, read, read_days

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.digests.plan import Digest

Draft: TypeAlias = dict[str, Any]
"""``step``, and the fields of `fields.read` that were chosen; ``chat``, ``topic``, ``place``."""
Step: TypeAlias = Literal["where", "title", "at", "zone", "days", "layout", "options", "preview"]

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


def begin(chat: int = 0, topic: int | None = None, place: str = "") -> Draft:
    """Return a draft for a place, or for one that is to be said yet."""
    draft: Draft = {"step": "title" if chat else "where", "days": "every day", "layout": "cards"}
    draft |= {"silent": "no", "pin": "no", "open": "no", "approval": "none"}
    if chat:
        settle(draft, chat, topic, place)
    return draft


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
        case "dgback" if step in STEPS[2:]:
            draft["step"] = STEPS[STEPS.index(step) - 1]
        case _:
            return False
    return True


def digest_of(draft: Draft, name: str, language: str) -> Digest:
    """Return the digest that was set up. Raises FieldError where something is missing."""
    fields = ("title", "at", "zone", "days", "layout", "silent", "pin", "open", "approval")
    given = {field: str(draft[field]) for field in fields if field in draft}
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
    draft["step"] = STEPS[STEPS.index(draft["step"]) + 1]


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
