"""Who says what a passage says, and which days it names: what the article tells of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render.origins import Origin
from knowledge.errors import UnknownArticleError
from knowledge.model import FactKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.doors import Library
    from bot.render.passages import Finding
    from knowledge.model import Article, Quote, Span

_DATES = 3
_KEPT = 256
"""Articles of which this is kept: it is asked for with every answer."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one version of an article tells: people's roles, days in their sentences, quotations."""

    roles: Mapping[str, str]
    days: tuple[tuple[Span, Span], ...]
    quotes: tuple[Quote, ...]


class Origins:
    """Who and when, of any finding."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], _Told] = OrderedDict()

    def of(self, finding: Finding) -> Origin:
        """Return what is known of a finding; nothing where its article has changed or is gone."""
        hit = finding.hit
        told = self._told(hit.article)
        if told is None:
            return Origin()
        names = [finding.speaker] if finding.answer is not None else []
        if not any(names):
            spoken = (q for q in told.quotes if any(one.meets(hit.sentence) for one in q.spans))
            names = [quote.speaker for quote in spoken]
        here = [day for day, _ in told.days if hit.sentence.covers(day)]
        dates = dict.fromkeys(day.of(hit.article.text) for day in here)
        beside = [one for one in told.days if hit.passage.span.covers(one[0]) and not here]
        people = dict.fromkeys(name for name in names if name)
        return Origin(
            tuple((name, told.roles.get(name, "")) for name in people),
            tuple(dates)[:_DATES],
            beside[0] if beside else None,
        )

    def _told(self, article: Article) -> _Told | None:
        key = (article.id, article.version)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        try:
            found = self._library.extracts(article.id)
        except UnknownArticleError:
            return None
        if found.article.version != article.version:
            return None
        roles: dict[str, str] = {}
        for fact in found.facts:
            if fact.kind is FactKind.PERSON and fact.role:
                roles.setdefault(fact.subject, fact.role)
        days = tuple((one.span, one.sentence) for one in found.facts if one.kind is FactKind.DATE)
        told = _Told(roles, days, found.quotes.quotes)
        with self._lock:
            self._kept[key] = told
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return told
