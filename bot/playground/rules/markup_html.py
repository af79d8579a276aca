"""``parse_mode`` HTML, as the Bot API's documents list its tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.playground.rules.markup_text import SPACES, PlainText, unparsable

if TYPE_CHECKING:
    from bot.playground.rules.entities import Entities

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = frozenset(_SIMPLE) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))")
_LONGEST_REFERENCE = 10
_NAME_END = SPACES + b"=>/\"'"
_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    start: int = 0
    size: int = 0


def parse(text: str) -> tuple[str, Entities]:
    """Return the text of an HTML-style message, and its entities."""
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: str) -> None:
        # The byte after the last one ends every search.
        self._data = text.encode() + b"\0"
        self._end = len(self._data) - 1
        self._plain = PlainText()
        self._open: list[_Open] = []

    def run(self) -> tuple[str, Entities]:
        at = 0
        while at < self._end:
            byte = self._data[at]
            if byte == ord("&") and (found := self._reference(at)):
                code, at = found
                self._plain.write_character(code)
            elif byte != ord("<"):
                self._plain.write(byte)
                at += 1
            elif self._data[at + 1] == ord("/"):
                at = self._end_tag(at)
            else:
                at = self._start_tag(at)
        if self._open:
            tag = self._open[-1].tag
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        for entity in self._plain.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return self._plain.finish()

    def _reference(self, at: int) -> tuple[int, int] | None:
        """Read a character reference; None where the ampersand is just one."""
        match = _REFERENCE.match(self._data, at)
        assert match
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            code = ord(_NAMED.get(name, "\0"))
        elif match.end() - at >= _LONGEST_REFERENCE:
            return None
        else:
            code = int(hexadecimal or b"0", 16) if decimal is None else int(decimal or b"0")
        if code == 0 or code >= 0x10FFFF:
            return None
        if 0xD800 <= code <= 0xDFFF:
            raise unparsable(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return code, match.end() + (self._data[match.end()] == ord(";"))

    def _skip(self, at: int, *, until: bytes) -> int:
        while self._data[at] not in until:
            at += 1
        return at

    def _skip_spaces(self, at: int) -> int:
        while at < self._end and self._data[at] in SPACES:
            at += 1
        return at

    def _start_tag(self, begin: int) -> int:
        at = self._skip(begin + 1, until=SPACES + b">")
        if at >= self._end:
            raise unparsable(f"Unclosed start tag at byte offset {begin}")
        tag = self._data[begin + 1 : at].decode().lower()
        if tag not in _TAGS:
            raise unparsable(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes: dict[str, str] = {}
        while (at := self._skip_spaces(at)) < self._end and self._data[at] != ord(">"):
            at = self._attribute(tag, begin, at, attributes)
        if at >= self._end:
            raise unparsable(f"Unclosed start tag at byte offset {begin}")
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(_Open(tag, attributes, self._plain.length, self._plain.size))
        return at + 1

    def _attribute(self, tag: str, begin: int, at: int, attributes: dict[str, str]) -> int:
        """Read one attribute into `attributes`; return where it ends."""
        name_at = at
        at = self._skip(at, until=_NAME_END)
        name = self._data[name_at:at].decode().lower()
        if not name:
            raise unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        at = self._skip_spaces(at)
        if self._data[at] != ord("="):
            attributes[name] = ""
            return at
        at = self._skip_spaces(at + 1)
        if at >= self._end:
            raise unparsable(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self._data[at]
        if quote not in b"\"'":
            match = _TOKEN.match(self._data, at)
            assert match
            if self._data[match.end()] not in SPACES + b">":
                raise unparsable(f"Unexpected end of name token at byte offset {at}")
            attributes[name] = match[0].decode().lower()
            return match.end()
        value = PlainText()
        at += 1
        while at < self._end and self._data[at] != quote:
            if self._data[at] == ord("&") and (found := self._reference(at)):
                code, at = found
                value.write_character(code)
            else:
                value.write(self._data[at])
                at += 1
        attributes[name] = value.since(0)
        return min(at + 1, self._end)

    def _end_tag(self, begin: int) -> int:
        if not self._open:
            raise unparsable(f"Unexpected end tag at byte offset {begin}")
        at = self._skip(begin + 2, until=SPACES + b">")
        name = self._data[begin + 2 : at].decode().lower()
        at = self._skip_spaces(at)
        if self._data[at] != ord(">"):
            raise unparsable(f"Unclosed end tag at byte offset {begin}")
        tag = self._open.pop()
        if name and name != tag.tag:
            raise unparsable(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.tag}>", '
                f'found "</{name}>"'
            )
        if self._plain.length > tag.start:
            self._mark(tag)
        return at + 1

    def _mark(self, tag: _Open) -> None:
        plain, start = self._plain, tag.start
        if tag.tag in _SIMPLE:
            plain.mark(_SIMPLE[tag.tag], start)
        elif tag.tag == "a":
            plain.mark_link(start, tag.attributes.get("href") or plain.since(tag.size))
        elif tag.tag == "tg-emoji":
            plain.mark_emoji(start, tag.attributes.get("emoji-id", ""))
        elif tag.tag == "tg-time":
            shown = tag.attributes.get("format", "")
            plain.mark_time(start, tag.attributes.get("unix", ""), shown)
        elif tag.tag == "blockquote":
            expandable = "expandable" in tag.attributes
            plain.mark("expandable_blockquote" if expandable else "blockquote", start)
        else:
            self._mark_code(tag)

    def _mark_code(self, tag: _Open) -> None:
        """Note code; code with a language right inside pre, or around it, is one entity."""
        language = tag.attributes.get("class", "")
        language = language[9:] if tag.tag == "code" and language.startswith("language-") else ""
        last = self._plain.entities[-1] if self._plain.entities else None
        same = (
            last is not None
            and (last["offset"], last["length"]) == (tag.start, self._plain.length - tag.start)
            and {last["type"], tag.tag} == {"pre", "code"}
        )
        if last is not None and same and (language or last.get("language")):
            last["type"] = "pre"
            last["language"] = language or last["language"]
        else:
            more = {"language": language} if language else {}
            self._plain.mark(tag.tag, tag.start, **more)
