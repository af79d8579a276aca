"""What a number counts: "23 alliance members", "312 Züge", "seven of its last nine matches"."""

from __future__ import annotations

import functools
import re

from knowledge.extraction.facts.words import any_of, figure_words
from knowledge.model import Span

_WORD = re.compile(r"[ \u00a0]([^\W\d_](?:[\w’'-]*\w)?)")
_GERMAN = re.compile(
    r"[ \u00a0](?:(?P<more>(?:[a-zäöüß]+(?:e|en|er|es)[ \u00a0]){0,2}))(?P<noun>[A-ZÄÖÜ][\w-]*\w)"
)
# Words between a number and what it counts: "two former senior managers".
_ADJECTIVES = 3
_SHORTEST_PLURAL = 4


@functools.cache
def _of_which(language: str) -> re.Pattern[str]:
    numbers = any_of(figure_words(language).numbers)
    return re.compile(
        rf"\sof\s(?:the|its|their|his|her|these|those|all|our)"
        rf"(?:\s(?:last|first|next|past|previous|remaining|other))?(?:\s(?:\d{{1,4}}|{numbers})\b)?"
    )


def of_which(lower: str, end: int, stop: int, language: str) -> int:
    """Return where "of its last nine" ends that follows a number, else the number's end."""
    match = _of_which(language).match(lower, end, stop) if language == "en" else None
    return match.end() if match else end


def is_plural(word: str, language: str) -> bool:
    """Whether an English noun in lower case is more than one."""
    words = figure_words(language)
    if word in words.section("plurals"):
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "’s", "'s"))
    return ends and len(word) >= _SHORTEST_PLURAL and word not in words.section("uncounted")


def counted(text: str, lower: str, end: int, stop: int, language: str, *, one: bool) -> Span | None:
    """Return what the number that ends at `end` counts, adjectives included; None if nothing.

    `one` says that the number is 1: then people in the singular count too.
    """
    if language == "de":
        match = _GERMAN.match(text, end, stop)
        if match is None or not _plain(match["more"], language):
            return None
        return Span(match.start() + 1, match.end())
    if language != "en":
        return None
    words = figure_words(language)
    grammar, people = words.section("grammar"), words.section("people")
    position = end
    for _ in range(_ADJECTIVES + 1):
        match = _WORD.match(lower, position, stop)
        if match is None or match[1] in grammar:
            return None
        if match[1] in people if one else is_plural(match[1], language):
            return Span(end + 1, match.end())
        position = match.end()
    return None


def _plain(more: str, language: str) -> bool:
    return figure_words(language).section("grammar").keys().isdisjoint(more.split())
