"""Measure on real questions: ``make eval DATA=…``. Prints one table, and JSON with ``--json FILE``.

The data is not part of the project. ``*_train`` files are for fitting, ``*_dev`` for
choosing. A hit means that an answer stands in the passage or sentence, word for word; a
share stands with its interval of 95 %.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from knowledge.settings import LibrarySettings
from tests.eval.archive import measure_archive
from tests.eval.commit import commit
from tests.eval.data import questions
from tests.eval.measure import measure, usable
from tests.eval.quotes import quotes_table
from tests.eval.report import as_json, confidence_table, markdown, section
from tests.eval.speed import measure_speed
from tests.eval.summaries import summary_table
from tests.eval.systems import systems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.eval.data import Asked
    from tests.eval.measure import Measured
    from tests.eval.systems import System

SETS = ("squad2_dev", "newsquiz_dev", "news5w1h_dev", "newsqa_dev", "squad1_train")
# Its questions name nothing, so that any article may answer them.
ABOUT_ANY = {"news5w1h_dev"}


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show on standard error how far a step is: a bar on a terminal, a line elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        print(f"{what}: {total} questions", file=sys.stderr)
        yield lambda: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def describe(asked: list[Asked]) -> str:
    """Say what a set is made of."""
    good = sum(a.answerable for a in asked)
    indexes = {id(a.index): a.index for a in asked}.values()
    lengths = [len(p.span) for i in indexes for p in i.outline.passages]
    return (
        f"{len(indexes)} articles, {good} questions with an answer and {len(asked) - good} without;"
        f" {len(lengths)} passages of {statistics.mean(lengths):.0f} characters on average"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("--sets", nargs="*", default=SETS[:-1], choices=SETS)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th question")
    parser.add_argument("--only", nargs="*", metavar="SYSTEM", help="these systems, not all")
    parser.add_argument("--archive", action="store_true", help="ask a whole archive too (minutes)")
    parser.add_argument("--no-summaries", action="store_true", help="leave out the summaries")
    parser.add_argument("--no-quotes", action="store_true", help="leave out the quotations")
    parser.add_argument("--no-speed", action="store_true", help="leave out speed and memory")
    parser.add_argument("--threshold", type=float, default=LibrarySettings().threshold, metavar="C")
    parser.add_argument("--model", type=Path, metavar="DIR", help="an embedding model's folder")
    parser.add_argument("--markdown", action="store_true", help="print the README's table too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there")
    return parser.parse_args()


def _chosen(args: argparse.Namespace) -> list[System]:
    found = systems(args.model)
    return [s for s in found if not args.only or s.name in args.only]


def _extraction(args: argparse.Namespace) -> tuple[dict[str, list[Measured]], list[str]]:
    """Measure what is taken out of articles without a question: summaries, quotations."""
    found: dict[str, list[Measured]] = {}
    lines: list[str] = []
    if not args.no_summaries and (args.data / "summary").is_dir():
        print("summaries", file=sys.stderr)
        summed, more = summary_table(args.data)
        found |= summed
        lines += ["", *more]
    if not args.no_quotes and (args.data / "quotes").is_dir():
        print("quotations", file=sys.stderr)
        quoted, more = quotes_table(args.data, args.every)
        found |= quoted
        lines += ["", *more]
    return found, lines


def main() -> int:
    """Run."""
    args = _arguments()
    if not (args.data / "qa").is_dir():
        print(
            f"error: {args.data}: no evaluation data here; give its folder: make eval DATA=…",
            file=sys.stderr,
        )
        return 2
    chosen = _chosen(args)
    if not chosen:
        print(f"error: --only {' '.join(args.only)}: no such system", file=sys.stderr)
        return 2
    found: dict[str, list[Measured]] = {}
    lines: list[str] = []
    for name in args.sets:
        asked = usable(questions(args.data, name, args.every))
        if not asked:
            continue
        found[name] = []
        for system in chosen:
            with progress(f"{name}, {system.name}", len(asked)) as step:
                made = measure(system, asked, args.threshold, step, astray=name not in ABOUT_ANY)
                found[name].append(made)
        lines += ["", *section(name, describe(asked), found[name])]
    judged = []
    for name, measured in found.items():
        own = [m for m in measured if m.system == "verbatim"]
        judged += [pair for m in own for pair in m.judged]
        lines += [line for m in own for line in ("", *confidence_table(name, m.judged))]
    if len(found) > 1 and judged:
        lines += ["", *confidence_table("all", judged)]
    if args.archive:
        print("archive: reading and indexing", file=sys.stderr)
        archived, about = measure_archive(args.data, args.every, args.threshold, progress)
        found["archive"] = archived
        lines += ["", *section("archive", about, found["archive"])]
    measured_too, more = _extraction(args)
    found |= measured_too
    lines += more
    if not args.no_speed:
        print("speed and memory", file=sys.stderr)
        speed, about = measure_speed([s.name for s in chosen], args.model)
        found["speed"] = speed
        lines += ["", *section("speed", about, speed)]
    run = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": commit(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "every": args.every,
        "threshold": args.threshold,
    }
    print(" · ".join(f"{key} {value}" for key, value in run.items()))
    print("\n".join(lines))
    if args.markdown:
        print("", *markdown(found), sep="\n")
    if args.json:
        text = json.dumps(as_json(run, found), indent=1, ensure_ascii=False)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
