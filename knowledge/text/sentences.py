"""Sentences of a paragraph, as spans."""

from __future__ import annotations

import re

from knowledge.languages import function_words
from knowledge.lexicon import (
    NUMBER_ABBREVIATIONS,
    SENTENCE_OPENERS,
    TAIL_ABBREVIATIONS,
    TITLE_ABBREVIATIONS,
)
from knowledge.model import Span

_OPENING = "“\"'‘«„([{‹¿¡"
_CLOSING = "”\"'’»“)]}›"

# The last are Arabic, Urdu, Armenian, and the danda of Hindi.
# A pattern that begins with one class of letters is searched for several times faster than
# one that begins with a choice or a repetition.
_END = re.compile(
    r"[.!?…。！？؟۔։।॥]"
    r"(?:(?<=[.!?…])[.!?…]*|(?<=[。！？])[。！？]*|(?<=[؟۔։।॥])[؟۔։।॥]*)"
)
# Where "12." is "the 12th".
_ORDINALS = frozenset("cs da de et fi hr hu lt lv no sk sl sr tr pl".split())
_BEFORE_WORD = frozenset(" \t\r\n\u00a0“\"'‘«„([{‹—–-/")
_LONGEST_ABBREVIATION = 12
_NEXT_WORD = re.compile(rf"[{re.escape(_OPENING)}]*([^\W_]+)")
_SAID = re.compile(
    r"(?:[A-Z][\w’'.-]* ){1,4}(?:said|says|asked|told|added|wrote|replied|shouted|exclaimed)\b"
    r"|(?:he|she|they|I|we) (?:said|says|asked|told|added|wrote|replied|shouted|exclaimed)\b"
)

# Longer stretches without a full stop (lists, hostile input) are cut at a space.
_LONGEST_SENTENCE = 1_000


def _opens(word: str, language: str) -> bool:
    """Whether a word is likelier to begin a sentence than to follow an abbreviation."""
    folded = word.casefold()
    return folded in (SENTENCE_OPENERS if language == "en" else function_words(language))


def _ends_sentence(
    text: str, start: int, mark: re.Match[str], after: int, stop: int, language: str
) -> bool:
    """Whether the mark ends a sentence; `after` is past it and its closing quotes."""
    sign = mark.group()
    if sign[0] in "。！？؟۔։।॥":
        return True
    following = _NEXT_WORD.match(text, after, stop)
    word = following.group(1) if following else ""
    if word and word[0].islower():
        return False
    closed = after > mark.end() and text[mark.end() : after].strip() != ""
    if closed and sign != "." and _SAID.match(text, after, stop):
        return False  # “Why now?” Rutte said.
    if sign != ".":
        # An ellipsis before a name or "I" is a pause more often than an end.
        pause = sign in {"…", "..."} and not closed
        return not pause or _opens(word, language)
    if closed:
        return True
    word_start = mark.start()
    while word_start > start and text[word_start - 1] not in _BEFORE_WORD:
        word_start -= 1
        if mark.start() - word_start > _LONGEST_ABBREVIATION:
            break
    last = text[word_start : mark.start()]
    folded = last.casefold()
    if folded in TITLE_ABBREVIATIONS or (folded in NUMBER_ABBREVIATIONS and word[:1].isdigit()):
        return False
    initial = len(last) == 1 and last.isalpha() and last.isupper()
    if initial or "." in last or folded in TAIL_ABBREVIATIONS:
        return _opens(word, language)
    if last.isdigit() and len(last) <= 2 and language in _ORDINALS:
        return _opens(word, language)
    return not (last.isdigit() and len(last) <= 2 and word == "")  # "1. " opens a list item


def _split_long(text: str, span: Span) -> list[Span]:
    if len(span) <= _LONGEST_SENTENCE:
        return [span] if len(span) else []
    pieces = []
    start = span.start
    while span.end - start > _LONGEST_SENTENCE:
        cut = text.rfind(" ", start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE)
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        pieces.append(trim(text, Span(start, cut)))
        start = cut
    pieces.append(trim(text, Span(start, span.end)))
    return [p for p in pieces if len(p)]


def trim(text: str, span: Span) -> Span:
    """Return the span without white space at its ends; empty if there was nothing else."""
    start, end = span.start, span.end
    if start < end and not text[start].isspace() and not text[end - 1].isspace():
        return span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentences(text: str, span: Span, language: str = "en") -> list[Span]:
    """Cut one paragraph into sentences: in order, trimmed, covering all but white space.

    Abbreviations, initials, decimals, closing quotes and ellipses do not end one.
    """
    found: list[Span] = []
    start = span.start
    for mark in _END.finditer(text, span.start, span.end):
        after = mark.end()
        while after < span.end and text[after] in _CLOSING:
            after += 1
        wide = mark.group()[0] in "。！？"
        if after < span.end and not text[after].isspace() and not wide:
            continue
        space = after
        while space < span.end and text[space].isspace():
            space += 1
        if space >= span.end or mark.start() < start:
            continue
        if _ends_sentence(text, start, mark, space, span.end, language):
            found.extend(_split_long(text, trim(text, Span(start, after))))
            start = after
    rest = trim(text, Span(start, span.end))
    if len(rest):
        found.extend(_split_long(text, rest))
    return found
