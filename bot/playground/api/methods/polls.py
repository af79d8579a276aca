"""Polls and quizzes of the bot."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import SENDING, keyboard, put
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import polls, words
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

MAX_OPTIONS = 12
MAX_QUESTION = 300
MAX_OPTION = 100
MAX_EXPLANATION = 200
MAX_EXPLANATION_LINES = 2
MAX_DESCRIPTION = 1024
OPEN_SECONDS = (5, 2_628_000)


def _send_poll(world: World, params: Params) -> Message:
    chat = world.chat(params["chat_id"])
    in_channel = isinstance(chat, Room) and chat.kind == "channel"
    chat.check_open_to_bot({"poll": {}})
    anonymous = params.get("is_anonymous", True)
    if in_channel and not anonymous:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    if params.get("members_only") and not in_channel:
        raise bad_request("members_only polls can be sent to channel chats only")
    kind = params.get("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    shown = _words(world, params) | {
        "is_closed": params.get("is_closed", False),
        "is_anonymous": anonymous,
        "type": kind,
        "allows_multiple_answers": params.get("allows_multiple_answers", False),
        "allows_revoting": params.get("allows_revoting", kind == "regular"),
        "members_only": params.get("members_only", False),
    }
    if kind == "quiz":
        shown |= _quiz(world, params, len(shown["options"]))
    elif "correct_option_ids" in params or "explanation" in params:
        raise bad_request("correct_option_ids and explanation are for quizzes only")
    poll = polls.new(shown, _closing(world, params, shown))
    message = put(world, params, {"poll": poll.shown})
    world.polls[poll.shown["id"]] = poll
    return message


def _words(world: World, params: Params) -> dict[str, Any]:
    shown = words.field(
        world, params, "question", f"poll question length must not exceed {MAX_QUESTION}"
    )
    if not shown:
        raise bad_request("text must be non-empty")
    options = params["options"]
    if not options:
        raise bad_request("poll must have at least one answer option")
    if len(options) > MAX_OPTIONS:
        raise bad_request(f"poll can't have more than {MAX_OPTIONS} options")
    if any("media" in option for option in options):
        raise unsupported("media in polls")
    too_long = f"poll options length must not exceed {MAX_OPTION}"
    shown["options"] = [words.field(world, option, "text", too_long) for option in options]
    if not all(shown["options"]):
        raise bad_request("text must be non-empty")
    return shown | words.field(
        world, params, "description", f"poll description length must not exceed {MAX_DESCRIPTION}"
    )


def _quiz(world: World, params: Params, options: int) -> dict[str, Any]:
    correct = params.get("correct_option_ids", [])
    if not correct:
        raise bad_request("correct quiz option list must be non-empty")
    if any(one >= other for one, other in pairwise(correct)):
        raise bad_request("correct quiz option list must be increasing")
    if not 0 <= correct[0] <= correct[-1] < options:
        raise bad_request("wrong quiz correct_option_id")
    if len(correct) > 1 and not params.get("allows_multiple_answers"):
        raise bad_request("quiz must allow multiple answers to have several correct ones")
    too_long = f"quiz explanation length must not exceed {MAX_EXPLANATION}"
    explained = words.field(world, params, "explanation", too_long)
    if explained.get("explanation", "").count("\n") > MAX_EXPLANATION_LINES:
        raise bad_request(f"quiz explanation must have at most {MAX_EXPLANATION_LINES} line feeds")
    return {"correct_option_ids": correct, **explained}


def _closing(world: World, params: Params, shown: dict[str, Any]) -> int | None:
    """Return when the poll closes by itself, and show it; None where nothing closes it."""
    period, date = params.get("open_period"), params.get("close_date")
    if period is not None and date is not None:
        raise bad_request("open_period and close_date can't be used together")
    if period is not None:
        seconds = int(period)
    elif date is not None:
        seconds = date - world.now()
    else:
        return None
    least, most = OPEN_SECONDS
    if not least <= seconds <= most:
        name = "open_period" if period is not None else "close_date"
        raise bad_request(f"{name} must be {least} to {most} seconds from now")
    if period is not None:
        shown["open_period"] = period
    shown["close_date"] = world.now() + seconds
    return int(shown["close_date"])


def _stop_poll(world: World, params: Params) -> dict[str, Any]:
    chat = world.chat(params["chat_id"])
    if isinstance(chat, Room):
        chat.check_bot_is_in()
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message with poll to stop not found")
    if params["message_id"] not in chat.own or "forward_origin" in message:
        raise bad_request("poll can't be stopped")
    # Before the poll is closed: a wrong keyboard changes nothing.
    keys = keyboard(chat, params["reply_markup"]) if "reply_markup" in params else {}
    stopped = polls.stop(world, message)
    now = chat.messages[params["message_id"]]
    new = {k: v for k, v in now.items() if k != "reply_markup"} | keys
    if new != now:
        world.replace(chat, new, edited=False)
    return stopped


_PARAMETERS = (
    "question question_parse_mode question_entities options is_anonymous type "
    "allows_multiple_answers allows_revoting shuffle_options hide_results_until_closes "
    "members_only correct_option_ids explanation explanation_parse_mode explanation_entities "
    "open_period close_date is_closed description description_parse_mode description_entities"
)

METHODS = {
    "sendPoll": method(_send_poll, SENDING + _PARAMETERS),
    "stopPoll": method(_stop_poll, "chat_id message_id reply_markup"),
}
