"""The configuration file as values with the line of each; what they mean is `bot.config`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.yaml_file import Tree, is_null

if TYPE_CHECKING:
    from pathlib import Path


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
    tree = Tree(path)
    if tree.root is None:
        return []
    return [
        Line(f"{section}.{field}", tree.text(f"{section}.{field}", value), line)
        for section, settings, at in tree.members(tree.root, "")
        if not is_null(settings)  # a section whose settings are all commented out
        for field, value, line in tree.members(settings, section, at)
    ]
