"""Messages that one member of a group sees: edited and deleted by a number of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.content import keyboard
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request
from bot.playground.world import ephemeral, words

if TYPE_CHECKING:
    from bot.playground.world.chats import AnyChat, Message
    from bot.playground.world.world import World

_WHICH = "chat_id receiver_user_id ephemeral_message_id "
_TEXT = frozenset({"text", "entities", "link_preview_options"})


def _known(world: World, params: Params, purpose: str) -> tuple[AnyChat, Message]:
    chat = world.chat(params["chat_id"])
    number = params["ephemeral_message_id"]
    return chat, ephemeral.known(chat, params["receiver_user_id"], number, purpose)


def _put(
    world: World, params: Params, content: dict[str, Any], gone: frozenset[str] = frozenset()
) -> bool:
    """Put new content in the place of the old; an edit without a keyboard takes it away."""
    chat, old = _known(world, params, "edit")
    new = {k: v for k, v in old.items() if k not in gone and k != "reply_markup"} | content
    if "reply_markup" in params:
        new |= keyboard(chat, params["reply_markup"])
    if new == old:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    ephemeral.replace(world, chat, new)
    return True


def _text(world: World, params: Params) -> bool:
    _known(world, params, "edit")
    if "text" not in params:
        raise bad_request("message text is empty")
    return _put(world, params, words.text(world, params), _TEXT)


def _markup(world: World, params: Params) -> bool:
    return _put(world, params, {})


def _delete(world: World, params: Params) -> bool:
    chat, message = _known(world, params, "delete")
    ephemeral.remove(world, chat, message)
    return True


METHODS = {
    "editEphemeralMessageText": method(
        _text, _WHICH + "text parse_mode entities link_preview_options reply_markup"
    ),
    "editEphemeralMessageReplyMarkup": method(_markup, _WHICH + "reply_markup"),
    "deleteEphemeralMessage": method(_delete, _WHICH),
}
