"""A digest as its newsroom wants it: what it holds, when it is due, where it goes, and how.

Plain values. Local times have whole minutes and no zone of their own; the zone is an IANA
name beside them (https://www.iana.org/time-zones).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

Layout: TypeAlias = Literal["compact", "cards", "messages"]
"""One line an item; an item with its figure and quote; one message an item."""
Approval: TypeAlias = Literal["none", "post", "skip"]
"""Posted at once; after a preview at the desk, and without an answer posted, or skipped."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""What a digest may be called: it stands in commands and in rows."""
EVERY_DAY: Final = frozenset(range(7))
MOST_ITEMS: Final = 20
MOST_TARGETS: Final = 50


@dataclass(frozen=True, slots=True)
class What:
    """Which articles: those named, else what is new since the last digest in the same place.

    Of these only the ones with one of `keywords` in title or text, where there are any;
    `source` is the tag that an article's metadata must have, "" for any. With `most_asked`
    the ones that readers asked most about come first, otherwise the newest. At most `most`.
    """

    articles: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    source: str = ""
    most_asked: bool = False
    most: int = 7


@dataclass(frozen=True, slots=True)
class When:
    """Due at `time` of each of `days` (0 is Monday) in `zone`.

    A slot that falls within `quiet` hours, from the first time to the second and maybe over
    midnight, is due at their end. One that was missed is made up for within `catch_up`.
    """

    time: dt.time
    zone: str
    days: frozenset[int] = EVERY_DAY
    quiet: tuple[dt.time, dt.time] | None = None
    catch_up: dt.timedelta = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Target:
    """A chat, or a topic of one; its own time, zone and language go before the digest's.

    `subscribed`: it is a reader's private chat, who may end that at any moment.
    """

    chat_id: int
    thread: int | None = None
    time: dt.time | None = None
    zone: str = ""
    language: str = ""
    subscribed: bool = False


@dataclass(frozen=True, slots=True)
class How:
    """How it is posted. `cap` is the most posts of digests in one place a local day, 0 for any.

    `patience` is how long a preview waits at the desk.
    """

    layout: Layout = "cards"
    silent: bool = False
    pin: bool = False
    preview: bool = False
    skip_empty: bool = True
    cap: int = 0
    approval: Approval = "none"
    patience: dt.timedelta = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """`name` matches `NAME`; `title` stands above it; an `intro` is the newsroom's own words.

    Readers may subscribe to it where it is `open`, and nobody has to approve it. What is due
    while it is `paused` is skipped.
    """

    name: str
    title: str
    when: When
    targets: tuple[Target, ...]
    what: What = field(default_factory=What)
    how: How = field(default_factory=How)
    intro: str = ""
    language: str = ""
    open: bool = True
    paused: bool = False

    @property
    def subscribable(self) -> bool:
        """Whether readers may subscribe: what is approved is approved for one place."""
        return self.open and self.how.approval == "none"

    def when_at(self, target: Target) -> When:
        """Return when it is due in one place."""
        return replace(
            self.when, time=target.time or self.when.time, zone=target.zone or self.when.zone
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of one digest in one place: there is exactly one a local day it is due on.

    `day` and `time` are local, as the newsroom reads them; `due` is the moment, in UTC, after
    clock changes and quiet hours.
    """

    digest: str
    chat_id: int
    thread: int | None
    day: dt.date
    time: dt.time
    due: dt.datetime
