"""Did they say it? Pasted words against an article's quotations, then against its text.

Every way to read what was pasted is tried on every place that may have it: each quotation,
the headline and headings, and the text as a whole. What is there word for word comes first,
in a quotation before a headline before plain text; else what is nearest, if it is near enough.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.checking.alignment import Bag, align
from knowledge.checking.differences import differences, placed
from knowledge.checking.pasted import readings
from knowledge.checking.words import read, together, words_of
from knowledge.model import BlockKind, Check, Hit, Quote, Span, Verdict
from knowledge.speakers import meant, names_somebody, people_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.checking.alignment import Alignment
    from knowledge.checking.pasted import Pasted
    from knowledge.checking.words import Words
    from knowledge.index import ArticleIndex
    from knowledge.model import Fact, Quotes

THRESHOLD = 0.65
"""From this score on, words that are not there as pasted are those that are, altered.

Chosen by `python -m tests.eval.checks`: see docs/extraction.md.
"""
_IN_PLACE = 0.1
"""What a quotation's or a headline's score has ahead of plain text's, which has more to fit."""
_WITHIN = 0.5
"""Of so much of what was taken for an attribution, the words are in fact part of the place."""
# Quotations that have at least so many words of those pasted may have been joined; of these
# few, those that have most of them.
_JOINED_WORDS = 3
_MOST_PARTS = 4
# What each of two joined ones must have that the other hasn't: two words of some weight.
_LEAST_SHARE = 2.0
# A lone function word stands everywhere and proves nothing.
_LEAST_WEIGHT = 1.0
# How good a find is before its score: word for word in a quotation, a headline, the text; near.
_QUOTED, _HEADLINE, _TEXT, _NEAR, _NOWHERE = range(5, 0, -1)
# Before a speaker whom the article does not name.
_INDEFINITE = ("A ", "An ", "a ", "an ", "Ein ", "Eine ", "ein ", "eine ")


@dataclass(frozen=True)
class _Place:
    """Words of an article that pasted ones may be: a quotation's, a headline's, or the text's.

    `seams` are the places of the words with which a sentence or a part of a quotation begins.
    """

    words: Words
    rank: int
    quote: Quote | None = None
    block: Span | None = None
    seams: tuple[int, ...] = ()

    @functools.cached_property
    def bag(self) -> Bag:
        """The words without their order."""
        return Bag(self.words)


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last of the pasted words, where they stand in another place than the first."""

    words: Words
    place: _Place
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class _Found:
    """A reading of what was pasted, beside the place it fits best."""

    pasted: Pasted
    words: Words
    place: _Place
    alignment: Alignment
    score: float = 0.0
    tail: _Tail | None = None

    @property
    def also(self) -> Quote | None:
        """The second quotation that the words are of."""
        return None if self.tail is None else self.tail.place.quote

    @property
    def order(self) -> tuple[int, float, bool]:
        """What makes one find better than another."""
        rank = _NEAR if self.score >= THRESHOLD else _NOWHERE
        if self.alignment.exact:
            rank = self.place.rank
        score = round(self.score + _IN_PLACE * (self.place.rank != _TEXT), 6)
        return (rank, score, self.place.quote is not None)


class Subject:
    """An article made ready to be checked against; use it for one check or for many."""

    def __init__(
        self,
        index: ArticleIndex,
        quotes: Quotes,
        facts: Callable[[], Iterable[Fact]] = tuple,
    ) -> None:
        self.index = index
        self.quotes = quotes
        self._facts = facts
        language = index.language
        self.text = together(
            [words_of(passage.tokens, language) for passage in index.passages]
            or [read("", language)]
        )
        self.places = tuple(self._places(language))

    @functools.cached_property
    def people(self) -> dict[str, frozenset[str]]:
        """Return whom the article names, with their roles."""
        return people_of(self.index.cast, self.quotes, self._facts())

    def _places(self, language: str) -> Iterator[_Place]:
        article = self.index.article
        sentences = (one.sentence.span for part in self.index.passages for one in part.sentences)
        quoted = (span for quote in self.quotes.quotes for span in quote.spans)
        begins = sorted({span.start for span in itertools.chain(sentences, quoted)})
        for quote in (*self.quotes.quotes, *self.quotes.fragments):
            said = self.text.within(quote.spans)
            yield _Place(said, _QUOTED, quote, seams=_seams(said, begins))
        for block in article.blocks:
            if block.kind in {BlockKind.TITLE, BlockKind.HEADING}:
                words = read(block.span.of(article.text), language, offset=block.span.start)
                for quote in self.quotes.headlines:
                    if block.span.covers(quote.extent):
                        yield _Place(words.within(quote.spans), _HEADLINE, quote, block.span)
                yield _Place(words, _HEADLINE, block=block.span)
        yield _Place(self.text, _TEXT, seams=_seams(self.text, begins))


def _seams(words: Words, begins: Sequence[int]) -> tuple[int, ...]:
    """Return which words are the first at or after these places of the text."""
    if not len(words):
        return ()
    near = begins[
        bisect.bisect_left(begins, words.starts[0]) : bisect.bisect(begins, words.ends[-1])
    ]
    return tuple(dict.fromkeys(bisect.bisect_left(words.starts, place) for place in near))


_WORTH = {verdict: len(Verdict) - place for place, verdict in enumerate(Verdict)}


def better(one: Check, other: Check) -> Check:
    """Return which of two results says more: word for word first, in a quotation first."""

    def order(found: Check) -> tuple[bool, int, float]:
        return (found.score > 1 - 1e-6, _WORTH[found.verdict], found.score)

    return other if order(other) > order(one) else one


def check(
    subject: Subject, pasted: str, speaker: str = "", ways: Sequence[Pasted] | None = None
) -> Check:
    """Check what was pasted against one article; `speaker` is who is said to have said it.

    A speaker that the pasted words themselves name counts only where none is given. `ways` are
    the `readings` of the pasted words, where they are checked against several articles. Takes
    time linear in both texts, but for the words' alignment, which is theirs by a 64th of
    the pasted words.
    """
    language = subject.index.language
    best: _Found | None = None
    for reading in readings(pasted) if ways is None else ways:
        for found in _read(subject, pasted, reading, language):
            if best is None or found.order > best.order:
                best = found
    if best is None or best.order[0] == _NOWHERE:
        return Check(Verdict.NOT_FOUND, score=0.0 if best is None else best.score)
    claim = speaker or best.pasted.speaker
    return _checked(subject, pasted, best, claim)


def _read(subject: Subject, text: str, reading: Pasted, language: str) -> Iterator[_Found]:
    """Yield the places that one reading of the pasted text fits best."""
    pieces = [read(piece.of(text), language, offset=piece.start) for piece in reading.pieces]
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return
    words = together(pieces)
    if words.weight < _LEAST_WEIGHT and len(words) < 2:
        return
    if reading.signed and not _is_signature(subject, reading.speaker, language):
        return
    around = read(reading.around, language)
    breaks = list(itertools.accumulate(len(piece) for piece in pieces[:-1]))
    bag = Bag(words)
    shares = [(bag.share(place.bag), place) for place in subject.places]
    for share, place in shares:
        if share < THRESHOLD / 2:
            continue
        found = align(words, place.words, breaks, language, place.seams)
        if found is not None and not _is_part(around, place, found):
            yield _Found(reading, words, place, found, found.score)
    if len(words) >= 2 * _JOINED_WORDS:
        quoted = sorted(
            (one for one in shares if one[1].rank == _QUOTED and one[0] > 0),
            key=lambda one: -one[0],
        )
        parts = [place for _, place in quoted[:_MOST_PARTS]]
        yield from _joined(reading, words, pieces, parts, language)


def _is_part(around: Words, place: _Place, found: Alignment) -> bool:
    """Whether what was taken for an attribution stands beside the words: then it is none.

    Beside them in the same quotation, that is; in the text it would have been read with them.
    """
    if not len(around):
        return False
    near = place.words
    if place.rank == _TEXT:
        near = near.slice(max(0, found.first - len(around) - 1), found.last + len(around) + 1)
    return Bag(around).share(Bag(near)) > _WITHIN


def _is_signature(subject: Subject, name: str, language: str) -> bool:
    """Whether what stands beside the words without a verb is a name: known here, or in capitals."""
    words = name.split()
    written = bool(words) and all(not word[0].islower() for word in words)
    return written or bool(meant(name, subject.people, language))


def _joined(
    reading: Pasted,
    words: Words,
    pieces: Sequence[Words],
    quoted: Sequence[_Place],
    language: str,
) -> Iterator[_Found]:
    """Yield two quotations that the words were taken from, where they stand in no one place."""
    for place, other in itertools.permutations(quoted, 2):
        found = align(words, place.words, (), language, place.seams)
        if found is None or found.runs[0].at > _JOINED_WORDS:
            continue
        last = found.runs[-1].at + found.runs[-1].length
        rest = words.slice(last, len(words))
        if min(last, len(rest)) < _JOINED_WORDS or Bag(rest).share(other.bag) < THRESHOLD:
            continue
        head = align(words.slice(0, last), place.words, (), language, place.seams)
        tail = align(rest, other.words, (), language, other.seams)
        if head is None or tail is None or min(head.score, tail.score) < THRESHOLD:
            continue
        apart = reading.joined and len(pieces) == 2 and last == len(pieces[0])
        mine, theirs = _only(words.slice(0, last), other), _only(rest, place)
        if not apart and min(mine, theirs) < _LEAST_SHARE:
            continue  # "I think" stands in many a quotation
        share = rest.weight / words.weight
        score = head.score * (1 - share) + tail.score * share
        kept = replace(head, exact=apart and head.exact and tail.exact)
        yield _Found(reading, words, place, kept, score, _Tail(rest, other, tail))


def _only(words: Words, place: _Place) -> float:
    """Return what those of the words weigh that a place has nowhere."""
    return words.weight * (1 - Bag(words).share(place.bag))


def _checked(subject: Subject, pasted: str, found: _Found, claim: str) -> Check:
    index, place = subject.index, found.place
    text = index.article.text
    quote = place.quote or _around(subject.quotes, found)
    spans = placed(found.alignment, place.words, quote)
    speaker = quote.speaker if quote is not None else ""
    verdict = _verdict(found, quote)
    other = claim and speaker and place.block is None
    speakers = dict.fromkeys((speaker, found.also.speaker if found.also else speaker))
    others = [one and _is_other(subject, claim, one, index.language) for one in speakers]
    # Of two quotations in one, each may have been named with its speaker.
    if other and (any(others) if verdict is Verdict.EXACT else all(others)):
        verdict = Verdict.OTHER_SPEAKER
    diff = differences(pasted, found.words, text, place.words, found.alignment)
    if found.tail is not None and found.alignment.exact:
        head, tail = len(found.words) - len(found.tail.words), found.tail
        words = found.words.slice(0, head)
        diff = differences(pasted, words, text, place.words, found.alignment)
        diff += differences(pasted, tail.words, text, tail.place.words, tail.alignment)
        spans += placed(tail.alignment, tail.place.words, tail.place.quote)
    return Check(
        verdict,
        index.article,
        spans,
        _hit(index, spans[0], found.score) if place.block is None else None,
        quote,
        found.also,
        speaker,
        bool(claim),
        diff,
        found.score,
    )


def _verdict(found: _Found, quote: Quote | None) -> Verdict:
    if found.place.block is not None:
        return Verdict.HEADLINE_ONLY
    if quote is None:
        return Verdict.IN_TEXT_NOT_QUOTED
    return Verdict.EXACT if found.alignment.exact else Verdict.ALTERED


def _around(quotes: Quotes, found: _Found) -> Quote | None:
    """Return the quotation that words found in the text are of.

    Found as they are, with its attribution say, they have all of it, or most of them stand in it.
    """
    if found.place.rank != _TEXT:
        return None
    words, runs = found.place.words, found.alignment.runs
    if found.alignment.exact:
        whole = placed(found.alignment, words, None)[0]
        for quote in quotes.quotes:
            said = words.within(quote.spans)
            if len(said) and whole.covers(Span(said.starts[0], said.ends[-1])):
                return quote
    places = [words.starts[run.there + at] for run in runs for at in range(run.length)]
    fragments = () if found.alignment.exact else quotes.fragments
    for quote in (*quotes.quotes, *fragments):
        inside_it = sum(any(s.start <= place < s.end for s in quote.spans) for place in places)
        if 2 * inside_it > len(places):
            return quote
    return None


def _is_other(subject: Subject, claim: str, speaker: str, language: str) -> bool:
    """Whether a claim names somebody else than the speaker; one that names nobody does not."""
    people = subject.people
    # "A spokesman", "the striker", "Tranter's wife" may be anybody.
    nobody = speaker.rsplit(maxsplit=1)[-1].islower() or speaker.startswith(_INDEFINITE)
    if nobody or not names_somebody(speaker, language):
        return False
    named = meant(claim, people, language)
    if named:
        return speaker not in named
    return names_somebody(claim, language)


def _hit(index: ArticleIndex, span: Span, score: float) -> Hit | None:
    """Return the passage in which a place stands, with its sentence."""
    for passage in index.passages:
        if passage.passage.span.covers(span) or passage.passage.span.meets(span):
            found = [s.sentence.span for s in passage.sentences if s.sentence.span.meets(span)]
            sentence = found[0] if found else passage.passage.span
            return Hit(
                index.article, index.section(passage.passage), passage.passage, sentence, score
            )
    return None
