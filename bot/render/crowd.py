"""The list of what a busy thread asks most, with links to the answers that stand there.

It has the article's words and numbers, nothing of what anybody asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.render.compose import Composer, stripped, window
from bot.reply import Button
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Cited, Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article

KNOWN: Final = "👍"
"""What a question is answered with stands in the thread already, and in the list."""
UNDER_WAY: Final = "👀"
DECLINED: Final = "🤷"
LATE: Final = "🙏"
"""The four reactions to questions. Bots may use these: see the Bot API's ReactionTypeEmoji."""
LISTED: Final = 20
"""Answers in a list: each has up to four entities, and a message a hundred."""
_MARKS = frozenset('“”„«»"')
_ALERT_ROOM = 140
"""UTF-16 units of an answer's sentence in an alert, beside the bot's own words."""
_WORDS_ROOM = 90
"""UTF-16 units of an answer's sentence, around what is marked in it: about two lines of a phone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: its words, how often it was asked for, and the link to it ("" for none)."""

    article: Article
    sentence: Span
    marked: Span
    times: int
    url: str


def most_asked(strings: Strings, answers: Sequence[Asked], private: str) -> Reply:
    """List answers, at most `LISTED`, and say what the reactions mean.

    `private` is the link to the bot's private chat.
    """
    message = Composer(strings)
    message.say("crowd.heading", "bold")
    for one in answers[:LISTED]:
        text = one.article.text
        sentence = stripped(text, one.sentence)
        shown = window(text, sentence, _WORDS_ROOM, one.marked)
        message.line()
        message.add(f"{one.times} × {'… ' if shown.start > sentence.start else ''}")
        _add_words(message, text, shown, one)
        message.add(" …" if shown.end < sentence.end else "")
    message.line()
    message.line()
    message.say("crowd.reactions", known=KNOWN, declined=DECLINED, late=LATE)
    return message.reply([[Button(strings["buttons.private"], url=private)]])


def stands(strings: Strings, article: Article, cited: Cited) -> str:
    """Say that an answer stands in the thread, and its words: at most 200 characters."""
    sentence, marked = Span(*cited.sentence), Span(*cited.marked)
    shown = window(article.text, stripped(article.text, sentence), _ALERT_ROOM, marked)
    opening, closing = _marks(shown.of(article.text))
    return strings.text("crowd.stands", words=f"{opening}{shown.of(article.text)}{closing}")


def _add_words(message: Composer, text: str, shown: Span, one: Asked) -> None:
    """Append an answer's words as a link, in quotation marks unless they have some themselves."""
    opening, closing = _marks(shown.of(text))
    start = min(max(one.marked.start, shown.start), shown.end)
    end = max(min(one.marked.end, shown.end), start)
    message.add(f"{opening}{text[shown.start : start]}", url=one.url)
    message.add(text[start:end], "bold", url=one.url)
    message.add(f"{text[end : shown.end]}{closing}", url=one.url)


def _marks(words: str) -> tuple[str, str]:
    """Return the quotation marks that words get: none where they have some themselves."""
    return ("", "") if _MARKS.intersection(words) else ("“", "”")
