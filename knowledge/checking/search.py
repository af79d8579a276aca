"""Which articles to check pasted words against, where nobody said which."""

from __future__ import annotations

import functools
import math
from collections import Counter
from typing import TYPE_CHECKING

from knowledge.checking.checking import Subject, better, check
from knowledge.checking.pasted import LONGEST, readings
from knowledge.model import Check, Verdict
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from knowledge.index import ArticleIndex
    from knowledge.model import Article, Entry, Extracts
    from knowledge.store.interface import Store

# Articles that are checked, of those whose passages have the most of the words, and of those
# whose titles have; languages the words are looked for in.
_MOST_ARTICLES = 8
_MOST_TITLED = 3
_MOST_LANGUAGES = 3
# A title is looked at if it has this share of the words.
_SHARE = 0.5


def check_in(
    index: Callable[[Article], ArticleIndex],
    articles: Iterable[Extracts],
    words: str,
    speaker: str,
) -> Check:
    """Check pasted words against these articles, likeliest first; the best of the results."""
    best = Check(Verdict.NOT_FOUND)
    ways = readings(words)
    for found in articles:
        facts = functools.partial(tuple, found.facts)
        subject = Subject(index(found.article), found.quotes, facts)
        best = better(best, check(subject, words, speaker, ways))
        if best.verdict is Verdict.EXACT:
            break
    return best


def suspects(store: Store, entries: Sequence[Entry], words: str) -> list[str]:
    """Return the ids of the live articles that are likeliest to have pasted words."""
    words = words[:LONGEST]
    there = {entry.id for entry in entries}
    languages = Counter(entry.language for entry in entries)
    passages = store.statistics().passages
    worth: dict[str, float] = {}
    for language, _ in languages.most_common(_MOST_LANGUAGES):
        terms = tuple(dict.fromkeys(tokenise(words, language).terms))
        frequencies = store.document_frequencies(terms)
        rarity = {term: math.log(1 + passages / (1 + frequencies.get(term, 0))) for term in terms}
        for candidate in store.candidates(terms):
            if candidate.article_id in there:
                rare = sum(rarity[term] for term in candidate.terms)
                worth[candidate.article_id] = max(worth.get(candidate.article_id, 0.0), rare)
    chosen = sorted(worth, key=lambda name: -worth[name])[:_MOST_ARTICLES]
    return chosen + [one for one in _titled(entries, words) if one not in chosen]


def _titled(entries: Sequence[Entry], words: str) -> list[str]:
    """Return the articles whose titles have many of the words: what stands in no passage."""
    wanted = set(words.casefold().split())
    shares = []
    for entry in entries:
        common = len(wanted.intersection(entry.title.casefold().split()))
        if common >= _SHARE * min(len(wanted), len(entry.title.split())) and common:
            shares.append((-common, entry.id))
    return [article_id for _, article_id in sorted(shares)[:_MOST_TITLED]]
