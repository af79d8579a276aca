"""What a question asks for: its asking clause, the question word in it, the kind of answer.

Context may come first ("Gas prices hit a record. How much is a gallon?"), the question
word may stand anywhere ("… has bought which platform?"), and who, which, where, what
and how mostly do not ask at all ("the man who …"). So every such word is weighed by
its place, and the likeliest one asks.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.lexicon import CUES
from knowledge.model import Span
from knowledge.questions import nouns
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.text.tokens import Tokens


class Wants(enum.StrEnum):
    """What can answer a question."""

    ANYTHING = "anything"
    QUANTITY = "quantity"  # how many, how high: any figure
    PERCENT = "percent"
    MONEY = "money"
    AGE = "age"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"  # how often
    PLACE = "place"
    PERSON = "person"
    NAME = "name"  # of anything that has one
    ORIGIN = "origin"  # nationality, language, religion, currency
    THING = "thing"  # of a kind: "which colour", "what type of …"
    TERM = "term"  # what something is called
    MEANING = "meaning"  # what a word or a letter stands for
    SPEAKER = "speaker"
    WORDS = "words"  # what somebody said
    EVENT = "event"  # what happened
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Asking:
    """Where and what a question asks, in positions of its tokens.

    The asking sentence is ``tokens[first:last]``; `at` is its question word and `focus`
    the noun it asks about ("which European *countries*"), -1 where there is none.
    """

    first: int
    last: int
    wants: Wants
    at: int = -1
    focus: int = -1


AUXILIARIES = frozenset(
    """
    is are was were be been do does did has have had can could will would shall should may might
    must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't
    won't wouldn't
    """.split()
)
# Verbs that ask for, or report, what somebody said.
SPOKEN = (CUES - {"wrote", "writes", "read", "reads", "according"}) | frozenset(
    "say think claim tell ask argue warn quote quoted predict reply respond responded".split()
)
_BARE_SPOKEN = frozenset(
    "say said think claim tell argue warn predict reply respond state announce promise".split()
)
_COPULA = frozenset("is are was were isn't aren't wasn't weren't".split())
_DO = frozenset("do does did don't doesn't didn't".split())
_ASKING = frozenset(
    "who whom whose what which when where why how who's what's when's where's why's how's".split()
)
_PREPOSITIONS = frozenset(
    """
    about after against among around as at before between beyond by during following for from in
    into near of off on onto out over per since than through to toward towards under until up upon
    via with within without
    """.split()
)
_DETERMINERS = frozenset("a an the this that these those its his her their our my your".split())
# After these a question word asks, though the sentence goes on before it.
_TELL = frozenset(
    """
    know tell me wonder wondering explain say says show remember understand curious asking ask see
    idea find out so but please hi hello hey ok also then
    """.split()
)
_SOME = frozenset("two three four five other else exact exactly specific".split())
# "How high", "how large": a figure, not a manner.
_EXTENTS = frozenset(
    """
    big bright close cold deep expensive far fast heavy high hot large late loud low powerful small
    strong tall thick warm wide
    """.split()
)
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
# In this order: "type" and "title" are in several lists.
_KINDS = (
    (nouns.PERCENTAGES, Wants.PERCENT),
    (nouns.MONEY, Wants.MONEY),
    (nouns.MEASURES - nouns.PLACES - nouns.PEOPLE, Wants.QUANTITY),
    (frozenset({"age"}), Wants.AGE),
    (nouns.TIMES, Wants.DATE),
    (nouns.PLACES, Wants.PLACE),
    (nouns.PEOPLE, Wants.PERSON),
    (nouns.ORIGINS, Wants.ORIGIN),
    (nouns.LABELS, Wants.TERM),
    (nouns.NAMED, Wants.NAME),
    (nouns.REASONS, Wants.REASON),
    (nouns.WORDS, Wants.WORDS),
    (nouns.THINGS | nouns.ROLES, Wants.THING),
)
_KIND_OF = {noun: wants for listed, wants in reversed(_KINDS) for noun in listed}
_PLURAL = re.compile(r"[^\W\d_]{2}[^\W\d_su]s$|^(?:people|men|women|children)$")
_BREAK = re.compile(r"[,;:.!?()–—-]")
_IRREGULAR = {"men": "man", "women": "woman", "wives": "wife", "people": "people"}


def is_plural(form: str) -> bool:
    """Whether a form looks like a plural noun."""
    return _PLURAL.search(form) is not None


def kind_of_noun(form: str) -> Wants | None:
    """Return the kind of thing a noun asks for, one or several of them; None if unknown."""
    form = form.removesuffix("'s").removesuffix("s'")
    singulars = (form, _IRREGULAR.get(form, form), form.removesuffix("s"))
    others = (form.removesuffix("es"), re.sub(r"ies$", "y", form))
    return next((_KIND_OF[s] for s in (*singulars, *others) if s in _KIND_OF), None)


def _bare(form: str) -> str:
    """Return "who" for "who's"."""
    return form.removesuffix("'s") if form in _ASKING else form


class _Sentence:
    """One sentence of a question; positions count the question's tokens."""

    def __init__(self, text: str, tokens: Tokens, forms: Sequence[str], place: Span) -> None:
        inside = [i for i, s in enumerate(tokens.starts) if place.start <= s < place.end]
        self.first, self.last = (inside[0], inside[-1] + 1) if inside else (0, 0)
        self._text, self._tokens, self._forms = text, tokens, forms
        self.asked = "?" in text[place.start : place.end]

    def form(self, at: int) -> str:
        """Return a form, "" outside the sentence."""
        return self._forms[at] if self.first <= at < self.last else ""

    def mark(self, at: int) -> str:
        """Return the marks before a token, without spaces."""
        start = self._tokens.ends[at - 1] if at > self.first else self._tokens.starts[at]
        end = self._tokens.starts[at] if at < len(self._tokens) else len(self._text)
        return self._text[start:end].strip()

    def words(self, start: int, stop: int | None = None) -> list[str]:
        """Return the forms from one position on, to the sentence's end or up to another."""
        return list(self._forms[max(start, self.first) : min(self.last, stop or self.last)])

    def likelihood(self, at: int) -> float:
        """Return how likely a word at this place asks, from 0 to 10."""
        form, before, after = self.form(at), self.form(at - 1), self.form(at + 1)
        if at == self.first or form.endswith("'s"):
            return 10.0
        inverted = after in AUXILIARIES
        parted = bool(self.mark(at).strip("\"'“”‘’"))
        early = at - self.first
        if before in _PREPOSITIONS and (early == 1 or self.mark(at - 1)):
            return 9.0  # "In which city …", "…, by what name …"
        if at == self.last - 1:
            return 8.0  # "… have identified what?"
        if _bare(form) in {"who", "whom", "whose", "where", "when", "why"}:
            if before in _TELL or (early <= 2 and before in AUXILIARIES):
                return 7.0
            # "The man who was shot", "In 2022, who was elected"
            return (6.0 if parted and early <= 8 else 1.5) if inverted else 1.0 + parted
        if form == "how":
            counted = after in {"many", "much", "long", "old"} or after in _EXTENTS
            return 7.0 if before in _TELL or parted else 6.0 if counted else 2.0
        if before in _TELL:
            return 7.0
        if form == "which":
            # "…, which is", "the city in which" against "is acquiring which platform"
            return 2.0 if inverted else 5.0 if parted and early > 8 else 7.0
        if inverted or after in _DETERMINERS or after in _PREPOSITIONS:
            return 6.0 if parted else 3.0 if inverted else 2.0
        noun = kind_of_noun(after) or kind_of_noun(self.form(at + 2))
        return 7.0 if parted or noun else 4.0

    def word(self) -> tuple[int, float]:
        """Return the place of the word that asks and its likelihood; -1 for none."""
        found = [(self.likelihood(i), -i) for i in range(self.first, self.last) if self._asks(i)]
        if not found:
            return -1, 0.0
        best, place = max(found)
        # "Did the man who shot him die?" asks yes or no.
        if self.form(self.first) in AUXILIARIES and best < 7:
            return -1, 0.0
        return (-place, best) if best >= 2 or self.asked else (-1, 0.0)

    def _asks(self, at: int) -> bool:
        return self.form(at) in _ASKING

    def head(self, start: int, *, owner: bool = False) -> int:
        """Return the head of the noun phrase that starts here, or -1; with `owner`, of its owner.

        It is the first plural or known noun that no other follows, else the last word
        before a verb or a function word.
        """
        position = -1
        for at in range(start, min(start + 7, self.last)):
            form = self.form(at)
            if form in AUXILIARIES or (form in function_words("en") and form not in _SOME):
                break
            if position >= 0 and (_BREAK.search(self.mark(at)) or self._ends(position, at)):
                break
            position = at
            if owner and form.endswith("'s") and kind_of_noun(form):
                break  # "which *country's* lawmakers"
        return position

    def _ends(self, head: int, at: int) -> bool:
        """Whether a noun phrase with this head so far ends before the next word."""
        form, known = self.form(at), kind_of_noun(self.form(head))
        if self.form(head).endswith("'s") or kind_of_noun(form) or self._is_capital(head, at):
            return False
        if known or is_plural(self.form(head)):
            # "how many Christmas trees"
            return known is not None or not is_plural(form)
        if form.endswith("ed") and len(form) > 4:
            # "which highly anticipated feature" against "which carmaker recalled its"
            after = self.form(at + 1)
            return after in function_words("en") or after in AUXILIARIES or self.mark(at + 1) != ""
        return form in CUES

    def _is_capital(self, *places: int) -> bool:
        return all(self._text[self._tokens.starts[at]].isupper() for at in places)


def _how(sentence: _Sentence, at: int) -> tuple[Wants, int]:
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
    if following in _EXTENTS:
        return Wants.QUANTITY, -1
    return Wants.MANNER, -1


def _of_noun(sentence: _Sentence, at: int, focus: int) -> tuple[Wants, int]:
    """Read "what type of animal" as asking for an animal."""
    form = sentence.form(focus).removesuffix("s")
    if form in {"type", "kind", "sort", "part"} and sentence.form(focus + 1) == "of":
        inner = sentence.head(focus + 2)
        kind = kind_of_noun(sentence.form(inner)) if inner >= 0 else None
        return (kind if kind in {Wants.PERSON, Wants.PLACE} and form == "part" else Wants.THING), (
            inner if inner >= 0 else focus
        )
    return kind_of_noun(sentence.form(focus)) or _unknown(sentence, at), focus


def _unknown(sentence: _Sentence, at: int) -> Wants:
    return Wants.NAME if sentence.form(at) == "which" else Wants.THING


def _what_is(sentence: _Sentence, at: int) -> tuple[Wants, int]:
    """Classify "what is the new benchmark?", "what was the name of …", "what is it called?"."""
    rest = sentence.words(at + 2)
    if (rest[-1:] and rest[-1] in NAMED_AS) or ("known" in rest and rest[-1] in {"as", "by"}):
        return Wants.TERM, -1
    if "stand" in rest and rest[-1] == "for":
        return Wants.MEANING, -1
    if {"going", "happening"} & set(rest[:2]):
        return Wants.EVENT, -1
    start = at + 2
    while sentence.form(start) in _DETERMINERS:
        start += 1
    head = sentence.head(start)
    # "What is Ukraine's defense industry worth?", "what is the summit about?"
    if rest[-1:] and rest[-1] == "worth":
        return Wants.MONEY, sentence.last - 1
    kind = kind_of_noun(sentence.form(head)) if head >= 0 else None
    if kind in {None, Wants.PERSON, Wants.PLACE, Wants.NAME, Wants.DATE} and not (
        kind and sentence.form(start - 1) in _DETERMINERS
    ):
        # "What is a mayor?", "what is Nordline's airline?": no kind of thing to look for.
        return Wants.ANYTHING, -1
    return kind or Wants.ANYTHING, head


def _is_said(rest: Sequence[str]) -> bool:
    """Whether "did he say" ends there, or goes on with what it is about."""
    spoken = next((i for i, form in enumerate(rest) if form in _BARE_SPOKEN), -1)
    following = rest[spoken + 1 : spoken + 2]
    return spoken > 0 and (not following or following[0] in _PREPOSITIONS | _TALKED_TO)


def _what(sentence: _Sentence, at: int) -> tuple[Wants, int]:
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


def _who(sentence: _Sentence, at: int) -> Wants:
    after = sentence.words(at + 1, at + 3)
    said = bool(after) and after[0] in SPOKEN | {"has", "have", "had"}
    return Wants.SPEAKER if said and not SPOKEN.isdisjoint(after) else Wants.PERSON


def _wordless(sentence: _Sentence) -> tuple[Wants, int]:
    """Classify "date of the summit?", "name the city that …"; a verb first asks yes or no."""
    if sentence.form(sentence.first) in AUXILIARIES:
        return Wants.YES_NO, -1
    start = sentence.first
    while sentence.form(start) in _DETERMINERS | {"name", "list", "give", "me"}:
        start += 1
    head = sentence.head(start)
    kind = kind_of_noun(sentence.form(head)) if head >= 0 else None
    named = sentence.form(sentence.first) in {"name", "list", "give"}
    short = sentence.last - sentence.first <= 6 and sentence.form(head + 1) in {"of", ""}
    return (kind, head) if kind and (named or short) else (Wants.ANYTHING, -1)


def _classify(sentence: _Sentence, at: int) -> tuple[Wants, int]:
    if at < 0:
        return _wordless(sentence)
    word = _bare(sentence.form(at))
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
    pieces: Iterable[_Sentence] = (
        _Sentence(text, tokens, forms, place) for place in sentences(text, Span(0, len(text)))
    )
    kept = [piece for piece in pieces if piece.last > piece.first]
    if not kept:
        return Asking(0, len(forms), Wants.ANYTHING)
    asking = [p for p in kept if p.asked] or [p for p in kept if p.word()[0] >= 0] or kept[:1]
    sentence = asking[-1]
    at, _ = sentence.word()
    wants, focus = _classify(sentence, at)
    return Asking(sentence.first, sentence.last, wants, at, focus)
