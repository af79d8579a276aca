"""What a digest holds in one place today: which articles, told once each, as messages."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

from bot.digests.calendar import zone
from bot.digests.plan import MOST_ITEMS, Target
from bot.posting.doors import Composed
from bot.render import digests
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.digests.plan import Digest, What
    from bot.handlers.deeplink import Then
    from bot.state.rows import SlotRow
    from bot.strings.catalogue import Strings
    from knowledge.model import Entry, Item

K = TypeVar("K")
T = TypeVar("T")
_Places: TypeAlias = "Mapping[tuple[int, int | None], Target]"

_LOOKED_AT: Final = 200
"""New articles that are looked at, the newest: a digest of more says nothing."""
_KEPT: Final = 64
"""Digests that are kept put together: ten thousand subscribers share a few."""
_FIRST: Final = dt.timedelta(days=1)
"""What a digest covers that was never posted in a place."""

_IN_VAIN: Final = frozenset({"skipped", "failed"})
"""States of what nobody has seen: it hides nothing from the next digest."""


class Library(Protocol):
    """What is asked of the articles; every method that takes ids may raise UnknownArticleError."""

    def entries(self) -> tuple[Entry, ...]:
        """List the live articles, newest first."""
        ...

    def item(self, article_id: str) -> Item:
        """Return what a digest says of an article, all of one version."""
        ...

    def mentions(self, article_id: str, words: str) -> bool:
        """Whether an article has these words together."""
        ...

    def told_once(self, article_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those that tell a story first."""
        ...


class DigestComposer:
    """Puts digests together of a library's articles. Blocking.

    Args:
        library: the articles.
        strings: returns the sentences of a language, "" for the default.
        link: returns the address that opens the bot at an article, and what it shows of it.
        asked: returns how often readers have asked about each article lately.

    """

    def __init__(
        self,
        library: Library,
        strings: Callable[[str], Strings],
        link: Callable[[str, Then], str],
        asked: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._library = library
        self._strings = strings
        self._link = link
        self._asked = asked
        self._made: OrderedDict[tuple[Any, ...], Composed] = OrderedDict()
        self._once: OrderedDict[tuple[Any, ...], tuple[str, ...]] = OrderedDict()
        self._places: OrderedDict[str, tuple[Sequence[Target], _Places]] = OrderedDict()

    def compose(self, digest: Digest, row: SlotRow, before: Sequence[SlotRow]) -> Composed | None:
        """Return a slot's messages; None where there is nothing new and that is to be skipped.

        What was shown at the desk already is posted with the same articles, as far as they
        are still there, and with the words that the desk has put before them.
        """
        target = self._target(digest, row)
        chosen = row.payload.get("articles")
        if chosen is None:
            ids = self._new(digest, row, before)
        else:
            live = {entry.id for entry in self._library.entries()}
            ids = tuple(one for one, _ in chosen if one in live)
        if not ids and digest.how.skip_empty:
            return None
        language = target.language or digest.language
        intro = str(row.payload.get("intro", digest.intro))
        day = row.slot.due.astimezone(zone(digest.when_at(target).zone)).date()
        return self._put_together(digest, ids, language, intro, day)

    def again(self, digest: Digest, row: SlotRow) -> Composed:
        """Return what a posted slot's messages are to be now.

        As many as there were, where that is possible: with articles as corrected, and without
        those that were withdrawn, which keep their place in "messages".
        """
        target = self._target(digest, row)
        language = target.language or digest.language
        ids = tuple(one for one, _ in row.payload["articles"])
        intro = str(row.payload.get("intro", digest.intro))
        day = row.slot.due.astimezone(zone(digest.when_at(target).zone)).date()
        made = self._put_together(digest, ids, language, intro, day, holes=True)
        missing = int(row.parts) - len(made.replies)
        filled = (digests.moved_up(self._strings(language)),) * max(missing, 0)
        return Composed((*made.replies, *filled), made.kept)

    def _put_together(
        self,
        digest: Digest,
        ids: tuple[str, ...],
        language: str,
        intro: str,
        day: dt.date,
        *,
        holes: bool = False,
    ) -> Composed:
        versions = {entry.id: entry.version for entry in self._library.entries()}
        listed = [[one, versions.get(one, 0)] for one in ids]
        # Not the digest itself: it has all its subscribers.
        named = (digest.name, digest.title, digest.how.layout)
        key = (*named, str(listed), language, intro, day, holes)
        made = self._made.get(key)
        if made is None:
            items = [self._shown(one) for one in ids]
            # What is taken back or corrected between two reads: each is kept as it is shown.
            articles = [
                [name, 0 if one is None else one.item.article.version]
                for name, one in zip(ids, items, strict=True)
            ]
            if not holes:
                items = [shown for shown in items if shown is not None]
            replies = digests.digest(
                self._strings(language),
                digest.title,
                day,
                items,
                layout=digest.how.layout,
                intro=intro,
            )
            made = Composed(replies, {"articles": articles, "intro": intro})
            if articles == listed:
                _keep(self._made, key, made)
        return made

    def _shown(self, article_id: str) -> digests.Shown | None:
        try:
            item = self._library.item(article_id)
        except UnknownArticleError:  # taken back a moment ago
            return None
        return digests.Shown(
            item,
            ask=self._link(article_id, ""),
            summary=self._link(article_id, "summary"),
            quotes=self._link(article_id, "quotes") if item.quoting else "",
        )

    def _new(self, digest: Digest, row: SlotRow, before: Sequence[SlotRow]) -> tuple[str, ...]:
        """Return the articles that a place is to be told of, the first ones first."""
        what = digest.what
        posted = [other for other in before if other.state not in _IN_VAIN]
        told = {one for other in posted for one, _ in other.payload.get("articles", ())}
        entries = [entry for entry in self._library.entries() if entry.id not in told]
        if what.articles:
            by_id = {entry.id: entry for entry in entries}
            entries = [by_id[one] for one in what.articles if one in by_id]
        else:
            since = _since(row, before)
            entries = [entry for entry in entries if _is_new(entry, since)]
        entries = entries[:_LOOKED_AT]
        if what.most_asked:
            asked = self._asked()
            entries.sort(key=lambda entry: -asked.get(entry.id, 0))
        # Reading articles for words and for their likeness is done once for all who share them.
        key = (what.source, what.keywords, *((entry.id, entry.version) for entry in entries))
        once = self._once.get(key)
        if once is None:
            fitting = [entry.id for entry in entries if self._fits(entry, what)]
            try:
                once = self._library.told_once(fitting)
            except UnknownArticleError:  # one was taken back meanwhile: the list is another now
                return self._new(digest, row, before)
            _keep(self._once, key, once)
        return once[: min(what.most, MOST_ITEMS)]

    def _target(self, digest: Digest, row: SlotRow) -> Target:
        """Return the place that a slot is of; one without settings if the digest left it."""
        known, places = self._places.get(digest.name, ((), {}))
        if known is not digest.targets:  # a digest in the layout that it had has the same ones
            places = {(one.chat_id, one.thread): one for one in digest.targets}
            _keep(self._places, digest.name, (digest.targets, places))
        place = (row.slot.chat_id, row.slot.thread)
        return places.get(place) or Target(*place)

    def _fits(self, entry: Entry, what: What) -> bool:
        """Whether an article has the tag and one of the keywords that a digest wants."""
        if what.source and what.source.casefold() != _host(entry.url):
            return False
        if not what.keywords:
            return True
        try:
            return any(self._library.mentions(entry.id, words) for words in what.keywords)
        except UnknownArticleError:
            return False


def _keep(kept: OrderedDict[K, T], key: K, one: T) -> None:
    """Keep one more, and no more than so many: the oldest goes."""
    kept[key] = one
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _since(row: SlotRow, before: Sequence[SlotRow]) -> dt.datetime:
    """Return since when articles are new in a place: since the last digest that it had."""
    had = (one.slot.due for one in before if one.state in {"queued", "sent", "uncertain"})
    return max(had, default=row.slot.due - _FIRST)


def _is_new(entry: Entry, since: dt.datetime) -> bool:
    """Whether an article came after a moment; one read in later may be of long ago."""
    if entry.added is not None and entry.added <= since:
        return False
    return entry.published is None or entry.published >= since.date() - dt.timedelta(days=1)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
