"""What an answer of the Bot API means, whatever stands in it."""

from __future__ import annotations

import pytest

from bot.outbox.requests import outcome

ODD = [
    b"",
    b"\xff",
    b"[]",
    b"null",
    b"[" * 100_000,
    b"9" * 5_000,
    b'{"parameters": [], "result": 7}',
]


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize(
    ("status", "what"),
    [
        (200, "sent"),
        (400, "refused"),
        (401, "unsent"),
        (403, "blocked"),
        (429, "flood"),
        (502, "failing"),
    ],
)
def test_an_answer_that_cannot_be_read_is_told_by_its_status(status, what, body):
    """It is never an error, which would give the message up."""
    assert outcome(status, body).what == what
