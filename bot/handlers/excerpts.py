"""How much of an article one reader is shown in a day: a paywall is not given away piecemeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.outbox.turn import current
from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.reply import Reply
    from bot.strings.languages import Languages

LEAST: Final = 1_000
"""Code points of any article that everybody may be shown: an answer and its passage."""
_QUOTED: Final = frozenset({"blockquote", "expandable_blockquote"})


class Excerpts:
    """Keeps readers within a share of each article, of 0 to 1 and a UTC day; 0 is no limit.

    What a reader has been shown already can be shown again, and counts once. Synchronous, as
    all of a turn is: see `bot.handlers.conversation`.
    """

    def __init__(self, talks: Languages[Conversation], share: float = 0.0) -> None:
        self._talks = talks
        self._library = talks.default.library
        self._state = talks.default.state
        self._share = share

    def bounded(self, asker: Asker, reply: Reply) -> Reply:
        """Return a reply, or what is said in its place where it would show too much."""
        turn = current()
        if not self._share or turn is None:
            return reply
        quoted = _quoted(reply)
        for article_id in sorted(turn.articles) if quoted else ():
            try:
                article = self._library.article(article_id)
            except UnknownArticleError:
                continue
            shown = _places(article.text, quoted)
            if not shown or article.id == self._library.manual:
                continue
            before = self._state.excerpts(asker.user_id, article.id)
            after = _joined((*before, *shown))
            size = _size(after)
            if size > max(LEAST, self._share * len(article.text)) and size > _size(before):
                strings = self._talks.of(asker.language).strings
                return notices.enough(strings, article)
            self._state.keep_excerpts(asker.user_id, article.id, after)
        return reply


def _quoted(reply: Reply) -> list[str]:
    """Return the words of articles that a reply shows."""
    units = reply.text.encode("utf-16-le", "surrogatepass")
    return [
        units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le", "surrogatepass")
        for one in reply.entities
        if one.kind in _QUOTED
    ]


def _places(text: str, quoted: Iterable[str]) -> list[tuple[int, int]]:
    """Return where words stand in an article, [start, end) in code points."""
    found = ((text.find(words), words) for words in quoted)
    return [(start, start + len(words)) for start, words in found if start >= 0]


def _joined(places: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Return places in their order, those that meet as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((one[0], one[1]) for one in places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _size(places: Iterable[Sequence[int]]) -> int:
    return sum(end - start for start, end in places)
