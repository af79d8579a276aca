"""How old people are, and who they are: "Dev Patel, 41", "a 19-year-old woman", "46-jähriger"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import MONTHS, NUMBER_WORDS, WEEKDAYS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from knowledge.extraction.names import Cast


@dataclass(frozen=True, slots=True)
class Age:
    """An age told of a person.

    `span` is the age as it is written, `holder` the case-folded words that tell whose it is,
    a surname with the first name that the article has for it. `sex` is "f", "m" or "" where
    the text doesn't tell.
    """

    span: Span
    holder: frozenset[str]
    sex: str = ""


_WORDS = "|".join(w for w, n in NUMBER_WORDS.items() if 1 < n < 100 and w != "dozen")
_NUMBER = rf"(?:\d{{1,3}}|(?:{_WORDS})(?:-(?:{_WORDS}))?)"
_TURNED = (
    r"\b(?:is|was|turned|turns|turning|now|only|just)\s(\d{1,3})"
    r"(?=[,.;:”\"](?!\d)|\s(?:when|and|at|on)\b|$)"
)
_TURNED_UK = (
    r"\b(?:якому|якій|їй|йому|виповнилося|виповниться|віком|віці)"
    r"\s(\d{1,3}(?:\s(?:років|роки|рік))?)\b"
)
# How an age is written, by language, and where its holder stands: before it, or behind.
_PATTERNS = {
    "en": (
        (rf"\b{_NUMBER}-year-old\b", "behind"),
        (rf"\b{_NUMBER}\syears\sold\b|\baged?\s\d{{1,3}}\b", "before"),
        (rf"\bat\s(?:the\s)?age\s(?:of\s)?{_NUMBER}\b", "clause"),
        (_TURNED, "clause"),
    ),
    "de": (
        (r"\b\d{1,3}[-‑ ]?[Jj]ährige[rnms]?\b", "behind"),
        (r"\b\d{1,3}\sJahre\salte[rnms]?\b", "behind"),
        (r"\b\d{1,3}\sJahre\salt\b|\bim\sAlter\svon\s\d{1,3}(?:\sJahren)?\b", "clause"),
    ),
    "uk": (
        (r"\b\d{1,3}-річн\w{1,3}\b", "behind"),
        (_TURNED_UK, "clause"),
    ),
}
# "Karin Held, 54", "Karin Held (54)": what stands before must be a name.
_BESIDE = re.compile(r"(?<=,\s)\d{1,3}(?=[,.;:”“\"](?!\d)|$)|(?<=\s\()\d{1,3}(?=\))", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_END = re.compile(r"[.;:“”\"„«»()]")
_OLDEST = 120
# Words, and code points, on one side of an age in which its holder stands.
_NEAR, _FAR = 6, 12
_REACH = 120
_LATER = 200
_BACK = 300
# "The 28-year-old" stands for a name.
_ALONE = re.compile(
    r",?\s(?:is|was|has|had|will|would|can|could|said|says|told|who|from|also)\b|[.;]"
)
_NOBODY = frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset("at in on by of from to".split())
_SEXES: Mapping[str, str] = dict.fromkeys(
    "woman girl mother daughter wife sister actress she her frau mädchen mutter tochter sie"
    " жінка жінки жінку дівчина вона її якій".split(),
    "f",
) | dict.fromkeys(
    "man boy father son husband brother actor he his him mann junge vater sohn er seine"
    " чоловік чоловіка хлопець він його якому".split(),
    "m",
)
_PRONOUNS = frozenset("she her he his him er вона її він його".split())


@functools.cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = _PATTERNS.get(language or "en", ())
    return tuple((re.compile(p, re.IGNORECASE if language != "de" else 0), w) for p, w in found)


def _words(text: str) -> list[str]:
    return [word.casefold().removesuffix("’s").removesuffix("'s") for word in _WORD.findall(text)]


def _before(text: str, start: int, end: int, most: int) -> str:
    """Return what stands before a place, back to a mark that ends a clause."""
    part = text[max(start, end - _REACH) : end]
    marks = [m.end() for m in _END.finditer(part.rstrip(",( "))]
    part = part[marks[-1] :] if marks else part
    words = list(_WORD.finditer(part))
    return part[words[-most].start() :] if len(words) > most else part


def _behind(text: str, start: int, end: int) -> str:
    """Return what stands behind an age: "former employee", "man, Peter Berg,"."""
    part = text[start : min(end, start + _REACH)]
    mark = _END.search(part)
    part = part[: mark.start()] if mark else part
    first, _, rest = part.partition(",")
    # A name in apposition.
    more = rest.partition(",")[0] if rest[1:2].isupper() else ""
    return " ".join([*first.split()[:_NEAR], *more.split()[:_NEAR]])


def _holder(text: str, sentence: Span, age: Span, where: str) -> str:
    if where == "clause":
        return _before(text, sentence.start, age.start, _FAR)
    if where == "before":
        return _before(text, sentence.start, age.start, _NEAR)
    told = _behind(text, age.end, sentence.end)
    before = text[max(sentence.start, age.start - _REACH) : age.start]
    article = re.search(r",\s(?:an?|the|der|die|das|ein|eine)\s$", before)
    if article:  # "The driver, a 52-year-old man from Ellsmere"
        told += " " + _before(text, sentence.start, age.start - len(article.group()), _NEAR)
    return told


def _sex(text: str, holder: list[str], age: Span) -> str:
    told = next((_SEXES[word] for word in holder if word in _SEXES), "")
    if told:
        return told
    later = _words(text[age.end : age.end + _LATER])
    return next((_SEXES[word] for word in later if word in _PRONOUNS), "")


def _spans(text: str, sentence: Span, language: str) -> Iterator[tuple[Span, str]]:
    for pattern, where in _patterns(language):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield Span(*match.span(match.lastindex or 0)), where
    for match in _BESIDE.finditer(text, sentence.start, sentence.end):
        words = text[max(sentence.start, match.start() - 40) : match.start()].rstrip(", (").split()
        last = words[-1] if words else ""
        # "On 12 March, 24, …" and "3, 4, 5" are no ages.
        named = last[:1].isupper() and last.casefold() not in _NOBODY
        if named and int(match.group()) <= _OLDEST:
            yield Span(*match.span()), "before"


def find_ages(text: str, sentences: Iterable[Span], cast: Cast, language: str) -> tuple[Age, ...]:
    """Return the ages of people that sentences tell, in order."""
    found: list[Age] = []
    for sentence in sentences:
        last = -1
        for span, where in sorted(_spans(text, sentence, language), key=_place):
            if span.start < last:
                continue
            last = span.end
            holder = _words(_holder(text, sentence, span, where))
            if where == "behind" and _ALONE.match(text, span.end, sentence.end):
                holder += _words(_named_before(cast, span.start))
            full = [cast.full_name(word.capitalize()) for word in holder]
            everything = frozenset(holder).union(*(name.casefold().split() for name in full))
            found.append(Age(span, everything, _sex(text, holder, span)))
    return tuple(found)


def _named_before(cast: Cast, position: int) -> str:
    """Return who was named last: "The 28-year-old was ahead"."""
    names = cast.before(position, within=_BACK)
    return next((name.person for name in names if name.person), "")


def _place(told: tuple[Span, str]) -> tuple[int, int]:
    return told[0].start, -told[0].end
