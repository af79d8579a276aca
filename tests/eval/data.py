"""The evaluation files, read: articles, questions, and what counts as a hit."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.model import Article, Span


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a file's JSON lines; `.gz` may be added to its name."""
    packed = path.with_name(path.name + ".gz")
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    else:
        with gzip.open(packed, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def plain(text: str) -> str:
    """Return a text as answers are compared: folded, without marks, one space."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def has_one_of(words: str, answers: tuple[str, ...]) -> bool:
    """Whether one of the answers stands in a text, as whole words."""
    within = f" {plain(words)} "
    return any(f" {plain(answer)} " in within for answer in answers if plain(answer))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its article's index and what answers it."""

    text: str
    index: ArticleIndex
    answers: tuple[str, ...]
    starts: tuple[int, ...]
    answerable: bool
    id: str = ""

    def hit(self, span: Span) -> bool:
        """Whether an answer stands in the span: at its place where known, else anywhere in it.

        For fitting: "1990" in another sentence than the one that answers teaches nothing.
        """
        if self.starts:
            return any(span.start <= start < span.end for start in self.starts)
        return self.has_answer(span)

    def has_answer(self, span: Span) -> bool:
        """Whether the words of an answer stand in the span: what is counted as a hit."""
        return has_one_of(span.of(self.index.article.text), self.answers)

    @property
    def verbatim(self) -> bool:
        """Whether an answer stands in one of the passages at all."""
        return any(self.has_answer(p.passage.span) for p in self.index.passages)


def questions(folder: Path, name: str, every: int = 1) -> list[Asked]:
    """Return the questions of one file, every n-th of them."""
    indexes = {
        line["id"]: ArticleIndex(from_plain(line["id"], line["text"], title=line["title"]))
        for line in lines(folder / "qa" / f"{name}.articles.jsonl")
    }
    found = [
        Asked(
            line["question"],
            indexes[line["article"]],
            tuple(line["answers"]),
            tuple(line.get("answer_starts") or ()),
            line.get("answerable", True),
            line["id"],
        )
        for line in lines(folder / "qa" / f"{name}.questions.jsonl")
    ]
    return found[::every]


@dataclass(frozen=True, slots=True)
class AskedArchive:
    """A question to a whole archive."""

    id: str
    text: str
    answers: tuple[str, ...]
    asked: dt.date


def _date(written: str) -> dt.date:
    return dt.date.fromisoformat(written[:10].replace("/", "-"))


def archive(folder: Path, every: int = 1) -> tuple[list[Article], list[AskedArchive]]:
    """Return the archive's articles, all of them, and every n-th of its questions."""
    articles = [
        from_plain(
            line["id"],
            line["text"],
            title=line["title"],
            url=line.get("url", ""),
            published=_date(line["published"]) if line.get("published") else None,
        )
        for line in lines(folder / "archive" / "news_dev.articles.jsonl")
    ]
    asked = [
        AskedArchive(line["id"], line["question"], tuple(line["answers"]), _date(line["asked"]))
        for line in lines(folder / "archive" / "news_dev.questions.jsonl")
    ]
    return articles, asked[::every]
