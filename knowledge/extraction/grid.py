"""A table made ready to be looked up in: which terms stand in which cell and over which column."""

from __future__ import annotations

import enum
import functools
import re
from typing import TYPE_CHECKING

from knowledge.lexicon import MONTH_ABBREVIATIONS, MONTHS
from knowledge.text.rows import extent, is_figure
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.model import Span, Table
    from knowledge.text.tokens import Tokens

# What newspapers write short over a column, in lower case, and what is asked for. With a star:
# what all such columns count, so that "games won" are no games played.
_SHORT = {
    "en": {
        "pts": "points", "pld": "played *matches *games", "mp": "played *matches *games",
        "gp": "played *games", "gf": "goals for scored", "ga": "goals against conceded",
        "gd": "goal difference", "pos": "position place rank", "no": "number",
        "temp": "temperature",
        "pop": "population inhabitants people", "dep": "departure departs leaves",
        "arr": "arrival arrives", "qty": "quantity", "avg": "average", "max": "maximum high",
        "min": "minimum low", "pct": "percent percentage share", "%": "percent percentage share",
        "chg": "change", "hrs": "hours", "est": "estimate", "#": "number rank place",
    },
    "de": {
        "pkt": "Punkte", "pkte": "Punkte", "sp": "*Spiele absolviert",
        "diff": "Differenz Tordifferenz",
        "pl": "Platz", "ew": "Einwohner", "einw": "Einwohner", "abf": "Abfahrt", "ank": "Ankunft",
        "temp": "Temperatur", "max": "Höchstwert maximal Maximum",
        "min": "Tiefstwert minimal Minimum",
        "%": "Prozent Anteil", "nr": "Nummer", "verl": "Verletzte", "std": "Stunden",
    },
}  # fmt: skip
# A table of results has letters over its columns; one alone could be anything.
_RESULTS = {
    "en": {
        "w": "won wins", "d": "drawn draws", "l": "lost losses defeats",
        "p": "played *matches *games",
    },
    "de": {
        "s": "Siege gewonnen", "u": "Unentschieden", "n": "Niederlagen verloren",
        "sp": "*Spiele absolviert",
    },
}  # fmt: skip
_FEWEST_RESULTS = 3
_COUNTED = 0.3
_RANKS = frozenset("# pos position rank place pl platz rang".split())
# In the first column these are as much; elsewhere "No" is what some voted.
_NUMBERS = frozenset("no nr".split())
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MONEY = re.compile(r"[$€£¥₹₴]|\b(?:euros?|dollars?|pounds?|EUR|USD|GBP|CHF)\b", re.IGNORECASE)
_SHARE = re.compile(r"%|\bper ?cent\b|\bprozent\b", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?:\s?(?:am|pm|[ap]\.m\.|Uhr))?", re.IGNORECASE)
_MONTH = "|".join([*MONTHS, *MONTH_ABBREVIATIONS])
_DAY = re.compile(
    rf"(?:\w{{2,9}}\.?,? )?(?:\d{{1,2}}\.? (?:{_MONTH})\b|(?:{_MONTH})\.? \d{{1,2}}\b"
    r"|\d{1,2}\.\d{1,2}\.|\d{1,2}/\d{1,2}/|\d{4}-\d\d-\d\d).{0,9}",
    re.IGNORECASE,
)
_MOST = 0.5
_LONGEST_MEASURE = 3


class Sort(enum.Flag):
    """What the cells of a column mostly are."""

    NAME = 0
    FIGURE = enum.auto()
    MONEY = enum.auto()
    SHARE = enum.auto()
    YEAR = enum.auto()
    TIME = enum.auto()
    RANK = enum.auto()


class Grid:
    """A table by row and column, both from 0, the header apart.

    `places` has for each term the cells that it stands in, `heads` the columns it stands over
    with its worth in (0, 1], what is written short there written out. `sizes` counts the tokens
    of each cell.
    """

    def __init__(self, text: str, table: Table, tokens: Tokens, language: str) -> None:
        self.table = table
        self._text = text
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.heads: dict[str, dict[int, float]] = {}
        self.sizes: list[list[int]] = [[0] * len(row) for row in table.rows]
        self.width = max((len(row) for row in (table.header, *table.rows)), default=0)
        self._fill(tokens)
        self._write_out(language or "en")

    def _fill(self, tokens: Tokens) -> None:
        """Put each token into its cell; both are in order."""
        at, size = 0, len(tokens)
        for number, row in enumerate((self.table.header, *self.table.rows), -1):
            for column, cell in enumerate(row):
                while at < size and tokens.starts[at] < cell.start:
                    at += 1
                while at < size and tokens.ends[at] <= cell.end:
                    term = tokens.terms[at]
                    at += 1
                    if number < 0:
                        self.heads.setdefault(term, {})[column] = 1.0
                    elif self._text[tokens.starts[at - 1]].isalnum():  # "%" names no cell
                        self.sizes[number][column] += 1
                        places = self.places.setdefault(term, [])
                        if not places or places[-1] != (number, column):
                            places.append((number, column))

    def _write_out(self, language: str) -> None:
        names = [name.of(self._text).casefold().strip(" .:") for name in self.table.header]
        short: Mapping[str, str] = _SHORT.get(language, {})
        results = _RESULTS.get(language, {})
        if sum(name in results for name in names) >= _FEWEST_RESULTS:
            short = {**results, **short}
        for column, name in enumerate(names):
            if name in short:
                for word in short[name].split():
                    worth = _COUNTED if word[0] == "*" else 1.0
                    for term in tokenise(word.lstrip("*"), language).terms:
                        self.heads.setdefault(term, {}).setdefault(column, worth)

    def cell(self, row: int, column: int) -> str:
        """Return the words of a cell, "" where the row has none there."""
        cells = self.table.rows[row]
        return cells[column].of(self._text) if column < len(cells) else ""

    def head(self, column: int) -> str:
        """Return the words over a column, "" where there are none."""
        header = self.table.header
        return header[column].of(self._text) if column < len(header) else ""

    def row(self, number: int) -> Span:
        """Return where a row stands."""
        return extent(self.table.rows[number])

    @functools.cached_property
    def sorts(self) -> Sequence[Sort]:
        """What each column mostly holds."""
        columns: list[list[str]] = [[] for _ in range(self.width)]
        # Row by row: a header may be wide and the rows under it short.
        for row in self.table.rows:
            for column, cell in enumerate(row):
                if len(cell):
                    columns[column].append(cell.of(self._text))
        return [self._sort(column, told) for column, told in enumerate(columns)]

    def _sort(self, column: int, told: Sequence[str]) -> Sort:
        least = max(1, _MOST * len(told))
        head = self.head(column)
        found = Sort.NAME
        if sum(map(_is_figure, told)) >= least:
            found |= Sort.FIGURE
        for sort, pattern in ((Sort.MONEY, _MONEY), (Sort.SHARE, _SHARE)):
            hits = sum(pattern.search(cell) is not None for cell in told)
            if hits >= least or (pattern.search(head) and found):
                found |= sort | Sort.FIGURE
        for sort, pattern in ((Sort.YEAR, _YEAR), (Sort.TIME, _TIME), (Sort.TIME, _DAY)):
            if sum(pattern.fullmatch(cell) is not None for cell in told) >= least:
                found |= sort | Sort.FIGURE
        ranks = _RANKS if column else _RANKS | _NUMBERS
        if head.casefold().strip(" .:") in ranks and found:
            found |= Sort.RANK
        return found

    @functools.cached_property
    def label(self) -> int:
        """The column that says what a row is about: the first of names, else the first."""
        return next((c for c, sort in enumerate(self.sorts) if sort is Sort.NAME), 0)

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """The terms of that column."""
        label = self.label
        return frozenset(
            term
            for term, places in self.places.items()
            if any(column == label for _, column in places)
        )


def _is_figure(cell: str) -> bool:
    """Whether a cell is a figure or begins with one: "12 million"; "RE 5" and "Q3" are names."""
    if cell[0].isalpha():
        return _MONEY.match(cell) is not None
    return is_figure(cell) or (cell[0].isdigit() and len(cell.split()) <= _LONGEST_MEASURE)
