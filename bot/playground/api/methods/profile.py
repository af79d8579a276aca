"""What the bot tells Telegram about itself: names, descriptions, commands, rights it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules import limits
from bot.playground.rules.keyboards import check_web_app
from bot.playground.rules.refusal import Refusal, bad_request
from bot.playground.world.attachments import TOPIC_ICONS
from bot.playground.world.chats import Room, rights_of

if TYPE_CHECKING:
    from bot.playground.world.world import World

_MAX_CUSTOM_EMOJI = 200
_CLOSED_AFTER = 600


def _get_me(world: World, _: Params) -> Any:
    return {
        **world.bot,
        "first_name": world.profile.text("name", "") or world.bot["first_name"],
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": world.inline,
        "supports_guest_queries": world.guest,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _scope(world: World, params: Params) -> tuple[Any, str]:
    scope = params.get("scope", {"type": "default"})
    if "chat_id" in scope:
        chat = world.chat(scope["chat_id"])
        if scope["type"] != "chat" and not isinstance(chat, Room):
            raise bad_request("can't use specified scope in private chats")
        scope = {**scope, "chat_id": chat.id}
    if "user_id" in scope:
        world.person(scope["user_id"])
    return tuple(sorted(scope.items())), _language(params)


def _language(params: Params) -> str:
    code: str = params.get("language_code", "")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise bad_request("invalid language code specified")
    return code


def _set_commands(world: World, params: Params) -> bool:
    limits.commands(params["commands"])
    menu = [{**item, "command": item["command"].removeprefix("/")} for item in params["commands"]]
    world.profile.commands[_scope(world, params)] = menu
    world.events.add("menu")
    return True


def _get_commands(world: World, params: Params) -> list[dict[str, Any]]:
    return world.profile.commands.get(_scope(world, params), [])


def _delete_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(_scope(world, params), None)
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
        is_name = field == "name"
        if is_name:
            text = limits.as_name(text)
        if is_name and not text and not _language(params):
            # Only the name in a language can be taken back.
            raise bad_request("BOT_TITLE_INVALID")
        limits.at_most(text, limit, "BOT_TITLE_INVALID" if is_name else f"{field} is too long")
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


def _set_menu_button(world: World, params: Params) -> bool:
    button = dict(params.get("menu_button", {"type": "default"}))
    if button["type"] == "web_app":
        if not button["text"].strip():
            raise bad_request("menu button text must be non-empty")
        check_web_app(button["web_app"]["url"], "menu button Web App")
    world.profile.menu_buttons[_menu_of(world, params)] = button
    world.events.add("menu")
    return True


def _get_menu_button(world: World, params: Params) -> dict[str, Any]:
    buttons = world.profile.menu_buttons
    default = buttons.get(None, {"type": "commands"})
    return buttons.get(_menu_of(world, params), default)


def _menu_of(world: World, params: Params) -> int | None:
    """Return whose menu button is meant: a person's, or everybody's."""
    return world.person(params["chat_id"]).id if "chat_id" in params else None


def _set_default_rights(world: World, params: Params) -> bool:
    world.profile.default_rights[params.get("for_channels", False)] = params.get("rights", {})
    return True


def _get_default_rights(world: World, params: Params) -> dict[str, bool]:
    in_channels: bool = params.get("for_channels", False)
    chosen = world.profile.default_rights.get(in_channels, {})
    names = ("is_anonymous", *rights_of("channel" if in_channels else "supergroup"))
    return {name: chosen.get(name, False) for name in names}


def _topic_icons(_: World, __: Params) -> list[dict[str, Any]]:
    return [dict(sticker) for sticker in TOPIC_ICONS.values()]


def _custom_emoji(_: World, params: Params) -> list[dict[str, Any]]:
    """Return the stickers of custom emoji; only topics' icons are known here."""
    ids = params["custom_emoji_ids"]
    if len(ids) > _MAX_CUSTOM_EMOJI:
        raise bad_request("too many custom emoji identifiers specified")
    return [dict(TOPIC_ICONS[number]) for number in ids if number in TOPIC_ICONS]


def _close(world: World, _: Params) -> bool:
    """Close the bot's instance: not within ten minutes of its start, as documented."""
    left = world.started + _CLOSED_AFTER - world.now()
    if left > 0:
        raise Refusal(429, f"Too Many Requests: retry after {left}", {"retry_after": left})
    return True


METHODS = {
    "getMe": method(_get_me),
    "setMyCommands": method(_set_commands, "commands scope language_code"),
    "getMyCommands": method(_get_commands, "scope language_code"),
    "deleteMyCommands": method(_delete_commands, "scope language_code"),
    "setMyName": _setter("name", limits.MAX_NAME),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", limits.MAX_DESCRIPTION),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", limits.MAX_SHORT_DESCRIPTION),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": method(_set_menu_button, "chat_id menu_button"),
    "getChatMenuButton": method(_get_menu_button, "chat_id"),
    "setMyDefaultAdministratorRights": method(_set_default_rights, "rights for_channels"),
    "getMyDefaultAdministratorRights": method(_get_default_rights, "for_channels"),
    "getForumTopicIconStickers": method(_topic_icons),
    "getCustomEmojiStickers": method(_custom_emoji, "custom_emoji_ids"),
    "close": method(_close),
}
