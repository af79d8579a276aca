"""What language a text is in: told by its letters and by the little words in it.

Little words (articles, pronouns, question words) are a third of any running text and
differ between languages, so even a question of four words mostly has two of them. No
model and no dependency: one list of such words a language, which asking needs anyway.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNDETERMINED = "und"
"""ISO 639's code for a language nobody could tell: no stemmer, no lists."""

# More of a text than this tells nothing new.
_SAMPLE = 4_000
# Little words of which the language is sure, for a text; less than this share of the words
# in the likeliest language, and it is one that is not known here.
_ENOUGH = 4
_SHARE = 0.1
# A question is in another language only if that many little words say so, and so many more
# than say it is in the article's.
_FOREIGN = 1.9
_LEAD = 1.0

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")

# Scripts by their first and last letter; the languages written in each that are known here.
_SCRIPTS = (
    ("a", "\u024f", "latin", ()),
    ("\u0370", "\u03ff", "greek", ("el",)),
    ("\u0400", "\u04ff", "cyrillic", ("ru", "uk", "bg", "sr", "be")),
    ("\u0531", "\u058f", "armenian", ("hy",)),
    ("\u0590", "\u05ff", "hebrew", ("he", "yi")),
    ("\u0600", "\u06ff", "arabic", ("ar", "fa", "ur")),
    ("\u0900", "\u097f", "devanagari", ("hi", "ne")),
    ("\u0b80", "\u0bff", "tamil", ("ta",)),
    ("\u0e00", "\u0e7f", "thai", ("th",)),
    ("\u10a0", "\u10ff", "georgian", ("ka",)),
    ("\u1e00", "\u1eff", "latin", ()),
    ("\u1f00", "\u1fff", "greek", ("el",)),
    ("\u3040", "\u30ff", "kana", ("ja",)),
    ("\u3400", "\u9fff", "han", ("zh",)),
    ("\uac00", "\ud7a3", "hangul", ("ko",)),
)
_HOME = {language: script for _, _, script, spoken in _SCRIPTS for language in spoken}
# Letters that few languages have, each a hint as good as half a little word.
_LETTERS = {
    "de": "ßäöü",
    "es": "ñ¿¡",
    "fr": "çèêœùûîë",
    "pt": "ãõç",
    "it": "ìòù",
    "ca": "çŀ",
    "ro": "ăâîșțşţ",
    "pl": "ąćęłńśźż",
    "cs": "ěřůčšž",
    "sk": "ľĺŕôäčšž",
    "hr": "đćčšž",
    "sl": "čšž",
    "lv": "āēģīķļņū",
    "lt": "ąčęėįšųū",
    "hu": "őűö",
    "fi": "äö",
    "et": "õäöü",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "tr": "ğışçöü",
    "vi": "ơưđạảấầẩậắằẳặẹẻếềểễệịọỏốồổỗộớờởợụủứừửữựỳỵỷỹ",
    "ru": "ыэёъ",
    "uk": "іїєґ",
    "be": "ўіё",
    "bg": "ъ",
    "sr": "ђћљњџј",
    "fa": "پچژگکی",
    "ur": "ٹڈںےہ",
    "yi": "ײױ",
}
# English words that are little words elsewhere: they say nothing against English.
_ALSO_ENGLISH = (
    "die war wars man den come do me son sin sole pour par car note main plus male case sale fan"
    " met are am bin dare bar fin fine fra far gave land men most part past real sur son quite"
    " has la le los las de del el van ten dot note ago mini tot hat den dem hut gut der du des ha"
    " want wit hare nu we over once son dans si san santa les sera era ad per con no se te one"
    " two name state year city country people first last new time woman"
)
# Where as much speaks for several languages, the first of these, by their readers.
_BY_READERS = (
    "en zh es hi ar fr pt ru id ur de ja tr ko vi it fa pl uk ta th nl ro el hu cs sv he bg sr ca"
).split()
# What stands after an English apostrophe.
_OWN = frozenset("s t m d re ve ll".split())
_VARIANTS = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "bs": "hr", "tl": "fil"}


# Every noun has a capital there, so that a capital tells no name.
CAPITAL_NOUNS = frozenset({"de"})


@functools.cache
def function_words(language: str) -> frozenset[str]:
    """Return a language's forms that carry no topic; empty where there is no list."""
    if language in {"en", ""}:
        from knowledge.lexicon import FUNCTION_WORDS

        return FUNCTION_WORDS
    return _lists().get(language, frozenset())


def _lines() -> Iterator[list[str]]:
    """Yield the languages' codes, each with its little words behind it."""
    text = files("knowledge").joinpath("data/function_words.txt").read_text(encoding="utf-8")
    return (line.split() for line in text.splitlines() if not line.startswith("#"))


@functools.cache
def _lists() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words) for language, *words in _lines()}


@functools.cache
def _spoken_in() -> Mapping[str, tuple[str, ...]]:
    """Return the languages that have a little word, by word."""
    found: dict[str, list[str]] = {}
    for language, *words in _lines():
        for word in dict.fromkeys(words):
            found.setdefault(word, []).append(language)
    for word in {*function_words("en"), *_ALSO_ENGLISH.split()}:
        found.setdefault(word, []).append("en")
    return {word: tuple(spoken) for word, spoken in found.items()}


@functools.cache
def _hints() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, letters in _LETTERS.items():
        for letter in letters:
            found.setdefault(letter, []).append(language)
    return {letter: tuple(spoken) for letter, spoken in found.items()}


def _likeliest(evidence: Mapping[str, float], otherwise: str = "") -> str:
    """Return the language with the most evidence; of several, the one with the most readers."""

    def strength(code: str) -> tuple[float, int]:
        return evidence[code], -_BY_READERS.index(code) if code in _BY_READERS else -100

    return max(evidence, key=strength, default=otherwise)


_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def script_of(text: str) -> str:
    """Return the script that most letters of a text's beginning are in; "" without letters."""
    sample = text[:_SAMPLE]
    plain = sample.encode("ascii", "ignore")
    # Three letters are the most that one becomes when it is folded.
    if len(plain.translate(None, _NO_LETTERS)) > 3 * (len(sample) - len(plain)):
        return "latin"
    letters = Counter(sample.casefold())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if letter.isalpha():
            scripts[_script(letter)] += count
    # Japanese is written in Han and kana.
    if scripts["kana"] and scripts["han"]:
        scripts["kana"] += scripts.pop("han")
    return max(scripts, key=scripts.__getitem__) if scripts else ""


def _script(letter: str) -> str:
    for first, last, script, _ in _SCRIPTS:
        if first <= letter <= last:
            return script
    return "other"


def _evidence(words: Iterable[str]) -> dict[str, float]:
    """Count what speaks for each language; a word of few languages counts double."""
    spoken_in, hints = _spoken_in(), _hints()
    found: dict[str, float] = defaultdict(float)
    for word, times in Counter(words).items():
        spoken = spoken_in.get(word, ())
        for language in spoken:
            found[language] += times * (1 + 1 / len(spoken))
        if not word.isascii():
            telling = {language for letter in set(word) for language in hints.get(letter, ())}
            for language in telling:
                found[language] += times * 0.5
    return found


def _words(text: str) -> list[str]:
    words = _WORD.findall(text[:_SAMPLE].casefold().replace("’", "'").replace("ʼ", "'"))
    # "l'attaque", "dell'euro": what stands before an apostrophe is a little word as well.
    parts = [part for word in words if "'" in word for part in word.split("'")]
    return words + [part for part in parts if part not in _OWN]


def normal(code: str) -> str:
    """Return the code this package uses for a declared language ("nb" is "no")."""
    code = code.partition("-")[0].partition("_")[0].lower()
    return _VARIANTS.get(code, code)


def detect(text: str) -> str:
    """Return the language of a text, `UNDETERMINED` for an unknown one, "" where little is said."""
    script = script_of(text)
    candidates = _spoken(script)
    if script != "latin" and len(candidates) == 1:
        return candidates[0]
    words = _words(text)
    evidence = _evidence(words)
    found = {code: n for code, n in evidence.items() if _HOME.get(code, "latin") == script}
    best = _likeliest(found)
    if script == "latin" and (not best or found[best] < max(_ENOUGH, _SHARE * len(words))):
        return UNDETERMINED if len(words) > 10 * _ENOUGH else ""
    return best or (candidates[0] if candidates else UNDETERMINED if words else "")


def language_in(declared: str, text: str) -> str:
    """Return the language whose rules a text follows: the declared one, else told by its words.

    English where it is too short to tell.
    """
    return normal(declared) if declared else detect(text) or "en"


def _spoken(script: str) -> tuple[str, ...]:
    return next((spoken for *_, name, spoken in _SCRIPTS if name == script), ())


def foreign(text: str, home: str) -> str:
    """Return the language a question is in if it plainly isn't `home`, else "".

    A question without little words ("Rutte NATO 2025?") is taken for one in `home`; one in
    other letters than `home` is written in is foreign, unless it has little words of `home`.
    """
    words = _words(text)
    evidence = _evidence(words)
    own = evidence.pop(home, 0.0)
    script, at_home = script_of(text), _HOME.get(home, "latin")
    if script not in {"", at_home}:
        there = _spoken(script)
        near = {code: n for code, n in evidence.items() if _HOME.get(code, "latin") == script}
        best = _likeliest(near, there[0] if there else "")
        if script != "latin":
            return best if not own or near.get(best, 0.0) > own else ""
    else:
        best = _likeliest(evidence)
    strength = evidence.get(best, 0.0)
    if strength < _FOREIGN or strength < own + _LEAD or _is_neighbour(best, home):
        return ""
    return best


def as_likely(text: str, home: str) -> list[str]:
    """Return the languages that a question speaks as much as `home`, the likeliest first.

    "Was kostet der Eintritt?" has as many little words of English as of German.
    """
    evidence = _evidence(_words(text))
    least = max(evidence.pop(home, 0.0), _FOREIGN)
    found = [code for code, strength in evidence.items() if strength >= least]
    return sorted(found, key=lambda code: (-evidence[code], code))


# Closer than little words can tell apart in one line.
_NEIGHBOURS = ({"da", "no", "sv"}, {"cs", "sk"}, {"hr", "sl", "sr"}, {"es", "pt", "ca", "gl"})


def _is_neighbour(one: str, two: str) -> bool:
    return any({one, two} <= group for group in _NEIGHBOURS)


def is_wordless(text: str) -> bool:
    """Whether a text has no little word of any language: a name or two."""
    return not any(word in _spoken_in() for word in _words(text))
