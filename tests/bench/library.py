"""The library alone: how a command starts, how fast it answers and indexes."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.extraction.facts.finding import find_facts
from knowledge.index import ArticleIndex
from knowledge.library import open_library
from knowledge.model import Question
from knowledge.reading.files import read_file
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.summary.summary import summarise
from tests.bench.material import LONG, QUESTIONS, SEEDS, long_article
from tests.bench.table import Figure, milliseconds, p50_p99

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.library import Library

COLD_START_AIM = 1.4
EXTRACTION_AIM = 0.008
STORE = "data/articles.db"
_WARM_UP = 2
_STARTS = 15
_ROUNDS = 40
_TEXTS = 12
# Words of a usual article.
_USUAL = 1_000


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def seeded(folder: Path) -> Library:
    """Open a store in this folder with the seeds in it."""
    library = open_library(LibrarySettings(store=str(folder / STORE)), clock=utc_now)
    for _ in library.build((str(path), read_file(path)) for path in SEEDS):
        pass
    return library


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in an empty folder, and leave a store of the seeds in it."""
    with closing(seeded(folder)) as library:
        yield _cold_start(folder)
        yield _asked(_times(library, ()), "`library.ask`, seeds, all searched")
        yield _asked(_times(library, (SEEDS[0].stem,)), "`library.ask`, the seed article")
    yield _extraction()
    times = long_times(folder)
    size = f"{times.words:,} words"
    how = "into a new store, facts and quotes included; the seeds' sentences, varied"
    yield Figure(f"indexing {size}", milliseconds(times.indexing), how=how)
    yield Figure("its first question", milliseconds(times.first), how="its index is made once")
    yield _asked(times.asking, f"`library.ask`, {size}")


def extraction_time(text: str) -> float:
    """Return the seconds of processor time that it takes to take everything out of a text.

    That is from the text as it is to its outline, names, quotations, facts, tokens and summary.
    """
    began = time.process_time()
    index = ArticleIndex(from_plain("", text))
    find_facts(index.article, index.outline, index.language, cast=index.cast, quotes=index.quotes)
    summarise(index)
    return time.process_time() - began


def _extraction() -> Figure:
    """Measure articles of usual length; the first times fill tables and are left out.

    Several, since one has half as many quotations as another, and takes three quarters of its time.
    """
    medians = []
    for seed in range(_TEXTS):
        text = long_article(_USUAL, seed).text
        times = [extraction_time(text) for _ in range(_WARM_UP + _ROUNDS)][_WARM_UP:]
        medians.append(statistics.median(times))
    median = statistics.median(medians)
    return Figure(
        f"all extraction of {_USUAL:,} words",
        milliseconds(median),
        f"≤ {milliseconds(EXTRACTION_AIM)}",
        median <= EXTRACTION_AIM,
        f"outline, names, quotes, facts, tokens, summary; processor time, median of {_TEXTS} texts,"
        f" {milliseconds(min(medians))} to {milliseconds(max(medians))}",
    )


@dataclass(frozen=True, slots=True)
class LongTimes:
    """What a long article takes, in seconds: to be stored, asked first, and asked again."""

    words: int
    indexing: float
    first: float
    asking: list[float]


def long_times(folder: Path) -> LongTimes:
    """Measure an article of 10,000 words, in a store that is made in this folder."""
    article = long_article()
    settings = LibrarySettings(store=str(folder / "long.db"))
    with closing(open_library(settings, clock=utc_now)) as library:
        indexing = _timed(lambda: list(library.build([("", article)])))
        first = _timed(lambda: library.ask(Question(QUESTIONS[0], (LONG,))))
        asking = _times(library, (LONG,))
    return LongTimes(len(article.text.split()), indexing, first, asking)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _times(library: Library, scope: tuple[str, ...]) -> list[float]:
    """Time each question many times, after each was asked once."""
    for text in QUESTIONS:
        library.ask(Question(text, scope))
    return [
        _timed(lambda text=text: library.ask(Question(text, scope)))
        for _ in range(_ROUNDS)
        for text in QUESTIONS
    ]


def _asked(times: list[float], what: str) -> Figure:
    how = f"warm; {len(QUESTIONS)} questions, {_ROUNDS} times each"
    return Figure(what, p50_p99(times), how=how)


def _cold_start(folder: Path) -> Figure:
    """Time `verbatim ask` and a bare import in turns, so that a busy machine slows both."""
    python = Path(sys.executable)
    commands = {
        "ours": [str(python.with_name("verbatim")), "ask", "Where was the summit?"],
        "theirs": [str(python), "-c", "import sqlalchemy"],
    }
    # What pip installs is compiled; a shell that forbids it would have each start compile anew.
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(_WARM_UP + _STARTS):
        for name, arguments in commands.items():
            seconds = _timed(
                lambda arguments=arguments: subprocess.run(
                    arguments, cwd=folder, env=environment, check=True, capture_output=True
                )
            )
            if turn >= _WARM_UP:
                times[name].append(seconds)
    ours, theirs = (statistics.median(t) for t in times.values())
    return Figure(
        "cold start of `verbatim ask`",
        f"{ours / theirs:.2f} × `import sqlalchemy`",
        f"≤ {COLD_START_AIM} ×",
        ours / theirs <= COLD_START_AIM,
        f"{milliseconds(ours)} to {milliseconds(theirs)}: medians of {_STARTS} each, in turns",
    )
