"""Whether a message asks if something was said, and which words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.chat.chat_words import (
    ACKNOWLEDGEMENTS,
    AUXILIARIES,
    GENUINE,
    QUESTION_WORDS,
    REALLY,
    SAID,
    WRITTEN_THINGS,
)
from knowledge.chat.clauses import quotations, words_of
from knowledge.chat.messages import Kind, Part
from knowledge.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.chat.clauses import Word

_LONGEST_SUBJECT = 4
# Beside a quotation these ask for something else than whether it was said.
_WANTING = QUESTION_WORDS - {"чи", "як", "wie", "how"}
_CLAIMING = SAID | GENUINE | REALLY
_THAT = frozenset("that dass que що что".split())
# What opens such a question in languages where the verb of saying may end it: "hat er das gesagt".
_OPENING = AUXILIARIES | frozenset("hat habe haben hatte a ont ha han чи".split())
_DOUBTED = (
    SAID
    | (GENUINE - {"quote", "quotes", "quoted", "quotation", "zitat"})
    | REALLY
    | frozenset("legit fact stimmt wahr richtig фейк вірно".split())
)
_BESIDE_DOUBT = (
    AUXILIARIES
    | frozenset(
        """
        that this it so is he she they him her check now das dies es er sie ist denn це то він вона
        вони так таке a the
        """.split()
    )
    | _OPENING
)
_NOUNS_TOO = frozenset("state claim claims promise tweet post".split())
_DETERMINERS = frozenset(
    "the a an this that our my your his her their its each every no any some".split()
)
_ASKED_OF = frozenset({"you", "u"})
_POINTING = frozenset("that this it so das dies це это eso esto cela ça bunu".split())


def doubts(text: str) -> bool:
    """Whether a text asks of something beside it if that is so: "real?", "did he say that?"."""
    forms = {word.form for word in words_of(text)}
    return not forms.isdisjoint(_DOUBTED) and forms <= _DOUBTED | _BESIDE_DOUBT


def pasted_quote(message: str) -> Part | None:
    """Return the check that a message with a quotation in it asks for."""
    found = [span for span in quotations(message) if len(words_of(span.of(message))) > 1]
    if not found:
        return None
    longest = max(found, key=len)
    inside = len(words_of(longest.of(message)))
    around = [
        word.form for word in words_of(message[: longest.start] + " " + message[longest.end :])
    ]
    if not _WANTING.isdisjoint(around):
        return None
    claimed = not _CLAIMING.isdisjoint(around)
    by_text = not WRITTEN_THINGS.isdisjoint(around) and GENUINE.isdisjoint(around)
    if by_text or not (claimed or inside > len(around)):
        return None
    quoted = Span(longest.start + 1, longest.end - 1)
    whole = Span(0, len(message))
    return Part(Kind.QUOTE_CHECK, whole, message.strip(), quoted=quoted)


def _says(forms: Sequence[str], at: int) -> bool:
    """Whether a word is a verb of saying: "they state", but not "the state"."""
    noun = at > 0 and forms[at] in _NOUNS_TOO and forms[at - 1] in _DETERMINERS
    return forms[at] in SAID and not noun


def reported_words(message: str, span: Span, words: Sequence[Word]) -> Part | None:
    """Return the check of words without marks: "did he really say that …", "he said …"."""
    forms = [word.form for word in words]
    said = next((at for at in range(len(forms)) if _says(forms, at)), -1)
    if said < 1 or any(form in QUESTION_WORDS for form in forms[:said]):
        return None
    if forms[said] == "tell" and not _ASKED_OF.isdisjoint(forms[:said]):
        return None  # "could you kindly tell me what …"
    inverted = forms[0] in _OPENING
    really = not REALLY.isdisjoint(forms[: said + 1])
    aside = REALLY | ACKNOWLEDGEMENTS | _POINTING
    subject = [f for f in forms[int(inverted) : said] if f not in aside]
    if not 1 <= len(subject) <= _LONGEST_SUBJECT or not WRITTEN_THINGS.isdisjoint(subject):
        return None
    if inverted and not really:
        return None
    rest = words[said + 1 :]
    if rest and rest[0].form in _THAT and len(rest) > 1:
        rest = rest[1:]
    if rest and (rest[0].form in QUESTION_WORDS or not WRITTEN_THINGS.isdisjoint([rest[0].form])):
        return None
    if not inverted and len(rest) < 2:
        return None
    pointing = len(rest) == 1 and rest[0].form in _POINTING
    quoted = Span(rest[0].start, rest[-1].end) if rest and not pointing else None
    return Part(Kind.QUOTE_CHECK, span, span.of(message), quoted=quoted)
