"""Texts of marks, cues and names thrown together: what must hold of their quotations."""

from __future__ import annotations

import itertools
import random
import string

from knowledge.extraction.outline import outline
from knowledge.extraction.quotes import find_quotes
from knowledge.reading.plain import from_plain

MARKS = "“”\"'‘’«»„‚‹›「」『』`"
LANGUAGES = ("en", "de", "fr", "und")
PIECES = (
    *MARKS,
    *". ,\na—:",
    "\n\n",
    "''",
    "Ida Holm said",
    " she said ",
    ", said Mayor Holm, ",
    "The bridge opens.",
    "police",
    " told ",
    "the “Harbour Post”",
    "sagte Ida Holm",
)
_LONGEST = 40


def hold(text, language="en"):
    """Assert what holds of the quotations of any text."""
    article = from_plain("a", text, title="")
    quotes = find_quotes(article, outline(article, language), language)
    taken = []
    for kind in (quotes.quotes, quotes.fragments, quotes.headlines):
        for quote in kind:
            assert len(quote.speaker) <= 80
            for number, part in enumerate(quote.spans):
                assert part.of(text)[0] in MARKS
                blocks = [b.span for b in article.blocks if b.span.covers(part)]
                assert len(blocks) == 1
                # Without its own mark a part ends with its paragraph, to go on in the next.
                assert part.of(text)[-1] in MARKS or part.end == blocks[0].end
                assert any(c.isalnum() for c in part.of(text)) or number
            taken += quote.spans
            if quote.speaker_span:
                assert 0 < len(quote.speaker_span) <= 80
                assert quote.cue in text
                assert not any(quote.speaker_span.meets(part) for part in quote.spans)
            else:
                assert (quote.speaker, quote.cue) == ("", "")
        starts = [q.spans[0].start for q in kind]
        assert starts == sorted(starts)
    taken.sort()
    assert all(a.end <= b.start for a, b in itertools.pairwise(taken))


def any_text(rng):
    """Return a text of random pieces, one in five of random characters."""
    return "".join(
        "".join(rng.choices(string.printable + "éдß语\u00a0", k=3))
        if rng.random() < 0.2
        else rng.choice(PIECES)
        for _ in range(rng.randrange(_LONGEST))
    )


def run(count, seed):
    """Read so many texts; return the number, the text and the error of each that did not hold."""
    wrong = []
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        text = any_text(rng)
        try:
            hold(text, LANGUAGES[number % len(LANGUAGES)])
        except Exception as error:  # noqa: BLE001 -- anything it raises is what is looked for
            wrong.append((number, repr(error), text))
    return wrong
