"""The words this package speaks in: frozen values, no behaviour beyond their own shape.

Every place in an article is a `Span` of `Article.text`, and
``article.text[span.start:span.end]`` *is* what a reader sees. Spans are half-open
and count Unicode code points. Import them from here; the modules are rooms by subject.
"""

from knowledge.model.answers import Abstention, Answer, Citation, Hit, Question, Reason, Turn
from knowledge.model.articles import (
    Article,
    Block,
    BlockKind,
    Curation,
    Outline,
    Passage,
    Pin,
    Section,
    Sentence,
    Table,
)
from knowledge.model.checks import Check, Edit, Verdict
from knowledge.model.extracts import (
    Bound,
    Extracts,
    Fact,
    FactKind,
    Item,
    Length,
    Quote,
    Quotes,
    Summary,
)
from knowledge.model.listing import Built, Change, Entry, State
from knowledge.model.span import Span

__all__ = [
    "Abstention",
    "Answer",
    "Article",
    "Block",
    "BlockKind",
    "Bound",
    "Built",
    "Change",
    "Check",
    "Citation",
    "Curation",
    "Edit",
    "Entry",
    "Extracts",
    "Fact",
    "FactKind",
    "Hit",
    "Item",
    "Length",
    "Outline",
    "Passage",
    "Pin",
    "Question",
    "Quote",
    "Quotes",
    "Reason",
    "Section",
    "Sentence",
    "Span",
    "State",
    "Summary",
    "Table",
    "Turn",
    "Verdict",
]
