"""Typing mistakes as people make them: a letter swapped, dropped, doubled or hit beside."""

from __future__ import annotations

import random
import re

_LONG = re.compile(r"[^\W\d_]{5,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside() -> dict[str, str]:
    """Return each key's neighbours: left, right, and those above and below, half a key off."""
    places = {
        key: (row, place + row * 0.5)
        for row, keys in enumerate(_ROWS)
        for place, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (r, p) in places.items()
            if other != key and abs(r - row) <= 1 and abs(p - place) <= 1
        )
        for key, (row, place) in places.items()
    }


BESIDE = _beside()


def mistype(word: str, chance: random.Random) -> str:
    """Return a word with one mistake at any place, never the word itself."""
    kind = chance.choice(("swap", "drop", "double", "beside"))
    place = chance.randrange(len(word))
    if kind == "swap":
        pairs = [i for i in range(len(word) - 1) if word[i] != word[i + 1]]
        if pairs:
            place = chance.choice(pairs)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == "double":
        return word[: place + 1] + word[place:]
    near = BESIDE.get(word[place].lower())
    if kind == "beside" and near:
        hit = chance.choice(near)
        return word[:place] + (hit.upper() if word[place].isupper() else hit) + word[place + 1 :]
    return word[:place] + word[place + 1 :]


def mistyped(text: str) -> str:
    """Return a text with a mistake in every second word of five letters or more.

    The first long word is the first to suffer; the same text always suffers the same.
    """
    chance = random.Random(text)
    place = -1

    def one(match: re.Match[str]) -> str:
        nonlocal place
        place += 1
        return match[0] if place % 2 else mistype(match[0], chance)

    return _LONG.sub(one, text)
