"""The newsroom's commands on the server, beside a running bot."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.newsroom import Actor
from bot.state import open_state
from bot.state.keys import load_key

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = "000_8be5fd93039ce56a"


@pytest.fixture(autouse=True)
def folder(tmp_path):
    """Work in an empty folder."""
    (tmp_path / "verbatim.yaml").write_text("state:\n  key_file: key/key\n", encoding="utf-8")
    with contextlib.chdir(tmp_path):
        yield tmp_path


@pytest.fixture
def state():
    """Open the state as a running bot has it open."""
    key = load_key("", Path("key/key"), Path("data"))
    state = open_state("data/state.db", key, clock=lambda: dt.datetime.now(dt.UTC))
    yield state
    state.close()


@pytest.fixture
def verbatim(capsys):
    """Run the command; return its exit code, output and errors."""

    def run(*arguments):
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("command", ["owner", "pause", "resume", "audit", "misses", "votes"])
def test_without_a_state_there_is_one_line(verbatim, command):
    """Nothing is made where no bot has run: a wrong folder must not look like an empty one."""
    code, out, error = verbatim(command)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert "`verbatim run` makes it" in error
    assert not Path("data").exists()


def test_a_new_code_is_shown_once_and_works(verbatim, state):
    """It is in no later output; whoever sends it is the owner, and listed as such."""
    _, out, _ = verbatim("owner", "--new-code")
    code = out.partition("/start own_")[2].split()[0]
    assert code not in verbatim("owner")[1]
    assert "no owner" in verbatim("owner")[1]
    assert state.team.redeem("owner", code, Actor("owner", 7, "Olena\x1b[2J"))
    assert verbatim("owner")[1] == "owner: Olena [2J (7)\n"


def test_pausing_is_seen_by_a_running_bot(verbatim, state):
    """What is paused and resumed here, its state knows as soon as it looks."""
    assert verbatim("pause", "all")[1] == "paused: all\n"
    assert verbatim("pause", "all")[1] == "paused already: all\n"
    verbatim("pause", "chat", "-100123")
    state.pauses.refresh()
    assert state.pauses.is_paused(5)
    assert verbatim("pause")[1] == "all\nchat -100123\n"
    assert verbatim("resume", "all")[1] == "resumed: all\n"
    assert verbatim("resume", "all")[1] == "was not paused: all\n"
    state.pauses.refresh()
    assert not state.pauses.is_paused(5)
    assert state.pauses.is_paused(-100123)


@pytest.mark.usefixtures("state")
def test_what_is_mistyped_is_not_paused(verbatim):
    """An unknown article, a chat that is no number, too many words or too few."""
    assert main(["build", str(SEEDS)]) == 0
    for wrong in (("article", "nope"), ("chat", "x"), ("article",), ("all", "x"), ("chat",)):
        code, _, error = verbatim("pause", *wrong)
        assert (code, error.startswith("error: ")) == (2, True), wrong
    verbatim("pause", "article", SEED)
    assert verbatim("resume")[1] == f"article {SEED}\n"


def test_the_audit_log_is_printed(verbatim, state):
    """From a day on, as text or JSON; a name is one printable line."""
    state.pauses.pause("all", "", Actor("editor", 7, "Maria\nX"))
    verbatim("resume", "all")
    first, second = verbatim("audit")[1].splitlines()
    assert first.endswith("Z editor Maria X: pause all")
    assert second.endswith("Z server: resume all")
    told = [json.loads(line) for line in verbatim("audit", "--json")[1].splitlines()]
    assert [(one["part"], one["what"]) for one in told] == [
        ("editor", "pause"),
        ("server", "resume"),
    ]
    assert verbatim("audit", "--since", "2999-01-01")[1] == ""
    assert verbatim("audit", "--since", "yesterday")[0] == 2


def test_misses_and_votes_are_printed(verbatim, state):
    """Without who it was, in any form."""
    state.feedback.missed(4711, "Who won\x1b[2J?", "", "off_topic").result()
    state.feedback.vote(4711, 9, 4711, (SEED, 10, 20), good=False)
    (line,) = verbatim("misses")[1].splitlines()
    assert line.endswith("Z all articles (off_topic): Who won [2J?")
    told = json.loads(verbatim("misses", "--json")[1])
    assert set(told) == {"at", "article", "reason", "question"}
    assert (told["article"], told["question"]) == (None, "Who won\x1b[2J?")
    assert verbatim("votes")[1] == f"{SEED} 10-20: 0 good, 1 bad\n"
    assert json.loads(verbatim("votes", "--json")[1])["bad"] == 1
    assert "4711" not in verbatim("misses", "--json")[1] + verbatim("votes", "--json")[1]
