"""An article: its text, what each of its lines is, how it is cut, what an editor knows of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from knowledge.model.span import Span


class BlockKind(enum.StrEnum):
    """What a block of an article's text is for."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """One run of lines, as the reader understood it. Blocks are in order and never overlap.

    `level` is a heading's depth from 1, and 1 for a table whose first row is its header; else 0.
    """

    kind: BlockKind
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, each with its cells in order; a cell may be empty, and rows be unequal.

    `header` is the row above the others that says what their cells are, () where there is none.
    """

    span: Span
    header: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...]


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
    """The unit that is ranked and shown: one paragraph, or a cut or joined one; rows of a table.

    `section` and `ordinal` are positions in `Outline.sections` and `Outline.passages`; `table`
    is one in `Outline.tables`, -1 for a paragraph.
    """

    ordinal: int
    section: int
    span: Span
    table: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `passage` is its passage's ordinal. No sentence crosses a passage's border."""

    passage: int
    span: Span


@dataclass(frozen=True, slots=True)
class Outline:
    """An article's structure. Passages and sentences are in order and never overlap.

    A table has passages; its rows are no sentences.
    """

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()
