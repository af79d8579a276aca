"""The health check, on a process that is named and connected as the bot is."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.health import problem

# Connects, says when the other side has closed, and ends with its input.
PROGRAM = """
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
print("connected", flush=True)
connection.recv(1)
print("closed", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def started(folder, *arguments, program=PROGRAM):
    """Start the program as a file called `verbatim`; yield it and its folder's /proc."""
    text, program = program, folder / "verbatim"
    program.write_text(text)
    with subprocess.Popen(
        [sys.executable, program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        proc = folder / "proc"
        proc.mkdir()
        (proc / str(process.pid)).symlink_to(f"/proc/{process.pid}")
        try:
            yield process, proc
        finally:
            process.stdin.close()


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


def test_connected_bot_is_well(tmp_path, server):
    """A bot is well while its connection is open, and isn't once the server has closed it."""
    port = server.getsockname()[1]
    with started(tmp_path, "run", str(port)) as (bot, proc):
        connection, _ = server.accept()
        assert bot.stdout.readline() == "connected\n"
        assert problem(proc) == ""
        connection.close()
        assert bot.stdout.readline() == "closed\n"
        assert problem(proc) == "`verbatim run` has no connection open"


def test_another_command_is_no_bot(tmp_path, server):
    """A connected `verbatim ask` does not count, nor does any other process."""
    port = server.getsockname()[1]
    with started(tmp_path, "ask", str(port)) as (other, proc):
        connection, _ = server.accept()
        with connection:
            assert other.stdout.readline() == "connected\n"
            (proc / str(os.getpid())).symlink_to(f"/proc/{os.getpid()}")
            assert problem(proc) == "no `verbatim run` is running"


def test_another_process_connection_does_not_count(tmp_path, server):
    """A bot without a connection is not well because somebody else has one."""
    theirs = socket.create_connection(server.getsockname())
    connection, _ = server.accept()
    with theirs, connection, started(tmp_path, "run", str(server.getsockname()[1])) as (bot, proc):
        mine, _ = server.accept()
        mine.close()
        assert bot.stdout.readline() == "connected\n"
        assert bot.stdout.readline() == "closed\n"
        (proc / str(os.getpid())).symlink_to(f"/proc/{os.getpid()}")
        assert problem(proc) == "`verbatim run` has no connection open"


# Listens, prints its port, and answers what it is told to; nothing where that is empty.
LISTENING = """
import socket, sys
with socket.create_server((sys.argv[2], 0), family=int(sys.argv[3])) as server:
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        connection.recv(4096)
        if sys.argv[4]:
            connection.sendall(sys.argv[4].encode())
            connection.close()
"""
ANSWER = "HTTP/1.0 {status}\r\n\r\n{body}"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (ANSWER.format(status="200 OK", body='{"verbatim": "ok", "problems": {}}'), ""),
        (
            ANSWER.format(
                status="503 x",
                body='{"verbatim": "failing", "problems": {"a": "no disk", "b": "no net"}}',
            ),
            "no disk; no net",
        ),
        ("", "`verbatim run` does not answer"),
        (ANSWER.format(status="404 Not Found", body="{}"), "has no connection open"),
        (ANSWER.format(status="200 OK", body="[1]"), "has no connection open"),
        ("nonsense", "has no connection open"),
    ],
)
def test_a_listening_bot_is_asked(tmp_path, answer, verdict):
    """Its own word counts; a hanging one is not well, and any other door says nothing."""
    program = LISTENING
    with started(tmp_path, "run", "127.0.0.1", "2", answer, program=program) as (bot, proc):
        assert int(bot.stdout.readline()) > 0
        found = problem(proc)
        bot.kill()
    assert found.endswith(verdict)
    assert bool(found) == bool(verdict)


@pytest.mark.parametrize(("host", "family"), [("0.0.0.0", "2"), ("::", "10"), ("::1", "10")])
def test_it_is_found_wherever_it_listens(tmp_path, host, family):
    """On every address of the machine, and by IPv6."""
    if family == "10" and not socket.has_dualstack_ipv6():
        pytest.skip("there is no IPv6 here")
    answer = ANSWER.format(status="200 OK", body='{"verbatim": "ok", "problems": {}}')
    program = LISTENING
    with started(tmp_path, "run", host, family, answer, program=program) as (bot, proc):
        assert int(bot.stdout.readline()) > 0
        found = problem(proc)
        bot.kill()
    assert found == ""


def test_command_says_what_is_wrong(tmp_path):
    """As a command it prints the problem and fails; a process that has ended is no bot."""
    (tmp_path / "999999999").mkdir()
    assert problem(tmp_path) == "no `verbatim run` is running"
    done = subprocess.run(
        [sys.executable, "-m", "bot.health"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) in {
        (0, ""),  # a bot runs on this machine
        (1, "no `verbatim run` is running\n"),
        (1, "`verbatim run` has no connection open\n"),
    }
