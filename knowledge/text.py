"""Words and sentences of a text, with their offsets kept.

Everything downstream compares *terms*: a token's form, case-folded, stemmed with
Snowball (https://snowballstem.org) where the language has a stemmer, accents
removed. Offsets always count code points of the text as it was given, so that a
match can be shown byte for byte.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from dataclasses import dataclass

import Stemmer

from knowledge.chunks import Remembered, chunks
from knowledge.languages import function_words
from knowledge.lexicon import (
    BASE_FORMS,
    BEHIND_NUMBER,
    NUMBER_ABBREVIATIONS,
    NUMBER_WORDS,
    SENTENCE_OPENERS,
    TAIL_ABBREVIATIONS,
    TITLE_ABBREVIATIONS,
)
from knowledge.model import Span

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


_SIGNS = {
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupee",
    "₴": "hryvnia",
}
_MONEY = frozenset(_SIGNS.values()) - {"percent"}
# "U.K." and "UK" are one word. The country is apart from the pronoun: it has capitals.
_US = "u.s"
_APOSTROPHES = str.maketrans("’ʼ", "''")

# A longer "word" is no word; cutting it keeps stemming and fuzzy matching cheap.
_LONGEST_TERM = 40

# ISO 639-1 code → Snowball algorithm.
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# Where a comma is the thousands' sign, as in CLDR's `number_symbols`; elsewhere the decimal one.
_POINT_DECIMALS = frozenset("en zh ja ko th he yi hi ne ta ga ur".split())
# Little words written together with the next one: "l'attaque", "dell'euro".
_ELISIONS = {
    "fr": frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu".split()),
    "it": frozenset("l d c un dell nell all dall sull dall coll quell quest bell".split()),
    "ca": frozenset("l d m t s n".split()),
    "ga": frozenset("b d m".split()),
}
# A case ending after a name's apostrophe: "Ankara'da".
_APART = frozenset({"tr"})
# Capital I has two small letters in Turkish.
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})

# A stemmer keeps a buffer and a cache: one a thread.
_local = threading.local()


def has_stemmer(language: str) -> bool:
    """Whether a language's inflected forms are joined here; elsewhere they must be compared."""
    return language in _STEMMERS


def _stem(words: list[str], language: str) -> list[str]:
    algorithm = _STEMMERS.get(language)
    if algorithm is None:
        return words
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    stems: list[str] = stemmers[algorithm].stemWords(words)
    return stems


def _fold(text: str) -> str:
    """Remove what readers leave out when they type: accents, full-width forms."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i") or text


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


def _number(form: str, language: str) -> str:
    """Write 1,000,000 as 1000000; any other comma is a decimal one. In German 1.000 is 1000."""
    if language not in _POINT_DECIMALS and "." in form:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", form):
            return form.replace(".", "").replace(",", ".")
        return form
    if "," in form:
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", form):
            return form.replace(",", "")
        return form.replace(",", ".")
    return form


def decimal_number(written: str, language: str) -> float | None:
    """Return the value of digits as a language writes them, None where they are no number."""
    try:
        return float(_number(written, language))
    except ValueError:
        return None


def _form_of(raw: str, language: str) -> str:
    """Return a token's case-folded form."""
    if raw in _SIGNS:
        form = _SIGNS[raw]
    elif raw[0].isdecimal():
        form = _number(raw, language)
    elif raw[1:2] == ".":
        form = raw.casefold().replace(".", "")
        form = _US if form == "us" else form
    else:
        whole = raw.translate(_TURKISH) if language == "tr" else raw
        form = _US if raw == "US" else whole.casefold().translate(_APOSTROPHES)
    return form[:_LONGEST_TERM]


def _terms(bare: list[str], language: str) -> list[str]:
    return [t if t.isascii() else _fold(t) for t in _stem(bare, language)]


# A token's start and end in its chunk, its form, and its term.
_Cut = tuple[int, int, str, str]


# A few languages at a time; a declared one may be any word.
@functools.lru_cache(maxsize=16)
def _known(language: str) -> Remembered[tuple[_Cut, ...]]:
    words = Remembered(functools.partial(_read, language))
    return Remembered(functools.partial(_cut, words))


def _read(language: str, raw: str) -> tuple[str, str]:
    """Return a token's form and term."""
    form = _form_of(raw, language)
    if language == "en":
        bare = form.removesuffix("'s")
        bare = BASE_FORMS.get(bare, bare)
    else:
        bare = bare_form(form, language) if "'" in form else form
    return form, _terms([bare], language)[0]


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
    return _terms([whole], "en")[0]


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
            priced = i > 1 and forms[i - 2] in _MONEY
            if priced or forms[i] not in {"m", "k"}:
                terms[i] = _spelled(whole)


def bare_form(form: str, language: str) -> str:
    """Return a form without what its language writes together with it by an apostrophe."""
    first, apostrophe, rest = form.partition("'")
    if not apostrophe or not rest:
        return form
    if language in _APART:
        return first
    if first in _ELISIONS.get(language, ()):
        return rest
    return form.removesuffix("'s")


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


_OPENING = "“\"'‘«„([{‹¿¡"
_CLOSING = "”\"'’»“)]}›"

# The last are Arabic, Urdu, Armenian, and the danda of Hindi.
# A pattern that begins with one class of letters is searched for several times faster than
# one that begins with a choice or a repetition.
_END = re.compile(
    r"[.!?…。！？؟۔։।॥]"
    r"(?:(?<=[.!?…])[.!?…]*|(?<=[。！？])[。！？]*|(?<=[؟۔։।॥])[؟۔։।॥]*)"
)
# Where "12." is "the 12th".
_ORDINALS = frozenset("cs da de et fi hr hu lt lv no sk sl sr tr pl".split())
_BEFORE_WORD = frozenset(" \t\r\n\u00a0“\"'‘«„([{‹—–-/")
_LONGEST_ABBREVIATION = 12
_NEXT_WORD = re.compile(rf"[{re.escape(_OPENING)}]*([^\W_]+)")
_SAID = re.compile(
    r"(?:[A-Z][\w’'.-]* ){1,4}(?:said|says|asked|told|added|wrote|replied|shouted|exclaimed)\b"
    r"|(?:he|she|they|I|we) (?:said|says|asked|told|added|wrote|replied|shouted|exclaimed)\b"
)

# Longer stretches without a full stop (lists, hostile input) are cut at a space.
_LONGEST_SENTENCE = 1_000


def _opens(word: str, language: str) -> bool:
    """Whether a word is likelier to begin a sentence than to follow an abbreviation."""
    folded = word.casefold()
    return folded in (SENTENCE_OPENERS if language == "en" else function_words(language))


def _ends_sentence(
    text: str, start: int, mark: re.Match[str], after: int, stop: int, language: str
) -> bool:
    """Whether the mark ends a sentence; `after` is past it and its closing quotes."""
    sign = mark.group()
    if sign[0] in "。！？؟۔։।॥":
        return True
    following = _NEXT_WORD.match(text, after, stop)
    word = following.group(1) if following else ""
    if word and word[0].islower():
        return False
    closed = after > mark.end() and text[mark.end() : after].strip() != ""
    if closed and sign != "." and _SAID.match(text, after, stop):
        return False  # “Why now?” Rutte said.
    if sign != ".":
        # An ellipsis before a name or "I" is a pause more often than an end.
        pause = sign in {"…", "..."} and not closed
        return not pause or _opens(word, language)
    if closed:
        return True
    word_start = mark.start()
    while word_start > start and text[word_start - 1] not in _BEFORE_WORD:
        word_start -= 1
        if mark.start() - word_start > _LONGEST_ABBREVIATION:
            break
    last = text[word_start : mark.start()]
    folded = last.casefold()
    if folded in TITLE_ABBREVIATIONS or (folded in NUMBER_ABBREVIATIONS and word[:1].isdigit()):
        return False
    initial = len(last) == 1 and last.isalpha() and last.isupper()
    if initial or "." in last or folded in TAIL_ABBREVIATIONS:
        return _opens(word, language)
    if last.isdigit() and len(last) <= 2 and language in _ORDINALS:
        return _opens(word, language)
    return not (last.isdigit() and len(last) <= 2 and word == "")  # "1. " opens a list item


def _split_long(text: str, span: Span) -> list[Span]:
    if len(span) <= _LONGEST_SENTENCE:
        return [span] if len(span) else []
    pieces = []
    start = span.start
    while span.end - start > _LONGEST_SENTENCE:
        cut = text.rfind(" ", start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE)
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        pieces.append(trim(text, Span(start, cut)))
        start = cut
    pieces.append(trim(text, Span(start, span.end)))
    return [p for p in pieces if len(p)]


def trim(text: str, span: Span) -> Span:
    """Return the span without white space at its ends; empty if there was nothing else."""
    start, end = span.start, span.end
    if start < end and not text[start].isspace() and not text[end - 1].isspace():
        return span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentences(text: str, span: Span, language: str = "en") -> list[Span]:
    """Cut one paragraph into sentences: in order, trimmed, covering all but white space.

    Abbreviations, initials, decimals, closing quotes and ellipses do not end one.
    """
    found: list[Span] = []
    start = span.start
    for mark in _END.finditer(text, span.start, span.end):
        after = mark.end()
        while after < span.end and text[after] in _CLOSING:
            after += 1
        wide = mark.group()[0] in "。！？"
        if after < span.end and not text[after].isspace() and not wide:
            continue
        space = after
        while space < span.end and text[space].isspace():
            space += 1
        if space >= span.end or mark.start() < start:
            continue
        if _ends_sentence(text, start, mark, space, span.end, language):
            found.extend(_split_long(text, trim(text, Span(start, after))))
            start = after
    rest = trim(text, Span(start, span.end))
    if len(rest):
        found.extend(_split_long(text, rest))
    return found
