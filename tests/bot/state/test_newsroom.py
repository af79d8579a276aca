"""The newsroom's rows: encrypted, atomic with who did it, forgotten as promised, and moved."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from bot.newsroom import SERVER, Actor, Member, Paused
from bot.state import open_state
from bot.state.feedback import Feedback
from bot.state.forgetting import Forgetting
from bot.state.keys import Key
from bot.state.state import State
from bot.state.tables import metadata
from bot.state.writer import Writer
from knowledge.errors import StoreError
from knowledge.store.engine import Database
from tests.fakes.clock import Clock
from tests.fakes.full_disk import FullDisk

KEY = Key(b"k" * 32)
OLENA, MARIA, READER = 111222333, 444555666, 777888999
NAME = "Olena Canaryname"
OWNER = Actor("owner", OLENA, NAME)
EDITOR = Actor("editor", MARIA, "Maria Canaryname")
GROUP, LATER = -100111, -100222


@pytest.fixture
def state(tmp_path, clock):
    state = open_state(str(tmp_path / "state.db"), KEY, clock=clock)
    yield state
    state.close()


@pytest.fixture
def staffed(state):
    """Make an owner and an editor."""
    assert state.team.redeem("owner", state.team.new_code("owner", SERVER), OWNER)
    assert state.team.redeem("editor", state.team.new_code("editor", OWNER), EDITOR)
    return state


def everything(tmp_path):
    return b"".join(path.read_bytes() for path in tmp_path.glob("state.db*"))


def test_nothing_of_it_stands_in_the_clear(staffed, tmp_path):
    """Names, ids, codes, paused ids and questions are in no file of the state."""
    code = staffed.team.new_code("editor", OWNER)
    staffed.team.set_desk(GROUP, OWNER)
    staffed.pauses.pause("article", "canary-article", EDITOR)
    staffed.pauses.pause("chat", str(GROUP), EDITOR)
    staffed.feedback.missed(READER, "canary question?", "canary-article", "off_topic").result()
    staffed.feedback.vote(READER, 5, READER, ("canary-article", 1, 2), good=True)
    written = everything(tmp_path)
    for canary in (code, NAME, "canary", str(OLENA), str(MARIA), str(READER), str(GROUP)):
        assert canary.encode() not in written, canary


def test_a_code_is_good_once_and_an_invitation_for_a_day(staffed, clock):
    """An owner's code has no end, but makes way for the next one."""
    late = staffed.team.new_code("editor", OWNER)
    first, second = staffed.team.new_code("owner", SERVER), staffed.team.new_code("owner", SERVER)
    reader = Actor("editor", READER, "Rita")
    clock.advance(hours=24)
    assert not staffed.team.redeem("editor", late, reader)
    assert not staffed.team.redeem("owner", first, reader)
    assert not staffed.team.redeem("editor", second, reader)
    assert staffed.team.has_code()
    clock.advance(days=100)
    staffed.purge()
    assert staffed.team.redeem("owner", second, reader)
    assert not staffed.team.redeem("owner", second, EDITOR)
    assert not staffed.team.has_code()
    roles = [staffed.team.role(one) for one in (READER, OLENA, MARIA)]
    assert roles == ["owner", "editor", "editor"]


def test_wrong_codes_do_not_end_the_right_one(state):
    """However many a stranger sends: nobody guesses 128 bits, and nobody may lock the owner out."""
    code = state.team.new_code("owner", SERVER)
    for number in range(50):
        assert not state.team.redeem("owner", f"wrong-{number}", OWNER)
    assert state.team.redeem("owner", code, OWNER)


def test_an_owner_is_not_made_an_editor_by_an_invitation(staffed):
    """Nor is there ever more than one owner."""
    code = staffed.team.new_code("editor", OWNER)
    staffed.team.redeem("editor", code, Actor("editor", OLENA, NAME))
    assert staffed.team.role(OLENA) == "owner"
    assert staffed.team.remove(OLENA, OWNER) is None
    assert staffed.team.hand_over(READER, OWNER) is None
    assert staffed.team.hand_over(MARIA, OWNER) == Member(MARIA, "editor", EDITOR.name)
    assert [one.role for one in staffed.team.members()] == ["owner", "editor"]
    assert staffed.team.remove(OLENA, EDITOR).user_id == OLENA
    assert staffed.team.role(OLENA) is None


@pytest.mark.parametrize("change", ["remove", "hand over", "owner's code"])
def test_who_leaves_has_no_invitation_to_come_back(staffed, change):
    """Those that nobody has taken yet end when somebody is removed or the newsroom passes on."""
    kept_back = staffed.team.new_code("editor", OWNER)
    if change == "remove":
        staffed.team.remove(MARIA, OWNER)
    elif change == "hand over":
        staffed.team.hand_over(MARIA, OWNER)
        staffed.team.remove(OLENA, Actor("owner", MARIA, "Maria"))
    else:
        new = Actor("owner", READER, "Rita")
        assert staffed.team.redeem("owner", staffed.team.new_code("owner", SERVER), new)
        staffed.team.remove(OLENA, new)
    gone = Actor("editor", MARIA if change == "remove" else OLENA, "Gone")
    assert not staffed.team.redeem("editor", kept_back, gone)
    assert staffed.team.role(gone.user_id) is None


def test_who_is_the_owner_no_more_hands_nothing_over(staffed):
    """Of a newsroom that was taken over a moment ago: the new owner stays it."""
    new = Actor("owner", READER, "Rita")
    assert staffed.team.redeem("owner", staffed.team.new_code("owner", SERVER), new)
    assert staffed.team.hand_over(MARIA, OWNER) is None
    assert staffed.team.owner() == READER
    assert staffed.team.hand_over(MARIA, new) is not None


def test_each_change_is_in_the_audit_log(staffed, clock):
    """With who did it in what part; a change that changes nothing isn't there."""
    clock.advance(hours=1)
    since = clock().timestamp()
    staffed.pauses.pause("chat", str(GROUP), EDITOR)
    staffed.pauses.pause("chat", str(GROUP), EDITOR)
    staffed.pauses.resume("all", "", OWNER)
    staffed.team.set_desk(GROUP, OWNER)
    staffed.team.remove(MARIA, OWNER)
    told = [(one.part, one.what, dict(one.about)) for one in staffed.audit.deeds(since)]
    assert told == [
        ("editor", "pause", {"chat": str(GROUP)}),
        ("owner", "desk", {"chat": str(GROUP)}),
        ("owner", "remove", {"person": EDITOR.name}),
    ]
    clock.advance(days=366)
    staffed.purge()
    assert staffed.audit.deeds() == []


def test_who_has_left_is_forgotten_in_the_log(staffed):
    """By /forget: what was done stays, by whom and to whom doesn't; a member's name stays."""
    staffed.pauses.pause("all", "", EDITOR)
    staffed.forget(MARIA, MARIA)
    assert EDITOR.name in {one.name for one in staffed.audit.deeds()}
    staffed.team.remove(MARIA, OWNER)
    staffed.forget(MARIA, MARIA)
    deeds = staffed.audit.deeds()
    assert EDITOR.name not in str(deeds)
    assert [one.what for one in deeds if not one.name and one.part == "editor"] == ["join", "pause"]
    assert NAME in {one.name for one in deeds}


def test_a_pause_holds_on_a_full_disk(tmp_path, clock):
    """It can't be kept, and whoever asked for it learns so; readers are kept from answers."""

    class Disk(FullDisk):
        """This test's own."""

    state = State(str(tmp_path / "full.db"), KEY, clock=clock, database=Disk)
    Disk.full = True
    with pytest.raises(StoreError):
        state.pauses.pause("all", "", EDITOR)
    state.pauses.refresh()
    assert state.pauses.is_paused()
    Disk.full = False
    assert state.pauses.pause("all", "", EDITOR)
    assert state.pauses.resume("all", "", EDITOR)
    assert not state.pauses.is_paused()
    state.close()


def test_a_group_takes_its_pause_and_desk_along(staffed):
    """When it becomes a supergroup."""
    staffed.pauses.pause("chat", str(GROUP), EDITOR)
    staffed.team.set_desk(GROUP, OWNER)
    staffed.delivery.move(GROUP, LATER).result()
    staffed.pauses.refresh()
    assert staffed.pauses.all() == (Paused("chat", str(LATER)),)
    assert staffed.pauses.is_paused(LATER)
    assert not staffed.pauses.is_paused(GROUP)
    assert staffed.team.desk() == LATER
    assert staffed.pauses.resume("chat", str(LATER), OWNER)


def test_the_desk_is_the_owners_own_chat_at_first(staffed):
    """And again after it was taken back; without an owner there is none."""
    assert staffed.team.desk() == OLENA
    staffed.team.set_desk(GROUP, OWNER)
    staffed.team.set_desk(None, OWNER)
    assert staffed.team.desk() == OLENA


def test_a_vote_says_nothing_of_who_asked(state, tmp_path):
    """The same reader has another hash in each table: rows of two can't be put together."""
    state.remember(READER, READER, "found", {})
    state.feedback.missed(READER, "why?", "", "off_topic").result()
    state.feedback.vote(READER, 5, READER, ("a", 1, 2), good=True)
    connection = sqlite3.connect(tmp_path / "state.db")
    hashes = {
        connection.execute(f"SELECT user FROM {table}").fetchone()[0]
        for table in ("button", "miss", "vote")
    }
    connection.close()
    assert len(hashes) == 3


def test_misses_have_an_end(state, tmp_path, clock):
    """So many and so old at most, the newest; a long question is cut."""
    database = Database(str(tmp_path / "state.db"), pragmas={})
    writer = Writer(database)
    feedback = Feedback(database, writer, KEY, clock, Forgetting(), most=3)
    feedback.missed(READER, "x" * 5000, "", "off_topic").result()
    assert len(feedback.misses()[0].question) == 500
    for number in range(5):
        clock.advance(seconds=1)
        feedback.missed(READER, f"{number}?", "", "off_topic").result()
    writer.write(feedback.purge)
    assert [one.question for one in feedback.misses()] == ["4?", "3?", "2?"]
    clock.advance(days=30)
    state.purge()
    assert feedback.misses() == []
    writer.close()
    database.close()


def test_times_are_instants(state):
    """What is written down is when the clock said, in UTC."""
    state.pauses.pause("all", "", SERVER)
    (deed,) = state.audit.deeds()
    assert dt.datetime.fromtimestamp(deed.at, dt.UTC) == Clock()()
    assert {"member", "code", "desk", "audit", "halt", "vote", "miss"} <= set(metadata.tables)
