"""What can answer a question, and what a noun in it asks for."""

from __future__ import annotations

import enum
import re

from knowledge.questions import nouns


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
    HARM = "harm"  # "was anyone hurt?"
    BLAME = "blame"  # "whose fault was it?"


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
