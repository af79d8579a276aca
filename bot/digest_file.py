"""The digests of a newsroom, from their YAML file: every mistake with its line.

Each section is a digest by its name; `bot.digests.fields` says what its fields hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from bot.digests.fields import FieldError, read
from bot.yaml_file import Tree, line_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.digests.plan import Digest


def read_digests(path: Path) -> tuple[Digest, ...]:
    """Return the digests of a file, in its order; none where all of it is commented out.

    Raises:
        ConfigError: the file cannot be read, or the first thing in it that is wrong.

    """
    tree = Tree(path)
    if tree.root is None:
        return ()
    return tuple(
        _digest(tree, name, node, line) for name, node, line in tree.members(tree.root, "")
    )


def _digest(tree: Tree, name: str, node: yaml.Node, line: int) -> Digest:
    given: dict[str, str | list[str]] = {}
    targets: list[dict[str, str]] = []
    lines = {"name": line}
    for field, value, at in tree.members(node, name, line):
        lines[field] = at
        if field == "to":
            targets = [_place(tree, f"{name}.to", one) for one in _items(value)]
        elif isinstance(value, yaml.SequenceNode):
            given[field] = [tree.text(f"{name}.{field}", one) for one in value.value]
        else:
            given[field] = tree.text(f"{name}.{field}", value)
    try:
        return read(name, given, targets)
    except FieldError as error:
        at = lines.get(error.field.partition(".")[0], line)
        raise tree.error(at, f"{name}.{error}") from error


def _items(node: yaml.Node) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _place(tree: Tree, name: str, node: yaml.Node) -> dict[str, str]:
    """Read a place: a chat's number alone, or with what it has of its own."""
    if isinstance(node, yaml.ScalarNode):
        return {"chat": tree.text(name, node)}
    return {
        field: tree.text(f"{name}.{field}", value)
        for field, value, _ in tree.members(node, name, line_of(node))
    }
