"""What all sending methods share: where a message goes, what it replies to, its keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities, keyboards, limits
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.world import as_bot, ephemeral, forwards, words
from bot.playground.world.chats import Room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.api.methods.method import Params
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

# What every method that sends a message takes.
SENDING = (
    "chat_id message_thread_id disable_notification protect_content reply_parameters reply_markup "
)
CAPTION = "caption parse_mode caption_entities "
_REPLYING = frozenset(
    {
        "message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode",
        "quote_entities", "quote_position",
    }
)  # fmt: skip


def put(world: World, params: Params, content: Mapping[str, Any]) -> Message:
    """Send a message of this content, as the parameters that all sending methods have say."""
    chat = world.chat(params["chat_id"])
    chat.check_open_to_bot(content)
    fields = dict(content)
    if params.get("protect_content"):
        fields["has_protected_content"] = True
    heard = params.get("reply_parameters", {}).get("ephemeral_message_id")
    if heard is not None and "ephemeral_message_parameters" not in params:
        raise unsupported('"ephemeral_message_id" in reply_parameters of a message for all')
    if "reply_parameters" in params and heard is None:
        fields |= _reply(world, chat, params["reply_parameters"])
    markup = params.get("reply_markup", {})
    keys = None
    if "ephemeral_message_parameters" in params and "inline_keyboard" not in markup and markup:
        raise unsupported("a keyboard in the place of the letters for one member")
    if "inline_keyboard" in markup:
        fields |= keyboard(chat, markup)
    elif markup:
        keys = keyboards.of_keys(markup, chat.as_chat()["type"])
    if "ephemeral_message_parameters" in params:
        said = as_bot.fields(world, chat, fields, params.get("message_thread_id"))
        return ephemeral.send(world, chat, said, params["ephemeral_message_parameters"], heard)
    message = as_bot.send(world, chat, fields, params.get("message_thread_id"))
    if keys is not None:
        # It is no part of the message: it takes the place of the letters on the screen.
        world.events.add("keys", chat.id, message_id=message["message_id"], markup=keys)
    return message


def keyboard(chat: AnyChat | None, markup: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inline keyboard of a message, or nothing for an empty one.

    Without a chat it is the message of one who asked inline, wherever that stands.
    """
    shown = keyboards.inline(markup, "anywhere" if chat is None else chat.as_chat()["type"])
    return {"reply_markup": shown} if shown else {}


def _reply(world: World, chat: AnyChat, reply: Mapping[str, Any]) -> dict[str, Any]:
    for name in reply:
        if name not in _REPLYING:
            raise unsupported(f'"{name}" in reply_parameters')
    if "message_id" not in reply:
        raise bad_request("message to be replied not found")
    source = world.chat(reply.get("chat_id", chat.id))
    if isinstance(source, Room) and source is not chat:
        source.check_bot_is_in()
    is_missing = reply["message_id"] not in source.messages
    # "Always False for replies in another chat."
    if is_missing and source is chat and reply.get("allow_sending_without_reply"):
        return {}
    original = world.quoted(source, reply["message_id"])
    if source is chat:
        content: dict[str, Any] = {"reply_to_message": original}
    else:
        content = {"external_reply": forwards.external(world, source, original)}
    if "quote" in reply:
        content["quote"] = _quote(world, reply, original)
    return content


def _quote(world: World, reply: Mapping[str, Any], original: Message) -> dict[str, Any]:
    """Return the Bot API's TextQuote; a quotation that isn't in the message is refused.

    It must have the message's words with the message's own marks: bold where that is bold.
    """
    quoted, given = words.formatted(world, reply, "quote")
    text: str = original.get("text") or original.get("caption", "")
    limits.quote(quoted, text)
    marks = entities.quoted(given)
    known: entities.Entities = original.get("entities") or original.get("caption_entities", [])
    length = entities.utf16_length(quoted)
    places = [at for at in range(len(text)) if text.startswith(quoted, at)]
    offsets = [
        offset
        for offset in (entities.utf16_length(text[:at]) for at in places)
        if entities.quoted(known, offset, offset + length) == marks
    ]
    if not offsets:
        raise bad_request("QUOTE_TEXT_INVALID")
    # The place that is named is a hint: of several the nearest is meant.
    wanted = reply.get("quote_position", 0)
    shown: dict[str, Any] = {
        "text": quoted,
        "position": min(offsets, key=lambda offset: abs(offset - wanted)),
        "is_manual": True,
    }
    if marks:
        shown["entities"] = marks
    return shown
