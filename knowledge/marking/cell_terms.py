"""Where a question's terms stand in a table: in which cells, over which columns, above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.extraction.grid import Sort
from knowledge.marking.cell_words import EMPTY, meant
from knowledge.questions.question import Term, Wants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from knowledge.extraction.grid import Grid
    from knowledge.index import Collection
    from knowledge.matching import Standing
    from knowledge.questions.question import Query

FIGURED = frozenset({Wants.QUANTITY, Wants.MONEY, Wants.PERCENT, Wants.AGE, Wants.DURATION})
"""What is asked for so is a figure."""
# In these a word may have the row's or the column's name in it: "Einwohnerzahl".
COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "nb"})
_AGES = frozenset({"old", "age", "alt", "alter"})
_NAMES_KIND = frozenset({"how", "which"})
_SHORTEST_PART = 5
_KIN = 0.5
_STEM = 4


@dataclass(slots=True)
class Seen:
    """One term: the columns that it stands over, with its worth there, and where else it stands.

    `cells` has for each row the columns of the cells that it stands in, `rows` those of them
    that may choose the row. `above`: it is told above the table; `empty`: it asks for a cell
    without naming one.
    """

    term: Term
    weight: float
    columns: dict[int, float] = field(default_factory=dict)
    cells: dict[int, dict[int, float]] = field(default_factory=dict)
    rows: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    above: bool = False
    empty: bool = False

    @property
    def number(self) -> bool:
        """Whether it is written in digits."""
        return self.term.term[:1].isdigit()


def see(
    query: Query,
    standing: Standing,
    collection: Collection,
    grid: Grid,
    above: AbstractSet[str],
    language: str,
) -> list[Seen]:
    """Look for each term of a question in a table and in the terms `above` it."""
    terms = list(query.terms)
    if query.wants is Wants.AGE and not any(term.form in _AGES for term in terms):
        # A sentence tells an age without the word; a table has it over the column.
        terms += [Term(form, form, typing=True) for form in query.tokens.forms if form in _AGES]
    found = [_see(term, standing, collection, grid, above, language) for term in terms]
    for seen in found:
        seen.rows = _choosing(seen, found, query, grid)
    return found


def _see(
    term: Term,
    standing: Standing,
    collection: Collection,
    grid: Grid,
    above: AbstractSet[str],
    language: str,
) -> Seen:
    seen = Seen(term, collection.idf(term.term) * term.weight)
    stands = {**standing.same.get(term.term, {}), term.term: 1.0}
    if language in COMPOUNDING:
        known = (grid.heads.keys(), above, grid.names)
        parts = (other for words in known for other in words if _is_part(other, term.term))
        stands = dict.fromkeys(parts, _KIN) | stands
    # What it may have been mistyped for is looked for where it would name something.
    sure = {
        other
        for other, quality in stands.items()
        if quality in {1.0, _KIN} or other[:_STEM] == term.term[:_STEM]
    }
    seen.above = not above.isdisjoint(sure)
    for other, quality in stands.items():
        for column, worth in grid.heads.get(other, {}).items():
            seen.columns[column] = max(seen.columns.get(column, 0.0), worth * quality)
        for row, column in grid.places.get(other, ()):
            cells = seen.cells.setdefault(row, {})
            cells[column] = max(cells.get(column, 0.0), quality)
    if not (seen.columns or seen.cells):
        # Related words are no help here: "senior" is one of "adult", "silver" of "gold".
        alike = [one for one in standing.kin.get(term.term, ()) if one[:_STEM] == term.term[:_STEM]]
        kin = () if seen.above else alike
        other_words = (*kin, *meant(language).get(term.form, ()))
        seen.above = seen.above or not above.isdisjoint(other_words)
        for other in other_words:
            for column in grid.heads.get(other, ()):
                seen.columns[column] = _KIN
    seen.empty = term.form in EMPTY.get(language, frozenset())
    return seen


def _is_part(one: str, other: str) -> bool:
    """Whether one of two words begins or ends with the other."""
    if min(len(one), len(other)) < _SHORTEST_PART:
        return False
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or long.endswith(short)


def _choosing(
    seen: Seen, others: Sequence[Seen], query: Query, grid: Grid
) -> Mapping[int, Mapping[int, float]]:
    """Return the cells by row that a term may choose a row by.

    A number is no row's name where all the cells below and above are figures, unless
    somebody asks whose figure it is.
    """
    if seen.term.typing and query.word in _NAMES_KIND:
        return {}  # "How old" names no Old Town, "which party" no Farmers' Party
    if not seen.number:
        # Over a column it says which; in a row's name it says which row as well.
        return _only(seen, {grid.label}) if seen.columns else seen.cells
    names = {column for column, sort in enumerate(grid.sorts) if sort is Sort.NAME}
    if query.wants not in FIGURED | {Wants.DATE}:
        names |= {column for other in others for column in other.columns}
    return _only(seen, names | {grid.label})


def _only(seen: Seen, columns: AbstractSet[int]) -> dict[int, dict[int, float]]:
    kept = {
        row: {column: quality for column, quality in cells.items() if column in columns}
        for row, cells in seen.cells.items()
    }
    return {row: cells for row, cells in kept.items() if cells}
