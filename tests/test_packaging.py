"""What a user installs: the wheel, with the dependencies that are locked and nothing else.

No network is needed: the locked dependencies are linked from the environment that the
tests run in, those and no others, so that one missing from pyproject.toml shows.
"""

from __future__ import annotations

import re
import select
import signal
import subprocess
import sys
import tomllib
import urllib.request
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from knowledge.reading.files import find_files

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PATIENCE = 60


def locked(name):
    """Return the pins of a lock file: name → (version, marker or "")."""
    pins = {}
    for line in (ROOT / name).read_text().splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)==([^\s;\\]+)(?: ; ([^\\]+))?", line):
            pins[match[1].lower()] = (Version(match[2]), (match[3] or "").strip())
    return pins


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)),
        ],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (built,) = folder.glob("*.whl")
    return built


class Installed:
    """A virtual environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, wheel, folder):
        self.home = folder / "home"
        self.home.mkdir()
        venv.create(folder / "venv")
        self.bin = folder / "venv" / "bin"
        (site,) = (folder / "venv").glob("lib/python*/site-packages")
        for name, (_, marker) in locked("requirements.lock").items():
            self._link(name, marker, site)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "--python", str(self.bin / "python")),
                *("install", "--quiet", "--no-deps", "--no-index", str(wheel)),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
        )

    @staticmethod
    def _link(name, marker, site):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            assert marker, f"{name} is locked, but not installed here"
            return
        for top in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
            (site / top).symlink_to(found.locate_file(top))

    def start(self, *arguments, program="verbatim"):
        """Start a program of this environment that sees nothing of the one that tests it."""
        environment = {"HOME": str(self.home), "PATH": f"{self.bin}:/usr/bin:/bin"}
        return subprocess.Popen(
            [self.bin / program, *arguments],
            cwd=self.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, program="verbatim"):
        """Run a program; return what it printed. It must succeed."""
        process = self.start(*arguments, program=program)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        return out


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    return Installed(wheel, tmp_path_factory.mktemp("installed"))


@pytest.mark.packaging
def test_wheel_holds_every_file(wheel):
    """The wheel holds all modules, all their data files and the seeds, and no others."""
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "knowledge")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {f"bot/seeds/{path.name}" for path in (ROOT / "seeds").iterdir()}
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert {"bot/default.yaml", "bot/py.typed", "knowledge/py.typed"} < expected


@pytest.mark.packaging
def test_installed_code_is_the_wheels(installed):
    """The command's modules come from its own environment, and no checkout is on its path."""
    said = installed.run(
        "-c", "import bot, knowledge, sys; print(bot.__file__, knowledge.__file__, *sys.path)",
        program="python",
    )  # fmt: skip
    assert str(ROOT / "bot") not in said
    assert all(str(installed.bin.parent) in place for place in said.split()[:2])
    assert str(ROOT) not in said.split()


@pytest.mark.packaging
def test_installed_command_answers(installed):
    """Outside a checkout: the version, an article built into the store, a question answered."""
    assert installed.run("--version") == f"verbatim {PROJECT['project']['version']}\n"
    article = installed.home / "harbour.txt"
    article.write_text("The harbour reopens\n\nThe ferry from Kiel carried 412 passengers.\n")
    assert installed.run("build", str(article)) == "1 article: 1 added\n"
    assert "**412**" in installed.run("ask", "How many passengers did the ferry carry?")


@pytest.mark.packaging
def test_installed_playground_serves_and_stops(installed):
    """Outside a checkout the playground has the seeds, serves its page, and ends when asked to."""
    process = installed.start("--set", "library.store=new.db", *"run --playground --port 0".split())
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        assert ready, "nothing was printed"
        label, address = process.stdout.readline().split()
        assert label == "Playground:"
        with urllib.request.urlopen(address, timeout=PATIENCE) as page:
            assert b"<!doctype html>" in page.read(100)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, err) == (0, "")
    kept = installed.run(
        "--set", "library.store=new.db", "--set", "library.manual=", "summary", "--json"
    )
    assert len(kept.splitlines()) == len(find_files(str(ROOT / "seeds")))


def test_lock_files_hold_what_pyproject_asks_for():
    """Each dependency is locked to a version that pyproject.toml allows, and pinned by hash."""
    groups = PROJECT["dependency-groups"]
    for name, wanted in (
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-build.lock", groups["build"]),
        ("requirements-dev.lock", [one for one in groups["dev"] if isinstance(one, str)]),
    ):
        pins = locked(name)
        for requirement in map(Requirement, wanted):
            version, _ = pins[requirement.name.lower()]
            assert version in requirement.specifier, f"{name}: {requirement}"
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
        assert all("--hash=sha256:" in entry for entry in entries)


def test_everything_is_locked_to_one_version():
    """Build tools and dependencies have the same version in every lock file that names them."""
    pins = [locked(f"requirements{part}.lock") for part in ("", "-build", "-dev")]
    for name in set().union(*pins):
        assert len({pin[name] for pin in pins if name in pin}) == 1, name
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]
