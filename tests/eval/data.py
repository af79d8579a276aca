"""The evaluation files, read: articles, questions, and what counts as a hit."""

from __future__ import annotations

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

    from knowledge.model import Span


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its article's index and what answers it."""

    text: str
    index: ArticleIndex
    answers: tuple[str, ...]
    starts: tuple[int, ...]
    answerable: bool

    def hit(self, span: Span) -> bool:
        """Whether an answer stands in the span: at its place where known, else anywhere in it."""
        if self.starts:
            return any(span.start <= start < span.end for start in self.starts)
        words = f" {plain(span.of(self.index.article.text))} "
        return any(f" {plain(answer)} " in words for answer in self.answers if plain(answer))

    @property
    def verbatim(self) -> bool:
        """Whether an answer stands in one of the passages at all."""
        return any(self.hit(p.passage.span) for p in self.index.passages)


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
        )
        for line in lines(folder / "qa" / f"{name}.questions.jsonl")
    ]
    return found[::every]
