"""Quotation marks → the ranges between them, paragraph by paragraph.

A mark says by itself, or by what stands around it, whether it may open or close; a stack
pairs them. What is opened and never closed is dropped, so an odd mark costs its own
paragraph at most, with one exception: a quotation that goes on in the next paragraph is
opened again there, and closed only at its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

# Two single marks are how some type a double one.
_MARK = re.compile("''?|``|‘‘?|’’?|“|”|\"|„|«|»|‹|›|‚|「|」|『|』")
_TWICE = {"''": '"', "``": "“", "‘‘": "“", "’’": "”"}
_DOUBLE = frozenset('“”"„')
_SINGLE = frozenset("‘’'‚")
# Which marks close what one opens; guillemets are read either way.
_CLOSES = {
    "“": '”"“',
    '"': '"”',
    "„": '“”"',
    "”": "”",
    "‘": "’'",
    "'": "'’",
    "‚": "‘’'",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
}
_ALWAYS_OPEN = frozenset("„「『")
_ALWAYS_CLOSE = frozenset("」』")
# What may stand right before an opening mark, beside white space.
_BEFORE_OPENING = frozenset("([{—–-/:,;¿¡>|=*_“”\"„«»‘’'.!?…")
_SHORTENED = re.compile(r"['’‘](?:\d0s\b|em\b|til\b|tis\b|twas\b|cause\b|n['’])", re.IGNORECASE)
_ENDS = frozenset(".!?…:;,—–-)]%”’'\"»")
_GUILLEMETS = frozenset("«»‹›")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two marks, these included; `goes_on` where the closing one is missing.

    Then the part ends with its paragraph, and the next paragraph begins with its continuation.
    `opening` and `closing` are the marks' lengths.
    """

    span: Span
    goes_on: bool = False
    opening: int = 1
    closing: int = 1

    def inside(self, text: str) -> str:
        """Return the words without the marks."""
        end = self.span.end - (0 if self.goes_on else self.closing)
        return text[self.span.start + self.opening : end]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark: what it is, where, and how many characters it is written with."""

    sign: str
    start: int
    end: int


def has_marks(text: str) -> bool:
    """Whether there is any mark at all."""
    return _MARK.search(text) is not None


def _possessive(text: str, mark: _Mark, stop: int) -> bool:
    """Whether a single mark after an s looks like a genitive: "the engineers’ own"."""
    if text[mark.start - 1 : mark.start] not in {"s", "S"}:
        return False
    return text[mark.end : mark.end + 1] == " " and text[mark.end + 1 : stop][:1].islower()


def _reads(text: str, mark: _Mark, paragraph: Span) -> tuple[bool, bool]:
    """Return whether a mark may open, and whether it may close."""
    sign = mark.sign
    if sign in _ALWAYS_OPEN:
        return True, False
    if sign in _ALWAYS_CLOSE:
        return False, True
    before = text[mark.start - 1] if mark.start > paragraph.start else " "
    after = text[mark.end] if mark.end < paragraph.end else " "
    # A word comes, and none runs into the mark.
    opens = not after.isspace() and (before.isspace() or before in _BEFORE_OPENING)
    # No word runs on after it.
    closes = not after.isalnum() or not (before.isalnum() or before.isspace())
    if sign in _SINGLE:
        if before.isalnum() and after.isalnum():
            return False, False  # an apostrophe
        if _SHORTENED.match(text, mark.start):
            return False, False
        if sign == "‚":
            return opens and not before.isalnum(), False
        if sign == "‘":
            return opens, not opens
        return opens and sign != "’", closes and not before.isspace()
    if sign in _GUILLEMETS and before.isspace() and not after.isalnum():
        return sign in "«‹", sign in "»›"  # « as the French write »
    if sign == "“":
        return mark.start == paragraph.start or not (after.isspace() or after in ",.;"), True
    if sign == "”":
        return opens and before.isspace(), True
    return opens, closes


def _closed_by(text: str, mark: _Mark, opened: list[_Mark], *, opens: bool) -> int:
    """Return which of the open marks one closes; -1 for none.

    It closes what lies right above it, or something further out whose inner marks never were.
    """
    depth = len(opened) - 1
    while depth >= 0 and mark.sign not in _CLOSES[opened[depth].sign]:
        depth -= 1
    if depth < 0 or mark.start <= opened[depth].end:
        return -1
    # Some close “ with another; not before a word.
    if mark.sign == opened[depth].sign == "“" and opens:
        return -1
    # A straight mark after a space and before a word opens a nested quotation.
    if opens and mark.sign in "\"'" and text[mark.start - 1].isspace():
        return -1
    # Single marks never close across a double one that is open.
    if mark.sign in _SINGLE and any(m.sign in _DOUBLE for m in opened[depth + 1 :]):
        return -1
    return depth


def _part(opening: _Mark, closing: _Mark) -> Part:
    return Part(
        Span(opening.start, closing.end),
        opening=opening.end - opening.start,
        closing=closing.end - closing.start,
    )


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    return [
        _Mark(_TWICE.get(match.group(), match.group()), *match.span())
        for match in _MARK.finditer(text, paragraph.start, paragraph.end)
    ]


def _pair(text: str, paragraph: Span) -> tuple[list[Part], list[_Mark]]:
    """Pair a paragraph's marks: the closed ranges, nested ones too, and the marks left open."""
    closed: list[Part] = []
    opened: list[_Mark] = []
    # Genitives that might have closed a single mark, if nothing better comes.
    doubtful: dict[_Mark, _Mark] = {}
    for found in _marks(text, paragraph):
        mark = found
        if mark.sign == "”" and mark.end - mark.start > 1 and opened and opened[-1].sign == "‘":
            mark = _Mark("’", mark.start, mark.start + 1)
        opens, closes = _reads(text, mark, paragraph)
        if closes:
            depth = _closed_by(text, mark, opened, opens=opens)
            if depth >= 0 and mark.sign in _SINGLE and _possessive(text, mark, paragraph.end):
                doubtful[opened[depth]] = mark
                continue
            if depth >= 0:
                closed.append(_part(opened[depth], mark))
                del opened[depth:]
                continue
        if opens and len(opened) < _DEEPEST:
            opened.append(mark)
    left = []
    for mark in opened:
        if mark in doubtful:
            closed.append(_part(mark, doubtful[mark]))
        else:
            left.append(mark)
    return closed, left


def _outermost(parts: Sequence[Part]) -> list[Part]:
    found: list[Part] = []
    for part in sorted(parts, key=lambda p: (p.span.start, -p.span.end)):
        if not found or part.span.start >= found[-1].span.end:
            found.append(part)
    return found


def _alternating(text: str, paragraph: Span) -> list[Part]:
    """Pair straight double marks as they come, where a paragraph has no other double ones."""
    found = [mark for mark in _marks(text, paragraph) if mark.sign not in _SINGLE]
    if len(found) % 2 or any(mark.sign != '"' for mark in found):
        return []
    pairs = zip(found[::2], found[1::2], strict=True)
    return [_part(a, b) for a, b in pairs if a.end < b.start]


def _goes_on(text: str, mark: _Mark, paragraph: Span, following: Span | None) -> bool:
    """Whether what a mark opened is taken up again where the next paragraph begins."""
    if following is None or text[paragraph.end - 1] not in _ENDS:
        return False
    again = _MARK.match(text, following.start, following.end)
    if again is None:
        return False
    sign = _TWICE.get(again.group(), again.group())
    alike = sign == mark.sign or (sign in _DOUBLE and mark.sign in _DOUBLE and sign != "”")
    # A few words that somebody forgot to close begin neither a sentence nor a paragraph.
    before = text[paragraph.start : mark.start].rstrip()[-1:]
    begins = before in {"", ",", ":", ".", "!", "?", "…"}
    return alike and begins and not text[mark.end : mark.end + 1].islower()


def marked(text: str, paragraphs: Sequence[Span]) -> list[list[Part]]:
    """Return the outermost marked ranges of each paragraph, in order."""
    found: list[list[Part]] = []
    for number, paragraph in enumerate(paragraphs):
        if _MARK.search(text, paragraph.start, paragraph.end) is None:
            found.append([])
            continue
        closed, left = _pair(text, paragraph)
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        tail: list[Part] = []
        doubles = [mark for mark in left if mark.sign not in _SINGLE]
        if doubles:
            last = doubles[-1]
            if _goes_on(text, last, paragraph, following):
                tail = [
                    Part(
                        Span(last.start, paragraph.end),
                        goes_on=True,
                        opening=last.end - last.start,
                        closing=0,
                    )
                ]
                closed = [part for part in closed if part.span.end <= last.start]
            else:
                closed = _alternating(text, paragraph) or closed
        found.append([*_outermost(closed), *tail])
    return found
