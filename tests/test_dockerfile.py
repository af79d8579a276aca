"""What the Dockerfile promises, read from it: no engine is needed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.config_settings import SETTINGS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def stages():
    """Return each stage as its instructions: [("FROM", "…"), …]."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text())
    lines = text.replace("\\\n", " ").splitlines()
    instructions = [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]
    starts = [n for n, (name, _) in enumerate(instructions) if name == "FROM"]
    return [instructions[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]


def only(stage, name):
    (value,) = [value for instruction, value in stage if instruction == name]
    return value


def variables(stage):
    return dict(
        pair.split("=", 1) for name, value in stage if name == "ENV" for pair in value.split()
    )


def test_bases_are_pinned_and_one(stages):
    """Both stages start from the same base, pinned to a patch version: compiled code must fit."""
    bases = {stage[0][1].split()[0] for stage in stages}
    assert len(stages) == 2
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm", bases.pop())


def test_it_runs_as_nobody_special(stages):
    """The last stage runs as a fixed user that isn't root, and nothing after that is root's."""
    last = stages[-1]
    user, group = only(last, "USER").split(":")
    assert int(user) > 1000
    assert int(group) > 1000
    assert f"--uid {user} " in only(last, "RUN")
    after = last[[name for name, _ in last].index("USER") + 1 :]
    assert {name for name, _ in after} == {"HEALTHCHECK", "ENTRYPOINT", "CMD"}


def test_everything_fetched_is_known_by_its_hash(stages):
    """Each pip installation requires hashes, or uses no index at all; nothing else is fetched."""
    for stage in stages:
        for name, value in stage:
            assert name != "ADD"
            if name == "RUN":
                assert not re.search(r"\b(apt|apt-get|curl|wget|git)\b", value)
                commands = [c for c in value.split("&&") if re.search(r"pip (install|wheel)", c)]
                assert all("--require-hashes" in c or "--no-index" in c for c in commands)


def test_data_and_key_lie_apart(stages):
    """Articles and state are in one volume and the key in another, where the settings say."""
    last = stages[-1]
    settings = variables(last)
    volumes = json.loads(only(last, "VOLUME"))
    data, key = volumes
    assert only(last, "WORKDIR") == data
    assert Path(settings["VERBATIM_LIBRARY_STORE"]).is_relative_to(data)
    assert Path(settings["VERBATIM_STATE_STORE"]).is_relative_to(data)
    assert Path(settings["VERBATIM_STATE_KEY_FILE"]).is_relative_to(key)
    assert not Path(key).is_relative_to(data)
    for name in settings:
        if name.startswith("VERBATIM_"):
            assert name.removeprefix("VERBATIM_").lower().replace("_", ".", 1) in SETTINGS


def test_no_secret_is_in_it(stages):
    """No stage sets a token or a key, and the build's context holds neither data nor settings."""
    for stage in stages:
        assert "ARG" not in {name for name, _ in stage}
        assert not {"TELEGRAM_BOT_TOKEN", "VERBATIM_KEY"} & set(variables(stage))
    ignored = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert ignored[0] == "*"
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        source for name, value in stages[0] if name == "COPY" for source in value.split()[:-1]
    }
    assert let_in == copied


def test_health_and_start(stages):
    """There is a health check of a module that exists; signals reach the bot: no shell between."""
    last = stages[-1]
    _, check = only(last, "HEALTHCHECK").split("CMD ")
    assert json.loads(check) == ["python", "-I", "-m", "bot.health"]
    assert (ROOT / "bot" / "health.py").exists()
    assert json.loads(only(last, "ENTRYPOINT")) == ["verbatim"]
    assert json.loads(only(last, "CMD")) == ["run"]
