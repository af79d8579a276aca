"""Quotations with their speakers.

A paragraph at a time, so that an odd mark costs its own paragraph at most:
find the marked ranges, tell quotations from fragments by their length and their
cue, join the parts that an attribution broke ("…," she said. "…"), and look for
the speaker beside the cue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.extraction.names import Cast, Name
from knowledge.lexicon import CUES
from knowledge.model import BlockKind, Quote, Quotes, Span
from knowledge.text import sentences, trim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Article, Outline

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‘": "’", "»": "«", "‹": "›"}
_STRAIGHT = '"'
# What stands before a quotation that begins a sentence: the end of another, or nothing.
_ENDS = frozenset({"", ".", "!", "?", "…", "”", '"', "»"})
_OPENING = frozenset({*_PAIRS, _STRAIGHT})
# Fewer words than this inside a writer's sentence are a fragment, not a quotation.
_FRAGMENT_WORDS = 5
_CUE = re.compile(rf"\b(?:{'|'.join(sorted(CUES, key=len, reverse=True))})\b")
_PRONOUN = re.compile(r"\b(?:he|she|they|I|He|She|They)\b")
# An attribution between two parts of one quotation is short.
_LONGEST_INTERRUPTION = 120
# How far from a mark the cue may stand, in code points.
_REACH = 160


@dataclass(frozen=True, slots=True)
class _Attribution:
    speaker: str = ""
    span: Span | None = None
    cue: str = ""


def _closing_single(text: str, start: int, stop: int) -> int:
    """Return where a ‘…’ quotation closes, or -1: a ’ between letters is an apostrophe."""
    position = text.find("’", start, stop)
    while position != -1:
        if not text[position + 1 : position + 2].isalnum():
            return position
        position = text.find("’", position + 1, stop)
    return -1


def _marked(text: str, paragraph: Span) -> Iterator[Span]:
    """Yield the ranges between quotation marks, marks included; nested ones count as inside."""
    # What one opening mark looked for in vain, the next of its kind need not look for.
    never_closed: set[str] = set()
    position = paragraph.start
    while position < paragraph.end:
        mark = text[position]
        if mark in never_closed or mark not in _OPENING:
            position += 1
            continue
        if mark == "‘":
            close = _closing_single(text, position + 1, paragraph.end)
        elif mark == _STRAIGHT:
            close = text.find(_STRAIGHT, position + 1, paragraph.end)
        else:
            ends = [text.find(c, position + 1, paragraph.end) for c in _PAIRS[mark]]
            close = min((e for e in ends if e != -1), default=-1)
        if close == -1:
            never_closed.add(mark)
            position += 1
            continue
        yield Span(position, close + 1)
        position = close + 1


def _beside(text: str, cue: Span, zone: Span, cast: Cast) -> tuple[str, Span] | None:
    """Return the nearest name or pronoun to a cue within a zone, resolved, with its mention."""
    best: tuple[int, str, Span] | None = None
    for name in cast.within(zone):
        distance = (
            cue.start - name.span.end if name.span.end <= cue.start else name.span.start - cue.end
        )
        if best is None or distance < best[0]:
            best = (distance, cast.full_name(name.person or name.text), name.span)
    for match in _PRONOUN.finditer(text, zone.start, zone.end):
        span = Span(*match.span())
        distance = cue.start - span.end if span.end <= cue.start else span.start - cue.end
        if best is None or distance < best[0]:
            before: Name | None = cast.last_person_before(span.start)
            who = cast.full_name(before.person or before.text) if before else ""
            best = (distance, "" if match.group() == "I" else who, span)
    return (best[1], best[2]) if best and best[0] < _REACH else None


def _attribution(text: str, zone: Span, cast: Cast, *, last: bool) -> _Attribution:
    """Look for a cue in a zone of the writer's own words, and for who goes with it.

    `last` prefers the cue nearest to the zone's end: the zone stands before the quotation.
    """
    cues = [Span(*m.span()) for m in _CUE.finditer(text, zone.start, zone.end)]
    for cue in reversed(cues) if last else cues:
        found = _beside(text, cue, zone, cast)
        if found is not None:
            return _Attribution(found[0], found[1], cue.of(text))
    return _Attribution()


def _zones(text: str, part: Span, start: int, stop: int) -> tuple[Span, Span]:
    """Return the writer's words after and before a part, within its sentence.

    From `start` to `stop` there is no other part.
    """
    after = Span(part.end, stop)
    before = Span(start, part.start)
    if len(after):
        first = next(iter(sentences(text, after)), after)
        after = Span(part.end, min(first.end, part.end + _REACH))
    if len(before):
        last = (sentences(text, before) or [before])[-1]
        closed = last.of(text)[-1] in ".!?" and len(last) > 0
        before = Span(last.start, part.start) if not closed else Span(part.start, part.start)
    return after, before


def _words(text: str, span: Span) -> int:
    return len(span.of(text).split())


def _speech(text: str, part: Span, attribution: _Attribution, before: Span) -> bool:
    """Whether marked words are somebody's sentence rather than a few words of one."""
    inside = text[part.start + 1 : part.end - 1]
    if not inside.strip():
        return False
    closed = inside.rstrip()[-1] in ".,!?…—–-" or text[part.end : part.end + 1] in {
        ".",
        ",",
        "!",
        "?",
    }
    capital = inside.lstrip()[:1].isupper()
    introduced = before.of(text).rstrip().endswith((",", ":")) or not before.of(text).strip()
    alone = text[part.start - 2 : part.start].strip() in _ENDS and inside.rstrip()[-1] in ".!?…"
    if capital and alone and _words(text, part) > 1:
        return True  # a sentence of its own: “That is what matters.”
    if _words(text, part) >= _FRAGMENT_WORDS:
        return capital or introduced or bool(attribution.cue)
    return bool(attribution.cue) and capital and closed and introduced


def _joins(text: str, earlier: Quote, later: Span) -> bool:
    """Whether the words between two parts are only an attribution."""
    between = Span(earlier.spans[-1].end, later.start)
    if not earlier.cue or earlier.speaker_span is None or len(between) > _LONGEST_INTERRUPTION:
        return False
    return between.covers(earlier.speaker_span) and len(sentences(text, between)) == 1


def _in_paragraph(text: str, paragraph: Span, cast: Cast) -> tuple[list[Quote], list[Quote]]:
    parts = list(_marked(text, paragraph))
    quotes: list[Quote] = []
    fragments: list[Quote] = []
    starts = [paragraph.start, *(part.end for part in parts)]
    stops = [*(part.start for part in parts[1:]), paragraph.end]
    for part, start, stop in zip(parts, starts, stops, strict=False):
        after, before = _zones(text, part, start, stop)
        found = _attribution(text, after, cast, last=False)
        if not found.cue:
            found = _attribution(text, before, cast, last=True)
        quote = Quote((part,), found.speaker, found.span, found.cue)
        goes_on = bool(quotes) and _joins(text, quotes[-1], part)
        resumed = goes_on and text[start : part.start].rstrip().endswith(",")  # “…,” she said, “…”
        if not resumed and not _speech(text, part, found, before):
            if len(trim(text, Span(part.start + 1, part.end - 1))):
                fragments.append(quote)
        elif goes_on:
            quotes[-1] = replace(quotes[-1], spans=(*quotes[-1].spans, part))
        elif quotes and not found.cue and quotes[-1].speaker:
            # Further words in the same paragraph are the same person's.
            quotes.append(replace(quote, speaker=quotes[-1].speaker))
        else:
            quotes.append(quote)
    return quotes, fragments


def find_quotes(article: Article, outline: Outline) -> Quotes:
    """Find an article's quotations and fragments, in its order."""
    text = article.text
    if not any(mark in text for mark in (*_PAIRS, _STRAIGHT)):
        return Quotes()
    cast = Cast(text, (sentence.span for sentence in outline.sentences))
    quotes: list[Quote] = []
    fragments: list[Quote] = []
    for block in article.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            more, pieces = _in_paragraph(text, block.span, cast)
            quotes.extend(more)
            fragments.extend(pieces)
    return Quotes(tuple(quotes), tuple(fragments))
