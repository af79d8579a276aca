"""Every sentence that the code says exists, is filled in as it wants, and every one is said."""

from __future__ import annotations

import ast
import datetime as dt
import re
from itertools import product
from pathlib import Path

import pytest

import bot
from bot.digests.draft import CHANGEABLE, LAYOUTS, OPTIONS, STEPS, TYPED
from bot.digests.fields import GROUPS
from bot.handlers.conversation import ADMIN_COMMANDS, PRIVATE_COMMANDS
from bot.handlers.member_menus import NEWSROOM_COMMANDS
from bot.render.overviews import LENGTHS
from bot.strings.catalogue import Strings, load_strings
from knowledge.chat.about import Detail
from knowledge.chat.messages import Topic
from knowledge.model import FactKind, Reason, Verdict

STRINGS = load_strings()
HOW_DECLINED = ("one", "many", "language")
LISTS = ("months", "weekdays")
# Keys that the code puts together from a few words; everything else stands in it literally.
PATTERNS = {
    "itself.{}": tuple(Topic),
    "facts.kinds.{}": tuple(FactKind),
    "commands.{}": (*PRIVATE_COMMANDS, *ADMIN_COMMANDS, *NEWSROOM_COMMANDS["owner"]),
    "digest.buttons.{}": ("summary", "quotes", "ask"),
    "subscribe.days.{}": tuple(name.replace(" ", "_") for name in GROUPS),
    "setup.ask.{}": STEPS,
    "setup.problem.{}": tuple(step for step in STEPS if step in TYPED),
    "setup.layouts.{}": LAYOUTS,
    "setup.things.{}": CHANGEABLE,
    "setup.options.{}": OPTIONS[:3],
    "setup.approval.{}": ("none", "post", "skip"),
    "setup.days.{}": tuple("0123456"),
    "alarms.problems.{}": ("store", "conflict", "inbox", "telegram"),
    "desk.unanswered.{}": ("post", "skip"),
    "desk.trouble.{}": ("uncertain", "failed", "paused"),
    "desk.trouble.{}_then": ("uncertain", "failed", "paused"),
    "help.{}": ("private", "group", "comments"),
    "check.verdicts.{}": tuple(Verdict),
    "summary.{}": LENGTHS,
    "buttons.origin.{}": ("who", "when", "both"),
    "about.missing.{}": tuple(Detail),
    "declined.{}": HOW_DECLINED,
    # The language is named there, so "language" has calls of its own.
    "declined.nearest_{}": ("one", "many", "opening"),
    "declined.shown_{}": ("one", "many"),
    "team.role.{}": ("owner", "editor"),
    "team.desk.{}": ("own", "group"),
    "team.no_code.{}": ("owner", "editor"),
    "team.welcome.{}": ("owner", "editor"),
    "team.joined.{}": ("owner", "editor"),
    "votes.{}": ("good", "bad"),
    "misses.reason.{}": tuple(Reason),
    # An article is named there, so "article" has calls of its own.
    "pausing.done.{}": ("all", "chat"),
    "pausing.over.{}": ("all", "chat"),
    "pausing.listed.{}": ("all", "chat"),
}
# What a call itself takes, besides what a sentence is filled in with.
SAYING = {"say", "text", "notice", "counted"}
SOURCES = [
    path for path in Path(bot.__file__).parent.rglob("*.py") if "playground" not in path.parts
]


def keys_of(node):
    """Return the keys an expression stands for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        literal = "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
        return [literal.format(one) for one in PATTERNS.get(literal, ())]
    return []


def calls():
    """Yield (key, names it is filled in with) for each sentence the code says."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in SAYING:
                filled = frozenset(one.arg for one in node.keywords)
                filled |= {"count"} if name == "counted" else frozenset()
                for argument in node.args:
                    yield from product(keys_of(argument), [filled])


def literals():
    """Return every string in the code that could be a key."""
    return {
        key
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for key in keys_of(node)
    }


def test_sentences_are_filled_in_as_they_want():
    """Wherever a key is said, the values given are the placeholders the sentence has."""
    said = [(key, filled) for key, filled in calls() if key in STRINGS.known]
    assert len(said) > 20
    for key, filled in said:
        assert filled == STRINGS.placeholders(key), key


def test_every_key_in_the_code_exists():
    """Nothing is said that isn't written."""
    groups = {key.partition(".")[0] for key in STRINGS.known if "." in key}
    keys = {key for key in literals() if re.fullmatch(r"[a-z]+(\.[a-z_]*[a-z])+", key)}
    keys = {key for key in keys if key.partition(".")[0] in groups - {"bot"}}
    keys -= {key for key in keys if key.endswith(".db")}  # a file's name is none
    assert keys
    assert keys <= STRINGS.known


def test_every_sentence_is_said():
    """Nothing is written that no code says."""
    unsaid = STRINGS.known - literals()
    assert {key for key in unsaid if key.partition(".")[0] not in LISTS} == set()


def test_a_date_is_written_as_people_write_it():
    """Day, month's name, year."""
    assert STRINGS.date(dt.date(2025, 1, 9)) == "9 January 2025"
    assert STRINGS.date(dt.date(2025, 12, 31)) == "31 December 2025"


def test_values_are_never_templates():
    """A value with braces is shown as it is."""
    assert STRINGS.text("articles.mark", title="{count}") == "✓ {count}"


MONTHS = [str(number) for number in range(12)]
COUNTED = {
    "months": MONTHS,
    "found": {"one": "{count} in {where}", "other": "all {count}, {where}"},
}


def test_a_number_of_things_takes_its_form():
    """The form is the language's, the number written as it does, the rest filled in."""
    strings = Strings(COUNTED, "de")
    assert strings.counted("found", 1, where="{x}") == "1 in {x}"
    assert strings.counted("found", 12_500, where="A") == "all 12.500, A"
    assert strings.placeholders("found") == {"count", "where"}
    assert "found" in strings.known
    assert strings.forms["found"].keys() == {"one", "other"}


def test_keys_that_are_no_categories_are_no_forms():
    """Only a mapping of CLDR's categories with "other" in it is one sentence."""
    strings = Strings({"months": MONTHS, "start": {"one": "a", "many": "b"}, "x": {"other": "c"}})
    assert strings["start.many"] == "b"
    assert strings.counted("x", 3) == "c"
    assert "x.other" not in strings.known


def test_an_unknown_language_is_refused():
    """A language without a file is an error at start."""
    with pytest.raises(FileNotFoundError):
        load_strings("xx")


@pytest.mark.parametrize("document", [{"a": 5}, {"a": None}, None, {"a": {"other": 1}}])
def test_a_document_of_something_else_is_refused(document):
    """Only text, lists and mappings are sentences."""
    with pytest.raises(TypeError):
        Strings(document)


def test_a_year_has_twelve_months():
    """A list of months that is too short is found at once."""
    with pytest.raises(ValueError, match="12 names"):
        Strings({"months": ["January"]})
