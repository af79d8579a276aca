"""Results as two strangers read them: the official schema, and python-telegram-bot's classes."""

from __future__ import annotations

import inspect
import re
import types
import typing
from functools import cache

import telegram

from tests.reliability.stage import SCHEMA

# Newer than python-telegram-bot 22.8, which speaks Bot API 10.0.
_NEWER = dict.fromkeys(
    (
        "deleteMessageReaction",
        "deleteAllMessageReactions",
        "deleteEphemeralMessage",
        "editEphemeralMessageReplyMarkup",
        "editEphemeralMessageText",
    ),
    bool,
)
_SCALARS = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool, "True": bool}
_STATUSES = {
    "creator": "Owner", "administrator": "Administrator", "member": "Member",
    "restricted": "Restricted", "left": "Left", "kicked": "Banned",
}  # fmt: skip
# python-telegram-bot 22.8 wants it of administrators; the Bot API's documents do not have it.
_PTB_ONLY = {"can_react_to_messages": True}


@cache
def documented(method):
    """Return what a method returns, as python-telegram-bot declares it."""
    if method in _NEWER:
        return _NEWER[method]
    name = re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()
    declared = inspect.signature(getattr(telegram.Bot, name)).return_annotation
    if isinstance(declared, str):
        declared = eval(declared, {"bool": bool, **vars(telegram)})
    return declared


def check(method, result):
    """Assert that a result is of the type that the method returns."""
    read(documented(method), result)


def read(declared, value):
    """Assert that a value conforms to the schema, and let python-telegram-bot read it."""
    if isinstance(declared, str):
        declared = getattr(telegram, declared)
    if isinstance(declared, types.UnionType) or typing.get_origin(declared) is typing.Union:
        options = typing.get_args(declared)
        declared = bool if value is True else next(one for one in options if one is not bool)
    if typing.get_origin(declared) is tuple:
        assert isinstance(value, list)
        for one in value:
            read(typing.get_args(declared)[0], one)
    elif declared is bool:
        assert value is True
    elif declared in (str, int):
        assert type(value) is declared
    else:
        conform(declared.__name__, value)
        if declared is telegram.ChatMember:
            value = _PTB_ONLY | value
        assert isinstance(declared.de_json(value, None), declared)


def conform(kind, value, path=""):
    """Assert that a value is of a type of the schema: no field too many, none too few."""
    if kind.startswith("Array of "):
        assert isinstance(value, list), path
        for number, one in enumerate(value):
            conform(kind.removeprefix("Array of "), one, f"{path}[{number}]")
    elif kind in _SCALARS:
        assert isinstance(value, _SCALARS[kind]), (path, value)
        assert isinstance(value, bool) == (kind in ("Boolean", "True")), (path, value)
        assert kind != "True" or value, path
    else:
        fields = SCHEMA.fields(_member(kind, value))
        assert value.keys() <= fields.keys(), (path, kind, value.keys() - fields.keys())
        for name, field in fields.items():
            assert name in value or not field.required, (path, kind, name)
            if name in value:
                conform(field.types[0], value[name], f"{path}.{name}")


def _member(kind, value):
    """Return which type of a union an object is."""
    if kind == "ChatMember":
        return f"ChatMember{_STATUSES[value['status']]}"
    if kind == "MaybeInaccessibleMessage":
        return "Message"
    if kind in ("MessageOrigin", "MenuButton", "ReactionType"):
        return kind + "".join(part.title() for part in value["type"].split("_"))
    return kind
