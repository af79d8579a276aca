"""Where altered words begin: ``python -m tests.eval.checks DATA``.

Quotations that the extraction finds in news articles are altered in ways people alter them,
and others are taken that the article has not. Printed is the share of each kind whose score
reaches a threshold; `knowledge.checking.checking.THRESHOLD` was chosen by the training file: the
step at which altered words are ahead most of those that the article has not, the mean of the
kinds of each ("apart"). The second table is the verdict of each kind at the threshold in force.

Paraphrases stand for the hardest of those: every content word gives way to the one nearest in
meaning (`knowledge.related`), the little words and the order stay.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.checking.checking import THRESHOLD, Subject, check
from knowledge.checking.words import negations_of, read
from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain
from knowledge.related import related
from tests.eval.data import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.checking.words import Words
    from knowledge.model import Quote, Verdict

SETS = ("polnear_train", "polnear_dev")
STEPS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
THERE = ("as it is", "other marks and case", "part", "left out with …", "with its speaker")
ALTERED = (
    "a word swapped",
    "a number changed",
    "a negation removed",
    "a negation added",
    "shortened",
    "joined from two",
)
ABSENT = ("paraphrased", "another article's", "the article's words shuffled")
_SHORTEST = 6
_MOST_QUOTES = 4


def subjects(folder: Path, name: str, most: int) -> list[Subject]:
    """Return the articles of a file, made ready, up to so many."""
    found = []
    for line in itertools.islice(lines(folder / "quotes" / f"{name}.jsonl"), most):
        index = ArticleIndex(from_plain(line["id"], line["text"], title=line["title"]))
        found.append(Subject(index, index.quotes))
    return found


def measure(subjects: list[Subject], seed: int = 1) -> dict[str, list[tuple[float, Verdict]]]:
    """Return of each kind of alteration the scores and verdicts."""
    random_ = random.Random(seed)
    outcomes: dict[str, list[tuple[float, Verdict]]] = defaultdict(list)
    for number, subject in enumerate(subjects):
        other = subjects[number - 1]
        for kind, pasted in _cases(subject, other, random_):
            found = check(subject, pasted)
            outcomes[kind].append((found.score, found.verdict))
    return outcomes


def _said(subject: Subject) -> list[tuple[Quote, str]]:
    text = subject.index.article.text
    whole = [
        (quote, " ".join(text[s.start + 1 : s.end - 1] for s in quote.spans))
        for quote in subject.quotes.quotes
    ]
    return [(quote, said) for quote, said in whole if len(said.split()) >= _SHORTEST]


def _cases(subject: Subject, other: Subject, random_: random.Random) -> Iterator[tuple[str, str]]:
    said = _said(subject)
    vocabulary = [word for word in subject.index.article.text.split() if len(word) > 3]
    for number, (quote, whole) in enumerate(said[:_MOST_QUOTES]):
        words = whole.split()
        cut = len(words) // 3
        yield "as it is", whole
        yield "other marks and case", f"'{whole.upper().replace('’', '')}' "
        yield "part", " ".join(words[: len(words) - cut])
        yield "left out with …", " ".join([*words[:cut], "…", *words[-cut:]])
        if quote.speaker:
            yield "with its speaker", f"{quote.speaker} said: “{whole}”"
        parts = read(whole, subject.index.language)
        yield from _altered(whole, parts, vocabulary, random_)
        yield "shortened", " ".join(words[:cut] + words[-cut:])
        if number:
            before = said[number - 1][1].split()
            yield "joined from two", " ".join(before[: len(before) - len(before) // 4] + words)
        exchanged = _exchanged(whole, parts)
        if exchanged:
            yield "paraphrased", exchanged
        shuffled = random_.sample(vocabulary, min(len(vocabulary), len(words)))
        yield "the article's words shuffled", " ".join(shuffled)
    for _, whole in _said(other)[:_MOST_QUOTES]:
        yield "another article's", whole


def _altered(
    whole: str, words: Words, vocabulary: list[str], random_: random.Random
) -> Iterator[tuple[str, str]]:
    def put(place: int, new: str) -> str:
        return whole[: words.starts[place]] + new + whole[words.ends[place] :]

    negations = negations_of("en")
    content = [n for n, w in enumerate(words.weights) if w == 1 and words.keys[n] not in negations]
    if content:
        yield "a word swapped", put(random_.choice(content), random_.choice(vocabulary))
    numbers = [n for n, key in enumerate(words.keys) if key[0].isdigit()]
    if numbers:
        yield "a number changed", put(numbers[0], str(random_.randint(2, 99)))
    negated = [n for n, key in enumerate(words.keys) if key in negations]
    if negated:
        there = whole[words.starts[negated[0]] : words.ends[negated[0]]]
        yield "a negation removed", put(negated[0], there[:-3] if there.endswith("t") else "")
    elif len(words) > 2:
        place = words.ends[len(words) // 2]
        yield "a negation added", whole[:place] + " not" + whole[place:]


def _exchanged(whole: str, words: Words) -> str:
    """Return the words with each content word exchanged, "" where some have no relative."""
    said, changed, last = [], 0, 0
    for term, weight, start, end in zip(
        words.terms, words.weights, words.starts, words.ends, strict=True
    ):
        near = related(term, "en") if weight == 1 else {}
        said.append(
            whole[last:start] + (max(near, key=near.__getitem__) if near else whole[start:end])
        )
        changed += bool(near)
        last = end
    heavy = sum(weight == 1 for weight in words.weights)
    return "".join(said) if changed and changed >= heavy - 1 else ""


def main() -> None:
    """Print both tables for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=250)
    args = parser.parse_args()
    for name in SETS:
        outcomes = measure(subjects(args.data, name, args.articles))
        print(f"\n{name}: share with at least this score")
        print(f"{'':30}{'n':>5}" + "".join(f"{step:>6}" for step in STEPS))
        for kind in (*THERE, *ALTERED, *ABSENT):
            scores = [score for score, _ in outcomes[kind]]
            row = "".join(f"{_share(scores, step):6.3f}" for step in STEPS)
            print(f"{kind:30}{len(scores):5}{row}")
        shares = {k: [_share([s for s, _ in outcomes[k]], t) for t in STEPS] for k in outcomes}
        means = [
            [sum(shares[k][n] for k in kinds) / len(kinds) for n in range(len(STEPS))]
            for kinds in (ALTERED, ABSENT)
        ]
        apart = "".join(f"{one - two:6.3f}" for one, two in zip(*means, strict=True))
        print(f"{'apart':35}{apart}")
        print(f"\n{name}: verdicts at {THRESHOLD}")
        for kind in (*THERE, *ALTERED, *ABSENT):
            counts = Counter(verdict for _, verdict in outcomes[kind])
            total = sum(counts.values()) or 1
            told = ", ".join(f"{v} {n / total:.3f}" for v, n in counts.most_common())
            print(f"{kind:30}{told}")


def _share(scores: list[float], step: float) -> float:
    return sum(score >= step for score in scores) / (len(scores) or 1)


if __name__ == "__main__":
    main()
