"""What can be told of an update as the Bot API sent it, before anybody has checked it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable

RawUpdate: TypeAlias = dict[str, Any]
"""One update as the Bot API sent it, unchecked."""

_LARGEST_ID = 2**63


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
    """Whether something can be the number of an update, a chat or a user."""
    return type(value) is int and -_LARGEST_ID <= value < _LARGEST_ID
