"""What the bot tells Telegram about itself: names, descriptions, commands, rights it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Method, Params, method
from bot.playground.rules import limits
from bot.playground.rules.refusal import bad_request, unsupported

if TYPE_CHECKING:
    from bot.playground.world.world import World


def _get_me(world: World, _: Params) -> Any:
    return {
        **world.bot,
        "first_name": world.profile.text("name", "") or world.bot["first_name"],
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": world.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
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


def _set_menu_button(world: World, params: Params) -> bool:
    button = params.get("menu_button", {"type": "default"})
    if button["type"] not in ("default", "commands"):
        raise unsupported("web apps in the menu button")
    world.profile.menu_button = button
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
    "setChatMenuButton": method(_set_menu_button, "menu_button"),
    "getChatMenuButton": method(lambda world, _: world.profile.menu_button),
}
