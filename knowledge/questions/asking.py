"""What a question asks for: its asking clause, the question word in it, the kind of answer.

Context may come first ("Gas prices hit a record. How much is a gallon?"), the question
word may stand anywhere ("… has bought which platform?"), and who, which, where, what
and how mostly do not ask at all ("the man who …"). So `asking_sentence` weighs every
such word by its place, and the likeliest one asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.lexicon import CUES
from knowledge.model import Span
from knowledge.questions import nouns
from knowledge.questions.asking_sentence import (
    AUXILIARIES,
    DETERMINERS,
    EXTENTS,
    PREPOSITIONS,
    AskingSentence,
    bare,
)
from knowledge.questions.extents import extent
from knowledge.questions.wants import Wants, kind_of_noun
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.text.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Asking:
    """Where and what a question asks, in positions of its tokens.

    The asking sentence is ``tokens[first:last]``; `at` is its question word and `focus`
    the noun it asks about ("which European *countries*"), -1 where there is none. `aspect`
    says which measure is asked for ("how *deep*"), "" where any will do.
    """

    first: int
    last: int
    wants: Wants
    at: int = -1
    focus: int = -1
    aspect: str = ""


# Verbs that ask for, or report, what somebody said.
SPOKEN = (CUES - {"wrote", "writes", "read", "reads", "according"}) | frozenset(
    "say think claim tell ask argue warn quote quoted predict reply respond responded".split()
)
_BARE_SPOKEN = frozenset(
    "say said think claim tell argue warn predict reply respond state announce promise".split()
)
_COPULA = frozenset("is are was were isn't aren't wasn't weren't".split())
_DO = frozenset("do does did don't doesn't didn't".split())
_COSTS = frozenset("cost costs pay paid pays worth fined raise raised earn earned charge".split())
NAMED_AS = frozenset(
    "called named dubbed nicknamed titled entitled termed labelled labeled".split()
)
_HAPPEN = frozenset("happen happened happens happening occurred occurs unfolded transpired".split())
_TALKED_TO = frozenset("regarding concerning when he she it they him her them us me that".split())
_CAUSED = frozenset("caused causes prompted triggered sparked led".split())

_SIMPLE = {
    "when": Wants.DATE,
    "where": Wants.PLACE,
    "why": Wants.REASON,
    "whom": Wants.PERSON,
    "whose": Wants.PERSON,
}


def _how(sentence: AskingSentence, at: int) -> tuple[Wants, int]:
    following = sentence.form(at + 1)
    if following in {"many", "much"}:
        focus = sentence.head(at + 2)
        noun = sentence.form(focus) if focus >= 0 else ""
        if noun and noun.removesuffix("s") in nouns.DURATIONS:
            return Wants.DURATION, focus
        if noun in {"money", "dollars", "euros", "pounds"}:
            return Wants.MONEY, focus
        priced = not _COSTS.isdisjoint(sentence.words(at)) or sentence.form(at + 2) in _COPULA
        if following == "much" and focus < 0 and priced:
            return Wants.MONEY, -1
        return Wants.QUANTITY, focus
    if following in {"old", "young"}:
        return Wants.AGE, -1
    if following in {"long", "soon"}:
        return (Wants.DURATION if following == "long" else Wants.DATE), -1
    if following in {"often", "frequently"}:
        return Wants.FREQUENCY, -1
    if following in EXTENTS:
        return Wants.QUANTITY, -1
    return Wants.MANNER, -1


def _of_noun(sentence: AskingSentence, at: int, focus: int) -> tuple[Wants, int]:
    """Read "what type of animal" as asking for an animal."""
    form = sentence.form(focus).removesuffix("s")
    if form in {"type", "kind", "sort", "part"} and sentence.form(focus + 1) == "of":
        inner = sentence.head(focus + 2)
        kind = kind_of_noun(sentence.form(inner)) if inner >= 0 else None
        return (kind if kind in {Wants.PERSON, Wants.PLACE} and form == "part" else Wants.THING), (
            inner if inner >= 0 else focus
        )
    return kind_of_noun(sentence.form(focus)) or _unknown(sentence, at), focus


def _unknown(sentence: AskingSentence, at: int) -> Wants:
    return Wants.NAME if sentence.form(at) == "which" else Wants.THING


def _what_is(sentence: AskingSentence, at: int) -> tuple[Wants, int]:
    """Classify "what is the new benchmark?", "what was the name of …", "what is it called?"."""
    rest = sentence.words(at + 2)
    if (rest[-1:] and rest[-1] in NAMED_AS) or ("known" in rest and rest[-1] in {"as", "by"}):
        return Wants.TERM, -1
    if "stand" in rest and rest[-1] == "for":
        return Wants.MEANING, -1
    if {"going", "happening"} & set(rest[:2]):
        return Wants.EVENT, -1
    start = at + 2
    while sentence.form(start) in DETERMINERS:
        start += 1
    head = sentence.head(start)
    # "What is Ukraine's defense industry worth?", "what is the summit about?"
    if rest[-1:] and rest[-1] == "worth":
        return Wants.MONEY, sentence.last - 1
    kind = kind_of_noun(sentence.form(head)) if head >= 0 else None
    if head >= 0 and any(form[:1].isdigit() for form in sentence.words(start, head)):
        return Wants.ANYTHING, -1  # "What is the 5% target?" has the figure and asks what it is
    if kind in {None, Wants.PERSON, Wants.PLACE, Wants.NAME, Wants.DATE} and not (
        kind and sentence.form(start - 1) in DETERMINERS
    ):
        # "What is a mayor?", "what is Nordline's airline?": no kind of thing to look for.
        return Wants.ANYTHING, -1
    return kind or Wants.ANYTHING, head


def _is_said(rest: Sequence[str]) -> bool:
    """Whether "did he say" ends there, or goes on with what it is about."""
    spoken = next((i for i, form in enumerate(rest) if form in _BARE_SPOKEN), -1)
    following = rest[spoken + 1 : spoken + 2]
    return spoken > 0 and (not following or following[0] in PREPOSITIONS | _TALKED_TO)


def _what(sentence: AskingSentence, at: int) -> tuple[Wants, int]:
    form = sentence.form(at)
    if form.endswith("'s"):
        return _what_is(sentence, at - 1)
    at += sentence.form(at + 1) == "else"
    following, rest = sentence.form(at + 1), sentence.words(at + 1)
    if not _HAPPEN.isdisjoint(rest[:3]) or rest[:2] == ["took", "place"]:
        return Wants.EVENT, -1
    if following in _CAUSED:
        return Wants.REASON, -1
    if following in _DO:
        if rest[-1] == "for" and "stand" in rest:
            return Wants.MEANING, -1
        if rest[-1] == "call" or {"call", "name"} & set(rest[2:]):
            return Wants.TERM, -1
        if rest[-1] in {"cost", "weigh", "earn", "charge"}:
            return (Wants.QUANTITY if rest[-1] == "weigh" else Wants.MONEY), -1
        return (Wants.WORDS if _is_said(rest) else Wants.ANYTHING), -1
    if following in {"has", "have", "had", "was", "were"} and "said" in rest[1:6]:
        return Wants.WORDS, -1
    if following in _COPULA:
        return _what_is(sentence, at)
    if following and following not in AUXILIARIES:
        focus = sentence.head(at + 1, owner=True)
        return _of_noun(sentence, at, focus) if focus >= 0 else (Wants.ANYTHING, -1)
    return Wants.ANYTHING, -1


def _who(sentence: AskingSentence, at: int) -> Wants:
    after = sentence.words(at + 1, at + 3)
    said = bool(after) and after[0] in SPOKEN | {"has", "have", "had"}
    return Wants.SPEAKER if said and not SPOKEN.isdisjoint(after) else Wants.PERSON


def _wordless(sentence: AskingSentence) -> tuple[Wants, int]:
    """Classify "date of the summit?", "name the city that …"; a verb first asks yes or no."""
    if sentence.form(sentence.first) in AUXILIARIES:
        return Wants.YES_NO, -1
    start = sentence.first
    while sentence.form(start) in DETERMINERS | {"name", "list", "give", "me"}:
        start += 1
    head = sentence.head(start)
    kind = kind_of_noun(sentence.form(head)) if head >= 0 else None
    named = sentence.form(sentence.first) in {"name", "list", "give"}
    short = sentence.last - sentence.first <= 6 and sentence.form(head + 1) in {"of", ""}
    return (kind, head) if kind and (named or short) else (Wants.ANYTHING, -1)


def _classify(sentence: AskingSentence, at: int) -> tuple[Wants, int]:
    if at < 0:
        return _wordless(sentence)
    word = bare(sentence.form(at))
    if word == "whose":
        focus = sentence.head(at + 1)
        return Wants.PERSON, focus
    if word in _SIMPLE:
        return _SIMPLE[word], -1
    if word == "who":
        return _who(sentence, at), -1
    return _how(sentence, at) if word == "how" else _what(sentence, at)


def find_asking(text: str, tokens: Tokens, forms: Sequence[str]) -> Asking:
    """Find what a question asks for.

    `forms` are the tokens' forms with chat shorthand written out. The sentence that asks
    is the last one with a question mark, else the last with a question word, else all.
    """
    pieces: Iterable[AskingSentence] = (
        AskingSentence(text, tokens, forms, place) for place in sentences(text, Span(0, len(text)))
    )
    kept = [piece for piece in pieces if piece.last > piece.first]
    if not kept:
        return Asking(0, len(forms), Wants.ANYTHING)
    asking = [p for p in kept if p.asked] or [p for p in kept if p.word()[0] >= 0] or kept[:1]
    sentence = asking[-1]
    at, _ = sentence.word()
    wants, focus = _classify(sentence, at)
    measure = extent(sentence.words(at + 1)) if sentence.form(at) == "how" else ""
    wants = Wants.QUANTITY if measure else wants
    return Asking(sentence.first, sentence.last, wants, at, focus, measure)
