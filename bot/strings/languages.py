"""Which language a reader is spoken to in: theirs where the bot speaks it, else the default."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.strings.catalogue import Strings

T = TypeVar("T")
Made = TypeVar("Made")

DEFAULT = "en"
_SUFFIX = ".yaml"
_LONGEST_TAG = 35
"""Characters of a language tag that are looked at, as many as RFC 5646 has room for."""


class Languages(Generic[T]):
    """One thing in each language of the interface: its sentences, or a conversation in them.

    Raises:
        KeyError: there is nothing in the default language.

    """

    def __init__(self, things: Mapping[str, T], default: str = DEFAULT) -> None:
        self._things = dict(things)
        self._default = default
        self.default: T = self._things[default]

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages (ISO 639-1), the default first."""
        others = sorted(self._things.keys() - {self._default})
        return (self._default, *others)

    def of(self, tag: str) -> T:
        """Return the thing in the language that an IETF tag means, else in the default one.

        The tag is a stranger's: "de-AT" means "de", and what is not known or "" the default
        (the "lookup" of RFC 4647).
        """
        parts = tag[:_LONGEST_TAG].casefold().replace("_", "-").split("-")
        while parts:
            found = self._things.get("-".join(parts))
            if found is not None:
                return found
            parts.pop()
        return self.default

    def each(self, make: Callable[[T], Made]) -> Languages[Made]:
        """Return what is made of each of them."""
        return Languages({code: make(one) for code, one in self._things.items()}, self._default)


def available() -> tuple[str, ...]:
    """Return the languages that the bot speaks (ISO 639-1): one file each beside this one."""
    names = [one.name for one in files("bot.strings").iterdir()]
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_languages(default: str = DEFAULT) -> Languages[Strings]:
    """Return every language's sentences.

    Raises:
        KeyError: the bot does not speak the default language.
        TypeError: a file has something else than sentences; see `Strings`.
        ValueError: so it has, of another kind.

    """
    from bot.strings.catalogue import load_strings

    return Languages({code: load_strings(code) for code in available()}, default)
