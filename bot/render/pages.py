"""Content that is too long for one message, cut into pages: at sentence ends where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, stripped, units, window
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reply import Button
    from bot.strings.catalogue import Strings

PIECE_ROOM = 1500
"""UTF-16 units of one piece of a sentence or quotation: a longer one goes on in the next piece."""
_ROOM = TEXT_LIMIT - 700
"""UTF-16 units that a page's items take; the rest is for its heading and last line."""
_MARKS = ENTITY_LIMIT - 10
_IN_A_ROW = 5
"""Numbered buttons that a thumb can tell apart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one item of a list, shown in one go.

    `item` counts from 0. `units` and `marks` are the UTF-16 units and entities it takes at most,
    its group's heading included. `first`: the item begins with it.
    """

    item: int
    span: Span
    units: int
    marks: int
    first: bool = True


def split(text: str, span: Span, room: int = PIECE_ROOM) -> tuple[Span, ...]:
    """Cut a span into parts of at most `room` UTF-16 units, together all of its words.

    Each ends with a sentence where one ends in the second half of it, else between words.
    """
    parts = []
    rest = stripped(text, span)
    while len(rest):
        # No more is looked at than can fit, so that a long text takes no more than its length.
        end = min(rest.end, rest.start + room + 1)
        while end < rest.end and text[end - 1].isspace():
            end += 1
        near = Span(rest.start, end)
        part = window(text, near, room, Span(rest.start, rest.start), sentences=True)
        if not len(part):  # nothing that can be shown fits in so little room
            break
        parts.append(part)
        rest = stripped(text, Span(part.end, rest.end))
    return tuple(parts)


def pieces(text: str, item: int, spans: Iterable[Span], extra: int, marks: int) -> list[Piece]:
    """Return an item's spans as pieces; `extra` units and `marks` come on top of each."""
    parts = [part for span in spans for part in split(text, span)]
    return [
        Piece(item, part, units(part.of(text)) + extra, marks, first=number == 0)
        for number, part in enumerate(parts)
    ]


def paged(found: Sequence[Piece], most: int) -> list[list[Piece]]:
    """Put pieces on pages, in order: at most `most` items begin on each, and all of it fits."""
    pages: list[list[Piece]] = [[]]
    room, marks, items = _ROOM, _MARKS, 0
    for piece in found:
        full = piece.units > room or piece.marks > marks or (piece.first and items >= most)
        if full and pages[-1]:
            pages.append([])
            room, marks, items = _ROOM, _MARKS, 0
        pages[-1].append(piece)
        room, marks, items = room - piece.units, marks - piece.marks, items + piece.first
    return pages


def page_with(pages: Sequence[Sequence[Piece]], item: int) -> int:
    """Return the page on which an item begins, the first where it is on none."""
    for number, page in enumerate(pages):
        if any(piece.item == item and piece.first for piece in page):
            return number
    return 0


def numbers(page: Iterable[Piece], token: str) -> list[list[Button]]:
    """Return a button for each item that begins on a page; its number is the item's."""
    return rows([button(f"{p.item + 1}", "open", token, p.item) for p in page if p.first])


def rows(numbered: Sequence[Button]) -> list[list[Button]]:
    """Return numbered buttons in rows, as many in each as a thumb can tell apart."""
    return [list(numbered[at : at + _IN_A_ROW]) for at in range(0, len(numbered), _IN_A_ROW)]


def turning(
    strings: Strings, token: str, page: int, count: int, action: str = "page"
) -> list[Button]:
    """Return the buttons to the pages before and after one."""
    row = []
    if page > 0:
        row.append(button(strings["pages.earlier"], action, token, page - 1))
    if page + 1 < count:
        row.append(button(strings["pages.later"], action, token, page + 1))
    return row
