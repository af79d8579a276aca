"""Runs of many texts through extraction: none may raise, and what it gives must be the text's."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field, replace

from knowledge.extraction.facts.finding import find_facts
from knowledge.index import ArticleIndex
from knowledge.reading.plain import from_plain

PUBLISHED = dt.date(2025, 6, 25)
PIECES = """
$ € % 3 4.12 1,000 1.000,5 June 23, 2025 2024-13-45 99999999999999 0800 +49 in by since to - – up
of GDP million bn percent per cent Prozent Milliarden Euro am 23. Juni twenty hundred dozen half a
third first largest No. 2 ranked between and from or more two weeks ago last Tuesday yesterday next
year Ida Holm Mayor NATO Norway , , . . ! ? ; : ( ) “ ” " ' ‘ ’ « » „ — … said told according that
which who he she It The police members ferries cost rose respectively www.a.example/1 a@b.example
I’m don't \u0663 \u00b2 \uff11 \u0130 \u200b \u00a0 \u2028 \x00 \U0001f6a2 \u0301 Straße ΑΒΓ
""".split(" ")
BREAKS = ("\n", "\n\n", "\n\n## ", "\n- ")


@dataclass
class Tally:
    """What a run has read, and which texts went wrong."""

    seed: int
    texts: int = 0
    found: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)


def made(seed, number):
    """Return text `number` of a seed: always the same."""
    rng = random.Random(f"{seed}/{number}")
    pieces = []
    for _ in range(rng.randrange(60)):
        chance = rng.random()
        if chance < 0.06:
            pieces.append(rng.choice(BREAKS))
        elif chance < 0.12:
            pieces.append("".join(chr(rng.randrange(1, 0xD800)) for _ in range(3)))
        else:
            pieces.append(rng.choice(PIECES))
    return rng.choice((" ", " ", " ", "")).join(pieces)


def problem(text, language, published, found):
    """Return what is wrong with what is taken out of a text, or ""; count it in `found`."""
    article = replace(from_plain("a", text, title=""), language=language, published=published)
    index = ArticleIndex(article)
    quotes = index.quotes
    facts = find_facts(article, index.outline, language, cast=index.cast, quotes=quotes)
    found["quotes"] += len(quotes.quotes) + len(quotes.fragments) + len(quotes.headlines)
    found["facts"] += len(facts)
    for fact in facts:
        if not fact.span.of(article.text).strip() or not fact.sentence.covers(fact.span):
            return f"no words of its sentence: {fact}"
        if fact.subject_span is not None and not fact.sentence.covers(fact.subject_span):
            return f"a subject elsewhere: {fact}"
        if isinstance(fact.value, tuple) and not fact.value[0] < fact.value[1]:
            return f"a range upside down: {fact}"
    if list(facts) != sorted(facts, key=lambda fact: fact.span):
        return "facts out of order"
    for quote in (*quotes.quotes, *quotes.fragments, *quotes.headlines):
        if any(span.end > len(article.text) or not len(span) for span in quote.spans):
            return f"no words of the text: {quote}"
    return ""


def run(count, seed):
    """Read so many texts and return the tally."""
    tally = Tally(seed)
    for number in range(count):
        text = made(seed, number)
        language = ("en", "en", "de", "fr")[number % 4]
        published = PUBLISHED if number % 2 else None
        tally.texts += 1
        try:
            wrong = problem(text, language, published, tally.found)
        except Exception as error:  # noqa: BLE001 -- any is what this run looks for
            wrong = f"raised {error!r}"
        if wrong:
            tally.wrong.append((number, wrong, text))
    return tally
