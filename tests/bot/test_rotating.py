"""Another key, and nothing lost: wherever the change is interrupted, and however."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from bot.cli import main
from bot.config import Config, Secret, StateConfig
from bot.digests.plan import Slot
from bot.errors import BotError
from bot.message import Message
from bot.reply import Reply
from bot.rotating import rotate
from bot.state import open_state
from bot.state.keys import load_key, new_key
from bot.state.lock import held
from bot.state.opening import StateError
from bot.state.tables import Hashed, Sealed, metadata
from knowledge.errors import SettingError, StoreError
from knowledge.settings import LibrarySettings
from knowledge.store.engine import Database
from tests.fakes.clock import Clock

ALICE, GROUP = 111222333, -100777888999
EIGHT = dt.datetime(2025, 6, 26, 8, tzinfo=dt.UTC)


class Place:
    """A state with a key file, filled, and how it is looked at."""

    def __init__(self, folder):
        self.folder = folder
        self.key_file = folder / "keys" / "key"
        self.store = folder / "data" / "state.db"
        self.config = Config(
            library=LibrarySettings(store=str(folder / "data" / "articles.db")),
            state=StateConfig(store=str(self.store), key_file=str(self.key_file)),
        )
        self.token = ""

    @contextlib.contextmanager
    def open(self):
        settings = self.config.state
        key = load_key(
            settings.key.reveal(),
            self.key_file,
            self.store.parent,
            former=settings.former_key.reveal(),
        )
        state = open_state(str(self.store), key, clock=Clock())
        try:
            yield state
        finally:
            state.close()

    def fill(self):
        with self.open() as state:
            state.set_scope(ALICE, "harvest")
            self.token = state.remember(GROUP, ALICE, "more", {"words": "why"})
            state.keep_turn(GROUP, ALICE, {"question": "when"})
            state.delivery.take([(1, "{}"), (2, '{"two": 2}')], 3).result()
            state.delivery.done(1, [Message(GROUP, Reply("unsent"))]).result()
            state.delivery.give_up(None, "broken", "cause", user_id=ALICE).result()
            (number,) = state.delivery.put([Message(ALICE, Reply("x"))]).result()
            message = Message(ALICE, Reply("x"), question=9, asker=ALICE)
            state.delivery.sent(number, message, 77).result()
            state.rooms.set_settings(GROUP, {"quiet": True})
            state.rooms.keep_post(GROUP, 5, {"article": "harvest"})
            state.delivery.pause(-5).result()
            state.subscriptions.set_digest("morning", [{"title": "Morning"}, []])
            state.subscriptions.subscribe(ALICE, "morning", {"chat": ALICE})
            state.slots.plan("morning", [(GROUP, None)], [], EIGHT - dt.timedelta(days=1))
            slot = Slot("morning", GROUP, None, EIGHT.date(), EIGHT.time(), EIGHT)
            assert state.slots.plan("morning", [(GROUP, None)], [slot], EIGHT) == 1

    def seen(self):
        """Return everything that can be read of it."""
        with self.open() as state:
            return (
                state.scope(ALICE),
                state.recall(self.token, GROUP, ALICE),
                state.last_turn(GROUP, ALICE),
                state.answer_to(ALICE, 9, ALICE),
                [(one.update_id, one.text) for one in state.delivery.waiting()],
                [one.message for one in state.delivery.unsent()],
                [one.text for one in state.delivery.quarantined()],
                state.rooms.settings(GROUP),
                state.rooms.post(GROUP, 5),
                state.delivery.is_paused(-5),
                [*map(state.subscriptions.unseal, state.subscriptions.digests().values())],
                state.subscriptions.subscriptions(ALICE),
                [(row.slot, row.payload) for row in state.slots.latest("morning", GROUP, None)],
            )

    def sealed(self):
        """Return what each encrypted cell holds."""
        database = Database(str(self.store), pragmas={})
        try:
            with database.read() as connection:
                return [
                    value
                    for table in metadata.sorted_tables
                    for row in connection.execute(table.select()).mappings()
                    for name, value in row.items()
                    if isinstance(table.c[name].type, Sealed) and value is not None
                ]
        finally:
            database.close()

    def rotate(self):
        return list(rotate(self.config, Clock()))


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.fill()
    return place


def test_a_new_key_reads_everything_and_the_old_one_nothing(place):
    """All that was kept is found under the same ids, and each cell is the new key's alone."""
    before, old = place.seen(), place.key_file.read_text()
    place.rotate()
    assert place.seen() == before
    assert place.key_file.read_text() != old
    assert len(place.key_file.read_text().split()) == 1
    former = load_key(old, place.key_file, place.store.parent)
    assert all(former.decrypt(value) is None for value in place.sealed())
    new = load_key("", place.key_file, place.store.parent)
    assert all(new.decrypt_own(value) is not None for value in place.sealed())
    with pytest.raises(StateError, match="this key does not open it"):
        open_state(str(place.store), former, clock=Clock())


def test_keys_can_be_replaced_again_and_again(place):
    """What hashes are made with goes from key to key."""
    before = place.seen()
    keys = {place.key_file.read_text()}
    for _ in range(3):
        place.rotate()
        assert place.seen() == before
        keys.add(place.key_file.read_text())
    assert len(keys) == 4


def test_interrupted_after_any_step_nothing_is_lost(tmp_path):
    """A bot starts on what is there, reads and writes; begun again, the change is completed."""
    steps = 0
    first = Place(tmp_path / "first")
    first.fill()
    before = first.seen()
    for stop in range(100):
        shutil.copytree(first.folder, tmp_path / str(stop))
        place = Place(tmp_path / str(stop))
        place.token = first.token
        going = rotate(place.config, Clock())
        done = 0
        for _ in range(stop):
            done += next(going, None) is not None
        going.close()
        if done < stop:
            break
        steps = done
        assert place.seen() == before
        with place.open() as state:  # the bot runs for a while in between
            state.set_scope(GROUP, "written meanwhile")
            assert state.recall(place.token, GROUP, ALICE) is not None
        place.rotate()
        with place.open() as state:
            assert state.scope(GROUP) == "written meanwhile"
            state.set_scope(GROUP, None)
        assert place.seen() == before
        assert len(place.key_file.read_text().split()) == 1
        new = load_key("", place.key_file, place.store.parent)
        assert all(new.decrypt_own(value) is not None for value in place.sealed())
    assert steps >= 6  # the file, the hashes, the tables, the check, the file again


def test_killed_at_any_time_nothing_is_lost(tmp_path):
    """The command itself, ended by SIGKILL at different moments, many rows at work."""
    place = Place(tmp_path)
    place.fill()
    with place.open() as state:
        state.delivery.take([(n, f'{{"n": {n}}}') for n in range(10, 3010)]).result()
    before = place.seen()
    code = "import sys; from bot.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [
        *(sys.executable, "-c", code),
        *("--set", f"state.store={place.store}", "--set", f"state.key_file={place.key_file}"),
        *("keys", "rotate"),
    ]
    killed = 0
    for delay in (0.3, 0.8):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        time.sleep(delay)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert place.seen() == before
    assert killed
    place.rotate()
    assert place.seen() == before
    assert len(place.key_file.read_text().split()) == 1


def test_key_files_are_whole_and_their_owners(place):
    """The new one and the former's, beside nothing else."""
    old = place.key_file.read_text()
    former = place.rotate()[-1].former
    assert sorted(place.key_file.parent.iterdir()) == sorted([place.key_file, former])
    assert former.read_text() == old
    for file in (place.key_file, former):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_of_before_opens_with_the_former_key(place):
    """What the former key made is read with it as `VERBATIM_FORMER_KEY`, and replaced the same."""
    before, copy = place.seen(), place.store.read_bytes()
    former = place.rotate()[-1].former.read_text()
    place.store.write_bytes(copy)
    with pytest.raises(StateError):
        place.rotate()
    state = replace(place.config.state, former_key=Secret(former.strip()))
    place.config = replace(place.config, state=state)
    assert place.seen() == before
    place.rotate()
    place.config = replace(place.config, state=replace(state, former_key=Secret()))
    assert place.seen() == before


def test_a_key_of_the_environment_is_replaced_by_the_operator(place):
    """The command says how; with both given it writes everything anew, and no file."""
    before, old, new = place.seen(), place.key_file.read_text().strip(), new_key()
    place.key_file.unlink()
    settings = place.config.state
    for key, former in ((old, ""), (new, ""), (new, old)):
        state = replace(settings, key=Secret(key), former_key=Secret(former))
        place.config = replace(place.config, state=state)
        if not former:
            with pytest.raises(BotError, match="VERBATIM_FORMER_KEY"):
                place.rotate()
    place.rotate()
    place.config = replace(place.config, state=replace(settings, key=Secret(new)))
    assert place.seen() == before
    assert not place.key_file.exists()


def test_a_running_bot_is_left_alone(place):
    """Its key is not replaced under it: neither the state nor the key file changes."""
    old = place.key_file.read_text()
    with held(place.store), pytest.raises(StoreError, match="another `verbatim run` uses it"):
        place.rotate()
    assert place.key_file.read_text() == old


def test_another_states_key_is_left_alone(place, tmp_path):
    """A key that does not open the state is not replaced."""
    place.key_file.write_text(new_key())
    old = place.key_file.read_text()
    with pytest.raises(StateError):
        place.rotate()
    assert place.key_file.read_text() == old
    nowhere = Place(tmp_path / "nowhere")
    with pytest.raises(BotError, match="there is no state yet"):
        nowhere.rotate()


def test_a_broken_former_key_is_named(place):
    """A second line that is no key stops the bot with the line it is about."""
    place.key_file.write_text(place.key_file.read_text() + "hunter2\n")
    with pytest.raises(SettingError, match="the former key in") as caught:
        place.seen()
    assert "hunter2" not in str(caught.value)


def test_the_command_says_what_it_did(place, capsys, tmp_path):
    """How many rows, where the former key is; and `keys new` prints a key that is one."""
    arguments = [
        *("--set", f"state.store={place.store}"),
        *("--set", f"state.key_file={place.key_file}"),
    ]
    assert main([*arguments, "keys", "rotate"]) == 0
    said = capsys.readouterr().out
    assert f"{len(place.sealed())} rows were encrypted anew" in said
    assert "The former key is now" in said
    assert place.key_file.read_text().strip() not in said
    assert main([*arguments, "keys", "new"]) == 0
    assert load_key(capsys.readouterr().out, tmp_path / "k", tmp_path / "d")


def test_every_column_of_bytes_is_one_kind_or_the_other():
    """A new column is encrypted or a keyed hash, and says which: so the change of keys finds it."""
    plain = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.type.__visit_name__ == "large_binary"
        and not isinstance(column.type, Sealed | Hashed)
    }
    assert plain == {"setting.data"}  # a check, and the sealed hashes
