"""An article made ready for questions: its terms by passage and sentence, counted once."""

from __future__ import annotations

import bisect
import functools
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.days import tell
from knowledge.extraction.names import Cast
from knowledge.extraction.outline import outline, passages_of_tables, rows_in
from knowledge.extraction.quotes import find_quotes
from knowledge.languages import CAPITAL_NOUNS, language_in
from knowledge.matching import Vocabulary
from knowledge.model import Sentence
from knowledge.text.rows import without_tables
from knowledge.text.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.across import Sounds
    from knowledge.extraction.ages import Age
    from knowledge.extraction.grid import Grid
    from knowledge.extraction.names import Name
    from knowledge.extraction.shapes import Kind, Shape
    from knowledge.model import Article, Fact, Passage, Quotes, Section, Span

# Raise this when the same article would give other terms, passages, quotes or facts:
# stores then index what they hold anew.
INDEX_VERSION = 10


@dataclass(frozen=True, slots=True)
class SentenceIndex:
    """A sentence with its tokens: ``tokens[first:last]`` of its passage."""

    sentence: Sentence
    first: int
    last: int
    counts: Mapping[str, int]

    @property
    def length(self) -> int:
        """Tokens in the sentence."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """A passage with its tokens, its sentences, and the terms of the heading above it.

    The sentences of a table's passage are its rows, and its header is a heading.
    """

    passage: Passage
    tokens: Tokens
    counts: Mapping[str, int]
    sentences: tuple[SentenceIndex, ...]
    heading: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """What the passages to be searched are like as a whole.

    `frequencies` counts, for the terms that were asked for, the passages that have
    each; `mean_length` counts terms a passage.
    """

    passages: int
    mean_length: float
    frequencies: Mapping[str, int]

    def idf(self, term: str) -> float:
        """Return the term's inverse document frequency, above 0.

        ``ln(1 + (N - n + 0.5) / (n + 0.5))``: Robertson and Zaragoza, "The Probabilistic
        Relevance Framework: BM25 and Beyond" (2009), with Lucene's 1 inside the logarithm.
        """
        n = min(self.frequencies.get(term, 0), self.passages)
        return math.log(1 + (self.passages - n + 0.5) / (n + 0.5))


def _with(passage: PassageIndex, terms: Mapping[Span, Sequence[str]]) -> PassageIndex:
    """Return a passage with more terms counted in some of its sentences."""
    if not terms:
        return passage
    sentences = tuple(
        replace(s, counts=Counter(s.counts) + Counter(terms[s.sentence.span]))
        if s.sentence.span in terms
        else s
        for s in passage.sentences
    )
    counts = Counter(passage.counts)
    for told in terms.values():
        counts.update(told)
    return replace(passage, counts=counts, sentences=sentences)


def language_of(article: Article) -> str:
    """Return the language whose rules an article's words follow: declared, else told by them.

    English where a text is too short to tell.
    """
    return language_in(article.language, without_tables(article))


class ArticleIndex:
    """One article's index. What is costly or rarely needed is made when asked for, then kept.

    Two threads that ask for the same thing at once may both make it; they make the same.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.language = language_of(article)
        self.outline = outline(article, self.language)
        self._passages: dict[int, PassageIndex] = {}
        self._headings: dict[int, frozenset[str]] = {}
        self._dated: dict[int, PassageIndex] = {}
        self._figures: dict[Span, tuple[Fact, ...]] = {}
        self._chunks: dict[Span, tuple[tuple[Span, Kind], ...]] = {}
        self._kinds: dict[Span, int] = {}
        self._shapes: dict[Span, Shape] = {}
        self._bearing: dict[str, frozenset[str]] = {}
        self._grids: dict[int, Grid] = {}

    def _terms(self, text: str) -> list[str]:
        return tokenise(text, self.language).terms

    def passage(self, ordinal: int) -> PassageIndex:
        """Return one passage's index. Raises IndexError for an ordinal that isn't there."""
        found = self._passages.get(ordinal)
        if found is None:
            found = self._passages[ordinal] = self._index(self.outline.passages[ordinal])
        return found

    @functools.cached_property
    def passages(self) -> tuple[PassageIndex, ...]:
        """All passages."""
        return tuple(self.passage(p.ordinal) for p in self.outline.passages)

    @functools.cached_property
    def _sentences(self) -> dict[int, list[Sentence]]:
        by_passage: dict[int, list[Sentence]] = {}
        for sentence in self.outline.sentences:
            by_passage.setdefault(sentence.passage, []).append(sentence)
        for passage, row in rows_in(self.outline):
            by_passage.setdefault(passage, []).append(Sentence(passage, row))
        return by_passage

    @functools.cached_property
    def tabular(self) -> Mapping[int, Sequence[Passage]]:
        """The passages of each table of the outline, in order."""
        return passages_of_tables(self.outline)

    def grid(self, number: int) -> Grid:
        """Return one of the tables of the outline, ready to be looked up in."""
        found = self._grids.get(number)
        if found is None:
            from knowledge.extraction.grid import Grid

            table = self.outline.tables[number]
            tokens = tokenise(
                table.span.of(self.article.text), self.language, offset=table.span.start
            )
            found = self._grids[number] = Grid(self.article.text, table, tokens, self.language)
        return found

    def heading(self, section: int) -> frozenset[str]:
        """Return the terms of the heading over a section, by its place in the outline."""
        found = self._headings.get(section)
        if found is None:
            found = frozenset(self._terms(self.outline.sections[section].heading))
            self._headings[section] = found
        return found

    def _index(self, passage: Passage) -> PassageIndex:
        span = passage.span
        tokens = tokenise(span.of(self.article.text), self.language, offset=span.start)
        found = []
        for sentence in self._sentences.get(passage.ordinal, ()):
            first = bisect.bisect_left(tokens.starts, sentence.span.start)
            last = bisect.bisect_left(tokens.starts, sentence.span.end)
            found.append(SentenceIndex(sentence, first, last, Counter(tokens.terms[first:last])))
        heading = self.heading(passage.section)
        if passage.table >= 0:
            heading |= self.grid(passage.table).heads.keys()
        return PassageIndex(passage, tokens, Counter(tokens.terms), tuple(found), heading)

    def section(self, passage: Passage) -> Section:
        """Return the section a passage stands in."""
        return self.outline.sections[passage.section]

    @functools.cached_property
    def collection(self) -> Collection:
        """This article's passages as a collection of their own."""
        frequencies: Counter[str] = Counter()
        for passage in self.passages:
            frequencies.update(passage.counts.keys())
        total = sum(len(p.tokens) for p in self.passages)
        return Collection(len(self.passages), total / max(1, len(self.passages)), frequencies)

    def day_terms(self, ordinal: int) -> Mapping[Span, Sequence[str]]:
        """Return the terms of the dates (`knowledge.days`) in each sentence that has any.

        Nothing where the day of publication is unknown.
        """
        published, spans = (
            self.article.published,
            [s.span for s in self._sentences.get(ordinal, ())],
        )
        if published is None:
            return {}
        return tell(self.article.text, spans, self.language, published)

    def with_days(self, passage: PassageIndex) -> PassageIndex:
        """Return a passage with the terms of its dates among those counted."""
        ordinal = passage.passage.ordinal
        found = self._dated.get(ordinal)
        if found is None:
            found = self._dated[ordinal] = _with(passage, self.day_terms(ordinal))
        return found

    @functools.cached_property
    def _speakers(self) -> Mapping[Span, frozenset[str]]:
        """The terms of the names of those whose quoted words a sentence has, by its span."""
        spans = [sentence.span for sentence in self.outline.sentences]
        ends = [span.end for span in spans]
        found: dict[Span, frozenset[str]] = {}
        for quote in self.quotes.quotes:
            names = frozenset(self._terms(quote.speaker))
            for said in quote.spans if names else ():
                for place in range(bisect.bisect_right(ends, said.start), len(spans)):
                    if not spans[place].meets(said):
                        break
                    found[spans[place]] = found.get(spans[place], frozenset()) | names
        return found

    def with_speakers(self, passage: PassageIndex) -> PassageIndex:
        """Return a passage with who says what is quoted in it among the terms counted."""
        missing = {
            one.sentence.span: sorted(names - one.counts.keys())
            for one in passage.sentences
            if (names := self._speakers.get(one.sentence.span))
        }
        return _with(passage, {span: terms for span, terms in missing.items() if terms})

    @functools.cached_property
    def dated(self) -> tuple[PassageIndex, ...]:
        """All passages, with the terms of their dates."""
        return tuple(map(self.with_days, self.passages))

    @functools.cached_property
    def dated_collection(self) -> Collection:
        """The same passages as a collection of their own."""
        plain, frequencies = self.collection, Counter(self.collection.frequencies)
        for passage in self.dated:
            frequencies.update(term for term in passage.counts if term[0] == "@")
        return Collection(plain.passages, plain.mean_length, frequencies)

    @functools.cached_property
    def frequencies(self) -> Mapping[str, int]:
        """Every term of the article, its headings and title included, with its frequency."""
        return dict.fromkeys(self.heading_terms, 1) | dict(self.collection.frequencies)

    @functools.cached_property
    def vocabulary(self) -> Vocabulary:
        """The same terms, for finding what a mistyped word was meant to be."""
        return Vocabulary(self.frequencies)

    @functools.cached_property
    def sounds(self) -> Sounds:
        """The same terms by their sound, for a question in another language."""
        from knowledge.across import Sounds

        return Sounds(self.frequencies, self.language)

    @functools.cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of the title."""
        return frozenset(self._terms(self.article.title))

    @functools.cached_property
    def heading_terms(self) -> frozenset[str]:
        """The terms of all headings and of the title."""
        return self.title_terms.union(*map(self.heading, range(len(self.outline.sections))))

    @functools.cached_property
    def name_terms(self) -> frozenset[str]:
        """The terms of the names in the text, and its numbers: what a passage must be about."""
        numbers = frozenset(t for p in self.passages for t in p.counts if t[0].isdigit())
        if self.language in CAPITAL_NOUNS:
            return numbers
        return numbers.union(t for name in self.cast.names for t in self._terms(name.text))

    @functools.cached_property
    def quotes(self) -> Quotes:
        """The article's quotations."""
        return find_quotes(self.article, self.outline, self.language, lambda: self.cast)

    def figures(self, sentence: Span) -> tuple[Fact, ...]:
        """Return the dates and figures of one sentence."""
        found = self._figures.get(sentence)
        if found is None:
            from knowledge.extraction.facts.figures import find_in

            found = self._figures[sentence] = tuple(
                find_in(self.article.text, sentence, self.language)
            )
        return found

    def chunks(self, sentence: Span) -> tuple[tuple[Span, Kind], ...]:
        """Return what stands in one sentence: names, figures, dates, quotations."""
        found = self._chunks.get(sentence)
        if found is None:
            from knowledge.extraction.shapes import chunks

            names = self.cast.within(sentence)
            persons = [n.titled or self.cast.is_person(n.person or n.text) for n in names]
            quoted = [s for q in self.quotes.quotes for s in q.spans if sentence.covers(s)]
            figures = self.figures(sentence)
            made = chunks(self.article.text, sentence, names, persons, figures, quoted)
            found = self._chunks[sentence] = tuple(made)
        return found

    def kinds(self, sentence: Span) -> int:
        """Return the kinds of things in one sentence, as the bits of `Kind`."""
        found = self._kinds.get(sentence)
        if found is None:
            found = 0
            for _, kind in self.chunks(sentence):
                found |= kind.value
            self._kinds[sentence] = found
        return found

    def shape(self, sentence: SentenceIndex) -> Shape:
        """Return what one sentence's words look like."""
        span = sentence.sentence.span
        found = self._shapes.get(span)
        if found is None:
            from knowledge.extraction.shapes import shape

            tokens = self.passage(sentence.sentence.passage).tokens
            found = self._shapes[span] = shape(
                self.article.text, tokens, sentence.first, sentence.last, self.chunks(span)
            )
        return found

    def bearers(self, sentence: Span, role: str) -> list[Name]:
        """Return the names in a sentence that stand beside a role, given as a term."""
        from knowledge.extraction.roles import bearers

        return bearers(self.article.text, sentence, self.cast, role, self.language)

    def bearing(self, role: str) -> frozenset[str]:
        """Return the full names of all that the article gives a role, given as a term."""
        found = self._bearing.get(role)
        if found is None:
            found = self._bearing[role] = frozenset(
                self.cast.full_name(name.person or name.text)
                for passage in self.passages
                if role in passage.counts
                for sentence in passage.sentences
                if role in sentence.counts
                for name in self.bearers(sentence.sentence.span, role)
            )
        return found

    @functools.cached_property
    def ages(self) -> tuple[Age, ...]:
        """The ages of people that the article tells."""
        from knowledge.extraction.ages import find_ages

        sentences = (s.span for s in self.outline.sentences)
        return find_ages(self.article.text, sentences, self.cast, self.language)

    @functools.cached_property
    def cast(self) -> Cast:
        """The article's names."""
        return Cast(self.article.text, (s.span for s in self.outline.sentences))
