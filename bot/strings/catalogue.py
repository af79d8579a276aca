"""The bot's own sentences, read once from one YAML file a language."""

from __future__ import annotations

import functools
import string
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

_FORMATTER = string.Formatter()
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
"""What CLDR calls the forms that a number of things may take; every language has "other"."""


class Strings:
    """One language's sentences, by dotted key. `language` is its ISO 639-1 code.

    A mapping of CLDR's plural categories, "other" among them, is one sentence about a number
    of things: see `counted`.

    Raises:
        TypeError: something in the document is neither a mapping, a list nor text.
        ValueError: there are not twelve months.

    """

    def __init__(self, document: object, language: str = "en") -> None:
        self._language = language
        leaves = dict(_flatten(document, ""))
        self._sentences = {key: leaf for key, leaf in leaves.items() if isinstance(leaf, str)}
        self._forms = {key: leaf for key, leaf in leaves.items() if not isinstance(leaf, str)}
        self._months = tuple(
            self._sentences[f"months.{number}"]
            for number in range(12)
            if f"months.{number}" in self._sentences
        )
        if len(self._months) != 12:
            raise ValueError(f"months: 12 names are needed, here are {len(self._months)}")

    def __getitem__(self, key: str) -> str:
        """Return a sentence as it is written, placeholders and all. Raises KeyError."""
        return self._sentences[key]

    @property
    def language(self) -> str:
        """The language (ISO 639-1)."""
        return self._language

    @property
    def known(self) -> frozenset[str]:
        """Every key."""
        return frozenset(self._sentences) | frozenset(self._forms)

    @property
    def forms(self) -> Mapping[str, Mapping[str, str]]:
        """The sentences about a number of things, each by plural category."""
        return self._forms

    def text(self, key: str, **values: object) -> str:
        """Return a sentence with its placeholders filled in. Values are never templates."""
        return self._sentences[key].format(**values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """Return a sentence about `count` things, filled in, in the form that the number takes."""
        from knowledge.cldr import plural_category

        form = self._forms[key][plural_category(count, self._language)]
        return form.format(count=self.number(count), **values)

    def number(self, number: int) -> str:
        """Return a whole number as a reader writes it: "12,500"."""
        from knowledge.cldr import grouped

        return grouped(number, self._language)

    def pieces(self, key: str) -> Iterator[tuple[str, str]]:
        """Return a sentence as (literal text, name of the placeholder after it or "")."""
        return _pieces(self._sentences[key])

    def placeholders(self, key: str) -> frozenset[str]:
        """Return the names a sentence wants filled in, in any of its forms."""
        forms = self._forms[key].values() if key in self._forms else (self._sentences[key],)
        return frozenset(name for form in forms for _, name in _pieces(form) if name)

    def date(self, day: dt.date) -> str:
        """Return a date as a reader writes it."""
        return self.text("date", day=day.day, month=self._months[day.month - 1], year=day.year)

    def language_name(self, code: str) -> str:
        """Return what a language is called here, by its ISO 639-1 code."""
        from knowledge.cldr import language_name

        return language_name(code, self._language) or self["other_language"]


def _pieces(form: str) -> Iterator[tuple[str, str]]:
    for literal, name, _, _ in _FORMATTER.parse(form):
        yield literal, name or ""


def _flatten(node: object, key: str) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    if isinstance(node, str):
        yield key, node
    elif isinstance(node, dict) and "other" in node and node.keys() <= CATEGORIES:
        yield key, {category: _text(form, f"{key}.{category}") for category, form in node.items()}
    elif isinstance(node, dict):
        for name, below in node.items():
            yield from _flatten(below, f"{key}.{name}" if key else str(name))
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from _flatten(below, f"{key}.{number}")
    else:
        yield key, _text(node, key)


def _text(node: object, key: str) -> str:
    if not isinstance(node, str):
        raise TypeError(f"{key or 'the file'}: a sentence is text, not {type(node).__name__}")
    return node


@functools.cache
def load_strings(language: str = "en") -> Strings:
    """Return the sentences of a language (ISO 639-1).

    Raises:
        FileNotFoundError: the bot does not speak it.

    """
    source = files("bot.strings").joinpath(f"{language}.yaml")
    # A subclass of the safe loader, in C where PyYAML has it: 2 ms a file instead of 30.
    document = yaml.load(source.read_text(encoding="utf-8"), _Loader)  # noqa: S506 -- see above
    return Strings(document, language)
