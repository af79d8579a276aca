"""Whom a name means that somebody typed: in full, the surname, mistyped, or a role."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from knowledge.chat.clauses import words_of
from knowledge.extraction.quotations.words import words as speech_words
from knowledge.languages import function_words
from knowledge.lexicon import ROLES
from knowledge.model import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.extraction.names import Cast
    from knowledge.model import Fact, Quotes

_LONGEST = 200
"""Code points of a typed name that are looked at."""
# A shorter word is right or wrong; a longer one may have slips, so many that it stays this near.
_SHORTEST = 4
_NEAR = 75.0
# What each way of naming somebody is worth; only the best way's people are meant.
_NAME, _NAME_OF_ROLE, _SLIP, _ROLE = 1.0, 0.9, 0.8, 0.7
_TITLES = frozenset("mr mrs ms mx dr prof sir dame lord lady".split())
# What readers write for short.
_OFFICES = {
    "ceo": ("chief", "executive"),
    "cfo": ("finance", "chief"),
    "pm": ("prime", "minister"),
    "potus": ("president",),
}
_OWNER = re.compile(r"^.*(?:['’]s|s['’])\s")


def people_of(cast: Cast, quotes: Quotes, facts: Iterable[Fact] = ()) -> dict[str, frozenset[str]]:
    """Return whom an article names or quotes, each with the words of their titles and roles."""
    roles: dict[str, set[str]] = {}
    for quote in (*quotes.quotes, *quotes.fragments, *quotes.headlines):
        if quote.speaker:
            roles.setdefault(quote.speaker, set())
    for name in cast.names:
        if not name.person:
            continue
        full = cast.full_name(name.person)
        if full in roles or name.titled or cast.is_person(full):
            title = name.text.removesuffix(name.person)
            roles.setdefault(full, set()).update(_folded(_OWNER.sub("", title)))
    for fact in facts:
        if fact.kind is FactKind.PERSON and fact.role:
            # "the president’s brother" is a brother.
            roles.setdefault(fact.subject, set()).update(_folded(_OWNER.sub("", fact.role)))
    return {name: frozenset(words) for name, words in roles.items()}


def meant(
    wanted: str, people: Mapping[str, frozenset[str]], language: str = "en"
) -> tuple[str, ...]:
    """Return the people that a typed name or role may mean; none if it means nobody here."""
    words = [
        part
        for word in _folded(wanted[:_LONGEST])
        if word not in _little(language)
        for part in _OFFICES.get(word, (word,))
    ]
    bare = [word for word in words if word not in _TITLES] or words
    if not bare:
        return ()
    worth = {name: _worth(bare, _folded(name), roles) for name, roles in people.items()}
    best = max(worth.values(), default=0.0)
    found = tuple(name for name, value in worth.items() if value == best) if best else ()
    return _of_title(words, found) if len(found) > 1 else found


def _of_title(words: Sequence[str], found: tuple[str, ...]) -> tuple[str, ...]:
    """Return of several people those that "Mr" or "Mrs" may stand before, if that tells."""
    lists = speech_words("en")
    for mine, others in ((lists.male, lists.female), (lists.female, lists.male)):
        if any(word in _TITLES and word in mine for word in words):
            fits = tuple(n for n in found if n.partition(" ")[0].casefold() not in others)
            return fits or found
    return found


def names_somebody(wanted: str, language: str = "en") -> bool:
    """Whether what was typed has a name in it, rather than only "the minister"."""
    return any(word not in ROLES | _little(language) for word in _folded(wanted[:_LONGEST]))


def _worth(wanted: Sequence[str], name: Sequence[str], roles: frozenset[str]) -> float:
    in_name = [word for word in wanted if word in name]
    left = [word for word in wanted if word not in name]
    if not left:
        # Somebody of whom only "the mayor" is known is one of those who may be meant by it.
        return _NAME if any(word not in ROLES for word in name) else _ROLE
    others = [word for word in left if word not in roles and word not in ROLES]
    if in_name and not others:
        return _NAME_OF_ROLE
    slips = [word for word in left if _near_one(word, name)]
    if slips and all(word in slips or word in roles or word in ROLES for word in left):
        return _SLIP
    if not in_name and all(word in roles or _near_one(word, roles) for word in left):
        return _ROLE
    # "NATO chief Rutte", "Mark Rutte from The Hague": a surname among other words.
    return _ROLE if name[-1:] == in_name[-1:] and in_name else 0.0


def _near_one(word: str, others: Iterable[str]) -> bool:
    return len(word) >= _SHORTEST and any(
        len(other) >= _SHORTEST and fuzz.ratio(word, other) >= _NEAR for other in others
    )


def _little(language: str) -> frozenset[str]:
    return function_words(language) | {"the", "of", "and"}


def _folded(text: str) -> list[str]:
    """Return a text's words without case and accents, possessives and dots."""
    plain = unicodedata.normalize("NFKD", text.replace(".", "").replace("’s", "").replace("'s", ""))
    return [
        word.form for word in words_of("".join(c for c in plain if not unicodedata.combining(c)))
    ]
