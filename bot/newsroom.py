"""Who the newsroom is and what it has done, as plain values that state and handlers share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Role = Literal["owner", "editor"]
"""One person is the owner, and appoints editors."""

Part = Literal["owner", "editor", "admin", "server"]
"""In what part somebody acts: "admin" of the group it is about; "server" at its command line."""

Kind = Literal["all", "chat", "article"]
"""What can be paused."""

OWNER_CODE = "own_"
"""What a link's parameter begins with that makes an owner; a code of 22 characters follows."""
EDITOR_CODE = "edit_"
"""The same for an editor."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: `name` is the one that Telegram shows, 0 and "" for the server.

    `language` is the tag of what their Telegram speaks, "" where that doesn't matter.
    """

    part: Part
    user_id: int = 0
    name: str = ""
    language: str = ""


SERVER = Actor("server")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the newsroom; `name` is how Telegram showed them when they joined.

    `language` is the tag of what their Telegram spoke then, "" where it didn't say.
    """

    user_id: int
    role: Role
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the audit log: when (Unix seconds), who in what part, what, and about what.

    `what` is one of the bot's own words, such as "pause"; `name` is "" where it was forgotten.
    """

    at: float
    part: str
    name: str
    what: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paused:
    """Something that is paused: `target` is a chat's id or an article's, "" for all."""

    kind: Kind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that the articles didn't answer: when (Unix seconds), and why.

    `article` is the id of the one that was asked, "" for all of them; nobody's name is with it.
    """

    at: float
    question: str
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class InVain:
    """A question that was asked in vain, and how often; the miss is the newest of them."""

    miss: Miss
    count: int


def asked_most(misses: Iterable[Miss]) -> list[InVain]:
    """Put together what was asked in the same words of the same article; the most asked first.

    `misses` are newest first, and so are those that were asked equally often.
    """
    newest: dict[tuple[str, ...], Miss] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    for one in misses:
        words = re.findall(r"\w+", one.question.casefold()) or [one.question]
        newest.setdefault((one.article, *words), one)
        counts[(one.article, *words)] += 1
    return [InVain(newest[key], count) for key, count in counts.most_common()]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many found an answer good or bad: the passage is `article` text from `start` to `end`."""

    article: str
    start: int
    end: int
    good: int
    bad: int
