"""The words in a sentence that answer: where to point, and what must not be cut off them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import FIGURES, Kind
from knowledge.languages import function_words
from knowledge.lexicon import NUMBER_WORDS
from knowledge.marking.able import COUNTING
from knowledge.marking.ages import ages_within
from knowledge.marking.beside import (
    figure_now,
    is_caused,
    is_label,
    nearness,
    numbered,
    places_of,
    whole_body,
)
from knowledge.marking.described import asked_for, asks_what, described, explains
from knowledge.marking.exact import exact, not_a_part
from knowledge.marking.figures import stems
from knowledge.marking.fitting import TIME_OF_DAY, TIMED, TIMES, of_kind
from knowledge.marking.kinds import after_dateline, candidates, spoken
from knowledge.marking.rows import own_figure
from knowledge.model import FactKind, Span
from knowledge.questions.asking import ITSELF
from knowledge.questions.question import Wants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.index import ArticleIndex, SentenceIndex
    from knowledge.marking.pointing import Pointer
    from knowledge.questions.question import Query

# Nothing shorter than the sentence answers these.
_WHOLE = frozenset({Wants.EVENT, Wants.YES_NO, Wants.HARM, Wants.BLAME})
# These are answered from the quotations.
_ATTRIBUTED = frozenset({Wants.SPEAKER, Wants.WORDS})
# What is less likely to be the answer is not marked: then the sentence answers. Below
# this, the whole sentence has more in common with the answer (`tests.eval.answers`).
LEAST_FIT = 0.2

_CONNECTIVE = re.compile(
    r"\b(?:because(?:\sof)?|due\sto|owing\sto|thanks\sto|as\sa\sresult\sof|in\sorder\sto|so\sthat"
    r"|in\sresponse\sto|to|for)\s$",
    re.IGNORECASE,
)
_FIGURED = frozenset({Wants.QUANTITY, Wants.MONEY, Wants.PERCENT, Wants.AGE})
_NAMED = frozenset({Wants.PERSON, Wants.PLACE, Wants.NAME, Wants.ORIGIN})
_WHEN = frozenset({Wants.DATE, Wants.QUANTITY})
_NOT_FIGURED = frozenset({Wants.PERSON, Wants.MEANING})
_UNNUMBERED = frozenset({Wants.PERSON, Wants.PLACE, Wants.REASON})
_HIS = frozenset({"his", "her", "their"})
_DECADE = re.compile(r"\d0s\b")
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
# What asks for a price, and what for its change.
_PRICED = re.compile(r"\bhow much(?: money)? (?:is|are|was|were)\b|\bcosts?\b", re.IGNORECASE)
_CHANGED = frozenset("up down higher lower more less percent".split())
_LEAD_IN = re.compile(r"[^,“”\"]{1,60},\s")


def _clause(index: ArticleIndex, sentence: Span, query: Query) -> Span:
    """Return what happened: the sentence without a lead-in that the question gave itself."""
    text = index.article.text
    if query.wants is Wants.EVENT:
        sentence = after_dateline(index, sentence)
    lead = _LEAD_IN.match(text, sentence.start, sentence.end)
    if query.wants is not Wants.EVENT or lead is None:
        return sentence
    words = set(stems(index, lead.group()))
    if not words & {term.term for term in query.terms}:
        return sentence
    return Span(lead.end(), sentence.end)


def _time_of_day(text: str, span: Span) -> Span:
    """Return the whole of a time of day of which a span has the hour: "17:40"."""
    found = TIME_OF_DAY.match(text, span.start)
    return Span(span.start, max(span.end, found.end())) if found else span


def _price(index: ArticleIndex, sentence: Span, span: Span, query: Query) -> Span:
    """Return the sum in a sentence whose share was pointed at: "How much is the rent?"."""
    figures = index.figures(sentence)
    shares = [f for f in figures if f.kind is FactKind.PERCENT and f.span.meets(span)]
    sums = [f.span for f in figures if f.kind is FactKind.MONEY]
    priced = _PRICED.search(query.text) and _CHANGED.isdisjoint(query.tokens.forms)
    return sums[0] if shares and len(sums) == 1 and priced else span


def _complete(index: ArticleIndex, sentence: Span, span: Span, query: Query) -> Span:
    """Stretch an answer that would mislead cut short.

    A figure keeps what qualifies it ("up to $35 billion"), one of several asked for its
    list, a cause its "because", a bracket or a quotation its other end.
    """
    text = index.article.text
    whole = [f.span for f in index.figures(sentence) if f.kind is not FactKind.DATE]
    if query.plural:
        whole += [other for other, kind in index.chunks(sentence) if kind & Kind.LIST]
    span = next((other for other in whole if other.covers(span)), span)
    span = _time_of_day(text, span)
    before, after = text[sentence.start : span.start], text[span.end : span.end + 1]
    because = _CONNECTIVE.search(before[-24:]) if query.wants is Wants.REASON else None
    start = span.start - len(because.group()) if because else span.start
    inside = span.of(text)
    if inside.count("(") > inside.count(")") and after == ")":
        return Span(start, span.end + 1)
    if before[-1:] + after in {"“”", "«»", "„“", '""'}:
        return Span(span.start - 1, span.end + 1)
    return Span(start, span.end)


def _is_of_another(index: ArticleIndex, sentence: Span, span: Span, wants: Wants) -> bool:
    """Whether words are somebody's age though none is asked for, or a sum of money for an age."""
    if wants is not Wants.AGE:
        return any(age.span.covers(span) for age in ages_within(index, sentence))
    sums = (f.span for f in index.figures(sentence) if f.kind is FactKind.MONEY)
    return any(one.meets(span) for one in sums)


def _is_likely(index: ArticleIndex, sentence: Span, span: Span, query: Query) -> bool:
    """Whether the words pointed at could be an answer of the kind that is asked for.

    A pointer's best guess may be none: "eleven" in bold, for "how long", is worse than the
    whole sentence. In other languages than English, of which the pointer was not fitted,
    nothing but a figure, a date, a name or a quotation is cut out.
    """
    text, wants = index.article.text, query.wants
    words = span.of(text)
    known = Kind(0)
    for chunk, kind in index.chunks(sentence):
        known |= kind if chunk.meets(span) else Kind(0)
        if chunk == span and kind & Kind.QUOTE and wants in _NAMED:
            return False
    if index.language not in {"en", ""}:
        figured = bool(known & FIGURES) if wants in _FIGURED else True
        if wants in _NOT_FIGURED and known & FIGURES:
            return False
        return figured and any(chunk == span for chunk, _ in index.chunks(sentence))
    if wants in _NOT_FIGURED and known & (FIGURES | Kind.DATE | Kind.YEAR | Kind.AGE):
        # Figures and times are nobody, and no meaning of a name.
        return not _DIGIT.search(words)
    forms = _WORD.findall(words.casefold())
    if not forms:
        # Digits alone are nobody, nowhere and no cause; nor is half a time of day anything.
        return wants not in _UNNUMBERED and (
            wants in _WHEN or not TIME_OF_DAY.match(text, span.start)
        )
    his = query.focus == "name" and not _HIS.isdisjoint(query.tokens.forms)
    if wants is Wants.TERM and his and words == words.casefold():
        return False  # "man": nobody is called that
    if wants in _NAMED and set(forms) <= function_words(index.language):
        return False  # "he": who that is, the sentence doesn't say
    if wants is Wants.PERSON and _DIGIT.search(words) and words == words.casefold():
        return False
    if wants in _FIGURED and query.word == "how" and not _DIGIT.search(words):
        return not COUNTING.isdisjoint(forms)
    if wants is Wants.DURATION:
        return bool(known & TIMED or _DECADE.search(words)) or not TIMES.isdisjoint(forms)
    if wants is Wants.REASON and (span.start == sentence.start or known & Kind.DATE):
        return bool(index.kinds(sentence) & Kind.CAUSE)
    return True


def _is_asked(index: ArticleIndex, passage: int, span: Span, query: Query) -> bool:
    """Whether words say nothing that the question hasn't said: they don't answer it."""
    tokens = index.passage(passage).tokens
    said = frozenset(query.tokens.terms)
    little = frozenset(function_words(index.language))
    inside = [
        i
        for i, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
        if span.start <= start and end <= span.end
    ]
    return all(tokens.terms[i] in said or tokens.forms[i] in little for i in inside)


def _sentence_index(index: ArticleIndex, passage: int, sentence: Span) -> SentenceIndex:
    found = index.passage(passage).sentences
    return next(s for s in found if s.sentence.span == sentence)


def _claimed(
    index: ArticleIndex, passage: int, sentence: Span, idf: Mapping[str, float]
) -> Span | None:
    """Return the figure that a claim is about: "poland spends 4 percent??" is of 4.12%."""
    tokens = index.passage(passage).tokens
    places = [
        Span(start, end)
        for start, end, term, form in zip(
            tokens.starts, tokens.ends, tokens.terms, tokens.forms, strict=True
        )
        if term in idf
        and (term[0].isdigit() or form in NUMBER_WORDS)
        and sentence.start <= start < sentence.end
    ]
    figures = [figure.span for figure in index.figures(sentence)]
    told = (f for f in figures if any(f.start <= p.start < f.end for p in places))
    return next(told, places[0] if places else None)


def _pointed(index: ArticleIndex, passage: int, sentence: Span, pointer: Pointer) -> Span:
    """Return the words pointed at, the whole sentence where they are hardly the answer."""
    query = pointer.query
    text = index.article.text
    indexed = _sentence_index(index, passage, sentence)
    pointed = pointer.point(index, indexed)
    pointed = [one for one in pointed if not _is_asked(index, passage, one.span, query)]
    found = of_kind(index, passage, sentence, pointed, pointer)
    if isinstance(found, Span):
        return found
    if not found or found[0].fit < LEAST_FIT:
        return sentence
    best = own_figure(index, indexed, found[0].span, query, pointer.idf)
    best = not_a_part(index, sentence, best, query)
    best = figure_now(index, sentence, best, query)
    if query.wants in _NAMED | {Wants.SPEAKER}:
        best = whole_body(text, sentence, best)
    if query.word == "why" and query.brief and not is_caused(text, sentence, best):
        causes = candidates(index, sentence, query)
        return causes[0].span if causes else sentence
    another = _is_of_another(index, sentence, best, query.wants)
    if another or not _is_likely(index, sentence, best, query):
        return sentence
    return _complete(index, sentence, _price(index, sentence, best, query), query)


def _is_about(query: Query) -> bool:
    """Whether a question asks for all that is told of something: "what about cyclists?"."""
    forms = query.tokens.forms
    if "about" not in forms:
        return False
    said = query.wants is Wants.ANYTHING and not ITSELF.isdisjoint(forms)
    return not query.word or said or forms.index("about") == 1


def mark(index: ArticleIndex, passage: int, sentence: Span, pointer: Pointer) -> tuple[Span, Span]:
    """Choose the answer in a passage's best sentence.

    Returns:
        The answer, and the sentence that shows it: the one given, stretched where the
        speaker of a quotation is named in the sentence beside it.

    """
    query, idf = pointer.query, pointer.idf
    if not query.word and (claimed := _claimed(index, passage, sentence, idf)):
        return (sentence if is_label(index, claimed, query) else claimed), sentence
    if query.wants in _WHOLE:
        return _clause(index, sentence, query), sentence
    if _is_about(query) or (asks_what(query) and not explains(index, sentence, query)):
        # "Tell me about the bridge": no words of the sentence answer more than others.
        return sentence, sentence
    somebody = asked_for(index, sentence, query)
    if somebody is not None:
        return described(index, sentence, somebody) or sentence, sentence
    alone = exact(index, sentence, query, idf) or numbered(index, sentence, query)
    if alone is not None:
        return alone, sentence
    told = candidates(index, sentence, query) if index.language not in {"en", ""} else []
    if query.wants is Wants.REASON and told:
        # The pointing was fitted on English.
        return told[0].span, sentence
    if query.wants not in _ATTRIBUTED and not query.general:
        return _pointed(index, passage, sentence, pointer), sentence
    whole = index.passage(passage).passage.span
    said = [c for c in candidates(index, sentence, query) if whole.covers(c.span)]
    if not said:
        return _clause(index, sentence, query), sentence
    places = places_of(index, passage, idf)
    chosen = max(said, key=lambda c: c.fit * 4 + nearness(c.span, places))
    span = chosen.span
    if span.of(index.article.text).casefold() in function_words(index.language):
        # "He said": what he said is marked, and beside it stands who that is.
        quotes = (q for q in spoken(index, sentence) if q.speaker_span == span)
        span = next((s for quote in quotes for s in quote.spans if s.meets(sentence)), span)
    beside = [s.sentence.span for s in index.passage(passage).sentences]
    shown = [sentence, *(s for s in beside if s.meets(span))]
    return span, Span(min(s.start for s in shown), max(s.end for s in shown))
