"""A whole archive asked: which passage of thousands of articles a quiz question finds."""

from __future__ import annotations

import statistics
import time
from contextlib import closing
from typing import TYPE_CHECKING

from knowledge.batch import Batch
from knowledge.extraction.outline import outline
from knowledge.model import Question
from tests.eval.data import archive, has_one_of
from tests.eval.measure import Figure, Measured, Outcome
from tests.eval.measures import Share
from tests.eval.systems import SHOWN, Bm25

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from knowledge.model import Article
    from tests.eval.data import AskedArchive

    # Returns the texts of the passages found, best first, and the confidence.
    Search = Callable[[AskedArchive], tuple[list[str], float]]
    # Shows how far something is, of so many; what it gives is called after each.
    Progress = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


def _measured(
    name: str, asked: list[AskedArchive], search: Search, preparing: float, progress: Progress
) -> Measured:
    outcomes, lengths, seconds = [], [], []
    with progress(f"archive, {name}", len(asked)) as step:
        for one in asked:
            began = time.perf_counter()
            passages, confidence = search(one)
            seconds.append(time.perf_counter() - began)
            hits = [has_one_of(passage, one.answers) for passage in passages] or [False]
            lengths += [len(passage) for passage in passages[:1]]
            outcomes.append(
                Outcome(
                    id=one.id,
                    question=one.text,
                    answerable=True,
                    passage=hits[0],
                    passage_of_3=any(hits),
                    confidence=confidence,
                )
            )
            step()
    figures = {
        "passage@1": Figure.of(Share.of(o.passage for o in outcomes)),
        "passage@3": Figure.of(Share.of(o.passage_of_3 for o in outcomes)),
        "passage length": Figure(statistics.mean(lengths)),
        "ms a question": Figure(1000 * statistics.mean(seconds), count=len(seconds)),
        "ms, median": Figure(1000 * statistics.median(seconds), count=len(seconds)),
        "s to prepare": Figure(preparing),
    }
    judged = [(o.confidence, o.passage) for o in outcomes]
    return Measured(name, figures, outcomes, judged)


def _verbatim(
    articles: list[Article], asked: list[AskedArchive], threshold: float, progress: Progress
) -> Measured:
    began = time.perf_counter()
    with closing(Batch(articles, threshold=threshold)) as batch:
        preparing = time.perf_counter() - began

        def search(one: AskedArchive) -> tuple[list[str], float]:
            result = batch.ask(Question(one.text, asked=one.asked))
            found = [hit.passage.span.of(hit.article.text) for hit in result.hits]
            return found, result.confidence

        return _measured("verbatim", asked, search, preparing, progress)


def _bm25(articles: list[Article], asked: list[AskedArchive], progress: Progress) -> Measured:
    began = time.perf_counter()
    passages = [p.span.of(a.text) for a in articles for p in outline(a).passages]
    bm25 = Bm25()
    index = bm25.indexed(bm25.words(passages))
    preparing = time.perf_counter() - began

    def search(one: AskedArchive) -> tuple[list[str], float]:
        (words,) = bm25.words([one.text])
        scores = index.get_scores(words)
        best = scores.argsort(kind="stable")[: -SHOWN - 1 : -1]
        return [passages[i] for i in best], 0.0

    return _measured(bm25.name, asked, search, preparing, progress)


def measure_archive(
    folder: Path, every: int, threshold: float, progress: Progress
) -> tuple[list[Measured], str]:
    """Measure this project and BM25 over the same passages."""
    articles, asked = archive(folder, every)
    about = f"{len(articles)} articles, {len(asked)} questions; answers may stand elsewhere too"
    found = [_verbatim(articles, asked, threshold, progress), _bm25(articles, asked, progress)]
    return found, about
