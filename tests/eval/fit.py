"""Fit all weights on the training questions and write them: ``make fit DATA=…``.

In order, since each stands on the one before: the ranking, the pointing at answers in the
sentences that it puts first, the confidence in what both have chosen; and apart from them
what summaries and speakers are chosen by. Each is kept as data with where it came from.
Nothing here looks at a ``*_dev`` file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import weights
from knowledge.marking import pointing
from knowledge.ranking import confidence, ranking
from tests.eval import fit_confidence, fit_pointing, fit_ranking, fit_speakers, fit_summary
from tests.eval.commit import commit
from tests.eval.data import lines, questions

if TYPE_CHECKING:
    from collections.abc import Callable

TRAIN = "squad1_train"
DATA = Path(weights.__file__).parent / "data"
WEIGHTS, POINTING = "weights.json", "pointing.json"
SUMMARY, SPEAKERS = "summary.json", "speakers.json"


def origin(folder: Path, every: int) -> dict[str, Any]:
    """Return where weights come from: day, file, how many of its questions, commit."""
    total = sum(1 for _ in lines(folder / "qa" / f"{TRAIN}.questions.jsonl"))
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "file": TRAIN,
        "questions": len(range(0, total, every)),
        "of": total,
        "commit": commit(),
    }


def _keep(path: Path, name: str, made: dict[str, Any]) -> None:
    """Write one model's weights beside the others of its file, and have them read anew."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept[name] = made
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for cached in (weights._data, ranking.weights, confidence.coefficients):
        cached.cache_clear()


def fit_the_ranking(folder: Path, every: int, to: Path) -> str:
    """Fit what orders passages and sentences."""
    every = max(every, fit_ranking.EVERY)
    fitted = fit_ranking.fit(folder, every)
    _keep(to / WEIGHTS, "ranking", {"from": origin(folder, every), "weights": fitted})
    return f"{len(fitted)} weights into {WEIGHTS}"


def fit_the_pointing(folder: Path, every: int, to: Path) -> str:
    """Fit which words of a sentence are the answer."""
    fitted = fit_pointing.fit(list(fit_pointing.examples(questions(folder, TRAIN, every))))
    made = (origin(folder, every), fitted)
    (to / POINTING).write_text(fit_pointing.written(*made), encoding="utf-8")
    for cached in (pointing.written, pointing.of_group):
        cached.cache_clear()
    return f"{sum(map(len, fitted.values()))} weights into {POINTING}"


def fit_the_confidence(folder: Path, every: int, to: Path) -> str:
    """Fit how sure the best passage is."""
    every = max(every, fit_confidence.EVERY)
    fitted = fit_confidence.fit(folder, every)
    _keep(to / WEIGHTS, "confidence", {"from": origin(folder, every), "weights": fitted})
    return f"{len(fitted)} weights into {WEIGHTS}"


def fit_the_summary(folder: Path, _every: int, to: Path) -> str:
    """Fit what a summary has of an article; the articles are few, so that all are used."""
    fitted = fit_summary.fit(folder)
    about = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "file": fit_summary.TRAIN,
        "articles": sum(1 for _ in lines(folder / "summary" / f"{fit_summary.TRAIN}.jsonl")),
        "commit": commit(),
    }
    made = {kind: {"from": about, **one} for kind, one in fitted.items()}
    text = json.dumps(made, indent=1, ensure_ascii=False)
    (to / SUMMARY).write_text(text + "\n", encoding="utf-8")
    return f"{sum(len(one['weights']) for one in fitted.values())} weights into {SUMMARY}"


def fit_the_speakers(folder: Path, every: int, to: Path) -> str:
    """Fit who says a quotation; all of the training files, which take seconds."""
    del every
    counts = fit_speakers.write(folder, to / SPEAKERS)
    return f"{sum(counts.values())} weights into {SPEAKERS}"


STEPS: dict[str, Callable[[Path, int, Path], str]] = {
    "ranking": fit_the_ranking,
    "pointing": fit_the_pointing,
    "confidence": fit_the_confidence,
    "summary": fit_the_summary,
    "speakers": fit_the_speakers,
}


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="make fit", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("--only", nargs="*", default=list(STEPS), choices=STEPS, metavar="STEP")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="at most every N-th question"
    )
    parser.add_argument(
        "--to", type=Path, default=DATA, metavar="DIR", help="write elsewhere, for a trial"
    )
    args = parser.parse_args()
    if not (args.data / "qa").is_dir():
        print(
            f"error: {args.data}: no evaluation data here; give its folder: make fit DATA=…",
            file=sys.stderr,
        )
        return 2
    for name, step in STEPS.items():
        if name in args.only:
            print(f"fitting: {name}", file=sys.stderr)
            began = time.perf_counter()
            said = step(args.data, args.every, args.to)
            print(f"{name}: {said}, {time.perf_counter() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
