"""How well `interpret` reads the labelled messages: `python -m tests.eval.messages`.

`--errors` lists what it gets wrong of those it was built with, never of those held out.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.chat.interpreting import interpret

MESSAGES = Path(__file__).parents[1] / "knowledge" / "messages.yaml"
HELD_OUT, BUILT_WITH = "held_out", "built_with"


@dataclass(frozen=True)
class Labelled:
    """A message, the labels of its parts, and their words; one part has the whole message's."""

    text: str
    labels: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What `interpret` made of a message, against its labels."""

    message: Labelled
    labels: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def classed(self):
        """Whether every part has its label."""
        return self.labels == self.message.labels

    @property
    def split(self):
        """Whether there are as many parts as there should be, each at its place."""
        if len(self.message.words) == 1:
            return len(self.words) == 1
        return self.words == self.message.words


def load(which):
    """Return one of the two sets of labelled messages."""
    document = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))[which]
    several = document.pop("several")
    lone = [
        Labelled(text, (label,), (text,)) for label, texts in document.items() for text in texts
    ]
    return lone + [
        Labelled(one["say"], *map(tuple, zip(*one["parts"], strict=True))) for one in several
    ]


def outcome(message):
    """Interpret a labelled message."""
    parts = interpret(message.text).parts
    words = tuple(part.span.of(message.text) for part in parts)
    return Outcome(message, tuple(part.label for part in parts), words)


def shares(which):
    """Return how many messages a set has, and the shares with the right classes and parts."""
    outcomes = [outcome(message) for message in load(which)]
    count = len(outcomes)
    classed = sum(one.classed for one in outcomes) / count
    return count, classed, sum(one.split for one in outcomes) / count


def main():
    """Print both figures for both sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list errors, of those built with")
    arguments = parser.parse_args()
    print(f"{'messages':<12}{'count':>7}{'class':>8}{'split':>8}")
    for which in (BUILT_WITH, HELD_OUT):
        count, classed, split = shares(which)
        print(f"{which:<12}{count:>7}{classed:>8.3f}{split:>8.3f}")
    if arguments.errors:
        for message in load(BUILT_WITH):
            one = outcome(message)
            if not (one.classed and one.split):
                print(f"{message.text!r}\n    is {message.labels}, read as {one.labels}")
                print(f"    {one.words}")


if __name__ == "__main__":
    main()
