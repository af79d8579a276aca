"""Plain text → Article. The text stays exactly as it is; blocks say what its lines are."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.model import Article, Block, BlockKind, Span
from knowledge.reading import boilerplate, tables
from knowledge.text.sentences import trim

if TYPE_CHECKING:
    import datetime as dt

# Headings people paste: "## Heading", "**Heading**", "__Heading__".
_HASH_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t]*#*")
_BOLD_HEADING = re.compile(r"(\*\*|__)(?!\s)([^*_]+?)(?<!\s)\1:?")
_LONGEST_HEADING = 150
_LONGEST_TITLE = 250
# What a page's title keeps of the site's name that was cut off.
_LEFT_OVER = " \t-–—|·"

_BLANK = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*(?=[\r\n])")
_LINE = re.compile(r"[^\r\n]+")


def _heading(text: str, line: Span) -> Block | None:
    content = line.of(text)
    if len(content) > _LONGEST_HEADING:
        return None
    if match := _HASH_HEADING.fullmatch(content):
        level, group = len(match[1]), 2
    elif match := _BOLD_HEADING.fullmatch(content):
        level, group = 2, 2
    else:
        return None
    return Block(
        BlockKind.HEADING,
        Span(line.start + match.start(group), line.start + match.end(group)),
        level,
    )


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Whether lines were broken by an editor: each is as long as its width allows.

    A line that had room for the next one's first word ended on purpose.
    """
    width = max(len(line) for line in lines)
    if not 40 <= width <= 120:
        return False
    full = sum(
        len(line) + 1 + len(following.of(text).split(maxsplit=1)[0]) > width
        for line, following in itertools.pairwise(lines)
    )
    return full >= 0.8 * (len(lines) - 1)


def _chunks(text: str) -> list[list[Span]]:
    """Return the runs of lines between blank lines; lines are trimmed."""
    chunks: list[list[Span]] = [[]]
    last_end = 0
    for match in _LINE.finditer(text):
        line = trim(text, Span(*match.span()))
        gap = text[last_end : match.start()]
        if not len(line) or _BLANK.search(gap):
            chunks.append([])
        if len(line):
            chunks[-1].append(line)
        last_end = match.end()
    return [chunk for chunk in chunks if chunk]


def blocks_of(text: str) -> list[Block]:
    """Cut plain text into headings, paragraphs and tables."""
    blocks: list[Block] = []
    for chunk in _chunks(text):
        for lines in tables.apart(text, chunk):
            if isinstance(lines, Block):
                blocks.append(lines)
            elif len(lines) > 1 and _is_wrapped(text, lines):
                blocks.append(Block(BlockKind.PARAGRAPH, Span(lines[0].start, lines[-1].end)))
            else:
                blocks.extend(
                    _heading(text, line) or Block(BlockKind.PARAGRAPH, line) for line in lines
                )
    return blocks


def _take_title(text: str, blocks: list[Block]) -> str:
    """Make the first block the title if it is a headline and something follows it."""
    if len(blocks) < 2 or blocks[0].kind is BlockKind.TABLE:
        return ""
    line = blocks[0].span.of(text)
    ends_like_prose = line.endswith((".", ":", ",", ";")) and not line.endswith("...")
    if len(line) > _LONGEST_TITLE or "\n" in line or ends_like_prose:
        return ""
    blocks[0] = Block(BlockKind.TITLE, blocks[0].span)
    return line.rstrip(_LEFT_OVER)


def _bare(title: str) -> str:
    """Return a title as two are compared: folded, without a dash left over at its end."""
    return title.strip(_LEFT_OVER).casefold()


def from_plain(
    article_id: str,
    text: str,
    *,
    title: str | None = None,
    url: str = "",
    published: dt.date | None = None,
    language: str = "",
) -> Article:
    """Understand a plain text.

    `title` None takes a headline from the text's first line, if there is one ("" then
    means none was found). With a title given, a first line that repeats it is not
    shown as a passage.
    """
    blocks = blocks_of(text)
    if title is None:
        title = _take_title(text, blocks)
    elif title and blocks and _bare(blocks[0].span.of(text)) == _bare(title):
        blocks[0] = replace(blocks[0], kind=BlockKind.TITLE, level=0)
    marked, author = boilerplate.mark(text, blocks)
    return Article(
        id=article_id,
        title=title,
        text=text,
        blocks=marked,
        author=author,
        published=published,
        url=url,
        language=language,
    )
