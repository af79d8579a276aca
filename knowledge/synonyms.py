"""What news writes for what readers say: "how many died?" is answered by "killing seven".

The lists are data, `data/synonyms.txt` of English and one of German, which say where they are from.
"""

from __future__ import annotations

import bisect
import functools
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES = {"en": "synonyms.txt", "": "synonyms.txt", "de": "synonyms_de.txt"}


@functools.cache
def _table(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the stems that may stand for a stem, or for a verb with its particle."""
    file = files("knowledge").joinpath("data", _FILES[language])
    text = file.read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    # All at once, and cut again: four hundred short texts take five times as long.
    tokens = tokenise(lines, language or "en")
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
    """Return the stems that news writes for a stem or for "come out"; () where none is known.

    After "whether", those of what would be the opposite: "whether open" is "close".
    """
    return _table(language).get(said, ()) if language in _FILES else ()
