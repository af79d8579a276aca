"""The subject of the clause that a figure stands in, told from word order.

No parser: a clause begins at a comma with "which", at a semicolon, at "while"; its subject
is what stands before its first verb, which is known by its form. In German the verb is the
second member of a main clause, so the subject stands before it or right behind it.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from knowledge.extraction.facts.words import figure_words
from knowledge.lexicon import BASE_FORMS, CUES, MONTHS, PLAIN_VERBS, WEEKDAYS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"\d[\d.,]*(?<=\d)|[^\W_](?:[\w’'.&-]*\w)?|[,;:()–—“”\"]")
_AUXILIARIES = frozenset(
    """
    is are was were be been being am do does did has have had can could will would shall should
    may might must cannot isn't aren't wasn't weren't won't didn't doesn't hasn't haven't
    """.split()
)
# Past forms that are nouns, adjectives or prepositions more often.
_NOUNS = frozenset(
    """
    men women people children feet teeth lives wives found left lost lay cost cut felt born won
    met thought saw dead death dying spoke rose ground bound wound
    """.split()
) - frozenset("cost cut won met rose left lost found saw".split())
_PAST = frozenset(BASE_FORMS) - _NOUNS
_BASES = PLAIN_VERBS | frozenset(BASE_FORMS.values()) | {"employ", "plan", "weigh", "run", "spend"}
_BARE = frozenset("cost cut put set hit let shut spread beat died led fed".split())
_DETERMINERS = frozenset(
    "a an the this that these those its his her their our my your some any no each every".split()
)
_PREPOSITIONS = frozenset(
    """
    in on at by for with from to after before during since until of about under over between among
    within without across through against despite according near inside outside around like as
    into onto per amid behind beyond
    """.split()
)
# What may stand before a subject or after it and is no part of it.
_EDGES = frozenset(
    """
    a an the and but or so yet meanwhile however also now then still only just even already often
    never usually recently currently further overall both either neither that which who while when
    where because although though if whereas since as once this these those some its his her their
    our not about more than nearly almost up to at least most earlier later today yesterday said
    der die das den dem des ein eine einen einem einer und aber auch
    """.split()
)
_TIMES = frozenset([*WEEKDAYS, *MONTHS, "week", "month", "year"])
_BREAKS = frozenset(';:–—()“”"')
_OPENERS = frozenset(
    "which who that while whereas but because although though where when if as".split()
)
_ALWAYS = frozenset("while whereas because although which who".split())
_RELATIVE = frozenset({"which", "who", "that", "where"})
_ATTRIBUTIVE = frozenset(
    "increased united limited used so-called proposed planned reported".split()
)
PRONOUNS = frozenset(
    """
    he she they it we i you those these this that one there some others here why when how what who
    er sie es wir ich
    """.split()
)
# A longer subject is cut at its first preposition.
_LONGEST = 8


class Word(NamedTuple):
    """A word or mark of a sentence, with its lower-case form."""

    start: int
    end: int
    form: str
    capital: bool


def words_of(text: str, span: Span) -> list[Word]:
    """Cut a sentence into words and marks."""
    make = tuple.__new__  # half of the time that `Word(…)` takes
    return [
        make(Word, (match.start(), match.end(), (raw := match.group()).lower(), raw[0].isupper()))
        for match in _TOKEN.finditer(text, span.start, span.end)
    ]


def is_verb(words: Sequence[Word], at: int) -> bool:
    """Whether an English word is its clause's verb, by its form and the word before it."""
    form = words[at].form.replace("’", "'")
    if form in _AUXILIARIES:
        return True
    before = words[at - 1].form if at else ""
    if before in _DETERMINERS or before in _PREPOSITIONS or words[at].capital or not at:
        return False
    if before.endswith(("'s", "’s")):
        return False
    if form in _PAST or form in _BARE or form in CUES:
        return True
    if form.endswith("ed") and len(form) > 4 and form not in _ATTRIBUTIVE:
        after = words[at + 1].form if at + 1 < len(words) else ""
        # "two wounded soldiers": a plural noun after it, nothing but a number before.
        return not (before.isdigit() or before in {"more", "newly"}) or after in _PREPOSITIONS
    third = form.removesuffix("s") if form.endswith("s") else ""
    if third and (third in _BASES or form.removesuffix("es") in _BASES):
        # "the company plans to", not "sales plans"; "Russian forces launched".
        return not before.endswith("s") and not _is_past(words, at + 1)
    return form in _BASES and (before.endswith("s") or before in PRONOUNS)


def _is_past(words: Sequence[Word], at: int) -> bool:
    """Whether there is a verb at a place, told by its form alone."""
    if at >= len(words):
        return False
    form = words[at].form
    past = form in _PAST or form in _AUXILIARIES or form in _BARE
    return past or (form.endswith("ed") and len(form) > 4 and form not in _ATTRIBUTIVE)


def _begins(words: Sequence[Word], at: int) -> bool:
    """Whether a conjunction or relative word begins a clause."""
    form = words[at].form
    if form in _ALWAYS or words[at - 1].form in {",", "and", "or"}:
        return True
    told = any(word.form in CUES for word in words[max(0, at - 4) : at])
    told = told or words[at - 1].form in _AUXILIARIES  # "the news is that"
    follows = words[at + 1].form if at + 1 < len(words) else ""
    return form == "that" and (told or follows in _AUXILIARIES)


def _clauses(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the first and last word of each clause, the second one past it."""
    cuts = [0]
    for at, word in enumerate(words):
        if word.form in _BREAKS:
            cuts.append(at + 1)
        elif word.form in _OPENERS and at > cuts[-1] and _begins(words, at):
            cuts.append(at)
    cuts.append(len(words))
    return [(one, two) for one, two in itertools.pairwise(cuts) if one < two]


def _opening(words: Sequence[Word], first: int, last: int) -> int:
    """Return where a clause goes on after an adverbial and its comma: "On June 23, ..."."""
    at = first
    while (
        at < last
        and words[at].form in _EDGES - _DETERMINERS
        and words[at].form not in _PREPOSITIONS
    ):
        at += 1
    leads = at < last and (
        words[at].form in _PREPOSITIONS or words[at].form.endswith(("ly", "ing"))
    )
    if leads:
        for comma in range(at, min(last, at + 14)):
            if words[comma].form == "," and not (
                comma + 2 < last
                and words[comma + 1].form.isdigit()
                and words[comma + 2].form == ","
            ):
                inside = {word.form for word in words[at + 1 : comma]}
                verb = not inside.isdisjoint(_AUXILIARIES | CUES)
                return at if verb else comma + 1
    return at


def _trimmed(words: Sequence[Word], first: int, last: int) -> Span | None:
    """Return a noun phrase's place without articles, adverbs and what follows a comma."""
    while first < last and (words[first].form in _EDGES or words[first].form == ","):
        first += 1
    for at in range(first, last):
        after = words[at + 1].form if at + 1 < last else ""
        dated = words[at].form in {"on", "in", "last", "this", "next"} and after in _TIMES
        if words[at].form == "," or (dated and at > first):
            last = at
            break
    while last > first and (words[last - 1].form in _EDGES or words[last - 1].form.endswith("ly")):
        last -= 1
    if last - first > _LONGEST:
        cut = next((a for a in range(first + 1, last) if words[a].form in _PREPOSITIONS), last)
        last = min(cut, first + _LONGEST)
    return Span(words[first].start, words[last - 1].end) if first < last else None


class Clauses:
    """The clauses of one English sentence, each read once."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._clauses = _clauses(words)
        self._read: dict[int, tuple[int, int | None, Span | None]] = {}

    def _clause(self, n: int) -> tuple[int, int | None, Span | None]:
        """Return where a clause's subject begins, its verb, and the subject itself."""
        found = self._read.get(n)
        if found is None:
            words = self._words
            first, last = self._clauses[n]
            begin = _opening(words, first, last)
            verb = next((at for at in range(begin, last) if is_verb(words, at)), None)
            subject = None if verb is None or verb == begin else _trimmed(words, begin, verb)
            found = self._read[n] = begin, verb, subject
        return found

    def subject_of(self, place: Span) -> tuple[Span | None, bool]:
        """Return the subject of the clause that a figure stands in, and if the figure is in it.

        None where none is found.
        """
        words, clauses = self._words, self._clauses
        starts = (words[first].start for first, _ in clauses)
        number = max((n for n, start in enumerate(starts) if start <= place.start), default=0)
        for n in range(number, -1, -1):
            first, last = clauses[n]
            begin, verb, found = self._clause(n)
            relative = words[first].form in _RELATIVE and n
            if relative and (begin >= last or is_verb_after(words, begin, last)):
                # "The price, which stood at": whom the clause is about stands before it.
                return _antecedent(words, clauses[n - 1]), False
            if verb is None or found is None:
                continue
            covered = n == number and words[begin].start <= place.start < words[verb].start
            return found, covered and (place.meets(found) or place.start <= found.end)
        return None, False


def is_verb_after(words: Sequence[Word], begin: int, last: int) -> bool:
    """Whether a relative clause has its verb at once: "which stood", "who also said"."""
    for at in range(begin, min(begin + 2, last)):
        form = words[at].form
        if _is_past(words, at) or (form.endswith("s") and form.removesuffix("s") in _BASES):
            return True
    return False


def _antecedent(words: Sequence[Word], clause: tuple[int, int]) -> Span | None:
    first, last = clause
    while last > first and words[last - 1].form == ",":
        last -= 1
    begin = last
    while begin > first:
        form = words[begin - 1].form
        if form in _PREPOSITIONS or form == "," or is_verb(words, begin - 1):
            break
        begin -= 1
        if form in _DETERMINERS:
            break
    return _trimmed(words, begin, last)


def german_subject(words: Sequence[Word], place: Span) -> tuple[Span | None, bool]:
    """Return the subject of a German main clause, and whether the figure stands in it."""
    little = (
        figure_words("de").section("grammar").keys() | figure_words("de").section("bounds").keys()
    )
    first = next((a for a, w in enumerate(words) if w.form not in {"“", "„", '"', ","}), None)
    if first is None:
        return None, False
    counted = first + 1 < len(words) and words[first + 1].form[0].isdigit()
    adverb = words[first].form in _GERMAN_ADVERBS and not counted
    fronted = adverb or words[first].form in _GERMAN_PREPOSITIONS
    # The finite verb: the first small word after a noun or number that is none of grammar.
    verb = None
    for at in range(first + 1, len(words)):
        word, before = words[at], words[at - 1]
        small = not word.capital and word.form[:1].isalpha() and word.form not in _GERMAN_ADVERBS
        after_noun = before.capital or before.form[:1].isdigit() or before.form in _GERMAN_ADVERBS
        if small and after_noun and (word.form not in little or word.form in _GERMAN_AUXILIARIES):
            verb = at
            break
    if verb is None:
        return None, False
    if not fronted:
        found = _german_phrase(words, first, verb)
        return found, place.start < words[verb].start
    begin = verb + 1
    while begin < len(words) and words[begin].form in _GERMAN_PREPOSITIONS:
        begin += 1
        while begin < len(words) and not words[begin].capital:
            begin += 1
        begin += 1
    end = begin
    while end < len(words) and (not words[end].capital) and words[end].form != ",":
        end += 1
    while end < len(words) and words[end].capital:
        end += 1
    found = _german_phrase(words, begin, end)
    if found is not None and found.meets(place):
        return None, True
    return found, False


def _german_phrase(words: Sequence[Word], first: int, last: int) -> Span | None:
    while first < last and words[first].form in _EDGES:
        first += 1
    for at in range(first, last):
        if words[at].form in _GERMAN_PREPOSITIONS or words[at].form == ",":
            last = at
            break
    if first >= last or not words[first].form[0].isalpha():
        return None
    return Span(words[first].start, words[last - 1].end)


_GERMAN_PREPOSITIONS = frozenset(
    """
    in im an am auf aus bei beim mit nach von vom zu zum zur für um über unter vor seit bis durch
    gegen ohne zwischen während wegen trotz laut
    """.split()
)
_GERMAN_ADVERBS = frozenset(
    """
    allein zudem dort damit dabei heute gestern insgesamt künftig rund etwa mindestens lang zuvor
    """.split()
)
_GERMAN_AUXILIARIES = frozenset(
    """
    ist sind war waren wird werden wurde wurden hat haben hatte hatten soll sollen kann können
    """.split()
)
