"""How good summaries are, beside the first sentences and the methods of `sumy`.

``python -m tests.eval.summaries DATA`` prints the table alone; ``make eval`` has it too.
All systems choose among the same sentences, so that none gains by cutting the text in
another way. `sumy` is measured where it is installed; the project doesn't ask for it.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
import statistics
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import Stemmer

from knowledge.model import Length
from knowledge.summary.summary import summarise
from tests.eval.fit_summary import articles
from tests.eval.measure import Figure, Measured
from tests.eval.report import section
from tests.eval.rouge import rouge_lsum, rouge_n, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.index import ArticleIndex
    from knowledge.model import Span

    Choose = Callable[[ArticleIndex, Sequence[Span]], Sequence[Span]]

SETS = ("cnndm_dev", "cnndm_train")
MOST = 3
DEFINITIONS = (
    (
        "ROUGE-1, -2, -Lsum: F of the stemmed words, word pairs, and words in a sentence's order,"
        " shared with the editor's highlights; means over the articles, at most three sentences"
    ),
    (
        "over the better lead: ROUGE-1 less that of lead-2 or lead-3, whichever is higher, article"
        " by article"
    ),
    (
        "unresolved openers: sentences whose first word, marks and dateline aside, is a pronoun or"
        " connective of a list in tests/eval/summaries.py ('there is' is none), and that don't"
        " follow in the summary on the sentence they follow on in the article; the article's own"
        " first sentence counts too"
    ),
)
# Written down apart from the lists that summaries are chosen by.
OPENERS = frozenset(
    """
    he she it they him her them his hers its their theirs this that these those such both but and
    or so yet however also then thus hence therefore moreover meanwhile instead still nevertheless
    nonetheless besides furthermore additionally otherwise similarly likewise consequently indeed
    again plus too which who there here afterward afterwards later
    """.split()
)
_SUMY = {
    "LexRank": "lex_rank",
    "TextRank": "text_rank",
    "Lsa": "lsa",
    "Luhn": "luhn",
    "SumBasic": "sum_basic",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# "LONDON (Reuters) -", "(CNN)": an opening is what follows.
_BEFORE = re.compile(r"^(?:[A-Z][\w ,.]{0,40})?\([A-Z][\w ]+\)\s*(?:--|[-–—])?\s*")
_EXISTENTIAL = {("there", verb) for verb in "is are was were s has have had".split()}
_Z = 1.959964


class _Words:
    """What sumy asks of a tokenizer; its own one downloads a model."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Return the words."""
        return tuple(_WORD.findall(text))


def lead(most: int) -> Choose:
    """Return a system that takes the first sentences."""
    return lambda _, sentences: sentences[:most]


def own(index: ArticleIndex, _: Sequence[Span]) -> Sequence[Span]:
    """Summarise as the library does."""
    return summarise(index, MOST).sentences


def sumy(module: str, name: str) -> Choose:
    """Return one of sumy's methods. Raises ModuleNotFoundError where it isn't installed."""
    summarizers = importlib.import_module(f"sumy.summarizers.{module}")
    model = importlib.import_module("sumy.models.dom")
    stem = importlib.import_module("sumy.nlp.stemmers").Stemmer("english")
    stop = importlib.import_module("sumy.utils").get_stop_words("english")
    summarizer = getattr(summarizers, f"{name}Summarizer")(stem)
    summarizer.stop_words = stop

    def choose(index: ArticleIndex, sentences: Sequence[Span]) -> Sequence[Span]:
        text = index.article.text
        made = [model.Sentence(span.of(text), _Words()) for span in sentences]
        document = model.ObjectDocumentModel([model.Paragraph(made)])
        place = {id(sentence): at for at, sentence in enumerate(made)}
        chosen = sorted(place[id(one)] for one in summarizer(document, MOST))
        return [sentences[at] for at in chosen]

    return choose


def systems() -> dict[str, Choose]:
    """Return the systems by name, this project's first."""
    found: dict[str, Choose] = {"verbatim": own, "lead-2": lead(2), "lead-3": lead(3)}
    for name, module in _SUMY.items():
        try:
            found[f"sumy {name}"] = sumy(module, name)
        except ModuleNotFoundError:
            break
    return found


def opens_unresolved(
    text: str, all_sentences: Sequence[Span], chosen: Sequence[Span]
) -> list[bool]:
    """Return for each chosen sentence whether it opens with a word whose referent isn't shown."""
    order = {span: at for at, span in enumerate(all_sentences)}
    shown = {order[span] for span in chosen}
    found = []
    for span in chosen:
        bare = _BEFORE.sub("", span.of(text), count=1).casefold()
        words = _WORD.findall(bare.replace("'", " ").replace("’", " "))[:2]
        points = bool(words) and words[0] in OPENERS and tuple(words) not in _EXISTENTIAL
        found.append(points and order[span] - 1 not in shown)
    return found


@dataclass(slots=True)
class _Scores:
    """A system's scores, an article each, and its sentences' openers."""

    rouge: list[tuple[float, float, float]]
    openers: list[bool]
    lengths: list[int]
    counts: list[int]


def _mean(values: Sequence[float]) -> Figure:
    mean = statistics.fmean(values)
    half = _Z * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return Figure(mean, mean - half, mean + half, len(values))


def measure_summaries(
    folder: Path, name: str, chosen: dict[str, Choose] | None = None
) -> tuple[list[Measured], str]:
    """Measure systems on a file of articles with highlights; also say what the file is made of."""
    chosen = chosen or systems()
    scores = {system: _Scores([], [], [], []) for system in chosen}
    stemmer = Stemmer.Stemmer("porter")
    total = cut = 0
    for index, highlights in articles(folder, name):
        text = index.article.text
        sentences = [sentence.span for sentence in index.outline.sentences]
        right = [words(line, stemmer) for line in highlights.splitlines()]
        total, cut = total + 1, cut + len(sentences)
        for system, choose in chosen.items():
            spans = choose(index, sentences)
            found = [words(span.of(text), stemmer) for span in spans]
            kept = scores[system]
            kept.rouge.append(
                (rouge_n(found, right, 1), rouge_n(found, right, 2), rouge_lsum(found, right))
            )
            kept.openers += opens_unresolved(text, sentences, spans)
            kept.lengths.append(sum(map(len, found)))
            kept.counts.append(len(spans))
    leads = [scores[system] for system in ("lead-2", "lead-3") if system in scores]
    better = max(leads, key=lambda s: sum(one for one, *_ in s.rouge), default=None)
    return [
        Measured(system, _figures(kept, better), [], []) for system, kept in scores.items()
    ], f"{total} articles of {cut / max(1, total):.0f} sentences"


def _figures(kept: _Scores, better: _Scores | None) -> dict[str, Figure]:
    one, two, lsum = zip(*kept.rouge, strict=True)
    figures = {"ROUGE-1": _mean(one), "ROUGE-2": _mean(two), "ROUGE-Lsum": _mean(lsum)}
    if better is not None:
        pairs = zip(one, better.rouge, strict=True)
        figures["over the better lead"] = _mean([mine - theirs for mine, (theirs, *_) in pairs])
    openers = kept.openers
    figures["unresolved openers"] = Figure(sum(openers) / max(1, len(openers)), count=len(openers))
    figures["sentences"] = Figure(statistics.fmean(kept.counts))
    figures["words a summary"] = Figure(statistics.fmean(kept.lengths))
    return figures


def summary_table(
    folder: Path, names: Sequence[str] = SETS
) -> tuple[dict[str, list[Measured]], list[str]]:
    """Return what was measured of each file, and the lines to print."""
    found: dict[str, list[Measured]] = {}
    lines = ["summaries:"]
    for one in DEFINITIONS:
        lines += textwrap.wrap(one, 98, initial_indent="  ", subsequent_indent="    ")
    for name in names:
        measured, about = measure_summaries(folder, name)
        found[f"summaries {name}"] = measured
        lines += ["", *section(f"summaries {name}", about, measured)]
    return found, lines


def main() -> None:
    """Print the table, and with ``--read N`` the summaries of N training articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--read", type=int, metavar="N", help="show N of the training articles'")
    args = parser.parse_args()
    if args.read:
        for at, (index, highlights) in enumerate(articles(args.data, "cnndm_train")):
            if at >= args.read:
                break
            print(f"\n{index.article.id}\n{highlights}")
            for length in Length:
                print(f"  {length.value}")
                for span in summarise(index, length=length).sentences:
                    print(f"    ▌{span.of(index.article.text)}")
        return
    print("\n".join(summary_table(args.data)[1]))


if __name__ == "__main__":
    main()
