"""An article as a whole: its summary, its quotations, its facts, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render import pages
from bot.render.compose import Composer, shorten, stripped, window
from bot.render.passages import LABEL_ROOM, PLACE_ROOM, SPEAKER_ROOM, add_title
from bot.render.titled import TITLE_ROOM, nothing, titled
from knowledge.model import FactKind, Length, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.render.pages import Piece
    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Fact, Quote, Quotes, Summary

QUOTES_A_PAGE = 5
FACTS_A_PAGE = 10
SPEAKERS = 6
"""Speakers offered as buttons at most."""
LENGTHS = (Length.SHORT, Length.NORMAL, Length.LONG)
_FACT_ROOM = 100
_SUBJECT_ROOM = 60
_SENTENCES = 100
_MARKED = 80
_SHORT = 24
"""Code points of words that a page may well have elsewhere, too."""
_BREAKS = 12
"""UTF-16 units for an item's number and line breaks."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One quotation of a list, in the order in which it is shown; `headline`: in no text below."""

    quote: Quote
    headline: bool = False


def listed(found: Quotes, speaker: str = "") -> tuple[Listed, ...]:
    """Return an article's quotations grouped under their speakers, in the order these speak.

    Those that only a headline has come last. With a speaker, theirs alone.
    """
    both = [Listed(quote) for quote in found.quotes]
    both += [Listed(quote, headline=True) for quote in found.headlines]
    if speaker:
        both = [one for one in both if one.quote.speaker == speaker]
    order = {name: at for at, name in enumerate(dict.fromkeys(q.speaker for q in found.quotes))}
    return tuple(sorted(both, key=lambda one: (one.headline, order.get(one.quote.speaker, 0))))


def facts_listed(article: Article, found: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return an article's facts in the order in which they are shown, none of them twice."""
    said: dict[tuple[FactKind, str, str], Fact] = {}
    for fact in found:
        words = shorten(fact.span.of(article.text), _FACT_ROOM)
        if words:
            said.setdefault((fact.kind, words, fact.subject), fact)
    kinds = list(FactKind)
    return tuple(sorted(said.values(), key=lambda fact: kinds.index(fact.kind)))


def summary(
    strings: Strings, found: Summary, length: Length, token: str = "", page: int = 0
) -> Reply:
    """Show an article's main sentences, each quoted, under its title; other lengths by button."""
    text = found.article.text
    parts = [
        piece
        for number, sentence in enumerate(found.sentences)
        for piece in pages.pieces(text, number, (sentence,), TITLE_ROOM + _BREAKS, 2)
    ]
    if not parts:
        return nothing(strings, found.article, "summary.none")
    leaves = pages.paged(parts, _SENTENCES)
    page = min(page, len(leaves) - 1)
    message = titled(strings, found.article, page, len(leaves))
    above: Span | None = None
    for piece in leaves[page]:
        over = found.headings[piece.item] if found.headings else None
        if over is not None and over != above:
            message.line()
            message.line()
            message.add(shorten(over.of(text), TITLE_ROOM), "bold")
        above = over
        message.line()
        message.quote(text, piece.span)
    others = [
        button(strings.text(f"summary.{one}"), one.value, token, 0)
        for one in LENGTHS
        if one != length
    ]
    turning = pages.turning(strings, token, page, len(leaves), length.value)
    return message.reply((turning, others) if token else ())


def quotes(
    strings: Strings,
    article: Article,
    found: Sequence[Listed],
    token: str = "",
    page: int = 0,
    *,
    everyone: bool = False,
) -> Reply:
    """Show a page of an article's quotations, numbered, each group under its speaker.

    A tap on a number opens that quotation's context; `everyone` offers the other speakers too.
    """
    if not found:
        return nothing(strings, article, "quotes.none")
    leaves = quote_pages(article, found)
    page = min(page, len(leaves) - 1)
    message = titled(strings, article, page, len(leaves))
    above: tuple[str, bool] | None = None
    for piece in leaves[page]:
        one = found[piece.item]
        group = (one.quote.speaker, one.headline)
        if group != above:
            _group(message, strings, one)
            message.add(f" · {piece.item + 1}")
        elif piece.first:
            message.line()
            message.add(f"{piece.item + 1}")
        above = group
        message.line()
        message.quote(article.text, piece.span)
    rows = [*pages.numbers(leaves[page], token), pages.turning(strings, token, page, len(leaves))]
    if everyone:
        rows.append([button(strings["quotes.everyone"], "all", token)])
    return message.reply(rows if token else ())


def quote_pages(article: Article, found: Sequence[Listed]) -> list[list[Piece]]:
    """Return the pages of a list of quotations."""
    extra = SPEAKER_ROOM + TITLE_ROOM + _BREAKS
    return pages.paged(
        [
            piece
            for number, one in enumerate(found)
            for piece in pages.pieces(article.text, number, one.quote.spans, extra, 3)
        ],
        QUOTES_A_PAGE,
    )


def speakers(
    strings: Strings, article: Article, heading: str, names: Sequence[str], token: str
) -> Reply:
    """Offer speakers as buttons under one of the bot's own lines; `heading` is its key."""
    message = titled(strings, article)
    message.line()
    message.say(heading)
    return message.reply(
        [button(shorten(name, LABEL_ROOM) or "…", "who", token, number)]
        for number, name in enumerate(names[:SPEAKERS])
    )


def facts(
    strings: Strings, article: Article, found: Sequence[Fact], token: str = "", page: int = 0
) -> Reply:
    """Show a page of an article's facts, numbered and grouped by kind, in its own words.

    A tap on a number opens the passage that has it.
    """
    if not found:
        return nothing(strings, article, "facts.none")
    leaves = fact_pages(found)
    page = min(page, len(leaves) - 1)
    message = titled(strings, article, page, len(leaves))
    above: FactKind | None = None
    for piece in leaves[page]:
        fact = found[piece.item]
        if fact.kind is not above:
            message.line()
            message.line()
            message.say(f"facts.kinds.{fact.kind}", "bold")
        above = fact.kind
        message.line()
        message.add(f"{piece.item + 1}. ")
        words = shorten(fact.stated(article.text).of(article.text), _FACT_ROOM)
        message.add(words, "bold")
        about = fact.role if fact.kind is FactKind.PERSON else fact.subject
        if about and about not in words and about != fact.said_by:
            message.add(f" – {shorten(about, _SUBJECT_ROOM)}")
        if fact.said_by:
            name = shorten(fact.said_by, _SUBJECT_ROOM)
            message.add(f" ({strings.text('facts.said_by', name=name)})", "italic")
    rows = [*pages.numbers(leaves[page], token), pages.turning(strings, token, page, len(leaves))]
    return message.reply(rows if token else ())


def fact_pages(found: Sequence[Fact]) -> list[list[Piece]]:
    """Return the pages of a list of facts."""
    room = _FACT_ROOM + 2 * _SUBJECT_ROOM + 2 * _BREAKS
    lines = [pages.Piece(number, fact.span, room, 3) for number, fact in enumerate(found)]
    return pages.paged(lines, FACTS_A_PAGE)


def opened(
    strings: Strings,
    article: Article,
    place: Span,
    marked: Iterable[Span],
    back: Button,
    *,
    speaker: str = "",
    section: str = "",
    headline: bool = False,
) -> Reply:
    """Show where words stand: the passage around them with these in bold, and the way back."""
    text = article.text
    message, last = Composer(strings), Composer(strings)
    source = strings["quotes.headline"] if headline else shorten(speaker, SPEAKER_ROOM)
    last.add(source or strings["answer.itself"], "italic")
    if section:
        last.add(f" · {shorten(section, PLACE_ROOM)}")
    last.add(" · ")
    bold = tuple(one for one in marked if len(one))[:_MARKED]
    add_title(last, strings, article, PLACE_ROOM, at=_told_apart(text, bold[0]) if bold else place)
    if article.published is not None:
        last.add(f" · {strings.date(article.published)}")
    whole = stripped(text, place)
    keep = bold[0] if bold else whole
    shown = window(text, whole, message.room - last.used - _BREAKS, keep, sentences=True)
    if shown.start > whole.start:
        message.add("…")
        message.line()
    message.quote(text, shown, bold)
    message.line()
    if shown.end < whole.end:
        message.add("…")
        message.line()
    message.append(last)
    return message.reply(((back,),))


def _told_apart(text: str, span: Span) -> Span:
    """Return what a link to some words names: the line they stand in, where they are short.

    A page may have "34", or a name, long before the place that is meant.
    """
    if len(span) >= _SHORT:
        return span
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _group(message: Composer, strings: Strings, one: Listed) -> None:
    """Begin a speaker's quotations."""
    message.line()
    message.line()
    if one.headline:
        message.say("quotes.only_headline", "italic")
        message.line()
    name = shorten(one.quote.speaker, SPEAKER_ROOM)
    message.add(name or strings["quotes.unnamed"], "bold" if name else "italic")
