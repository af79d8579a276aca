"""The one door to this package: articles in, answers out. Synchronous and thread-safe."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.errors import UnknownArticleError
from knowledge.holdings import KEPT_INDEXES, Holdings
from knowledge.index import INDEX_VERSION, ArticleIndex, language_of
from knowledge.model import Built, Change, Hit, Question, Quotes, Span
from knowledge.recent import Recent
from knowledge.searching.searching import Searching
from knowledge.store import open_store
from knowledge.store.interface import Indexed
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from knowledge.model import (
        Abstention,
        Answer,
        Article,
        Check,
        Citation,
        Entry,
        Extracts,
        Fact,
        Item,
        Length,
        Outline,
        Summary,
    )
    from knowledge.settings import LibrarySettings
    from knowledge.store.interface import Store


def open_library(
    settings: LibrarySettings, *, clock: Callable[[], dt.datetime], create: bool = True
) -> Library:
    """Open the library that the settings name.

    Raises:
        StoreError: the store cannot be opened, or is missing and `create` is false.

    """
    store = open_store(settings.store, edition=settings.edition, clock=clock, create=create)
    return Library(store, manual=settings.manual, threshold=settings.threshold)


class Library:
    """One edition's articles, ready to be asked."""

    def __init__(self, store: Store, *, manual: str = "", threshold: float = 0.5) -> None:
        self._store = store
        self._holdings = Holdings(store, manual)
        self._searching = Searching(self._holdings, threshold)
        self._suggested: Recent[tuple[str, int], tuple[str, ...]] = Recent(KEPT_INDEXES)

    @property
    def manual(self) -> str:
        """The id of the article about the bot itself, "" for none."""
        return self._holdings.manual

    def close(self) -> None:
        """Release the store."""
        self._store.close()

    def entries(self) -> tuple[Entry, ...]:
        """List the live articles, newest first, without the manual."""
        return self._holdings.entries()

    def find(self, wanted: str) -> tuple[Entry, ...]:
        """List the live articles that typed words may mean, best first: nothing for none.

        An id or alias means its article; else titles are searched, typing mistakes forgiven,
        and where none has the words, the articles' own words.
        """
        entries = {entry.id: entry for entry in self.entries()}
        with contextlib.suppress(UnknownArticleError):
            named = self._holdings.find(wanted.strip()).id
            return (entries[named],) if named in entries else ()
        found = self._holdings.titles().find(wanted)
        if found:
            return found
        near = self._searching.ask_many(Question(wanted), ()).hits
        ids = dict.fromkeys(hit.article.id for hit in near if hit.score > 0)
        return tuple(entries[one] for one in ids if one in entries)

    def suggested(self, article_id: str) -> tuple[str, ...]:
        """Return first questions for a live article: the newsroom's, else at most three made.

        Those that are made, it answers. Raises UnknownArticleError as `article` does.
        """
        from knowledge.suggesting import suggest

        article = self._holdings.find(article_id)
        if article.curation.suggested:
            return article.curation.suggested
        key = (article.id, article.version)
        kept = self._suggested.get(key)
        if kept is not None:
            return kept
        found = self._holdings.extracts(article.id)
        made = suggest(
            found.article,
            found.quotes,
            found.facts,
            lambda text: self._searching.ask_one(Question(text), found.article),
        )
        return self._suggested.keep((found.article.id, found.article.version), made)

    def has(self, article_id: str) -> bool:
        """Whether a live article has this id or alias."""
        return self._holdings.has(article_id)

    def article(self, article_id: str) -> Article:
        """Return a live article by its id or one of its aliases.

        Raises:
            UnknownArticleError: there is none.

        """
        return self._holdings.find(article_id)

    def build(
        self, articles: Iterable[tuple[str, Article]], *, searchable_only: bool = False
    ) -> Iterator[Built]:
        """Index articles, given with the source each came from, and say what changed, one by one.

        One that is in the store already, with the same words, is skipped. One that names no
        language is kept with the language it was found to be in.
        `searchable_only` leaves out quotes and facts: for a library that is only asked.
        """
        for source, given in articles:
            article = replace(given, language=language_of(given))
            if self._store.index_version(article) == INDEX_VERSION:
                yield Built(source, article.id, Change.UNCHANGED)
                continue
            change, _ = self._store.put(_indexed(article, searchable_only=searchable_only))
            yield Built(source, article.id, change)

    def ask(self, question: Question) -> Answer | Abstention:
        """Answer a question from the articles in its scope, or decline it.

        Without a scope all live articles are searched. Where none of them answers, the
        manual may: then `Answer.about_bot` is true. A question that leans on
        `Question.previous` is looked for where that was answered, before anywhere else.

        Raises:
            UnknownArticleError: an article in scope isn't there.

        """
        return self._searching.ask(question)

    def extracts(self, article_id: str) -> Extracts:
        """Return a live article with its quotations and facts, all of one version.

        Raises UnknownArticleError as `article` does.
        """
        return self._holdings.extracts(article_id)

    def summary(self, article_id: str, sentences: int = 3, length: Length | None = None) -> Summary:
        """Return at most so many sentences that stand for a live article.

        A `length` decides instead of a number. Raises UnknownArticleError as `article` does.
        """
        from knowledge.summary.summary import summarise

        return summarise(self._holdings.index(self.article(article_id)), sentences, length=length)

    def item(self, article_id: str) -> Item:
        """Return what a digest says of a live article. Raises UnknownArticleError as `article`."""
        from knowledge.digesting.items import item

        found = self._holdings.extracts(article_id)
        return item(self._holdings.index(found.article), found.quotes, found.facts)

    def mentions(self, article_id: str, words: str) -> bool:
        """Whether a live article has these words together, in its title or in one passage.

        In any order and form: "interest rate" is in "rates of interest". Raises
        UnknownArticleError as `article` does.
        """
        index = self._holdings.index(self._holdings.find(article_id))
        wanted = set(tokenise(words, index.language).terms)
        if not wanted:
            return False
        return wanted <= index.title_terms or any(
            wanted <= passage.counts.keys() for passage in index.passages
        )

    def told_once(self, article_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of some live articles that tell a story first, in their order.

        Raises UnknownArticleError as `article` does.
        """
        from knowledge.digesting.stories import Print, told_once

        prints = [Print.of(self._holdings.index(self._holdings.find(one))) for one in article_ids]
        return tuple(article_ids[place] for place in told_once(prints))

    def speakers(self, article_id: str, wanted: str) -> tuple[str, ...]:
        """Return whom of those that an article quotes a typed name or role means, maybe several.

        Raises UnknownArticleError as `article` does.
        """
        from knowledge.speakers import meant, people_of

        found = self._holdings.extracts(article_id)
        quotes, index = found.quotes, self._holdings.index(found.article)
        quoted = {quote.speaker for quote in (*quotes.quotes, *quotes.headlines)}
        people = people_of(index.cast, quotes, found.facts)
        known = {name: roles for name, roles in people.items() if name in quoted}
        return meant(wanted, known, index.language)

    def check(self, words: str, scope: Sequence[str] = (), speaker: str = "") -> Check:
        """Say whether words that somebody pasted stand in an article, and how.

        They may come with marks and an attribution; `speaker` is who is said to have said
        them, where that is known otherwise. Without a scope all live articles are searched.
        At most the first 4,096 code points are looked at. Raises UnknownArticleError as
        `ask` does.
        """
        from knowledge.checking.search import check_in, suspects

        among: Iterable[Extracts] = [self._holdings.extracts(name) for name in scope]
        if not among:
            names = [article.id for article in self._holdings.only()]
            names = names or suspects(self._store, self.entries(), words)
            among = self._still_there(names)
        return check_in(self._holdings.index, among, words, speaker)

    def _still_there(self, article_ids: Iterable[str]) -> Iterator[Extracts]:
        for article_id in article_ids:
            with contextlib.suppress(UnknownArticleError):  # taken back a moment ago
                yield self._holdings.extracts(article_id)

    def outline(self, article: Article) -> Outline:
        """Return the structure of exactly this version of an article."""
        return self._holdings.index(article).outline

    def cited(self, citation: Citation) -> Hit:
        """Return a cited passage of exactly that version again.

        Raises:
            UnknownArticleError: the article isn't live any more, or has no such passage.

        """
        index = self._holdings.index(self._store.article(citation.article_id, citation.version))
        for passage in index.passages:
            if passage.passage.span == citation.span and passage.sentences:
                sentence = passage.sentences[0].sentence.span
                section = index.section(passage.passage)
                return Hit(index.article, section, passage.passage, sentence, 0.0)
        raise UnknownArticleError(citation.article_id)

    def context(self, citation: Citation) -> tuple[Hit, Span]:
        """Return a cited passage and the span of the section around it. Raises as `cited` does."""
        hit = self.cited(citation)
        return hit, hit.section.span

    def around(self, article: Article, words: Sequence[Span]) -> tuple[Span, str]:
        """Return the passage around some words of this version, and the heading above it.

        Of words in a headline it is that line, without a heading above.
        """
        index = self._holdings.index(article)
        whole = Span(words[0].start, words[-1].end)
        found = [p.passage for p in index.passages if p.passage.span.meets(whole)]
        if found:
            start = min(whole.start, found[0].span.start)
            place = Span(start, max(whole.end, found[-1].span.end))
            return place, index.section(found[0]).heading
        lines = (block.span for block in index.article.blocks)
        return next((line for line in lines if line.covers(words[0])), whole), ""


def _indexed(article: Article, *, searchable_only: bool) -> Indexed:
    from knowledge.extraction.facts.finding import find_facts

    index = ArticleIndex(article)
    facts: tuple[Fact, ...] = ()
    if not searchable_only:
        facts = find_facts(
            article, index.outline, index.language, cast=index.cast, quotes=index.quotes
        )
    return Indexed(
        article=article,
        passages=tuple(
            (*p.tokens.terms, *(t for told in index.day_terms(n).values() for t in told))
            for n, p in enumerate(index.passages)
        ),
        quotes=Quotes() if searchable_only else index.quotes,
        facts=facts,
        index_version=INDEX_VERSION,
    )
