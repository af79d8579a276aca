"""What the doctor sees on this machine: stores, key, disk."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from bot.config import Config, Secret, StateConfig, TelegramConfig
from bot.doctor.finding import Finding
from bot.doctor.local import examine_here
from bot.state import open_state
from bot.state.contents import mark_restored
from bot.state.keys import load_key, new_key
from bot.state.lock import held
from knowledge.library import open_library
from knowledge.model import Article
from knowledge.settings import LibrarySettings
from tests.fakes.bot_api import TOKEN
from tests.fakes.clock import Clock


class Place:
    def __init__(self, folder):
        self.data = folder / "data"
        self.key = folder / "config" / "key"
        self.token, self.given = "", ""

    @property
    def config(self):
        return Config(
            telegram=TelegramConfig(token=Secret(self.token)),
            library=LibrarySettings(store=str(self.data / "articles.db")),
            state=StateConfig(
                store=str(self.data / "state.db"), key=Secret(self.given), key_file=str(self.key)
            ),
        )

    def found(self, check):
        """Return what is found of one thing, as (status, text)."""
        findings = list(examine_here(self.config))
        assert all(bool(one.advice) == (one.status != "ok") for one in findings)
        return [(one.status, one.text) for one in findings if one.check == check]

    def with_state(self, use=lambda _: None):
        key = load_key("", self.key, self.data)
        with contextlib.closing(open_state(self.config.state.store, key, clock=Clock())) as state:
            use(state)

    def with_articles(self, *articles):
        with contextlib.closing(open_library(self.config.library, clock=Clock())) as library:
            list(library.build((one.id, one) for one in articles))


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_before_the_first_run_little_is_there(place):
    """No articles is a warning; state and key are made by the first run; nothing is made here."""
    assert [status for status, _ in place.found("articles")] == ["warn"]
    assert place.found("state")[0][1].endswith("made by the first `verbatim run`")
    assert place.found("key") == [("ok", "none yet: the first `verbatim run` makes it")]
    assert not place.data.exists()
    assert not place.key.exists()


def test_articles_are_counted(place):
    """An empty store is a warning, and a filled one well."""
    place.with_articles()
    ((status, text),) = place.found("articles")
    assert (status, text.endswith("empty")) == ("warn", True)
    place.with_articles(Article(id="a", title="", text="The summit was in Oslo.", blocks=()))
    ((status, text),) = place.found("articles")
    assert (status, text.split()[0]) == ("ok", "1")


def test_a_sound_state_is_well(place):
    """What waits in it is told, and whether a bot is at work; the key opens it."""
    place.with_state(lambda state: state.delivery.take([(1, "{}")]).result())
    ((status, text),) = place.found("state")
    assert status == "ok"
    assert "1 unanswered update; no bot is running on it" in text
    assert place.found("key") == [("ok", f"{place.key}, and it opens the state")]
    with held(place.data / "state.db"):
        assert "a bot is running on it" in place.found("state")[0][1]


def test_a_key_that_others_can_read_fails_with_what_to_run(place):
    """Before there is a state as well as after: the bot would not start with it."""
    load_key("", place.key, place.data)
    told, advice = (f"key file {place.key} can be read by others", f"run: chmod 600 {place.key}")
    for begin in (lambda: None, place.with_state):
        begin()
        place.key.chmod(0o644)
        (finding,) = (one for one in examine_here(place.config) if one.check == "key")
        assert (finding.status, finding.advice) == ("fail", advice)
        assert finding.text.startswith(told)
        place.key.chmod(0o600)


def test_a_lost_key_and_a_wrong_one_fail(place):
    """Each says what is unreadable; no new key is made."""
    place.with_state(lambda state: state.set_scope(5, "a"))
    place.key.rename(place.key.with_name("kept"))
    ((status, text),) = place.found("key")
    assert status == "fail"
    assert "unreadable without it: 1 chosen article" in text
    assert not place.key.exists()
    place.given = new_key()
    ((status, text),) = place.found("key")
    assert (status, "is not the key of this state" in text) == ("fail", True)
    assert place.given not in text


def test_another_bots_token_fails(place):
    """The state names its bot, and the way to hand it over."""
    place.with_state(lambda state: state.claim(7))
    place.token = TOKEN
    _, (status, text) = place.found("state")
    assert (status, text) == ("fail", "it belongs to bot 7, and the token is bot 123456's")
    place.with_state(lambda state: state.claim(123456, adopt=123456))
    assert len(place.found("state")) == 1


def test_a_restored_state_is_a_warning(place):
    """What was posted since then isn't known in it."""
    place.with_state()
    mark_restored(place.data / "state.db", 5)
    _, (status, text) = place.found("state")
    assert (status, "restored from a backup" in text) == ("warn", True)


@pytest.mark.parametrize("name", ["articles", "state"])
def test_a_broken_store_fails(place, name):
    """What is no database, what is damaged, and what is newer than this program."""
    file = place.data / f"{name}.db"
    place.with_articles()
    place.with_state()
    table = {"articles": "article_revision", "state": "state_revision"}[name]
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute(f"UPDATE {table} SET version_num = 'z9'")
        connection.commit()
    ((status, text),) = place.found(name)
    assert (status, text) == ("fail", f"{file} is newer than this program (z9)")
    file.write_bytes(b"noise " * 5000)
    ((status, text),) = place.found(name)
    assert status == "fail"
    assert "not a database" in text


def test_space_is_told_once_a_folder(place):
    """Both stores lie in one folder, which need not be there yet."""
    ((status, text),) = place.found("disk")
    assert status in {"ok", "warn", "fail"}
    assert str(place.data.parent) in text


def test_a_finding_is_lines_and_json():
    """What strangers have named is printable, and no token is shown."""
    finding = Finding("warn", "chat", "a\x1b[31m\nname", f"see {TOKEN}")
    first, second = finding.as_text().splitlines()
    assert first.split() == ["warn", "chat", "a", "[31m", "name"]
    assert "test-token" not in second
    assert list(finding.as_json()) == ["status", "check", "text", "advice"]
