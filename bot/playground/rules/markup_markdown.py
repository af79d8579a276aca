"""``parse_mode`` MarkdownV2, and the older Markdown that the Bot API still takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.rules.markup_text import SPACES, PlainText, unparsable

if TYPE_CHECKING:
    from bot.playground.rules.entities import Entities

_RESERVED = b"_*[]()~`>#+-=|{}.!\n"
# The names by which Telegram calls what was left open, and what is made of each.
_KINDS = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre",
    "BlockQuote": "blockquote",
}  # fmt: skip
_CODE = frozenset({"Code", "Pre", "PreCode"})
# What opens and closes an entity; longer marks are tried first.
_PAIRS = (
    (b"__", "Underline"), (b"||", "Spoiler"), (b"_", "Italic"), (b"*", "Bold"),
    (b"~", "Strikethrough"),
)  # fmt: skip
_PAIR_OF = {name: mark for mark, name in _PAIRS}


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    begin: int
    start: int
    size: int
    language: str = ""


def parse_v2(text: str) -> tuple[str, Entities]:
    """Return the text of a MarkdownV2-style message, and its entities."""
    return _V2(text).run()


class _V2:
    def __init__(self, text: str) -> None:
        # The bytes after the last one end every look ahead.
        self._data = text.encode() + b"\0\0\0"
        self._end = len(self._data) - 3
        self._plain = PlainText()
        self._open: list[_Open] = []
        self._may_quote = True

    def run(self) -> tuple[str, Entities]:
        at = 0
        while at < self._end:
            byte = self._data[at]
            if byte == ord("\\") and 0 < self._data[at + 1] <= 126:
                self._write(self._data[at + 1])
                at += 2
            elif byte not in (b"`" if self._top in _CODE else _RESERVED):
                self._write(byte)
                at += 1
            elif byte == ord("\n"):
                at = self._new_line(at)
            elif (length := self._closing(at)) or self._ends_expandable(at):
                at = self._close(at, length)
            else:
                at = self._begin(at)
        if self._top == "BlockQuote":
            self._end_quote()
        if self._open:
            last = self._open[-1]
            raise unparsable(f"Can't find end of {last.name} entity at byte offset {last.begin}")
        return self._plain.finish()

    @property
    def _top(self) -> str:
        return self._open[-1].name if self._open else ""

    def _write(self, byte: int) -> None:
        self._plain.write(byte)
        self._may_quote = False

    def _new_line(self, at: int) -> int:
        quoting = any(entity.name == "BlockQuote" for entity in self._open)
        if quoting and self._data[at + 1] == ord(">"):
            self._plain.write(ord("\n"))
            return at + 2
        if self._top == "BlockQuote":
            self._end_quote()
        self._plain.write(ord("\n"))
        self._may_quote = True
        return at + 1

    def _end_quote(self, kind: str = "blockquote") -> None:
        start = self._open.pop().start
        if self._plain.length > start:
            self._plain.mark(kind, start)

    def _ends_expandable(self, at: int) -> bool:
        """Tell whether two bars stand at the end of a quotation's last line."""
        return (
            self._top == "BlockQuote"
            and self._data.startswith(b"||", at)
            and (at + 2 == self._end or self._data[at + 2] == ord("\n"))
            and self._data[at + 3] != ord(">")
        )

    def _closing(self, at: int) -> int:
        """Return the length of the mark that closes the innermost entity here, or 0."""
        top = self._top
        if top in ("TextUrl", "CustomEmoji"):
            return int(self._data[at] == ord("]"))
        if top == "Code":
            return int(self._data[at] == ord("`"))
        if top in _CODE:
            return 3 * self._data.startswith(b"```", at)
        if top == "Italic" and self._data.startswith(b"__", at):
            return 0
        mark = _PAIR_OF.get(top)
        return len(mark) if mark and self._data.startswith(mark, at) else 0

    def _close(self, at: int, length: int) -> int:
        if not length:
            self._end_quote("expandable_blockquote")
            return at + 2
        entity = self._open.pop()
        at += length
        if entity.name in ("TextUrl", "CustomEmoji"):
            return self._close_link(entity, at)
        if self._plain.length > entity.start:
            more = {"language": entity.language} if entity.language else {}
            self._plain.mark(_KINDS[entity.name], entity.start, **more)
        return at

    def _close_link(self, entity: _Open, at: int) -> int:
        picture = entity.name == "CustomEmoji"
        if self._data[at] != ord("("):
            if picture:
                raise unparsable("Custom emoji entity must contain a tg://emoji URL")
            url = self._plain.since(entity.size)
        else:
            at += 1
            begin, address = at, bytearray()
            while at < self._end and self._data[at] != ord(")"):
                at += self._data[at] == ord("\\") and 0 < self._data[at + 1] <= 126
                address.append(self._data[at])
                at += 1
            if at >= self._end:
                what = "custom emoji URL" if picture else "URL"
                raise unparsable(f"Can't find end of a {what} at byte offset {begin}")
            at += 1
            url = address.decode("utf-8", "replace")
        if self._plain.length > entity.start:
            mark = self._plain.mark_picture if picture else self._plain.mark_link
            mark(entity.start, url)
        return at

    def _begin(self, at: int) -> int:
        data, byte, language = self._data, self._data[at], ""
        after = at + 1
        if data.startswith(b"```", at):
            language, after = _language(data, at + 3, self._end)
            name = "PreCode" if language else "Pre"
        elif byte == ord("`"):
            name = "Code"
        elif byte == ord("["):
            name = "TextUrl"
        elif data.startswith(b"![", at):
            name, after = "CustomEmoji", at + 2
        elif byte == ord(">") and self._may_quote and not self._open:
            name = "BlockQuote"
        else:
            mark, name = next((p for p in _PAIRS if data.startswith(p[0], at)), (b"", ""))
            if not name:
                raise unparsable(
                    f"Character '{chr(byte)}' is reserved and must be escaped "
                    "with the preceding '\\'"
                )
            after = at + len(mark)
        self._open.append(_Open(name, at, self._plain.length, self._plain.size, language))
        return after


def _language(data: bytes, at: int, end: int) -> tuple[str, int]:
    """Read the language after three backticks, and skip one new line; return where code begins."""
    stop = at
    while data[stop] not in SPACES + b"`":
        stop += 1
    language = ""
    if at != stop < end and data[stop] != ord("`"):
        language, at = data[at:stop].decode(), stop
    if data[at] in b"\r\n":
        at += 2 if data[at + 1] in b"\r\n" and data[at + 1] != data[at] else 1
    return language, at


def parse_legacy(text: str) -> tuple[str, Entities]:
    """Return the text of a Markdown-style message, and its entities, which cannot be nested."""
    data = text.encode() + b"\0\0\0"
    end, at = len(data) - 3, 0
    plain = PlainText()
    while at < end:
        if data[at] == ord("\\") and data[at + 1] in b"_*`[":
            plain.write(data[at + 1])
            at += 2
        elif data[at] in b"_*`[":
            at = _legacy_entity(data, at, end, plain)
        else:
            plain.write(data[at])
            at += 1
    return plain.finish()


def _legacy_entity(data: bytes, begin: int, end: int, plain: PlainText) -> int:
    """Read one entity of the older Markdown; return what comes after it."""
    mark, language, at = data[begin : begin + 1], "", begin + 1
    closing = b"]" if mark == b"[" else mark
    if data.startswith(b"```", begin):
        closing = b"```"
        language, at = _language(data, begin + 3, end)
    start, size = plain.length, plain.size
    while at < end and not data.startswith(closing, at):
        plain.write(data[at])
        at += 1
    if at >= end:
        raise unparsable(f"Can't find end of the entity starting at byte offset {begin}")
    at += len(closing)
    url = plain.since(size)
    if mark == b"[" and data[at] == ord("("):
        stop = data.find(b")", at)
        stop = end if stop < 0 else stop
        url, at = data[at + 1 : stop].decode("utf-8", "replace"), min(stop + 1, end)
    if plain.length > start:
        if mark == b"[":
            plain.mark_link(start, url)
        elif mark == b"`":
            more = {"language": language} if language else {}
            plain.mark("pre" if len(closing) > 1 else "code", start, **more)
        else:
            plain.mark("bold" if mark == b"*" else "italic", start)
    return at
