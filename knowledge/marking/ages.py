"""How old somebody is: an age answers only of the person it is told of."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import AGE
from knowledge.marking.candidate import Candidate
from knowledge.model import Span
from knowledge.questions.particular import OWN_AGE
from knowledge.questions.wants import Wants, kind_of_noun
from knowledge.text.forms import has_stemmer
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.extraction.ages import Age
    from knowledge.index import ArticleIndex
    from knowledge.questions.question import Query

_SEX = dict.fromkeys("she her sie її вона їй".split(), "f") | dict.fromkeys(
    "he him his er йому він його".split(), "m"
)
_NOT_A_PERSON = frozenset("it its they them their these those es воно вони".split())
# How old a thing is, or since when it stands.
_OF_THING = re.compile(
    r"\b\d[\d.,]{0,12}\s(?:(?:hundred|thousand|million|billion|Millionen|Milliarden|мільйон\w{0,2})\s)?"
    r"(?:years?\sold|Jahren?\salt\w{0,2}|років)"
    r"|\b(?:(?:a\s)?few|several|hundreds\sof|thousands\sof|millions\sof)\s"
    r"(?:(?:hundred|thousand|million|billion)\s)?years\sold"
    r"|\b\d{1,6}-year-old\b|\b\d{1,4}-jährig\w{0,2}\b"
    r"|\b(?:built|opened|founded|established|constructed|dates?\sfrom|dating\sfrom|dates?\sback\sto"
    r"|gebaut|eröffnet|gegründet|errichtet|aus\sdem\sJahr|збудован\w+|відкрит\w+|заснован\w+)"
    r"\s(?:(?:in|im\sJahr|у|в)\s)?(?:1\d|20)\d\d\b",
    re.IGNORECASE,
)
_IT = frozenset({"It ", "Es ", "Sie", "Er "})
_NEARLY = 5
# Letters in common, and of an ending, where no stemmer knows the forms of a word.
_ROOT, _ENDING = 5, 3


def _is_word(one: str, other: str) -> bool:
    """Whether two words are one, but for a slip of the finger in a longer one."""
    if one == other or min(len(one), len(other)) < _NEARLY:
        return one == other
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1


def _is_form(one: str, other: str) -> bool:
    """Whether two words may be forms of one: "директорка", "директорці"."""
    longer = max(len(one), len(other))
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), longer)
    return same >= _ROOT and longer - same <= _ENDING


def _ends_in(one: str, other: str) -> bool:
    """Whether a German word is another or its last part: "Gesundheitsministerin"."""
    return _is_word(one, other) or (len(one) >= _NEARLY and other.endswith(one))


def _is_of(age: Age, asked: Iterable[str], language: str) -> bool:
    alike = _is_word if has_stemmer(language) else _is_form
    alike = _ends_in if language == "de" else alike
    return all(any(alike(word, held) for held in age.holder) for word in asked)


def _of_the_main(index: ArticleIndex, query: Query) -> list[Age]:
    """Return the age that "he" or "she" asks for, if only one can be meant.

    That is the only one told of anybody of that sex, else the only one in the lead.
    """
    forms = query.tokens.forms
    if not _NOT_A_PERSON.isdisjoint(forms):
        return []
    sex = next((_SEX[form] for form in forms if form in _SEX), "")
    if not sex:
        return list(index.ages) if len(index.ages) == 1 else []
    likely = [age for age in index.ages if age.sex in {"", sex}]
    lead = index.passages[0].passage.span if index.passages else Span(0, 0)
    for few in (likely, [age for age in likely if lead.covers(age.span)]):
        if len(few) == 1:
            return few
    return []


def _told(index: ArticleIndex, told: Sequence[Age], query: Query) -> list[Age]:
    """Return those ages of a sentence that are of whom the question names, or by a role."""
    asked = [term.form.removesuffix("'s").removesuffix("’s") for term in query.terms]
    found = [age for age in told if _is_of(age, asked, index.language)]
    last = query.terms[-1].term
    if found or not index.frequencies.get(last):
        return found
    bearing = index.bearing(last)
    surname = [name.casefold().split()[-1] for name in bearing]
    return [age for age in told if len(surname) == 1 and _is_of(age, surname, index.language)]


def ages_within(index: ArticleIndex, sentence: Span) -> Sequence[Age]:
    """Return the ages that a sentence tells, in its order."""
    first = bisect.bisect_left(index.ages, sentence.start, key=_start)
    return index.ages[first : bisect.bisect_left(index.ages, sentence.end, key=_start)]


def _start(age: Age) -> int:
    return age.span.start


def ages(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return the ages in a sentence that a question may ask for.

    A brief question wants the age of whom it names ("how old is the driver"), whom only the
    article's words tell ("how old is she"), or of a thing it names that the sentence has.
    """
    text = index.article.text
    if query.aspect != OWN_AGE:
        # It says of what time an age is asked, or of no person.
        told_of = [Span(*m.span()) for m in AGE.finditer(text, sentence.start, sentence.end)]
        told_of += [age.span for age in ages_within(index, sentence)]
        return [Candidate(span, 1.0) for span in told_of]
    told = ages_within(index, sentence)
    people = {age.span.start for age in told}
    if not query.terms:
        main = _of_the_main(index, query) if told else []
        return [Candidate(age.span, 1.0) for age in main if age in told]
    if found := _told(index, told, query) if told else []:
        return [Candidate(age.span, 1.0) for age in found]
    thing, form = query.terms[-1].term, query.terms[-1].form
    if index.cast.is_person(form.capitalize()) or kind_of_noun(form) is Wants.PERSON:
        return []
    opens = text[sentence.start : sentence.start + 3] in _IT
    words = tokenise(sentence.of(text), index.language).terms
    if not opens and thing not in words:
        return []
    spans = [Span(*m.span()) for m in _OF_THING.finditer(text, sentence.start, sentence.end)]
    return [Candidate(span, 0.8) for span in spans if span.start not in people]
