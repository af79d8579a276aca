"""Everything that can go wrong in this package and is the caller's to know.

Each error's text is one line that names what is wrong and what to do; the
command line prints it after ``error: `` and exits with 2. The thing it is about
travels as an attribute too, so that a caller never parses the text.
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """The root: catch this to catch everything this package raises on purpose."""


class ReadingError(KnowledgeError):
    """A source that could not be read as an article."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class UnknownArticleError(KnowledgeError):
    """An article id that the library does not hold, or does not show now."""

    def __init__(self, article_id: str, hint: str = "`verbatim build` reads articles in") -> None:
        super().__init__(f"no article {article_id!r} here; {hint}")
        self.article_id = article_id


class BatchError(KnowledgeError):
    """A line of a batch file that breaks the contract."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class SettingError(KnowledgeError):
    """A setting whose value cannot be used."""


class StoreError(KnowledgeError):
    """The store cannot be opened, read or written; the driver's error is the cause."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"store {url}: {problem}")
        self.url = url
        self.problem = problem
