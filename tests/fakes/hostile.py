"""Messages that strangers could send to slow a bot down or to break it, 4,096 characters each."""

from __future__ import annotations

import itertools

from tests.fakes.town import SEED_TEXT

N = 4096
_FAMILY = "\u200d".join("👩" * 2048)[:N]
_VOCABULARY = " ".join(dict.fromkeys(SEED_TEXT.split()))[:N]
_TYPOS = " ".join(word[:-1] + "x" for word in SEED_TEXT.split())[:N]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_MESSAGES = {
    "right-to-left marks": "\u202e\u200f" * 2048,
    "words turned round": ("\u202ewhere\u202c was it? " * 400)[:N],
    "one letter under a heap of accents": ("w" + "\u0300\u0301\u0302\u0323\u0489" * 3) * 256,
    "words under accents": (" ".join("s\u0300u\u0301m\u0302m\u0323i\u0489t" for _ in range(400)))[
        :N
    ],
    "emoji joined": "\u200d".join("👩" * 2048)[:N],
    "emoji": "🎉" * 2048,
    "one word": "a" * N,
    "digits": "1" * N,
    "spaces": " " * N,
    "lines": "where\n" * 682,
    "questions": "where? " * 585,
    "who said what": "who said what and " * 227,
    "opening marks": "“" * N,
    "short quotations": "“a” " * 1024,
    "straight marks": '"' * N,
    "quotations begun": ("“We stand with Ukraine” said Starmer and " * 120)[:N],
    "marks of all kinds": "‘“”’\"'«»„" * 455,
    "the article itself": SEED_TEXT[:N],
    "its words": " ".join(dict.fromkeys(SEED_TEXT.split()))[:N],
    "the article as a quotation": "“" + SEED_TEXT[: N - 2] + "”",
    "its words mistyped": " ".join(w[:-1] + "x" for w in SEED_TEXT.split())[:N],
    "words like its words": " ".join(f"summit{c}{d}" for c in _LETTERS for d in _LETTERS)[:N],
    "made-up words": " ".join("".join(p) for p in itertools.product("rstlne", repeat=4))[:N],
    "dates": "on 17 November 2026 or 2026-11-17, " * 117,
    "numbers": " ".join(str(i) for i in range(1000, 1900))[:N],
    "and": "and " * 1024,
    "why": "why " * 1024,
    "dots": "." * N,
    "question marks": "?" * N,
    "letters joined by hyphens": "a-" * 2048,
    "apostrophes": "a'" * 2048,
    "/check of accents": "/check “" + "w\u0300" * 2000 + "”",
    "/check of the article": "/check " + SEED_TEXT[:4000],
    "/check of it mistyped": "/check “" + _TYPOS[:4000] + "”",
    "/check of a name repeated": "/check “" + "the summit of NATO in The Hague " * 120 + "”",
    "/check of emoji": "/check " + _FAMILY[:4000],
    "/check of quotations": "/check " + "“a” " * 1000,
    "/check of a little word": "/check " + "the " * 1000,
    "/quotes of a name": "/quotes " + "Rutte " * 680,
    "/quotes of accents": "/quotes " + "R\u0300u\u0301" * 1000,
    "/quotes of one word": "/quotes " + "a" * 4000,
    "/articles of a word": "/articles " + "summit " * 580,
    "/articles of its words": "/articles " + _VOCABULARY[:4000],
    "/articles of one word": "/articles " + "a" * 4000,
    "/summary": "/summary " + "long " * 800,
    "an unknown command": "/" + "b" * 4000,
    "/start": "/start " + "a" * 4000,
    "tags": "<b>" * 1365,
    "addresses": "https://a.b/c " * 292,
    "at signs": "@" * N,
    "its own name": "@VerbatimBot " * 310,
    "one ideograph": "何" * N,
    "Arabic": "أين " * 1024,
    "Russian": "где была встреча " * 256,
    "null characters": "\0" * N,
    "half surrogate pairs": "\ud800" * 2000,
    "capitals": "WHERE WAS " * 400,
    "letters spread": "w h e r e " * 409,
    "names": ("Mark Rutte Keir Starmer Donald Trump ") * 110,
    "pronouns": "he she it they that " * 204,
    "accents alone": "\u0300" * N,
    "variation selectors": "️" * N,
    "decomposed Korean": "\u1100\u1161\u11a8" * 1365,
    "ligatures": "ﷺ" * N,
    "full-width letters": "Ｗｈｅｒｅ " * 680,
    "sharp s": "ß" * N,
    "dotted capital i": "İ" * N,
    "ideographs asked": "何？" * 2048,
    "ideographs": "".join(chr(0x4E00 + i) for i in range(4096)),
    "German questions": "Wo war das? " * 341,
    "Ukrainian questions": "Де це? " * 585,
    "made-up Russian words": " ".join("".join(p) for p in itertools.product("рстлне", repeat=4))[
        :N
    ],
    "Greek": " ".join("".join(p) for p in itertools.product("αβγδ", repeat=5))[:N],
    "three long questions": ("where was " + "x y z " * 200 + "? ") * 3,
    "Thai": "ที่ไหน" * 682,
    "Korean": "어디 " * 1365,
    "Hindi": "कहाँ " * 819,
    "did he say": "did Rutte say " * 290,
    "was it said": "Rutte said “we stand with Ukraine”? " * 113,
    "made-up names": " ".join(
        "Name" + chr(97 + i % 26) + chr(97 + i // 26 % 26) for i in range(700)
    )[:N],
    "sentences of a letter": "a. " * 1365,
    "abbreviations": "U.S. " * 819,
    "commas": "a, " * 1365,
    "brackets": "(" * 2048 + ")" * 2048,
    "quoted lines": "> x\n" * 1024,
    "somebody said": "Rutte said: " * 341,
    "/check of real quotations": "/check " + "“We stand with Ukraine,” Keir Starmer said. " * 90,
    "/check of gaps": "/check “" + "we … stand " * 360 + "”",
    "/quotes of the article": "/quotes " + SEED_TEXT[:4000],
    "long words": "internationalization" * 204,
    "hyphened letters": "a-b-c-d-" * 512,
    "dotted letters": "a.b.c." * 682,
    "figures joined": "1,000,000," * 409,
    "percentages": "4.12% " * 682,
    "sums": "$5 billion " * 372,
}
MESSAGES = {name: text[:N] for name, text in _MESSAGES.items()}
