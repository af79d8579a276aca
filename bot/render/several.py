"""Several questions of one message, answered in one: each in short, under its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, shorten, stripped, window
from bot.render.passages import LABEL_ROOM, SENTENCE_ROOM, label, place_of, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.render.passages import Declined, Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part: what it says, and for a button the finding behind it with its token."""

    body: Composer
    finding: Finding | None = None
    token: str = ""


def answered(strings: Strings, finding: Finding) -> Composer:
    """Compose an answer in short: its sentence, and who says it where."""
    message = Composer(strings)
    if finding.about_bot:
        message.say("answer.about_bot", "bold")
    quote_sentence(message, finding)
    message.line()
    message.append(place_of(strings, finding))
    return message


def declined(strings: Strings, how: Declined, finding: Finding | None) -> Composer:
    """Compose that a question isn't answered, with the nearest sentence if any comes near."""
    message = Composer(strings)
    if finding is None or how != "one":
        message.say(f"declined.{how}")
    else:
        message.say("several.nearest")
    if finding is not None:
        text = finding.hit.article.text
        sentence = stripped(text, finding.hit.sentence)
        message.line()
        message.quote(text, window(text, sentence, SENTENCE_ROOM, sentence, sentences=True))
    return message


def request(strings: Strings, command: str) -> Composer:
    """Compose which command does what is asked for."""
    message = Composer(strings)
    for literal, name in strings.pieces("several.request"):
        message.add(literal)
        if name:
            message.add(f"/{command}", "bot_command")
    return message


def together(strings: Strings, sections: Sequence[Section], *, more: bool) -> Reply:
    """Put the parts together; `more` says that some questions were left out.

    Three parts of a few hundred characters each are far from a message's limit.
    """
    message = Composer(strings)
    rows = []
    for number, section in enumerate(sections, start=1):
        if number > 1:
            message.line()
            message.line()
        message.add(f"{number}", "bold")
        message.line()
        message.append(section.body)
        if section.finding is not None:
            words = strings.text("several.part", number=number, words=label(section.finding.hit))
            rows.append((button(shorten(words, LABEL_ROOM), "part", section.token, 0),))
    if more:
        message.line()
        message.line()
        message.say("several.rest")
    return message.reply(rows)
