"""What a reader's message is: questions, requests, thanks, a remark. Pure, no article needed.

The rule for what is unknown: a clause is a question unless it is wholly made of what is
known to be something else. The library declines what no article answers, and it knows
the article; a remark that is asked costs one polite line, a question that is waved away
costs the reader's answer. So `Kind.OTHER` is left for what has no word in it, and for
"ok" and "haha".
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.chat.about import Detail
from knowledge.chat.chat_words import (
    ACKNOWLEDGEMENTS,
    AFTER_GREETING,
    AROUND_THANKS,
    AUXILIARIES,
    CONNECTORS,
    FEELINGS,
    FILLERS,
    GREETING_PAIRS,
    GREETINGS,
    JUDGEMENTS,
    QUESTION_WORDS,
    REMARK_OPENERS,
    RULES,
    THANKS,
)
from knowledge.chat.clauses import asks, clauses, opens, words_of
from knowledge.chat.itself import topic_of
from knowledge.chat.messages import MOST_QUESTIONS, Kind, Message, Part, Topic, Wish
from knowledge.chat.quote_checks import pasted_quote, reported_words
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.chat.clauses import Word

# Clauses that are looked at; whatever a longer message asks further down is left out.
_MOST_CLAUSES = 50
# A request of more words than this says something else besides.
_LONGEST_REQUEST = 14
# Words of a remark after a question that only comments on it: "no way lol".
_ASIDE = 4
_SHORTEST_TRIGGER = 6
_TRIGGERS = frozenset(word for rule in RULES for needed in rule.needs for word in needed)
# What may follow "thanks" before something else begins.
_THANKED = AROUND_THANKS - QUESTION_WORDS - AUXILIARIES
_SUBJECTS = frozenset("you u it that this i".split())
_GREETED = AFTER_GREETING | GREETINGS
_FELT = FEELINGS | FILLERS | ACKNOWLEDGEMENTS | {"what", "how"}
_DETAIL_WORDS = {
    "who": Detail.AUTHOR,
    "whom": Detail.AUTHOR,
    "when": Detail.PUBLISHED,
    "where": Detail.LINK,
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with what was made of it; `told`: a statement, not yet known to ask anything."""

    part: Part
    told: bool = False


def interpret(message: str) -> Message:
    """Say what a message asks, part by part. Any text is understood, in linear time."""
    check = pasted_quote(message)
    if check is not None:
        return Message((check,))
    found: list[_Clause] = []
    spans = clauses(message, lambda words: _known(words) is not None)
    for span in spans[:_MOST_CLAUSES]:
        found += _understood(message, span)
    if not found:
        whole = Span(0, len(message))
        return Message((Part(Kind.OTHER, whole, message.strip()),))
    parts = _whole_questions(message, _settled(message, found))
    kept, left_out = _fewer(parts)
    return Message(tuple(kept), left_out + len(spans[_MOST_CLAUSES:]))


def _understood(message: str, span: Span) -> list[_Clause]:
    """Classify a clause, after what politeness begins it with."""
    words = _words_in(message, span)
    found: list[_Clause] = []
    for kind, count in (
        (Kind.GREETING, _greeting(words)),
        (Kind.THANKS, _thanks(message, words)),
    ):
        if count == 0:
            continue
        if count == len(words):
            found.append(_Clause(_part(kind, message, span)))
            return found
        rest = words[count:]
        apart = not message[words[count - 1].end : rest[0].start].isspace()
        # "Thanks you are the best": "you" was no more than the next clause's subject.
        told = rest[0].form in AUXILIARIES and words[count - 1].form in _SUBJECTS
        marked = "?" in span.of(message)
        if kind is Kind.THANKS and not apart and not marked and (told or not asks(rest)):
            found.append(_Clause(_part(kind, message, span)))
            return found
        found.append(_Clause(_part(kind, message, Span(span.start, words[count - 1].end))))
        words = rest
        span = Span(words[0].start, span.end)
    if len(words) > 1 and words[0].form in CONNECTORS and _begins(words[1:]):
        words = words[1:]
        span = Span(words[0].start, span.end)
    found.append(_classified(message, span, words))
    return found


def _begins(words: Sequence[Word]) -> bool:
    return opens(words, 0) or _known(words) is not None


def _classified(message: str, span: Span, words: Sequence[Word]) -> _Clause:
    forms = [word.form for word in words]
    label = _known(words)
    if label is not None:
        kind, _, which = label.partition(".")
        wish = Wish(which) if kind == Kind.REQUEST else None
        detail = Detail(which) if kind == Kind.ABOUT_ARTICLE else None
        topic = Topic(which) if kind == Kind.ABOUT_BOT else None
        return _Clause(Part(Kind(kind), span, span.of(message), wish, detail, topic=topic))
    if all(form in ACKNOWLEDGEMENTS for form in forms):
        return _Clause(_part(Kind.OTHER, message, span))
    marked = "?" in span.of(message) or "？" in span.of(message)
    check = reported_words(message, span, words)
    if check is not None:
        return _Clause(check)
    if not marked and _is_remark(forms):
        return _Clause(_part(Kind.OPINION, message, span))
    explicit = marked or asks(words)
    return _Clause(_part(Kind.QUESTION, message, span), told=not explicit)


def _settled(message: str, found: Sequence[_Clause]) -> list[Part]:
    """Decide what statements are, now that all of the message is known.

    One before a question says what that is about, and is asked with it; one after it adds
    nothing. Where nothing is asked, statements are a remark if any of them is one, else a
    question.
    """
    explicit = any(not clause.told and clause.part.asks for clause in found)
    remark = any(clause.part.kind is Kind.OPINION for clause in found)
    parts: list[Part] = []
    told: Span | None = None  # statements since the last part
    for clause in [*found, None]:
        if clause is not None and clause.told:
            span = clause.part.span
            told = Span(told.start if told else span.start, span.end)
            continue
        asked = clause is not None and clause.part.kind is Kind.QUESTION
        if told is not None and not asked and not explicit and not remark:
            parts.append(_part(Kind.QUESTION, message, told))
        if clause is None:
            break
        part = clause.part
        if told is not None and asked:
            part = _part(Kind.QUESTION, message, Span(told.start, part.span.end))
        told = None
        aside = part.kind is Kind.OPINION and parts and parts[-1].kind is Kind.QUESTION
        if not aside or len(words_of(part.text)) > _ASIDE:
            parts.append(part)
    return parts


def _whole_questions(message: str, parts: Sequence[Part]) -> list[Part]:
    """Give a lone question word what the next question says: "when" and "where was it"."""
    settled = list(parts)
    for at, part in enumerate(parts):
        words = words_of(part.text)
        beside = parts[max(0, at - 1) : at + 2]
        if any(one.kind is Kind.ABOUT_ARTICLE for one in beside):
            settled[at] = _about_too(part, words)
            continue
        following = parts[at + 1] if at + 1 < len(parts) else part
        if (
            following is part
            or part.kind is not Kind.QUESTION
            or following.kind is not Kind.QUESTION
        ):
            continue
        if len(words) != 1 or words[0].form not in QUESTION_WORDS:
            continue
        if "?" in message[part.span.start : following.span.start]:
            continue
        after = words_of(following.text)
        if len(after) > 1 and after[0].form in QUESTION_WORDS:
            text = f"{part.text} {following.text[after[1].start :]}"
            settled[at] = Part(part.kind, part.span, text)
    return settled


def _about_too(part: Part, words: Sequence[Word]) -> Part:
    """Read "by whom" beside "when was this written" as a question about the article too."""
    forms = {word.form for word in words}
    if part.kind is not Kind.QUESTION or not forms <= _DETAIL_WORDS.keys() | {"by"}:
        return part
    details = {_DETAIL_WORDS[form] for form in forms if form in _DETAIL_WORDS}
    if len(details) != 1:
        return part
    return Part(Kind.ABOUT_ARTICLE, part.span, part.text, detail=details.pop())


def _fewer(parts: Sequence[Part]) -> tuple[list[Part], int]:
    kept: list[Part] = []
    seen: set[Kind] = set()
    before: list[str] = []
    asked = left_out = 0
    for part in parts:
        if part.asks:
            forms = [word.form for word in words_of(part.text)]
            if forms == before:  # said twice, asked once
                continue
            before = forms
            asked += 1
            if asked > MOST_QUESTIONS:
                left_out += 1
                continue
        elif part.kind in seen:
            continue
        seen.add(part.kind)
        kept.append(part)
    return kept, left_out


def _part(kind: Kind, message: str, span: Span) -> Part:
    return Part(kind, span, span.of(message))


def _words_in(message: str, span: Span) -> list[Word]:
    """Return the words of a part of a message, at their places in the message."""
    return [
        type(word)(word.form, word.start + span.start, word.end + span.start)
        for word in words_of(span.of(message))
    ]


def _greeting(words: Sequence[Word]) -> int:
    """Return how many words at the start only greet."""
    forms = [word.form for word in words]
    count = 0
    if forms[0] in GREETINGS:
        count = 1
    elif tuple(forms[:2]) in GREETING_PAIRS:
        count = 2
    elif forms == ["yo"]:
        return 1
    while count and count < len(forms) and forms[count] in _GREETED:
        count += 1
    return count


def _thanks(message: str, words: Sequence[Word]) -> int:
    """Return how many words at the start only thank; all of them if the rest is no more."""
    forms = [word.form for word in words]
    if all(form in THANKS or form in AROUND_THANKS for form in forms):
        return len(forms) if any(form in THANKS for form in forms) else 0
    at = 0
    while at < len(forms) and forms[at] in ACKNOWLEDGEMENTS:
        at += 1
    if at == len(forms) or forms[at] not in THANKS or forms[at + 1 : at + 2] == ["to"]:
        return 0
    at += 1
    if forms[at - 1 : at + 1] == ["thank", "you"] or forms[at - 1 : at + 1] == ["thank", "u"]:
        at += 1
    while at < len(forms) and forms[at] in _THANKED:
        gap = message[words[at - 1].end : words[at].start]
        if not gap.isspace():
            break
        at += 1
    return at


@functools.cache
def _misspelled() -> dict[str, str]:
    """Map what a trigger becomes with a letter lost or two swapped to the trigger.

    Other mistakes would turn words into each other: "quotas" is no "quotes".
    """
    slips: dict[str, str] = {}
    for word in sorted(_TRIGGERS):
        if len(word) < _SHORTEST_TRIGGER:
            continue
        for at in range(1, len(word)):
            slips.setdefault(word[:at] + word[at + 1 :], word)
            slips.setdefault(word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :], word)
    known = _TRIGGERS | FILLERS | QUESTION_WORDS | JUDGEMENTS | FEELINGS
    return {slip: word for slip, word in slips.items() if slip not in known}


def _known(words: Sequence[Word]) -> str | None:
    """Return the label of the rule that a few words fit, None for none."""
    if not 0 < len(words) <= _LONGEST_REQUEST:
        return None
    topic = topic_of([word.form for word in words])
    if topic is not None:
        return f"{Kind.ABOUT_BOT}.{topic}"
    slips = _misspelled()
    forms = frozenset(slips.get(word.form, word.form) for word in words)
    if _TRIGGERS.isdisjoint(forms):
        return None
    return next((rule.label for rule in RULES if rule.fits(forms, FILLERS)), None)


def _is_remark(forms: Sequence[str]) -> bool:
    """Whether a clause without a question mark judges or complains rather than asks."""
    spoken = [form for form in forms if form not in ACKNOWLEDGEMENTS] or list(forms)
    for opener in REMARK_OPENERS:
        if opener in (tuple(spoken[: len(opener)]), tuple(forms[: len(opener)])):
            return True
    # "What nonsense", "how awful", "what a load of rubbish": no verb follows.
    exclaimed = spoken[0] in {"what", "how"} and len(spoken) <= 3
    if spoken[:2] == ["what", "a"]:
        exclaimed = True
        if len(spoken) <= 3:
            return True
    if not exclaimed and (spoken[0] in QUESTION_WORDS or spoken[0] in AUXILIARIES):
        return False
    if not JUDGEMENTS.isdisjoint(spoken):
        return True
    # "Great" is both a feeling and no more than "ok".
    if FEELINGS.isdisjoint(forms):
        return False
    return sum(form not in _FELT for form in spoken) <= 1
