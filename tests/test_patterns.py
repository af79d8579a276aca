"""No regular expression that strangers' text meets can take more than its time.

Python's engine backtracks: a repeat inside a repeat, or two in a row that can divide the
same characters between them in many ways, may take exponential or quadratic time over a
text made for it. Each pattern of the program is parsed and looked at.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import itertools
import pkgutil
import re
from pathlib import Path

# Private to Python, and the only thing that knows how Python reads a pattern. A test may use
# it: should it change, the test fails and not the program.
from re import _constants as ops
from re import _parser

import pytest

import bot
import knowledge
from knowledge.model import Question
from tests.fakes.town import seeded

ROOT = Path(__file__).parents[1]
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT}
# One of each kind of character that patterns tell apart.
SAMPLES = frozenset(
    "aZéÄßžж何ء१09_ \t\n\u00a0.,;:!?'’‘“”„«»\"-‑–—…/\\@#%$€£&()[]{}<>*+=|~^`\u0301\u200d🎉"
)

GERMAN = """---
title: Die Ernte des Jahres
language: de
---

Die Bauern haben in diesem Sommer 48 Millionen Tonnen Weizen geerntet, teilte das Ministerium mit.

„Das hatte niemand erwartet“, sagte Anna Berg am 28. Juli 2025.
"""

ALLOWED: dict[tuple[str, str], str] = {}
"""Patterns that look dangerous and aren't, by module and first characters, with the reason."""


ELSEWHERE = {
    "bot/config_settings.py:_listen": "one of two constants without a repeat beside another",
    "bot/handlers/newsroom.py:_goes_through": "a constant of its module, of fixed words",
    "bot/playground/rules/schema.py:_members": "a prefix of the Bot API's own schema",
    "knowledge/chat/about.py:_dateline": "an article's own day; no repeat without an end",
    "knowledge/extraction/facts/subjects.py:_whole": "a constant: one repeat, then a fixed letter",
}
"""Patterns made elsewhere, by file and function, with the reason why that is safe."""


def modules():
    for package in (bot, knowledge):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in found.name:
                yield importlib.import_module(found.name)


def held(thing, depth=4):
    """Return the patterns that a value holds: itself, in its items, or in what it has cached."""
    if isinstance(thing, re.Pattern):
        yield thing
    elif depth and isinstance(thing, functools._lru_cache_wrapper):
        for inner in gc.get_referents(thing):
            if not isinstance(inner, type) and not callable(inner):
                yield from held(inner, depth)
    elif depth and isinstance(thing, dict):
        for inner in thing.values():
            yield from held(inner, depth - 1)
    elif depth and isinstance(thing, tuple | list | set | frozenset):
        for inner in thing:
            yield from held(inner, depth - 1)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Open a library of articles in two languages."""
    german = tmp_path_factory.mktemp("articles") / "german.md"
    german.write_text(GERMAN, encoding="utf-8")
    with seeded(german) as library:
        yield library


@pytest.fixture(scope="module")
def patterns(library):
    """Return every pattern by its module, once what is made on demand has been made."""
    for text in ("where was the summit, and how many?", "wie viele waren es?", "де це було?"):
        library.ask(Question(text))
    found = {}
    for module in modules():
        for value in list(vars(module).values()):
            for pattern in held(value):
                if isinstance(pattern.pattern, str):
                    found.setdefault(pattern.pattern, (module.__name__, pattern))
    return found


def charset(op, arg):
    """Return which of the samples one element of a pattern takes."""
    match op:
        case ops.LITERAL:
            return frozenset(chr(arg))
        case ops.NOT_LITERAL:
            return SAMPLES - {chr(arg)}
        case ops.ANY:
            return SAMPLES
        case ops.CATEGORY:
            return frozenset(c for c in SAMPLES if in_category(arg, c))
        case ops.RANGE:
            return frozenset(c for c in SAMPLES if arg[0] <= ord(c) <= arg[1])
        case ops.IN:
            negated = arg[0][0] is ops.NEGATE
            inside = frozenset().union(*(charset(*one) for one in arg[negated:]))
            return SAMPLES - inside if negated else inside
        case _:
            return frozenset()


def in_category(category, character):
    kind = str(category).rpartition("_")[2].casefold()
    kinds = {"digit": r"\d", "space": r"\s", "word": r"\w"}
    has = re.match(kinds[kind], character) is not None
    return has != ("NOT" in str(category))


def inner(op, arg):
    """Return the parts inside an element, each of which may stand there."""
    if op in REPEATS or op is ops.POSSESSIVE_REPEAT:
        return [arg[2]]
    if op is ops.SUBPATTERN:
        return [arg[3]]
    if op is ops.BRANCH:
        return list(arg[1])
    if op is ops.ATOMIC_GROUP:
        return [arg]
    return []


def everything(part):
    """Return all samples that a part may take anywhere."""
    taken = frozenset()
    for op, arg in part:
        taken |= charset(op, arg).union(*(everything(one) for one in inner(op, arg)))
    return taken


def beginnings(part):
    """Return the samples that a part may begin with, and whether it may be nothing."""
    taken = frozenset()
    for op, arg in part:
        if op in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}:
            continue
        insides = inner(op, arg)
        if not insides:
            return taken | charset(op, arg), False
        begun = [beginnings(one) for one in insides]
        taken = taken.union(*(one for one, _ in begun))
        least = arg[0] if op in REPEATS else 1
        if least and not any(empty for _, empty in begun):
            return taken, False
    return taken, True


def unbounded(part):
    """Yield the bodies of all repeats without an end in a part."""
    for op, arg in part:
        if op in REPEATS and arg[1] is ops.MAXREPEAT:
            yield arg[2]
        for one in inner(op, arg):
            yield from unbounded(one)


def dangers(part):
    """Yield what is wrong with a pattern."""
    items = [one for one in part if one[0] not in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}]
    for op, arg in part:
        if op in {ops.ASSERT, ops.ASSERT_NOT}:
            yield from dangers(arg[1])
        for one in inner(op, arg):
            yield from dangers(one)
        if op in REPEATS and arg[1] is ops.MAXREPEAT:
            begun, empty = beginnings(arg[2])
            for body in unbounded(arg[2]):
                # Each round begins with what no repeat inside can take: no choice is left.
                if empty or begun & everything(body):
                    yield "a repeat within a repeat"
    for at, (op, arg) in enumerate(items):
        if op not in REPEATS or arg[1] is not ops.MAXREPEAT:
            continue
        for after, more in items[at + 1 :]:
            if after in REPEATS and more[1] is ops.MAXREPEAT:
                if everything(arg[2]) & beginnings(more[2])[0]:
                    yield "two repeats in a row of the same characters"
                break
            if not (after in REPEATS and more[0] == 0) and not beginnings([(after, more)])[1]:
                break


def wrong(pattern):
    return sorted(set(dangers(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))))


def test_no_pattern_leaves_the_engine_a_choice(patterns):
    """No ambiguous repeat within a repeat or beside one, but for what is listed with its reason."""
    assert len(patterns) > 150
    found = {
        (module, text[:40]): problems
        for text, (module, pattern) in patterns.items()
        if (problems := wrong(pattern))
    }
    assert set(found) == set(ALLOWED), found
    assert all(ALLOWED.values())


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:a*)*",
        r"(?:a|b+)*c",
        r"(\w+\s?)+$",
        r"\s*\s+",
        r".*.*x",
        r"\w+-?\w+",
        r"(a*b?)*c",
    ],
)
def test_what_is_dangerous_is_found(pattern):
    """The classics, and their disguises."""
    assert wrong(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern",
    [r"\w+(?:-\w+)*", r"(?:a{1,3})*b", r"\d+\.\d+", r"“[^”]*”", r"\s*\w+\s*", r"(?:\.\d+){2,}"],
)
def test_what_is_not_is_left_alone(pattern):
    """A separator, a bound, or other characters in between leave one way to match."""
    assert not wrong(re.compile(pattern))


def test_every_pattern_is_where_it_is_looked_for():
    """Patterns are module constants, or made once by a cached function, but for those listed.

    What `re.search` and its like are handed directly must be a constant, or have what it is
    made of escaped.
    """
    odd = set()
    for path in itertools.chain(*(ROOT.joinpath(p).rglob("*.py") for p in ("bot", "knowledge"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            cached = any("cache" in ast.unparse(one) for one in function.decorator_list)
            for call in ast.walk(function):
                if not isinstance(call, ast.Call) or not ast.unparse(call.func).startswith("re."):
                    continue
                name = ast.unparse(call.func).removeprefix("re.")
                if name in {"escape", "compile"} or not call.args:
                    if name == "compile" and not cached:
                        odd.add(f"{path.relative_to(ROOT)}:{function.name}")
                    continue
                first = call.args[0]
                if not isinstance(first, ast.Constant) and "re.escape" not in ast.unparse(first):
                    odd.add(f"{path.relative_to(ROOT)}:{function.name}")
    assert sorted(odd) == sorted(ELSEWHERE)


def test_constants_handed_to_re_directly_are_safe():
    """The same look at the patterns that no name holds."""
    for path in itertools.chain(*(ROOT.joinpath(p).rglob("*.py") for p in ("bot", "knowledge"))):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func).startswith("re.")
                and call.args
                and isinstance(call.args[0], ast.Constant)
            ):
                text = call.args[0].value
                assert not wrong(re.compile(text)), (path.name, text)
