"""The words this package speaks in: frozen values, no behaviour beyond their own shape.

Every place in an article is a `Span` of `Article.text`, and
``article.text[span.start:span.end]`` *is* what a reader sees. Spans are half-open
and count Unicode code points.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Half-open range of code points: ``0 <= start <= end``.

    Raises:
        ValueError: the range is negative or turned round.

    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: [{start}, {end})")
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True  # an empty span is still a place

    def of(self, text: str) -> str:
        """Return the text this span stands for."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


# A frozen class sets its fields by `object.__setattr__`, which takes twice as long; an article
# has a thousand spans and more.
_set_start: Callable[[Span, int], None] = Span.__dict__["start"].__set__
_set_end: Callable[[Span, int], None] = Span.__dict__["end"].__set__


class BlockKind(enum.StrEnum):
    """What a block of an article's text is for."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """One run of lines, as the reader understood it. Blocks are in order and never overlap.

    `level` is a heading's depth from 1; 0 for every other kind.
    """

    kind: BlockKind
    span: Span
    level: int = 0


class State(enum.StrEnum):
    """Whether an article may be answered from. Only live ones are."""

    DRAFT = "draft"
    EMBARGOED = "embargoed"
    LIVE = "live"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Pin:
    """A question that an editor answered beforehand with a place in the article.

    `questions` are ways to ask it. Either `heading` names the section whose best sentence
    answers, or `words` are the answer themselves.
    """

    questions: tuple[str, ...]
    heading: str = ""
    words: Span | None = None


@dataclass(frozen=True, slots=True)
class Curation:
    """What an editor knows of an article's questions, beside its text.

    In each of `names` the first is a name in the article, the others are what else it is
    called; the words and phrases of one of `synonyms` all stand for each other. `suggested`
    are questions that readers are offered.
    """

    names: tuple[tuple[str, ...], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    pins: tuple[Pin, ...] = ()
    suggested: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.synonyms or self.pins or self.suggested)


_UNCURATED = Curation()


@dataclass(frozen=True, slots=True)
class Article:
    """One immutable version of an article: its text, fixed by the reader, and what is known of it.

    `id` is unique in an edition; `version` counts from 1 in the store, 0 is an
    article that no store holds. `language` is an ISO 639-1 code, "" where unknown.
    `blocks` says what each run of lines is; nothing of the text is removed.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    author: str = ""
    published: dt.date | None = None
    url: str = ""
    language: str = ""
    aliases: tuple[str, ...] = ()
    version: int = 0
    curation: Curation = _UNCURATED


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it, up to the next heading or boilerplate.

    `span` covers the paragraphs, not the heading, and never any boilerplate: a
    section that boilerplate interrupts goes on as another one with the same
    heading. `heading` is "" before the first heading, `heading_span` then None.
    """

    heading: str
    heading_span: Span | None
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is ranked and shown: one paragraph, or a cut or joined one.

    `section` and `ordinal` are positions in `Outline.sections` and `Outline.passages`.
    """

    ordinal: int
    section: int
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `passage` is its passage's ordinal. No sentence crosses a passage's border."""

    passage: int
    span: Span


@dataclass(frozen=True, slots=True)
class Outline:
    """An article's structure. Passages and sentences are in order and never overlap."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]


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
class Citation:
    """Where words come from; enough to find them again in exactly that version."""

    article_id: str
    version: int
    span: Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was ranked, with its best sentence. A higher `score` is a better one."""

    article: Article
    section: Section
    passage: Passage
    sentence: Span
    score: float

    @property
    def citation(self) -> Citation:
        """The passage's place."""
        return Citation(self.article.id, self.article.version, self.passage.span)


@dataclass(frozen=True, slots=True)
class Turn:
    """The question before, and what it was answered with.

    `question` is what was asked, a follow-up already resolved. `hit` is the passage that
    was shown, None where the question was declined; `answer` the words marked in its
    sentence, `speaker` who says them ("" for the article itself).
    """

    question: str
    hit: Hit | None = None
    answer: Span | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as it was typed.

    `scope` names the articles to search; empty means every live article of the
    edition. `asked` is the day it was asked, for "yesterday" and the like. `previous` is
    the turn that "and Estonia?" goes on from; a question of its own is not changed by it.
    `most` is how many passages to return at most, three or more; it changes no answer.
    """

    text: str
    scope: tuple[str, ...] = ()
    asked: dt.date | None = None
    previous: Turn | None = None
    most: int = 3


class Reason(enum.StrEnum):
    """Why a question was declined."""

    OFF_TOPIC = "off_topic"
    MISSING_TERM = "missing_term"
    WRONG_TYPE = "wrong_type"
    LOW_CONFIDENCE = "low_confidence"
    OTHER_LANGUAGE = "other_language"


@dataclass(frozen=True, slots=True)
class Answer:
    """The article answers: `hits[0]` is the passage, `span` the words inside its `sentence`.

    `confidence` in [0, 1] is the probability that `hits[0]` answers. `speaker` is
    who speaks in `span` or its sentence ("" for the article itself). `about_bot`:
    the answer comes from the bot's own manual. `pinned`: an editor named it for this
    question. `grounds` is for `knowledge.explaining`.
    """

    hits: tuple[Hit, ...]
    span: Span
    confidence: float
    speaker: str = ""
    about_bot: bool = False
    pinned: bool = False
    features: dict[str, float] = field(default_factory=dict, compare=False)
    grounds: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Abstention:
    """The article does not answer. `hits` are the nearest passages, best first, maybe none.

    `missing` are the question's content words that no article in scope has, in lower
    case: whether they may be shown is the renderer's business. `grounds` is for
    `knowledge.explaining`.
    """

    reason: Reason
    missing: tuple[str, ...]
    hits: tuple[Hit, ...]
    confidence: float
    features: dict[str, float] = field(default_factory=dict, compare=False)
    grounds: object = field(default=None, compare=False, repr=False)


class Verdict(enum.StrEnum):
    """Whether words that somebody gives as a quotation stand in an article, and how."""

    EXACT = "exact"
    ALTERED = "altered"
    OTHER_SPEAKER = "other_speaker"
    HEADLINE_ONLY = "headline_only"
    IN_TEXT_NOT_QUOTED = "in_text_not_quoted"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Edit:
    """One step from the pasted words to the article's.

    Words of both ("equal", as the article writes them), of what was pasted only ("delete"),
    or of the article only ("insert"). A run of words is one step.
    """

    kind: Literal["equal", "delete", "insert"]
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """What became of words that were looked for.

    `spans` are the article's words that they correspond to, a broken quotation's apart; `quote`
    is the quotation these belong to, `hit` the passage (None in a headline). `also` is a second
    quotation that words were taken from, perhaps another's. `claimed` says that a speaker was
    named. `score` in [0, 1] is how much of both sides corresponds. Where nothing was found,
    there is nothing but the verdict.
    """

    verdict: Verdict
    article: Article | None = None
    spans: tuple[Span, ...] = ()
    hit: Hit | None = None
    quote: Quote | None = None
    also: Quote | None = None
    speaker: str = ""
    claimed: bool = False
    diff: tuple[Edit, ...] = ()
    score: float = 0.0

    @property
    def place(self) -> Span | None:
        """The passage, or the headline's whole line; None where nothing was found."""
        if self.hit is not None:
            return self.hit.passage.span
        if self.article is None:
            return None
        lines = (block.span for block in self.article.blocks)
        return next((line for line in lines if line.covers(self.spans[0])), self.spans[0])


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the library's list of articles; `added` is when the store first had it."""

    id: str
    title: str
    version: int
    state: State
    published: dt.date | None = None
    url: str = ""
    language: str = ""
    added: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article in a digest: the sentence that stands for it, a figure, a quotation.

    Each is None where the article has none that can be shown by itself.
    """

    article: Article
    line: Span | None = None
    figure: Fact | None = None
    quote: Quote | None = None


class Change(enum.StrEnum):
    """What building did with one article."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REINDEXED = "reindexed"


@dataclass(frozen=True, slots=True)
class Built:
    """What building did with one source."""

    source: str
    article_id: str
    change: Change
