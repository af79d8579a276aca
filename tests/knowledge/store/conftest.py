"""Which stores the suite runs over. A second database is one more entry of FACTORIES."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

import pytest

from knowledge.model import Article, Quotes
from knowledge.store import open_store
from knowledge.store.interface import Indexed
from tests.fakes.clock import Clock


def _in_memory(folder):
    """Every name is one database: the store itself, kept by the fixture."""
    return lambda: "sqlite://"


def _in_a_file(folder):
    numbers = itertools.count()
    return lambda: str(folder / f"articles-{next(numbers)}.db")


FACTORIES = {"memory": _in_memory, "file": _in_a_file}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=FACTORIES)
def new_store(request, tmp_path_factory, clock):
    """Make an empty store at each call."""
    location = FACTORIES[request.param](tmp_path_factory.mktemp("store"))
    with contextlib.ExitStack() as stack:

        def make(*, edition="main", clock=clock):
            store = open_store(location(), edition=edition, clock=clock)
            stack.callback(store.close)
            return store

        yield make


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def indexed():
    """Make an article ready to be kept; every passage is a string of terms."""

    def make(article_id="a", *passages, index_version=1, quotes=None, facts=(), **fields):
        fields = {"title": "Title", "text": "Some text.", "blocks": ()} | fields
        return Indexed(
            Article(article_id, **fields),
            tuple(tuple(passage.split()) for passage in passages),
            quotes or Quotes(),
            facts,
            index_version,
        )

    return make


@pytest.fixture
def day():
    return lambda number: dt.date(2026, 6, number)
