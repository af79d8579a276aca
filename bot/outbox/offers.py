"""Offered messages as requests: the results of an inline query, the answer to a summons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.message import Message
from bot.outbox.requests import request

if TYPE_CHECKING:
    from bot.reply import Offer, Offers

CACHE_SECONDS = 10
"""How long Telegram may show the same results again, to who typed: they are in their language.

Long enough for a word typed, deleted and typed again; so short that an article taken back is
offered for ten seconds more at most.
"""


def inline(query_id: str, offers: Offers) -> tuple[str, dict[str, Any]]:
    """Return the method and its parameters that show offers to whoever types."""
    parameters: dict[str, Any] = {
        "inline_query_id": query_id,
        "results": [_result(offer) for offer in offers.shown],
        "cache_time": CACHE_SECONDS,
        "is_personal": True,
        "next_offset": offers.next_offset,
    }
    if offers.line:
        parameters["button"] = {"text": offers.line, "start_parameter": offers.parameter}
    return "answerInlineQuery", parameters


def as_guest(query_id: str, offer: Offer) -> tuple[str, dict[str, Any]]:
    """Return the method and its parameters that answer a summons."""
    return "answerGuestQuery", {"guest_query_id": query_id, "result": _result(offer)}


def _result(offer: Offer) -> dict[str, Any]:
    # The same words and marks as in any message; only where they stand differs.
    _, sent = request(Message(0, offer.reply))
    content = {"message_text": sent["text"], "link_preview_options": sent["link_preview_options"]}
    if "entities" in sent:
        content["entities"] = sent["entities"]
    result = {
        "type": "article",
        "id": offer.id,
        "title": offer.title,
        "description": offer.description,
        "input_message_content": content,
    }
    if "reply_markup" in sent:
        result["reply_markup"] = sent["reply_markup"]
    return result
