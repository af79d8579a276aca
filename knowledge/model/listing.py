"""What a library says of its articles: which there are, and what building did with each."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class State(enum.StrEnum):
    """Whether an article may be answered from. Only live ones are."""

    DRAFT = "draft"
    EMBARGOED = "embargoed"
    LIVE = "live"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the library's list of articles; `added` is when the store first had it."""

    id: str
    title: str
    version: int
    state: State
    published: dt.date | None = None
    url: str = ""
    language: str = ""
    added: dt.datetime | None = None


class Change(enum.StrEnum):
    """What building did with one article."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REINDEXED = "reindexed"


@dataclass(frozen=True, slots=True)
class Built:
    """What building did with one source."""

    source: str
    article_id: str
    change: Change
