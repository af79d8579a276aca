"""What holds of SQLite files only: locks, pragmas, migrations, files that are something else."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError, StoreError
from knowledge.model import Article, Change, Curation, Quotes
from knowledge.store import fulltext, open_store
from knowledge.store.engine import Database
from knowledge.store.interface import Indexed
from knowledge.store.records import article_row
from knowledge.store.sql import SqlStore
from knowledge.store.tables import SCHEMA
from tests.fakes.clock import Clock
from tests.fakes.cost import cost
from tests.fakes.old_file import columns, old_file
from tests.fakes.waiting import PATIENCE


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder %" / "articles.db"


@pytest.fixture
def open_at(clock):
    with contextlib.ExitStack() as stack:

        def make(path, **options):
            store = open_store(str(path), **{"edition": "main", "clock": clock} | options)
            stack.callback(store.close)
            return store

        yield make


def objects(path):
    """Return every table and index of a file, as SQL without its layout."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows}


def test_a_file_and_its_folder_are_made(path, open_at, indexed):
    """What was put is there when the file is opened again, by path or by URL."""
    store = open_at(path)
    store.put(indexed("a", "x"))
    store.close()
    assert open_at(f"sqlite:///{path}").article("a").version == 1
    assert open_at(path, create=False).vocabulary() == {"x": 1}


def test_a_missing_file_is_not_made_unasked(path, open_at):
    """It says what makes one, and makes neither the file nor its folder."""
    with pytest.raises(StoreError, match=r"^store \S.*articles\.db: .*`verbatim build` makes it$"):
        open_at(path, create=False)
    assert not path.parent.exists()


def test_an_empty_file_becomes_a_store_only_when_asked(tmp_path, open_at):
    """A file of no bytes is nothing yet."""
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(StoreError, match="verbatim build"):
        open_at(path, create=False)
    assert path.read_bytes() == b""
    assert open_at(path).entries() == ()


def other_database(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"not a database, but long enough" * 9), "not an SQLite"),
        (lambda path: path.write_bytes(b"short"), "not an SQLite"),
        (other_database, "does not hold articles"),
    ],
    ids=["text", "short text", "somebody else's database"],
)
@pytest.mark.parametrize("create", [True, False])
def test_somebody_elses_file_is_left_as_it_is(tmp_path, open_at, make, message, create):
    """Not one byte of it changes, and nothing appears beside it."""
    path = tmp_path / "file"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=message):
        open_at(path, create=create)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_or_an_impossible_path_is_an_error(tmp_path, open_at):
    """Each is one StoreError, of one line."""
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "file" / "x.db", "", "a\0b", "sqlite:///x?mode=ro"):
        with pytest.raises(StoreError) as caught:
            open_at(place)
        assert len(str(caught.value).splitlines()) == 1


def test_other_databases_are_refused_without_the_password(open_at):
    """The message names what works, never the password in the URL."""
    for url in ("postgresql://me:hunter2@host/db", "nonsense://me:hunter2@host:port/db"):
        with pytest.raises(StoreError) as caught:
            open_at(url)
        assert "hunter2" not in str(caught.value)


def test_a_newer_store_is_refused(path, open_at):
    """A revision this program does not know means that the program is too old."""
    open_at(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE article_revision SET version_num = 'a9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="program is older than the store"):
        open_at(path)
    assert path.read_bytes() == before


def test_a_damaged_store_is_a_store_error(path, open_at, indexed):
    """Pages of noise in the middle of a file end as StoreError, whatever is asked."""
    store = open_at(path)
    for number in range(50):
        store.put(indexed(f"a{number}", "x " * 50, text="long " * 500))
    store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError):
        open_at(path).entries()


def test_the_constant_names_the_newest_revision():
    """`Schema.revision` is what decides whether Alembic is needed at all."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCHEMA.versions.parent))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(SCHEMA.versions))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA.revision]


def test_migrations_lead_to_what_the_tables_say(path, tmp_path, open_at):
    """A file made by all revisions has the same schema as a new one."""
    open_at(path).close()
    migrated = Database(str(tmp_path / "migrated 100%.db"), pragmas={})
    with migrated.write() as connection:
        SCHEMA.migrate(connection, found=None, name="")
    migrated.close()
    assert objects(migrated.path) == objects(path)


def test_a_store_of_the_first_revision_is_kept(path, open_at, indexed):
    """Its articles are there after the upgrade, without a curation, and count as unchanged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = Database(str(path), pragmas={})
    with old.write() as connection:
        replace(SCHEMA, revision="a0001").migrate(connection, found=None, name="")
    old.close()
    one = indexed("a", "x y")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO edition VALUES ('main', 1, 0, 0)")
        connection.execute(
            "INSERT INTO article VALUES (1, 'main', 'a', 'live', NULL, '2026-01-01 00:00:00', 1)"
        )
        row = article_row(one.article)
        del row["curation"]
        row |= {"article": 1, "number": 1, "index_version": one.index_version}
        row |= {"blocks": json.dumps(row["blocks"]), "aliases": json.dumps(row["aliases"])}
        row |= {"added": "2026-01-01 00:00:00", "published": None}
        places = ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT INTO version ({', '.join(row)}) VALUES ({places})", row)
        connection.commit()
    store = open_at(path)
    assert store.article("a").curation == Curation()
    assert store.put(one) == (Change.UNCHANGED, 1)


@pytest.fixture
def old(tmp_path):
    return old_file(tmp_path)


def test_an_older_file_is_migrated(old):
    """The missing revision runs, the rows stay, and the next opening finds it current."""
    schema, path = old
    for _ in range(2):
        database = Database(str(path), pragmas={})
        schema.prepare(database, create=False)
        with database.read() as connection:
            assert connection.execute(sa.text("SELECT a, b FROM t")).all() == [(7, None)]
        database.close()
    assert columns(path) == ["a", "b"]


def test_a_failed_migration_leaves_the_old_file(old):
    """All of a migration or nothing: the column that was added first is gone again."""
    schema, path = old
    second = schema.versions / "2.py"
    second.write_text(second.read_text().replace("SELECT 1", "SELECT nonsense"))
    database = Database(str(path), pragmas={})
    with pytest.raises(StoreError, match="nonsense"):
        schema.prepare(database, create=True)
    database.close()
    assert columns(path) == ["a"]


OPENING = """
import datetime, sys
from knowledge.store import open_store
assert "sqlalchemy" not in sys.modules
clock = lambda: datetime.datetime.now(datetime.UTC)
for place in (sys.argv[1], sys.argv[1], "sqlite://"):
    store = open_store(place, edition="main", clock=clock)
    store.candidates(["x"])
    store.close()
loaded = {"alembic", "mako", "bot", "telegram"} & {*sys.modules}
assert not loaded, loaded
"""


def test_opening_and_asking_import_no_alembic(path):
    """Neither making a store, nor opening a current one, nor one in memory pays for it."""
    program = subprocess.run([sys.executable, "-c", OPENING, str(path)], check=False)
    assert program.returncode == 0


def test_every_connection_has_its_pragmas(path, open_at):
    """WAL and foreign keys are on, also for the connections of further threads."""
    store = open_at(path)
    database = store._database
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            connection = stack.enter_context(database.read())
            values = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
            ]
            assert values == ["wal", 1, 1, 10_000]


def test_a_reader_is_not_kept_waiting_by_a_writer(path, open_at, indexed):
    """While one transaction writes, others read what was there before."""
    store = open_at(path)
    store.put(indexed("a", "x"))
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE term SET frequency = 9")
        assert store.vocabulary() == {"x": 1}
    assert store.vocabulary() == {"x": 9}


def test_a_writer_waits_for_another_but_not_for_ever(path, clock, indexed):
    """After the busy time-out it is a StoreError that says another process is writing."""
    store = SqlStore(str(path), edition="main", clock=clock, busy=0.05)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing"):
            store.put(indexed("a", "x"))
        other.execute("ROLLBACK")
    assert store.put(indexed("a", "x")) == (Change.ADDED, 1)
    store.close()


WRITER = """
import datetime, sys
from knowledge.model import Article, Quotes
from knowledge.store import open_store
from knowledge.store.interface import Indexed
path, name, count = sys.argv[1:]
store = open_store(path, edition="main", clock=lambda: datetime.datetime.now(datetime.UTC))
for number in range(int(count)):
    article = Article(f"{name}{number}", "T", "x" * 2000, ())
    store.put(Indexed(article, (("both", name), ("both", f"w{number}")), Quotes(), (), 1))
    print(number, flush=True)
store.close()
"""


def writer(path, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_one_new_file(path, open_at):
    """Both make the file at once, both write, and nothing is lost."""
    programs = [writer(path, name, 25) for name in ("p", "q")]
    for program in programs:
        program.communicate()
    assert [program.returncode for program in programs] == [0, 0]
    frequencies = open_at(path).document_frequencies(["both", "p", "q", "w7"])
    assert frequencies == {"both": 100, "p": 25, "q": 25, "w7": 2}


def test_turning_the_journal_waits_for_others(tmp_path):
    """Whoever opens a file that somebody is writing waits for them, and gives up in time."""
    path = str(tmp_path / "a.db")
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    with contextlib.closing(other):
        other.execute("CREATE TABLE t (a)")
        other.execute("BEGIN IMMEDIATE")
        hasty = Database(path, pragmas={}, busy=0.1)
        with contextlib.closing(hasty), pytest.raises(StoreError, match="another process"):
            hasty.use_wal()
        patient = Database(path, pragmas={}, busy=20)
        with contextlib.closing(patient):
            release = threading.Timer(0.2, other.execute, ["COMMIT"])
            release.start()
            patient.use_wal()
            release.join()
            assert patient.pragma("journal_mode") == ("wal",)


def test_a_killed_writer_leaves_whole_articles(path, open_at):
    """After SIGKILL every article that was reported is there, with all it needs."""
    program = writer(path, "p", 10_000)
    for line in program.stdout:
        if int(line) >= 20:
            break
    program.kill()
    last = [int(line) for line in program.stdout]
    program.wait()
    program.stdout.close()
    store = open_at(path)
    kept = len(store.entries())
    assert kept >= max([20, *last]) + 1
    assert store.statistics().passages == 2 * kept
    assert len(store.candidates(["both"])) == 2 * kept
    assert store.document_frequencies(["both"]) == {"both": 2 * kept}


def test_editions_share_a_file_and_nothing_else(path, open_at, indexed):
    """The same id and the same words in two editions are two articles."""
    main, local = open_at(path), open_at(path, edition="local")
    main.put(indexed("a", "x y"))
    local.put(indexed("a", "x", "x", text="2"))
    revision = main.revision()
    local.put(indexed("b", "z"))
    assert main.revision() == revision
    assert main.vocabulary() == {"x": 1, "y": 1}
    assert local.vocabulary() == {"x": 2, "z": 1}
    assert len(main.candidates(["x"], budget=1)) == 1
    assert len(local.candidates(["x"], ["a"])) == 2
    assert main.article("a").text != local.article("a").text
    assert [entry.id for entry in main.entries()] == ["a"]


def test_another_process_change_is_seen_at_once(path, open_at, indexed):
    """Ids and versions that one store remembers don't outlive another one's change."""
    one, two = open_at(path), open_at(path)
    one.put(indexed("a", "x"))
    assert [c.version for c in one.candidates(["x"])] == [1]
    two.put(indexed("a", "x", text="2"))
    two.put(indexed("b", "x new"))
    assert [(c.article_id, c.version) for c in one.candidates(["x"])] == [("a", 2), ("b", 1)]
    one.put(indexed("c", "new x"))
    assert two.document_frequencies(["x", "new"]) == {"x": 3, "new": 2}


def test_too_many_passages_are_refused():
    """A passage's place has room for 2**20 in an article."""
    assert fulltext.place(3, 5) == 3 * 2**20 + 5
    with pytest.raises(KnowledgeError):
        fulltext.place(3, 2**20)


def test_errors_never_show_what_was_asked(path, open_at):
    """A driver's error travels without the statement's parameters: they are a reader's words."""
    store = open_at(path)
    with store._database.write() as connection:
        connection.exec_driver_sql("DROP TABLE term")
    with pytest.raises(StoreError) as caught:
        store.document_frequencies(["canary"])
    assert "canary" not in f"{caught.value} {caught.value.__cause__}"


@given(st.lists(st.text(st.characters(), min_size=1), min_size=1, max_size=8, unique=True))
def test_any_terms_stay_apart(terms):
    """Whatever the terms are, each finds exactly its own passage; no encoding loses one."""
    terms = [term for term in terms if not any("\ud800" <= c <= "\udfff" for c in term)]
    store = open_store("sqlite://", edition="main", clock=Clock())
    article = Article("a", "T", "text", ())
    store.put(Indexed(article, tuple((term,) for term in terms), Quotes(), (), 1))
    for ordinal, term in enumerate(terms):
        assert [c.ordinal for c in store.candidates([term])] == [ordinal]
    store.close()


def test_a_question_over_many_passages_is_quick(open_at, clock):
    """A common word among 20,000 passages takes well under a second."""
    store = open_store("sqlite://", edition="main", clock=clock)
    for number in range(20):
        article = Article(f"a{number}", "T", "text", ())
        passages = tuple(("common", f"w{n}") for n in range(1000))
        store.put(Indexed(article, passages, Quotes(), (), 1))
    assert len(store.candidates(["common"])) == 20_000
    assert cost(lambda: store.candidates(["common"])) < 1
    store.close()


def test_a_write_under_way_at_the_end_is_finished_and_closed(tmp_path):
    """The last connection takes the write-ahead log away with it; who comes later is told."""
    path = tmp_path / "w.db"
    database = Database(str(path), pragmas={})
    database.use_wal()
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    begun, go_on, late = threading.Event(), threading.Event(), []

    def work():
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO t VALUES (1)")
            begun.set()
            assert go_on.wait(PATIENCE)

    def come_late():
        try:
            with database.write():
                late.append("wrote")
        except StoreError as error:
            late.append(error.problem)

    workers = [threading.Thread(target=one) for one in (work, come_late)]
    for worker in workers:
        worker.start()
        assert begun.wait(PATIENCE)
    workers[1].join(0.05)  # until it waits for its turn
    database.close()
    go_on.set()
    for worker in workers:
        worker.join()
    assert late == ["it was closed"]
    assert [one.name for one in tmp_path.iterdir()] == ["w.db"]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT n FROM t").fetchall() == [(1,)]


def test_a_read_under_way_at_the_end_is_finished_and_closed(tmp_path):
    """By whoever reads: the last connection takes the write-ahead log away with it."""
    database = Database(str(tmp_path / "w.db"), pragmas={})
    database.use_wal()
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    with database.read() as connection:
        database.close()
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
    assert [one.name for one in tmp_path.iterdir()] == ["w.db"]
    with pytest.raises(StoreError, match="closed"), database.read():
        pass
