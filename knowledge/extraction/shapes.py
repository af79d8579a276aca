"""A sentence as a row of word classes: what can be told of its words without a parser.

Every token gets a coarse class (a preposition, a capitalised word, a year, "-ed"); runs
of them that stand for one thing (a name, a sum, a date phrase, a quotation) are chunks.
Nothing here depends on a question, so an index keeps it.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.gazetteer import GIVEN_NAMES, KNOWN_PLACES
from knowledge.lexicon import (
    BASE_FORMS,
    CUES,
    FUNCTION_WORDS,
    MONTHS,
    NUMBER_WORDS,
    PLAIN_VERBS,
    SCALES,
    WEEKDAYS,
)
from knowledge.model import FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.extraction.names import Name
    from knowledge.model import Fact
    from knowledge.text.tokens import Tokens


class Kind(enum.IntFlag):
    """What sort of thing a chunk is; a sentence's kinds are those of its chunks together."""

    DATE = enum.auto()
    YEAR = enum.auto()
    NUMBER = enum.auto()
    MONEY = enum.auto()
    PERCENT = enum.auto()
    DURATION = enum.auto()
    AGE = enum.auto()
    PERSON = enum.auto()
    NAME = enum.auto()
    PLACE = enum.auto()  # a name after "in", "at", "near": maybe one
    QUOTE = enum.auto()
    CAUSE = enum.auto()
    COUNTRY = enum.auto()  # or a region or a city that everybody knows
    LIST = enum.auto()  # names that are listed together


NAMES = Kind.PERSON | Kind.NAME | Kind.PLACE | Kind.COUNTRY
FIGURES = Kind.NUMBER | Kind.MONEY | Kind.PERCENT

_FACTS = {
    FactKind.DATE: Kind.DATE,
    FactKind.NUMBER: Kind.NUMBER,
    FactKind.MONEY: Kind.MONEY,
    FactKind.PERCENT: Kind.PERCENT,
    FactKind.DURATION: Kind.DURATION,
}
AGE = re.compile(
    r"\b\d{1,3}(?:-year-old|\syears?\sold)\b|\baged?\s\d{1,3}\b|(?<=,\s)\d{1,3}(?=,)", re.IGNORECASE
)
DURATION = re.compile(
    r"\b(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few)"
    r"[\s-](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_TIMED = re.compile(r"second|minute|hour|day|week|month|year|decade|centur")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_CAUSE = re.compile(
    r"\b(?:because|due\sto|owing\sto|thanks\sto|as\sa\sresult\sof|in\sorder\sto|so\sthat"
    r"|in\sresponse\sto|caused\sby|led\sto|prompted|after)\b",
    re.IGNORECASE,
)
NEARBY = re.compile(
    r"\b(?:in|at|near|from|to|on|outside|around|across|including|toward|towards)(?:\s(?:the|both))?\s$",
    re.IGNORECASE,
)
_LINK = re.compile(r",?\s(?:and|or|&)\s|,\s")

_CLASSES: dict[str, str] = {}
for _class, _words in {
    "det": "a an the this these those each every some any no another",
    "poss": "his her its their our my your",
    "prep": (
        "about above across after against along among around as at before behind below beneath"
        " beside between beyond by despite down during except for from in inside into like near of"
        " off on onto out outside over per since than through throughout to toward towards under"
        " until up upon via with within without"
    ),
    "conj": "and or but nor yet so",
    "sub": (
        "that which who whom whose when where while because if although though whereas unless"
        " whether how why what"
    ),
    "pron": (
        "he she it they we you i him them us me himself herself itself themselves there one ones"
    ),
    "aux": ("is are was were be been being am do does did has have had"),
    "modal": "can could will would shall should may might must cannot",
    "not": "not n't never also only just even still then now however often usually",
}.items():
    _CLASSES |= dict.fromkeys(_words.split(), _class)
_CLASSES |= dict.fromkeys([*MONTHS, *WEEKDAYS], "month")
_CLASSES |= dict.fromkeys([*NUMBER_WORDS, *SCALES, "several", "many", "few"], "count")
_CLASSES |= dict.fromkeys(["percent", "dollar", "euro", "pound", "yen"], "sign")
# Past forms which no ending shows.
_VERBS = (frozenset(BASE_FORMS) | CUES) - frozenset("men women children people feet teeth".split())
_AFTER = (
    (re.compile(r"\.\.\.|…|[.!?;:]"), "stop"),
    (re.compile(r","), "comma"),
    (re.compile(r"[(\[]"), "open"),
    (re.compile(r"[)\]]"), "close"),
    (re.compile(r"[“\"«„]"), "quote"),
    (re.compile(r"[”»]"), "unquote"),
    (re.compile(r"[–—]|\s-\s"), "dash"),
    (re.compile(r"-"), "hyphen"),
    (re.compile(r"['’‘]"), "apostrophe"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A sentence's tokens from `first` to `last` of their passage, and what they look like.

    `classes` has one class a token; `gaps` the marks before each token and after the last
    one; `chunks` maps the first and last token of a chunk, counted from the sentence's
    first, to its kinds; `kinds` are all of them.
    """

    first: int
    last: int
    classes: Sequence[str]
    gaps: Sequence[str]
    chunks: Mapping[tuple[int, int], Kind]
    kinds: Kind


def _class_of(raw: str, form: str, *, initial: bool) -> str:
    known = _CLASSES.get(form)
    if known is not None:
        return "cap" if known == "count" and raw[:1].isupper() and not initial else known
    if raw[:1].isdigit():
        return "year" if _YEAR.fullmatch(raw) else "num" if raw[-1:].isdigit() else "ordinal"
    if raw[:1].isupper() and not initial:
        return "cap"
    if form in _VERBS:
        return "verb"
    if form in PLAIN_VERBS or form.removesuffix("s") in PLAIN_VERBS or form[:-2] in PLAIN_VERBS:
        ending = form[-2:]
        return "maybe" if ending not in {"ed", "ng", "ly"} else "ed" if ending == "ed" else "low"
    for ending, name in (("ing", "ing"), ("ed", "ed"), ("ly", "ly"), ("s", "plural")):
        if form.endswith(ending) and len(form) > len(ending) + 2 and not form.endswith("ss"):
            return name
    return "func" if form in FUNCTION_WORDS else "first" if initial and raw[:1].isupper() else "low"


def _gap(between: str) -> str:
    if between in {" ", ""}:
        return between and "space"
    return next((name for pattern, name in _AFTER if pattern.search(between)), "space")


def _is_given(name: str) -> bool:
    """Whether a name of several words begins like a person's."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first in GIVEN_NAMES


def listed(text: str, names: Sequence[Name]) -> list[Span]:
    """Return runs of names that are listed together: "Norway, Denmark, and Lithuania".

    Two with a comma alone between them are none: "in The Hague, Mark Rutte said".
    """
    runs: list[tuple[Span, int]] = []
    last: Name | None = None
    for name in names:
        link = _LINK.fullmatch(text, last.span.end, name.span.start) if last else None
        if link is not None:
            span, links = runs[-1]
            runs[-1] = (Span(span.start, name.span.end), links + 1 + (link.group() != ", "))
        else:
            runs.append((name.span, 0))
        last = name
    return [span for span, links in runs if links > 1]


def chunks(
    text: str,
    sentence: Span,
    names: Sequence[Name],
    persons: Sequence[bool],
    facts: Iterable[Fact],
    quoted: Iterable[Span],
) -> list[tuple[Span, Kind]]:
    """Return a sentence's chunks; they may overlap. `persons` says which names are people."""
    found = []
    for name, person in zip(names, persons, strict=True):
        kind = Kind.PERSON if person or _is_given(name.text) else Kind.NAME
        before = text[max(sentence.start, name.span.start - 20) : name.span.start]
        if name.text in KNOWN_PLACES:
            kind = Kind.NAME | Kind.COUNTRY
        found.append((name.span, kind | Kind.PLACE if NEARBY.search(before) else kind))
    found += [(span, Kind.LIST) for span in listed(text, names)]
    for fact in facts:
        if fact.kind not in _FACTS:
            continue
        kind = _FACTS[fact.kind]
        found.append((fact.span, kind))
        if fact.kind is FactKind.NUMBER and fact.unit:
            end = fact.span.end + 1 + len(fact.unit)
            if text[fact.span.end + 1 : end] == fact.unit:
                found.append((Span(fact.span.start, end), kind))
    numeric = _DIGIT.search(text, sentence.start, sentence.end)
    timed = _TIMED.search(text, sentence.start, sentence.end)
    for pattern, kind, maybe in (
        (AGE, Kind.AGE, numeric),
        (DURATION, Kind.DURATION, timed),
        (_YEAR, Kind.YEAR, numeric),
    ):
        matches = pattern.finditer(text, sentence.start, sentence.end) if maybe else ()
        found += [(Span(*m.span()), kind) for m in matches]
    found += [(span, Kind.QUOTE) for span in quoted]
    if cause := _CAUSE.search(text, sentence.start, sentence.end):
        found.append((Span(*cause.span()), Kind.CAUSE))
    return found


def shape(
    text: str, tokens: Tokens, first: int, last: int, found: Iterable[tuple[Span, Kind]]
) -> Shape:
    """Describe the sentence ``tokens[first:last]``, `found` being its chunks."""
    starts, ends, forms = tokens.starts, tokens.ends, tokens.forms
    classes: list[str] = []
    gaps: list[str] = []
    for i in range(first, last):
        gaps.append(_gap(text[ends[i - 1] : starts[i]]) if i > first else "edge")
        initial = i == first or gaps[-1] == "quote"
        own = _class_of(text[starts[i] : ends[i]], forms[i], initial=initial)
        before, to = (classes[-1], forms[i - 1] == "to") if classes else ("edge", False)
        if own in {"low", "maybe", "plural"} and (to or before in {"pron", "sub", "modal"}):
            own = "verb" if own == "maybe" or before == "modal" else own
            own = "infinitive" if to and own != "plural" else own
        elif own == "maybe" and before in {"low", "plural", "cap", "close", "edge"}:
            own = "verb"
        classes.append("noun" if own == "maybe" else own)
    gaps.append("edge")
    begin = {start: i - first for i, start in enumerate(starts[first:last], first)}
    finish = {end: i - first for i, end in enumerate(ends[first:last], first)}
    placed: dict[tuple[int, int], Kind] = {}
    kinds = Kind(0)
    for span, kind in found:
        kinds |= kind
        # A sum begins with its sign, a quotation with its mark; a token may end later.
        one = next((begin[p] for p in range(span.start, span.start + 3) if p in begin), None)
        two = next((finish[p] for p in range(span.end, span.end - 4, -1) if p in finish), None)
        if one is not None and two is not None and one <= two:
            placed[one, two] = placed.get((one, two), Kind(0)) | kind
    return Shape(first, last, classes, gaps, placed, kinds)
