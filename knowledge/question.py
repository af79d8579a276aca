"""Understanding a question: its content terms, and the kind of answer it wants."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from knowledge.lexicon import (
    CUES,
    DURATIONS,
    MEASURES,
    NAMED,
    NEGATIONS,
    NUMBER_WORDS,
    PEOPLE,
    PLACES,
    TIMES,
)
from knowledge.text import Tokens, function_words, tokenise


class Wants(enum.StrEnum):
    """What can answer a question."""

    ANYTHING = "anything"
    QUANTITY = "quantity"
    AGE = "age"
    DATE = "date"
    DURATION = "duration"
    PLACE = "place"
    PERSON = "person"
    NAME = "name"
    SPEAKER = "speaker"
    WORDS = "words"  # what somebody said
    EVENT = "event"  # what happened
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"


# Kinds that a question word names for certain, and that are told from other words with
# certainty too.
_CERTAIN = {
    Wants.QUANTITY: {"how"},
    Wants.DATE: {"when", "when's", "year"},
    Wants.AGE: {"how"},
    Wants.DURATION: {"how"},
    Wants.SPEAKER: {"who", "who's"},
    Wants.WORDS: {"what", "what's"},
}
# What may be asked without naming anything: "What happened?", "When?", "Who is involved?"
_OF_THE_WHOLE = frozenset(
    {Wants.EVENT, Wants.PERSON, Wants.DATE, Wants.PLACE, Wants.REASON, Wants.MANNER}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content term of a question.

    `typing`: it mostly names the answer's type ("which *countries*", "what is it
    *worth*"), so that a passage without it may answer all the same. `named`: typed as
    a name or a number, so that an article without it is about something else.
    """

    term: str
    form: str
    typing: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    `focus` is the term of the noun asked about ("" for none), `plural` whether it is
    one; `sequence` the terms in order, for comparing neighbours; `negated` whether it
    asks who or what did *not*.
    """

    text: str
    tokens: Tokens
    terms: tuple[Term, ...]
    wants: Wants
    focus: str = ""
    plural: bool = False
    sequence: tuple[str, ...] = ()
    negated: bool = False

    @property
    def certain(self) -> bool:
        """Whether an answer surely has a figure, a date or a quotation in it."""
        return not _CERTAIN.get(self.wants, set()).isdisjoint(self.tokens.forms)

    @property
    def general(self) -> bool:
        """Whether it asks about the article as a whole: "What happened?", "Who is involved?"."""
        return not self.terms and self.wants in _OF_THE_WHOLE and not self.personal

    @property
    def personal(self) -> bool:
        """Whether it speaks of "you" or "me": more likely of the bot than of an article."""
        return not _PERSONAL.isdisjoint(self.tokens.forms)


_SPOKEN = (CUES - {"wrote", "writes", "read", "reads", "according"}) | {
    "say",
    "think",
    "claim",
    "tell",
    "ask",
    "argue",
    "warn",
    "quote",
    "quoted",
}
_AUXILIARY = frozenset(
    """
    is are was were be do does did has have had can could will would shall should may might must
    """.split()
)
# "Did the us spend more?": typed without capitals, after these it is the country.
_BEFORE_COUNTRY = frozenset("the did does has will".split())

# Words that say nothing of their own: "How did it happen?", "Where did it take place?"
_EMPTY_WORDS = frozenset(
    """
    happen happens happened happening occur occurs occurred involved involve involves take took
    place article story text news page
    """.split()
)
# Who says "you" speaks to the bot, who says "I" of what they want to do.
_PERSONAL = frozenset("you your yours yourself you're i i'm me my mine we our us".split())

# Chat shorthand for question words and other function words.
_SHORTHAND = {"wat": "what", "wht": "what", "whats": "what's", "hw": "how", "mch": "much"} | {
    "u": "you",
    "r": "are",
    "n": "and",
    "wen": "when",
    "wher": "where",
    "wich": "which",
    "whos": "who's",
    "plz": "please",
    "pls": "please",
    "teh": "the",
    "abt": "about",
    "whn": "when",
    "wy": "why",
    "dose": "does",
}


def is_negation(form: str) -> bool:
    """Whether a case-folded form turns a sentence round."""
    return form in NEGATIONS or form.endswith("n't")


def _is_noun_of(form: str, nouns: frozenset[str]) -> bool:
    return form in nouns or form.removesuffix("s") in nouns or form.replace("ies", "y") in nouns


def _focus_after(forms: list[str], start: int) -> int:
    """Return the position of the noun a question word asks about, or -1.

    It is the first plural or known noun, else the last word before the verb:
    "which *European countries* invest".
    """
    position = -1
    for index in range(start, min(start + 4, len(forms))):
        if forms[index] in _AUXILIARY or forms[index] in function_words("en"):
            break
        position = index
        plural = re.search(r"[^s]s$|^people$", forms[index]) is not None
        if plural or _is_noun_of(forms[index], MEASURES | PLACES | TIMES | PEOPLE | NAMED):
            break
    return position


def _kind_of_noun(form: str) -> Wants | None:
    for nouns, wants in (
        (MEASURES, Wants.QUANTITY),
        (PLACES, Wants.PLACE),
        (TIMES, Wants.DATE),
        (PEOPLE, Wants.PERSON),
        (NAMED, Wants.NAME),
    ):
        if _is_noun_of(form, nouns):
            return wants
    return None


def _how(forms: list[str], at: int) -> tuple[Wants, int]:
    following = forms[at + 1] if at + 1 < len(forms) else ""
    if following in {"many", "much"}:
        focus = _focus_after(forms, at + 2)
        if focus >= 0 and _is_noun_of(forms[focus], DURATIONS):
            return Wants.DURATION, focus
        return Wants.QUANTITY, focus
    if following == "old":
        return Wants.AGE, -1
    if following == "long":
        return Wants.DURATION, -1
    if following in {"big", "large", "high", "tall", "far", "fast", "deep", "heavy", "expensive"}:
        return Wants.QUANTITY, -1
    return Wants.MANNER, -1


def _what(forms: list[str], at: int) -> tuple[Wants, int]:
    if forms[at + 1 : at + 2] == ["else"]:
        at += 1
    rest = forms[at + 1 :]
    if any(f.startswith("happen") for f in rest[:3]):
        return Wants.EVENT, -1
    if any(f in _SPOKEN for f in rest) and any(f in _AUXILIARY for f in rest[:1]):
        return Wants.WORDS, -1
    if rest[:1] and rest[0] not in _AUXILIARY:
        position = _focus_after(forms, at + 1)
        kind = _kind_of_noun(forms[position]) if position >= 0 else None
        return kind or Wants.NAME, position
    # "What is the new defence spending benchmark?", "what is it worth?"
    nouns = [i for i in range(at + 2, len(forms)) if _is_noun_of(forms[i], MEASURES)]
    of = next((i for i in range(at + 2, len(forms)) if forms[i] in {"of", "in", "for"}), None)
    heads = [i for i in nouns if of is None or i < of]
    if heads:
        return Wants.QUANTITY, heads[-1]
    return Wants.ANYTHING, -1


def _classify(forms: list[str]) -> tuple[Wants, int]:
    """Return what the question wants, and its focus noun's position (-1 for none)."""
    simple = {"when": Wants.DATE, "when's": Wants.DATE, "where": Wants.PLACE, "why": Wants.REASON}
    simple |= {"where's": Wants.PLACE, "whom": Wants.PERSON, "whose": Wants.PERSON}
    for at, form in enumerate(forms):
        if form in simple:
            return simple[form], -1
        if form in {"who", "who's"}:
            said = at + 1 < len(forms) and forms[at + 1] in _SPOKEN | {"has", "have"}
            said = said and any(f in _SPOKEN for f in forms[at + 1 : at + 3])
            return (Wants.SPEAKER if said else Wants.PERSON), -1
        if form == "how":
            return _how(forms, at)
        if form in {"what", "what's", "which"}:
            return _what(forms, at)
    if forms[:1] and forms[0] in _AUXILIARY:
        return Wants.YES_NO, -1
    return Wants.ANYTHING, -1


def _dropped(wants: Wants) -> frozenset[str]:
    """Return the forms that ask rather than tell, for this kind of question."""
    if wants in {Wants.SPEAKER, Wants.WORDS}:
        return _SPOKEN
    if wants is Wants.DURATION:
        return frozenset({"long"})
    if wants is Wants.EVENT:
        return frozenset({"happen", "happens", "happened", "happening"})
    return frozenset()


def _with_country(tokens: Tokens) -> Tokens:
    """Read "the us" as the country."""
    places = [
        place
        for place, form in enumerate(tokens.forms)
        if form == "us" and place and tokens.forms[place - 1] in _BEFORE_COUNTRY
    ]
    if not places:
        return tokens
    country = tokenise("US")
    forms = [country.forms[0] if i in places else f for i, f in enumerate(tokens.forms)]
    terms = [country.terms[0] if i in places else t for i, t in enumerate(tokens.terms)]
    return Tokens(tokens.starts, tokens.ends, forms, terms)


def _is_named(text: str, tokens: Tokens, index: int) -> bool:
    raw = text[tokens.starts[index] : tokens.ends[index]]
    return raw[:1].isdigit() or (index > 0 and raw[:1].isupper())


def understand(text: str, language: str = "en") -> Query:
    """Analyse a question as typed."""
    tokens = _with_country(tokenise(text, language))
    forms = [_SHORTHAND.get(f, f).removesuffix("'s") or f for f in tokens.forms]
    spelled = [_SHORTHAND.get(f, f) for f in tokens.forms]
    wants, focus = _classify(spelled)
    skip = function_words(language) | _dropped(wants)
    shouted = text.isupper()
    terms: dict[str, Term] = {}
    for index, form in enumerate(spelled):
        if form in skip or forms[index] in skip:
            continue
        asks_how = wants is Wants.QUANTITY and index > 0 and spelled[index - 1] == "how"
        typing = asks_how or (index == focus and _kind_of_noun(form) is not None)
        named = not shouted and _is_named(text, tokens, index) and form not in NUMBER_WORDS
        term = Term(tokens.terms[index], tokens.forms[index], typing, named)
        terms.setdefault(term.term, term)
    if all(term.typing or term.form in _EMPTY_WORDS for term in terms.values()):
        # "What time is it?" says what is wanted and nothing of what it is about.
        terms = {}
        if wants is Wants.ANYTHING and "about" in spelled and {"what", "what's"} & set(spelled):
            wants = Wants.EVENT
    return Query(
        text=text,
        tokens=tokens,
        terms=tuple(terms.values()),
        wants=wants,
        focus=tokens.terms[focus] if focus >= 0 else "",
        plural=focus >= 0 and re.search(r"[^s]s$", tokens.forms[focus]) is not None,
        negated=any(is_negation(form) for form in spelled),
        sequence=tuple(t for t, f in zip(tokens.terms, spelled, strict=True) if f not in skip),
    )
