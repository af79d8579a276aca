"""Markdown → Article: the main text without markup, a blank line between paragraphs."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from knowledge.model import Article, Block, BlockKind, Span
from knowledge.reading import boilerplate
from knowledge.reading.front_matter import split_front_matter
from knowledge.reading.html_tables import HtmlTables
from knowledge.reading.tables import is_headed
from knowledge.text.rows import table_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_LONGEST_BOLD_HEADING = 150


@functools.cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _plain(tokens: Sequence[Token]) -> str:
    """Return the words of inline tokens. Images and inline HTML have none."""
    parts = []
    for token in tokens:
        if token.type in {"text", "text_special", "code_inline"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts).strip()


def _is_bold(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph is one bold run: a heading by another name."""
    inner = [t for t in tokens if t.type != "text" or t.content.strip(": ")]
    return (
        len(inner) > 2
        and inner[0].type == "strong_open"
        and inner[-1].type == "strong_close"
        and sum(t.type == "strong_open" for t in inner) == 1
    )


@dataclass(slots=True)
class _Builder:
    """Grows the text and notes where each block came to stand."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)

    def add(self, kind: BlockKind, content: str, level: int = 0) -> None:
        if not content:
            return
        if self.parts:
            self.parts.append("\n\n")
            self.length += 2
        self.blocks.append(
            Block(kind, Span(self.length, self.length + len(content)), level),
        )
        self.parts.append(content)
        self.length += len(content)

    def table(self, rows: Sequence[Sequence[str]], *, headed: bool | None = True) -> None:
        """Add a table, a line for each row: its cells are parted by bars, or tabs if they have any.

        An empty cell is kept, so that the others stay in their columns. `headed` says whether
        the first row is a header; None leaves that to what it looks like.
        """
        told = [row for row in rows if any(row)]
        parting = "\t" if any("|" in cell for row in told for cell in row) else " | "
        text = "\n".join(parting.join(row).strip(" ") for row in told)
        if headed is None:
            headed = is_headed(text, table_in(text, Span(0, len(text)), headed=False).rows)
        self.add(BlockKind.TABLE, text, int(headed and len(told) > 1 and any(rows[0])))

    def paragraph(self, tokens: Sequence[Token]) -> None:
        """Add a paragraph, or the heading that a bold one is."""
        content = _plain(tokens)
        if _is_bold(tokens) and len(content) <= _LONGEST_BOLD_HEADING:
            self.add(BlockKind.HEADING, content.rstrip(":"), 2)
        else:
            self.add(BlockKind.PARAGRAPH, content)


def _build(tokens: Sequence[Token]) -> _Builder:
    builder = _Builder()
    opened: Token | None = None
    rows: list[list[str]] = []
    html = HtmlTables()
    for token in tokens:
        if token.type in {"heading_open", "paragraph_open", "th_open", "td_open"}:
            opened = token
        elif token.type == "html_block":
            for table in html.feed(token.content):
                builder.table(table.rows, headed=table.headed or None)
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            builder.table(rows)
        elif token.type in {"fence", "code_block"}:
            builder.add(BlockKind.PARAGRAPH, token.content.strip())
        elif token.type == "inline" and opened is not None:
            children = token.children or []
            if opened.type in {"th_open", "td_open"}:
                rows[-1].append(" ".join(_plain(children).split()))
            elif opened.type == "heading_open":
                builder.add(BlockKind.HEADING, _plain(children), int(opened.tag[1:]))
            else:
                builder.paragraph(children)
            opened = None
    return builder


def from_markdown(article_id: str, source: str, markdown: str) -> Article:
    """Understand a Markdown text with optional front matter.

    The title is the front matter's, else the first heading of level 1.

    Raises:
        ReadingError: the front matter is broken.

    """
    front, body = split_front_matter(source, markdown)
    builder = _build(_parser().parse(body))
    text, blocks, title = "".join(builder.parts), builder.blocks, front.title
    first = blocks[0] if blocks else None
    if first is not None and first.kind is BlockKind.HEADING:
        words = first.span.of(text)
        if words.casefold() == title.casefold() or (not title and first.level == 1):
            title = title or words
            blocks[0] = Block(BlockKind.TITLE, first.span)
    marked, byline = boilerplate.mark(text, blocks)
    return Article(
        id=article_id,
        title=title,
        text=text,
        blocks=marked,
        author=front.author or byline,
        published=front.published,
        url=front.url,
        language=front.language,
        aliases=front.aliases,
    )
