"""Backups are whole, of one moment and private; what is restored is what was saved."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
import stat
import threading
from dataclasses import replace

import pytest

from bot.backup import back_up, restore
from bot.config import Config, Secret, StateConfig
from bot.digests.plan import Slot
from bot.errors import BotError
from bot.handlers.doors import BUTTON_LIFETIME, POST_LIFETIME
from bot.message import Message
from bot.reply import Reply
from bot.state import open_state
from bot.state.contents import contents
from bot.state.keys import load_key, new_key
from bot.state.lock import held
from bot.state.settling import reference
from bot.state.tables import SCHEMA
from knowledge.errors import StoreError
from knowledge.library import open_library
from knowledge.model import Article
from knowledge.settings import LibrarySettings
from knowledge.store.engine import Database
from knowledge.store.files import look
from knowledge.store.tables import SCHEMA as ARTICLES
from tests.fakes.clock import Clock

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
ALICE = 111222333


def clock():
    return NOW


class Place:
    """A folder with stores and a key, and what is done with them."""

    def __init__(self, folder):
        self.folder = folder
        self.key = new_key()
        self.config = Config(
            library=LibrarySettings(store=str(folder / "data" / "articles.db")),
            state=StateConfig(
                store=str(folder / "data" / "state.db"),
                key=Secret(self.key),
                key_file=str(folder / "key"),
            ),
        )
        self.data = folder / "data"

    @contextlib.contextmanager
    def state(self):
        key = load_key(self.key, self.folder / "key", self.data)
        state = open_state(self.config.state.store, key, clock=Clock())
        try:
            yield state
        finally:
            state.close()

    @contextlib.contextmanager
    def library(self):
        with contextlib.closing(open_library(self.config.library, clock=Clock())) as library:
            yield library

    def fill(self):
        with self.library() as library:
            list(library.build([("a", article("a")), ("b", article("b"))]))
        with self.state() as state:
            state.claim(7)
            state.set_scope(ALICE, "a")
            state.delivery.take([(5, "{}"), (6, "{}")], 6).result()
            state.delivery.done(5, [Message(ALICE, Reply("x"))]).result()

    def back_up(self, name="backup"):
        return back_up(self.config, self.folder / name, clock, "verbatim 1")

    def restore(self, name="backup", **options):
        return restore(self.config, self.folder / name, clock, **options)

    def wipe(self):
        for file in self.data.iterdir():
            file.unlink()


def article(article_id):
    return Article(id=article_id, title="The summit", text="The summit was in Oslo.", blocks=())


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.fill()
    return place


def test_what_is_restored_is_what_was_saved(place):
    """Articles, scope, unanswered updates and unsent messages are there again."""
    saved = place.back_up()
    place.wipe()
    done = place.restore()
    assert [one.name for one in done.kept] == ["state.db", "articles.db"]
    assert (done.aside, done.warnings) == ((), ())
    for one in saved:
        seen = look(place.data / one.name, "x")
        # The state has one row more: when it was restored.
        more = {"setting": one.rows["setting"] + 1} if one.name == "state.db" else {}
        assert (seen.problem, seen.rows) == ("", one.rows | more)
    with place.state() as state:
        assert state.claim(7) == 7
        assert state.scope(ALICE) == "a"
        assert [one.update_id for one in state.delivery.waiting()] == [6]
        assert [one.message.reply.text for one in state.delivery.unsent()] == ["x"]
    with place.library() as library:
        assert library.has("a")
        assert library.has("b")
    assert contents(place.data / "state.db").restored_at == int(NOW.timestamp())


def test_a_backup_is_its_owners(place):
    """The folder has mode 0700 and each file 0600; the key is nowhere in it."""
    place.back_up()
    folder = place.folder / "backup"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["articles.db", "manifest.json", "state.db"]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert place.key.encode() not in file.read_bytes()


def test_a_backup_under_load_is_of_one_moment(place):
    """While updates are taken and done, a backup is sound, and its counts are the manifest's."""
    stop = threading.Event()
    with place.state() as state:

        def work():
            number = 100
            while not stop.is_set():
                state.delivery.take([(number, "{}"), (number + 1, "{}")], number + 1).result()
                state.delivery.done(number, [Message(ALICE, Reply("x"))]).result()
                number += 2

        worker = threading.Thread(target=work)
        worker.start()
        try:
            for name in ("one", "two", "three"):
                place.back_up(name)
        finally:
            stop.set()
            worker.join()
    for name in ("one", "two", "three"):
        place.wipe()
        (state, _) = place.restore(name).kept
        manifest = json.loads((place.folder / name / "manifest.json").read_text())
        assert manifest["files"]["state.db"]["rows"] == state.rows
        with contextlib.closing(sqlite3.connect(place.data / "state.db")) as connection:
            # What is taken together is there together; what is done has its message.
            taken, done, messages = connection.execute(
                "SELECT count(*), sum(body IS NULL), (SELECT count(*) FROM outbox) FROM inbox"
            ).fetchone()
        assert taken % 2 == 0
        assert done == messages


def test_nothing_is_overwritten(place):
    """An existing folder is no target, and existing stores are kept unless told otherwise."""
    place.back_up()
    with pytest.raises(BotError, match="is there already"):
        place.back_up()
    before = (place.data / "articles.db").read_bytes()
    with pytest.raises(BotError, match=r"state\.db and .*articles\.db: there already.*--force"):
        place.restore()
    assert (place.data / "articles.db").read_bytes() == before


def test_by_force_what_was_there_is_kept(place):
    """Under a name with the time, and usable; nothing is left of the copying."""
    place.back_up()
    with place.library() as library:
        list(library.build([("c", article("c"))]))
    done = place.restore(force=True)
    assert [path.name for path in done.aside] == [
        "state.db.before-restore-20261123T120000Z",
        "articles.db.before-restore-20261123T120000Z",
    ]
    assert look(done.aside[1], ARTICLES.version_table).rows["article"] == 3
    with place.library() as library:
        assert not library.has("c")
    assert list(place.data.glob("*.restoring*")) == []


def test_a_broken_store_can_be_replaced(place):
    """Noise in the stores' places is moved aside like anything else."""
    place.back_up()
    for name in ("state.db", "articles.db"):
        (place.data / name).write_bytes(b"noise" * 1000)
    place.restore(force=True)
    with place.state() as state:
        assert state.scope(ALICE) == "a"


def test_a_running_bot_is_not_robbed(place):
    """Whoever holds the state keeps its files."""
    place.back_up()
    with held(place.data / "state.db"), pytest.raises(StoreError, match="another `verbatim run`"):
        place.restore(force=True)


def test_a_writer_of_articles_is_not_robbed(place):
    """A `verbatim build` that is under way keeps its file."""
    place.back_up()
    database = Database(place.config.library.store, pragmas={})
    with database.write(), pytest.raises(BotError, match=r"articles\.db: another process"):
        place.restore(force=True)
    database.close()


@pytest.mark.parametrize(
    ("break_it", "expected"),
    [
        (lambda folder: (folder / "state.db").unlink(), r"state\.db: it is missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "name the folder that"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "no manifest"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "no manifest"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 2}'), "no manifest"),
        (
            lambda folder: (folder / "manifest.json").write_text(
                '{"format": 1, "files": {"a": {}}}'
            ),
            "no database",
        ),
        (lambda folder: noise(folder / "articles.db"), r"articles\.db: it is not as it was"),
    ],
)
def test_a_bad_backup_changes_nothing(place, break_it, expected):
    """Everything is checked before anything is touched."""
    place.back_up()
    break_it(place.folder / "backup")
    before = {file.name: file.read_bytes() for file in place.data.iterdir()}
    with pytest.raises(BotError, match=expected):
        place.restore(force=True)
    assert {file.name: file.read_bytes() for file in place.data.iterdir()} == before


def noise(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_newer_backup_is_refused(place):
    """A revision that this program doesn't know, with a manifest that fits."""
    with contextlib.closing(sqlite3.connect(place.data / "state.db")) as connection:
        connection.execute("UPDATE state_revision SET version_num = 's9999'")
        connection.commit()
    place.back_up()
    with pytest.raises(StoreError, match=r"older than the backup \(revision s9999\)"):
        place.restore(force=True)


def test_a_backup_of_the_first_release_is_upgraded_when_opened(place):
    """An older revision is restored as it is; opening it copies and migrates it."""
    place.wipe()
    old = Database(place.config.state.store, pragmas={})
    with old.write() as connection:
        replace(SCHEMA, revision="s0001").migrate(connection, found=None, name="")
    old.close()
    place.back_up()
    place.wipe()
    done = place.restore()
    assert [(one.name, one.revision) for one in done.kept] == [("state.db", "s0001")]
    with place.state():
        pass
    assert (place.data / f"state.db.before-{SCHEMA.revision}").exists()
    assert contents(place.data / "state.db").restored_at == int(NOW.timestamp())


def test_another_key_is_warned_of(place):
    """The backup is restored; that it can't be read is said before the bot is started."""
    place.back_up()
    place.wipe()
    other = replace(place.config, state=replace(place.config.state, key=Secret(new_key())))
    (warning,) = restore(other, place.folder / "backup", clock).warnings
    assert "not the one" in warning
    assert "1 unanswered update" in warning
    place.wipe()
    none = replace(place.config, state=replace(place.config.state, key=Secret()))
    (warning,) = restore(none, place.folder / "backup", clock).warnings
    assert "put the key back" in warning
    assert not (place.folder / "key").exists()


def test_a_damaged_store_makes_no_backup(place):
    """It is told, and no folder is left that looks like one."""
    with place.library() as library:
        list(library.build((f"x{n}", article(f"x{n}")) for n in range(30)))
    path = place.data / "articles.db"
    data = bytearray(path.read_bytes())
    data[8192:40960] = b"\xa5" * (40960 - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreError):
        place.back_up()
    assert [one.name for one in place.folder.iterdir()] == ["data"]


def test_without_stores_there_is_nothing_to_back_up(tmp_path):
    """Nothing is made then."""
    with pytest.raises(BotError, match="nothing to back up"):
        Place(tmp_path).back_up()
    assert list(tmp_path.iterdir()) == []


def test_without_readers_nothing_of_them_is_in_a_backup(place):
    """No row, no keyed hash and no freed page of a reader; what is the newsroom's stays."""
    with place.state() as state:
        key = state._key
        state.claim(7)
        state.set_scope(ALICE, "a")
        token = state.remember(ALICE, ALICE, "more", {"question": "why"})
        state.feedback.vote(ALICE, 5, ALICE, ("a", 1, 2), good=True)
        state.feedback.missed(ALICE, "why", "a", "missing_term").result()
        state.delivery.take([(5, "{}")], 5).result()
        state.delivery.put([Message(ALICE, Reply("x"))]).result()
        state.delivery.put([Message(-100, Reply("x"), "post", reference="r")]).result()
        state.delivery.pause(ALICE).result()
        state.rooms.set_settings(-100, {"quiet": True})
        until_now = clock() - state._clock()
        for chat, lifetime in ((-100, POST_LIFETIME), (ALICE, BUTTON_LIFETIME)):
            state.rooms.keep_text(chat, "a", {"text": "x"}, lifetime=until_now + lifetime)
        state.subscriptions.set_digest("week", [{"title": "Week"}, []])
        state.subscriptions.subscribe(ALICE, "week", {"chat": ALICE})
        before = clock() - dt.timedelta(days=1)
        state.slots.plan("week", [(ALICE, None)], [], before)
        slot = Slot("week", ALICE, None, clock().date(), clock().time(), clock())
        assert state.slots.plan("week", [(ALICE, None)], [slot], clock()) == 1
        digest = Message(ALICE, Reply("x"), "post", reference=reference(1, 0))
        state.delivery.put([digest]).result()
        back_up(place.config, place.folder / "kept", clock, "test", readers=False)
        assert state.recall(token, ALICE, ALICE) is not None  # only the copy is without
    copied = (place.folder / "kept" / "state.db").read_bytes()
    for kind in ("user", "chat", "voter", "asker"):
        assert key.digest(kind, ALICE) not in copied
    assert key.digest("place", f"{ALICE}:0") not in copied
    place.data.rename(place.folder / "lost")
    restore(place.config, place.folder / "kept", clock)
    with place.state() as state:
        assert state.rooms.settings(-100) == {"quiet": True}
        assert state.rooms.texts([-100, ALICE], "a") == [{"text": "x"}]
        assert list(state.subscriptions.digests()) == ["week"]
        assert state.subscriptions.subscribers("week") == []
        assert [(one.good, one.bad) for one in state.feedback.tallies()] == [(1, 0)]
        assert state.feedback.misses() == []
        assert not state.delivery.waiting()
        assert [one.reference for one in state.delivery.outcomes()] == ["r"]
        assert state.delivery.take([(5, "{}")]).result() == frozenset()  # still known
