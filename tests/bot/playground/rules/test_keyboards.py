"""Keyboards under messages, and those in the place of the letters."""

from __future__ import annotations

import pytest

from bot.playground.rules import keyboards
from bot.playground.rules.refusal import Refusal


def button(**more):
    return {"text": "b", **more}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[button(callback_data="é" * 33)]], "BUTTON_DATA_INVALID"),
        ([[button(callback_data="")]], "Text buttons are unallowed in the inline keyboard"),
        ([[button(url="http://localhost:8080/a")]], "is invalid: Wrong HTTP URL"),
        ([[button(url="mailto:a@b.org")]], "is invalid: Wrong HTTP URL"),
        ([[button(url="ftp://a.org")]], "is invalid: Unsupported URL protocol"),
        ([[button(url="javascript:alert(1)")]], "is invalid: Wrong HTTP URL"),
        ([[button(login_url={"url": "tg://login"})]], "is invalid: Wrong HTTP URL"),
        ([[button(web_app={"url": "http://a.org"})]], "Only HTTPS links are allowed"),
        ([[button()]], "Text buttons are unallowed in the inline keyboard"),
        ([[button(callback_data="x", url="https://a.org")]], "BUTTON_TYPE_INVALID"),
        ([[{"text": " ", "callback_data": "x"}]], "inline keyboard button text must be non-empty"),
        ([[button(callback_data="x", style="loud")]], "invalid button style"),
        ([[button(callback_data="x", icon_custom_emoji_id="x")]], "invalid custom emoji"),
        ([[button(callback_data="x")] * 9], "more than 8 buttons"),
        ([[button(callback_data="x")]] * 101, "reply markup is too long"),
        ([[button(pay=True)]], "BUTTON_TYPE_INVALID"),
        ([[button(callback_game={})]], "BUTTON_TYPE_INVALID"),
        ([[button(disabled={})]], "does not support disabled buttons"),
        ([[button(copy_text={"text": "x" * 257})]], "BUTTON_COPY_TEXT_INVALID"),
        ([[button(switch_inline_query="x" * 257)]], "SWITCH_INLINE_QUERY_TOO_LONG"),
    ],
)
def test_a_wrong_keyboard_is_refused(rows, reason):
    """Callback data, links, labels and sizes of an inline keyboard are checked."""
    with pytest.raises(Refusal, match=reason):
        keyboards.inline({"inline_keyboard": rows}, "private")


def test_the_largest_keyboard_is_accepted():
    """8 buttons a row, 100 in all and 64 bytes of data are within the limits."""
    rows = [[button(callback_data="é" * 32)] * 8] * 12 + [[button(callback_data="x")] * 4]
    assert keyboards.inline({"inline_keyboard": rows}, "group") == {"inline_keyboard": rows}
    assert keyboards.inline({"inline_keyboard": [[]]}, "group") is None


@pytest.mark.parametrize(
    "action",
    [
        {"web_app": {"url": "https://a.org/app"}},
        {"login_url": {"url": "https://a.org/login"}},
        {"switch_inline_query": ""},
        {"switch_inline_query_current_chat": "summit"},
        {"switch_inline_query_chosen_chat": {"allow_user_chats": True}},
        {"copy_text": {"text": "x" * 256}},
        {"url": "tg://user?id=5", "style": "danger"},
        {"url": "example.org:8080/a"},
        {"url": "http://[2001:db8::1]/"},
    ],
)
def test_every_kind_of_button_is_accepted(action):
    """Each kind that Telegram knows beside games and invoices; web apps in private chats only."""
    rows = [[button(**action)]]
    assert keyboards.inline({"inline_keyboard": rows}, "private") == {"inline_keyboard": rows}
    if "web_app" in action:
        with pytest.raises(Refusal, match="BUTTON_TYPE_INVALID"):
            keyboards.inline({"inline_keyboard": rows}, "supergroup")


@pytest.mark.parametrize(
    ("markup", "chat", "reason"),
    [
        ({"keyboard": []}, "private", "REPLY_MARKUP_INVALID"),
        ({"keyboard": [[button()] * 13]}, "private", "reply markup is too long"),
        ({"keyboard": [[button()] * 12] * 26}, "private", "reply markup is too long"),
        ({"keyboard": [[button(text="")]]}, "private", "keyboard button text must be non-empty"),
        ({"keyboard": [[button()]], "input_field_placeholder": ""}, "private", "1 to 64"),
        ({"force_reply": True, "input_field_placeholder": "x" * 65}, "private", "1 to 64"),
        ({"keyboard": [[button()]]}, "channel", "inline keyboard expected"),
        ({"remove_keyboard": True}, "channel", "inline keyboard expected"),
        (
            {"keyboard": [[button(request_contact=True)]]}, "group",
            "phone number can be requested in private chats only",
        ),
        (
            {"keyboard": [[button(request_contact=True, request_location=True)]]}, "private",
            "BUTTON_TYPE_INVALID",
        ),
        (
            {"keyboard": [[button(request_users={"request_id": 1, "max_quantity": 11})]]},
            "private", "BUTTON_QUANTITY_MAX_INVALID",
        ),
        (
            {"keyboard": [[button(web_app={"url": "ftp://a.org"})]]}, "private",
            "Only HTTPS links are allowed",
        ),
        (
            {"keyboard": [[button(request_poll={"type": "vote"})]]}, "private",
            "unsupported poll type",
        ),
    ],
)  # fmt: skip
def test_wrong_keys_are_refused(markup, chat, reason):
    """Sizes, labels and requests of a keyboard in the place of the letters are checked."""
    with pytest.raises(Refusal, match=reason):
        keyboards.of_keys(markup, chat)
