"""Inline mode: a person types after the bot's name, the bot offers results, one is sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground.rules.entities import utf16_length
from bot.playground.rules.refusal import bad_request
from bot.playground.world import offers, speech
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.playground.world.chats import AnyChat, Message, PrivateChat
    from bot.playground.world.speech import Speaker
    from bot.playground.world.world import World

MAX_QUERY = 256
MAX_RESULTS = 50
MAX_OFFSET_BYTES = 64


@dataclass(slots=True)
class Asked:
    """A query, typed in a chat, and the results once the bot has answered."""

    person: PrivateChat
    chat: AnyChat
    query: str
    answered: bool = False
    results: dict[str, dict[str, Any]] = field(default_factory=dict)


def ask(
    world: World,
    person: PrivateChat,
    query: str,
    *,
    offset: str = "",
    chat: AnyChat | None = None,
) -> str:
    """Let a person type a query in a chat, the bot's own where none is named; return its id.

    The bot's owner must have turned inline mode on.
    """
    chat = chat or person
    speech.speaker(chat, speech.Speaker(person))
    if not world.inline:
        raise bad_request("inline mode is off for this bot")
    if utf16_length(query) > MAX_QUERY:
        raise bad_request("the query is too long")
    query_id = str(secrets.randbits(62))
    world.inline_queries[query_id] = Asked(person, chat, query)
    asked = {
        "id": query_id,
        "from": dict(person.person),
        "query": query,
        "offset": offset,
        "chat_type": chat.kind if isinstance(chat, Room) else "sender",
    }
    world.deliver("inline_query", asked)
    return query_id


def answer(
    world: World,
    query_id: str,
    results: Sequence[dict[str, Any]],
    next_offset: str,
    button: dict[str, Any] | None = None,
) -> None:
    """Take the bot's results for a query, once; refuse what Telegram would not show.

    `button` is the Bot API's InlineQueryResultsButton, shown above the results.
    """
    asked = world.inline_queries.get(query_id)
    if asked is None or asked.answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    shown = {str(result["id"]): offers.content(world, result) for result in results}
    if len(shown) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    asked.answered, asked.results = True, shown
    listed = [
        {"id": result["id"], "title": offers.title(result)}
        | {k: v for k, v in result.items() if k == "description"}
        for result in results
    ]
    world.events.add(
        "results",
        asked.chat.id,
        to=asked.person.id,
        query_id=query_id,
        results=listed,
        next_offset=next_offset,
        **({} if button is None else {"button": button}),
    )


def choose(
    world: World, query_id: str, result_id: str, chat: AnyChat, by: Speaker | None = None
) -> Message:
    """Let the person send a result to a chat, the bot's own or one it may not even be in."""
    asked = world.inline_queries.get(query_id)
    if asked is None or result_id not in asked.results:
        raise bad_request("there is no such result")
    by = speech.speaker(chat, by or speech.Speaker(asked.person))
    if by.person.id != asked.person.id:
        raise bad_request("somebody else has asked that")
    content = asked.results[result_id]
    fields = speech.sender(chat, by, content) | speech.thread(chat, by.topic, None)
    message = world.post(chat, {**fields, "via_bot": dict(world.bot), **content})
    world.tell_bot(chat, speech.update_kind(chat, "message"), message)
    chosen = {"result_id": result_id, "from": dict(asked.person.person), "query": asked.query}
    if "reply_markup" in message:
        # Only a message with a keyboard can be edited by the bot: only that one gets an id.
        chosen["inline_message_id"] = inline_id = secrets.token_urlsafe(20)
        world.inline_messages[inline_id] = (chat.id, message["message_id"])
    world.deliver("chosen_inline_result", chosen)
    return message
