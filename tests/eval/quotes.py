"""Measure quotations and their speakers: ``python -m tests.eval.quotes DATA``.

*Found* (one-to-one): the characters of a quotation, its marks and outer punctuation aside,
have a Jaccard index of at least .8 with those of an annotated one. A quotation that
corresponds to none counts as wrong; in English not if it lies inside an annotated attribution
(*F1, lenient* does the same for German, *F1, strict* for neither). Some words are annotated
twice, as said by somebody and as told by a newspaper; *F1, words once* asks for them once.
*Mention*: of the quotations found whose annotation has a speaker, those where the mention
beside the cue overlaps the annotated one; *head* asks that the mention lie inside it.
English: annotations with `quotation_marks` full. German: those of `type` Direct with five
words or more, and the quotations given with as many. Intervals of 95 %: shares after
Wilson, F1 by resampling articles 1,000 times.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.eval.data import lines
from tests.eval.measure import Figure, Measured
from tests.eval.measures import Share
from tests.eval.quote_systems import quote_systems
from tests.eval.report import as_json, section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.eval.quote_systems import Said

DEFINITIONS = (__doc__ or "").partition("\n\n")[2]
SETS = ("polnear_dev", "wikinews_de_dev")
ALL_SETS = (*SETS, "polnear_train", "wikinews_de_train")
_ENOUGH = 0.8
# A German quotation has at least so many words to be asked for.
_WORDS = 5
_SAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated attribution: where its words and its speaker stand, whether it is asked for."""

    spans: tuple[tuple[int, int], ...]
    speaker: tuple[tuple[int, int], ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its attributions."""

    id: str
    title: str
    text: str
    language: str
    golds: tuple[Gold, ...]


def _spans(found: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in found)


def annotated(folder: Path, name: str) -> list[Annotated]:
    """Read a set."""
    german = name.startswith("wikinews_de")
    found = []
    for line in lines(folder / "quotes" / f"{name}.jsonl"):
        golds = []
        for quote in line["quotes"]:
            if german:
                direct = quote["type"] == "Direct"
                wanted = direct and len(quote["content"].split()) >= _WORDS
            else:
                wanted = quote["quotation_marks"] == "full"
            spans, speaker = _spans(quote["content_spans"]), _spans(quote["speaker_spans"])
            golds.append(Gold(spans, speaker, wanted))
        language = "de" if german else "en"
        found.append(Annotated(line["id"], line["title"], line["text"], language, tuple(golds)))
    return found


_MARKS = frozenset("“”\"'‘’«»„‚‹›「」")


def characters(text: str, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the places of a quotation's characters, marks and outer punctuation aside."""
    found: set[int] = set()
    for start, end in spans:
        first, last = start, end
        while first < last and not text[first].isalnum():
            first += 1
        while last > first and not text[last - 1].isalnum():
            last -= 1
        found.update(i for i in range(first, last) if text[i] not in _MARKS)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one article: counts, and what was missed or wrong for reading.

    `inside` are the wrong ones inside an annotated attribution, which `wrong` does not count;
    `again` are the missed ones whose words are those of one that was found.
    """

    right: int
    wrong: int
    missed: int
    inside: int = 0
    again: int = 0
    mentions: tuple[bool, ...] = ()
    heads: tuple[bool, ...] = ()
    missed_golds: tuple[Gold, ...] = ()
    wrong_said: tuple[Said, ...] = ()
    wrong_mentions: tuple[tuple[Gold, Said], ...] = ()


def _overlap(mention: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(mention[0] < end and start < mention[1] for start, end in spans)


def _inside(mention: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    low, high = min(s for s, _ in spans), max(e for _, e in spans)
    return low <= mention[0] and mention[1] <= high


def _likeness(one: frozenset[int], two: frozenset[int]) -> float:
    return len(one & two) / len(one | two)


def judge(article: Annotated, given: Sequence[Said]) -> Judged:
    """Hold what a system found in an article against its annotations."""
    text = article.text
    if article.language == "de":
        given = [g for g in given if sum(len(text[s:e].split()) for s, e in g.spans) >= _WORDS]
    every = [(gold, characters(text, gold.spans)) for gold in article.golds]
    left = [(gold, chars) for gold, chars in every if gold.wanted and chars]
    found: list[frozenset[int]] = []
    inside = 0
    wrong_said: list[Said] = []
    mentions: list[bool] = []
    heads: list[bool] = []
    wrong_mentions: list[tuple[Gold, Said]] = []
    for said in given:
        mine = characters(text, said.spans)
        likeness = [_likeness(mine, chars) for _, chars in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        if best is None or likeness[best] < _ENOUGH:
            if any(mine <= chars for _, chars in every):
                inside += 1
            else:
                wrong_said.append(said)
            continue
        gold, chars = left.pop(best)
        found.append(chars)
        if not gold.speaker:
            continue
        hit = said.mention is not None and _overlap(said.mention, gold.speaker)
        mentions.append(hit)
        heads.append(said.mention is not None and _inside(said.mention, gold.speaker))
        if not hit:
            wrong_mentions.append((gold, said))
    return Judged(
        len(found),
        len(wrong_said),
        len(left),
        inside,
        sum(any(_likeness(chars, one) >= _ENOUGH for one in found) for _, chars in left),
        tuple(mentions),
        tuple(heads),
        tuple(gold for gold, _ in left),
        tuple(wrong_said),
        tuple(wrong_mentions),
    )


def _f1(found: Iterable[Judged], *, strict: bool, once: bool) -> float:
    found = list(found)
    right = sum(j.right for j in found)
    half = sum(j.wrong + j.missed + strict * j.inside - once * j.again for j in found) / 2
    return right / (right + half) if right + half else 0.0


def _f1_figure(found: Sequence[Judged], *, strict: bool, once: bool = False) -> Figure:
    rng = random.Random(1)
    samples = (rng.choices(found, k=len(found)) for _ in range(_SAMPLES))
    drawn = sorted(_f1(sample, strict=strict, once=once) for sample in samples)
    count = sum(j.right + j.missed - once * j.again for j in found)
    edge = _SAMPLES // 40
    return Figure(_f1(found, strict=strict, once=once), drawn[edge], drawn[-edge], count)


@dataclass(slots=True)
class Run:
    """One system on one set."""

    system: str
    strict: bool
    judged: list[Judged] = field(default_factory=list)
    raised: int = 0
    seconds: float = 0.0
    words: int = 0

    def figures(self) -> dict[str, Figure]:
        """Return the figures by name."""
        right = sum(j.right for j in self.judged)
        wrong = sum(j.wrong for j in self.judged)
        missed = sum(j.missed for j in self.judged)
        if self.strict:
            wrong += sum(j.inside for j in self.judged)
        other = "lenient" if self.strict else "strict"
        count = Figure(float(self.raised), count=len(self.judged))
        speed = Figure(self.seconds / max(1, self.words) * 1e6, count=len(self.judged))
        return {
            "quotes P": Figure.of(Share(right, right + wrong)),
            "quotes R": Figure.of(Share(right, right + missed)),
            "quotes F1": _f1_figure(self.judged, strict=self.strict),
            f"F1, {other}": _f1_figure(self.judged, strict=not self.strict),
            "F1, words once": _f1_figure(self.judged, strict=self.strict, once=True),
            "speaker mention": Figure.of(Share.of(m for j in self.judged for m in j.mentions)),
            "speaker head": Figure.of(Share.of(m for j in self.judged for m in j.heads)),
            "raises": count,
            "1,000 words, ms": speed,
        }


def measure_quotes(
    folder: Path, name: str, only: Sequence[str] = (), every: int = 1
) -> tuple[list[Measured], str, list[Run]]:
    """Measure the systems on a set; return figures, what the set is, and the runs for reading."""
    articles = annotated(folder, name)[::every]
    runs = []
    for system in quote_systems():
        if only and system.name not in only:
            continue
        run = Run(system.name, strict=name.startswith("wikinews_de"))
        for article in articles:
            began = time.perf_counter()
            try:
                given = system.find(article.id, article.title, article.text, article.language)
            except Exception:  # noqa: BLE001 -- how often a system raises is one of the figures
                given = []
                run.raised += 1
            run.seconds += time.perf_counter() - began
            run.words += len(article.text.split())
            run.judged.append(judge(article, given))
        runs.append(run)
    golds = [gold for article in articles for gold in article.golds if gold.wanted]
    several = sum(len(gold.spans) > 1 for gold in golds)
    about = (
        f"{len(articles)} articles, {len(golds)} direct quotations, {several} of them in several"
        f" parts, {sum(bool(gold.speaker) for gold in golds)} with a speaker"
    )
    return [Measured(run.system, run.figures(), [], []) for run in runs], about, runs


def _misses(articles: Sequence[Annotated], run: Run) -> Iterator[dict[str, Any]]:
    """Yield what a system missed or got wrong, with what stands around it."""
    for article, judged in zip(articles, run.judged, strict=True):
        text = article.text

        def around(spans: Sequence[tuple[int, int]], text: str = text) -> str:
            return text[max(0, spans[0][0] - 150) : spans[-1][1] + 150]

        for gold in judged.missed_golds:
            yield {
                "id": article.id,
                "kind": "missed",
                "spans": gold.spans,
                "text": around(gold.spans),
            }
        for said in judged.wrong_said:
            yield {
                "id": article.id,
                "kind": "wrong",
                "spans": said.spans,
                "text": around(said.spans),
            }
        for gold, said in judged.wrong_mentions:
            yield {
                "id": article.id,
                "kind": "speaker",
                "spans": said.spans,
                "given": said.mention and text[slice(*said.mention)],
                "annotated": [text[s:e] for s, e in gold.speaker],
                "text": around(sorted([*gold.speaker, *said.spans])),
            }


def quotes_table(folder: Path, every: int = 1) -> tuple[dict[str, list[Measured]], list[str]]:
    """Measure every system on the dev sets; return the figures and the table's lines."""
    found: dict[str, list[Measured]] = {}
    lines = ["quotations", *(f"  {line}" for line in DEFINITIONS.splitlines())]
    for name in SETS:
        found[name], about, _ = measure_quotes(folder, name, every=every)
        lines += ["", *section(name, about, found[name])]
    return found, lines


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(
        prog="tests.eval.quotes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, help="the folder with the evaluation data")
    parser.add_argument("--sets", nargs="*", default=SETS, choices=ALL_SETS)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th article")
    parser.add_argument("--only", nargs="*", default=[], metavar="SYSTEM")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument(
        "--misses", type=Path, metavar="FILE", help="write what was missed there, as JSON lines"
    )
    args = parser.parse_args()
    if not (args.data / "quotes").is_dir():
        print(f"error: {args.data}: no folder quotes/ here; give the data's", file=sys.stderr)
        return 2
    found: dict[str, list[Measured]] = {}
    print(DEFINITIONS)
    for name in args.sets:
        if args.misses and not name.endswith("_train"):
            print("error: --misses reads train sets only: dev is for numbers", file=sys.stderr)
            return 2
        found[name], about, runs = measure_quotes(args.data, name, args.only, args.every)
        print("\n".join(section(name, about, found[name])))
        if args.misses:
            articles = annotated(args.data, name)[:: args.every]
            with args.misses.open("a", encoding="utf-8") as file:
                for miss in _misses(articles, runs[0]):
                    print(json.dumps(miss, ensure_ascii=False), file=file)
    if args.json:
        text = json.dumps(as_json({}, found), indent=1, ensure_ascii=False)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
