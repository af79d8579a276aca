"""What readers tell the newsroom, as it is shown: to them before it goes, and at the desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, shorten
from bot.render.passages import place_of, quote_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.newsroom import InVain, Tally
    from bot.render.passages import Finding
    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings

WORDS_ROOM = 500
"""UTF-16 units of a reader's own words."""
_QUESTION_ROOM = 200
_TITLE_ROOM = 60
PAGE = 10
"""Unanswered questions on a page."""
_WORST = 3


def draft(strings: Strings, finding: Finding, question: str, line: str, token: str) -> Reply:
    """Show a reader the report as it would be sent, and ask whether it may be."""
    message = Composer(strings)
    message.say("report.draft", "bold")
    message.line()
    message.append(_body(strings, finding, question, line))
    message.line()
    message.line()
    message.say("report.ask" if line else "report.ask_line")
    buttons = (
        button(strings["report.buttons.send"], "send", token),
        button(strings["report.buttons.drop"], "drop", token),
    )
    return message.reply((buttons,))


def report(strings: Strings, finding: Finding, question: str, line: str) -> Reply:
    """Show the desk what a reader reports, without who it is."""
    message = Composer(strings)
    message.say("report.heading", "bold")
    message.line()
    message.append(_body(strings, finding, question, line))
    return message.reply()


def misses(
    strings: Strings,
    found: Sequence[InVain],
    tallies: Sequence[Tally],
    titles: Mapping[str, str],
    page: int,
    token: str,
) -> Reply:
    """List what readers asked in vain, a page at a time, under how many votes there were.

    What several asked says how often.
    """
    message = Composer(strings)
    message.say("misses.heading" if found else "misses.none", "bold")
    if tallies:
        message.line()
        good, bad = sum(one.good for one in tallies), sum(one.bad for one in tallies)
        message.say("misses.votes", good=str(good), bad=str(bad))
        for one in tallies[:_WORST]:
            if one.bad:
                message.line()
                title = shorten(titles.get(one.article, one.article), _TITLE_ROOM)
                message.say("misses.worst", "italic", title=title, bad=str(one.bad))
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    for one_asked in found[page * PAGE : (page + 1) * PAGE]:
        one_miss = one_asked.miss
        message.line()
        message.add(f"• {shorten(one_miss.question, _QUESTION_ROOM) or '–'}")
        if one_asked.count > 1:
            message.add(f" · {strings.counted('misses.times', one_asked.count)}", "bold")
        message.line()
        day = strings.date(dt.datetime.fromtimestamp(one_miss.at, dt.UTC).date())
        title = titles.get(one_miss.article, one_miss.article) or strings["articles.all"]
        reason = strings[f"misses.reason.{one_miss.reason}"]
        message.add(f"{shorten(title, _TITLE_ROOM)} · {reason} · {day}", "italic")
    turning: list[Button] = []
    if page > 0:
        turning.append(button(strings["pages.earlier"], "older", token, page - 1))
    if page < last:
        turning.append(button(strings["pages.later"], "older", token, page + 1))
    return message.reply((turning,))


def _body(strings: Strings, finding: Finding, question: str, line: str) -> Composer:
    message = Composer(strings)
    if question:
        message.say("report.question", words=shorten(question, WORDS_ROOM))
        message.line()
    message.say("report.answer")
    quote_sentence(message, finding)
    message.line()
    message.append(place_of(strings, finding))
    if line:
        message.line()
        message.say("report.line", words=shorten(line, WORDS_ROOM))
    return message
