"""How every overview of an article begins: with its title, its date, and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.compose import Composer
from bot.render.passages import add_title

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article

TITLE_ROOM = 80
"""UTF-16 units of the title: whoever asks for an overview knows which article they asked about."""


def titled(strings: Strings, article: Article, page: int = 0, count: int = 1) -> Composer:
    """Begin with the article's title, linked, its date, and where there are several, the page."""
    message = Composer(strings)
    add_title(message, strings, article, TITLE_ROOM, bold=True)
    if article.published is not None:
        message.add(f" · {strings.date(article.published)}")
    if count > 1:
        message.add(" · ")
        message.say("pages.place", page=str(page + 1), count=str(count))
    return message


def nothing(strings: Strings, article: Article, key: str) -> Reply:
    """Say that an article has none of what was asked for."""
    message = titled(strings, article)
    message.line()
    message.say(key)
    return message.reply()
