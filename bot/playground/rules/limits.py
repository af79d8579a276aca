"""The Bot API's limits on texts, names and commands, refused in Telegram's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities as marks
from bot.playground.rules.entities import Entities, utf16_length
from bot.playground.rules.refusal import bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_QUOTE = 1024
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER = 200
MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
MAX_START_PARAMETER = 64

_COMMAND = re.compile(r"[a-z0-9_]+")
# In a name all of these are a space; those below alone are no name.
_SPACES = re.compile(
    "[\\0-\\x20\\xa0\\u1680\\u180e\\u2000-\\u200a\\u2028-\\u202f\\u205f\\u2800\\u3000\\ufffc]+"
)
_UNSEEN = " \u200b\u200c\u200d\u200e\u200f\ufeff"
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHAT_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }
)  # fmt: skip


def message_text(text: str, entities: Entities) -> tuple[str, Entities]:
    """Return a bot's text as Telegram would keep it: trimmed, its entities checked and found."""
    marks.check(text, entities)
    kept, moved = marks.trim(text, entities)
    if not kept:
        raise bad_request("text must be non-empty")
    if utf16_length(kept) > MAX_TEXT:
        raise bad_request("message is too long")
    return kept, marks.find(kept, moved)


def message_caption(text: str, entities: Entities) -> tuple[str, Entities]:
    """Return a bot's caption, which may be empty, as Telegram would keep it."""
    marks.check(text, entities)
    kept, moved = marks.trim(text, entities)
    if utf16_length(kept) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return kept, marks.find(kept, moved)


def callback_data_fits(data: str) -> bool:
    """Tell whether a button's data has 1 to 64 bytes of UTF-8."""
    return 1 <= len(data.encode()) <= MAX_CALLBACK_DATA_BYTES


def quote(text: str, original: str) -> None:
    """Refuse a reply's quotation that is too long or is not a part of the message, exactly."""
    if not 1 <= utf16_length(text) <= MAX_QUOTE or text not in original:
        raise bad_request("QUOTE_TEXT_INVALID")


def commands(items: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a command menu that Telegram would not show."""
    if len(items) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in items:
        name = item["command"].removeprefix("/")
        if not name:
            raise bad_request("command must be non-empty")
        if len(name) > MAX_COMMAND:
            raise bad_request(f"command length must not exceed {MAX_COMMAND}")
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        description = item["description"].strip()
        if not description:
            raise bad_request("command description must be non-empty")
        if utf16_length(description) > MAX_COMMAND_DESCRIPTION:
            raise bad_request(
                f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}"
            )


def as_name(text: str) -> str:
    """Return a name or title as Telegram keeps it; "" where nothing of it can be seen.

    White space is single, and nothing turns the direction of what stands beside it.
    """
    kept = _SPACES.sub(" ", text).strip()
    return kept if kept.strip(_UNSEEN) else ""


def at_most(text: str, limit: int, code: str) -> None:
    """Refuse a text of more than `limit` UTF-16 units with the given code."""
    if utf16_length(text) > limit:
        raise bad_request(code)


def start_parameter(text: str) -> None:
    """Refuse a deep link's parameter other than 1 to 64 of ``A-Z a-z 0-9 _ -``."""
    if not is_start_parameter(text):
        raise bad_request("START_PARAM_INVALID")


def is_start_parameter(text: str) -> bool:
    """Tell whether a text may be the parameter of a deep link."""
    return _START_PARAMETER.fullmatch(text) is not None
