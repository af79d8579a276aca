"""What an operator is told is so: every measure and problem is named, the unit fits the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.config_settings import SETTINGS
from bot.measures import ALL

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "docs" / "verbatim.service"
DOCS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def settings(section):
    """Return the lines of a section of the unit as {name: [values]}."""
    text = UNIT.read_text().partition(f"[{section}]\n")[2].partition("\n[")[0]
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_every_measure_is_documented():
    """By its whole name, or by its ending beside one that begins the same."""
    row = "\n".join(line for line in DOCS.splitlines() if line.startswith("| `"))
    names = set(re.findall(r"`([a-z]\w+)", row))
    for line in row.splitlines():
        first, *more = re.findall(r"`(\w+)", line.partition(" | ")[0])
        stem = "_".join(first.split("_")[:2])
        names |= {stem + ending for ending in more if ending.startswith("_")}
    assert {measure.name for measure in ALL} - names == set()


def test_every_problem_is_documented():
    """Each name under which the program notes one."""
    begun = set()
    for path in (ROOT / "bot").rglob("*.py"):
        begun |= set(re.findall(r'_?begin\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert begun == {"starting", "telegram", "conflict", "store", "inbox"}
    for name in begun:
        assert f"| `{name}` |" in DOCS


def test_the_unit_sets_what_there_is():
    """Each variable is a setting's; data and key lie apart, in folders that the unit makes."""
    service = settings("Service")
    variables = dict(pair.split("=", 1) for pair in service["Environment"])
    for name in variables:
        if name.startswith("VERBATIM_"):
            assert name.removeprefix("VERBATIM_").lower().replace("_", ".", 1) in SETTINGS
    made = {Path("/var/lib") / name for name in service["StateDirectory"][0].split()}
    data = {Path(variables[f"VERBATIM_{one}_STORE"]).parent for one in ("LIBRARY", "STATE")}
    key = Path(variables["VERBATIM_STATE_KEY_FILE"]).parent
    assert data | {key} == made
    assert key not in data
    assert "TELEGRAM_BOT_TOKEN" not in variables


def test_the_unit_ends_the_bot_as_it_ends_itself():
    """By SIGTERM, with more time than the bot takes; and it starts again, however long it takes."""
    service = settings("Service")
    assert "KillSignal" not in service
    assert int(service["TimeoutStopSec"][0]) > 10
    assert service["Restart"] == ["always"]
    assert settings("Unit")["StartLimitIntervalSec"] == ["0"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")
def test_the_unit_is_closed():
    """By systemd's own judgement: an exposure of at most 1.5 of 10, and no word it doesn't know."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", UNIT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:]
    verified = subprocess.run(
        ["systemd-analyze", "verify", UNIT], capture_output=True, text=True, check=False
    )
    complaints = [line for line in verified.stderr.splitlines() if "verbatim.service" in line]
    assert [line for line in complaints if "is not executable" not in line] == []
