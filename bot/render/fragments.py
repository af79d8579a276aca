"""Addresses that lead to some words on a page: text fragments, ``#:~:text=first%20words,last``.

As https://wicg.github.io/scroll-to-text-fragment/ has them. A browser that finds the words scrolls
to them and marks them; one that doesn't, or doesn't know fragments, opens the page at its top.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.render.links import web_address
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = 120
"""Code points of a passage that is named in full; of a longer one its first and last words."""
LONGEST = 1_500
"""Characters of an address: it must survive being copied, sent on and logged."""
_ENDS = (5, 8, 12, 20)
"""Words at each end of a long passage: more where fewer are found at the wrong place first."""
_MARK = ":~:"
_TOKEN = re.compile(r"\S+")


def link(url: str, text: str, span: Span) -> str:
    """Return a page's address that leads to the words of `span` in the article's `text`.

    The address as it is, where the span has no words or they would make it too long; "" for
    what is no page's address.
    """
    if not web_address(url):
        return ""
    words = _words(text, span)
    if not words:
        return url
    page, _, fragment = url.partition("#")
    # A place of the page's own stays; other words may have been marked where it was copied.
    place = fragment.partition(_MARK)[0]
    found = f"{page}#{place}{_MARK}text={_directive(text, words)}"
    return found if len(found) <= LONGEST else url


def _words(text: str, span: Span) -> list[Span]:
    """Return a span's words without the marks around them: a page may show others in their place.

    A word is only found whole; what stands between two spaces is never parted.
    """
    words = []
    for token in _TOKEN.finditer(text, span.start, span.end):
        start, end = token.span()
        while start < end and _is_mark(text[start]):
            start += 1
        while start < end and _is_mark(text[end - 1]):
            end -= 1
        if start < end:
            words.append(Span(start, end))
    return words


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PSZC"


def _directive(text: str, words: Sequence[Span]) -> str:
    start, end = words[0].start, words[-1].end
    if end - start > WHOLE:
        for count in _ENDS:
            if 2 * count >= len(words):
                break
            first = Span(start, words[count - 1].end)
            last = Span(words[-count].start, end)
            is_first = text.find(first.of(text)) == start
            if is_first and text.find(last.of(text), first.end) == last.start:
                return f"{_encoded(first.of(text))},{_encoded(last.of(text))}"
    return _encoded(text[start:end])


def _encoded(words: str) -> str:
    """Percent-encode words: "-", "," and "&" mean something there. A page's white space is one."""
    return quote(" ".join(words.split()), safe="", errors="replace").replace("-", "%2D")
