"""The cell of a table that answers: where the row that is asked about meets its column.

Every word of a question has to be accounted for, or nothing is read off: by the row, by the
words over the column, by what stands above the table, or by being a word that asks for a cell
without naming it. A table has a figure at hand for any question; most of them would be wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.grid import Sort
from knowledge.marking.cell_terms import COMPOUNDING, FIGURED, see
from knowledge.marking.cell_words import COMPUTED, KINDS, MOVING
from knowledge.model import Span
from knowledge.questions.extents import SPENT
from knowledge.questions.question import Wants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.index import ArticleIndex, Collection, PassageIndex
    from knowledge.marking.cell_terms import Seen
    from knowledge.matching import Standing
    from knowledge.questions.question import Query

# No cell answers these.
_NEVER = frozenset(
    {
        Wants.REASON, Wants.MEANING, Wants.EVENT, Wants.WORDS, Wants.SPEAKER,
    }
)  # fmt: skip
# "How did the Greens do?", "Is the train late?": all of the row answers.
_OF_THE_ROW = frozenset({Wants.MANNER, Wants.YES_NO})
# How many there are is no price, share or time.
_UNCOUNTED = Sort.MONEY | Sort.SHARE | Sort.TIME
# Which column is meant where none is named, if only one is of this sort.
_SORTED = {
    Wants.MONEY: Sort.MONEY,
    Wants.PERCENT: Sort.SHARE,
    Wants.DATE: Sort.TIME | Sort.YEAR,
    Wants.QUANTITY: Sort.FIGURE,
}
# A match beside the row's name, and a column that only says what all of the table is about.
_BESIDE = 0.9
_TOPIC = 0.5
_ASKED = 2.0
# So many rows are shown where they fit equally, if they are together not longer.
_MOST_ROWS = 3
_LONGEST = 300
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table has for a question.

    `row` is the place of the row, or of several that fit equally; `cell` the one that answers,
    None where the question names no column. `share` in [0, 1] is how much of the question the
    row and the column have themselves, `said` which terms of it.
    """

    index: ArticleIndex
    passage: PassageIndex
    row: Span
    cell: Span | None
    share: float
    said: tuple[str, ...]


def read_tables(
    query: Query,
    standing: Standing,
    collection: Collection,
    pool: Iterable[tuple[ArticleIndex, PassageIndex]],
) -> Reading | None:
    """Return what the tables of the candidate passages have for a question; the best, if one is."""
    if query.wants in _NEVER or query.negated or query.general or not query.terms:
        return None
    tables = {
        (id(index), passage.passage.table): (index, passage.passage.table)
        for index, passage in pool
        if passage.passage.table >= 0
    }
    asked = {other for term in query.terms for other in (term.term, *standing.same[term.term])}
    found = [
        reading
        for index, number in tables.values()
        # A compound may have a row's name in it.
        if (index.language in COMPOUNDING or not asked.isdisjoint(index.grid(number).places))
        if (reading := _Lookup(query, standing, collection, index, number).read())
    ]
    found.sort(key=lambda one: (one.cell is None, -one.share))
    if len(found) > 1 and found[0].share - found[1].share < _EPSILON and found[1].cell is not None:
        return None  # two tables have it, and they may differ
    return found[0] if found else None


class _Lookup:
    """One question and one table."""

    def __init__(
        self,
        query: Query,
        standing: Standing,
        collection: Collection,
        index: ArticleIndex,
        number: int,
    ) -> None:
        self.query = query
        self.index = index
        self.grid = index.grid(number)
        self.number = number
        self.above = _above(index, number)
        language = index.language or "en"
        self.moving = MOVING.get(language, frozenset())
        self.computed = COMPUTED.get(language, frozenset())
        self.seen = see(query, standing, collection, self.grid, self.above, language)

    def read(self) -> Reading | None:
        """Return the row and the cell that the question means, None where a word is left over."""
        if self._is_computed():
            return None
        rows = self._rows()
        if not rows:
            return None
        keys = {
            column
            for seen in self.seen
            for row in rows
            for column in (seen.rows.get(row, {}))
            if not seen.columns or column == self.grid.label
        }
        column, sure = self._column(keys)
        if self.query.wants in _OF_THE_ROW:
            column, sure = None, True
        if not self._is_accounted_for(rows, column):
            return None
        cell = None
        if len(rows) == 1:
            if column is None:
                column = self._implied(keys) if not sure else None
            if column is not None:
                cell = self._cell(rows[0], column)
                if cell is None:
                    return None  # it is empty, or tells something else
            elif self.query.aspect not in {"", SPENT} or not self._shows(rows[0], keys):
                return None  # a measure has a column of its own
        return self._reading(rows, column, cell)

    def _is_computed(self) -> bool:
        """Whether the answer would have to be found by comparing or adding up cells."""
        tokens = self.query.tokens
        known = self.grid.heads.keys() | self.grid.places.keys() | self.above
        return any(
            form in self.computed and term not in known
            for form, term in zip(tokens.forms, tokens.terms, strict=True)
        )

    def _rows(self) -> list[int]:
        """Return the rows that have most of the question; those whose name it says in full."""
        label = self.grid.label
        scores: dict[int, float] = {}
        matched: dict[tuple[int, int], int] = {}
        for seen in self.seen:
            for row, cells in seen.rows.items():
                best = max(q * (1 if c == label else _BESIDE) for c, q in cells.items())
                scores[row] = scores.get(row, 0.0) + best * seen.weight
                for column in cells:
                    matched[row, column] = matched.get((row, column), 0) + 1
        if not scores:
            return []
        top = max(scores.values())
        best_rows = [row for row, score in scores.items() if score > top - _EPSILON]
        if len(best_rows) > 1:
            whole = {r for (r, c), n in matched.items() if n >= self.grid.sizes[r][c]}
            best_rows = [row for row in best_rows if row in whole] or best_rows
        best_rows += self._also(best_rows, matched)
        return sorted(best_rows) if len(best_rows) <= _MOST_ROWS else []

    def _also(self, rows: Sequence[int], matched: Mapping[tuple[int, int], int]) -> set[int]:
        """Return the rows that the question names as well: "Belmark and Dornau"."""
        named = {r for (r, c), n in matched.items() if n >= self.grid.sizes[r][c]}
        left = [
            usable.keys()
            for seen in self.seen
            if (usable := seen.rows) and usable.keys().isdisjoint(rows)
        ]
        return {row for others in left for row in others if row in named}

    def _column(self, keys: set[int]) -> tuple[int | None, bool]:
        """Return the column that is named, and whether any is: two may fit equally."""
        scores: dict[int, float] = {}
        for seen in self.seen:
            factor = _TOPIC if seen.above else 1.0
            factor *= _ASKED if seen.term.term == self.query.focus else 1.0
            for column, quality in seen.columns.items():
                if column not in keys:
                    scores[column] = scores.get(column, 0.0) + quality * factor * seen.weight
        if not scores:
            return None, False
        top = max(scores.values())
        best = [column for column, score in scores.items() if score > top - _EPSILON]
        if len(best) > 1:
            asked = {seen.term.term for seen in self.seen}
            whole = [c for c in best if self._heading(c) <= asked]
            best = whole if len(whole) == 1 else best
        return (best[0], True) if len(best) == 1 else (None, True)

    def _heading(self, column: int) -> set[str]:
        return {term for term, columns in self.grid.heads.items() if columns.get(column) == 1}

    def _is_accounted_for(self, rows: Sequence[int], column: int | None) -> bool:
        """Whether the rows, the column, and what stands above them say all that is asked."""
        other_years = self._has_years()
        for seen in self.seen:
            if any(row in seen.rows for row in rows) or (column in seen.columns):
                continue
            if seen.number:
                if not seen.above or (other_years and _YEAR.fullmatch(seen.term.term)):
                    return False
            elif seen.above or seen.columns or seen.empty or self._is_kind(seen, column):
                continue
            elif column is None or seen.term.form not in self.moving:
                return False
        return True

    def _is_kind(self, seen: Seen, column: int | None) -> bool:
        """Whether a word says what the cells of a column are: "which *share*", of percentages."""
        sort = self.grid.sorts[column] if column is not None else Sort.NAME
        return any(sort & kind and seen.term.form in forms for kind, forms in KINDS.items())

    def _has_years(self) -> bool:
        return any(_YEAR.fullmatch(self.grid.head(c)) for c in range(self.grid.width)) or any(
            sort & Sort.YEAR for sort in self.grid.sorts
        )

    def _implied(self, keys: set[int]) -> int | None:
        """Return the column that is meant though not named: the only one of its sort."""
        wanted = _SORTED.get(self.query.wants, Sort.NAME)
        label = self.grid.label
        others = [c for c in range(self.grid.width) if c not in keys | {label}]
        sorts = self.grid.sorts
        if self.query.plural and self.query.wants is Wants.QUANTITY:
            others = [c for c in others if not sorts[c] & _UNCOUNTED]
        if len(others) == 1:
            return others[0]
        if self.query.wants is Wants.PERSON:
            fitting = [c for c in others if sorts[c] is Sort.NAME]
        elif wanted:
            kept = [
                c for c in others if not sorts[c] & (Sort.RANK | Sort.YEAR) or wanted & Sort.YEAR
            ]
            fitting = [c for c in kept if sorts[c] & wanted]
        else:
            return None
        return fitting[0] if len(fitting) == 1 else None

    def _cell(self, row: int, column: int) -> Span | None:
        """Return the cell, where it is what a question of this kind is answered with."""
        words = self.grid.cell(row, column)
        if not words or not self._fits(words):
            return None
        return self.grid.table.rows[row][column]

    def _fits(self, words: str) -> bool:
        has_digit = _DIGIT.search(words) is not None
        if self.query.wants in FIGURED or self.query.wants is Wants.DATE:
            return has_digit
        if self.query.wants in {Wants.PERSON, Wants.PLACE}:
            return _WORD.search(words) is not None
        return has_digit or _WORD.search(words) is not None

    def _shows(self, row: int, keys: set[int]) -> bool:
        """Whether a row has anything beside its name that could answer."""
        counted = self.query.plural and self.query.wants is Wants.QUANTITY
        return any(
            column not in keys
            and self._fits(self.grid.cell(row, column))
            and not (counted and self.grid.sorts[column] & _UNCOUNTED)
            for column in range(len(self.grid.table.rows[row]))
        )

    def _reading(
        self, rows: Sequence[int], column: int | None, cell: Span | None
    ) -> Reading | None:
        spans = [self.grid.row(row) for row in rows]
        place = Span(spans[0].start, spans[-1].end)
        if len(rows) > 1 and len(place) > _LONGEST:
            return None
        passages = self.index.tabular[self.number]
        holding = [passage.ordinal for passage in passages if passage.span.covers(place)]
        if not holding:
            return None
        told = [seen for seen in self.seen if not seen.empty]
        said = [
            seen for seen in told if any(row in seen.rows for row in rows) or column in seen.columns
        ]
        total = sum(seen.weight for seen in told)
        share = sum(seen.weight for seen in said) / total if total else 0.0
        names = tuple(seen.term.term for seen in said)
        return Reading(self.index, self.index.passage(holding[0]), place, cell, share, names)


def _above(index: ArticleIndex, number: int) -> frozenset[str]:
    """Return the terms of what stands above a table: the title, the headings, a caption."""
    first = index.tabular[number][0]
    terms = index.title_terms | index.heading(first.section)
    if first.ordinal:
        before = index.passage(first.ordinal - 1)
        if before.passage.section == first.section and before.passage.table < 0:
            terms |= before.counts.keys()
    return terms
