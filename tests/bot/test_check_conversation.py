"""/check beside quotations that stand side by side, over HTTP."""

from __future__ import annotations

import pytest

from bot.strings.catalogue import load_strings
from tests.fakes.town import running, seeded

STRINGS = load_strings()
CROSSING = """---
title: The bridge over the Lund
---

# The bridge over the Lund

The bridge over the Lund was closed on Monday.

“We have waited for nine years,” said Anna Berg. “The town must pay for the bridge itself.”

Berg had no doubts. “I think the council is right about this,” she said.

“It is a legitimate concern of every family,” said Per Holm. “We will fight it in court.”
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles, which no test changes."""
    crossing = tmp_path_factory.mktemp("articles") / "crossing.md"
    crossing.write_text(CROSSING, encoding="utf-8")
    with seeded(crossing) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over them."""
    async with running(shelf, tmp_path) as town:
        yield town


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        ("Honestly, my town must pay for the bridge itself", "“The town must pay"),
        ("Now you will fight it in court", "“We will fight it in court.”"),
        ("I think it is a legitimate concern of every family", "“It is a legitimate concern"),
    ],
)
async def test_only_what_was_claimed_is_shown(olena, claimed, said):
    """The quotation before is another's, or another sentence: neither is part of the claim."""
    reply = await olena.command(f"/check “{claimed}”")
    assert reply.text.startswith(STRINGS["check.verdicts.altered"])
    assert STRINGS["check.altered_joined"] not in reply.text
    (quoted,) = reply.quoted()
    assert quoted.startswith(said)
