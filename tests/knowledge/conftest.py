"""The seed articles and libraries of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.reading.files import read_file

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def seed():
    """Read the seed article: raw text, as pasted from a web page."""
    return read_file(SEEDS / "000_8be5fd93039ce56a.txt")


@pytest.fixture(scope="session")
def manual():
    """Read the article about the bot."""
    return read_file(SEEDS / "about-verbatim.md")
