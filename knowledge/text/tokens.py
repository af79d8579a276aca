"""Tokens of a text, with their offsets kept.

Everything downstream compares *terms*, which `forms` makes of what is found here. Offsets
always count code points of the text as it was given, so that a match can be shown byte for
byte.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from knowledge.chunks import Remembered, chunks
from knowledge.lexicon import BEHIND_NUMBER, NUMBER_WORDS
from knowledge.model import Span
from knowledge.text.forms import MONEY, read_word, terms_of

# A combining mark is no "word character" to `re`; without these ranges an accent typed
# apart, Hebrew points or Devanagari vowel signs would cut a word in two.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
    "\u0b82\u0bbe-\u0bcd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d"
)
# Scripts written without spaces: each character is a token of its own.
_UNSPACED = "\u0e01-\u0e30\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?:(?![{_UNSPACED}])[^\W\d_][{_MARKS}]*)"

_PATTERN = r"""
      (?P<acronym>  (?:[^\W\d_]\.){{2,}} )                   # U.S., e.g.
    | (?P<number>   \d+(?:[.,]\d+)* )                        # 4.12  1,000
    | (?P<sign>     [%$€£¥₹₴] )
    {unspaced}
    | (?P<word>     {letters} (?:['’ʼ]{apart})* )            # Ukraine’s  F16
"""
_TOKEN = re.compile(
    _PATTERN.format(unspaced="", letters=r"[^\W_]+", apart=r"[^\W\d_]+"), re.VERBOSE
)


@functools.cache
def _any_script() -> re.Pattern[str]:
    """Compile the tokens of every script; the classes are large, and most texts do without."""
    return re.compile(
        _PATTERN.format(
            unspaced=rf"| (?P<unspaced> [{_UNSPACED}][{_MARKS}]* )",
            letters=rf"(?:{_LETTER}|\d)+",
            apart=rf"{_LETTER}+",
        ),
        re.VERBOSE,
    )


def _is_simple(text: str) -> bool:
    """Whether a text has no combining mark and no script written without spaces."""
    # No pattern: one with such ranges takes 4 ms to compile.
    return text.isascii() or not any(
        "\u0300" <= c < "\u0370"
        or "\u0483" <= c < "\u048a"
        or "\u0590" <= c < "\u1e00"
        or c >= "\u2c00"
        for c in set(text)
    )


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens as parallel lists: start, end, case-folded form, and term of each."""

    starts: list[int]
    ends: list[int]
    forms: list[str]
    terms: list[str]

    def __len__(self) -> int:
        return len(self.terms)

    def span(self, first: int, last: int) -> Span:
        """Return the range from one token to another, both included."""
        return Span(self.starts[first], self.ends[last])


# A token's start and end in its chunk, its form, and its term.
_Cut = tuple[int, int, str, str]


# A few languages at a time; a declared one may be any word.
@functools.lru_cache(maxsize=16)
def _known(language: str) -> Remembered[tuple[_Cut, ...]]:
    words = Remembered(functools.partial(read_word, language))
    return Remembered(functools.partial(_cut, words))


def _cut(words: Remembered[tuple[str, str]], chunk: str) -> tuple[_Cut, ...]:
    """Cut a chunk into tokens."""
    if chunk.isascii() and chunk.isalpha():
        return ((0, len(chunk), *words[chunk]),)
    simple = _is_simple(chunk)
    found = list((_TOKEN if simple else _any_script()).finditer(chunk))
    cuts = [(*match.span(), *words[match.group()]) for match in found]
    return tuple(cuts) if simple else _pair(chunk, cuts)


def tokenise(text: str, language: str = "en", *, offset: int = 0) -> Tokens:
    """Cut a text into tokens; `offset` is added to every position."""
    known = _known(language)
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    terms: list[str] = []
    for chunk, at in chunks(text, offset):
        for start, end, form, term in known[chunk]:
            starts.append(at + start)
            ends.append(at + end)
            forms.append(form)
            terms.append(term)
    if language == "en" and not BEHIND_NUMBER.keys().isdisjoint(forms):
        _spell_out(forms, terms)
    return Tokens(starts, ends, forms, terms)


@functools.cache
def _spelled(whole: str) -> str:
    return terms_of([whole], "en")[0]


def _spell_out(forms: list[str], terms: list[str]) -> None:
    """Write out what stands short behind a number: "2bn", "40 km", "5 per cent", "$3m"."""
    for i in range(1, len(forms)):
        whole = BEHIND_NUMBER.get(forms[i])
        if whole is None:
            continue
        if forms[i] == "cent":
            if forms[i - 1] == "per":
                terms[i - 1] = terms[i] = _spelled(whole)
        elif forms[i - 1][:1].isdigit() or forms[i - 1] in NUMBER_WORDS:
            # "3 m" are metres, "$3m" are not.
            priced = i > 1 and forms[i - 2] in MONEY
            if priced or forms[i] not in {"m", "k"}:
                terms[i] = _spelled(whole)


def _pair(chunk: str, cuts: list[_Cut]) -> tuple[_Cut, ...]:
    """Make the term of each character of an unspaced script two characters, its neighbour's too.

    One alone says little; two are mostly a word or a part of one. The last of a run goes
    with the one before it.
    """
    single = [_is_unspaced(chunk[start]) for start, *_ in cuts]
    last = len(cuts) - 1
    paired = list(cuts)
    for i, (start, end, form, _) in enumerate(cuts):
        if not single[i]:
            continue
        if i < last and single[i + 1] and end == cuts[i + 1][0]:
            paired[i] = (start, end, form, chunk[start : cuts[i + 1][1]])
        elif i and single[i - 1] and cuts[i - 1][1] == start:
            paired[i] = (start, end, form, chunk[cuts[i - 1][0] : end])
    return tuple(paired)


def _is_unspaced(letter: str) -> bool:
    return any(
        first <= letter <= last
        for first, last in (
            ("\u0e01", "\u0e30"),
            ("\u3040", "\u30ff"),
            ("\u3400", "\u4dbf"),
            ("\u4e00", "\u9fff"),
            ("\uf900", "\ufaff"),
        )
    )
