"""A question and what becomes of it: an answer or an abstention, with the passages found."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from knowledge.model.articles import Article, Passage, Section
    from knowledge.model.span import Span


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
