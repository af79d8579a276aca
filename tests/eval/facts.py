"""Measure the facts on the project's own labelled texts: ``python -m tests.eval.facts``.

A fact is found if one of its kind meets its words and has its value; what else is found is
false. Of those found, the shares whose unit, subject, bound, source and role are right, where
a label names one: a subject is right if it has the label's words and at most five more.
`--half dev` measures what the finder was built with, `--misses` names what is wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from knowledge.extraction.facts.finding import find_facts
from knowledge.extraction.outline import outline
from knowledge.extraction.quotes import find_quotes
from knowledge.model import Span
from knowledge.reading.plain import from_plain

LABELLED = Path(__file__).parents[1] / "knowledge/extraction/facts.yaml"
HALVES = ("dev", "test", "later")
_MORE_WORDS = 5
_WORD = re.compile(r"\w+")
_TRAITS = ("unit", "subject", "bound", "said_by", "role")


@dataclass
class Tally:
    """What was labelled, found and right, by kind; of those found, which traits were right."""

    labelled: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    named: Counter = field(default_factory=Counter)
    agreed: Counter = field(default_factory=Counter)
    misses: list = field(default_factory=list)

    def precision(self, kind):
        """Return the share of what was found that is labelled."""
        return self.right[kind] / max(1, self.found[kind])

    def recall(self, kind):
        """Return the share of what is labelled that was found."""
        return self.right[kind] / max(1, self.labelled[kind])

    def trait(self, name):
        """Return the share of the facts found whose trait is as labelled."""
        return self.agreed[name] / max(1, self.named[name])


def _same_value(label, fact):
    if "value" not in label:
        return True
    wanted = label["value"]
    if isinstance(wanted, list):
        return isinstance(fact.value, tuple) and [float(v) for v in wanted] == list(fact.value)
    if isinstance(wanted, int | float):
        return isinstance(fact.value, float) and abs(fact.value - wanted) < 1e-3
    return fact.value == wanted


def _same_subject(wanted, subject):
    words, given = (_WORD.findall(text.casefold()) for text in (wanted, subject))
    return set(words) <= set(given) and len(given) <= len(words) + _MORE_WORDS


def _agrees(name, wanted, fact):
    given = getattr(fact, name)
    if name in {"subject", "said_by", "role"}:
        return _same_subject(wanted, given)
    return str(given) == wanted


def _compare(article, labels, facts, tally):
    free = list(facts)
    at = {}
    for label in labels:
        start = article.text.find(label["words"], at.get(label["words"], 0))
        at[label["words"]] = start + 1
        place = Span(start, start + len(label["words"]))
        for kind in (label["kind"], "all"):
            tally.labelled[kind] += 1
        match = next(
            (
                fact
                for fact in free
                if fact.kind == label["kind"]
                and fact.span.meets(place)
                and _same_value(label, fact)
            ),
            None,
        )
        if match is None:
            tally.misses.append(f"{article.id}: missed {label}")
            continue
        free.remove(match)
        for kind in (label["kind"], "all"):
            tally.right[kind] += 1
        for name in _TRAITS:
            wanted = label.get(name, "" if name == "said_by" else None)
            if wanted is None or wanted == "any":
                continue
            tally.named[name] += 1
            if (not wanted and not getattr(match, name)) or (
                wanted and _agrees(name, wanted, match)
            ):
                tally.agreed[name] += 1
            else:
                tally.misses.append(
                    f"{article.id}: {name} of {label['words']!r} is {getattr(match, name)!r},"
                    f" not {wanted!r}"
                )
    for fact in free:
        words = fact.span.of(article.text)
        tally.misses.append(f"{article.id}: false {fact.kind} {words!r} = {fact.value}")
    for fact in facts:
        for kind in (fact.kind.value, "all"):
            tally.found[kind] += 1


def measure(half):
    """Return the tally of one half of the labelled texts, "dev" or "test"."""
    tally = Tally()
    for told in yaml.safe_load(LABELLED.read_text(encoding="utf-8")):
        if told["half"] != half:
            continue
        article = replace(
            from_plain(told["id"], told["text"], title=""), published=told.get("published")
        )
        language = told.get("language", "en")
        laid = outline(article, language)
        facts = find_facts(article, laid, language, quotes=find_quotes(article, laid))
        _compare(article, told["facts"], facts, tally)
    return tally


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.facts", description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="one part; all unless given")
    parser.add_argument("--misses", action="store_true", help="name what is wrong")
    args = parser.parse_args()
    for half in (args.half,) if args.half else HALVES:
        tally = measure(half)
        print(f"\n{half}: {tally.labelled['all']} facts labelled")
        print(f"{'kind':<14}{'labelled':>9}{'found':>7}{'right':>7}{'P':>7}{'R':>7}")
        for kind in sorted(tally.labelled | tally.found, key=lambda k: (k == "all", k)):
            print(
                f"{kind:<14}{tally.labelled[kind]:>9}{tally.found[kind]:>7}{tally.right[kind]:>7}"
                f"{tally.precision(kind):>7.2f}{tally.recall(kind):>7.2f}"
            )
        traits = (f"{name} {tally.agreed[name]}/{tally.named[name]}" for name in _TRAITS)
        print("right of those found: " + ", ".join(traits))
        if args.misses:
            print(*tally.misses, sep="\n")


if __name__ == "__main__":
    main()
