"""The configuration file as values with the line each stands in; what they mean is `bot.config`'s.

The file is hostile until it is read: it is limited in size and depth, aliases are
refused before anything could unfold them, and no tag makes an object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Line:
    """One setting of the file: `name` is ``section.field``, `line` counts from 1.

    `text` is the value as it is written, without quotes.
    """

    name: str
    text: str
    line: int


def read_lines(path: Path) -> list[Line]:
    """Return the settings of a file, in order, each name once.

    Raises:
        ConfigError: it cannot be read, is not YAML, or not sections with settings.

    """
    text = _read(path)
    try:
        _check(path, text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise _error(path, line, f"this is not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: this is not YAML") from error
    if root is None or root.tag == _NULL:
        return []
    return [
        Line(f"{section}.{field}", _text(path, f"{section}.{field}", value), line)
        for section, settings, at in _members(path, root, "")
        if settings.tag != _NULL  # a section whose settings are all commented out
        for field, value, line in _members(path, settings, section, at)
    ]


def _read(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ConfigError(f"{path}: this is not a file")
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such file; `verbatim init` writes one") from error
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "this is no path"
        raise ConfigError(f"{path}: {problem}") from error
    if len(data) > _MOST_BYTES:
        raise ConfigError(f"{path}: more than 1 MB is no configuration")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _error(path, line, "this is not UTF-8; save the file in that encoding") from error
    strange = _UNPRINTABLE.search(text)
    if strange:
        line = text[: strange.start()].count("\n") + 1
        raise _error(path, line, f"the character U+{ord(strange[0]):04X} has no place in YAML")
    return text


def _check(path: Path, text: str) -> None:
    """Refuse what could grow or sink without end, before any tree is made."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(
                path, line, "anchors (&) and aliases (*) are not used here; quote the text"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _error(path, line, "this is nested too deeply; settings stand in sections")


def _members(
    path: Path, node: yaml.Node, section: str, line: int = 1
) -> Iterator[tuple[str, yaml.Node, int]]:
    """Yield the (key, value, line) of a mapping, each key once."""
    if not isinstance(node, yaml.MappingNode):
        what = f"{section} is a section" if section else "this file is made of sections"
        raise _error(path, line, f"{what}: its settings follow indented, as `name: value`")
    seen: dict[str, int] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _error(path, at, "a name is expected before the colon")
        name = f"{section}.{key.value}" if section else key.value
        if key.value in seen:
            raise _error(path, at, f"{name} is here twice; it is in line {seen[key.value]} too")
        seen[key.value] = at
        yield key.value, value, at


def _text(path: Path, name: str, node: yaml.Node) -> str:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise _error(path, line, f"{name} takes one value, not a list or a section")
    if node.tag == _NULL:
        raise _error(path, line, f"{name} has no value; give it one or take the line out")
    if node.tag not in _PLAIN_TAGS:
        raise _error(path, line, f"{name} has a tag (!), which means nothing here")
    return str(node.value)


def _error(path: Path, line: int, problem: str) -> ConfigError:
    return ConfigError(f"{path}, line {line}: {one_line(problem)}")
