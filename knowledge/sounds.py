"""How a name sounds, roughly, whatever letters it is written in: "Рютте" and "Rutte".

A word is written in Latin letters by rule, then reduced to its consonants; letters that
languages change for each other (c and k, v and w, g and h) count as one. What no rule
tells: names in Han characters, and names that are other words ("Wien" and "Vienna").
"""

from __future__ import annotations

import functools
import re
import unicodedata


def _pairs(letters: str, sounds: str) -> dict[str, str]:
    """Pair letters with their sounds in order; "-" is none."""
    written = sounds.replace("-", "·").split()
    return {a: b.strip("·") for a, b in zip(letters, written, strict=True)}


_LETTERS = (
    _pairs(
        "абвгґдеєжзиійклмнопрстуфхцчшщыэюяёўђјљњћџъьї",
        "a b v g g d e e zh z i i i k l m n o p r s t u f kh ts ch sh sh i e u a e v j j l n c j"
        " - - i",
    )
    | _pairs(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i t i k l m n ks o p r s s t i f kh ps o",
    )
    | _pairs(
        "ءابتثجحخدذرزسشصضطظعغفقكلمنهويىةپچژگکی",
        "a a b t t j h kh d z r z s sh s d t z a gh f k k l m n h v i a a p ch zh g k i",
    )
    | _pairs(
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        "a v g d h v z kh t i k k l m m n n s a p p ts ts k r sh t",
    )
    | _pairs(
        "アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダヂヅデドナニヌネノ",
        "a i u e o ka ki ku ke ko ga gi gu ge go sa shi su se so za ji zu ze zo ta chi tsu te to da"
        " ji zu de do na ni nu ne no",
    )
    | _pairs(
        "ハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲンヴァィゥェォャュョッー",
        "ha hi fu he ho ba bi bu be bo pa pi pu pe po ma mi mu me mo ya yu yo ra ri ru re ro wa o n"
        " vu a i u e o ya yu yo - -",
    )
    | {"ı": "i", "ł": "l", "ø": "o", "æ": "e", "œ": "e", "ß": "ss", "đ": "d", "ð": "d", "þ": "t"}
    # As their languages say them; the accent would be lost otherwise.
    | {"š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ç": "s", "ž": "zh", "ñ": "n", "ğ": "g"}
)
_HANGUL = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "·").split(),
    "a e ya ye eo e yeo ye o wa we oe yo u wo we wi yu eu ui i".split(),
    "· k k k n n n t l k m p l l p l m p p t t ng t t k t p h".split(),
)
_FIRST_SYLLABLE = 0xAC00

# Two letters for one sound, before single ones; what languages change for each other.
_SOUNDS = (
    ("tsch", "C"), ("dzh", "J"), ("dsch", "J"), ("sch", "S"), ("shch", "S"), ("tch", "C"),
    ("ch", "C"), ("sh", "S"), ("kh", "g"), ("zh", "J"), ("ph", "f"), ("th", "t"), ("gh", "g"),
    ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("ts", "z"), ("tz", "z"), ("dj", "J"), ("q", "k"),
    ("w", "v"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("j", "J"),
)  # fmt: skip
# An h between or before vowels is what Ukrainian writes with г, Russian often too.
_BREATH = re.compile(r"(?:^|(?<=[aeiouy]))h(?=[aeiouy])")
_VOWELS = re.compile(r"[aeiouyh]+")
_DOUBLE = re.compile(r"(.)\1+")


def _hangul(letter: str) -> str:
    number = ord(letter) - _FIRST_SYLLABLE
    initial, rest = divmod(number, 588)
    vowel, final = divmod(rest, 28)
    parts = (_HANGUL[0][initial], _HANGUL[1][vowel], _HANGUL[2][final])
    return "".join(parts).replace("·", "")


def _latin(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if "\uac00" <= letter <= "\ud7a3":
        return _hangul(letter)
    if "\u3041" <= letter <= "\u3096":
        return _LETTERS.get(chr(ord(letter) + 0x60), "")
    plain = unicodedata.normalize("NFKD", letter)[0]
    return _LETTERS.get(plain, plain)


@functools.lru_cache(maxsize=4096)
def romanise(word: str) -> str:
    """Write a word in small Latin letters, by rule; letters without one are left out."""
    if word.isascii():
        return "".join(filter(str.isalpha, word.lower()))
    latin = "".join(map(_latin, unicodedata.normalize("NFC", word.casefold())))
    return "".join(c for c in latin if c.isascii() and c.isalpha())


def sound(romanised: str) -> str:
    """Return a romanised word's consonants as classes, "" for vowels alone; doubles are one."""
    word = romanised
    for letters, one in _SOUNDS:
        if letters in word:
            word = word.replace(letters, one)
    word = _BREATH.sub("g", _DOUBLE.sub(r"\1", word))
    first = "a" if word[:1] in {"a", "e", "i", "o", "u", "y"} else ""
    return first + _VOWELS.sub("", word)
