"""`verbatim check`: the verdict in one line of JSON, or in a few for a person."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from bot.cli import main

SEED = Path(__file__).parents[2] / "seeds" / "000_8be5fd93039ce56a.txt"
TEXT = SEED.read_text(encoding="utf-8")


@pytest.fixture
def check(capsys, tmp_path):
    """Run the command in an empty folder, and return its exit code and what it printed."""
    with contextlib.chdir(tmp_path):

        def run(*arguments):
            code = main(["check", *map(str, arguments)])
            return code, *capsys.readouterr()

        yield run


def test_the_json_has_the_promised_form(check):
    """Verdict, passage as it stands, speaker, and the steps from the pasted words."""
    pasted = "Rutte: “We can't just deal with two issues at a time”"
    code, out, err = check(pasted, "--article", SEED, "--json")
    assert (code, err) == (0, "")
    line = json.loads(out)
    assert list(line) == ["verdict", "passage", "speaker", "diff"]
    assert (line["verdict"], line["speaker"]) == ("altered", "Mark Rutte")
    assert line["diff"] == [
        ["equal", "We can’t just deal with"],
        ["delete", "two issues"],
        ["insert", "one issue"],
        ["equal", "at a time"],
    ]
    passage = line["passage"]
    assert list(passage) == ["article", "section", "start", "end", "text", "score"]
    assert passage["text"] == TEXT[passage["start"] : passage["end"]]
    assert "one issue at a time" in passage["text"]


def test_a_headlines_passage_is_its_line(check):
    """Words of the headline are in no section."""
    _, out, _ = check("rutte literally said lets be naive", "--article", SEED, "--json")
    line = json.loads(out)
    assert line["verdict"] == "headline_only"
    assert line["passage"]["section"] == ""
    assert TEXT.startswith(line["passage"]["text"])


def test_what_is_not_there_has_nothing_but_its_verdict(check):
    """Nothing is made up around it."""
    _, out, _ = check("We shall never surrender", "--article", SEED, "--json")
    assert json.loads(out) == {
        "verdict": "not_found",
        "passage": None,
        "speaker": None,
        "diff": [],
    }


def test_a_person_is_told_in_lines(check):
    """The verdict, the article's words, who said them, and what differs."""
    _, out, _ = check("That helps Ukraine, and it hurts us", "--article", SEED)
    lines = out.splitlines()
    assert lines[0].startswith("Altered")
    assert lines[1] == "▌“That helps Ukraine, and it helps us,”"
    assert lines[2].startswith("Mark Rutte · Ukraine’s Defense Industrial Base")
    assert "[-hurts-] {+helps+}" in lines[3]


@pytest.mark.parametrize("words", ["", "  ", "…", "“”"])
def test_words_are_needed(check, words):
    """Nothing to look for is a mistake, in one line."""
    code, out, err = check(words, "--article", SEED)
    assert (code, out) == (2, "")
    assert err.startswith("error: check: give the words")
    assert len(err.splitlines()) == 1


def test_without_a_store_there_is_nothing_to_search(check):
    """As any other command says."""
    code, out, err = check("We stand with Ukraine")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
