"""The parameter of a link such as t.me/bot?start=…, which opens the bot at one article."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from bot.handlers.doors import Library

Then: TypeAlias = Literal["", "summary", "quotes"]
_THEN: tuple[Then, ...] = ("summary", "quotes")
_FITS = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ALWAYS_FITS = re.compile(rf"[A-Za-z0-9_-]{{1,{64 - max(len(f'{then}_') for then in _THEN)}}}")
"""The ids that no link needs a hash for: of a large archive nearly all."""
_HASH_BYTES = 12
_HASH_LENGTH = 16


def parameter(article_id: str, then: Then = "") -> str:
    """Return what stands for an article in a link: its id where the alphabet allows, else a hash.

    The same id gives the same parameter for ever, so that printed links stay good. `then` is
    what to show of it.
    """
    before = f"{then}_" if then else ""
    if _FITS.fullmatch(before + article_id):
        return before + article_id
    return before + _hash(article_id)


def link(username: str, article_id: str, then: Then = "") -> str:
    """Return the address that opens the bot at an article, or at what to show of it."""
    return f"https://t.me/{username}?start={parameter(article_id, then)}"


def resolve(library: Library, given: str) -> str | None:
    """Return the id of the live article a parameter stands for; None where there is none."""
    found = resolve_to(library, given)
    return None if found is None else found[0]


def resolve_to(library: Library, given: str) -> tuple[str, Then] | None:
    """Return a parameter's live article and what to show of it; None where there is none."""
    article_id = _resolve(library, given)
    if article_id is not None:
        return article_id, ""
    for then in _THEN:
        if given.startswith(f"{then}_"):
            article_id = _resolve(library, given[len(then) + 1 :])
            return None if article_id is None else (article_id, then)
    return None


def _resolve(library: Library, given: str) -> str | None:
    if not _FITS.fullmatch(given):
        return None
    try:
        return library.article(given).id
    except UnknownArticleError:
        if len(given) != _HASH_LENGTH:
            return None
    hashed = (one.id for one in library.entries() if not _ALWAYS_FITS.fullmatch(one.id))
    return next((one for one in hashed if given == _hash(one)), None)


def _hash(article_id: str) -> str:
    digest = hashlib.blake2b(article_id.encode(), digest_size=_HASH_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode()
