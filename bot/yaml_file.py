"""A YAML file as nodes that know their lines, once it has been found harmless.

The file is hostile until it is read: it is limited in size and depth, aliases are
refused before anything could unfold them, and no tag makes an object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.config_settings import one_line
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST_BYTES: Final = 1_000_000
_DEEPEST: Final = 8
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_PLAIN_TAGS: Final = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "timestamp")
}
_NULL: Final = "tag:yaml.org,2002:null"


class Tree:
    """A file's nodes. Every method raises ConfigError, with the line, for what has no place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = self._read()
        try:
            self._check(text)
            root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = 1 if mark is None else mark.line + 1
            problem = f"this is not YAML: {error.problem or error.context}"
            raise self.error(line, problem) from error
        except yaml.YAMLError as error:
            raise ConfigError(f"{path}: this is not YAML") from error
        self.root: yaml.Node | None = None if root is None or is_null(root) else root

    def _read(self) -> str:
        try:
            if self.path.exists() and not self.path.is_file():
                raise ConfigError(f"{self.path}: this is not a file")
            with self.path.open("rb") as stream:
                data = stream.read(_MOST_BYTES + 1)
        except FileNotFoundError as error:
            raise ConfigError(
                f"{self.path}: there is no such file; `verbatim init` writes one"
            ) from error
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or "this is no path"
            raise ConfigError(f"{self.path}: {problem}") from error
        if len(data) > _MOST_BYTES:
            raise ConfigError(f"{self.path}: more than 1 MB is no configuration")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise self.error(line, "this is not UTF-8; save the file in that encoding") from error
        strange = _UNPRINTABLE.search(text)
        if strange:
            line = text[: strange.start()].count("\n") + 1
            raise self.error(line, f"the character U+{ord(strange[0]):04X} has no place in YAML")
        return text

    def _check(self, text: str) -> None:
        """Refuse what could grow or sink without end, before any tree is made."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            line = 1 if event.start_mark is None else event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise self.error(
                    line, "anchors (&) and aliases (*) are not used here; quote the text"
                )
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise self.error(line, "this is nested too deeply; settings stand in sections")

    def members(
        self, node: yaml.Node, section: str, line: int = 1
    ) -> Iterator[tuple[str, yaml.Node, int]]:
        """Yield the (key, value, line) of a mapping, each key once."""
        if not isinstance(node, yaml.MappingNode):
            what = f"{section} is a section" if section else "this file is made of sections"
            raise self.error(line, f"{what}: its settings follow indented, as `name: value`")
        seen: dict[str, int] = {}
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(at, "a name is expected before the colon")
            name = f"{section}.{key.value}" if section else key.value
            if key.value in seen:
                raise self.error(at, f"{name} is here twice; it is in line {seen[key.value]} too")
            seen[key.value] = at
            yield key.value, value, at

    def text(self, name: str, node: yaml.Node) -> str:
        """Return a value as it is written, without quotes."""
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(line, f"{name} takes one value, not a list or a section")
        if node.tag == _NULL:
            raise self.error(line, f"{name} has no value; give it one or take the line out")
        if node.tag not in _PLAIN_TAGS:
            raise self.error(line, f"{name} has a tag (!), which means nothing here")
        return str(node.value)

    def error(self, line: int, problem: str) -> ConfigError:
        """Return what is wrong in a line."""
        return ConfigError(f"{self.path}, line {line}: {one_line(problem)}")


def line_of(node: yaml.Node) -> int:
    """Return the line that a node begins in, from 1."""
    return int(node.start_mark.line) + 1


def is_null(node: yaml.Node) -> bool:
    """Whether nothing is written: all of it may be commented out."""
    return bool(node.tag == _NULL)
