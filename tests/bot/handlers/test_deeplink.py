"""A link's parameter stands for one article, and costs little to look up, made up or not."""

from __future__ import annotations

import pytest

from bot.handlers.deeplink import parameter, resolve_to
from knowledge.errors import UnknownArticleError
from knowledge.model import Entry, State
from tests.fakes.cost import cost
from tests.fakes.library import FakeLibrary, article

IDS = ("a", "a" * 56, "a" * 57, "a" * 64, "a" * 65, "Überall", "with space", "quotes")


@pytest.mark.parametrize("then", ["", "summary", "quotes"])
@pytest.mark.parametrize("article_id", IDS)
def test_a_link_leads_to_its_article(article_id, then):
    """Whatever the id is, and whatever is to be shown; it fits into Telegram's 64 characters."""
    library = FakeLibrary(*map(article, IDS))
    given = parameter(article_id, then)
    assert len(given) <= 64
    assert resolve_to(library, given) == (article_id, then)


class Archive:
    """A hundred thousand articles, none of which is ever found by its id."""

    def __init__(self):
        self._entries = [Entry(f"{number:020}", "T", 1, State.LIVE) for number in range(100_000)]

    def article(self, article_id):
        raise UnknownArticleError(article_id)

    def entries(self):
        return self._entries


@pytest.mark.parametrize("given", ["made-up", "summary_made-up", "z" * 16])
def test_a_made_up_link_costs_little(given):
    """However many articles there are: anybody can make them up all day."""
    archive = Archive()
    assert cost(lambda: resolve_to(archive, given)) < 0.1
