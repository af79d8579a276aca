"""Message entities: those a bot sends are checked, those in plain text are found.

Offsets and lengths count UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.playground.rules.refusal import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

Entities = list[dict[str, Any]]

MAX_ENTITIES = 100
_QUOTATIONS = frozenset({"blockquote", "expandable_blockquote"})
# What the words of a message keep of their looks where a reply quotes them.
_QUOTED = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"}
)
# "Pre and code entities can't contain other entities": not those found by Telegram either.
_CLOSED = frozenset({"pre", "code"})
KINDS = _QUOTATIONS | _CLOSED | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
    "italic", "underline", "strikethrough", "spoiler", "text_link", "text_mention",
    "custom_emoji", "date_time",
}  # fmt: skip
# What an entity of a type cannot be without.
_NEEDED = {
    "text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}  # fmt: skip
# Found by Telegram in any text. Telegram knows thousands of top-level domains;
# a handful is enough for a bare "example.org" here.
_DOMAIN = r"(?:[a-z0-9-]{1,63}\.)+"
_PATH = r"[^\s<>\"“”«»]"
_FOUND = (
    (
        "url",
        re.compile(
            rf"(?<![\w@/.])(?:https?://{_PATH}+"
            rf"|{_DOMAIN}(?:com|org|net|info|io|eu|de|uk|ua|pl|fr)\b(?:/{_PATH}*)?)",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@{_DOMAIN}[a-z]{{2,24}}\b", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/@.:<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d_])\w{1,256}")),
)

# Telegram makes a space of each control character but the newline, and drops these: the
# carriage return, what parts lines and turns their direction, and strokes over whole lines.
_DROPPED = "\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a"
_CLEANED = str.maketrans(
    {chr(code): " " for code in range(32) if chr(code) != "\n"} | dict.fromkeys(_DROPPED, "")
)


def utf16_length(text: str) -> int:
    """Count the UTF-16 code units of a text."""
    return len(text) if _is_flat(text) else len(text) + sum(ord(char) > 0xFFFF for char in text)


def _is_flat(text: str) -> bool:
    """Tell, fast, whether each character is one unit: nearly every text is like that."""
    return text.isascii() or max(text) <= "\uffff"


def slice_utf16(text: str, offset: int, length: int) -> str:
    """Return the part of a text that an entity covers."""
    data = text.encode("utf-16-le")
    return data[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def quoted(entities: Entities, start: int = 0, end: int | None = None) -> Entities:
    """Return what a quotation of these units of a text keeps of its entities, in order.

    Of an entity that goes beyond the quotation it has the part inside.
    """
    kept = []
    for entity in entities:
        first = max(entity["offset"], start)
        last = entity["offset"] + entity["length"]
        last = last if end is None else min(last, end)
        if entity["type"] in _QUOTED and first < last:
            kept.append({**entity, "offset": first - start, "length": last - first})
    return sorted(kept, key=lambda one: (one["offset"], -one["length"], one["type"]))


def _clean(text: str, entities: Entities) -> tuple[str, Entities]:
    kept = text.translate(_CLEANED)
    if len(kept) == len(text):
        return kept, entities
    # All that is dropped is one unit each: an offset moves by as many as stood before it.
    dropped = [place for place, unit in enumerate(_units(text)) if chr(unit) in _DROPPED]
    moved = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        begin = start - bisect_left(dropped, start)
        length = end - bisect_left(dropped, end) - begin
        if length > 0:
            moved.append({**entity, "offset": begin, "length": length})
    return kept, moved


def _units(text: str) -> Sequence[int]:
    return memoryview(text.encode("utf-16-le")).cast("H")


def trim(text: str, entities: Entities) -> tuple[str, Entities]:
    """Drop what Telegram drops from a text, and move its entities along.

    That is the white space around it (at the start only what stands before the first
    entity), and in it control characters and those that turn the direction of a text.
    """
    text, entities = _clean(text, entities)
    first = min((entity["offset"] for entity in entities), default=utf16_length(text))
    lead = len(text) - len(text.lstrip(" \n"))
    lead = min(lead, first)  # spaces and newlines are one unit each
    kept = text[lead:].rstrip()
    size = utf16_length(kept)
    moved = []
    for entity in entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], size - offset)
        if length > 0:
            moved.append({**entity, "offset": offset, "length": length})
    return kept, moved


def check(text: str, entities: Entities) -> None:
    """Refuse entities that do not fit the text, or do not fit into each other."""
    if len(entities) > MAX_ENTITIES:
        raise bad_request(f"message has more than {MAX_ENTITIES} entities")
    bounds = _boundaries(text)
    for entity in entities:
        _check_one(entity, bounds)
    _check_nesting(entities)


def _boundaries(text: str) -> Sequence[int]:
    """List the offset of each character, and of the end of the text."""
    if _is_flat(text):
        return range(len(text) + 1)
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + (2 if ord(char) > 0xFFFF else 1))
    return offsets


def _check_one(entity: dict[str, Any], bounds: Sequence[int]) -> None:
    kind, offset, length = entity["type"], entity["offset"], entity["length"]
    if kind not in KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 1:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > bounds[-1]:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > bounds[-1]:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    for what, edge in (("begins", offset), ("ends", offset + length)):
        if bounds[bisect_left(bounds, edge)] != edge:
            raise bad_request(f"entity {what} in a middle of a UTF-16 symbol at offset {edge}")
    _check_needed(entity)
    if kind != "text_link" and "url" in entity:
        raise bad_request(f"an entity of type {kind} has no url")


def _check_needed(entity: dict[str, Any]) -> None:
    """Refuse an entity without the field that its type needs, or with a wrong value in it."""
    needed = _NEEDED.get(entity["type"], "")
    if needed and needed not in entity:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{needed}\"")
    if needed == "url" and (problem := link_problem(entity["url"])):
        raise bad_request(f"entity URL '{entity['url'][:64]}' is invalid: {problem}")
    if needed == "custom_emoji_id":
        number: str = entity[needed]
        if not (number.isascii() and number.isdigit() and 0 < int(number[:20]) < 2**63):
            raise bad_request(
                'can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number'
            )
    if needed == "user" and entity["user"]["id"] <= 0:
        raise bad_request("user not found")


def _check_nesting(entities: Entities) -> None:
    open_entities: list[tuple[int, str]] = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        start, kind = entity["offset"], entity["type"]
        end = start + entity["length"]
        open_entities = [pair for pair in open_entities if pair[0] > start]
        for outer_end, outer in open_entities:
            if end > outer_end:
                raise bad_request(f"entities {outer} and {kind} overlap at UTF-16 offset {start}")
            if kind in _QUOTATIONS and outer in _QUOTATIONS:
                raise bad_request("blockquote entities can't be nested")
            if outer in _CLOSED or (kind in _CLOSED and outer not in _QUOTATIONS):
                raise bad_request(f"entities {outer} and {kind} can't be nested")
        open_entities.append((end, kind))


def is_link(url: str) -> bool:
    """Tell whether Telegram would take `url` for a link or a button."""
    if url.lower().startswith("tg:"):
        return True
    if "://" not in url:
        # An address without a scheme, with a port perhaps: example.org:8080/a.
        url = "" if re.match(r"[^/]*:(?!\d)", url) else f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # out of range, or no number: a ValueError
    except ValueError:
        return False
    # A name without a dot, such as localhost, is nobody's address outside this machine.
    return (
        parts.scheme in ("http", "https")
        and ("." in host or ":" in host)
        and all(host.removesuffix(".").split("."))
        and not re.search(r"[\s<>\"]", url)
    )


def link_problem(url: str) -> str:
    """Return what Telegram says is wrong with a link, or ""."""
    if is_link(url):
        return ""
    if not url:
        return "URL host is empty"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url) and not url.lower().startswith("http"):
        return "Unsupported URL protocol"
    return "Wrong HTTP URL"


def find(text: str, known: Entities | None = None) -> Entities:
    """Return `known` and the commands, links, mentions and hashtags that Telegram finds in a text.

    A find that lies in code or crosses an entity is left out.
    """
    entities = list(known or ())
    taken = [(e["offset"], e["offset"] + e["length"], e["type"]) for e in entities]
    bounds = _boundaries(text)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            end = match.end()
            if kind == "url":
                end = match.start() + len(match[0].rstrip(".,:;!?)]}'’"))
            start, stop = bounds[match.start()], bounds[end]
            if all(_may_hold(outer, start, stop) for outer in taken):
                taken.append((start, stop, kind))
                entities.append({"type": kind, "offset": start, "length": stop - start})
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return entities[:MAX_ENTITIES]


_AROUND = KINDS - _CLOSED - {name for name, _ in _FOUND} - {"text_link", "text_mention"}


def _may_hold(taken: tuple[int, int, str], start: int, stop: int) -> bool:
    """Tell whether a find may stand beside, in or around an entity that is there."""
    begin, end, kind = taken
    if stop <= begin or end <= start:
        return True
    inside = begin <= start and stop <= end
    around = start <= begin and end <= stop
    return kind in _AROUND and (inside or around)
