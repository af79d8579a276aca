"""The one door to this package: articles in, answers out. Synchronous and thread-safe."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter, OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.answering import Prepared, decide, offer, prepare
from knowledge.curating import pin_for, pinned, stand_in
from knowledge.days import join, seek
from knowledge.errors import UnknownArticleError
from knowledge.index import INDEX_VERSION, ArticleIndex, Collection, language_of
from knowledge.languages import foreign, is_wordless
from knowledge.matching import Vocabulary
from knowledge.model import Abstention, Answer, Built, Change, Hit, Question, Quotes, Reason, Span
from knowledge.questions.question import understand
from knowledge.store import open_store
from knowledge.store.interface import Indexed
from knowledge.text import tokenise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from knowledge.across import Sounds
    from knowledge.days import Sought
    from knowledge.index import PassageIndex
    from knowledge.model import (
        Article,
        Check,
        Citation,
        Entry,
        Fact,
        Item,
        Length,
        Outline,
        Summary,
        Turn,
    )
    from knowledge.settings import LibrarySettings
    from knowledge.store.interface import Store
    from knowledge.titles import Titles

    Pool = Sequence[tuple[ArticleIndex, PassageIndex]]

# Article indexes kept in memory, the most recently used.
_KEPT_INDEXES = 256
# Passages that are ranked, of those the store proposes.
_RANKED = 150
# What a question about the bot itself is likely to name.
_ABOUT_BOT = frozenset("bot bots verbatim button buttons command commands reply replies".split())
# Another question is answered from the manual only if it has so many content terms ...
_MANUAL_TERMS = 2
# ... and at least this confidence.
_MANUAL_CONFIDENCE = 0.75
# The language of a library that has none yet.
_LANGUAGE = "en"
# A question that may be in any language is tried in so many, those of the most articles.
_MOST_LANGUAGES = 3


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
        self._manual = manual
        self._threshold = threshold
        self._lock = threading.Lock()
        self._indexes: OrderedDict[tuple[str, int], ArticleIndex] = OrderedDict()
        self._vocabulary = (-1, Vocabulary(()))
        self._listed: tuple[int, tuple[Entry, ...]] = (-1, ())
        self._sounds: tuple[tuple[int, str], Sounds | None] = ((-1, ""), None)
        self._titles: tuple[int, Titles | None] = (-1, None)
        self._suggested: OrderedDict[tuple[str, int], tuple[str, ...]] = OrderedDict()

    @property
    def manual(self) -> str:
        """The id of the article about the bot itself, "" for none."""
        return self._manual

    def close(self) -> None:
        """Release the store."""
        self._store.close()

    def entries(self) -> tuple[Entry, ...]:
        """List the live articles, newest first, without the manual."""
        # Asked for with every question; an archive's list takes 50 ms to read.
        revision = self._store.revision()
        if self._listed[0] != revision:
            entries = tuple(e for e in self._store.entries() if e.id != self._manual)
            self._listed = (revision, entries)
        return self._listed[1]

    def find(self, wanted: str) -> tuple[Entry, ...]:
        """List the live articles that typed words may mean, best first: nothing for none.

        An id or alias means its article; else titles are searched, typing mistakes forgiven,
        and where none has the words, the articles' own words.
        """
        from knowledge.titles import Titles

        entries = {entry.id: entry for entry in self.entries()}
        with contextlib.suppress(UnknownArticleError):
            named = self._find(wanted.strip()).id
            return (entries[named],) if named in entries else ()
        revision = self._store.revision()
        kept, titles = self._titles
        if titles is None or kept != revision:
            titles = Titles(entries.values())
            self._titles = (revision, titles)
        found = titles.find(wanted)
        if found:
            return found
        near = self._ask_many(Question(wanted), ()).hits
        ids = dict.fromkeys(hit.article.id for hit in near if hit.score > 0)
        return tuple(entries[one] for one in ids if one in entries)

    def suggested(self, article_id: str) -> tuple[str, ...]:
        """Return first questions for a live article: the newsroom's, else at most three made.

        Those that are made, it answers. Raises UnknownArticleError as `article` does.
        """
        from knowledge.suggesting import suggest

        article = self._find(article_id)
        if article.curation.suggested:
            return article.curation.suggested
        key = (article.id, article.version)
        with self._lock:
            kept = self._suggested.get(key)
        if kept is None:
            quotes, facts = self._store.quotes(article.id), self._store.facts(article.id)
            kept = suggest(
                article, quotes, facts, lambda text: self._ask_one(Question(text), article)
            )
            with self._lock:
                self._suggested[key] = kept
                while len(self._suggested) > _KEPT_INDEXES:
                    self._suggested.popitem(last=False)
        return kept

    def has(self, article_id: str) -> bool:
        """Whether a live article has this id or alias."""
        try:
            self._find(article_id)
        except UnknownArticleError:
            return False
        return True

    def article(self, article_id: str) -> Article:
        """Return a live article by its id or one of its aliases.

        Raises:
            UnknownArticleError: there is none.

        """
        return self._find(article_id)

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
        if question.previous is not None:
            return self._ask_further(question, question.previous)
        found = map(self._find, question.scope) if question.scope else self._only()
        articles = {article.id: article for article in found}
        if len(articles) == 1:
            result = self._ask_one(question, next(iter(articles.values())))
        else:
            result = self._ask_pinned(question, self._ask_many(question, tuple(articles)))
        if isinstance(result, Answer) or not self._manual or self._manual in articles:
            return result
        return self._ask_manual(question) or result

    def _ask_further(self, question: Question, previous: Turn) -> Answer | Abstention:
        """Answer a question that has another before it."""
        from knowledge.chat.follow_up import follow_up

        alone = replace(question, previous=None)
        resolved = follow_up(previous, question.text)
        if not resolved.bent:
            return self.ask(alone)
        bent = replace(alone, text=resolved.text)
        # Beside the last answer "it" says as much as its name, which would only draw the
        # ranking back to the sentence that was shown already.
        for one in (alone, bent) if resolved.own else (bent,):
            near = self._ask_near(one, resolved.near)
            if near is not None:
                return near
        result = self._ask_at_home(bent, previous) or self.ask(bent)
        if isinstance(result, Answer) or not resolved.own:
            return result
        # The words may have had nothing to do with what was asked before.
        typed = self.ask(alone)
        return typed if isinstance(typed, Answer) else result

    def _ask_at_home(self, question: Question, previous: Turn) -> Answer | None:
        """Return what the article that answered before answers, if no other was chosen."""
        if question.scope or previous.hit is None:
            return None
        home = previous.hit.article.id
        if not self.has(home):
            return None
        result = self.ask(replace(question, scope=(home,)))
        if not isinstance(result, Answer):
            return None
        return replace(result, about_bot=result.about_bot or home == self._manual)

    def _ask_near(self, question: Question, near: Citation | None) -> Answer | None:
        """Return what a passage and those beside it in its section answer, if its article is asked.

        None also where the article has gone meanwhile, or is not in scope any more.
        """
        if near is None:
            return None
        try:
            article = self._store.article(near.article_id, near.version)
            allowed = {self._find(name).id for name in question.scope}
        except UnknownArticleError:
            return None
        if allowed and article.id not in allowed:
            return None
        index = self._index(article)
        first = [p.passage for p in index.passages if p.passage.span == near.span]
        if not first:
            return None
        beside = range(first[0].ordinal - 1, first[0].ordinal + 2)
        pool = [
            (index, passage)
            for passage in index.passages
            if passage.passage.section == first[0].section and passage.passage.ordinal in beside
        ]
        if foreign(question.text, index.language):
            return None
        result = decide(*_ready(question, index, pool), self._threshold)
        if not isinstance(result, Answer):
            return None
        return replace(result, about_bot=article.id == self._manual)

    def quotes(self, article_id: str) -> Quotes:
        """Return a live article's quotations. Raises UnknownArticleError as `article` does."""
        return self._store.quotes(self._find(article_id).id)

    def facts(self, article_id: str) -> tuple[Fact, ...]:
        """Return a live article's facts. Raises UnknownArticleError as `article` does."""
        return self._store.facts(self._find(article_id).id)

    def summary(self, article_id: str, sentences: int = 3, length: Length | None = None) -> Summary:
        """Return at most so many sentences that stand for a live article.

        A `length` decides instead of a number. Raises UnknownArticleError as `article` does.
        """
        from knowledge.summary.summary import summarise

        return summarise(self._index(self.article(article_id)), sentences, length=length)

    def item(self, article_id: str) -> Item:
        """Return what a digest says of a live article. Raises UnknownArticleError as `article`."""
        from knowledge.digesting.items import item

        article = self._find(article_id)
        index = self._index(article)
        return item(index, self._store.quotes(article.id), self._store.facts(article.id))

    def mentions(self, article_id: str, words: str) -> bool:
        """Whether a live article has these words together, in its title or in one passage.

        In any order and form: "interest rate" is in "rates of interest". Raises
        UnknownArticleError as `article` does.
        """
        index = self._index(self._find(article_id))
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

        prints = [Print.of(self._index(self._find(one))) for one in article_ids]
        return tuple(article_ids[place] for place in told_once(prints))

    def speakers(self, article_id: str, wanted: str) -> tuple[str, ...]:
        """Return whom of those that an article quotes a typed name or role means, maybe several.

        Raises UnknownArticleError as `article` does.
        """
        from knowledge.speakers import meant, people_of

        article = self._find(article_id)
        quotes = self._store.quotes(article.id)
        index = self._index(article)
        quoted = {quote.speaker for quote in (*quotes.quotes, *quotes.headlines)}
        people = people_of(index.cast, quotes, self._store.facts(article.id))
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

        articles = [self._find(name) for name in scope] or self._only()
        among = articles or suspects(self._store, self.entries(), words)
        return check_in(self._store, self._index, among, words, speaker)

    def outline(self, article_id: str) -> Outline:
        """Return a live article's structure. Raises UnknownArticleError as `article` does."""
        return self._index(self.article(article_id)).outline

    def cited(self, citation: Citation) -> Hit:
        """Return a cited passage of exactly that version again.

        Raises:
            UnknownArticleError: the article isn't live any more, or has no such passage.

        """
        index = self._index(self._store.article(citation.article_id, citation.version))
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

    def around(self, article_id: str, words: Sequence[Span]) -> tuple[Span, str]:
        """Return the passage around some words of a live article, and the heading above it.

        Of words in a headline it is that line, without a heading above. Raises
        UnknownArticleError as `article` does.
        """
        index = self._index(self._find(article_id))
        whole = Span(words[0].start, words[-1].end)
        found = [p.passage for p in index.passages if p.passage.span.meets(whole)]
        if found:
            start = min(whole.start, found[0].span.start)
            place = Span(start, max(whole.end, found[-1].span.end))
            return place, index.section(found[0]).heading
        lines = (block.span for block in index.article.blocks)
        return next((line for line in lines if line.covers(words[0])), whole), ""

    def _only(self) -> tuple[Article, ...]:
        """Return the one article there is to ask about, or nothing if there are more."""
        entries = self.entries()
        if len(entries) == 1:
            with contextlib.suppress(UnknownArticleError):  # taken back a moment ago
                return (self._store.article(entries[0].id),)
        return ()

    def _find(self, name: str) -> Article:
        """Return a live article by its id, or by an alias in any case."""
        try:
            return self._store.article(name)
        except UnknownArticleError:
            meant = self._store.aliases().get(name.casefold())
            if meant is None:
                raise
            return self._store.article(meant)

    def _index(self, article: Article) -> ArticleIndex:
        key = (article.id, article.version)
        return self._kept(key) or self._keep(key, ArticleIndex(article))

    def _kept(self, key: tuple[str, int]) -> ArticleIndex | None:
        with self._lock:
            index = self._indexes.get(key)
            if index is not None:
                self._indexes.move_to_end(key)
            return index

    def _keep(self, key: tuple[str, int], index: ArticleIndex) -> ArticleIndex:
        with self._lock:
            self._indexes[key] = index
            while len(self._indexes) > _KEPT_INDEXES:
                self._indexes.popitem(last=False)
        return index

    def _ask_one(
        self, question: Question, article: Article, threshold: float | None = None
    ) -> Answer | Abstention:
        index = self._index(article)
        pool: Pool = [(index, passage) for passage in index.passages]
        threshold = self._threshold if threshold is None else threshold
        pin = pin_for(question.text, index)
        if pin is not None:
            prepared, pool, collection = _ready(question, index, pool)
            return pinned(pin, prepared, pool, collection, threshold)
        tongue = foreign(question.text, index.language)
        if tongue:
            return offer(
                _across(question.text, tongue, index.sounds), pool, index.collection, question.most
            )
        return decide(*_ready(question, index, pool), threshold, question.most)

    def _ask_manual(self, question: Question) -> Answer | None:
        """Return what the manual answers, if the question may be about the bot.

        Nobody asked for the manual: a question that speaks to the bot may be answered from
        it like any other; any other one must share more with it than a word in passing.
        """
        try:
            manual = self._store.article(self._manual)
        except UnknownArticleError:
            return None
        query = understand(question.text, language_of(manual))
        threshold = self._threshold
        if not query.personal and _ABOUT_BOT.isdisjoint(query.tokens.forms):
            if len(query.terms) < _MANUAL_TERMS:
                return None
            threshold = max(threshold, _MANUAL_CONFIDENCE)
        result = self._ask_one(question, manual, threshold)
        return replace(result, about_bot=True) if isinstance(result, Answer) else None

    def _ask_many(self, question: Question, scope: Sequence[str]) -> Answer | Abstention:
        """Ask the articles that are in the question's language; the others only come near."""
        present = self._languages(scope)
        tongue = foreign(question.text, present[0])
        own = [tongue] if tongue else present[:_MOST_LANGUAGES]
        if not tongue and not is_wordless(question.text):
            own = present[:1]
        tried = [one for one in own if one in present]
        best: Abstention | None = None
        for language in tried:
            result = self._ask_in(question, scope, language, alone=len(present) == 1)
            if isinstance(result, Answer):
                return result
            if best is None or result.confidence > best.confidence:
                best = result
        others = [one for one in present if one not in tried][:_MOST_LANGUAGES]
        if best is not None and (not others or best.reason is not Reason.OFF_TOPIC):
            return best
        offers = [
            self._offer_in(question, scope, tongue or present[0], language) for language in others
        ]
        near = max(offers, key=lambda one: one.confidence)
        return best if best is not None and not near.confidence else near

    def _ask_pinned(self, question: Question, found: Answer | Abstention) -> Answer | Abstention:
        """Return what is pinned for the question in the article that comes nearest, if anything."""
        for hit in found.hits[:1]:
            if not hit.article.curation.pins:
                continue
            index = self._index(hit.article)
            # "What happened?" is about that article only where it is the one asked.
            if understand(question.text, index.language).terms and pin_for(question.text, index):
                return self._ask_one(question, hit.article)
        return found

    def _languages(self, scope: Sequence[str]) -> list[str]:
        """Return the languages of the articles in scope, that of the most articles first."""
        counts = Counter(e.language for e in self.entries() if not scope or e.id in scope)
        if self._manual in scope:
            counts[language_of(self._find(self._manual))] += 1
        return [language for language, _ in counts.most_common()] or [_LANGUAGE]

    def _ask_in(
        self, question: Question, scope: Sequence[str], language: str, *, alone: bool
    ) -> Answer | Abstention:
        sought = seek(question.text, language, question.asked)
        terms = [*tokenise(question.text, language).terms, *(t for s in sought for t in s.terms)]
        known = self._store.document_frequencies(terms)
        prepared = prepare(question.text, language, known, self._terms())
        if sought:
            prepared = _with_days(prepared, sought, known)
        collection = self._collection(prepared.terms)
        pool = self._pool(prepared.terms, scope, collection, "" if alone else language)
        if sought:
            pool = [(index, index.with_days(passage)) for index, passage in pool]
        return decide(prepared, pool, collection, self._threshold, question.most)

    def _offer_in(
        self, question: Question, scope: Sequence[str], tongue: str, language: str
    ) -> Abstention:
        prepared = _across(question.text, tongue, self._sounding(language))
        collection = self._collection(prepared.terms)
        pool = self._pool(prepared.terms, scope, collection, language)
        return offer(prepared, pool, collection, question.most)

    def _collection(self, terms: Sequence[str]) -> Collection:
        figures = self._store.statistics()
        found = self._store.document_frequencies(terms)
        return Collection(figures.passages, figures.mean_length, found)

    def _sounding(self, language: str) -> Sounds:
        from knowledge.across import Sounds

        key = (self._store.revision(), language)
        kept, sounds = self._sounds
        if sounds is None or kept != key:
            sounds = Sounds(self._store.vocabulary(), language)
            self._sounds = (key, sounds)
        return sounds

    def _terms(self) -> Vocabulary:
        revision = self._store.revision()
        if self._vocabulary[0] != revision:
            self._vocabulary = (revision, Vocabulary(self._store.vocabulary()))
        return self._vocabulary[1]

    def _pool(
        self, terms: Sequence[str], scope: Sequence[str], collection: Collection, language: str
    ) -> list[tuple[ArticleIndex, PassageIndex]]:
        """Return the candidate passages; where nothing matches, how the newest article begins.

        Only those of articles in this language count, where one is named.
        Of more candidates than can be ranked in full, those with the most idf are taken.
        """
        found = self._store.candidates(terms, scope)
        chosen = [c for c in found if c.article_id != self._manual or self._manual in scope]
        if language:
            there = {e.id for e in self.entries() if e.language == language}
            chosen = [c for c in chosen if c.article_id in there or c.article_id == self._manual]
        if not chosen:
            return self._beginning(scope, language)
        if len(chosen) > _RANKED:
            idf = {term: collection.idf(term) for term in terms}
            worth = {c: sum(idf[t] for t in c.terms) for c in chosen}
            chosen = sorted(chosen, key=worth.__getitem__, reverse=True)[:_RANKED]
            chosen.sort(key=lambda c: (c.article_id, c.ordinal))
        # What is proposed is live now: an index that is kept needs no look at the store.
        indexes = {
            name: self._kept(name) or self._live_index(*name)
            for name in dict.fromkeys((c.article_id, c.version) for c in chosen)
        }
        return [
            (index, index.passage(c.ordinal))
            for c in chosen
            for index in (indexes[c.article_id, c.version],)
            if index is not None
        ]

    def _beginning(
        self, scope: Sequence[str], language: str
    ) -> list[tuple[ArticleIndex, PassageIndex]]:
        """Return the first passage of the newest article that has any."""
        for entry in self.entries():
            if (not scope or entry.id in scope) and language in {"", entry.language}:
                index = self._live_index(entry.id)
                if index is not None and index.outline.passages:
                    return [(index, index.passage(0))]
        return []

    def _live_index(self, article_id: str, version: int | None = None) -> ArticleIndex | None:
        """Return an article's index, or None where it has been taken back a moment ago."""
        try:
            return self._index(self._store.article(article_id, version))
        except UnknownArticleError:
            return None


def _across(text: str, tongue: str, sounds: Sounds) -> Prepared:
    """Understand a question in one language in the terms of articles in another."""
    from knowledge.across import resolve_across

    query = understand(text, tongue)
    return Prepared(query, resolve_across(query, tongue, sounds))


def _ready(
    question: Question, index: ArticleIndex, pool: Pool
) -> tuple[Prepared, Pool, Collection]:
    """Understand a question of one article; where it has a date, with the article's dates."""
    prepared = prepare(question.text, index.language, index.frequencies, index.vocabulary)
    prepared, collection = stand_in(prepared, index), index.collection
    sought = seek(question.text, index.language, question.asked or index.article.published)
    if sought:
        collection = index.dated_collection
        pool = [(index, index.with_days(passage)) for _, passage in pool]
        prepared = _with_days(prepared, sought, collection.frequencies)
    return prepared, pool, collection


def _with_days(
    prepared: Prepared, sought: Sequence[Sought], frequencies: Mapping[str, int]
) -> Prepared:
    """Let the articles' dates stand for those of the question."""
    return replace(prepared, standing=join(prepared.query, prepared.standing, sought, frequencies))


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
