"""The Bot API's schema and limits for requests that reach no playground: as strict, and without it.

What the playground carries out it has checked; this is for tests that only record.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter

from bot.playground.rules import entities as marks
from bot.playground.rules import keyboards, limits
from bot.playground.rules.entities import utf16_length
from bot.playground.rules.refusal import Refusal
from bot.playground.rules.schema import load_schema
from bot.playground.world import inline, offers, words
from bot.playground.world.world import World

SCHEMA = load_schema()
WORLD = World(1, "VerbatimBot", lambda: dt.datetime(2025, 8, 1, tzinfo=dt.UTC))


class InvalidRequestError(AssertionError):
    """A request that Telegram would refuse, or would not carry out as it was meant."""


def check(method, parameters):
    """Raise InvalidRequestError where Telegram would not take a request as it is."""
    try:
        given = SCHEMA.parse(SCHEMA.canonical(method), parameters)
        _LIMITS.get(method, lambda _: None)(given)
    except Refusal as refusal:
        raise InvalidRequestError(f"{method}: {refusal.description}: {parameters!r}") from refusal


def _message(given):
    _text(given, "text")
    chat = "private" if isinstance(given["chat_id"], int) and given["chat_id"] > 0 else "supergroup"
    if "reply_markup" in given:
        keyboards.inline(given["reply_markup"], chat)
    quote = given.get("reply_parameters", {}).get("quote", "")
    if utf16_length(quote) > limits.MAX_QUOTE:
        raise InvalidRequestError(f"a quotation of {utf16_length(quote)} units")


def _text(given, name):
    """Check a text, and that all of its entities are kept.

    Telegram drops control characters and the like from any text, and with them an entity that
    has nothing else. Ends in white space would move everything, and none of ours has them.
    """
    if given[name] != given[name].strip():
        raise InvalidRequestError(f"white space at an end of {given[name]!r}")
    words.text(WORLD, given, name)
    # Before Telegram finds addresses by itself: of hundreds some take the place of marks.
    _, left = marks.trim(given[name], given.get("entities", []))
    kept = Counter(one["type"] for one in left)
    # A mention of somebody is kept where Telegram knows them, which here nobody does.
    marked = [
        one["type"]
        for one in given.get("entities", ())
        if one["type"] != "text_mention" and _is_seen(given[name], one)
    ]
    lost = Counter(marked) - kept
    if lost:
        raise InvalidRequestError(f"Telegram would drop {dict(lost)} of {given!r}")


def _is_seen(text, entity):
    start = 2 * entity["offset"]
    units = text.encode("utf-16-le", "surrogatepass")[start : start + 2 * entity["length"]]
    characters = units.decode("utf-16-le", "surrogatepass")
    return any(unicodedata.category(one)[0] not in "CZ" for one in characters)


def _inline(given):
    results = given["results"]
    if len(results) > inline.MAX_RESULTS:
        raise InvalidRequestError(f"{len(results)} results")
    if len({one["id"] for one in results}) < len(results):
        raise InvalidRequestError("two results have one id")
    if len(given.get("next_offset", "").encode()) > inline.MAX_OFFSET_BYTES:
        raise InvalidRequestError("next_offset is too long")
    for one in results:
        _result(one)
    button = given.get("button")
    if button is not None and not limits.is_start_parameter(button.get("start_parameter", "")):
        raise InvalidRequestError(f"a button that leads nowhere: {button}")


def _result(one):
    offers.content(WORLD, one)
    content = one.get("input_message_content", {})
    if "message_text" in content:
        _text(content, "message_text")


def _callback(given):
    limits.at_most(given.get("text", ""), limits.MAX_CALLBACK_ANSWER, "MESSAGE_TOO_LONG")


_LIMITS = {
    "sendMessage": _message,
    "editMessageText": _message,
    "answerInlineQuery": _inline,
    "answerGuestQuery": lambda given: _result(given["result"]),
    "answerCallbackQuery": _callback,
    "setMyCommands": lambda given: limits.commands(given["commands"]),
}
