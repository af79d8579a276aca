"""Many questions over many articles from JSON lines, in memory, without a store on disk."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from knowledge.errors import BatchError, ReadingError
from knowledge.model import Question
from knowledge.reading.plain import from_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Abstention, Answer, Article

# Standard input, as a file's name on the command line.
STDIN = "-"


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A line of the questions: its id, echoed exactly, and what it asks."""

    id: str
    question: Question


def _lines(name: str, stdin: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    with ExitStack() as stack:
        try:
            lines = stdin if name == STDIN else stack.enter_context(Path(name).open("rb"))
            for number, line in enumerate(lines, start=1):
                content = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if content.strip():
                    yield number, _object(name, number, content)
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or "cannot be read"
            raise ReadingError(name, problem) from error


def _object(name: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise BatchError(name, number, "not text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BatchError(name, number, "not a JSON object") from error
    if not isinstance(value, dict):
        raise BatchError(name, number, "not a JSON object")
    return value


def _string(name: str, number: int, fields: dict[str, Any], key: str, *, needed: bool) -> str:
    value = fields.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise BatchError(name, number, f'"{key}" must be a string')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BatchError(name, number, f'"{key}" has half a surrogate pair') from error
    return value


def _date(name: str, number: int, fields: dict[str, Any], key: str) -> dt.date | None:
    value = _string(name, number, fields, key, needed=False)
    if not value:
        return None
    try:
        # Feeds write 2026/11/23 and add a time of day; neither is a doubt.
        return dt.date.fromisoformat(re.sub(r"[/.]", "-", value.strip()[:10]))
    except ValueError as error:
        raise BatchError(name, number, f'"{key}" must be a date such as 2026-11-23') from error


def read_articles(name: str, stdin: IO[bytes]) -> Iterator[Article]:
    """Read articles: ``{"id", "title", "text"}`` with optional url, published, language.

    Raises:
        BatchError: a line is not of this form, or an id comes twice.
        ReadingError: the file cannot be read.

    """
    met: set[str] = set()
    for number, fields in _lines(name, stdin):
        article_id = _string(name, number, fields, "id", needed=True)
        if article_id in met:
            raise BatchError(name, number, f"a second article with the id {article_id!r}")
        met.add(article_id)
        yield from_plain(
            article_id,
            _string(name, number, fields, "text", needed=True),
            # Without a title the text's own headline is one, as in a file.
            title=_string(name, number, fields, "title", needed=False) or None,
            url=_string(name, number, fields, "url", needed=False),
            published=_date(name, number, fields, "published"),
            language=_string(name, number, fields, "language", needed=False)[:3].lower(),
        )


def read_questions(name: str, stdin: IO[bytes], known: set[str]) -> Iterator[BatchQuestion]:
    """Read questions: ``{"id", "question"}`` with optional article and asked.

    Raises:
        BatchError: a line is not of this form, or names an article not in `known`.
        ReadingError: the file cannot be read.

    """
    for number, fields in _lines(name, stdin):
        article = _string(name, number, fields, "article", needed=False)
        if fields.get("article") is not None and article not in known:
            raise BatchError(name, number, f"no article with the id {article!r}")
        yield BatchQuestion(
            _string(name, number, fields, "id", needed=True),
            Question(
                text=_string(name, number, fields, "question", needed=True),
                scope=(article,) if fields.get("article") is not None else (),
                asked=_date(name, number, fields, "asked"),
            ),
        )


class Batch:
    """Articles held in memory, to be asked. Ids may be any strings: inside they are numbers."""

    def __init__(self, articles: list[Article], *, threshold: float) -> None:
        from knowledge.library import open_library
        from knowledge.settings import LibrarySettings

        self._given = {str(place): article for place, article in enumerate(articles)}
        self._inside = {article.id: place for place, article in self._given.items()}
        settings = LibrarySettings(store="sqlite://", manual="", threshold=threshold)
        # Nothing here looks at the clock: no article has an embargo.
        epoch = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        self._library = open_library(settings, clock=lambda: epoch)
        inside = (("", replace(article, id=place)) for place, article in self._given.items())
        self._newest = max((a.published for a in articles if a.published), default=None)
        for _ in self._library.build(inside, searchable_only=True):
            pass

    def ask(self, question: Question) -> Answer | Abstention:
        """Answer one question over these articles; its scope holds the ids as given."""
        scope = tuple(self._inside[name] for name in question.scope)
        asked = question.asked or self._newest
        result = self._library.ask(replace(question, scope=scope, asked=asked))
        hits = tuple(replace(hit, article=self._given[hit.article.id]) for hit in result.hits)
        return replace(result, hits=hits)

    def close(self) -> None:
        """Free the memory."""
        self._library.close()
