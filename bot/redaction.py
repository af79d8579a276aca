"""What a log may say about a failure: the cause and where it was, no secret, no reader's words."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A token is `<bot id>:<secret>`; in an address it follows "/bot".
_TOKEN = re.compile(r"(?:/bot)?\d+(?::|%3A)[A-Za-z0-9_-]{20,}|/bot[^/\s'\"]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def without_token(text: str) -> str:
    """Return the text with whatever looks like a bot token, or an address with one, removed."""
    return _TOKEN.sub("/bot…", text)


def cause(error: BaseException, said: str | None = None) -> str:
    """Return an error and what led to it, as a traceback.

    Args:
        error: what happened.
        said: a reader's words; none of them is left in the errors' texts. Where they
            aren't known, None leaves out the texts altogether.

    """
    words = None if said is None else {word.casefold() for word in _WORD.findall(said)}
    return "".join(_paragraphs(error, words)).rstrip("\n")


def _paragraphs(error: BaseException, words: set[str] | None) -> Iterator[str]:
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        hidden = step.__suppress_context__
        step = step.__cause__ or (None if hidden else step.__context__)
    for link in reversed(chain):
        yield from traceback.format_tb(link.__traceback__)
        yield f"{type(link).__qualname__}{_text(link, words)}\n"


def _text(error: BaseException, words: set[str] | None) -> str:
    if words is None:
        return ""
    text = without_token(str(error))
    return ": " + _WORD.sub(lambda word: "…" if word[0].casefold() in words else word[0], text)
