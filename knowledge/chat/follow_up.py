"""A question that leans on the one before it → one that can be asked alone. Pure.

Chat leaves out what was just said: "and Estonia?", "who said that?", "why?". Such a
question is bent into one that says it: the new words take the place of their like in the
question before, or a pronoun that of what it stands for. A question that has its own
words is never changed, or an answer would be given to something nobody asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chat.chat_words import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, SAID
from knowledge.chat.substitution import only_names, substituted
from knowledge.chat.turns import (
    ARTICLES,
    BARE,
    GROUPS,
    HAPPENED,
    PERSONS,
    PRONOUNS,
    THINGS,
    Word,
    is_content,
    is_name,
    topic,
    without_openers,
    words_of,
)
from knowledge.extraction.names import Cast
from knowledge.model import BlockKind, Citation, Span, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

# A question of more words says what it means.
_LONGEST_FOLLOW_UP = 40
# Words that mean something: with more of them a question says what it is about.
_FEW = 4
# Code points before the answer in which "he" is looked for.
_BACK = 4_000
# Where nobody is named before it, code points from the article's start on.
_AHEAD = 8_000
# A quotation that is asked about has at most so many words.
_LONGEST_SAID = 12
_POSSESSIVE = frozenset("his her hers their theirs its".split())
# They ask about the whole, whatever was asked before.
_WHOLE = frozenset("happen happened happens happening involved about article else".split())
_GOING_ON = frozenset("and n also und auch і й та а також".split())
_ABOUT = frozenset({("what", "about"), ("how", "about")})
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


def follow_up(previous: Turn, text: str) -> FollowUp:
    """Resolve a question against the turn before it."""
    words = words_of(text, _LONGEST_FOLLOW_UP + 1)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP:
        return FollowUp(text)
    near = previous.hit.citation if previous.hit is not None else None
    replaced = substituted(previous, text, words)
    if replaced is not None:
        # Something else is asked for now, which may stand anywhere.
        return FollowUp(replaced, bent=True, own=False)
    leaning = _bare(previous, words) or _said(previous, words)
    if leaning is not None:
        return FollowUp(leaning, bent=True, near=near, own=False)
    resolved = _resolved(previous, text, words)
    if resolved is None:
        return FollowUp(text)
    own = any(is_content(word.form) for word in words)
    return FollowUp(resolved, bent=True, near=near, own=own)


def leans(text: str) -> bool:
    """Whether a question says too little to be asked alone: "and Estonia?", "why?", "who is he?".

    It may still have an answer: this says what it lacks where it has none.
    """
    words = words_of(text, _LONGEST_FOLLOW_UP + 1)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP:
        return False
    nothing = Turn("")
    if only_names(words) or _bare(nothing, words) is not None:
        return True
    return _pronoun(nothing, words) is not None


def says_little(text: str) -> bool:
    """Whether a question has few words of its own: "how old is he?", "and in Estonia?"."""
    words = words_of(text, _LONGEST_FOLLOW_UP + 1)
    return sum(is_content(word.form) for word in words) <= _FEW


def goes_on(text: str) -> bool:
    """Whether a question plainly goes on from what was spoken of: "and who pays?"."""
    forms = tuple(word.form for word in words_of(text, 2))
    return len(forms) == 2 and (forms[0] in _GOING_ON or forms in _ABOUT)


def only_points(text: str) -> bool:
    """Whether a question has a pronoun and nothing else: whatever answers it is a guess."""
    words = words_of(text)
    return _pronoun(Turn(""), words) is not None and not any(is_content(w.form) for w in words)


def _bare(previous: Turn, words: Sequence[Word]) -> str | None:
    """Return a question word with what was asked before: "why?", "how many?", "since when?"."""
    words = without_openers(words)
    forms = [word.form for word in words]
    if not any(form in QUESTION_WORDS for form in forms):
        return None
    # "In which year?"
    year = len(forms) == 3 and forms[0] in PREPOSITIONS and forms[1] in {"which", "what"}
    if not year and any(
        not (form in QUESTION_WORDS or form in BARE or form in PREPOSITIONS) for form in forms
    ):
        return None
    asked = " ".join(word.text for word in words)
    if forms == ["what"]:
        return None
    told = _statement(previous.question)
    return f"{asked} {told}?" if told else f"{asked}?"


def _statement(question: str) -> str:
    """Return a question without what made it ask: "does Poland spend on defence"."""
    words = without_openers(words_of(question))
    first = 0
    while first < len(words) and (
        words[first].form in QUESTION_WORDS
        or words[first].form in BARE
        or words[first].form in HAPPENED
        or (words[first].form in PREPOSITIONS and _asks_next(words, first))
    ):
        first += 1
    rest = words[first:]
    return question[rest[0].span.start :].rstrip(" ?!.") if rest else ""


def _asks_next(words: Sequence[Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].form in QUESTION_WORDS


def _said(previous: Turn, words: Sequence[Word]) -> str | None:
    """Return "who said that?" with what was said."""
    forms = [word.form for word in without_openers(words)]
    hit = previous.hit
    if hit is None or not forms or forms[0] not in {"who", "whos", "who's", "wer", "хто", "кто"}:
        return None
    spoken = any(form in SAID for form in forms[:4]) and any(f in THINGS for f in forms)
    if not spoken or any(is_content(form) for form in forms if form not in SAID):
        return None
    source = hit.article.text
    span = hit.sentence
    if previous.answer is not None and previous.speaker:
        span = previous.answer if hit.sentence.covers(previous.answer) else hit.sentence
    said = [w for w in words_of(span.of(source)) if is_content(w.form) and w.form not in SAID]
    told = " ".join(word.text for word in said[:_LONGEST_SAID])
    return f"Who said {told}?" if told else None


def _resolved(previous: Turn, text: str, words: Sequence[Word]) -> str | None:
    """Return the question with its pronoun replaced by what it stands for."""
    at = _pronoun(previous, words)
    if at is None:
        return None
    word = words[at]
    if word.form in PERSONS:
        stands = _person(previous)
    elif word.form in GROUPS:
        stands = _group(previous)
    else:
        stands = topic(previous)
    if not stands or word.form in stands.casefold().split():
        return None
    asked = {w.form for w in words_of(previous.question)}
    if word.form in THINGS and HAPPENED & asked and any(is_content(w.form) for w in words):
        # "It" is what happened, which no word of the question names: the passage does.
        return (text[: word.span.start] + text[word.span.end :].lstrip()).strip()
    if word.form == "there":
        stands = f"at {stands}"
    possessive = word.form in _POSSESSIVE and not (
        word.form == "her" and (at + 1 == len(words) or not is_content(words[at + 1].form))
    )
    ending = "'s" if possessive else ""
    return text[: word.span.start] + stands + ending + text[word.span.end :]


def _pronoun(previous: Turn, words: Sequence[Word]) -> int | None:
    """Return the place of the pronoun that points back past this question, None for none."""
    forms = [word.form for word in words]
    if _EXPLETIVE & set(forms):
        return None
    named = any(
        at > 0 and is_content(word.form) and is_name(previous, word)
        for at, word in enumerate(words)
    )
    for at, form in enumerate(forms):
        if form not in PRONOUNS:
            continue
        last = at + 1 == len(forms)
        following = "" if last else forms[at + 1]
        after = at > 0 and forms[at - 1] in PREPOSITIONS | {"about", "against"} and last
        if form in {"that", "this", "these", "those"}:
            # Only where it stands for something itself: "that man", "said that he …" don't.
            alone = last or following in AUXILIARIES or not is_content(following)
            if not alone or following in PRONOUNS or following in ARTICLES:
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
        names = [
            w for at, w in enumerate(words_of(previous.question)) if at and w.text[:1].isupper()
        ]
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
    asked = [
        word.text.removesuffix("'s").removesuffix("’s") for word in words_of(previous.question)
    ]
    for word in asked:
        full = cast.full_name(word[:1].upper() + word[1:])
        if " " in full:
            return full
    named = cast.last_person_before(end)
    if named:
        return cast.full_name(named.person or named.text)
    # Nobody before: who is told of further on, if that can only be one.
    told = Cast(text, (span for span in spans if span.start < _AHEAD)).people
    everybody = {cast.full_name(name) for name in told}
    return everybody.pop() if len(everybody) == 1 else ""


def _group(previous: Turn) -> str:
    """Return who "they" are: the answer to who or which, else what was asked about."""
    hit = previous.hit
    if hit is not None and previous.answer is not None:
        words = words_of(previous.question)
        who = any(w.form in {"who", "whom", "which"} for w in words[:4])
        told = previous.answer.of(hit.article.text)
        if who and len(words_of(told)) <= _LONGEST_SAID and not any(c.isdigit() for c in told):
            return told.strip("“”\"'‘’ ")
    return topic(previous)
