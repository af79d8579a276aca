"""A text's chunks: what stands between white space, and what each was found to be.

A text is cut by several rules: terms part "co-owner" and keep "4.12" whole, quotations do the
opposite, figures want their digits. None of them looks over white space. So a rule is applied
to a chunk once, and what it found is kept by how the chunk is written: most chunks of a text
were seen before.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

# A longer chunk is an address, or a paragraph of a script without spaces; it won't come again.
_LONGEST = 48
# What is kept at a time, in characters: some 30,000 chunks.
_MOST = 200_000


def chunks(text: str, offset: int = 0) -> Iterator[tuple[str, int]]:
    """Yield a text's chunks, each with its start; `offset` is added to every place."""
    found = text.split()
    steps = [len(chunk) + 1 for chunk in found]
    if sum(steps) - 1 == len(text):
        # One space between any two, as in most paragraphs.
        return zip(found, accumulate(steps[:-1], initial=offset), strict=True)
    return zip(found, _places(text, found, offset), strict=True)


def _places(text: str, found: list[str], offset: int) -> Iterator[int]:
    at = 0
    for chunk in found:
        at = text.index(chunk, at)
        yield at + offset
        at += len(chunk)


class Remembered(dict[str, T]):
    """What a rule finds in a chunk, found when it is first asked for.

    It forgets everything when it has grown too large. Two threads may find the same thing
    at once, and keep one of the two.
    """

    def __init__(self, find: Callable[[str], T]) -> None:
        self._find = find
        self._size = 0

    def __missing__(self, chunk: str) -> T:
        found = self._find(chunk)
        if len(chunk) <= _LONGEST:
            self._size += len(chunk)
            if self._size > _MOST:
                self.clear()
                self._size = len(chunk)
            self[chunk] = found
        return found
