"""How much of what was typed is taken for a question: its end, where what is asked stands."""

from __future__ import annotations

from typing import Final

MOST: Final = 1200
"""Bytes of UTF-8, so that a script that writes a word with one letter gets no more of them."""
OF_SEVERAL: Final = 500
"""Bytes of one question of several."""


def bounded(text: str, most: int = MOST) -> str:
    """Return a question, or the end of a longer one, from a word's beginning where it has words.

    `most` are bytes of UTF-8. The time to answer grows with the length; this bounds it.
    """
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= most:
        return text
    # What the cut has left of a character at the front is dropped.
    end = data[-most:].lstrip(bytes(range(0x80, 0xC0))).decode("utf-8", "surrogatepass")
    _, space, rest = end.partition(" ")
    return rest if space and len(rest) > len(end) // 2 else end
