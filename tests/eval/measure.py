"""One system measured on one set of questions."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.eval.measures import (
    Share,
    auroc,
    auroc_interval,
    cut_at,
    mean_interval,
    token_f1,
)
from tests.eval.typos import mistyped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.eval.data import Asked
    from tests.eval.systems import Found, System


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval of 95 %, NaN where it has none, and of how many it is."""

    value: float
    low: float = math.nan
    high: float = math.nan
    count: int = 0

    @classmethod
    def of(cls, share: Share) -> Figure:
        """Return a share as a figure."""
        return cls(share.value, *share.interval, share.total)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question of its own article; F1 is that of the marked words."""

    id: str
    question: str
    answerable: bool
    passage: bool
    passage_of_3: bool
    confidence: float
    sentence: bool = False
    f1: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A system on a set: its figures by name, its questions, and its confidence judged.

    `judged` has a pair for each question asked, of its own article or of another: the
    confidence, and whether the first passage has the answer.
    """

    system: str
    figures: dict[str, Figure]
    outcomes: list[Outcome]
    judged: list[tuple[float, bool]]


def _outcome(asked: Asked, found: Found) -> Outcome:
    hits = [asked.answerable and asked.has_answer(p) for p in found.passages]
    return Outcome(
        id=asked.id,
        question=asked.text,
        answerable=asked.answerable,
        passage=hits[0],
        passage_of_3=any(hits),
        sentence=asked.answerable and asked.has_answer(found.sentence),
        f1=token_f1(found.answer, asked.answers) if asked.answerable else 0.0,
        confidence=found.confidence,
    )


def usable(asked: list[Asked]) -> list[Asked]:
    """Return the questions that are measured: unanswerable, or with the answer in a passage."""
    return [a for a in asked if not a.answerable or a.verbatim]


def measure(
    system: System,
    asked: list[Asked],
    threshold: float,
    step: Callable[[], None],
    *,
    astray: bool = True,
) -> Measured:
    """Ask everything, answerable or not, of the next article too, and mistyped.

    `astray` is false where any article may answer: "What happened?" is never off topic.
    `step` is called after each question.
    """
    indexes = list({id(a.index): a.index for a in asked}.values())
    preparing = sum(system.prepare(index) for index in indexes)
    after = {id(i): indexes[(n + 1) % len(indexes)] for n, i in enumerate(indexes)}
    outcomes: list[Outcome] = []
    strayed: list[float] = []
    seconds: list[float] = []
    lengths: list[int] = []
    mistyped_hits = 0
    for one in asked:
        began = time.perf_counter()
        found = system.ask(one.text, one.index)
        seconds.append(time.perf_counter() - began)
        outcomes.append(_outcome(one, found))
        if one.answerable:
            lengths.append(len(found.passages[0]))
            # Asked of another article, a question has no answer there.
            if astray and len(indexes) > 1:
                strayed.append(system.ask(one.text, after[id(one.index)]).confidence)
            wrong = system.ask(mistyped(one.text), one.index)
            mistyped_hits += one.has_answer(wrong.passages[0])
        step()
    figures = _figures(outcomes, strayed, threshold)
    clean = sum(o.passage for o in outcomes)
    spoilt = Share(mistyped_hits, sum(o.answerable for o in outcomes))
    figures |= {
        "typos, passage@1": Figure.of(spoilt),
        "typos, relative": Figure(mistyped_hits / clean if clean else math.nan, count=spoilt.total),
        "passage length": Figure(statistics.mean(lengths) if lengths else math.nan),
        "ms a question": Figure(1000 * statistics.mean(seconds), count=len(seconds)),
        "ms, median": Figure(1000 * statistics.median(seconds), count=len(seconds)),
        "s to prepare": Figure(preparing, count=len(indexes)),
    }
    judged = [(o.confidence, o.passage) for o in outcomes] + [(c, False) for c in strayed]
    return Measured(system.name, figures, outcomes, judged)


def _figures(outcomes: list[Outcome], astray: list[float], threshold: float) -> dict[str, Figure]:
    good = [o for o in outcomes if o.answerable]
    bad = [o.confidence for o in outcomes if not o.answerable]
    sure = [o.confidence for o in good]
    cut = cut_at(sure)
    f1 = [o.f1 * (o.confidence >= threshold) for o in good]
    area = auroc(sure, bad)
    return {
        "passage@1": Figure.of(Share.of(o.passage for o in good)),
        "passage@3": Figure.of(Share.of(o.passage_of_3 for o in good)),
        "sentence@1": Figure.of(Share.of(o.sentence for o in good)),
        "answer F1": Figure(sum(f1) / len(f1) if f1 else math.nan, *mean_interval(f1), len(f1)),
        "off-topic declined": Figure.of(Share.of(c < cut for c in astray)),
        "unanswerable AUROC": Figure(area, *auroc_interval(area, len(sure), len(bad)), len(bad)),
        "answered": Figure.of(Share.of(c >= threshold for c in sure)),
        "off-topic answered": Figure.of(Share.of(c >= threshold for c in astray)),
        "unanswerable answered": Figure.of(Share.of(c >= threshold for c in bad)),
    }
