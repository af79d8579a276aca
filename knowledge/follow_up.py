"""A question that leans on the one before it → one that can be asked alone. Pure.

Chat leaves out what was just said: "and Estonia?", "who said that?", "why?". Such a
question is bent into one that says it: the new words take the place of their like in the
question before, or a pronoun that of what it stands for. A question that has its own
words is never changed, or an answer would be given to something nobody asked.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chat_words import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, SAID
from knowledge.extraction.names import Cast
from knowledge.lexicon import FUNCTION_WORDS, MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS
from knowledge.model import BlockKind, Citation, Span
from knowledge.text import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Turn

_SPELLED = re.compile(r"\w+")
_LONGEST_ACRONYM = 4
# A question of more words says what it means.
_LONGEST_FOLLOW_UP = 40
# Code points before the answer in which "he" is looked for.
_BACK = 4_000
# A substitute has at most so many words, a quotation that is asked about at most so many.
_LONGEST_SUBSTITUTE = 5
_LONGEST_SAID = 12

_LEADS = (
    ("and", "what", "about"),
    ("what", "about"),
    ("how", "about"),
    ("wat", "about"),
    ("same", "for"),
    ("and",),
    ("or",),
    ("und",),
    ("et",),
    ("y",),
    ("ve",),
    ("а",),
    ("і",),
    ("и",),
    ("n",),
)
_OPENERS = frozenset("and so but ok okay then also well n oh ah hm hmm".split())
# With a question word these still say nothing of their own: "how many?", "where exactly?"
_BARE = frozenset("many much long old far often exactly precisely come so then not else".split())
# Three of them describe a thing where no "how" stands before it: "the old target".
_EMPTY = _BARE - frozenset("long old far".split())
_PERSONS = frozenset("he she him her his hers".split())
_GROUPS = frozenset("they them their theirs".split())
_THINGS = frozenset("it its that this there these those".split())
_POSSESSIVE = frozenset("his her hers their theirs its".split())
_PRONOUNS = _PERSONS | _GROUPS | _THINGS
_DATE_WORDS = frozenset([*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS])
_TIME_WORDS = _DATE_WORDS | frozenset("yesterday today tomorrow year month week".split())
_SEQUENCE = frozenset("before after".split())
_ARTICLES = frozenset("the a an".split())
# What a definite noun may be linked by, inside one name for a thing: "the price of oil".
_LINKS = frozenset("of for in".split())
_HAPPENED = frozenset("happen happened happens happening".split())
# Verbs at the end of a question, which belong to no thing: "what is it worth?"
_VALUED = frozenset("worth cost costs".split())
# They ask about the whole, whatever was asked before.
_WHOLE = frozenset("happen happened happens happening involved about article else".split())
# "Is it true", "was there", "it rains": nothing that was spoken of.
_EXPLETIVE = frozenset("true possible clear likely raining".split())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, resolved.

    `text` can be asked without the turn before. `bent`: it is not what was typed. `near` is
    the passage to look in first, None where the answer may stand anywhere; where that has
    none, `text` is asked of the whole article. `own`: what was typed can be understood alone
    as well: it may be asked as it is, first of the passage `near`, and of everything where
    the resolved text finds nothing.
    """

    text: str
    bent: bool = False
    near: Citation | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    text: str
    span: Span


def follow_up(previous: Turn, text: str) -> FollowUp:
    """Resolve a question against the turn before it."""
    words = _words(text)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP:
        return FollowUp(text)
    near = previous.hit.citation if previous.hit is not None else None
    substituted = _substituted(previous, text, words)
    if substituted is not None:
        # Something else is asked for now, which may stand anywhere.
        return FollowUp(substituted, bent=True, own=False)
    leaning = _bare(previous, words) or _said(previous, words)
    if leaning is not None:
        return FollowUp(leaning, bent=True, near=near, own=False)
    resolved = _resolved(previous, text, words)
    if resolved is None:
        return FollowUp(text)
    own = any(_is_content(word.form) for word in words)
    return FollowUp(resolved, bent=True, near=near, own=own)


def _words(text: str) -> list[_Word]:
    tokens = tokenise(text)
    return [
        _Word(form, text[start:end], Span(start, end))
        for form, start, end in zip(tokens.forms, tokens.starts, tokens.ends, strict=True)
    ]


def _is_content(form: str) -> bool:
    form = form.removesuffix("'s")
    return not (
        form in FUNCTION_WORDS
        or form in QUESTION_WORDS
        or form in AUXILIARIES
        or form in _PRONOUNS
        or form in _EMPTY
        or form in _OPENERS
    )


def _without_openers(words: Sequence[_Word]) -> Sequence[_Word]:
    first = 0
    while first < len(words) - 1 and words[first].form in _OPENERS:
        first += 1
    return words[first:]


# -- "and Estonia?" ----------------------------------------------------------------------------


def _substituted(previous: Turn, text: str, words: Sequence[_Word]) -> str | None:
    """Return the question before with something else in its place."""
    forms = tuple(word.form for word in words)
    lead = next((lead for lead in _LEADS if forms[: len(lead)] == lead), ())
    rest = list(words[len(lead) :])
    if not rest or len(rest) > _LONGEST_SUBSTITUTE + 2:
        return None
    if rest[0].form in _SEQUENCE and len(rest) == 2 and rest[1].form in _THINGS:
        return _sequence(previous, rest[0].form)
    asking = any(
        w.form in QUESTION_WORDS or w.form in AUXILIARIES or w.form in _PRONOUNS for w in rest
    )
    if asking or not any(_is_content(word.form) for word in rest):
        return None
    if not lead and not (text.rstrip().endswith("?") and _kind(previous, rest) != "noun"):
        return None
    question = previous.question
    preposition = rest[0].form if rest[0].form in PREPOSITIONS and len(rest) > 1 else ""
    bare = rest[1:] if preposition else rest
    new = text[bare[0].span.start : bare[-1].span.end]
    target = _after(previous, preposition, _kind(previous, bare)) if preposition else None
    target = target or _target(previous, bare)
    if target is None:
        whole = text[rest[0].span.start : rest[-1].span.end]
        return f"{_open(question)} {whole}?" if lead else None
    if question[target.end :].startswith(("'s", "’s")):
        new = new.removesuffix("'s").removesuffix("’s")
    if bare[0].form in _ARTICLES and len(bare) > 1 and _has_article(question, target):
        new = text[bare[1].span.start : bare[-1].span.end]
    return question[: target.start] + new + question[target.end :]


def _after(previous: Turn, preposition: str, kind: str) -> Span | None:
    """Return what follows the same preposition in the question before: "about *one issue*"."""
    words = _words(previous.question)
    for at, word in enumerate(words[:-1]):
        if word.form != preposition:
            continue
        end = at + 1
        while end + 1 < len(words) and words[end + 1].form not in PREPOSITIONS - {"of", "with"}:
            end += 1
        following = words[at + 1 : end + 1]
        if preposition == "about" or _kind(previous, following) == kind:
            last = words[-1] if preposition == "about" else following[-1]
            return Span(following[0].span.start, last.span.end)
    return None


def _sequence(previous: Turn, order: str) -> str:
    """Ask what came before or after what was just told: its date, or what was asked about."""
    hit, answer = previous.hit, previous.answer
    if hit is not None and answer is not None:
        told = answer.of(hit.article.text)
        if any(w.form in _DATE_WORDS or w.form.isdigit() for w in _words(told)):
            return f"What happened {order} {told}?"
    return f"What happened {order} {_topic(previous)}?"


def _kind(previous: Turn, words: Sequence[_Word]) -> str:
    """Return what sort of thing a few words are: "date", "number", "name" or "noun"."""
    content = [word for word in words if _is_content(word.form)]
    if any(w.form in _TIME_WORDS or re.fullmatch(r"(?:1[89]|20)\d\d", w.form) for w in content):
        return "date"
    if any(word.form[:1].isdigit() for word in content):
        return "number"
    if any(_is_name(previous, word) for word in content):
        return "name"
    return "noun"


def _is_name(previous: Turn, word: _Word) -> bool:
    """Whether a word is typed as a name, or the article writes it as nothing else."""
    if word.text[:1].isupper():
        return True
    if previous.hit is None:
        return False
    spelled = _spellings(previous.hit.article.text)
    bare = word.text.partition("'")[0].partition("’")[0]
    if len(bare) <= _LONGEST_ACRONYM and bare.upper() in spelled:
        return True
    return bare[:1].upper() + bare[1:] in spelled and bare not in spelled


@functools.lru_cache(maxsize=8)
def _spellings(text: str) -> frozenset[str]:
    """Return every word of a text as it is written there."""
    return frozenset(_SPELLED.findall(text))


def _target(previous: Turn, new: Sequence[_Word]) -> Span | None:
    """Return what in the question before is of the same sort, None for nothing."""
    kind = _kind(previous, new)
    question = previous.question
    words = _words(question)
    if kind == "date":
        dates = [
            at
            for at, word in enumerate(words)
            if word.form in _DATE_WORDS
            or (
                word.form[:1].isdigit()
                and (
                    re.fullmatch(r"(?:1[89]|20)\d\d", word.form)
                    or any(w.form in _DATE_WORDS for w in words[max(0, at - 1) : at + 2])
                )
            )
        ]
        return _run(words, dates)
    if kind == "number":
        return _run(words, [a for a, w in enumerate(words) if w.form[:1].isdigit()])
    if kind == "name":
        names = [
            at
            for at, word in enumerate(words)
            if _is_content(word.form)
            and (at > 0 or previous.hit is not None)
            and not word.form[:1].isdigit()
            and word.form not in _DATE_WORDS
            and (_is_name(previous, word) if at else _is_name_in_article(previous, word))
        ]
        subjects = [at for at in names if at and _leads_to_subject(words, at)]
        return _name_run(question, words, subjects or names)
    definite = _topic_span(previous, after=_ARTICLES) if new[0].form in _ARTICLES else None
    if definite is not None:
        return definite
    counted = [
        at + 2
        for at, word in enumerate(words[:-2])
        if word.form == "how" and words[at + 1].form in {"many", "much"}
    ]
    counted += [at + 1 for at, w in enumerate(words[:-1]) if w.form == "which"]
    counted = [at for at in counted if _is_content(words[at].form)]
    return _run(words, counted)


def _is_name_in_article(previous: Turn, word: _Word) -> bool:
    lower = _Word(word.form, word.text.lower(), word.span)
    return _is_name(previous, lower)


def _leads_to_subject(words: Sequence[_Word], at: int) -> bool:
    before = words[at - 1].form
    if before in _ARTICLES and at > 1:
        before = words[at - 2].form
    return before in AUXILIARIES


def _run(words: Sequence[_Word], places: Sequence[int]) -> Span | None:
    """Return the first of the places, with those that follow it without a gap."""
    if not places:
        return None
    start = end = places[0]
    while end + 1 in places:
        end += 1
    return Span(words[start].span.start, words[end].span.end)


def _name_run(question: str, words: Sequence[_Word], places: Sequence[int]) -> Span | None:
    """Return the whole name at the first place, without a possessive ending."""
    if not places:
        return None
    start = end = places[0]
    while end + 1 < len(words) and (end + 1 in places or _continues(words, end + 1)):
        end += 1
    span = Span(words[start].span.start, words[end].span.end)
    ending = re.search(r"['’]s$", span.of(question))
    return Span(span.start, span.end - len(ending[0])) if ending else span


def _continues(words: Sequence[_Word], at: int) -> bool:
    return words[at].text[:1].isupper() and words[at].span.start == words[at - 1].span.end + 1


def _has_article(question: str, target: Span) -> bool:
    return question[: target.start].casefold().endswith(("the ", " a ", " an "))


def _open(question: str) -> str:
    return question.rstrip().rstrip("?!. ")


# -- "why?" ------------------------------------------------------------------------------------


def _bare(previous: Turn, words: Sequence[_Word]) -> str | None:
    """Return a question word with what was asked before: "why?", "how many?", "since when?"."""
    words = _without_openers(words)
    forms = [word.form for word in words]
    if not any(form in QUESTION_WORDS for form in forms):
        return None
    # "In which year?"
    year = len(forms) == 3 and forms[0] in PREPOSITIONS and forms[1] in {"which", "what"}
    if not year and any(
        not (form in QUESTION_WORDS or form in _BARE or form in PREPOSITIONS) for form in forms
    ):
        return None
    asked = " ".join(word.text for word in words)
    if forms == ["what"]:
        return None
    told = _statement(previous.question)
    return f"{asked} {told}?" if told else f"{asked}?"


def _statement(question: str) -> str:
    """Return a question without what made it ask: "does Poland spend on defence"."""
    words = _without_openers(_words(question))
    first = 0
    while first < len(words) and (
        words[first].form in QUESTION_WORDS
        or words[first].form in _BARE
        or words[first].form in _HAPPENED
        or (words[first].form in PREPOSITIONS and _asks_next(words, first))
    ):
        first += 1
    rest = words[first:]
    return question[rest[0].span.start :].rstrip(" ?!.") if rest else ""


def _asks_next(words: Sequence[_Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].form in QUESTION_WORDS


# -- "who said that?", "is it new?" ------------------------------------------------------------


def _said(previous: Turn, words: Sequence[_Word]) -> str | None:
    """Return "who said that?" with what was said."""
    forms = [word.form for word in _without_openers(words)]
    hit = previous.hit
    if hit is None or not forms or forms[0] not in {"who", "whos", "who's", "wer", "хто", "кто"}:
        return None
    spoken = any(form in SAID for form in forms[:4]) and any(f in _THINGS for f in forms)
    if not spoken or any(_is_content(form) for form in forms if form not in SAID):
        return None
    source = hit.article.text
    span = hit.sentence
    if previous.answer is not None and previous.speaker:
        span = previous.answer if hit.sentence.covers(previous.answer) else hit.sentence
    said = [w for w in _words(span.of(source)) if _is_content(w.form) and w.form not in SAID]
    told = " ".join(word.text for word in said[:_LONGEST_SAID])
    return f"Who said {told}?" if told else None


def _resolved(previous: Turn, text: str, words: Sequence[_Word]) -> str | None:
    """Return the question with its pronoun replaced by what it stands for."""
    at = _pronoun(previous, words)
    if at is None:
        return None
    word = words[at]
    if word.form in _PERSONS:
        stands = _person(previous)
    elif word.form in _GROUPS:
        stands = _group(previous)
    else:
        stands = _topic(previous)
    if not stands or word.form in stands.casefold().split():
        return None
    asked = {w.form for w in _words(previous.question)}
    if word.form in _THINGS and _HAPPENED & asked and any(_is_content(w.form) for w in words):
        # "It" is what happened, which no word of the question names: the passage does.
        return (text[: word.span.start] + text[word.span.end :].lstrip()).strip()
    if word.form == "there":
        stands = f"at {stands}"
    possessive = word.form in _POSSESSIVE and not (
        word.form == "her" and (at + 1 == len(words) or not _is_content(words[at + 1].form))
    )
    ending = "'s" if possessive else ""
    return text[: word.span.start] + stands + ending + text[word.span.end :]


def _pronoun(previous: Turn, words: Sequence[_Word]) -> int | None:
    """Return the place of the pronoun that points back past this question, None for none."""
    forms = [word.form for word in words]
    if _EXPLETIVE & set(forms):
        return None
    named = any(
        at > 0 and _is_content(word.form) and _is_name(previous, word)
        for at, word in enumerate(words)
    )
    for at, form in enumerate(forms):
        if form not in _PRONOUNS:
            continue
        last = at + 1 == len(forms)
        following = "" if last else forms[at + 1]
        after = at > 0 and forms[at - 1] in PREPOSITIONS | {"about", "against"} and last
        if form in {"that", "this", "these", "those"}:
            # Only where it stands for something itself: "that man", "said that he …" don't.
            alone = last or following in AUXILIARIES or not _is_content(following)
            if not alone or following in _PRONOUNS or following in _ARTICLES:
                continue
            if at > 0 and forms[at - 1] in SAID and not last:
                continue
        if form == "there" and at > 0 and forms[at - 1] in AUXILIARIES:
            continue
        if form in {"it", "this", "that"} and _WHOLE & set(forms) and not named:
            return None
        if named and not after:
            continue
        return at
    return None


def _person(previous: Turn) -> str:
    """Return who "he" or "she" is: who spoke, who was asked or told about, who was named last."""
    if previous.speaker:
        return previous.speaker
    hit = previous.hit
    if hit is None:
        names = [w for at, w in enumerate(_words(previous.question)) if at and w.text[:1].isupper()]
        return " ".join(w.text.removesuffix("'s").removesuffix("’s") for w in names[:3])
    text = hit.article.text
    end = previous.answer.end if previous.answer is not None else hit.sentence.end
    window = Span(max(0, end - _BACK), max(end, hit.sentence.end))
    spans = [b.span for b in hit.article.blocks if b.kind is BlockKind.PARAGRAPH]
    cast = Cast(text, (span for span in spans if span.meets(window)))
    if previous.answer is not None:
        for name in cast.within(previous.answer):
            if name.person or cast.is_person(name.text):
                return cast.full_name(name.person or name.text)
    asked = [word.text.removesuffix("'s").removesuffix("’s") for word in _words(previous.question)]
    for word in asked:
        full = cast.full_name(word[:1].upper() + word[1:])
        if " " in full:
            return full
    named = cast.last_person_before(end)
    return cast.full_name(named.person or named.text) if named else ""


def _group(previous: Turn) -> str:
    """Return who "they" are: the answer to who or which, else what was asked about."""
    hit = previous.hit
    if hit is not None and previous.answer is not None:
        words = _words(previous.question)
        who = any(w.form in {"who", "whom", "which"} for w in words[:4])
        told = previous.answer.of(hit.article.text)
        if who and len(_words(told)) <= _LONGEST_SAID and not any(c.isdigit() for c in told):
            return told.strip("“”\"'‘’ ")
    return _topic(previous)


def _topic(previous: Turn) -> str:
    """Return what was asked about, "" where nothing is named."""
    span = _topic_span(previous)
    return span.of(previous.question) if span else ""


def _topic_span(previous: Turn, after: frozenset[str] | None = None) -> Span | None:
    """Return the longest run of words that name something, the last of equals.

    With `after`, only a run that one of these words comes before.
    """
    words = _words(previous.question)
    best: list[_Word] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and (_names(words[end]) or (end > at and _links(words, end))):
            end += 1
        run = list(words[at:end])
        before = words[at - 1].form if at else ""
        # "does Poland spend": the verb follows its subject.
        if len(run) > 1 and _after_do(words, at):
            run = run[:-1]
        while run and run[-1].form in _LINKS | _VALUED | _ARTICLES:
            run = run[:-1]
        if after is None or before in after:
            best = max(run, best, key=lambda one: sum(_names(word) for word in one))
        at = max(end, at) + 1
    return Span(best[0].span.start, best[-1].span.end) if best else None


def _names(word: _Word) -> bool:
    return _is_content(word.form) and word.form not in SAID and word.form not in _HAPPENED


def _links(words: Sequence[_Word], at: int) -> bool:
    within = words[at].form == "the" and words[at - 1].form in _LINKS
    return (within or words[at].form in _LINKS) and at + 1 < len(words)


def _after_do(words: Sequence[_Word], at: int) -> bool:
    before = [word.form for word in words[max(0, at - 2) : at]]
    before = before[:-1] if before[-1:] and before[-1] in _ARTICLES else before
    return before[-1:] != [] and before[-1] in {"do", "does", "did"}
