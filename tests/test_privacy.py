"""What docs/privacy.md says is kept is what is kept: each column, its form and its time."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.handlers import doors
from bot.state import batches, copies, delivery, feedback, memory, rooms, slots, subscriptions, team
from bot.state.tables import Hashed, Sealed, metadata
from bot.strings.catalogue import load_strings

DOCS = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `(\w+\.\w+)` \| ([^|]*) \| ([^|]*) \| (\w+) \| ([^|]*) \|")
COLUMNS = {
    f"{table.name}.{column.name}": column
    for table in metadata.sorted_tables
    for column in table.columns
}


def rows():
    """Return the lines of the table by column: (what, why, form, how long)."""
    found = {}
    for line in DOCS.splitlines():
        match = ROW.fullmatch(line)
        if match is not None:
            name, *rest = match.groups()
            assert name not in found, name
            found[name] = rest
    return found


def test_every_column_is_told():
    """None is missing, and none is told that isn't there."""
    assert set(rows()) == set(COLUMNS)
    for name, (what, _, _, long) in rows().items():
        assert what, name
        assert long, name


def test_the_form_is_what_the_column_has():
    """What is said to be encrypted or hashed has that type; nothing else claims to."""
    for name, (_, _, form, _) in rows().items():
        kind = COLUMNS[name].type
        expected = "encrypted" if isinstance(kind, Sealed) else "clear"
        assert form == ("hash" if isinstance(kind, Hashed) else expected), name


@pytest.mark.parametrize(
    ("column", "words", "seconds"),
    [
        ("inbox.arrived", "24 hours", delivery.DAY),
        ("quarantine.at", "the same", delivery.WEEK),
        ("quarantine.mark", "7 days", delivery.WEEK),
        ("button.token", "30 minutes", memory._LIFETIME),
        ("button.payload", "47 hours", batches._REPLY_LIFETIME),
        ("vote.user", "30 days", feedback.MONTH),
        ("vote.at", "365 days", feedback.YEAR),
        ("miss.mark", "30 days", feedback.MONTH),
        ("thread.body", "90 days", rooms.POST_LIFETIME),
        ("thread.mark", "30 minutes", doors.BUTTON_LIFETIME),
        ("thread.mark", "24 hours", rooms.CROWD_LIFETIME),
        ("code.mark", "24 hours", team.INVITATION),
        ("slot.number", "60 days", slots.KEPT),
        ("asked.day", "7 days", dt.timedelta(days=subscriptions.ASKED_DAYS)),
    ],
)
def test_the_time_is_what_the_program_keeps_it_for(column, words, seconds):
    """Each stated span is the constant that deletes by it."""
    assert words in rows()[column][3]
    if words != "the same":
        number, unit = words.split()
        kept = seconds if isinstance(seconds, dt.timedelta) else dt.timedelta(seconds=seconds)
        assert dt.timedelta(**{unit: int(number)}) == kept


def test_copies_end_when_it_is_said():
    """Those of upgrades; and the days that whoever backs up is asked to keep to."""
    assert DOCS.count(f"{copies.KEPT.days} days after they were made") == 1
    assert f"deletes them within {copies.KEPT.days} days" in DOCS


def test_the_notice_tells_each_kind_that_forget_tells():
    """/privacy names the times of everything that /forget would count."""
    notice = load_strings()["privacy"]
    for words in ("the article you chose", "30 minutes", "two days", "30 days", "/forget"):
        assert words in notice
