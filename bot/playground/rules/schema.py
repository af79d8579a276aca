"""The Bot API's own schema as a gate: no request passes that Telegram could not read.

Telegram itself ignores parameters it does not know. This gate refuses them: a
misspelt ``reply_makup`` is a bug that a test bench must find.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from bot.playground.rules.refusal import Refusal, bad_request

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SCHEMA_FILE = "botapi-10.3.json"

# The file names every type and parameter but those called "description"; these
# are from https://core.telegram.org/bots/api. True: the field is required.
_METHOD_DESCRIPTIONS = {
    "setMyDescription": False,
    "setChatDescription": False,
    "sendPoll": False,
    "sendInvoice": True,
    "createInvoiceLink": True,
}
_TYPE_DESCRIPTIONS = {
    "BotCommand": True,
    "BotDescription": True,
    "ChatFullInfo": False,
    "Game": True,
    "InlineQueryResultArticle": False,
    "InlineQueryResultCachedDocument": False,
    "InlineQueryResultCachedPhoto": False,
    "InlineQueryResultCachedVideo": False,
    "InlineQueryResultDocument": False,
    "InlineQueryResultPhoto": False,
    "InlineQueryResultVideo": False,
    "InputInvoiceMessageContent": True,
    "Invoice": True,
    "Poll": False,
}

# Types with no fields of their own in the schema: a value is one of the types
# whose names begin with theirs (BotCommandScope: BotCommandScopeDefault, ...),
# or, where a name is given here, with that name.
_UNIONS = {
    "BotCommandScope": "",
    "InlineQueryResult": "",
    "InputMedia": "",
    "InputPaidMedia": "",
    "InputPollMedia": "InputMedia",
    "InputPollOptionMedia": "InputMedia",
    "InputProfilePhoto": "",
    "InputStoryContent": "",
    "MenuButton": "",
    "PassportElementError": "",
    "ReactionType": "",
    "StoryAreaType": "",
}
# Rich text nests strings, lists and objects freely; no method that takes it is supported here.
_FREE = frozenset({"RichText", "RichBlock", "InputRichBlock"})
# Named in no common way; told apart by what they need.
_MESSAGE_CONTENTS = (
    "InputTextMessageContent", "InputRichMessageContent", "InputLocationMessageContent",
    "InputVenueMessageContent", "InputContactMessageContent", "InputInvoiceMessageContent",
)  # fmt: skip

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_FLOAT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?")
_ARRAY = "Array of "
_ATTACHED = "attach://"
# The parameters and fields that may name an uploaded part of the request.
_UPLOADED = frozenset(
    {
        "animation", "audio", "cover", "document", "live_photo", "media", "photo",
        "sticker", "thumbnail", "video", "video_note", "voice",
    }
)  # fmt: skip
# How Telegram says that a parameter of this name is missing, where not by its name alone.
_MISSING = {
    "chat_id": "chat_id is empty",
    "draft_id": "RANDOM_ID_INVALID",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "question": "text must be non-empty",
    "text": "message text is empty",
    "user_id": "invalid user_id specified",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field: the types it may have, and whether it must be there."""

    types: tuple[str, ...]
    required: bool


class Schema:
    """The methods and types of one version of the Bot API."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._methods = {
            name: _fields(method["params"]) for name, method in data["methods"].items()
        }
        self._types = {name: _fields(kind["fields"]) for name, kind in data["types"].items()}
        for name, required in _METHOD_DESCRIPTIONS.items():
            self._methods[name].setdefault("description", Field(("String",), required))
        for name, required in _TYPE_DESCRIPTIONS.items():
            self._types[name].setdefault("description", Field(("String",), required))
        self._canonical: dict[str, str] = {name.lower(): name for name in self._methods}

    @property
    def methods(self) -> Collection[str]:
        """The names of all methods, as the documents spell them."""
        return frozenset(self._methods)

    def canonical(self, name: str) -> str:
        """Return the documented spelling of a method: names are case-insensitive.

        Raises a 404 refusal for a method that the Bot API does not have.
        """
        try:
            return self._canonical[name.lower()]
        except KeyError:
            raise Refusal(404, "Not Found: method not found") from None

    def parameters(self, method: str) -> Mapping[str, Field]:
        """Return the parameters of a method named as the documents spell it."""
        return self._methods[method]

    def fields(self, kind: str) -> Mapping[str, Field]:
        """Return the fields of a type."""
        return self._types[kind]

    def parse(
        self, method: str, raw: Mapping[str, Any], files: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return the parameters of a request as typed values, or refuse it.

        `raw` holds strings (a form, a query) or JSON values (a JSON body);
        `files` names the uploaded parts. Form strings are read as the type
        the schema wants; inside objects and arrays the JSON type must be right.
        """
        fields = self._methods[method]
        for name in raw:
            if name not in fields:
                raise bad_request(f'method {method} has no parameter "{name[:64]}"')
        parsed: dict[str, Any] = {}
        for name, field in fields.items():
            if name == "chat_id" and raw.get(name) == "":
                raise bad_request(_MISSING[name])
            if name in raw:
                parsed[name] = self._top(field, raw[name], name)
            elif name in files and "InputFile" in field.types:
                parsed[name] = f"{_ATTACHED}{name}"
            elif field.required:
                raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
        _check_uploads(parsed, files)
        return parsed

    def _top(self, field: Field, value: Any, name: str) -> Any:
        if not isinstance(value, str):
            return self._one_of(field.types, value, name)
        _check_encoding(value)
        for kind in field.types:
            if kind == "Integer" and _INTEGER.fullmatch(value):
                return _integer(int(value), name)
            if kind == "Float" and _FLOAT.fullmatch(value):
                return float(value)
            if kind in ("Boolean", "True") and value.lower() in ("true", "false", "1", "0"):
                return value.lower() in ("true", "1")
        if "String" in field.types or "InputFile" in field.types:
            return value
        if all(kind in ("Integer", "Float", "Boolean", "True") for kind in field.types):
            raise _wrong(name, field.types)
        return self._one_of(field.types, _json(value, name), name)

    def _one_of(self, types: tuple[str, ...], value: Any, path: str) -> Any:
        """Check `value` against alternatives; the reason of a lone (or best) one is told."""
        if len(types) == 1:
            return self._value(types[0], value, path)
        refusals = []
        for kind in types:
            try:
                return self._value(kind, value, path)
            except Refusal as refusal:
                refusals.append((self._likeness(kind, value), refusal))
        likeness, likeliest = max(refusals, key=lambda pair: pair[0])
        if likeness:
            raise likeliest
        raise _wrong(path, types)

    def _likeness(self, kind: str, value: Any) -> int:
        """Count how many of an object's own keys the type knows, and its tag, if it names it."""
        fields = self._types.get(kind)
        if fields is None or not isinstance(value, dict):
            return 0
        tag = value.get("type")
        named = isinstance(tag, str) and kind.lower() == f"inputmedia{tag.replace('_', '')}"
        return sum(key in fields for key in value) + named

    def _value(self, kind: str, value: Any, path: str) -> Any:
        if kind.startswith(_ARRAY):
            if not isinstance(value, list):
                raise _wrong(path, (kind,))
            inner = kind.removeprefix(_ARRAY)
            types = tuple(re.split(r", | and ", inner))
            return [self._one_of(types, item, f"{path}[{i}]") for i, item in enumerate(value)]
        if kind in _FREE:
            return value
        if kind == "KeyboardButton" and isinstance(value, str):
            # "For simple text buttons, String can be used instead of this object."
            value = {"text": value}
        if kind == "InputMessageContent":
            return self._one_of(_MESSAGE_CONTENTS, value, path)
        if kind in _UNIONS:
            return self._one_of(self._members(kind, value), value, path)
        if kind in self._types and kind != "InputFile":
            return self._object(kind, value, path)
        return _scalar(kind, value, path)

    def _members(self, union: str, value: Any) -> tuple[str, ...]:
        """Return the types a value of a union may have: one, where its tag names it."""
        prefix = _UNIONS[union] or union
        kinds = {
            name: name.removeprefix(prefix).removeprefix("Cached").lower()
            for name in self._types
            if re.match(f"{prefix}[A-Z]", name) and name not in _UNIONS
        }
        tag = value.get("type") if isinstance(value, dict) else None
        if isinstance(tag, str):
            # A BotCommandScopeAllGroupChats carries the type "all_group_chats".
            wanted = tag.replace("_", "")
            return tuple(name for name, kind in kinds.items() if kind == wanted) or tuple(kinds)
        return tuple(kinds)

    def _object(self, kind: str, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _wrong(path, (kind,))
        fields = self._types[kind]
        for name in value:
            if name not in fields:
                raise bad_request(f'{kind} has no field "{name[:64]}" (in {path})')
        parsed: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value:
                parsed[name] = self._one_of(field.types, value[name], f"{path}.{name}")
            elif field.required:
                raise bad_request(f'{kind} needs the field "{name}" (in {path})')
        return parsed


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """Load the copy of the official schema that travels with this package."""
    text = files("bot.playground.rules").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    return Schema(json.loads(text))


def _fields(raw: Mapping[str, Any]) -> dict[str, Field]:
    return {name: Field(tuple(f["types"]), f["required"]) for name, f in raw.items()}


def _check_uploads(value: Any, files: Collection[str]) -> None:
    """Refuse the name of an upload that is not among the request's parts."""
    if isinstance(value, list):
        for item in value:
            _check_uploads(item, files)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in _UPLOADED or not isinstance(item, str):
                _check_uploads(item, files)
            elif item.startswith(_ATTACHED) and item.removeprefix(_ATTACHED) not in files:
                raise bad_request("media not found")


def _scalar(kind: str, value: Any, path: str) -> Any:
    if kind in ("String", "InputFile") and isinstance(value, str):
        _check_encoding(value)
        return value
    if kind == "Integer" and isinstance(value, int) and not isinstance(value, bool):
        return _integer(value, path)
    if kind == "Float" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if kind == "Boolean" and isinstance(value, bool):
        return value
    if kind == "True" and value is True:
        return value
    raise _wrong(path, (kind,))


def _integer(value: int, path: str) -> int:
    if not -(2**63) <= value < 2**63:
        raise bad_request(f"{path} does not fit in 64 bits")
    return value


def _check_encoding(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json(value: str, path: str) -> Any:
    return read_json(value, f"can't parse {path}")


def read_json(text: str, problem: str) -> Any:
    """Read JSON a stranger wrote, or refuse it with `problem` as the reason."""
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise bad_request(f"{problem}: it is not valid JSON") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    """Read a number; 1e999 would be an infinity, which JSON has no word for."""
    value = float(digits)
    if not isfinite(value):
        raise ValueError(digits)
    return value


def _wrong(path: str, types: tuple[str, ...]) -> Refusal:
    return bad_request(f"{path} must be of type {' or '.join(types)}")
