"""What is offered for words that somebody types after the bot's name, in any chat.

Synchronous, as all of a turn is. Nothing typed here is kept, and nothing that is kept of a
reader plays a part: the same words bring the same to everybody.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from bot.handlers import deeplink
from bot.render import inline
from bot.render.overviews import listed
from bot.render.passages import Finding
from bot.reply import Offers
from knowledge.chat.clauses import words_of
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from knowledge.errors import UnknownArticleError
from knowledge.model import Answer, Length, Question, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.handlers.doors import Library
    from bot.render.overviews import Listed
    from bot.reply import Offer
    from bot.strings.catalogue import Strings
    from knowledge.model import Abstention, Article, Hit, Quotes, Span

    Make = Callable[[], Offer]
    """Makes one offer; raises UnknownArticleError where its article was taken back meanwhile."""

PAGE = 10
"""Results shown at once."""
MOST = 50
"""Results that there are to page through."""
_LONGEST = 256
"""Code points of a query that are looked at; nobody can type more."""
_ARTICLES = 5
"""Articles whose quotations are looked through."""
_FEW = 3
"""A query of so many words that names a speaker is about them."""
_LISTING = frozenset(
    """
    quote quotes quotation quotations zitat zitate citation citations citas цитата цитати цитаты
    alıntı alıntılar
    """.split()
)
_QUOTING = _LISTING | frozenset(
    "quoted said say says zitiert sagt sagte dit dijo сказав сказала сказал".split()
)
_OFFSET = re.compile(r"[0-9]{1,2}")


class Inline:
    """Offers passages, quotations and articles."""

    def __init__(self, library: Library, strings: Strings) -> None:
        self._library = library
        self._strings = strings

    def offers(self, username: str, query: str, offset: str = "") -> Offers:
        """Return a page of what fits a query: the answer first, then what comes nearest.

        An empty query is offered the newest articles. `username` is the bot's, for links
        to it. `offset` is "" or what a page before named; for anything else there is nothing.
        """
        if offset and not _OFFSET.fullmatch(offset):
            return Offers()
        begin = int(offset or 0)
        typed = query[:_LONGEST].strip()
        answered = True
        if words_of(typed):
            makes, answered = self._fitting(typed, username)
        else:
            makes = self._recent(username)
        shown: dict[str, Offer] = {}
        page = islice(makes, begin, min(begin + PAGE, MOST))
        for make in page:
            with suppress(UnknownArticleError):
                offer = make()
                shown.setdefault(offer.id, offer)
        more = begin + PAGE < MOST and next(makes, None) is not None
        following = str(begin + PAGE) if more else ""
        entries = self._library.entries()
        if begin or not entries or (shown and answered):
            return Offers(tuple(shown.values()), following)
        line = self._strings["inline.nearest" if shown else "inline.nothing"]
        goal = deeplink.parameter(self._opening(entries[0].id, len(entries)))
        return Offers(tuple(shown.values()), following, line, goal)

    def _opening(self, newest: str, count: int) -> str:
        """Return what the bot is opened at: of several articles none, which the manual leads to."""
        if count > 1:
            with suppress(UnknownArticleError):
                return self._library.article(self._library.manual).id
        return newest

    def _recent(self, username: str) -> Iterator[Make]:
        """Yield the newest articles."""

        def make(article_id: str) -> Offer:
            found = self._library.summary(article_id, length=Length.LINE)
            return inline.recent(self._strings, found, deeplink.link(username, article_id))

        for entry in self._library.entries():
            yield partial(make, entry.id)

    def _fitting(self, typed: str, username: str) -> tuple[Iterator[Make], bool]:
        """Return what fits a query, best first, and whether any of it answers."""
        outcome = self._library.ask(Question(typed, most=MOST))
        passages = list(self._passages(outcome, username))
        verdicts = list(self._verdict(typed, username))
        forms = {word.form.casefold() for word in words_of(typed)}
        asks = not _QUOTING.isdisjoint(forms)
        everybody = forms <= _QUOTING
        quotes: list[Make] = []
        if asks or len(forms) <= _FEW:
            quotes += self._quotes(typed, outcome.hits, username, everybody=everybody)
        if everybody:
            passages = []
        if asks:
            # Who asks for quotes gets them first; who asks what somebody said, what answers that.
            listing = not _LISTING.isdisjoint(forms) and len(forms) <= _FEW
            lead = 1 if isinstance(outcome, Answer) and not listing else 0
            passages[lead:lead] = quotes
        else:
            passages += quotes
        answered = bool(verdicts or quotes) or isinstance(outcome, Answer)
        return iter([*verdicts, *passages]), answered

    def _passages(self, outcome: Answer | Abstention, username: str) -> Iterator[Make]:
        for number, hit in enumerate(outcome.hits):
            if not hit.score:  # how the newest article begins: nothing came near
                continue
            if isinstance(outcome, Answer) and number == 0:
                yield partial(
                    inline.passage,
                    self._strings,
                    Finding(hit, 0, 1, outcome.span, outcome.speaker, outcome.about_bot),
                    deeplink.link(username, hit.article.id),
                )
            elif hit.article.id != self._library.manual:
                yield partial(self._near, hit, username)

    def _near(self, hit: Hit, username: str) -> Offer:
        """Offer a passage that may not answer, with whoever speaks in its sentence."""
        found = self._library.extracts(hit.article.id)
        if found.article.version != hit.article.version:  # corrected a moment ago
            raise UnknownArticleError(hit.article.id)
        finding = Finding(hit, 0, 1, speaker=speaker_in(found.quotes, hit.sentence))
        return inline.passage(self._strings, finding, deeplink.link(username, hit.article.id))

    def _quotes(
        self, typed: str, near: Sequence[Hit], username: str, *, everybody: bool
    ) -> Iterator[Make]:
        """Yield the quotations of whom a query names, or everybody's, of the nearest articles."""
        found = [hit.article.id for hit in near if hit.score]
        newest = [entry.id for entry in islice(self._library.entries(), _ARTICLES)]
        listing = newest if everybody else dict.fromkeys([*found, *newest])
        for article_id in [one for one in listing if one != self._library.manual][:_ARTICLES]:
            with suppress(UnknownArticleError):
                names = () if everybody else self._library.speakers(article_id, typed)
                kept = self._library.extracts(article_id)
                for one in listed(kept.quotes):
                    if everybody or one.quote.speaker in names:
                        yield partial(self._quote, kept.article, one, username)

    def _quote(self, article: Article, one: Listed, username: str) -> Offer:
        _, section = self._library.around(article, one.quote.spans)
        goal = deeplink.link(username, article.id)
        return inline.quote(self._strings, article, one.quote, section, goal, headline=one.headline)

    def _verdict(self, typed: str, username: str) -> Iterator[Make]:
        """Yield whether words that a query gives as a quotation were said like that."""
        parts = interpret(typed).asked
        if len(parts) != 1 or parts[0].kind is not Kind.QUOTE_CHECK or parts[0].quoted is None:
            return
        found = self._library.check(typed)
        if found.verdict is not Verdict.NOT_FOUND and found.article is not None:
            goal = deeplink.link(username, found.article.id)
            yield partial(inline.checked, self._strings, found, goal)


def speaker_in(quotes: Quotes, sentence: Span) -> str:
    """Return whose words a sentence is, "" for the article's own: more than half of it quoted."""
    for quote in quotes.quotes:
        inside = sum(
            min(span.end, sentence.end) - max(span.start, sentence.start)
            for span in quote.spans
            if span.meets(sentence)
        )
        if 2 * inside > len(sentence):
            return quote.speaker
    return ""
