"""Who says what a sentence states: its quotation's speaker, "according to", "X said that"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.extraction.facts.words import figure_words
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.extraction.names import Cast
    from knowledge.model import Quotes

_LONGEST = 80
_ARTICLE = re.compile(
    r"(?:the|a|an|its|their|his|her|der|die|das|dem|den|ein|eine|einer)\s", re.IGNORECASE
)
_PHRASE = r"[^,.;:()“”\"\n]{2,80}?"
# What follows a source's name and is none of it.
_AFTER = re.compile(
    r"\s(?:on|in|at|during|after|last|this|that|told|said|who|which|am|auf|bei|in einem)\b"
)


@dataclass(frozen=True, slots=True)
class _Source:
    """Who says so, and from where to where."""

    name: str
    reach: Span


@functools.cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = figure_words(language)
    says, according = words.pattern("says"), words.pattern("according")
    if language == "de":
        return (
            re.compile(
                rf"\b(?i:{according})\s(?P<after>{_PHRASE})(?=[,.;]|\s(?:hat|haben|ist|sind|wird|werden|wurden?|liegt)\b)"
            ),
            re.compile(rf",\s(?:{says})\s(?P<behind>{_PHRASE})(?=[,.;])"),
            re.compile(rf",\swie\s(?P<before>{_PHRASE})\s(?:{says})(?=[,.;])"),
        )
    return (
        re.compile(rf"\b(?i:{according})\s(?P<after>{_PHRASE})(?=[,.;]|$)"),
        re.compile(
            rf",\s(?P<before>[^,;:()“”\"\n]{{2,60}}?)\s(?:{says})(?=\s(?:on|in|at|last)\b[^,.;]{{0,40}}[.]|[.])"
        ),
        re.compile(rf",\s(?:{says})\s(?P<behind>{_PHRASE})(?=[,.;])"),
    )


@functools.cache
def _reported(language: str) -> re.Pattern[str]:
    says = figure_words(language).pattern("says")
    return re.compile(
        rf"(?P<who>[^,;:()“”\"\n]{{2,60}}?)\s(?:(?:also|later|further)\s)?(?P<says>{says})"
        r"\s(?:(?:on|in|at|last)\s[\w’ ]{2,30}?\s)?(?:(?:him|her|them|us|reporters|journalists)\s)?"
        r"(?=that\s|the\s|a\s|an\s|its\s|it\s|there\s|he\s|she\s|they\s|[\w-]+\s(?:\w+\s){0,2}(?:would|will|had|was|were|is|are|has)\b)"
    )


class Sources:
    """The sources of an article's sentences."""

    def __init__(self, text: str, cast: Cast, quotes: Quotes, language: str) -> None:
        self._text, self._cast, self._language = text, cast, language
        self._quoted = sorted(
            (span, quote.speaker)
            for quote in (*quotes.quotes, *quotes.fragments)
            if quote.speaker
            for span in quote.spans
        )
        self._next = 0

    def of(self, sentence: Span) -> list[_Source]:
        """Return who says what in a sentence. Sentences must come in order."""
        quoted = self._quoted
        while self._next < len(quoted) and quoted[self._next][0].end <= sentence.start:
            self._next += 1
        found = []
        for span, speaker in quoted[self._next :]:
            if span.start >= sentence.end:
                break
            if span.meets(sentence):
                found.append(_Source(speaker, span))
        return [*found, *self._told(sentence)]

    def _told(self, sentence: Span) -> list[_Source]:
        text, language = self._text, self._language
        if language not in {"en", "de"}:
            return []
        for pattern in _patterns(language):
            match = pattern.search(text, sentence.start, sentence.end)
            if match is not None:
                name = self._name(Span(*match.span(match.lastgroup or 0)))
                last = match.start() if match.lastgroup != "after" else sentence.end
                if name:
                    return [_Source(name, Span(sentence.start, last))]
        if language == "en":
            match = _reported(language).match(text, sentence.start, sentence.end)
            if match is not None:
                name = self._name(Span(*match.span("who")))
                if name:
                    return [_Source(name, Span(match.end(), sentence.end))]
        return []

    def _name(self, span: Span) -> str:
        """Return the source's name: a person's in full, a pronoun's, or the words themselves."""
        text = self._text
        said = span.of(text).strip()
        if said.lower() in {"he", "she", "er", "sie"}:
            person = self._cast.last_person_before(span.start)
            return self._cast.full_name(person.person or person.text) if person else ""
        if said.lower() in {"it", "they", "we", "i", "who", "which", "es", "wir", "ich"}:
            return ""
        names = self._cast.within(span)
        for name in names:
            full = self._cast.full_name(name.person or name.text)
            if self._cast.is_person(full) or name.titled:
                return full
        if len(names) == 1 and (self._language == "en" or " " in names[0].text):
            one = names[0]
            return self._cast.full_name(one.person or one.text)
        said = said.rpartition(", ")[2]
        cut = _AFTER.search(said)
        said = said[: cut.start()] if cut else said
        # "According to the council's last count": it is the council that counted.
        said = said.removesuffix("'s").removesuffix("’s")
        return _ARTICLE.sub("", said, count=1)[:_LONGEST]


def said_by(sources: Sequence[_Source], place: Span) -> str:
    """Return who states what stands at a place, "" for the article itself."""
    return next((source.name for source in sources if source.reach.covers(place)), "")
