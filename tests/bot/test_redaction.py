"""A log has the cause of a failure, but no token and no reader's words."""

from __future__ import annotations

import pytest

from bot.redaction import cause, servers_words, without_token
from tests.fakes.bot_api import TOKEN

WORDS = "secret Question"


def failing(words):
    try:
        {}[words]
    except KeyError as error:
        raise RuntimeError(f"cannot answer {words!r} at https://x/bot{TOKEN}/getMe") from error


def test_the_cause_is_told_with_its_place():
    """The traceback has both errors, in the order they came, and the lines they came from."""
    with pytest.raises(RuntimeError) as caught:
        failing("how much")
    told = cause(caught.value)
    assert told.index("KeyError") < told.index("RuntimeError")
    assert "in failing" in told


def test_no_token_is_told():
    """Neither an address nor a bare token comes through."""
    with pytest.raises(RuntimeError) as caught:
        failing("x")
    assert "test-token" not in cause(caught.value)
    assert "test-token" not in without_token(f"The token `{TOKEN}` was rejected")


def test_no_text_of_an_error_is_told():
    """It may hold what was sent: only the kinds and places of errors are left."""
    with pytest.raises(RuntimeError) as caught:
        failing(WORDS)
    told = cause(caught.value)
    assert "secret" not in told
    assert "RuntimeError\n" in told + "\n"
    assert "in failing" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Bad Request: message to be replied not found", None),
        ("Too Many Requests: retry after 35", None),
        ('Bad Request: unsupported start tag "canary" at byte offset 0', "unsupported start tag …"),
        ("Bad Request: chat -100777888999 not found", "chat … not found"),
        ("Forbidden: bot can't write to canary", "bot can…"),
        ("Bad Request: line\ncanary", "line…"),
    ],
)
def test_a_server_is_told_without_what_it_quotes(said, told):
    """Its own words stay; what it repeats of a request, and long numbers, do not."""
    shown = servers_words(said)
    assert "canary" not in shown
    assert shown == said if told is None else shown.endswith(told)


def test_a_chain_that_bites_its_tail_ends():
    """Errors that are each other's cause are told once each."""
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert cause(first).count("ValueError") == 2
