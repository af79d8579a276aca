"""A question that only names something else: "and Estonia?". It takes its like's place. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.chat.chat_words import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS
from knowledge.chat.turns import (
    ARTICLES,
    PRONOUNS,
    THINGS,
    Word,
    is_content,
    is_name,
    topic,
    topic_span,
    words_of,
)
from knowledge.lexicon import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Turn

# A substitute has at most so many words.
_LONGEST_SUBSTITUTE = 5
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
_DATE_WORDS = frozenset([*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS])
_TIME_WORDS = _DATE_WORDS | frozenset("yesterday today tomorrow year month week".split())
_SEQUENCE = frozenset("before after".split())


def only_names(words: Sequence[Word]) -> bool:
    """Whether a message leads on to something else and says nothing of it: "and Estonia?"."""
    lead, rest = _led(words)
    return bool(lead) and _names_only(rest)


def _led(words: Sequence[Word]) -> tuple[Sequence[str], Sequence[Word]]:
    """Part "and what about" from what follows it."""
    forms = tuple(word.form for word in words)
    lead = next((lead for lead in _LEADS if forms[: len(lead)] == lead), ())
    return lead, words[len(lead) :]


def _names_only(rest: Sequence[Word]) -> bool:
    """Whether a few words name something and ask nothing."""
    if not rest or len(rest) > _LONGEST_SUBSTITUTE + 2:
        return False
    asking = any(
        w.form in QUESTION_WORDS or w.form in AUXILIARIES or w.form in PRONOUNS for w in rest
    )
    return not asking and any(is_content(word.form) for word in rest)


def substituted(previous: Turn, text: str, words: Sequence[Word]) -> str | None:
    """Return the question before with something else in its place."""
    lead, rest = _led(words)
    if not rest or len(rest) > _LONGEST_SUBSTITUTE + 2:
        return None
    if rest[0].form in _SEQUENCE and len(rest) == 2 and rest[1].form in THINGS:
        return _sequence(previous, rest[0].form)
    if not _names_only(rest):
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
    if bare[0].form in ARTICLES and len(bare) > 1 and _has_article(question, target):
        new = text[bare[1].span.start : bare[-1].span.end]
    return question[: target.start] + new + question[target.end :]


def _after(previous: Turn, preposition: str, kind: str) -> Span | None:
    """Return what follows the same preposition in the question before: "about *one issue*"."""
    words = words_of(previous.question)
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
        if any(w.form in _DATE_WORDS or w.form.isdigit() for w in words_of(told)):
            return f"What happened {order} {told}?"
    return f"What happened {order} {topic(previous)}?"


def _kind(previous: Turn, words: Sequence[Word]) -> str:
    """Return what sort of thing a few words are: "date", "number", "name" or "noun"."""
    content = [word for word in words if is_content(word.form)]
    if any(w.form in _TIME_WORDS or re.fullmatch(r"(?:1[89]|20)\d\d", w.form) for w in content):
        return "date"
    if any(word.form[:1].isdigit() for word in content):
        return "number"
    if any(is_name(previous, word) for word in content):
        return "name"
    return "noun"


def _target(previous: Turn, new: Sequence[Word]) -> Span | None:
    """Return what in the question before is of the same sort, None for nothing."""
    kind = _kind(previous, new)
    question = previous.question
    words = words_of(question)
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
            if is_content(word.form)
            and (at > 0 or previous.hit is not None)
            and not word.form[:1].isdigit()
            and word.form not in _DATE_WORDS
            and (is_name(previous, word) if at else _is_name_in_article(previous, word))
        ]
        # What begins a sentence there, and stands nowhere else, only looks like a name.
        names = [at for at in names if at and words[at].text[:1].isupper()] or names
        subjects = [at for at in names if at and _leads_to_subject(words, at)]
        return _name_run(question, words, subjects or names)
    definite = topic_span(previous, after=ARTICLES) if new[0].form in ARTICLES else None
    if definite is not None:
        return definite
    counted = [
        at + 2
        for at, word in enumerate(words[:-2])
        if word.form == "how" and words[at + 1].form in {"many", "much"}
    ]
    counted += [at + 1 for at, w in enumerate(words[:-1]) if w.form == "which"]
    counted = [at for at in counted if is_content(words[at].form)]
    return _run(words, counted)


def _is_name_in_article(previous: Turn, word: Word) -> bool:
    lower = Word(word.form, word.text.lower(), word.span)
    return is_name(previous, lower)


def _leads_to_subject(words: Sequence[Word], at: int) -> bool:
    before = words[at - 1].form
    if before in ARTICLES and at > 1:
        before = words[at - 2].form
    return before in AUXILIARIES


def _run(words: Sequence[Word], places: Sequence[int]) -> Span | None:
    """Return the first of the places, with those that follow it without a gap."""
    if not places:
        return None
    start = end = places[0]
    while end + 1 in places:
        end += 1
    return Span(words[start].span.start, words[end].span.end)


def _name_run(question: str, words: Sequence[Word], places: Sequence[int]) -> Span | None:
    """Return the whole name at the first place, without a possessive ending."""
    if not places:
        return None
    start = end = places[0]
    while end + 1 < len(words) and (end + 1 in places or _continues(words, end + 1)):
        end += 1
    span = Span(words[start].span.start, words[end].span.end)
    ending = re.search(r"['’]s$", span.of(question))
    return Span(span.start, span.end - len(ending[0])) if ending else span


def _continues(words: Sequence[Word], at: int) -> bool:
    return words[at].text[:1].isupper() and words[at].span.start == words[at - 1].span.end + 1


def _has_article(question: str, target: Span) -> bool:
    return question[: target.start].casefold().endswith(("the ", " a ", " an "))


def _open(question: str) -> str:
    return question.rstrip().rstrip("?!. ")
