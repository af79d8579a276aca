"""What is asked, and of what: the seeds, and a long article made of their sentences."""

from __future__ import annotations

import random
import re
from pathlib import Path

from knowledge.extraction.outline import outline
from knowledge.reading.files import find_files, read_file
from knowledge.reading.plain import from_plain

ROOT = Path(__file__).parents[2]
SEEDS = find_files(str(ROOT / "seeds"))
QUESTIONS = (
    "How much of its GDP does Poland spend on defence?",
    "how mch does estonia spned?",
    "What is the new defense spending benchmark?",
    "How many members met the old target?",
    "What is Ukraine's defense industry worth?",
    "Which countries invest in it?",
    "What happened on June 23?",
    "Who said we stand with Ukraine?",
    "Where was the summit?",
    "what did rutte say about dealing with one issue at a time",
    "How do I ask about another article?",
    "What is the capital of Australia?",
    "How do I bake bread?",
    "Did China sign a trade agreement with Norway?",
    "How old is Mark Rutte?",
    "asdf qwerty",
)
"""What the seeds must answer, and what they must decline."""

LONG = "long"
_WORDS = 10_000
_PARAGRAPH = 3
_SECTION = 8
_CHANGED = 0.25
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]


def long_article(size=_WORDS, seed=2024):
    """Return an article of 10,000 words, or so many, always the same for a seed.

    Its sentences are the seeds' own, again and again, a quarter of their longer words
    replaced by invented ones (three syllables, few of them frequent, most rare) and their
    numbers by others; so a seed's word stands in many passages, which is the hard case.
    """
    chance = random.Random(seed)
    invented = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(3000)]
    weights = [1 / rank for rank in range(1, len(invented) + 1)]

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word.isdigit():
            return str(chance.randrange(1, 10 ** len(word)))
        if len(word) < 4 or chance.random() > _CHANGED:
            return word
        (new,) = chance.choices(invented, weights)
        return new.capitalize() if word[0].isupper() else new

    sentences = [
        " ".join(sentence.span.of(article.text).split())
        for article in map(read_file, SEEDS)
        for sentence in outline(article).sentences
    ]
    parts, paragraph, words = [], [], 0
    while words < size:
        paragraph.append(re.sub(r"\w+", other, chance.choice(sentences)))
        words += len(paragraph[-1].split())
        if len(paragraph) == _PARAGRAPH or words >= size:
            if len(parts) % (_SECTION + 1) == 0:
                parts.append(f"**Part {len(parts) // (_SECTION + 1) + 1}**")
            parts.append(" ".join(paragraph))
            paragraph = []
    return from_plain(LONG, "\n\n".join(parts), title="A long article")
