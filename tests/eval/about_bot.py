"""How many questions about articles are taken for one about the bot.

`python -m tests.eval.about_bot DATA` prints it.
Nobody who asked them had a bot in mind, so that each one found is a false alarm. Also counted is
what else of them is not taken for a question.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import Kind
from tests.eval.__main__ import SETS
from tests.eval.data import lines


def main() -> None:
    """Print the counts, and what was taken for a question about the bot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data / "qa"
    asked = [row["question"] for name in SETS for row in lines(folder / f"{name}.questions.jsonl")]
    kinds: Counter[Kind] = Counter()
    taken = []
    for question in asked:
        parts = interpret(question).parts
        kinds.update({part.kind for part in parts})
        taken += [(part.label, question) for part in parts if part.kind is Kind.ABOUT_BOT]
    print(f"{len(asked)} questions, taken for one about the bot: {len(taken)}")
    print(", ".join(f"{kind} in {count}" for kind, count in kinds.most_common()))
    for label, question in taken:
        print(f"  {label}: {question}")


if __name__ == "__main__":
    main()
