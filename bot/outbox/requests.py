"""A message as a request, and what an answer to it means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from bot.redaction import servers_words
from bot.request import NotSentError, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.error import NetworkError

    from bot.message import Mark, Message, Quote
    from bot.reply import Button, Entity, Reply

_LONGEST_RETRY = 3600.0

What = Literal["sent", "flood", "moved", "blocked", "refused", "unsent", "failing", "uncertain"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    "sent": Telegram took it. "flood": not done, and nothing must come for `seconds`.
    "moved": the group is now the chat `chat_id`. "blocked": the chat has blocked or
    removed the bot. "refused": it can never succeed. "unsent": no connection came about.
    "failing": a server's error, 5xx. "uncertain": no answer; it may have arrived.
    `why` is a line for the log, without secrets. `message_id` is what was sent or edited, 0
    where the answer doesn't say; below zero as in `Message`.
    """

    what: What
    why: str = ""
    seconds: float = 0.0
    chat_id: int = 0
    message_id: int = 0


def request(message: Message) -> tuple[str, dict[str, Any]]:
    """Return the method and its parameters. Text goes with entities, never a parse mode."""
    parameters: dict[str, Any] = {
        "chat_id": message.chat_id,
        "text": message.reply.text,
        "link_preview_options": {"is_disabled": not message.preview},
        **_marked(message.reply),
    }
    if message.edits is not None and message.edits < 0:
        which = {"receiver_user_id": message.only_for, "ephemeral_message_id": -message.edits}
        return "editEphemeralMessageText", {**parameters, **which}
    if message.edits is not None:
        return "editMessageText", {**parameters, "message_id": message.edits}
    if message.silent:
        parameters["disable_notification"] = True
    if message.only_for:
        # Newer than python-telegram-bot, which these parameters never pass.
        parameters["ephemeral_message_parameters"] = {
            "receiver_user_id": message.only_for,
            **({"callback_query_id": message.query} if message.query else {}),
        }
    if message.quote is not None:
        parameters["reply_parameters"] = _quoting(message.quote)
    elif message.reply_to is not None and message.reply_to < 0:
        parameters["reply_parameters"] = {"ephemeral_message_id": -message.reply_to}
    elif message.reply_to is not None:
        parameters["reply_parameters"] = {
            "message_id": message.reply_to,
            "allow_sending_without_reply": True,
        }
    if message.thread is not None:
        parameters["message_thread_id"] = message.thread
    return "sendMessage", parameters


def outcome(status: int, body: bytes) -> Outcome:
    """Read an answer."""
    answer = _read(body)
    said = servers_words(str(answer.get("description") or status))
    match status, answer.get("parameters"):
        case HTTPStatus.TOO_MANY_REQUESTS, _:
            return Outcome("flood", said, min(retry_after(answer), _LONGEST_RETRY))
        case HTTPStatus.BAD_REQUEST, {"migrate_to_chat_id": int(chat_id)}:
            return Outcome("moved", said, chat_id=chat_id)
        case HTTPStatus.FORBIDDEN, _:
            return Outcome("blocked", said)
        case ((HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND), _):
            # The token is refused: not this message's fault, and nothing was done.
            return Outcome("unsent", said)
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Outcome("failing", said)
        case _ if status >= HTTPStatus.BAD_REQUEST:
            # The same edit twice leaves the same message.
            done = "message is not modified" in said.casefold()
            return Outcome("sent" if done else "refused", said)
    # With a success the request was carried out, even where its answer can't be read.
    match answer.get("result"):
        case {"ephemeral_message_id": int(number)}:
            return Outcome("sent", message_id=-number)
        case {"message_id": int(message_id)}:
            return Outcome("sent", message_id=message_id)
        case _:
            return Outcome("sent")


def failure(error: NetworkError) -> Outcome:
    """Read a transport's error."""
    what: What = "unsent" if isinstance(error, NotSentError) else "uncertain"
    return Outcome(what, servers_words(str(error)))


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    return answer if isinstance(answer, dict) else {}


def _quoting(quote: Quote) -> dict[str, Any]:
    """Reply to the quoted words; without them, or the message that has them, it is refused."""
    parameters: dict[str, Any] = {
        "message_id": quote.message_id,
        "quote": quote.text,
        "quote_position": quote.position,
    }
    if quote.chat:
        parameters["chat_id"] = quote.chat
    if quote.marks:
        parameters["quote_entities"] = [_mark(mark) for mark in quote.marks]
    return parameters


def _mark(mark: Mark) -> dict[str, Any]:
    named = {"type": mark.kind, "offset": mark.offset, "length": mark.length}
    more = {
        "custom_emoji_id": mark.custom_emoji_id,
        "unix_time": mark.unix_time,
        "date_time_format": mark.date_time_format,
    }
    return named | {name: value for name, value in more.items() if value}


def _marked(reply: Reply) -> dict[str, Any]:
    marked: dict[str, Any] = {}
    if reply.entities:
        marked["entities"] = [_entity(entity) for entity in reply.entities]
    if reply.buttons:
        rows = [[_button(button) for button in row] for row in reply.buttons]
        marked["reply_markup"] = {"inline_keyboard": rows}
    return marked


def _entity(entity: Entity) -> dict[str, Any]:
    mark = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    if entity.user:  # Telegram reads nothing of a user but the number
        return {**mark, "user": {"id": entity.user, "is_bot": False, "first_name": "-"}}
    if entity.unix_time:
        return {**mark, "unix_time": entity.unix_time}
    return {**mark, "url": entity.url} if entity.url else mark


def _button(button: Button) -> dict[str, str]:
    goal = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.label, **goal}
