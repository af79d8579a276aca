"""Conversations over a library of one article and of several."""

from __future__ import annotations

import pytest

from tests.fakes.desk import MANUAL, NEAR, SECOND, Desk
from tests.fakes.library import SUMMIT_ARTICLE


@pytest.fixture
def alone():
    """Stand on a library of one article."""
    return Desk(SUMMIT_ARTICLE, answers={"where?": ("summit", "The Hague")}, near=NEAR)


@pytest.fixture
def several():
    """Stand on a library of two articles and the manual."""
    answers = {"where?": ("summit", "The Hague"), "how?": ("manual", "/articles")}
    return Desk(SUMMIT_ARTICLE, SECOND, MANUAL, manual="manual", answers=answers, near=NEAR)
