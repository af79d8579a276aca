"""What an operator may set about the library. Reading files and the environment is the caller's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """The library's part of the configuration.

    `store` is a path or an SQLAlchemy URL; `edition` the set of articles to
    serve; `manual` the id of the article about the bot itself ("" for none);
    `threshold` the confidence in [0, 1] from which a question is answered.
    """

    store: str = "data/articles.db"
    edition: str = "main"
    manual: str = "about-verbatim"
    threshold: float = 0.35
