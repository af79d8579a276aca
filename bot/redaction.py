"""What a log may say about a failure: the cause and where it was, no secret, no reader's words."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A token is `<bot id>:<secret>`; in an address it follows "/bot".
_TOKEN = re.compile(r"(?:/bot)?\d+(?::|%3A)[A-Za-z0-9_-]{20,}|/bot[^/\s'\"]+", re.IGNORECASE)
# What a server says of a request: its own words, until it quotes; ids are long numbers.
_QUOTED = re.compile(r"""["'`“‘«<\n].*""", re.DOTALL)
_ID = re.compile(r"-?\d{5,}")
_LONGEST = 200


def without_token(text: str) -> str:
    """Return the text with whatever looks like a bot token, or an address with one, removed."""
    return _TOKEN.sub("/bot…", text)


def servers_words(text: str) -> str:
    """Return what a server said of a request, without what it may quote of that: words and ids."""
    plain = _ID.sub("…", without_token(_QUOTED.sub("…", text)))
    return plain[:_LONGEST]


def cause(error: BaseException) -> str:
    """Return an error and what led to it, as a traceback.

    The errors' own texts are left out: one may hold anything, as it was sent or with its
    letters changed, and nobody could tell whose words they are.
    """
    return "".join(_paragraphs(error)).rstrip("\n")


def _paragraphs(error: BaseException) -> Iterator[str]:
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        hidden = step.__suppress_context__
        step = step.__cause__ or (None if hidden else step.__context__)
    for link in reversed(chain):
        yield from traceback.format_tb(link.__traceback__)
        yield f"{type(link).__qualname__}\n"
