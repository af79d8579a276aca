"""Rules of the house that a linter does not know: who may touch what, and how tests are written."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for part in ("bot", "knowledge") for p in (ROOT / part).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in [*SOURCES, *TESTS]}

# Who may import what: a folder ends with a slash.
SQL = ("knowledge/store/", "bot/state/")
HTTP = ("bot/request.py", "bot/intake/", "bot/ops.py", "bot/health.py", "bot/playground/")
RESERVED = {
    **dict.fromkeys(["sqlalchemy", "alembic", "sqlite3"], SQL),
    **dict.fromkeys(
        ["aiohttp", "httpx", "requests", "urllib3", "urllib.request", "http.client", "socket"], HTTP
    ),
}
# The one seam for the environment and the clock. The playground without a clock of its
# own, as tests and other programs may start it, takes the machine's.
SEAM = "bot/cli.py"
DATES = {"datetime", "date", "dt.datetime", "dt.date", "datetime.datetime", "datetime.date"}
CLOCKS = {SEAM, "bot/playground/server.py"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(tree):
    """Yield every imported module by its full name, wherever in the file it is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def mentions(tree):
    """Yield every name and attribute that the code uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def functions(path):
    return [
        node
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def is_reserved(module, package):
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("package", RESERVED)
def test_each_outside_world_has_its_own_rooms(package):
    """SQL stays in the stores, HTTP in the few modules that speak it."""
    users = {
        name(path)
        for path in SOURCES
        if any(is_reserved(module, package) for module in imports(TREES[path]))
    }
    assert {user for user in users if not user.startswith(RESERVED[package])} == set()


def test_the_rooms_are_where_the_rules_look():
    """The check above would notice: what it looks for is used, and used there."""
    used = {module for path in SOURCES for module in imports(TREES[path])}
    assert {"sqlalchemy", "alembic", "aiohttp"} <= used


def test_the_environment_is_read_in_one_place():
    """And handed down from there."""
    readers = {
        name(path)
        for path in SOURCES
        if {"environ", "environb", "getenv"}
        & {
            node.attr
            for node in ast.walk(TREES[path])
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
        }
        or {"os.environ", "os.getenv"} & set(imports(TREES[path]))
    }
    assert readers == {SEAM}


def test_the_clock_is_read_in_one_place():
    """Everything else is given one when it is made."""
    readers = {
        name(path)
        for path in SOURCES
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            (node.func.attr in {"now", "utcnow", "today"} and ast.unparse(node.func.value) in DATES)
            or ast.unparse(node.func) in {"time.time", "time.time_ns", "time.localtime"}
        )
    }
    assert SEAM in readers
    assert readers <= CLOCKS


def test_package_files_are_empty_or_a_door():
    """A door names what goes through it, and imports its room when somebody does."""
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        if path.name != "__init__.py" or not source.strip():
            continue
        tree = TREES[path]
        exported = next(
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        )
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        eager = {m for node in tree.body for m in imports(ast.Module([node], []))}
        assert set(exported) <= defined | {m.rpartition(".")[2] for m in eager}, name(path)


def test_nothing_unfinished_is_shown():
    """No to-do in the code, in what readers see, or in what newcomers read."""
    unfinished = re.compile(r"\b(?:TODO|FIXME|XXX|TBD)\b|lorem ipsum", re.IGNORECASE)
    kinds = {".py", ".yaml", ".md", ".txt", ".html", ".js", ".css", ".toml"}
    files = [ROOT / "README.md", ROOT / "pyproject.toml"]
    files += [p for part in ("bot", "knowledge", "seeds", "docs") for p in (ROOT / part).rglob("*")]
    shown = [p for p in files if p.suffix in kinds and p.is_file() and p.parent.name != "data"]
    assert len(shown) > 50
    assert [name(p) for p in shown if unfinished.search(p.read_text(encoding="utf-8"))] == []


def test_every_test_says_what_it_holds():
    """In its docstring: a sentence of some words, ended with a full stop."""
    mute = [
        f"{name(path)}::{test.name}"
        for path in TESTS
        for test in functions(path)
        if not re.fullmatch(r"(\S+\s+){2,}\S+\.", ast.get_docstring(test) or "")
    ]
    assert mute == []


def test_no_test_is_hidden_by_another():
    """Two tests of one name in one file: the first would never run."""
    for path in TESTS:
        names = [test.name for test in functions(path)]
        assert len(names) == len(set(names)), name(path)


def test_nothing_is_patched():
    """Fakes enter through constructors."""
    patchers = {"monkeypatch", "mocker", "MonkeyPatch", "MagicMock", "patch"}
    assert [
        name(path)
        for path in TESTS
        if patchers & set(mentions(TREES[path]))
        or any(is_reserved(m, "unittest.mock") or m == "mock" for m in imports(TREES[path]))
    ] == []


def test_tests_stand_where_their_subject_stands():
    """Every test file's folder is a folder of the source tree."""
    for path in TESTS:
        if path.name.startswith("test_"):
            folder = path.parent.relative_to(ROOT / "tests")
            assert (ROOT / folder).is_dir(), name(path)
