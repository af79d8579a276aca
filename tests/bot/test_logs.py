"""Log lines, as text and as JSON: what they have, and what never comes through."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import JsonFormatter, TextFormatter
from tests.fakes.bot_api import TOKEN

WORDS = "a reader's own words"


def logged(formatter, name="bot.intake"):
    """Return a logger of its own, and the stream its lines go to."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.Logger(name)  # noqa: LOG001 -- one that no other test shares
    logger.addHandler(handler)
    return logger, stream


def test_a_line_of_json_says_when_what_and_where():
    """Its message is filled in; its event is the same for each value."""
    logger, stream = logged(JsonFormatter())
    logger.warning("stopped with %d updates unanswered", 3)
    logger.warning("stopped with %d updates unanswered", 4)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first["message"] == "stopped with 3 updates unanswered"
    assert first["event"] == second["event"] == "stopped with %d updates unanswered"
    assert (first["level"], first["logger"]) == ("warning", "bot.intake")
    assert first["time"].endswith("Z")
    assert list(first) == ["time", "level", "logger", "event", "message"]


def test_a_line_of_text_is_as_it_was():
    """Time, level, logger, message."""
    logger, stream = logged(TextFormatter())
    logger.info("answering as @%s", "VerbatimBot")
    assert stream.getvalue().endswith(" INFO bot.intake: answering as @VerbatimBot\n")


@given(st.text(max_size=100))
def test_json_is_one_line_whatever_is_logged(text):
    """Line breaks of every kind stay inside the string."""
    logger, stream = logged(JsonFormatter())
    logger.error("problem: %s", text)
    (line,) = stream.getvalue().removesuffix("\n").split("\n")
    assert json.loads(line)["level"] == "error"


@pytest.mark.parametrize("formatter", [JsonFormatter, TextFormatter])
def test_a_cause_has_no_texts(formatter):
    """A traceback says where and which kinds of error; what an error quotes is left out."""
    logger, stream = logged(formatter())
    try:
        int(WORDS)
    except ValueError:
        logger.exception("an update was skipped")
    told = stream.getvalue()
    assert "an update was skipped" in told
    assert "ValueError" in told
    assert "test_logs.py" in told
    assert "reader" not in told


@pytest.mark.parametrize("formatter", [JsonFormatter, TextFormatter])
def test_no_token_comes_through(formatter):
    """Wherever it stands: in a value or in the message itself."""
    logger, stream = logged(formatter())
    logger.error("https://api.example/bot%s/getMe", TOKEN)
    logger.error(f"token {TOKEN}")  # noqa: G004 -- the mistake that is to be survived
    assert "test-token" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 2


@pytest.mark.parametrize("formatter", [JsonFormatter, TextFormatter])
def test_other_libraries_quote_nothing(formatter):
    """Of asyncio's, aiohttp's or python-telegram-bot's lines only their own words are left."""
    logger, stream = logged(formatter(), "asyncio")
    logger.error(f"Task exception was never retrieved\nfuture: <Task {WORDS!r}>")  # noqa: G004 -- as asyncio does
    logger.error("Error handling request from %s", WORDS)
    logger.error(f"Exception in callback reply({WORDS!r})")  # noqa: G004 -- as asyncio does
    told = stream.getvalue()
    assert "Task exception was never retrieved" in told
    assert "Error handling request from" in told
    assert "Exception in callback reply" in told
    assert "reader" not in told


def test_a_cause_in_the_message_stands_apart():
    """What our own code logs below a message's first line is the cause of a JSON line."""
    logger, stream = logged(JsonFormatter())
    logger.error("update %d was skipped:\n%s", 5, "Traceback\nKeyError")
    line = json.loads(stream.getvalue())
    assert line["message"] == "update 5 was skipped:"
    assert line["event"] == "update %d was skipped"
    assert line["cause"] == "Traceback\nKeyError"


CRASHING = """
import threading, warnings
from bot.logs import log_to_stderr
log_to_stderr("info", "{form}")
warnings.warn("canary in a warning")
def fail():
    raise ValueError("canary in a thread")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Bad:
    def __del__(self):
        raise KeyError("canary where nothing can take it")
Bad()
try:
    {{}}["canary in a cause"]
except KeyError as error:
    raise RuntimeError("canary at the end") from error
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_ends_the_program_is_told_without_texts(form):
    """An unexpected error, in a thread too, and a warning: kinds and places, and exit code 1."""
    command = [sys.executable, "-c", CRASHING.format(form=form)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stdout == ""
    assert "canary" not in found.stderr
    for told in ("RuntimeError", "ValueError", "KeyError", "the program ended by an error"):
        assert told in found.stderr
