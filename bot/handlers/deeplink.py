"""The parameter of a link such as t.me/bot?start=…, which opens the bot at one article."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from bot.handlers.doors import Library

_FITS = re.compile(r"[A-Za-z0-9_-]{1,64}")


def parameter(article_id: str) -> str:
    """Return what stands for an article in a link: its id where the alphabet allows, else a hash.

    The same id gives the same parameter for ever, so that printed links stay good.
    """
    if _FITS.fullmatch(article_id):
        return article_id
    digest = hashlib.blake2b(article_id.encode(), digest_size=12).digest()
    return base64.urlsafe_b64encode(digest).decode()


def resolve(library: Library, given: str) -> str | None:
    """Return the id of the live article a parameter stands for; None where there is none."""
    if not _FITS.fullmatch(given):
        return None
    try:
        return library.article(given).id
    except UnknownArticleError:
        ids = (entry.id for entry in library.entries())
        return next((one for one in ids if parameter(one) == given), None)
