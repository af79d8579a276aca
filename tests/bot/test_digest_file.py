"""A newsroom's digests in YAML."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.digest_file import read_digests
from bot.digests.plan import Target
from bot.errors import ConfigError

GOOD = """\
# What readers get in the morning
morning:
  title: The morning
  at: 08:00
  zone: Europe/Kyiv
  days: workdays
  keywords: [harbour, "interest rates"]
  pin: yes
  to:
    - -1001234567890
    - chat: -1009876543210
      topic: 5
      at: "09:30"
      language: uk

week:
  title: The week
  at: "18:00"
  zone: Europe/Berlin
  days: sun
  articles: a-report
  to: -1001234567890
"""


@pytest.fixture
def written(tmp_path):
    """Write a file, and read it."""

    def make(text):
        path = tmp_path / "digests.yaml"
        path.write_text(text, encoding="utf-8")
        return read_digests(path)

    return make


def test_digests_are_read_in_order(written):
    """With lists where there may be several, and places with what they have of their own."""
    morning, week = written(GOOD)
    assert (morning.name, morning.title, morning.when.time) == (
        "morning",
        "The morning",
        dt.time(8),
    )
    assert morning.what.keywords == ("harbour", "interest rates")
    assert morning.targets == (
        Target(-1001234567890),
        Target(-1009876543210, 5, dt.time(9, 30), "", "uk"),
    )
    assert week.what.articles == ("a-report",)
    assert week.targets == (Target(-1001234567890),)


@pytest.mark.parametrize("text", ["", "# morning:\n#   title: x\n"])
def test_a_file_without_digests_has_none(written, text):
    """As one whose examples are all commented out."""
    assert written(text) == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("at: 08:00", "at: 8 o'clock", "line 4: morning.at: a time is written like 08:00"),
        ("pin: yes", "pin: sure", "line 8: morning.pin: yes or no"),
        ("pin: yes", "pins: yes", "line 8: morning.pins: there is no such field"),
        ("- -1001234567890", "- somewhere", "line 9: morning.to: chat is a number"),
        ("      topic: 5", "      topic: five", "line 9: morning.to.topic: a whole number"),
        ("  zone: Europe/Kyiv\n", "", "line 2: morning.zone: a digest needs one"),
        ("week:", "morning:", "line 16: morning is here twice"),
        ("title: The week", "title: &a The week", "anchors"),
        ("title: The week", "title: [The, week]", "line 17: week.title: this takes one value"),
    ],
)
def test_a_mistake_is_told_with_its_line(written, before, after, says):
    """And the name of the field."""
    with pytest.raises(ConfigError) as caught:
        written(GOOD.replace(before, after, 1))
    assert says in str(caught.value)


def test_a_missing_file_is_told(tmp_path):
    """With its path."""
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: there is no such file"):
        read_digests(tmp_path / "nowhere.yaml")
