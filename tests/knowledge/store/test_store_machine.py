"""Any sequence of changes leaves the store as a few lines of plain Python say."""

from __future__ import annotations

import collections
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge.errors import UnknownArticleError
from knowledge.model import Article, Change, Quotes, State
from knowledge.store import open_store
from knowledge.store.interface import Candidate, Indexed, Statistics
from tests.fakes.clock import Clock

IDS = st.sampled_from(["a", "b", "c"])
TERMS = st.sampled_from(["war", "peace", "4.12%", "u.s."])
PASSAGES = st.lists(st.lists(TERMS, max_size=5).map(tuple), max_size=4).map(tuple)


class Kept:
    def __init__(self):
        self.versions = []
        self.passages = ()
        self.index_version = 0
        self.state = State.LIVE
        self.until = None

    def live(self, now):
        embargo_over = self.state is State.EMBARGOED and self.until <= now
        return self.state is State.LIVE or embargo_over


class Machine(RuleBasedStateMachine):
    """The model keeps, for each edition and id, all versions and the last passages."""

    def location(self):
        return "sqlite://"

    @initialize()
    def open(self):
        self.clock = Clock()
        self.store = open_store(self.location(), edition="main", clock=self.clock)
        self.model = collections.defaultdict(Kept)
        self.revisions = {}

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()

    @rule(
        article_id=IDS,
        text=st.sampled_from(["1", "2"]),
        passages=PASSAGES,
        index_version=st.integers(1, 2),
    )
    def put(self, article_id, text, passages, index_version):
        kept = self.model[article_id]
        if not kept.versions:
            expected = Change.ADDED
        elif kept.versions[-1] != text:
            expected = Change.UPDATED
        elif kept.index_version != index_version:
            expected = Change.REINDEXED
        else:
            expected = Change.UNCHANGED
        if expected in {Change.ADDED, Change.UPDATED}:
            kept.versions.append(text)
        if expected is not Change.UNCHANGED:
            kept.passages, kept.index_version = passages, index_version
        article = Article(article_id, "T", text, ())
        change = self.store.put(Indexed(article, passages, Quotes(), (), index_version))
        assert change == (expected, len(kept.versions))

    @rule(article_id=IDS, state=st.sampled_from(State), minutes=st.integers(-2, 5))
    def set_state(self, article_id, state, minutes):
        until = self.clock() + dt.timedelta(minutes=minutes)
        until = until if state is State.EMBARGOED else None
        kept = self.model[article_id]
        if not kept.versions:
            with pytest.raises(UnknownArticleError):
                self.store.set_state(article_id, state, until)
            return
        kept.state, kept.until = state, until
        self.store.set_state(article_id, state, until)

    @rule(minutes=st.integers(1, 4))
    def wait(self, minutes):
        self.clock.advance(minutes=minutes)

    @rule(terms=st.lists(TERMS, max_size=4), scope=st.sets(IDS), budget=st.integers(0, 12))
    def candidates(self, terms, scope, budget):
        vocabulary = self.frequencies()
        chosen = set()
        left = budget
        for term in sorted({*terms} & {*vocabulary}, key=lambda term: (vocabulary[term], term)):
            left -= vocabulary[term]
            if left >= 0 or not chosen:
                chosen.add(term)
        expected = tuple(
            Candidate(article_id, len(kept.versions), ordinal, frozenset(chosen & {*passage}))
            for article_id, kept in self.live()
            if not scope or article_id in scope
            for ordinal, passage in enumerate(kept.passages)
            if chosen & {*passage}
        )
        assert self.store.candidates(terms, sorted(scope), budget=budget) == expected

    @invariant()
    def agrees(self):
        if not hasattr(self, "store"):
            return
        live = self.live()
        passages = [passage for _, kept in live for passage in kept.passages]
        assert self.store.vocabulary() == self.frequencies()
        length = sum(map(len, passages))
        assert self.store.statistics() == Statistics(
            len(passages), length / len(passages) if passages else 0.0
        )
        assert sorted((e.id, e.version) for e in self.store.entries()) == [
            (article_id, len(kept.versions)) for article_id, kept in live
        ]
        for article_id, kept in live:
            for number, text in enumerate(kept.versions, 1):
                assert self.store.article(article_id, number).text == text
        shown = tuple((article_id, len(kept.versions), kept.passages) for article_id, kept in live)
        assert self.revisions.setdefault(self.store.revision(), shown) == shown

    def live(self):
        now = self.clock()
        return [
            (article_id, kept)
            for article_id, kept in sorted(self.model.items())
            if kept.versions and kept.live(now)
        ]

    def frequencies(self):
        return dict(
            collections.Counter(
                term for _, kept in self.live() for passage in kept.passages for term in {*passage}
            )
        )


class FileMachine(Machine):
    """The same over a file, which is closed and opened again now and then."""

    def location(self):
        self.folder = tempfile.TemporaryDirectory()
        return str(Path(self.folder.name) / "articles.db")

    @rule()
    def reopen(self):
        self.store.close()
        path = str(Path(self.folder.name) / "articles.db")
        self.store = open_store(path, edition="main", clock=self.clock)

    def teardown(self):
        super().teardown()
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestInMemory = Machine.TestCase
TestInMemory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestInAFile = FileMachine.TestCase
TestInAFile.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
