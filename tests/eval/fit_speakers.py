"""Fit the weights that choose a quotation's speaker: a softmax over its candidates.

``python -m tests.eval.fit_speakers DATA``. Looks at train files only. The example of a
quotation that was found and has an annotated speaker is the candidate that overlaps it;
of several, the first name. Stochastic gradient with AdaGrad's steps
(Duchi et al. 2011) and a pull towards zero; every fifth article is held out to see how
well that does, then all are used.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import weights
from knowledge.extraction.quotations.mentions import Sort
from knowledge.extraction.quotations.speakers import (
    back_candidates,
    own_candidates,
    rows,
)
from knowledge.extraction.quotations.speech import groups, how_it_ends
from knowledge.extraction.quotations.traits import surroundings
from knowledge.extraction.quotations.words import words
from knowledge.extraction.quotes import Scenes
from knowledge.model import BlockKind, Span
from knowledge.reading.plain import from_plain
from tests.eval.commit import commit
from tests.eval.quotes import annotated, characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.extraction.quotations.traits import Candidate
    from knowledge.extraction.quotations.words import Words
    from tests.eval.quotes import Annotated

DATA = Path(weights.__file__).parent / "data" / "speakers.json"
TRAIN = {"en": "polnear_train", "de": "wikinews_de_train"}
ROUNDS = 12
_STEP = 0.2
# How strongly weights are held to where they begin: English ones at zero, others at English.
PULL = {"en": 0.001, "de": 0.05}
# A feature of fewer examples says nothing.
_RARE = 4
# A weight below this is not worth its line.
_SMALL = 0.05

Example = tuple[list[list[str]], int]


def _matching(article: Annotated, spans: Sequence[Span]) -> Any:
    mine = characters(article.text, [(s.start, s.end) for s in spans])
    for gold in article.golds:
        theirs = characters(article.text, gold.spans)
        if mine and theirs and gold.speaker and len(mine & theirs) / len(mine | theirs) >= 0.8:
            return gold
    # Words quoted inside an attribution have its speaker.
    for gold in article.golds:
        theirs = characters(article.text, gold.spans)
        if mine and mine <= theirs and gold.speaker:
            return gold
    return None


def _standing(one: Candidate, lists: Words) -> int:
    """Say how well a mention names an annotated speaker: of "Ida Holm, mayor of Oslo" the first."""
    mention, items = one.mention, one.scene.row.items
    before = items[mention.first - 1].form if mention.first else ""
    second = mention.owned or (before in lists.not_first and before not in lists.verb)
    return 2 if second else 0 if mention.sort is Sort.NAME else 1


def examples(article: Annotated, language: str) -> Iterator[Example]:
    """Yield the quotations of an article: their candidates' features, and which is right."""
    made = from_plain(article.id, article.text, title=article.title)
    text = made.text
    lists = words(language)
    paragraphs = [b.span for b in made.blocks if b.kind is BlockKind.PARAGRAPH]
    scenes = Scenes(text, paragraphs, lists, language)
    previous: Span | None = None
    for at in range(len(scenes)):
        here = scenes[at]
        if not here.parts:
            continue
        for group in groups(text, here, lists, language):
            possible = own_candidates(here, group) + back_candidates(scenes, at)
            gold = _matching(article, [here.parts[n].span for n in group.numbers])
            if gold is None:
                continue
            right = [
                (_standing(c, lists), c.mention.span.start, i)
                for i, c in enumerate(possible)
                if any(c.mention.span.start < e and s < c.mention.span.end for s, e in gold.speaker)
            ]
            if not right:
                continue
            best = min(right)[2]
            ends = tuple(how_it_ends(here.parts[group.numbers[n]], text) for n in (0, -1))
            around = surroundings(here, group, previous, ends)
            yield list(rows(possible, around, lists)), best
            if not group.fragment:
                previous = possible[best].mention.span


def _scores(known: dict[str, float], features: list[list[str]]) -> list[float]:
    return [sum(known.get(name, 0.0) for name in row) for row in features]


def right(known: dict[str, float], found: Sequence[Example]) -> float:
    """Return the share of examples whose right candidate has the highest sum."""
    hits = 0
    for features, best in found:
        scores = _scores(known, features)
        hits += max(range(len(scores)), key=scores.__getitem__) == best
    return hits / max(1, len(found))


def train(found: Sequence[Example], start: Mapping[str, float], pull: float) -> dict[str, float]:
    """Return the weights, averaged over the last half of the rounds.

    They begin with `start` and are pulled towards it.
    """
    rounds = ROUNDS
    counts = Counter(name for features, _ in found for row in features for name in set(row))
    kept = {name for name, count in counts.items() if count >= _RARE}
    slim = [([[n for n in row if n in kept] for row in features], best) for features, best in found]
    known: dict[str, float] = defaultdict(float, start)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    total: dict[str, float] = defaultdict(float)
    rng = random.Random(1)
    for done in range(rounds):
        rng.shuffle(slim)
        for features, best in slim:
            scores = _scores(known, features)
            high = max(scores)
            chances = [math.exp(s - high) for s in scores]
            norm = sum(chances)
            slope: dict[str, float] = defaultdict(float)
            for i, row in enumerate(features):
                push = (i == best) - chances[i] / norm
                if abs(push) > 1e-4:
                    for name in row:
                        slope[name] += push
            for name, push in slope.items():
                push -= pull * (known[name] - start.get(name, 0.0))  # noqa: PLW2901 -- one name
                squares[name] += push * push
                known[name] += _STEP * push / math.sqrt(squares[name])
        if done >= rounds // 2:
            for name, value in known.items():
                total[name] += value
    return {name: value / (rounds - rounds // 2) for name, value in total.items()}


def fit(folder: Path, language: str, start: Mapping[str, float]) -> dict[str, float]:
    """Fit one language's weights, and say on standard error how well they do."""
    articles = annotated(folder, TRAIN[language])
    found = [list(examples(a, language)) for a in articles]
    held = [e for one in found[::5] for e in one]
    rest = [e for i, one in enumerate(found) if i % 5 for e in one]
    tried = train(rest, start, PULL[language])
    print(
        f"{language}: {len(held) + len(rest)} quotations; of {len(held)} held out"
        f" {right(tried, held):.3f} right, of the others {right(tried, rest):.3f}",
        file=sys.stderr,
    )
    return train(held + rest, start, PULL[language])


def write(folder: Path, to: Path, languages: Sequence[str] = tuple(TRAIN)) -> dict[str, int]:
    """Fit these languages' weights and write them beside the others; return how many each has."""
    source = to if to.exists() else DATA
    kept = json.loads(source.read_text(encoding="utf-8"))["weights"]
    for language in languages:
        fitted = fit(folder, language, {} if language == "en" else kept["en"])
        kept[language] = {
            name: round(value, 2) for name, value in sorted(fitted.items()) if abs(value) >= _SMALL
        }
    made = {
        "from": {
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "files": TRAIN,
            "commit": commit(),
        },
        "weights": kept,
    }
    to.write_text(json.dumps(made, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return {language: len(found) for language, found in kept.items()}


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="tests.eval.fit_speakers", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("--only", nargs="*", default=list(TRAIN), choices=TRAIN)
    parser.add_argument("--to", type=Path, default=DATA, metavar="FILE")
    args = parser.parse_args()
    print(write(args.data, args.to, args.only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
