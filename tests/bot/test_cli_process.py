"""The command as a process: pipes, signals, streams, and what only a whole program shows."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = SEEDS / "000_8be5fd93039ce56a.txt"
VERBATIM = [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())"]
ARTICLE = {"id": "a", "title": "", "text": "The summit was in Oslo."}
QUESTION = {"id": "q", "question": "Where was the summit?"}


@pytest.fixture
def environ():
    """Return an environment with none of our own variables, nor any that changes Python."""
    ours = ("VERBATIM_", "TELEGRAM_", "PYTHON")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def run(tmp_path, environ):
    """Run the command to its end, in an empty folder."""

    def run(*arguments, stdin=b"", **more):
        given = more.pop("environ", {})
        return subprocess.run(
            [*VERBATIM, *arguments],
            input=stdin,
            cwd=tmp_path,
            env=environ | given,
            capture_output=True,
            timeout=60,
            check=False,
            **more,
        )

    return run


def line(value):
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def test_the_module_is_the_command_too(tmp_path, environ):
    """Whoever starts it as a module is told what is wrong, as anybody is."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert b"TELEGRAM_BOT_TOKEN" in done.stderr


def test_questions_and_articles_come_from_standard_input(run, tmp_path):
    """As `-`, in UTF-8 whatever the locale says."""
    question = {"id": "мост", "question": "Where was the summit?"}
    (tmp_path / "A.jsonl").write_bytes(line(ARTICLE))
    (tmp_path / "Q.jsonl").write_bytes(line(question))
    latin = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments, stdin in (
        (("--articles", "A.jsonl", "--batch", "-"), line(question)),
        (("--articles", "-", "--batch", "Q.jsonl"), line(ARTICLE)),
    ):
        done = run("ask", *arguments, "--json", stdin=stdin, environ=latin)
        assert (done.returncode, done.stderr) == (0, b"")
        answer = json.loads(done.stdout.decode())
        assert (answer["id"], answer["answer"]["text"]) == ("мост", "Oslo")
    done = run("summary", "--articles", "-", "--json", stdin=line(ARTICLE))
    assert json.loads(done.stdout)["sentences"][0]["text"] == ARTICLE["text"]


def test_standard_input_cannot_be_both(run):
    """Whoever asks for that is told, rather than given no answers."""
    done = run("ask", "--articles", "-", "--batch", "-", "--json", stdin=line(ARTICLE))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"standard input" in done.stderr


def test_a_bad_last_line_of_standard_input_prints_nothing(run, tmp_path):
    """Everything is read and checked before anything is answered."""
    (tmp_path / "A.jsonl").write_bytes(line(ARTICLE))
    stdin = line(QUESTION) * 20 + b'{"id": 5}\n'
    done = run("ask", "--articles", "A.jsonl", "--batch", "-", "--json", stdin=stdin)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: -, line 21: ")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_who_stops_reading_is_no_error(run, tmp_path, environ):
    """A closed pipe ends the command quietly, after little output and after much."""
    (tmp_path / "A.jsonl").write_bytes(line(ARTICLE))
    (tmp_path / "Q.jsonl").write_bytes(line(QUESTION) * 2_000)
    batch = ["ask", "--articles", "A.jsonl", "--batch", "Q.jsonl", "--json"]
    for arguments in (["config"], ["--help"], ["--version"], batch):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = subprocess.run(
                [*VERBATIM, *arguments],
                stdout=writer,
                stderr=subprocess.PIPE,
                cwd=tmp_path,
                env=environ,
                timeout=60,
                check=False,
            )
        finally:
            os.close(writer)
        assert (done.returncode, done.stderr) == (0, b""), arguments


def test_progress_is_not_for_pipes(run, tmp_path):
    """Many questions: nothing on standard error, JSON lines and nothing else on the other."""
    (tmp_path / "A.jsonl").write_bytes(line(ARTICLE))
    stdin = line(QUESTION) * 10
    done = run("ask", "--articles", "A.jsonl", "--batch", "-", "--json", stdin=stdin)
    assert done.stderr == b""
    assert [json.loads(out)["id"] for out in done.stdout.splitlines()] == ["q"] * 10


def test_a_cold_start_imports_only_what_it_needs(run, tmp_path, environ):
    """Asking loads neither Telegram, nor migrations, nor a web server."""
    assert run("build", str(SEEDS)).returncode == 0
    code = (
        "import sys\nfrom bot.cli import main\nmain(['ask', 'Where was the summit?'])\n"
        "print(sorted({'telegram', 'alembic', 'aiohttp', 'yaml', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_variables_set_what_the_file_does_not(run):
    """The environment goes over the defaults; a misspelt variable is told."""
    shown = run("config", environ={"VERBATIM_LIBRARY_THRESHOLD": "0.9"})
    assert b"threshold: 0.9  # environment VERBATIM_LIBRARY_THRESHOLD" in shown.stdout
    wrong = run("config", environ={"VERBATIM_LIBRARY_TRESHOLD": "0.9"})
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"VERBATIM_LIBRARY_THRESHOLD" in wrong.stderr


def test_an_invalid_token_is_one_line(run):
    """It is told before anything is opened, and not repeated."""
    done = run("run", environ={"TELEGRAM_BOT_TOKEN": "not-a-token"})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: ")
    assert done.stderr.count(b"\n") == 1
    assert b"not-a-token" not in done.stderr


@contextlib.contextmanager
def running(arguments, **options):
    process = subprocess.Popen(
        [*VERBATIM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_playground_serves_its_page_until_it_is_stopped(tmp_path, environ, number):
    """Outside a checkout: it prints where it is, reads the seeds in, and stops with exit code 0."""
    with running(["run", "--playground", "--port", "0"], cwd=tmp_path, env=environ) as process:
        first = process.stdout.readline().decode()
        address = re.fullmatch(r"Playground: (http://127\.0\.0\.1:\d+/\S*)\n", first)[1]
        with urllib.request.urlopen(address, timeout=60) as page:
            assert page.status == 200
            assert b"<title>" in page.read()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, b"")
    assert (tmp_path / "data" / "articles.db").exists()


def test_a_port_that_is_taken_is_one_line(tmp_path, environ):
    """It says what to do; the playground that was there goes on."""
    with running(["run", "--playground", "--port", "0"], cwd=tmp_path, env=environ) as process:
        port = re.search(rb":(\d+)/", process.stdout.readline())[1].decode()
        done = subprocess.run(
            [*VERBATIM, "run", "--playground", "--port", port],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert f"port {port}".encode() in done.stderr
        assert done.stderr.count(b"\n") == 1
        assert process.poll() is None


def test_nothing_is_restored_under_a_running_bot(tmp_path, environ, run):
    """One line says what to stop, also with --force; the bot's files are the ones it had."""
    token = {"TELEGRAM_BOT_TOKEN": f"7:{'x' * 35}"}
    away = "--set=telegram.api_url=http://127.0.0.1:9"
    with running([away, "run"], cwd=tmp_path, env=environ | token) as process:
        while b"not reachable" not in (said := process.stderr.readline()):
            assert said, "the bot has ended"
        assert run("backup", "kept").returncode == 0
        before = {path: path.stat().st_ino for path in (tmp_path / "data").glob("*.db")}
        done = run("restore", "kept", "--force")
        assert (done.returncode, done.stdout) == (2, b"")
        assert re.fullmatch(
            rb"error: .*state\.db: another `verbatim run` uses it; .*\n", done.stderr
        )
        now = {path: path.stat().st_ino for path in (tmp_path / "data").glob("*.db*")}
        assert before.items() <= now.items()
        assert len(before) == 2
        assert not any("restor" in path.name for path in now)
        assert process.poll() is None
    assert run("restore", "kept", "--force").returncode == 0
