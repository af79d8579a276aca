"""What became of words that somebody pasted as a quotation."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from knowledge.model.answers import Hit
    from knowledge.model.articles import Article
    from knowledge.model.extracts import Quote
    from knowledge.model.span import Span


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
