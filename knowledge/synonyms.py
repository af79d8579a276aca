"""What news writes for what readers say: "how many died?" is answered by "killing seven".

The list is data, `data/synonyms.txt`, which says where it is from. It is English.
"""

from __future__ import annotations

import bisect
import functools
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGES = frozenset({"en", ""})


@functools.cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """Return the stems that may stand for a stem, or for a verb with its particle."""
    text = files("knowledge").joinpath("data/synonyms.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    # All at once, and cut again: four hundred short texts take five times as long.
    tokens = tokenise(lines)
    found: dict[str, tuple[str, ...]] = {}
    position = first = 0
    for line in lines.splitlines():
        middle = bisect.bisect_left(tokens.starts, position + line.index(":"))
        position += len(line) + 1
        last = bisect.bisect_left(tokens.starts, position)
        said, written = tokens.terms[first:middle], tokens.terms[middle:last]
        found[" ".join(said)] = tuple(dict.fromkeys(written))
        first = last
    return found


def synonyms(said: str, language: str) -> tuple[str, ...]:
    """Return the stems that news writes for a stem or for "come out"; () where none is known."""
    return _table().get(said, ()) if language in _LANGUAGES else ()
