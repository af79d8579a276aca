"""Which article a channel's post is about: by its links, by its words, or by what they answer.

A post is written by the channel's own people, but it reaches the bot through a group, so it
is read as a stranger's text: in linear time, and nothing of it is ever shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from telegram import MessageEntity

from bot.handlers.deeplink import resolve
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Question

if TYPE_CHECKING:
    from telegram import Message

    from bot.handlers.doors import Library

_LINKS = [MessageEntity.URL, MessageEntity.TEXT_LINK]
_WORD = re.compile(r"\w+")
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})
_SHARE = 0.75
"""How much of a title's words a post has that is about its article."""
_FEWEST = 3
"""Words of a title by which an article is known; shorter ones stand in too many posts."""
_ASKED = 300
"""Characters of a post that are asked about."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a post says: its words, and the addresses it links to, in their order."""

    text: str
    urls: tuple[str, ...] = ()


def post_of(message: Message) -> Post:
    """Read a post, or the copy of one."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    urls = []
    for entity in entities:
        if entity.type in _LINKS:
            units = text.encode("utf-16-le", "surrogatepass")
            shown = units[entity.offset * 2 : (entity.offset + entity.length) * 2]
            urls.append(entity.url or shown.decode("utf-16-le", "replace"))
    if message.reply_markup is not None:
        rows = message.reply_markup.inline_keyboard
        urls += [button.url for row in rows for button in row if button.url]
    return Post(text, tuple(urls))


def article_of(library: Library, post: Post, username: str) -> str | None:
    """Return the id of the article that a post is about, None where that can't be told."""
    return named(library, post, username) or _by_words(library, post.text)


def named(library: Library, post: Post, username: str) -> str | None:
    """Return the id of the article that a post links to or has the title of, None for none."""
    return linked(library, post, username) or _by_title(library, post.text)


def linked(library: Library, post: Post, username: str) -> str | None:
    """Return the id of the article that a message links to, None for none."""
    for find in (_by_deep_link, _by_address):
        for url in post.urls:
            found = find(library, url, username)
            if found is not None:
                return found
    return None


def beside_links(post: Post, text: str) -> str:
    """Return what a text says besides the addresses that stand in it; all of it if no more."""
    words = text
    for url in post.urls:
        words = words.replace(url, " ")
    return words.strip() or text


def _by_deep_link(library: Library, url: str, username: str) -> str | None:
    """Read ``t.me/thisbot?start=article``, or ``tg://resolve?domain=thisbot&start=article``."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if parts.scheme == "tg" and parts.netloc == "resolve":
        name = asked.get("domain", [""])[0]
    elif (parts.hostname or "").removeprefix("www.") in _TELEGRAM:
        name = parts.path.strip("/")
    else:
        return None
    if name.casefold() != username.casefold():
        return None
    return resolve(library, asked.get("start", [""])[0])


def _by_address(library: Library, url: str, _: str) -> str | None:
    wanted = _address(url)
    if not wanted:
        return None
    return next(
        (one.id for one in library.entries() if one.url and _address(one.url) == wanted), None
    )


def _address(url: str) -> tuple[str, str, str] | None:
    """Return what makes two addresses the same page's: neither scheme nor what tracks readers."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    kept = "&".join(
        one
        for one in parts.query.split("&")
        if one and not one.casefold().startswith(("utm_", "fbclid=", "gclid="))
    )
    return (host, parts.path.rstrip("/"), kept) if host else None


def _by_title(library: Library, text: str) -> str | None:
    """Return the article most of whose title stands in a post."""
    words = set(_WORD.findall(text.casefold()))
    best: tuple[float, int, str] | None = None
    for entry in library.entries():
        title = set(_WORD.findall(entry.title.casefold()))
        share = len(title & words) / len(title) if len(title) >= _FEWEST else 0.0
        if share >= _SHARE and (best is None or (share, len(title)) > best[:2]):
            best = (share, len(title), entry.id)
    return None if best is None else best[2]


def _by_words(library: Library, text: str) -> str | None:
    """Return the article that has an answer to what a post says; the nearest alone is no match."""
    if not any(character.isalnum() for character in text):
        return None
    try:
        outcome = library.ask(Question(text[:_ASKED]))
    except UnknownArticleError:  # taken back a moment ago
        return None
    if not isinstance(outcome, Answer) or outcome.about_bot:
        return None
    return outcome.hits[0].article.id
