"""Words of related meaning: "spend" and "expenditure", "killed" and "dead".

The table is data, made by `tests/eval/relate.py` from the word vectors of a public
sentence model; names, numbers, months and opposites are left out of it. It is English.
"""

from __future__ import annotations

import bisect
import functools
from importlib.resources import files

_LANGUAGES = frozenset({"en", ""})


@functools.cache
def _lines() -> list[str]:
    """Return the table's lines, which are in order; one is read when it is needed."""
    text = files("knowledge").joinpath("data/related.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def related(term: str, language: str) -> dict[str, float]:
    """Return the stems related to a stem, with how much in (0, 1); {} where none is known."""
    if language not in _LANGUAGES:
        return {}
    words = _line(term).split()[1:]
    return {word.rstrip("0123456789"): int(word[-2:]) / 100 for word in words}


def is_word(term: str, language: str) -> bool:
    """Whether a stem is that of a common word, so that it is no slip for another.

    False says nothing: names, rare words and other languages' are not in the table.
    """
    return language in _LANGUAGES and bool(_line(term))


def _line(term: str) -> str:
    """Return a stem's line of the table, "" where it has none."""
    lines, head = _lines(), f"{term} "
    place = bisect.bisect_left(lines, head)
    return lines[place] if place < len(lines) and lines[place].startswith(head) else ""
