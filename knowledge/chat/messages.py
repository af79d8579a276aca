"""What a chat message is made of, as values: its parts, and what each is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.chat.about import Detail
    from knowledge.model import Span

MOST_QUESTIONS = 3
"""Questions of one message that are answered."""


class Kind(enum.StrEnum):
    """What a part of a message is."""

    QUESTION = "question"
    REQUEST = "request"
    QUOTE_CHECK = "quote_check"
    ABOUT_ARTICLE = "about"
    ABOUT_BOT = "bot"
    OPINION = "opinion"
    THANKS = "thanks"
    GREETING = "greeting"
    OTHER = "other"


class Wish(enum.StrEnum):
    """What a request is for."""

    SUMMARY = "summary"
    QUOTES = "quotes"
    FACTS = "facts"
    SECTIONS = "sections"
    HELP = "help"
    ARTICLES = "articles"
    MORE = "more"
    PRIVACY = "privacy"
    FORGET = "forget"
    START = "start"


class Topic(enum.StrEnum):
    """What a question about the bot itself is about."""

    WHO = "who"
    NEWSROOM = "newsroom"
    MAKER = "maker"
    MACHINE = "machine"
    WORKING = "working"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a message says.

    `span` counts code points of the message. `text` is what to ask: the span's words, but
    for "when" in "when and where was it" ("when was it"). `wish` is set for a request,
    `detail` for a question about the article itself, `topic` for one about the bot; `quoted` for
    a quote check that gives the words: their place in the message, without marks.
    """

    kind: Kind
    span: Span
    text: str
    wish: Wish | None = None
    detail: Detail | None = None
    quoted: Span | None = None
    topic: Topic | None = None

    @property
    def label(self) -> str:
        """The kind, and after a full stop which: "request.summary"."""
        which = self.wish or self.detail or self.topic
        return f"{self.kind}.{which}" if which else str(self.kind)

    @property
    def asks(self) -> bool:
        """Whether it wants something looked up, rather than a word in return."""
        return self.kind in _ASKING


@dataclass(frozen=True, slots=True)
class Message:
    """A message understood: its parts in order, at least one.

    Of the parts that ask (`Part.asks`) at most `MOST_QUESTIONS` are kept. `left_out` counts
    the others, and the clauses after the first fifty. Of each other kind one part is kept.
    """

    parts: tuple[Part, ...]
    left_out: int = 0

    @property
    def asked(self) -> tuple[Part, ...]:
        """The parts that want something looked up."""
        return tuple(part for part in self.parts if part.asks)


_ASKING = frozenset(
    {Kind.QUESTION, Kind.REQUEST, Kind.QUOTE_CHECK, Kind.ABOUT_ARTICLE, Kind.ABOUT_BOT}
)
