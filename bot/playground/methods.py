"""The Bot API's methods, as far as a private chat needs them: parsed parameters in, result out.

``getUpdates`` is not here: it waits, so it belongs to the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground import entities, limits
from bot.playground.refusal import bad_request, unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.playground.chats import AnyChat, Message
    from bot.playground.world import World

Params = dict[str, Any]
_ACCENT = 5
_MAX_DELETED = 100


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does, and which of its documented parameters it takes here."""

    call: Callable[[World, Params], Any]
    takes: frozenset[str]


def call(world: World, method: str, params: Params) -> Any:
    """Carry out a method named as the documents spell it; refuse what is not supported."""
    known = METHODS.get(method)
    if known is None:
        raise unsupported(f"the method {method}")
    for name in params:
        if name not in known.takes:
            raise unsupported(f'the parameter "{name}" of {method}')
    return known.call(world, params)


def _get_me(world: World, _: Params) -> Any:
    return {
        **world.bot,
        "first_name": world.profile.text("name", "") or world.bot["first_name"],
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _send_message(world: World, params: Params) -> Message:
    chat = world.chat(params["chat_id"])
    content = _text(params)
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    if params.get("protect_content"):
        content["has_protected_content"] = True
    if "reply_parameters" in params:
        content |= _reply(world, chat, params["reply_parameters"])
    if "reply_markup" in params:
        content |= _keyboard(params["reply_markup"])
    return world.send(chat, content)


def _edit_text(world: World, params: Params) -> Message:
    chat, message = _to_edit(world, params)
    if "text" not in params:
        raise bad_request("message text is empty")
    content = _text(params)
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    # An edit without a keyboard takes the keyboard away.
    if "reply_markup" in params:
        content |= _keyboard(params["reply_markup"])
    return _edited(world, chat, message, content, replacing=("text", "entities", "reply_markup"))


def _edit_markup(world: World, params: Params) -> Message:
    chat, message = _to_edit(world, params)
    content = _keyboard(params["reply_markup"]) if "reply_markup" in params else {}
    return _edited(world, chat, message, content, replacing=("reply_markup",))


def _to_edit(world: World, params: Params) -> tuple[AnyChat, Message]:
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.chat(params["chat_id"])
    return chat, world.own_message(chat, params["message_id"], "edit")


def _edited(
    world: World, chat: AnyChat, old: Message, content: Params, *, replacing: tuple[str, ...]
) -> Message:
    new = {k: v for k, v in old.items() if k not in replacing} | content
    if new == old:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    # Telegram does not mark a message as edited when only its buttons change.
    only_buttons = replacing == ("reply_markup",)
    return world.replace(chat, new, edited=not only_buttons)


def _text(params: Params) -> dict[str, Any]:
    if params.get("parse_mode"):
        raise unsupported("parse_mode; send the entities themselves")
    text, found = limits.message_text(params["text"], params.get("entities", []))
    return {"text": text, "entities": found} if found else {"text": text}


def _reply(world: World, chat: AnyChat, reply: Mapping[str, Any]) -> dict[str, Any]:
    for name in reply:
        if name not in ("message_id", "chat_id", "allow_sending_without_reply", "quote",
                        "quote_entities", "quote_position"):  # fmt: skip
            raise unsupported(f'"{name}" in reply_parameters')
    if "message_id" not in reply:
        raise bad_request("message to be replied not found")
    if reply.get("chat_id", chat.id) != chat.id:
        raise unsupported("replies to another chat's message")
    if reply["message_id"] not in chat.messages and reply.get("allow_sending_without_reply"):
        return {}
    original = world.quoted(chat, reply["message_id"])
    content: dict[str, Any] = {"reply_to_message": original}
    if "quote" in reply:
        text: str = original.get("text") or original.get("caption", "")
        limits.quote(reply["quote"], text)
        marks = reply.get("quote_entities", [])
        entities.check(reply["quote"], marks)
        position = entities.utf16_length(text[: text.index(reply["quote"])])
        content["quote"] = {"text": reply["quote"], "position": position, "is_manual": True}
        if marks:
            content["quote"]["entities"] = marks
    return content


def _keyboard(markup: Mapping[str, Any]) -> dict[str, Any]:
    if "inline_keyboard" not in markup:
        raise unsupported("keyboards other than inline ones")
    keyboard = limits.inline_keyboard(markup)
    return {"reply_markup": keyboard} if keyboard else {}


def _delete_message(world: World, params: Params) -> bool:
    world.delete(world.chat(params["chat_id"]), params["message_id"])
    return True


def _delete_messages(world: World, params: Params) -> bool:
    chat, ids = world.chat(params["chat_id"]), params["message_ids"]
    if not 1 <= len(ids) <= _MAX_DELETED:
        raise bad_request(f"message_ids must name 1 to {_MAX_DELETED} messages")
    for message_id in ids:
        # "If some of the specified messages can't be found, they are skipped."
        if message_id in chat.messages:
            world.delete(chat, message_id)
    return True


def _answer_callback(world: World, params: Params) -> bool:
    text = params.get("text", "")
    limits.at_most(text, limits.MAX_CALLBACK_ANSWER, "MESSAGE_TOO_LONG")
    if params.get("cache_time", 0) < 0:
        raise bad_request("cache_time must not be negative")
    world.answer(params["callback_query_id"], text=text, alert=params.get("show_alert", False))
    return True


def _chat_action(world: World, params: Params) -> bool:
    chat = world.chat(params["chat_id"])
    if params["action"] not in limits.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.add("action", chat.id, action=params["action"], time=world.now())
    return True


def _react(world: World, params: Params) -> bool:
    chat = world.chat(params["chat_id"])
    if params["message_id"] not in chat.messages:
        raise bad_request("message to react not found")
    reactions = params.get("reaction", [])
    if len(reactions) > 1 or any(reaction["type"] != "emoji" for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    emoji = [reaction["emoji"] for reaction in reactions]
    if any(not 1 <= entities.utf16_length(one) <= 8 or one.isascii() for one in emoji):
        raise bad_request("REACTION_INVALID")
    world.events.add("reaction", chat.id, message_id=params["message_id"], emoji=emoji)
    return True


def _get_chat(world: World, params: Params) -> dict[str, Any]:
    chat = world.chat(params["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
             "gifts_from_channels")  # fmt: skip
    return {
        **chat.as_chat(),
        "accent_color_id": _ACCENT,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _scope(params: Params) -> tuple[Any, str]:
    scope = params.get("scope", {"type": "default"})
    return tuple(sorted(scope.items())), _language(params)


def _language(params: Params) -> str:
    code: str = params.get("language_code", "")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise bad_request("invalid language code specified")
    return code


def _set_commands(world: World, params: Params) -> bool:
    limits.commands(params["commands"])
    menu = [{**item, "command": item["command"].removeprefix("/")} for item in params["commands"]]
    world.profile.commands[_scope(params)] = menu
    world.events.add("menu")
    return True


def _get_commands(world: World, params: Params) -> list[dict[str, Any]]:
    return world.profile.commands.get(_scope(params), [])


def _delete_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(_scope(params), None)
    world.events.add("menu")
    return True


def commands_for(world: World, language: str) -> list[dict[str, Any]]:
    """Return the menu that a private chat shows, by Telegram's order of scopes and languages."""
    for scope in ("all_private_chats", "default"):
        for code in (language, ""):
            menu = world.profile.commands.get(((("type", scope),), code))
            if menu:
                return menu
    return []


def _setter(field: str, limit: int) -> Method:
    def call(world: World, params: Params) -> bool:
        text = params.get(field, "")
        limits.at_most(text, limit, f"{field} is too long")
        world.profile.texts[field, _language(params)] = text
        world.events.add("menu")
        return True

    return Method(call, frozenset({field, "language_code"}))


def _getter(field: str) -> Method:
    def call(world: World, params: Params) -> dict[str, str]:
        text = world.profile.text(field, _language(params))
        if not text and field == "name":
            text = str(world.bot["first_name"])
        return {field: text}

    return Method(call, frozenset({"language_code"}))


def _set_webhook(world: World, params: Params) -> bool:
    if params["url"]:
        raise unsupported("webhooks; use getUpdates")
    return _delete_webhook(world, params)


def _delete_webhook(world: World, params: Params) -> bool:
    if params.get("drop_pending_updates"):
        world.updates.clear()
    return True


def _webhook_info(world: World, _: Params) -> dict[str, Any]:
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


def _set_menu_button(world: World, params: Params) -> bool:
    button = params.get("menu_button", {"type": "default"})
    if button["type"] not in ("default", "commands"):
        raise unsupported("web apps in the menu button")
    world.profile.menu_button = button
    return True


def _method(call: Callable[[World, Params], Any], takes: str = "") -> Method:
    return Method(call, frozenset(takes.split()))


METHODS: dict[str, Method] = {
    "getMe": _method(_get_me),
    "sendMessage": _method(
        _send_message,
        "chat_id text parse_mode entities link_preview_options disable_notification "
        "protect_content reply_parameters reply_markup",
    ),
    "editMessageText": _method(
        _edit_text, "chat_id message_id text parse_mode entities link_preview_options reply_markup"
    ),
    "editMessageReplyMarkup": _method(_edit_markup, "chat_id message_id reply_markup"),
    "deleteMessage": _method(_delete_message, "chat_id message_id"),
    "deleteMessages": _method(_delete_messages, "chat_id message_ids"),
    "answerCallbackQuery": _method(
        _answer_callback, "callback_query_id text show_alert cache_time"
    ),
    "sendChatAction": _method(_chat_action, "chat_id action"),
    "setMessageReaction": _method(_react, "chat_id message_id reaction is_big"),
    "getChat": _method(_get_chat, "chat_id"),
    "setMyCommands": _method(_set_commands, "commands scope language_code"),
    "getMyCommands": _method(_get_commands, "scope language_code"),
    "deleteMyCommands": _method(_delete_commands, "scope language_code"),
    "setMyName": _setter("name", limits.MAX_NAME),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", limits.MAX_DESCRIPTION),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", limits.MAX_SHORT_DESCRIPTION),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": _method(_set_menu_button, "menu_button"),
    "getChatMenuButton": _method(lambda world, _: world.profile.menu_button),
    "setWebhook": _method(_set_webhook, "url drop_pending_updates"),
    "deleteWebhook": _method(_delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": _method(_webhook_info),
}
SUPPORTED = frozenset(METHODS) | {"getUpdates"}
