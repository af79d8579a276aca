"""The words of the calendar by language: `data/calendar_words.json` and CLDR's names."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# "the day before yesterday"
LONGEST_PHRASE = 3


@dataclass(frozen=True, slots=True)
class Table:
    """One language's words, case-folded; what each field holds, the data file says.

    `days` has the phrases by their last word. `steps` is -1, 0 or 1 for last, this, next.
    `heads` are the words that a date must have one of, besides digits.
    """

    language: str
    days: Mapping[str, Mapping[str, int]]
    units: Mapping[str, str]
    steps: Mapping[str, int]
    numbers: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    short: frozenset[str]
    ago: frozenset[str]
    back: frozenset[str]
    little: frozenset[str]
    within: frozenset[str]
    habit: frozenset[str]
    ahead: frozenset[str]
    parts: frozenset[str]
    behind: bool
    heads: frozenset[str]


@functools.cache
def _data() -> Mapping[str, Any]:
    text = files("knowledge").joinpath("data/calendar_words.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


@functools.cache
def table(language: str) -> Table:
    """Return a language's words; where none are kept, its months and weekdays only."""
    language = language or "en"
    told: Mapping[str, Any] = _data().get(language, {})
    days: dict[str, dict[str, int]] = {}
    for phrase, offset in told.get("days", {}).items():
        days.setdefault(phrase.rpartition(" ")[2], {})[phrase] = offset
    steps = {
        word: step
        for name, step in (("this", 0), ("last", -1), ("next", 1))
        for word in told.get(name, "").split()
    }
    numbers = (pair.split("=") for pair in told.get("numbers", "").split())
    weekdays, months, short = _names(language, told)

    def listed(name: str) -> frozenset[str]:
        return frozenset(told.get(name, "").split())

    return Table(
        language=language,
        days=days,
        units=told.get("units", {}),
        steps=steps,
        numbers={word: int(value) for word, value in numbers},
        weekdays=weekdays,
        months=months,
        short=short,
        ago=listed("ago"),
        back=listed("back"),
        little=listed("little"),
        within=listed("within"),
        habit=listed("habit"),
        ahead=listed("ahead"),
        parts=listed("parts"),
        behind=bool(told.get("behind")),
        heads=frozenset({*days, *told.get("units", {}), *weekdays, *months}),
    )


def _names(
    language: str, told: Mapping[str, Any]
) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    """Return the names of weekdays and months, and which months' names are short ones."""
    weekdays = {
        name: number
        for number, names in enumerate(told.get("weekdays", "").split())
        for name in names.split("|")
    }
    if language == "en":
        months = {name: number for number, name in enumerate(told["months"].split(), start=1)}
        short = {name: number for number, name in enumerate(told["short"].split(), start=1)}
        short |= {"sept": 9}
        return weekdays, short | months, frozenset(short) - {"may"}
    from knowledge import cldr  # 40 ms that English does without

    named = {name.replace("ʼ", "'"): n for name, n in cldr.weekdays(language).items()}
    months = dict(cldr.months(language))
    if language in {"ru", "uk"}:
        named |= {_accusative(name): number for name, number in named.items()}
        months |= {_locative(name, language): number for name, number in months.items()}
    widest = {
        number: max(len(n) for n in months if months[n] == number) for number in months.values()
    }
    short = {name: n for name, n in months.items() if len(name) < min(4, widest[n])}
    return named | weekdays, months, frozenset(short)


def _accusative(name: str) -> str:
    """Return "среду" for "среда": CLDR has a weekday's nominative only."""
    return name[:-1] + {"а": "у", "я": "ю"}.get(name[-1], name[-1])


def _locative(name: str, language: str) -> str:
    """Return "марте" for "марта", "березні" for "березня", "лютому" for "лютого"."""
    if name.endswith("ого"):
        return name[:-3] + "ому"
    if name[-1] not in "ая":
        return name
    return name[:-1] + ("е" if language == "ru" else "і")
