"""Answers to what people press and type: callback, inline and guest queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Params, method
from bot.playground.rules import limits
from bot.playground.rules.keyboards import check_web_app
from bot.playground.rules.refusal import bad_request
from bot.playground.world import as_bot, guests, inline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.world.world import World


def _answer_callback(world: World, params: Params) -> bool:
    text = params.get("text", "")
    limits.at_most(text, limits.MAX_CALLBACK_ANSWER, "MESSAGE_TOO_LONG")
    if params.get("cache_time", 0) < 0:
        raise bad_request("cache_time must not be negative")
    as_bot.answer(
        world, params["callback_query_id"], text=text, alert=params.get("show_alert", False)
    )
    return True


def _answer_inline(world: World, params: Params) -> bool:
    button = params.get("button")
    if button is not None:
        _check_button(button)
    inline.answer(
        world,
        params["inline_query_id"],
        params["results"],
        params.get("next_offset", ""),
        button,
    )
    return True


def _answer_guest(world: World, params: Params) -> dict[str, Any]:
    return guests.answer(world, params["guest_query_id"], params["result"])


def _check_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse InlineQueryResultsButton: text of the button is empty")
    if ("web_app" in button) == ("start_parameter" in button):
        raise bad_request(
            "can't parse InlineQueryResultsButton: web_app or start_parameter must be specified"
        )
    if "web_app" in button:
        check_web_app(button["web_app"]["url"], "inline query results button Web App")
        return
    parameter = button["start_parameter"]
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter) > limits.MAX_START_PARAMETER:
        raise bad_request("too long start_parameter specified")
    if not limits.is_start_parameter(parameter):
        raise bad_request("unallowed characters in start_parameter are used")


METHODS = {
    "answerCallbackQuery": method(_answer_callback, "callback_query_id text show_alert cache_time"),
    "answerInlineQuery": method(
        _answer_inline, "inline_query_id results cache_time is_personal next_offset button"
    ),
    "answerGuestQuery": method(_answer_guest, "guest_query_id result"),
}
