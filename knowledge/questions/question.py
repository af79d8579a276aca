"""Understanding a question: its content terms, and the kind of answer it wants."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.languages import CAPITAL_NOUNS, function_words
from knowledge.lexicon import NEGATIONS, NUMBER_WORDS
from knowledge.model import Span
from knowledge.questions.asking import NAMED_AS, SPOKEN, find_asking
from knowledge.questions.particular import particular
from knowledge.questions.question_words import NEGATIONS_ELSEWHERE, find_asking_in, phrase_at
from knowledge.questions.roles import role_at
from knowledge.questions.wants import Wants, is_plural, kind_of_noun
from knowledge.text.forms import bare_form
from knowledge.text.tokens import Tokens, tokenise

__all__ = ["Query", "Term", "Wants", "is_negation", "understand"]

# Kinds that a question word names for certain, and that are told from other words with
# certainty too.
_CERTAIN = {
    Wants.QUANTITY: {"how"},
    Wants.MONEY: {"how"},
    Wants.PERCENT: {"how", "what", "which"},
    Wants.DATE: {"when", "when's", "year", "years", "wann", "коли"},
    Wants.AGE: {"how", "wie"},
    Wants.DURATION: {"how", "wie", "скільки"},
    Wants.SPEAKER: {"who", "who's"},
    Wants.WORDS: {"what", "what's"},
    Wants.HARM: {"", "how"},
}
# A question of more content words has context, which tells more than what kind it is of.
BRIEF = 4
# What may be asked without naming anything: "What happened?", "When?", "Who is involved?"
_OF_THE_WHOLE = frozenset(
    {Wants.EVENT, Wants.PERSON, Wants.DATE, Wants.PLACE, Wants.REASON, Wants.MANNER}
    | {Wants.AGE, Wants.HARM, Wants.BLAME}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content term of a question.

    `typing`: it mostly names the answer's type ("which *countries*", "what is it
    *worth*"), so that a passage without it may answer all the same. `named`: typed as
    a name or a number, so that an article without it is about something else. `phrase`: the
    term with the particle after it, if there is one ("come out").
    """

    term: str
    form: str
    typing: bool = False
    named: bool = False
    phrase: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    `focus` is the term of the noun asked about ("" for none), `plural` whether it is
    one; `sequence` the terms in order, for comparing neighbours; `negated` whether it
    asks who or what did *not*. `word` is the question word ("which", "" for none) and
    `sentence` the place of the sentence that asks; `asking` has the terms in it, the
    others are context told before. `aspect` is the measure that is asked for ("deep"), or
    whether it asks for the hurt or the dead; `role` the term of whose bearer it asks ("who is
    the *director*").
    """

    text: str
    tokens: Tokens
    terms: tuple[Term, ...]
    wants: Wants
    focus: str = ""
    plural: bool = False
    sequence: tuple[str, ...] = ()
    negated: bool = False
    word: str = ""
    sentence: Span = field(default_factory=lambda: Span(0, 0))
    asking: frozenset[str] = frozenset()
    aspect: str = ""
    role: str = ""

    @property
    def certain(self) -> bool:
        """Whether an answer surely has a figure, a date or a quotation in it."""
        asked = {self.word, *self.tokens.forms} if self.wants is Wants.DATE else {self.word}
        return not _CERTAIN.get(self.wants, set()).isdisjoint(asked)

    @property
    def general(self) -> bool:
        """Whether it asks about the article as a whole: "What happened?", "Who is involved?"."""
        whole = self.wants in _OF_THE_WHOLE or self.aspect
        return not self.terms and bool(whole) and not self.personal

    @property
    def brief(self) -> bool:
        """Whether it has a few words, so that what kind of thing it asks for says the most."""
        return len(self.terms) <= BRIEF

    @property
    def personal(self) -> bool:
        """Whether it speaks of "you" or "me": more likely of the bot than of an article."""
        return not _PERSONAL.isdisjoint(self.tokens.forms)


# "Did the us spend more?": typed without capitals, after these it is the country.
_BEFORE_COUNTRY = frozenset("the did does has will".split())

# Words that say nothing of their own: "How did it happen?", "Where did it take place?"
_EMPTY_WORDS = frozenset(
    """
    happen happens happened happening occur occurs occurred involved involve involves take took
    place article story text news page
    """.split()
)
# "When did the crash happen?" is asked of the crash.
_HAPPEN = frozenset("happen happens happened happening occur occurs occurred".split())
_OF_EVENTS = frozenset({Wants.EVENT, Wants.DATE, Wants.PLACE, Wants.REASON, Wants.MANNER})
# Who says "you" speaks to the bot, who says "I" of what they want to do.
_PERSONAL = frozenset("you your yours yourself you're i i'm me my mine we our us".split())

# "How many people died?" is answered by "killing seven": who is counted goes without saying.
_PERSONS = frozenset("people persons ppl person leute menschen personen".split())
_COUNTED = 0.5
# "So seven died, right?"
_TAGS = frozenset("right correct true innit ja oder richtig verdad no".split())
_TAGGED = 2
_PARTICLES = frozenset("out up down over no".split())

_OLD = frozenset("old young alt jung років".split())
# What is asked with a kind of question and need not be told: "how long will it *take*?"
_ASKED_WITH = {
    Wants.DURATION: frozenset("take takes took taken last lasts lasted".split()),
    Wants.MONEY: frozenset("cost costs pay price".split()),
    Wants.QUANTITY: frozenset("long tall wide deep thick".split()),
}
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
    "ppl": "people",
}


def is_negation(form: str, language: str = "en") -> bool:
    """Whether a case-folded form turns a sentence round."""
    if language not in {"en", ""}:
        return form in NEGATIONS_ELSEWHERE
    return form in NEGATIONS or form.endswith("n't")


def _dropped(wants: Wants) -> frozenset[str]:
    """Return the forms that ask rather than tell, for this kind of question."""
    if wants in {Wants.SPEAKER, Wants.WORDS}:
        return SPOKEN
    if wants is Wants.DURATION:
        return frozenset({"long"})
    if wants is Wants.AGE:
        return _OLD
    if wants in _OF_EVENTS:
        return _HAPPEN
    return frozenset()


def _with_country(tokens: Tokens) -> Tokens:
    """Read "the us", and "us exports", as the country."""
    forms = tokens.forms
    places = [
        place
        for place, form in enumerate(forms)
        if form == "us" and place and forms[place - 1] in _BEFORE_COUNTRY
    ]
    if forms[:1] == ["us"] and len(forms) > 1 and forms[1] not in function_words("en"):
        places.insert(0, 0)
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
    english = language in {"en", ""}
    tokens = tokenise(text, language)
    if english:
        tokens = _with_country(tokens)
        forms = [_SHORTHAND.get(f, f).removesuffix("'s") or f for f in tokens.forms]
        spelled = [_SHORTHAND.get(f, f) for f in tokens.forms]
        asked = find_asking(text, tokens, spelled)
        # "how high", "how much"
        asks = {asked.at + 1} if asked.at >= 0 and spelled[asked.at] == "how" else set[int]()
        names_kind = asked.focus >= 0 and kind_of_noun(spelled[asked.focus]) is not None
    else:
        forms, spelled = [bare_form(f, language) for f in tokens.forms], tokens.forms
        asked = find_asking_in(language, text, tokens, spelled)
        asks = phrase_at(language, spelled, asked.at)
        names_kind = asked.wants not in {Wants.NAME, Wants.QUANTITY}
    wants, focus, aspect, words = particular(asked, spelled, language)
    skip = function_words(language) | _dropped(asked.wants) | words
    told = not text.isupper() and language not in CAPITAL_NOUNS
    terms: dict[str, Term] = {}
    tagged = asked.at < 0 and len(spelled) > _TAGGED and spelled[-1] in _TAGS
    for index, form in enumerate(spelled[: len(spelled) - tagged]):
        # A letter under a heap of accents says no more than without them.
        plain = form if form.isalnum() else tokens.terms[index]
        if form in skip or forms[index] in skip or plain in skip:
            continue
        typing = index in asks or (index == focus and names_kind)
        typing = typing or (wants is Wants.TERM and form in NAMED_AS)
        named = told and _is_named(text, tokens, index) and form not in NUMBER_WORDS
        typing = typing or (form in _ASKED_WITH.get(wants, ()) and not named)
        particle = spelled[index + 1] if index + 1 < len(spelled) else ""
        phrase = f"{tokens.terms[index]} {particle}" if particle in _PARTICLES else ""
        if wants is Wants.YES_NO:
            phrase = phrase or f"whether {tokens.terms[index]}"
        counted = index == focus and form in _PERSONS and wants is Wants.QUANTITY
        weight = _COUNTED if counted else 1.0
        term = Term(tokens.terms[index], tokens.forms[index], typing, named, phrase, weight)
        terms.setdefault(term.term, term)
    if all(term.typing or term.form in _EMPTY_WORDS for term in terms.values()):
        if wants is Wants.ANYTHING and "about" in spelled and {"what", "what's"} & set(spelled):
            wants = Wants.EVENT
        # "What time is it?" says what is wanted and nothing of what it is about; "What is the
        # target?" asks about the target.
        if wants in _OF_THE_WHOLE or aspect:
            terms = {}
        else:
            terms = {key: term for key, term in terms.items() if term.form not in _EMPTY_WORDS}
    brief = len(terms) <= BRIEF
    role = role_at(spelled, asked, language) if brief else -1
    return Query(
        text=text,
        tokens=tokens,
        terms=tuple(terms.values()),
        wants=wants,
        focus=tokens.terms[focus] if focus >= 0 else "",
        plural=focus >= 0 and is_plural(tokens.forms[focus]),
        negated=any(is_negation(form, language) for form in spelled),
        sequence=tuple(t for t, f in zip(tokens.terms, spelled, strict=True) if f not in skip),
        word=spelled[asked.at].removesuffix("'s") if asked.at >= 0 else "",
        sentence=tokens.span(asked.first, asked.last - 1) if asked.last else Span(0, 0),
        asking=frozenset(terms).intersection(tokens.terms[asked.first : asked.last]),
        aspect=aspect if brief or aspect == "long" else "",
        role=tokens.terms[role] if role >= 0 else "",
    )
