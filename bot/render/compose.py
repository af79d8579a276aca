"""From code points to UTF-16 units: the one place where a message's text is put together.

The Bot API counts text, offsets and lengths in UTF-16 code units
(https://core.telegram.org/bots/api#messageentity); everything else here counts code points.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.reply import Button, Entity, Reply
from knowledge.model import Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from bot.reply import EntityKind
    from bot.strings.catalogue import Strings

TEXT_LIMIT = 4096
"""UTF-16 units in one message."""
ENTITY_LIMIT = 100

_COMMAND = re.compile(r"(?<![\w/])/[a-z]+\b")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]")
# Embeddings, overrides and isolates: left open in a title, they would turn the rest of the line.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_JOINERS = "\u200d\ufe0e\ufe0f"


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def stripped(text: str, span: Span) -> Span:
    """Return the span without white space at its ends: Telegram would cut it off anyway."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def window(text: str, span: Span, room: int, keep: Span, *, sentences: bool = False) -> Span:
    """Return the part of `span` that fits in `room` UTF-16 units and holds `keep`.

    Everything, if it fits; else from the start; else the neighbourhood of `keep`. It is
    cut between words, or, with `sentences`, rather at a sentence's end. If `keep`
    alone is too long, its beginning is what remains.
    """
    span = stripped(text, span)
    if units(span.of(text)) <= room:
        return span
    head = _beginning(text, span, room, at_least=span.start, sentences=sentences)
    if head.covers(keep) or not span.covers(keep):
        return head
    spare = room - units(keep.of(text))
    if spare <= 0:
        return _beginning(text, keep, room, at_least=keep.start)
    start = _back(text, span.start, keep.start, spare // 2)
    around = Span(start, span.end)
    return _beginning(text, around, room, at_least=keep.end, sentences=sentences)


def shorten(text: str, room: int) -> str:
    """Return a one-line label of at most `room` UTF-16 units, "…" for what was cut.

    Marks that turn the direction of writing are left out; the letters' own directions do.
    """
    line = " ".join(text.translate(_TURNING).split())
    if units(line) <= room:
        return line
    whole = Span(0, len(line))
    return _beginning(line, whole, room - 1, at_least=0).of(line).rstrip(" ,;:–—-") + "…"


def _beginning(text: str, span: Span, room: int, *, at_least: int, sentences: bool = False) -> Span:
    """Return as much of the span's beginning as fits, ending well, never before `at_least`."""
    end, used = span.start, 0
    while end < span.end:
        used += 2 if text[end] > "\uffff" else 1
        if used > room:
            break
        end += 1
    if end == span.end:
        return stripped(text, span)
    lowest = max(at_least, span.start + (end - span.start) // 2)
    if sentences:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, lowest, end + 1)]
        if ends:
            return stripped(text, Span(span.start, min(ends[-1], end)))
    for border in range(end, lowest, -1):
        if text[border].isspace():
            return stripped(text, Span(span.start, border))
    for border in range(end, lowest, -1):
        if not _clings(text, border):
            return stripped(text, Span(span.start, border))
    return stripped(text, Span(span.start, end))


def _back(text: str, first: int, start: int, room: int) -> int:
    """Return where to begin so that about `room` units stand before `start`, at a word's start."""
    begin = start
    while begin > first and room > 0:
        begin -= 1
        room -= 2 if text[begin] > "\uffff" else 1
    for border in range(begin, start):
        if border == first or text[border - 1].isspace():
            return border
    return start


def _clings(text: str, border: int) -> bool:
    """Whether a cut here would part what is seen as one character."""
    after, before = text[border], text[border - 1]
    return bool(unicodedata.combining(after)) or after in _JOINERS or before == "\u200d"


class Strong(str):
    """Words that fill in a sentence in bold."""

    __slots__ = ()


class Moment(str):
    """A time that fills in a sentence: whoever taps it is shown it by their own clock."""

    __slots__ = ("unix_time",)
    unix_time: int

    @classmethod
    def of(cls, text: str, when: dt.datetime) -> Moment:
        """Return how a moment is written."""
        made = cls(text)
        made.unix_time = int(when.timestamp())
        return made


class Composer:
    """A message in the making: text is appended, entities follow it.

    Callers measure what they add with `fits`; `reply` refuses what went over.
    """

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._parts: list[str] = []
        self._entities: list[Entity] = []
        self.used = 0

    @property
    def room(self) -> int:
        """UTF-16 units left."""
        return TEXT_LIMIT - self.used

    @property
    def marks(self) -> int:
        """Entities so far."""
        return len(self._entities)

    def fits(self, text: int, entities: int) -> bool:
        """Whether this many UTF-16 units and entities can still be added."""
        return text <= self.room and entities + len(self._entities) <= ENTITY_LIMIT

    def add(self, text: str, *kinds: EntityKind, url: str = "") -> None:
        """Append text, marked as each of these kinds, and as a link where there is a URL."""
        length = units(text)
        marks = (*kinds, "text_link") if url else kinds
        if length:
            self._entities += [
                Entity(kind, self.used, length, url if kind == "text_link" else "")
                for kind in marks
            ]
        self._parts.append(text)
        self.used += length

    def line(self) -> None:
        """Begin a new line, unless this is the first."""
        if self._parts:
            self.add("\n")

    def say(self, key: str, *kinds: EntityKind, **values: str) -> None:
        """Append one of the bot's own sentences, its commands marked as such."""
        begin = len(self._entities)
        start = self.used
        for literal, name in self._strings.pieces(key):
            for match in _COMMAND.finditer(literal):
                offset = self.used + units(literal[: match.start()])
                self._entities.append(Entity("bot_command", offset, len(match[0])))
            self.add(literal)
            if name:
                self._fill_in(values[name])
        whole = [Entity(kind, start, self.used - start) for kind in kinds]
        self._entities[begin:begin] = whole

    def _fill_in(self, value: str) -> None:
        if isinstance(value, Moment):
            mark = Entity("date_time", self.used, units(value), unix_time=value.unix_time)
            self._entities.append(mark)
        self.add(value, *(("bold",) if isinstance(value, Strong) else ()))

    def quote(
        self,
        source: str,
        span: Span,
        bold: Span | Sequence[Span] | None = None,
        *,
        expandable: bool = False,
    ) -> None:
        """Append an article's words as a block quotation, what of `bold` is within it marked.

        The span must not begin or end with white space: see `stripped`.
        """
        places = (bold,) if isinstance(bold, Span) else bold or ()
        marks = []
        for place in places:
            if place.meets(span):
                start, end = max(place.start, span.start), min(place.end, span.end)
                offset = self.used + units(source[span.start : start])
                length = units(source[start:end])
                marks += [Entity("bold", offset, length)] if length else []
        self.add(span.of(source), "expandable_blockquote" if expandable else "blockquote")
        self._entities += marks

    def append(self, other: Composer) -> None:
        """Append another message whole."""
        self._entities += [
            replace(entity, offset=entity.offset + self.used) for entity in other._entities
        ]
        self._parts += other._parts
        self.used += other.used

    def reply(self, buttons: Iterable[Iterable[Button]] = ()) -> Reply:
        """Return the message.

        Raises:
            ValueError: it is empty or breaks a limit of the Bot API: a mistake of ours.

        """
        text = "".join(self._parts)
        if not text.strip() or self.used > TEXT_LIMIT or len(self._entities) > ENTITY_LIMIT:
            raise ValueError(f"{self.used} units with {len(self._entities)} entities: no message")
        rows = tuple(row for row in map(tuple, buttons) if row)
        return Reply(text, tuple(self._entities), rows)
