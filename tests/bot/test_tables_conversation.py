"""Tables in a conversation: the row under its header, the cell marked."""

from __future__ import annotations

import contextlib

import pytest

from knowledge.library import open_library
from knowledge.settings import LibrarySettings
from tests.fakes.town import SEED, SEEDS, build, running, utc_now

CITIES = """# Cities keep growing

Population of the largest cities, in thousands.

| City | 2010 | 2020 | Change |
| --- | ---: | ---: | ---: |
| Arnsted | 812 | 861 | +6.0% |
| Belmark | 640 | 702 | +9.7% |
| Corvin | 433 | 428 | -1.2% |
"""
HEADER = "City | 2010 | 2020 | Change"


@pytest.fixture
async def olena(tmp_path):
    """Run the bot over the seed and an article with a table, and visit it."""
    path = tmp_path / "cities.md"
    path.write_text(CITIES, encoding="utf-8")
    with contextlib.closing(
        open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    ) as library:
        build(library, SEEDS / f"{SEED}.txt", path)
        async with running(library, tmp_path) as town, await town.visitor() as visitor:
            yield visitor


async def test_a_cell_is_the_answer(olena):
    """Its row and the header are quoted, in the article's words; so is what follows up."""
    reply = await olena.say("What was the population of Belmark in 2020?")
    assert reply.quoted()[:2] == [HEADER, "Belmark | 640 | 702 | +9.7%"]
    assert reply.marked("bold")[:2] == ["2020", "702"]
    reply = await olena.say("and Arnsted?")
    assert reply.quoted()[:2] == [HEADER, "Arnsted | 812 | 861 | +6.0%"]
    assert reply.marked("bold")[:2] == ["2020", "861"]


async def test_more_context_and_back(olena):
    """The buttons find the row again."""
    first = await olena.say("What was the population of Corvin in 2010?")
    wide = await olena.tap(first, "More context")
    assert wide.marked("bold") == ["433"]
    assert "in thousands" in wide.quoted()[0]
    back = await olena.tap(wide, "Less")
    assert back.text == first.text


async def test_what_the_table_does_not_have_is_declined(olena):
    """No such year, no such city."""
    for question in ("population of Belmark in 2015", "What was the population of Estby in 2020?"):
        reply = await olena.say(question)
        assert reply.quoted() == []
        assert reply.marked("bold") == []
        assert "| " in reply.buttons[0][0]
