"""What can be told of an update as the Bot API sent it, before anybody has checked it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable

RawUpdate: TypeAlias = dict[str, Any]
"""One update as the Bot API sent it, unchecked."""

_BEYOND: Final = 2**63
"""What no database keeps as a number."""
_DEEPEST: Final = 100
"""What is nested deeper, five times as deep as any update, may be read here and not there: how
deep JSON may go hangs on how many calls its reader is in."""


def lane(raw: RawUpdate) -> Hashable:
    """Return what an update is queued by: its chat; its user where it has none; or itself."""
    for content in raw.values():
        if isinstance(content, dict):
            message = content.get("message")
            for holder in (content, message):
                chat = holder.get("chat") if isinstance(holder, dict) else None
                if isinstance(chat, dict) and is_number(chat.get("id")):
                    return ("chat", chat["id"])
            author = content.get("from")
            if isinstance(author, dict) and is_number(author.get("id")):
                return ("user", author["id"])
    return ("update", raw["update_id"])


def user(raw: RawUpdate) -> int | None:
    """Return who has sent it, None where nobody is named."""
    for content in raw.values():
        author = content.get("from") if isinstance(content, dict) else None
        if isinstance(author, dict) and is_number(author.get("id")):
            return int(author["id"])
    return None


def is_number(value: object) -> bool:
    """Whether something is a number of an update, a chat or a user that can be kept."""
    return type(value) is int and -_BEYOND <= value < _BEYOND


def why_none(raw: object, text: str) -> str:
    """Return why something, given parsed and as text, is no update; "" where it may be one."""
    if not isinstance(raw, dict) or not is_number(raw.get("update_id")):
        return "it has no update_id"
    # Nearly all are told by their text alone, which costs a microsecond.
    if text.count("{") + text.count("[") > _DEEPEST and _is_deep(raw):
        return "it is nested too deeply"
    return ""


def _is_deep(raw: object) -> bool:
    level = [raw]
    for _ in range(_DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)
