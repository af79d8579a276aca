"""Measure marked answers: ``python -m tests.eval.answers DATA``.

Token F1 and exact match as SQuAD's own script counts them, of the span pointed at in
the sentence that has the answer, and of the whole way from the question (declined ones
count 0).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answering import prepare
from knowledge.deciding import decide
from knowledge.marking.marking import mark
from knowledge.marking.pointing import Pointer
from knowledge.model import Answer
from tests.eval.data import questions
from tests.eval.fit_pointing import understood
from tests.eval.measures import squad_words, token_f1

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.index import SentenceIndex
    from tests.eval.data import Asked


def exact(found: str, answers: tuple[str, ...]) -> float:
    """Return 1 where the words are the same, else 0."""
    return float(any(squad_words(found) == squad_words(answer) for answer in answers))


def _with_answer(asked: Asked) -> SentenceIndex | None:
    """Return the first sentence that has the answer."""
    sentences = (s for p in asked.index.passages for s in p.sentences)
    return next((s for s in sentences if asked.hit(s.sentence.span)), None)


def given_sentence(asked: list[Asked]) -> Iterator[tuple[Asked, str, str]]:
    """Yield question, kind of question and marked words, in a sentence that answers."""
    for one in asked:
        sentence = _with_answer(one)
        if sentence is not None:
            prepared, idf = understood(one)
            place = sentence.sentence
            span, _ = mark(one.index, place.passage, place.span, Pointer(prepared.query, idf))
            yield one, prepared.query.wants.value, span.of(one.index.article.text)


def from_question(asked: list[Asked], threshold: float) -> Iterator[tuple[Asked, str, str]]:
    """Yield the same of the answer that is given, "" where there is none."""
    for one in asked:
        index = one.index
        prepared = prepare(one.text, index.language, index.frequencies, index.vocabulary)
        pool = [(index, p) for p in index.passages]
        result = decide(prepared, pool, index.collection, threshold)
        words = result.span.of(index.article.text) if isinstance(result, Answer) else ""
        yield one, prepared.query.wants.value, words


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--sets", nargs="*", default=["squad2_dev", "newsquiz_dev", "newsqa_dev", "news5w1h_dev"]
    )
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--kinds", action="store_true", help="print each kind of question")
    parser.add_argument("--failures", type=int, default=0, metavar="N")
    args = parser.parse_args()
    for name in args.sets:
        asked = [a for a in questions(args.data, name, args.every) if a.answerable]
        good = [a for a in asked if a.verbatim]
        for way, found in (
            ("given the sentence", list(given_sentence(good))),
            ("from the question", list(from_question(good, args.threshold))),
        ):
            mean = sum(token_f1(w, a.answers) for a, _, w in found) / max(1, len(found))
            same = sum(exact(w, a.answers) for a, _, w in found) / max(1, len(found))
            print(f"{name:14} {way:20} n {len(found):5}  F1 {mean:.3f}  exact {same:.3f}")
            kinds = defaultdict(list)
            for one, kind, words in found:
                kinds[kind].append(token_f1(words, one.answers))
            for kind, figures in sorted(kinds.items()) if args.kinds else ():
                print(f"    {kind:10} n {len(figures):4}  F1 {sum(figures) / len(figures):.3f}")
            worst = [x for x in found if not token_f1(x[2], x[0].answers)][: args.failures]
            for one, kind, words in worst:
                print(f"    [{kind}] {one.text} -> {words!r}, not {one.answers[0]!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
