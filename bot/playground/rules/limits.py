"""The Bot API's limits on lengths, keyboards and commands, refused in Telegram's words."""

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
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8
MAX_COPY_TEXT = 256
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME = 64
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BUTTON_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay", "disabled",
)  # fmt: skip
# The kinds a visitor's page can press.
_PRESSABLE = frozenset({"url", "callback_data", "copy_text"})
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
        raise bad_request("message text is empty")
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


def inline_keyboard(markup: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the keyboard as it will be shown, or None for an empty one; refuse a wrong one."""
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request(f"reply markup has more than {MAX_BUTTONS} buttons")
    for row in rows:
        if len(row) > MAX_BUTTONS_A_ROW:
            raise bad_request(f"a row of the keyboard has more than {MAX_BUTTONS_A_ROW} buttons")
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text of the button is empty")
    actions = [name for name in _BUTTON_ACTIONS if name in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed")
    if len(actions) > 1:
        raise bad_request(f"BUTTON_TYPE_INVALID: both {actions[0]} and {actions[1]} are set")
    action = actions[0]
    if action not in _PRESSABLE:
        raise bad_request(f"the playground does not support buttons with {action}")
    if action == "callback_data" and not callback_data_fits(button["callback_data"]):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not marks.is_link(button["url"]):
        raise bad_request("BUTTON_URL_INVALID")
    if (
        action == "copy_text"
        and not 1 <= utf16_length(button["copy_text"]["text"]) <= MAX_COPY_TEXT
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


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
        if not _COMMAND.fullmatch(item["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(item["description"].strip()) <= MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def at_most(text: str, limit: int, code: str) -> None:
    """Refuse a text of more than `limit` UTF-16 units with the given code."""
    if utf16_length(text) > limit:
        raise bad_request(code)


def start_parameter(text: str) -> None:
    """Refuse a deep link's parameter other than 1 to 64 of ``A-Z a-z 0-9 _ -``."""
    if not _START_PARAMETER.fullmatch(text):
        raise bad_request("START_PARAM_INVALID")
