"""What is taken out of an article without a question: quotations, facts, a summary, an item."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model.span import Span

if TYPE_CHECKING:
    from knowledge.model.articles import Article


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks, with who said them.

    `spans` run from opening to closing mark; a quotation broken by "she said" has
    several. `speaker` is the resolved name ("" where the article names none),
    `speaker_span` the mention beside the cue, `cue` the verb that attributes
    ("" where there is none). In a fragment the marks hold a few words inside the
    writer's own sentence.
    """

    spans: tuple[Span, ...]
    speaker: str = ""
    speaker_span: Span | None = None
    cue: str = ""

    @property
    def extent(self) -> Span:
        """From the first opening to the last closing mark."""
        return Span(self.spans[0].start, self.spans[-1].end)

    def text(self, source: str) -> str:
        """Return the slices joined by a space: for search and JSON, never shown to a reader."""
        return " ".join(span.of(source) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Quotes:
    """An article's direct quotations, and apart from them its fragments.

    `headlines` are the quotations that stand in the title or a heading and nowhere in the
    text below it.
    """

    quotes: tuple[Quote, ...] = ()
    fragments: tuple[Quote, ...] = ()
    headlines: tuple[Quote, ...] = ()


class FactKind(enum.StrEnum):
    """What sort of thing a fact states."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    DURATION = "duration"
    RANK = "rank"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


class Bound(enum.StrEnum):
    """How a fact's value is meant; "rise" and "fall" are "from 2% to 5%" and "from 5% to 2%"."""

    EXACT = ""
    ABOUT = "about"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"
    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, amount, share, date, rank or named thing, with what it is about.

    `value` is a number, (low, high), an ISO 8601 date, or None where the article gives no
    value. A date may be partial: "2024", "2025-06", "2025-W26"; an interval has a slash
    between two; where nothing tells the year it begins with two hyphens, "--06-23", as in
    XML Schema. `bound` says how the value is meant. `unit` is "%" or "percentage points", a
    currency's ISO 4217 code, a length of time ("week"), a measure's sign ("km"), what is
    counted, or what is ranked ("largest economy"). `subject` is whom or what it is about, a
    short form of a name written out; `subject_span` where that stands, in the fact's sentence
    unless a pronoun stands for it there. `said_by` names the source that the article gives,
    "" for the article itself. `role` is what a person is or does. `unit`, `subject` and
    `role` are "" where the article doesn't say.
    """

    kind: FactKind
    span: Span
    sentence: Span
    value: float | tuple[float, float] | str | None = None
    unit: str = ""
    subject: str = ""
    subject_span: Span | None = None
    bound: Bound = Bound.EXACT
    said_by: str = ""
    role: str = ""

    def stated(self, text: str) -> Span:
        """Return the fact's words with what they count, where it stands right behind them."""
        end = self.span.end + 1 + len(self.unit)
        if self.kind is FactKind.NUMBER and self.unit:
            behind = Span(min(self.span.end + 1, len(text)), min(end, len(text)))
            if behind.of(text) == self.unit:
                return Span(self.span.start, behind.end)
        return self.span


class Length(enum.StrEnum):
    """How much a summary says: one sentence for a digest, two, three, or six over the sections."""

    LINE = "line"
    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences of the article that stand for the whole, in the article's order.

    `headings` is empty, or has for each sentence the heading it stands under, None for
    one before the first heading: where a long article's sections are each represented.
    """

    article: Article
    sentences: tuple[Span, ...]
    headings: tuple[Span | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracts:
    """An article with its quotations and facts, all of one version: their spans are its text's."""

    article: Article
    quotes: Quotes
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One article in a digest: the sentence that stands for it, a figure, a quotation.

    Each is None where the article has none that can be shown by itself; it is `quoting` where it
    has quotations at all. All is of this version of the article.
    """

    article: Article
    line: Span | None = None
    figure: Fact | None = None
    quote: Quote | None = None
    quoting: bool = False
