"""A digest as messages: its heading, the newsroom's own words if any, and its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, Composer, shorten, stripped, window
from bot.render.links import web_address
from bot.render.passages import SPEAKER_ROOM, TITLE_ROOM, title_of
from bot.reply import Button
from knowledge.model import Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from bot.digests.plan import Layout
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Item

INTRO_ROOM: Final = 600
"""UTF-16 units of the newsroom's own words."""
HEADING_ROOM: Final = 120
LINE_ROOM: Final = 320
"""UTF-16 units of a sentence, or of a part of a quotation."""
_NUMBERS_A_ROW: Final = 5
_MOST_BUTTONS: Final = 90
"""Telegram takes 100 in a message."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of a digest, and the links under it: to ask about it, its summary, its quotes."""

    item: Item
    ask: str
    summary: str
    quotes: str


def digest(
    strings: Strings,
    title: str,
    day: dt.date,
    items: Sequence[Shown | None],
    *,
    layout: Layout = "cards",
    intro: str = "",
) -> tuple[Reply, ...]:
    """Return a digest's messages, at least one.

    "compact" and "cards" fill messages with whole items; with "messages" each item is one,
    after the heading's. Numbers go on from message to message. None stands for an article that
    was taken back since: its own message says so, elsewhere it is left out.
    """
    message = _heading(strings, title, day, intro)
    there = [shown for shown in items if shown is not None]
    if not there and (not items or layout != "messages"):
        message.line()
        message.line()
        message.say("digest.taken_back" if items else "digest.nothing")
        return (message.reply(),)
    if layout == "messages":
        message.line()
        message.line()
        message.add(strings.counted("digest.count", len(items)))
        return (message.reply(), *(_card(strings, shown) for shown in items))
    return tuple(_filled(strings, message, there, layout))


def moved_up(strings: Strings) -> Reply:
    """Say that a message's items have gone: there is less to say since others were taken back."""
    message = Composer(strings)
    message.say("digest.moved_up")
    return message.reply()


def _card(strings: Strings, shown: Shown | None) -> Reply:
    if shown is not None:
        return _item(strings, shown, 0, "messages").reply([_buttons(strings, shown, 0)])
    message = Composer(strings)
    message.say("digest.taken_back")
    return message.reply()


def _filled(
    strings: Strings, message: Composer, items: Sequence[Shown], layout: Layout
) -> Iterator[Reply]:
    """Yield messages with as many whole items as each holds; one alone has no number."""
    held: list[tuple[int, Shown]] = []
    for number, shown in enumerate(items, 1 if len(items) > 1 else 0):
        part = _item(strings, shown, number, layout)
        buttons = 1 if layout == "compact" else 3
        full = (
            message.used + part.used + 2 > TEXT_LIMIT
            or message.marks + part.marks > ENTITY_LIMIT
            or (len(held) + 1) * buttons > _MOST_BUTTONS
        )
        if full:
            yield message.reply(_rows(strings, held, layout))
            message, held = Composer(strings), []
        if message.used:
            message.add("\n\n")
        message.append(part)
        held.append((number, shown))
    yield message.reply(_rows(strings, held, layout))


def _heading(strings: Strings, title: str, day: dt.date, intro: str) -> Composer:
    message = Composer(strings)
    name = shorten(title, HEADING_ROOM)
    message.add(name, "bold")
    message.add(f" · {strings.date(day)}" if name else strings.date(day))
    words = shorten(intro, INTRO_ROOM)
    if words:
        # Not the article's words, and so in no quotation, under a label of its own.
        message.line()
        message.say("digest.note", "italic")
        message.add(f" {words}")
    return message


def _item(strings: Strings, shown: Shown, number: int, layout: Layout) -> Composer:
    """Compose one item: its headline, and its own words under it."""
    item = shown.item
    text = item.article.text
    message = Composer(strings)
    if number:
        message.add(f"{number}. ")
    message.add(
        title_of(strings, item.article.title, TITLE_ROOM), "bold", url=web_address(item.article.url)
    )
    if item.line is not None:
        message.line()
        _quoted(message, text, item.line, item.line)
    if layout == "compact":
        return message
    if item.figure is not None:
        message.line()
        _quoted(message, text, item.figure.sentence, item.figure.stated(text))
    if item.quote is not None:
        message.line()
        message.add(shorten(item.quote.speaker, SPEAKER_ROOM), "italic")
        message.add(":")
        for span in item.quote.spans:
            message.line()
            _quoted(message, text, span, Span(span.start, span.start))
    return message


def _quoted(message: Composer, text: str, span: Span, keep: Span) -> None:
    """Quote a sentence, or what of it a digest has room for around the words to keep."""
    whole = stripped(text, span)
    bold = keep if keep != span and keep.end > keep.start else None
    message.quote(
        text, window(text, whole, LINE_ROOM, bold or Span(whole.start, whole.start)), bold
    )


def _rows(
    strings: Strings, held: Sequence[tuple[int, Shown]], layout: Layout
) -> list[list[Button]]:
    if layout != "compact":
        return [_buttons(strings, shown, number) for number, shown in held]
    numbers = [
        Button(
            strings.text("digest.ask_number", number=str(number))
            if number
            else strings["digest.buttons.ask"],
            url=shown.ask,
        )
        for number, shown in held
        if shown.ask
    ]
    return [numbers[at : at + _NUMBERS_A_ROW] for at in range(0, len(numbers), _NUMBERS_A_ROW)]


def _buttons(strings: Strings, shown: Shown, number: int) -> list[Button]:
    """Return the buttons of one item, with its number where there are several."""
    before = f"{number} · " if number else ""
    links = (("summary", shown.summary), ("quotes", shown.quotes), ("ask", shown.ask))
    return [
        Button(before + strings.text(f"digest.buttons.{name}"), url=url)
        for name, url in links
        if url
    ]
