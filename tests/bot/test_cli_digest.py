"""`verbatim digest`: what is set up, what would be posted, what was."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bot.cli import main
from bot.config import load_config
from bot.digests.plan import Slot
from bot.posting.posting import RESTORED
from bot.state import open_state
from bot.state.contents import mark_restored
from bot.state.keys import load_key
from bot.state.rows import Decision
from knowledge.store.files import file_of

DIGESTS = """\
morning:
  title: The morning
  at: 08:00
  zone: Europe/Kyiv
  to:
    - chat: -1001234567890
      topic: 5
"""


class Shop:
    """A folder with a newsroom's files, and the commands run in it."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self._capsys = capsys
        self._flags = [
            f"--set=state.store={folder / 'data' / 'state.db'}",
            f"--set=state.key_file={folder / 'key'}",
            f"--set=library.store={folder / 'data' / 'articles.db'}",
            f"--set=digests.file={folder / 'digests.yaml'}",
        ]
        (folder / "digests.yaml").write_text(DIGESTS, encoding="utf-8")

    def run(self, *arguments):
        code = main([*self._flags, *arguments])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def state(self):
        overrides = dict(flag.removeprefix("--set=").split("=", 1) for flag in self._flags)
        config = load_config(None, {}, overrides)
        store = file_of(config.state.store)
        key = load_key("", self.folder / "key", store.parent)
        return open_state(config.state.store, key, clock=lambda: dt.datetime.now(dt.UTC))


@pytest.fixture
def shop(tmp_path, capsys):
    shop = Shop(tmp_path, capsys)
    article = tmp_path / "ferry.txt"
    article.write_text("The ferry is back\n\nThe ferry resumed on Monday.", encoding="utf-8")
    assert shop.run("build", str(article))[0] == 0
    return shop


def test_digests_are_listed_with_their_next_hour(shop):
    """Each place on a line, by the clocks of its city."""
    code, out, _ = shop.run("digest", "list")
    assert code == 0
    first, second = out.splitlines()
    assert first == "morning: The morning · 0 subscribers"
    assert second.startswith("  chat -1001234567890, topic 5: next 2")
    assert second.endswith(" 08:00 Europe/Kyiv")
    (line,) = shop.run("digest", "list", "--json")[1].splitlines()
    listed = json.loads(line)
    assert (listed["digest"], listed["subscribers"]) == ("morning", 0)
    assert listed["places"][0]["topic"] == 5


def test_a_preview_is_what_would_be_posted(shop):
    """As text for a person, as requests for a program."""
    code, out, _ = shop.run("digest", "preview", "morning")
    assert code == 0
    assert out.splitlines()[0].startswith("The morning · ")
    assert "The ferry resumed on Monday." in out
    assert "[Ask about this](https://t.me/your_bot?start=ferry)" in out
    (line,) = shop.run("digest", "preview", "morning", "--json")[1].splitlines()
    request = json.loads(line)
    assert (request["method"], request["chat_id"]) == ("sendMessage", -1001234567890)
    assert request["message_thread_id"] == 5


def test_what_became_of_slots_is_listed(shop):
    """With its reason."""
    now = dt.datetime.now(dt.UTC)
    state = shop.state()
    slot = Slot("morning", -5, None, now.date(), dt.time(8), now - dt.timedelta(minutes=1))
    state.slots.plan("morning", [(-5, None)], [], now - dt.timedelta(hours=1))
    state.slots.plan("morning", [(-5, None)], [slot], now)
    (row,) = state.slots.claim("me", dt.timedelta(seconds=30))
    state.slots.decide("me", [Decision(row.number, "skipped", "there is nothing new")]).result()
    state.close()
    out = shop.run("digest", "slots")[1]
    assert out == f"{now.date()} 08:00 morning in chat -5: skipped: there is nothing new\n"
    assert json.loads(shop.run("digest", "slots", "--json")[1])["state"] == "skipped"


def test_trust_ends_the_doubt_of_a_restored_state(shop):
    """What was skipped for it is looked at again, and nothing else."""
    now = dt.datetime.now(dt.UTC)
    assert "there is no doubt" in shop.run("digest", "trust")[1]
    state = shop.state()
    due = [
        Slot(name, -5, None, now.date(), dt.time(8), now - dt.timedelta(minutes=1))
        for name in ("morning", "week")
    ]
    for one, reason in zip(due, (RESTORED, "there is nothing new"), strict=True):
        state.slots.plan(one.digest, [(-5, None)], [], now - dt.timedelta(hours=1))
        state.slots.plan(one.digest, [(-5, None)], [one], now)
        (row,) = state.slots.claim("me", dt.timedelta(seconds=30))
        state.slots.decide("me", [Decision(row.number, "skipped", reason)]).result()
    state.close()
    mark_restored(shop.folder / "data" / "state.db", int(now.timestamp()))
    assert "1 skipped slots are looked at again" in shop.run("digest", "trust")[1]
    listed = shop.run("digest", "slots")[1].splitlines()
    assert [line.rpartition("-5: ")[2] for line in listed] == [
        "planned",
        "skipped: there is nothing new",
    ]
    assert "there is no doubt" in shop.run("digest", "trust")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("digest", "preview"), "preview NAME"),
        (("digest", "list", "morning"), "preview NAME"),
        (("digest", "preview", "evening"), "there is no digest 'evening'; there are: morning"),
        (("digest", "dance"), "invalid choice"),
    ],
)
def test_a_wrong_command_is_explained(shop, arguments, says):
    """In one line."""
    code, _, err = shop.run(*arguments)
    assert code == 2
    assert says in err
    assert err.count("\n") == 1


def test_a_mistake_in_the_file_is_told_with_its_line(shop):
    """Before anything is done."""
    (shop.folder / "digests.yaml").write_text(DIGESTS.replace("08:00", "8"), encoding="utf-8")
    code, _, err = shop.run("digest", "list")
    assert code == 2
    assert "digests.yaml, line 3: morning.at: a time is written like 08:00" in err
