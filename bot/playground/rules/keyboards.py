"""Keyboards under messages and in the place of the letters, held to Telegram's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bot.playground.rules.entities import is_link, link_problem, utf16_length
from bot.playground.rules.limits import callback_data_fits
from bot.playground.rules.refusal import bad_request, unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping

ChatKind = Literal["private", "group", "supergroup", "channel", "anywhere"]

MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8
# Of the keyboard in the place of the letters; the limits are Telegram's servers', undocumented.
MAX_KEYS = 300
MAX_KEYS_A_ROW = 12
MAX_COPY_TEXT = 256
MAX_PLACEHOLDER = 64
MAX_INLINE_QUERY = 256
MAX_REQUESTED_USERS = 10
_STYLES = frozenset({"primary", "success", "danger"})
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay", "disabled",
)  # fmt: skip
# They belong under invoices and games only.
_ELSEWHERE = frozenset({"callback_game", "pay"})
# What a key asks for, and how Telegram says that it may be asked for in private chats only.
_REQUESTS = {
    "request_users": "users can be requested", "request_chat": "chats can be requested",
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested", "request_poll": "poll can be requested",
    "web_app": "web App buttons can be used", "request_managed_bot": "bots can be requested",
}  # fmt: skip


def inline(markup: Mapping[str, Any], chat: ChatKind) -> dict[str, Any] | None:
    """Return an inline keyboard as it will be shown, or None for an empty one.

    `chat` is where: "anywhere" for a message sent through inline mode.
    """
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        if len(row) > MAX_BUTTONS_A_ROW:
            raise bad_request(f"a row of the keyboard has more than {MAX_BUTTONS_A_ROW} buttons")
        for button in row:
            _check_button(button, chat)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Mapping[str, Any], chat: ChatKind) -> None:
    _check_looks(button, "inline keyboard button")
    # Telegram takes an empty callback_data or address for none.
    empty = {name for name in ("callback_data", "url") if not button.get(name, "")}
    actions = [name for name in _ACTIONS if name in button and name not in empty]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(f"BUTTON_TYPE_INVALID: both {actions[0]} and {actions[1]} are set")
    action = actions[0]
    if action in _ELSEWHERE:
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "disabled":
        raise unsupported("disabled buttons")
    value = button[action]
    if action == "callback_data" and not callback_data_fits(value):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and (problem := link_problem(value)):
        raise bad_request(f"inline keyboard button URL '{value[:64]}' is invalid: {problem}")
    if action == "web_app":
        check_web_app(value["url"], "inline keyboard button Web App")
        if chat not in ("private", "anywhere"):
            raise bad_request("BUTTON_TYPE_INVALID")
    if action == "login_url" and not (value["url"].startswith("http") and is_link(value["url"])):
        raise bad_request(
            f"inline keyboard button login URL '{value['url'][:64]}' is invalid: Wrong HTTP URL"
        )
    if action == "copy_text" and not 1 <= utf16_length(value["text"]) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action.startswith("switch_inline"):
        query = value.get("query", "") if isinstance(value, dict) else value
        if utf16_length(query) > MAX_INLINE_QUERY:
            raise bad_request("SWITCH_INLINE_QUERY_TOO_LONG")


def _check_looks(button: Mapping[str, Any], what: str) -> None:
    if not button["text"].strip():
        raise bad_request(f"{what} text must be non-empty")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request(f"can't parse {what}: invalid button style specified")
    emoji = button.get("icon_custom_emoji_id", "1")
    if not (emoji.isascii() and emoji.isdigit()):
        raise bad_request("invalid custom emoji identifier specified")


def check_web_app(url: str, what: str) -> None:
    """Refuse the address of a web app that is not HTTPS; `what` names where it stands."""
    if not (url.startswith("https://") and is_link(url)):
        raise bad_request(f"{what} URL '{url[:64]}' is invalid: Only HTTPS links are allowed")


def of_keys(markup: Mapping[str, Any], chat: ChatKind) -> dict[str, Any]:
    """Return the keyboard in the place of the letters, its removal, or a forced reply."""
    if chat == "channel":
        raise bad_request("inline keyboard expected")
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= utf16_length(placeholder) <= MAX_PLACEHOLDER:
        raise bad_request(f"input_field_placeholder must have 1 to {MAX_PLACEHOLDER} characters")
    rows = markup.get("keyboard", [])
    if "keyboard" in markup and not any(rows):
        raise bad_request("REPLY_MARKUP_INVALID")
    if sum(map(len, rows)) > MAX_KEYS or any(len(row) > MAX_KEYS_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for key in row:
            _check_key(key, chat)
    return dict(markup)


def _check_key(key: Mapping[str, Any], chat: ChatKind) -> None:
    _check_looks(key, "keyboard button")
    requests = [name for name in _REQUESTS if key.get(name)]
    if not requests:
        return
    request = requests[0]
    if len(requests) > 1:
        raise bad_request(f"BUTTON_TYPE_INVALID: both {request} and {requests[1]} are set")
    if request == "request_managed_bot":
        raise unsupported("keys with request_managed_bot")
    if chat != "private":
        raise bad_request(f"{_REQUESTS[request]} in private chats only")
    if request == "web_app":
        check_web_app(key["web_app"]["url"], "keyboard button Web App")
    if request == "request_users":
        most = key["request_users"].get("max_quantity", 1)
        if not 1 <= most <= MAX_REQUESTED_USERS:
            raise bad_request("BUTTON_QUANTITY_MAX_INVALID")
    if request == "request_poll" and key["request_poll"].get("type", "") not in (
        "", "quiz", "regular",
    ):  # fmt: skip
        raise bad_request("can't parse keyboard button: unsupported poll type")
