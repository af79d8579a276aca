"""What is known of an article itself, or that it isn't."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.render.compose import Composer, shorten, stripped, window
from bot.render.links import web_address
from bot.render.passages import add_title
from knowledge.chat.about import Detail, Known

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.chat.about import Missing
    from knowledge.model import Article

_VALUE_ROOM = 100
_LINE_ROOM = 300
_URL_ROOM = 60
_TITLE_ROOM = 60
"""UTF-16 units of a name, a quoted line, an address as it is shown, and the title below."""
_WORDS_A_MINUTE = 230


def show(strings: Strings, article: Article, found: Known | Missing, day: Known | Missing) -> Reply:
    """Answer a question about an article, its title below.

    `day` is its publication, told beside the author.
    """
    message = Composer(strings)
    message.append(details(strings, article, found, day))
    if found.detail is not Detail.TITLE:
        message.line()
        add_title(message, strings, article, _TITLE_ROOM)
    return message.reply()


def details(
    strings: Strings, article: Article, found: Known | Missing, day: Known | Missing
) -> Composer:
    """Compose what is known, without the article's title."""
    message = Composer(strings)
    if isinstance(found, Known):
        _known(message, strings, article, found)
    else:
        message.say(f"about.missing.{found.detail}")
    if found.detail is Detail.AUTHOR:
        message.line()
        if isinstance(day, Known):
            _known(message, strings, article, day)
        else:
            message.say("about.undated")
    return message


def _known(message: Composer, strings: Strings, article: Article, found: Known) -> None:
    value = shorten(str(found.value), _VALUE_ROOM)
    match found.detail:
        case Detail.AUTHOR if found.span is None:
            message.say("about.author", name=value)
        case Detail.AUTHOR:
            message.say("about.byline")
        case Detail.PUBLISHED if not isinstance(found.value, dt.date):
            message.say("about.dateline")
        case Detail.PUBLISHED:
            assert isinstance(found.value, dt.date)
            message.say("about.published", date=strings.date(found.value))
        case Detail.LINK:
            message.say("about.link")
            message.add(" ")
            message.add(shorten(str(found.value), _URL_ROOM), url=web_address(str(found.value)))
        case Detail.TITLE:
            message.say("about.title")
        case Detail.OUTLET:
            message.say("about.outlet", host=value)
        case Detail.LENGTH:
            assert isinstance(found.value, int)
            minutes = max(1, round(found.value / _WORDS_A_MINUTE))
            message.say(
                "about.length",
                words=strings.counted("about.words", found.value),
                minutes=strings.counted("about.minutes", minutes),
            )
        case Detail.MACHINE if found.span is None:
            message.say("about.signed", name=value)
        case Detail.MACHINE:
            message.say("about.machine")
    if found.span is not None:
        line = stripped(article.text, found.span)
        message.line()
        message.quote(article.text, window(article.text, line, _LINE_ROOM, line))
    elif found.detail is Detail.TITLE:
        message.add(" ")
        message.add(value or strings["articles.untitled"], "bold")
