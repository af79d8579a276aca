"""Every test that docs/security.md names as a proof exists, and every threat has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINES = [
    line
    for line in DOCS.splitlines()
    if line.startswith("| ") and not line.startswith(("| threat |", "| --- "))
]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", DOCS)))


def test_every_threat_has_a_proof():
    """Each line of the tables names at least one test."""
    assert len(LINES) >= 20
    for line in LINES:
        *_, proofs = line.strip("| ").split(" | ")
        assert re.search(r"`tests/[\w/]+\.py", proofs), line


@pytest.mark.parametrize("name", NAMED)
def test_a_named_test_exists(name):
    """The file is there, and the function in it says by its docstring what it holds."""
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {
        one.name: ast.get_docstring(one)
        for one in tree.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")
    }
    assert tests if not function else tests.get(function), name
