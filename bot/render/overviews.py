"""An article as a whole: its summary, its quotations, its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, shorten, stripped, units, window
from bot.render.passages import SPEAKER_ROOM, add_title
from knowledge.model import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Fact, Quotes, Span, Summary

TITLE_ROOM = 80
"""UTF-16 units of the title: whoever asks for an overview knows which article they asked about."""
FACTS_A_KIND = 8
_FACT_ROOM = 100
_SUBJECT_ROOM = 60
_PART_ROOM = 1500
"""UTF-16 units of one sentence or part of a quotation; a longer one is cut and marked as cut."""
_NAMES = (FactKind.PERSON, FactKind.ORGANISATION, FactKind.PLACE)
_MARK = 4
"""UTF-16 units for a line break and the mark of what was left out, twice."""


def summary(strings: Strings, found: Summary) -> Reply:
    """Show an article's main sentences, each quoted, under its title."""
    message = _heading(strings, found.article)
    text = found.article.text
    sentences = _visible(text, found.sentences)
    for sentence in sentences:
        if not message.fits(_size(text, (sentence,)), 1):
            break
        _quote(message, text, sentence)
    if not sentences:
        message.line()
        message.say("summary.none")
    return message.reply()


def quotes(
    strings: Strings, article: Article, found: Quotes, first: int = 0, token: str = ""
) -> Reply:
    """Show an article's direct quotations from the one numbered `first`, each under its speaker.

    Those that don't fit are behind a button.
    """
    message = _heading(strings, article)
    if not found.quotes:
        message.line()
        message.say("quotes.none")
        return message.reply()
    number = first = min(first, len(found.quotes) - 1)
    for quote in found.quotes[first:]:
        parts = _visible(article.text, quote.spans)
        name = shorten(quote.speaker, SPEAKER_ROOM) or strings["quotes.unnamed"]
        needed = units(name) + 1 + _size(article.text, parts)
        # The first is shown in any case, or a page could be empty for ever.
        if number > first and not message.fits(needed, len(parts) + 1):
            more = button(strings["buttons.more_quotes"], "quotes", token, number)
            return message.reply(((more,),))
        message.line()
        if number == first:
            message.line()  # or the title and the first name would read as one
        message.add(name, "bold" if quote.speaker else "italic")
        for part in parts:
            if not message.fits(_size(article.text, (part,)), 1):
                message.line()
                message.add("…")
                break
            _quote(message, article.text, part)
        number += 1
    return message.reply()


def facts(strings: Strings, article: Article, found: Sequence[Fact]) -> Reply:
    """Show an article's facts, a few of each kind, in the article's own words."""
    message = _heading(strings, article)
    for kind in FactKind:
        words = [
            (shorten(fact.span.of(article.text), _FACT_ROOM), shorten(fact.subject, _SUBJECT_ROOM))
            for fact in found
            if fact.kind is kind
        ]
        group = _group(strings, kind, tuple(dict.fromkeys(pair for pair in words if pair[0])))
        if group is not None and message.fits(group.used + 2, group.marks):
            message.line()
            message.line()
            message.append(group)
    if not found:
        message.line()
        message.say("facts.none")
    return message.reply()


def _heading(strings: Strings, article: Article) -> Composer:
    """Begin with the article's title, linked, and its date."""
    message = Composer(strings)
    add_title(message, strings, article, TITLE_ROOM, bold=True)
    if article.published is not None:
        message.add(f" · {strings.date(article.published)}")
    return message


def _visible(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans without white space at their ends, and no empty ones."""
    return tuple(span for span in (stripped(text, span) for span in spans) if len(span))


def _size(text: str, spans: Iterable[Span]) -> int:
    """Return the UTF-16 units that quoting these takes."""
    return sum(min(units(span.of(text)), _PART_ROOM) + _MARK for span in spans)


def _quote(message: Composer, text: str, span: Span) -> None:
    shown = window(text, span, _PART_ROOM, span, sentences=True)
    message.line()
    message.quote(text, shown)
    if shown.end < span.end:
        message.line()
        message.add("…")


def _group(strings: Strings, kind: FactKind, pairs: Sequence[tuple[str, str]]) -> Composer | None:
    """Compose one kind's heading and lines; None where there is nothing of it."""
    if not pairs:
        return None
    group = Composer(strings)
    group.say(f"facts.kinds.{kind}", "bold")
    if kind in _NAMES:
        group.line()
        group.add(", ".join(words for words, _ in pairs[:FACTS_A_KIND]))
    else:
        for words, subject in pairs[:FACTS_A_KIND]:
            group.line()
            group.add("• ")
            group.add(words, "bold")
            if subject:
                group.add(f" – {subject}")
    if len(pairs) > FACTS_A_KIND:
        group.line()
        group.say("facts.more", count=str(len(pairs) - FACTS_A_KIND))
    return group
