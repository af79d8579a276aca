"""An article's sections: their headings to choose from, and each one's text, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render import pages
from bot.render.compose import shorten, units
from bot.render.titled import nothing, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.render.compose import Composer
    from bot.render.pages import Piece
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Outline, Span

SECTIONS_A_PAGE = 10
HEADING_ROOM = 200
"""UTF-16 units of a heading."""
_MARGIN = 12
"""UTF-16 units for an item's number and line breaks."""
_PIECES = 100
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """One section: its heading, "" for what stands before the first one, and where its text is."""

    heading: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a section's text: the section it is of, and its place there."""

    section: int
    page: int
    count: int
    pieces: tuple[Piece, ...]


def listed(outline: Outline) -> tuple[Listed, ...]:
    """Return an article's sections in its order; () where no heading parts it.

    What a boilerplate line has cut in two is one section.
    """
    found: list[Listed] = []
    above: Span | None = None
    for section in outline.sections:
        if not len(section.span):
            continue
        if found and section.heading_span == above:
            found[-1] = Listed(found[-1].heading, (*found[-1].spans, section.span))
        else:
            found.append(Listed(section.heading, (section.span,)))
        above = section.heading_span
    return tuple(found) if any(one.heading.strip() for one in found) else ()


def leaves(article: Article, found: Sequence[Listed]) -> tuple[Leaf, ...]:
    """Return the pages of all sections, one section after the other."""
    turned = []
    for number, one in enumerate(found):
        parts = pages.pieces(article.text, number, one.spans, _MARGIN, 1)
        cut = pages.paged(parts, _PIECES)
        turned += [Leaf(number, at, len(cut), tuple(page)) for at, page in enumerate(cut)]
    return tuple(turned)


def meant(found: Sequence[Listed], wanted: str) -> int | None:
    """Return which section is meant by its number or by words of its heading; None for none."""
    wanted = " ".join(wanted.casefold().split())
    if wanted.isdecimal() and len(wanted) <= _DIGITS:
        number = int(wanted) - 1
        return number if 0 <= number < len(found) else None
    headings = (" ".join(one.heading.casefold().split()) for one in found)
    return next((at for at, one in enumerate(headings) if wanted and wanted in one), None)


def first_leaf(article: Article, found: Sequence[Listed], section: int) -> int:
    """Return the number of a section's first page among the pages of all."""
    return next(at for at, leaf in enumerate(leaves(article, found)) if leaf.section == section)


def list_page(found: Sequence[Listed], section: int) -> int:
    """Return the page of the list on which a section stands."""
    return pages.page_with(_list_pages(found), section)


def contents(
    strings: Strings,
    article: Article,
    found: Sequence[Listed],
    token: str = "",
    page: int = 0,
) -> Reply:
    """List the headings, numbered; a number opens its section. Says so where there are none."""
    if not found:
        return nothing(strings, article, "sections.none")
    turned = _list_pages(found)
    page = min(page, len(turned) - 1)
    message = titled(strings, article, page, len(turned))
    message.line()
    message.line()
    message.say("sections.tap")
    first: dict[int, int] = {}
    for at, leaf in enumerate(leaves(article, found)):
        first.setdefault(leaf.section, at)
    row = []
    for piece in turned[page]:
        message.line()
        message.add(f"{piece.item + 1}. ")
        _name(message, found[piece.item])
        row.append(button(f"{piece.item + 1}", "open", token, first[piece.item]))
    turning = pages.turning(strings, token, page, len(turned))
    return message.reply([*pages.rows(row), turning] if token else ())


def opened(
    strings: Strings, article: Article, found: Sequence[Listed], token: str, number: int
) -> Reply:
    """Show one page of a section; `number` counts the pages of all. Raises IndexError."""
    turned = leaves(article, found)
    leaf = turned[number]
    message = titled(strings, article, leaf.page, leaf.count)
    message.line()
    message.line()
    _name(message, found[leaf.section])
    for piece in leaf.pieces:
        message.line()
        message.quote(article.text, piece.span)
    beside = []
    if leaf.page > 0:
        beside.append(button(strings["pages.earlier"], "open", token, number - 1))
    if leaf.page + 1 < leaf.count:
        beside.append(button(strings["pages.later"], "open", token, number + 1))
    elif number + 1 < len(turned):
        beside.append(button(strings["sections.next"], "open", token, number + 1))
    back = button(strings["sections.all"], "back", token, number)
    return message.reply((beside, (back,)))


def _name(message: Composer, section: Listed) -> None:
    """Say a section's heading, or that it is what stands before the first one."""
    name = shorten(section.heading, HEADING_ROOM)
    if name:
        message.add(name, "bold")
    else:
        message.say("sections.beginning", "italic")


def _list_pages(found: Sequence[Listed]) -> list[list[Piece]]:
    lines = [
        pages.Piece(number, one.spans[0], min(units(one.heading), HEADING_ROOM) + _MARGIN, 1)
        for number, one in enumerate(found)
    ]
    return pages.paged(lines, SECTIONS_A_PAGE)
