"""A cap on how much of an article a reader is shown in a day."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.excerpts import LEAST, _joined, _size
from bot.strings.catalogue import load_strings
from knowledge.reading.files import read_file
from tests.fakes.town import running, seeded

ENOUGH = load_strings("en")["enough"]


def long_article():
    """Write an article whose days can each be asked for."""
    days = [
        f"## Day {number}\n\nOn day {number} the ferry carried {number * 37} crates of"
        f" {fruit} to the northern harbour, where {name} counted them twice and wrote the number"
        " into the old book that has been kept since the first crossing many years ago."
        for number, (fruit, name) in enumerate(
            [("pears", "Ida"), ("plums", "Olha"), ("lemons", "Marta"), ("figs", "Petra")] * 6, 1
        )
    ]
    front = "---\ntitle: The ferry's book\nurl: https://example.org/ferry\n---\n\n"
    return f"{front}# The ferry's book\n\n" + "\n\n".join(days) + "\n"


@pytest.fixture
def shelf(tmp_path):
    path = tmp_path / "ferry.md"
    path.write_text(long_article(), encoding="utf-8")
    with seeded(path) as library:
        yield library, read_file(path)


async def asked(olena, count):
    """Ask about one day after another; return the replies."""
    return [
        await olena.say(f"How many crates did the ferry carry on day {number}?")
        for number in range(1, count + 1)
    ]


async def test_a_reader_is_shown_a_share_of_an_article_a_day(shelf, tmp_path):
    """By questions and buttons together; then where to read on, and on the next day again."""
    library, article = shelf
    async with running(library, tmp_path, excerpts=0.3) as town:
        assert 0.3 * len(article.text) > LEAST
        async with await town.visitor() as olena, await town.visitor("Piotr") as piotr:
            await olena.start("ferry")
            replies = await asked(olena, 24)
            told = [ENOUGH in reply.text for reply in replies]
            assert told.index(True) >= 3
            assert all(told[told.index(True) :])
            shown = {words for reply in replies for words in reply.quoted()}
            assert sum(map(len, shown)) <= 0.3 * len(article.text)
            last = replies[-1]
            assert "The ferry's book" in last.text
            assert [words for kind, words in last.marks if kind == "text_link"] == [
                "The ferry's book"
            ]
            first = await olena.say("How many crates did the ferry carry on day 1?")
            assert "37 crates" in first.text
            again = await olena.tap(first, "Next best")
            assert "On day 2" in again.text
            sections = await olena.command("/sections")
            unseen = [label for label in sections.labels if label.isdecimal()][-1]
            assert ENOUGH in (await olena.tap(sections, unseen)).text
            assert ENOUGH in (await olena.command("/summary long")).text
            await piotr.start("ferry")
            assert ENOUGH not in (await asked(piotr, 1))[0].text
            await town.later(days=1)
            assert ENOUGH not in (await asked(olena, 5))[-1].text


async def test_without_a_share_nothing_is_kept(shelf, tmp_path):
    """As it is at first."""
    library, _ = shelf
    async with running(library, tmp_path) as town, await town.visitor() as olena:
        await olena.start("ferry")
        replies = await asked(olena, 24)
        assert not any(ENOUGH in reply.text for reply in replies)
        assert town.state.excerpts(olena.person["id"], "ferry") == []


async def test_forgetting_ends_what_is_kept_of_it(shelf, tmp_path):
    """A reader's row is theirs to delete."""
    library, _ = shelf
    async with running(library, tmp_path, excerpts=0.3) as town, await town.visitor() as olena:
        await olena.start("ferry")
        await asked(olena, 2)
        user = olena.person["id"]
        assert town.state.excerpts(user, "ferry")
        held = await olena.command("/forget")
        await olena.tap(held, "Delete it")
        assert town.state.excerpts(user, "ferry") == []


PLACES = st.lists(
    st.integers(0, 60).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, 70))),
    max_size=12,
)


@given(PLACES)
def test_what_is_shown_twice_counts_once(places):
    """Joined places are apart, in order, and cover the same characters."""
    joined = _joined(places)
    covered = {at for start, end in places for at in range(start, end)}
    assert _size(joined) == len(covered)
    assert all(before[1] < after[0] for before, after in pairwise(joined))
