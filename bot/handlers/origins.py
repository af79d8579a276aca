"""Who says what a passage says, and which days it names: what the article tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.origins import Origin
from knowledge.errors import UnknownArticleError
from knowledge.model import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.handlers.doors import Library
    from bot.render.passages import Finding
    from knowledge.model import Fact

_DATES = 3


def origin_of(library: Library, finding: Finding) -> Origin:
    """Return what is known of a finding; nothing where its article has changed or is gone."""
    hit = finding.hit
    try:
        same = library.article(hit.article.id).version == hit.article.version
        facts = library.facts(hit.article.id)
        quotes = library.quotes(hit.article.id).quotes
    except UnknownArticleError:
        return Origin()
    if not same:
        return Origin()
    names = [finding.speaker] if finding.answer is not None else []
    if not any(names):
        names = [q.speaker for q in quotes if any(one.meets(hit.sentence) for one in q.spans)]
    days = [fact.span for fact in facts if fact.kind is FactKind.DATE]
    here = [day for day in days if hit.sentence.covers(day)]
    beside = [day for day in days if hit.passage.span.covers(day)]
    dates = [day.of(hit.article.text) for day in here or beside]
    people = tuple((name, _role(facts, name)) for name in dict.fromkeys(filter(None, names)))
    return Origin(people, tuple(dict.fromkeys(dates))[:_DATES])


def _role(facts: Iterable[Fact], name: str) -> str:
    """Return what the article says a person is, "" where it doesn't."""
    return next(_roles(facts, name), "")


def _roles(facts: Iterable[Fact], name: str) -> Iterator[str]:
    for fact in facts:
        if fact.kind is FactKind.PERSON and fact.subject == name and fact.role:
            yield fact.role
