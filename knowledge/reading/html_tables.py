"""Tables that Markdown has as HTML, `<table>`: its rows and cells, without the markup.

What else stands in HTML is left out, as before. No parser of HTML: one that mends what is broken
takes time that is no longer in proportion to what a stranger sends.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>|<!--|-->")
_CELLS = frozenset({"td", "th"})
_BREAKS = frozenset({"br", "p", "div", "li"})


@dataclass(slots=True)
class HtmlTable:
    """A table's rows of cells; `headed` where it says itself that the first is a header."""

    rows: list[list[str]] = field(default_factory=list)
    headed: bool = False


class HtmlTables:
    """Takes pieces of HTML in order, and gives back the tables that have ended.

    Of a table inside another the outer one's rows are kept, the inner one's words in its cell.
    One of a single column is no table but a page's layout.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._table = HtmlTable()
        self._cell: list[str] | None = None
        self._hidden = False

    def feed(self, source: str) -> list[HtmlTable]:
        """Return the tables that end in this piece."""
        ended: list[HtmlTable] = []
        at = 0
        for tag in _TAG.finditer(source):
            self._words(source[at : tag.start()])
            at = tag.end()
            if tag[2] is None:
                self._hidden = tag[0] == "<!--"
            elif not self._hidden:
                self._tag(tag[2].lower(), closes=bool(tag[1]), ended=ended)
        self._words(source[at:])
        return ended

    def _words(self, source: str) -> None:
        if self._cell is not None and not self._hidden:
            self._cell.append(html.unescape(source))

    def _tag(self, name: str, *, closes: bool, ended: list[HtmlTable]) -> None:
        if name == "table":
            self._depth = max(0, self._depth + (-1 if closes else 1))
            if closes and not self._depth:
                self._end_cell()
                if any(len(row) > 1 for row in self._table.rows):
                    ended.append(self._table)
            if self._depth == int(not closes):
                self._table = HtmlTable()
        elif self._depth == 1 and name in _CELLS | {"tr"}:
            self._end_cell()
            if name == "tr" and not closes:
                self._table.rows.append([])
            elif name in _CELLS and not closes:
                self._cell = []
                # One alone names its row.
                above = len(self._table.rows) == 1 and bool(self._table.rows[0])
                self._table.headed |= above and name == "th"
        elif name in _BREAKS and self._cell is not None:
            self._cell.append(" ")

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self._table.rows:
            self._table.rows.append([])
        self._table.rows[-1].append(" ".join("".join(self._cell).split()))
        self._cell = None
