"""Answers to what people press and type: callback queries and inline queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.api.methods.method import Params, method
from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import as_bot, inline

if TYPE_CHECKING:
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
    if "button" in params:
        raise unsupported("a button above inline results")
    inline.answer(
        world, params["inline_query_id"], params["results"], params.get("next_offset", "")
    )
    return True


METHODS = {
    "answerCallbackQuery": method(_answer_callback, "callback_query_id text show_alert cache_time"),
    "answerInlineQuery": method(
        _answer_inline, "inline_query_id results cache_time is_personal next_offset button"
    ),
}
