"""Which articles tell the same story, so that a digest tells it once.

Two rules, either of which is enough, for articles of days near each other whose titles share
something. Copied: of the runs of four terms that the shorter text has, a good part stand in the
other too, as in reports of an agency that two desks have cut differently. Named alike: the
titles share most of their terms, as where a text was rewritten under its old title.

Chosen by reading what they join among the 3,936 articles of the archive's evaluation file: 30
pairs, of which 25 are one story, three are pages that hold the same subscription notice and no
story, and two are columns. At a share of 0.3 it is as often what a site writes under every story.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.index import ArticleIndex

_T = TypeVar("_T")

RUN: Final = 4
"""Terms of a run: two writers seldom choose the same four in a row."""
COPIED: Final = 0.4
"""The share of runs of the shorter text from which it counts as copied."""
ALIKE: Final = 0.6
"""The share of the titles' terms, of all that both have, from which they name one story."""
COPIED_WITHIN: Final = dt.timedelta(days=3)
ALIKE_WITHIN: Final = dt.timedelta(days=1)
"""The same headline two days on is the next match, the next hearing, the next record."""
_LOOKED_AT: Final = 600
"""Terms of a text that are looked at: where a report is cut, it is from its end."""
_FEWEST_TERMS: Final = 3
_FEWEST_SHARED: Final = 2
_FEWEST_RUNS: Final = 8


@dataclass(frozen=True, slots=True)
class Print:
    """What an article is told from others by: its runs of terms, its title's terms, its day."""

    runs: frozenset[int]
    title: frozenset[str]
    day: dt.date | None

    @classmethod
    def of(cls, index: ArticleIndex) -> Print:
        """Return an article's print."""
        terms: list[str] = []
        for passage in index.passages:
            terms += passage.tokens.terms
            if len(terms) >= _LOOKED_AT:
                break
        del terms[_LOOKED_AT:]
        runs = frozenset(map(hash, zip(*(terms[shift:] for shift in range(RUN)), strict=False)))
        return cls(runs, index.title_terms, index.article.published)


def same_story(one: Print, other: Print) -> bool:
    """Return whether two articles tell the same story."""
    shared = len(one.title & other.title)
    if shared < min(_FEWEST_SHARED, len(one.title), len(other.title)):
        return False
    apart = abs(one.day - other.day) if one.day and other.day else None
    fewest = min(len(one.runs), len(other.runs))
    near = apart is None or apart <= COPIED_WITHIN
    if near and fewest >= _FEWEST_RUNS and len(one.runs & other.runs) >= COPIED * fewest:
        return True
    named = shared >= _FEWEST_TERMS and shared >= ALIKE * len(one.title | other.title)
    return named and apart is not None and apart <= ALIKE_WITHIN


def told_once(prints: Sequence[Print]) -> list[int]:
    """Return the places of those that tell a story first, in order; others tell one of theirs.

    Takes time in proportion to the runs that articles share, not to the pairs of articles.
    """
    kept: list[int] = []
    having: dict[int, list[int]] = {}
    titled: dict[str, list[int]] = {}
    for place, one in enumerate(prints):
        near = _near(one.runs, having) | _near(one.title, titled)
        if any(same_story(prints[other], one) for other in near):
            continue
        kept.append(place)
        for run in one.runs:
            having.setdefault(run, []).append(place)
        for term in one.title:
            titled.setdefault(term, []).append(place)
    return kept


def _near(mine: Iterable[_T], having: Mapping[_T, Sequence[int]]) -> set[int]:
    """Return those that share at least a few of what an article has."""
    counts: Counter[int] = Counter()
    for one in mine:
        counts.update(having.get(one, ()))
    return {place for place, shared in counts.items() if shared >= _FEWEST_SHARED}
