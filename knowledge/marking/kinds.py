"""What in a sentence is of the kind that a question asks for, whatever else the question says."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.extraction.shapes import NEARBY, listed
from knowledge.languages import CAPITAL_NOUNS
from knowledge.lexicon import CUES
from knowledge.marking.ages import ages
from knowledge.marking.candidate import Candidate
from knowledge.marking.durations import durations
from knowledge.marking.figures import dates, quantities
from knowledge.marking.usual import blame, harm, jails
from knowledge.model import Span
from knowledge.questions.question import Wants
from knowledge.questions.usual import JAIL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from knowledge.extraction.names import Name
    from knowledge.index import ArticleIndex
    from knowledge.model import Quote
    from knowledge.questions.question import Query

# For these there is no kind of thing to look for: the sentence itself answers.
UNTYPED = frozenset(
    {Wants.ANYTHING, Wants.EVENT, Wants.MANNER, Wants.YES_NO, Wants.REASON}
    | {Wants.THING, Wants.TERM, Wants.MEANING, Wants.FREQUENCY}
)

_BECAUSE = re.compile(
    r"\b(?:because(?:\sof)?|due\sto|owing\sto|thanks\sto|as\sa\sresult\sof|in\sorder\sto|so\sthat"
    r"|(?:in\s|a\s)?(?:response|reaction|retaliation|reprisal|revenge)\s(?:to|for)|in\sprotest"
    r"|revenge|retaliat(?:ed|ing)\sfor|(?:caused|triggered|sparked|prompted|driven|fuell?ed)\sby"
    r"|blam(?:ed|es|ing)|attributed\sto|amid|aim(?:ed|s|ing)\sto|citing|accus(?:ed|es|ing))"
    r"\s[^.;]{3,200}",
    re.IGNORECASE,
)
# Causes in other languages.
_BECAUSE_ABROAD = {
    "de": "weil|da|denn|wegen|aufgrund|infolge|nachdem|damit",
    "es": "porque|debido a|a causa de|por culpa de|ya que|puesto que|tras",
    "fr": "parce que|parce qu['’]|car|en raison de|à cause de|puisque|afin de",
    "it": "perché|poiché|a causa di|dato che|siccome|per via di",
    "nl": "omdat|doordat|vanwege|wegens|want",
    "pl": "ponieważ|bo|gdyż|z powodu|wskutek",
    "pt": "porque|devido a|devido à|por causa de|já que",
    "ru": "потому что|так как|из-за|поскольку|ввиду|в связи с|чтобы",
    "tr": "çünkü|nedeniyle|yüzünden|dolayı",
    "uk": "тому що|бо|оскільки|через те|у зв['’]язку з|внаслідок|щоб",
}
# "WASHINGTON, Nov 6 (Reuters) -", "KUNDUZ, Afghanistan --": where a report was filed.
_DATELINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}(?=,\s|\s\(|\s[-–—])")
_FILED_WITHIN = 300
# All that such a line says before the report begins: "LIMA, Peru (Agency) -- ".
_FILED = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}(?:,\s[^()–—“”\"]{2,40}?)?(?:\s\([^()]{2,40}\))?"
    r"\s?(?:[-–—]{1,2}|:)\s"
)


def typed_in(query: Query) -> frozenset[str]:
    """Return the question's forms."""
    return frozenset(query.tokens.forms)


def _is_asked(name: Name, forms: frozenset[str]) -> bool:
    """Whether the question itself has this name: then it is not the answer."""
    return any(part.casefold().removesuffix(".") in forms for part in name.text.split(" ")[-1:])


def after_dateline(index: ArticleIndex, sentence: Span) -> Span:
    """Return a sentence without the line at the article's top that says where it was filed."""
    if sentence.start >= _FILED_WITHIN:
        return sentence
    filed = _FILED.match(index.article.text, sentence.start, sentence.end)
    return Span(filed.end(), sentence.end) if filed else sentence


def _names(
    index: ArticleIndex, sentence: Span, query: Query, fit: Callable[[Name], float]
) -> list[Candidate]:
    forms = typed_in(query)
    names = [n for n in index.cast.within(sentence) if not _is_asked(n, forms)]
    found = [Candidate(name.span, fit(name)) for name in names]
    for run in listed(index.article.text, names):
        inside = [c for c in found if run.covers(c.span)]
        if len(inside) > 1:
            # Somebody who asks for several things wants all that are listed.
            best = max(c.fit for c in inside)
            found.append(Candidate(run, min(1.0, best + 0.2) if query.plural else best * 0.8))
    return found


def _people(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    text, cast = index.article.text, index.cast

    def fit(name: Name) -> float:
        if name.titled or cast.is_person(name.person or name.text):
            return 1.0
        # "In Helsinki" is nobody; "Nordline" may well run the ferries.
        where = NEARBY.search(text[max(sentence.start, name.span.start - 20) : name.span.start])
        return 0.1 if where else 0.4

    told = after_dateline(index, sentence)
    found = _names(index, told, query, fit)
    if told.start > sentence.start:
        # The first word after it has a capital for that alone.
        filed = text[sentence.start : told.start].casefold()
        found = [
            c
            for c in found
            if (c.span.start > told.start or " " in c.span.of(text))
            and c.span.of(text).casefold() not in filed
        ]
    # "Who is Keir Starmer?" is answered by the title before the name.
    forms = typed_in(query)
    asked = [n for n in cast.within(sentence) if n.titled and _is_asked(n, forms)]
    return found + [Candidate(n.span, 0.9) for n in asked]


def _places(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    text, cast = index.article.text, index.cast

    def fit(name: Name) -> float:
        if name.span.start < _FILED_WITHIN and _DATELINE.match(text, name.span.start):
            return 0.9
        if name.titled or cast.is_person(name.person or name.text) or name.text.isupper():
            return 0.1
        before = text[max(sentence.start, name.span.start - 20) : name.span.start]
        if index.language in CAPITAL_NOUNS:
            # "An einem Bahnübergang in Olsberg": what has an article is no name.
            return 1.0 if _IN.search(before) else 0.2 if _WITH_ARTICLE.search(before) else 0.5
        return 1.0 if NEARBY.search(before) else 0.5

    return _names(index, sentence, query, fit)


_IN = re.compile(r"\b(?:in|bei|nach|aus)\s$", re.IGNORECASE)
_WITH_ARTICLE = re.compile(r"\b(?:ein\w{0,2}|de[rmns]|die|das|[iaz]m|ins|ans|zur)\s(?:\w+\s)?$")
_OWNS = ("'s", "’s", "' ", "’ ")


@functools.cache
def _causes(language: str) -> re.Pattern[str]:
    """Return what finds a cause in a language: from the word that leads to it on."""
    words = _BECAUSE_ABROAD.get(language)
    return re.compile(rf"\b(?:{words})\s[^.;]{{3,200}}", re.IGNORECASE) if words else _BECAUSE


def _reasons(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    return _matches(_causes(index.language))(index, sentence, query)


def _matches(pattern: re.Pattern[str]) -> Callable[[ArticleIndex, Span, Query], list[Candidate]]:
    def find(index: ArticleIndex, sentence: Span, _query: Query) -> list[Candidate]:
        found = pattern.finditer(index.article.text, sentence.start, sentence.end)
        return [Candidate(Span(*m.span()), 1.0) for m in found]

    return find


def spoken(index: ArticleIndex, sentence: Span) -> list[Quote]:
    """Return the quotations that a sentence has part of."""
    return [q for q in index.quotes.quotes if any(s.meets(sentence) for s in q.spans)]


def _speakers(index: ArticleIndex, sentence: Span, _query: Query) -> list[Candidate]:
    """Return who is quoted, and failing that who is named where something is reported."""
    found = [
        Candidate(quote.speaker_span, 1.0)
        for quote in spoken(index, sentence)
        if quote.speaker_span is not None and quote.speaker
    ]
    if not found and not CUES.isdisjoint(sentence.of(index.article.text).split()):
        found = [Candidate(name.span, 0.5) for name in index.cast.within(sentence)]
    return found


def _words(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return what is quoted, and failing that a sentence that reports what somebody said.

    Where the question names one of the article's people, nobody else's words will do.
    """
    forms = typed_in(query)

    def is_asked(name: str) -> bool:
        return any(part.casefold() in forms for part in name.split(" "))

    somebody = any(is_asked(person) for person in index.cast.people)
    found = [
        Candidate(span, 1.0 if is_asked(quote.speaker) else 0.6)
        for quote in spoken(index, sentence)
        if is_asked(quote.speaker) or not somebody
        for span in quote.spans
        if span.meets(sentence)
    ]
    text = index.article.text
    names = [
        n
        for n in index.cast.within(sentence)
        # What somebody's party says, they don't.
        if is_asked(n.person or n.text) and not text.startswith(_OWNS, n.span.end)
    ]
    words = set(sentence.of(text).split())
    if not found and somebody and names and not CUES.isdisjoint(words):
        found.append(Candidate(sentence, 0.5))
    return found


def _durations(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    if query.aspect == JAIL and not jails(index.article.text, sentence, index.language):
        return []
    told = durations(index.article.text, sentence, index.language)
    return [Candidate(span, fit) for span, fit in told]


def _harm(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    if not query.aspect:
        return []
    fit = harm(index.article.text, sentence, query.aspect, index.language)
    return [Candidate(sentence, fit)] if fit else []


def _blame(index: ArticleIndex, sentence: Span, _query: Query) -> list[Candidate]:
    fit = blame(index.article.text, sentence, index.language)
    return [Candidate(sentence, fit)] if fit else []


_FINDERS: Mapping[Wants, Callable[[ArticleIndex, Span, Query], list[Candidate]]] = {
    Wants.QUANTITY: quantities,
    Wants.MONEY: quantities,
    Wants.PERCENT: quantities,
    Wants.AGE: ages,
    Wants.DATE: dates,
    Wants.DURATION: _durations,
    Wants.PLACE: _places,
    Wants.PERSON: _people,
    Wants.NAME: lambda i, s, q: _names(i, s, q, lambda _: 0.8),
    Wants.ORIGIN: lambda i, s, q: _names(i, s, q, lambda _: 0.8),
    Wants.SPEAKER: _speakers,
    Wants.WORDS: _words,
    Wants.REASON: _reasons,
    Wants.HARM: _harm,
    Wants.YES_NO: _harm,
    Wants.BLAME: _blame,
}


def candidates(index: ArticleIndex, sentence: Span, query: Query) -> list[Candidate]:
    """Return the spans of the kind that the question wants; [] where it wants no special kind."""
    finder = _FINDERS.get(query.wants)
    return finder(index, sentence, query) if finder else []
