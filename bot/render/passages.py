"""A passage as a reply: the answer first, the rest of the passage, and who speaks where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.buttons import button
from bot.render import fragments, pages
from bot.render.compose import Composer, shorten, stripped, units, window
from knowledge.model import Span
from knowledge.text.rows import extent, head_above, header_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Hit

SENTENCE_ROOM = 300
"""UTF-16 units of the answer's sentence that are shown first."""
TITLE_ROOM = 200
PLACE_ROOM = 40
"""UTF-16 units of section and title in the last line, so that it stays short on a phone."""
SPEAKER_ROOM = 60
LABEL_ROOM = 60
NEAREST = 3
"""Passages offered at most when the article doesn't say."""
_NUMBERED = 10
"""One reply has fewer passages than this, so that a button's number names one and a page."""
_LEAVES = 1000
"""Pages of a section that buttons lead to: three million characters."""
_PAGE_ROOM = 40
"""UTF-16 units for which page of how many this is."""
_BREAKS = 8
"""UTF-16 units for line breaks and the marks of what was left out."""

Declined = Literal["one", "many", "language", "opening"]
"""How a question was declined: one article in scope, several, or asked in another language.

With "opening" nothing in the one article has anything of the question, and all there is
to show is how it begins.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reply shows: a passage, and the answer in it, or None where it is merely near.

    `number` of `count` passages; `declined` where the question was not answered. `origin` is
    which button tells more of who says it and when, `keep` whether one keeps to its article,
    `rate` whether the newsroom wants to hear what a reader thinks of it.
    """

    hit: Hit
    number: int
    count: int
    answer: Span | None = None
    speaker: str = ""
    about_bot: bool = False
    declined: Declined | None = None
    origin: Literal["", "who", "when", "both"] = ""
    keep: bool = False
    rate: bool = False


def show(strings: Strings, finding: Finding, token: str, *, brief: bool = False) -> Reply:
    """Show a finding: its sentence first, then the rest of the passage, then its place.

    `brief`: the sentence stands above it already, so that the words that answer come first, and
    then the whole passage: a message that is sent on loses what stands above it.
    """
    text = finding.hit.article.text
    passage = stripped(text, finding.hit.passage.span)
    message, place = lead(strings, finding), place_of(strings, finding)
    words = _words(finding) if brief else None
    rest: Span | None = passage
    if words is not None:
        message.line()
        message.quote(text, words, words)
        keep = words
    else:
        first, keep = quote_sentence(message, finding)
        rest = _rest(text, passage, first)
    if rest is not None:
        room = message.room - place.used - _BREAKS
        around = window(text, rest, room, keep, sentences=True)
        message.line()
        message.quote(text, around, finding.answer, expandable=True)
    message.line()
    message.append(place)
    return message.reply(_buttons(strings, finding, token, wide=False))


def _words(finding: Finding) -> Span | None:
    """Return the words that answer, where they are a part of a sentence, and short.

    A cell says nothing without its row.
    """
    if finding.answer is None or header_above(finding.hit.article, finding.hit.sentence):
        return None
    text, hit = finding.hit.article.text, finding.hit
    words, sentence = stripped(text, finding.answer), stripped(text, hit.sentence)
    is_part = sentence.covers(words) and 0 < len(words) < len(sentence)
    is_shown = hit.passage.span.covers(sentence) and units(words.of(text)) <= SENTENCE_ROOM
    return words if is_part and is_shown else None


def quote_sentence(message: Composer, finding: Finding) -> tuple[Span, Span]:
    """Quote a finding's sentence; return what is shown of it, and what had to be in it.

    The row of a table has the table's header above it, where the marked column's name is marked.
    """
    text = finding.hit.article.text
    sentence = stripped(text, finding.hit.sentence)
    keep = finding.answer or Span(sentence.start, sentence.start)
    _quote_header(message, finding, sentence)
    first = window(text, sentence, SENTENCE_ROOM, keep)
    _quote(message, text, first, sentence, finding.answer)
    return first, keep


def _quote_header(message: Composer, finding: Finding, row: Span) -> None:
    """Quote the header of the table in which a finding's row stands, if it stands in any."""
    article = finding.hit.article
    cells = header_above(article, row)
    if not cells:
        return
    header = extent(cells)
    head = head_above(article, cells, finding.answer) if finding.answer else None
    shown = window(article.text, header, SENTENCE_ROOM, head or Span(header.start, header.start))
    _quote(message, article.text, shown, header, head)
    if shown.end == header.end and any(map(str.isalnum, article.text[header.end : row.start])):
        message.line()
        message.add("…")


def show_context(
    strings: Strings, finding: Finding, section: Span, token: str, page: int | None = None
) -> Reply:
    """Show the section around a finding; where it is long a page of it, the finding's at first.

    Raises:
        IndexError: there is no such page.

    """
    text = finding.hit.article.text
    section, sentence = stripped(text, section), stripped(text, finding.hit.sentence)
    message, place = lead(strings, finding), place_of(strings, finding)
    room = message.room - place.used - _BREAKS - _PAGE_ROOM
    leaves = pages.split(text, section, room) or (section,)
    if page is None:
        start = (finding.answer or sentence).start
        page = next((at for at, leaf in enumerate(leaves) if start < leaf.end), 0)
    _quote(message, text, leaves[page], section, finding.answer)
    message.line()
    message.append(place)
    rows = _buttons(strings, finding, token, wide=True)
    if len(leaves) > 1:
        message.add(" · ")
        message.say("pages.place", page=str(page + 1), count=str(len(leaves)))
        rows = (tuple(_turning(strings, finding, token, page, len(leaves))), *rows)
    return message.reply(rows)


def leaf(number: int) -> tuple[int, int]:
    """Return the passage and the page that the number of a button to a page names."""
    page, passage = divmod(number, _NUMBERED)
    return passage, page


def _turning(strings: Strings, finding: Finding, token: str, page: int, count: int) -> list[Button]:
    """Return the buttons to the pages before and after one of a section."""
    beside = [("pages.earlier", page - 1), ("pages.later", page + 1)]
    return [
        button(strings[key], "leaf", token, other * _NUMBERED + finding.number)
        for key, other in beside
        if 0 <= other < min(count, _LEAVES)
    ]


def decline(
    strings: Strings,
    declined: Declined,
    hits: Sequence[Hit],
    token: str,
    *,
    others: bool = False,
    language: str = "",
) -> Reply:
    """Say that the question isn't answered, and offer the nearest passages as buttons.

    With `others`, the same question can be asked of all articles. `language` is that of the one
    article which was asked (ISO 639-1), "" for several.
    """
    message = Composer(strings)
    if hits:
        _say_nearest(message, strings, declined, hits[0])
    else:
        if declined == "language" and language:
            message.say("declined.language_named", language=strings.language_name(language))
        else:
            message.say(f"declined.{declined}")
        message.line()
        message.say("declined.try")
    rows = [
        (button(label(hit), "hit", token, number),) for number, hit in enumerate(hits[:NEAREST])
    ]
    if others:
        rows.append((button(strings["buttons.everywhere"], "all", token),))
    return message.reply(rows)


def label(hit: Hit) -> str:
    """Return the first words of a hit's best sentence, for a button."""
    return shorten(hit.sentence.of(hit.article.text), LABEL_ROOM) or "…"


def has_context(hit: Hit) -> bool:
    """Whether the section around a passage has more than the passage."""
    text = hit.article.text
    return stripped(text, hit.section.span) != stripped(text, hit.passage.span)


def title_of(strings: Strings, article_title: str, room: int = TITLE_ROOM) -> str:
    """Return a title as one line, shortened where it is very long."""
    return shorten(article_title, room) or strings["articles.untitled"]


def add_title(
    message: Composer,
    strings: Strings,
    article: Article,
    room: int = TITLE_ROOM,
    *,
    at: Span | None = None,
    bold: bool = False,
) -> None:
    """Append an article's title, linked to where it was published, at best to the words `at`."""
    title = title_of(strings, article.title, room)
    url = fragments.link(article.url, article.text, at or Span(0, 0))
    message.add(title, *(("bold",) if bold else ()), url=url)


def lead(strings: Strings, finding: Finding) -> Composer:
    """Begin a message with the bot's own line, where one is needed."""
    message = Composer(strings)
    number, count = str(finding.number + 1), str(finding.count)
    if finding.declined == "opening":
        message.say("declined.shown_opening")
    elif finding.declined is not None and finding.count == 1:
        _say_nearest(message, strings, finding.declined, finding.hit)
    elif finding.declined == "language":
        name = strings.language_name(finding.hit.article.language)
        message.say("declined.shown_language", language=name, number=number, count=count)
    elif finding.declined is not None:
        message.say(f"declined.shown_{finding.declined}", number=number, count=count)
    elif finding.number:
        message.say("answer.nearest", number=number, count=count)
    elif finding.about_bot:
        message.say("answer.about_bot", "bold")
    return message


def _say_nearest(message: Composer, strings: Strings, declined: Declined, hit: Hit) -> None:
    if declined == "language":
        name = strings.language_name(hit.article.language)
        message.say("declined.nearest_language", language=name)
    else:
        message.say(f"declined.nearest_{declined}")


def _quote(message: Composer, text: str, shown: Span, whole: Span, answer: Span | None) -> None:
    """Quote a part of `whole`. What was left out is a line of ours, outside the quotation."""
    if shown.start > whole.start:
        message.line()
        message.add("…")
    message.line()
    message.quote(text, shown, answer)
    if shown.end < whole.end:
        message.line()
        message.add("…")


def _rest(text: str, passage: Span, first: Span) -> Span | None:
    """Return what to show below the sentence: what follows it, or the whole it stands in.

    A sentence from the middle is shown again in its place: cut out, the words
    before and after it would read as if they belonged together.
    """
    if not passage.covers(first):
        return None
    if first.start > passage.start:
        return passage
    rest = stripped(text, Span(first.end, passage.end))
    return rest if len(rest) else None


def place_of(strings: Strings, finding: Finding) -> Composer:
    """Compose the last line: who speaks · section · title · date."""
    message, article = Composer(strings), finding.hit.article
    if not finding.about_bot:
        speaker = shorten(finding.speaker, SPEAKER_ROOM)
        message.add(speaker or strings["answer.itself"], "italic")
        message.add(" · ")
    heading = shorten(finding.hit.section.heading, PLACE_ROOM)
    if heading:
        message.add(f"{heading} · ")
    add_title(message, strings, article, PLACE_ROOM, at=finding.hit.sentence)
    if article.published is not None and not finding.about_bot:
        message.add(f" · {strings.date(article.published)}")
    return message


def has_buttons(finding: Finding) -> bool:
    """Whether a reply that shows this has any button."""
    more = finding.count > 1 or finding.declined is not None or has_context(finding.hit)
    return more or bool(finding.origin) or finding.keep or finding.rate


def _buttons(
    strings: Strings, finding: Finding, token: str, *, wide: bool
) -> tuple[tuple[Button, ...], ...]:
    """Offer what leads on from a passage: two short buttons a row, as a phone shows them."""
    number = finding.number
    offered: list[Button] = []
    if wide:
        offered.append(button(strings["buttons.less"], "hit", token, number))
    elif has_context(finding.hit):
        offered.append(button(strings["buttons.more"], "more", token, number))
    if number + 1 < finding.count:
        offered.append(button(strings["buttons.next"], "hit", token, number + 1))
    if finding.origin:
        label = strings[f"buttons.origin.{finding.origin}"]
        offered.append(button(label, "origin", token, number))
    if finding.keep:
        offered.append(button(strings["buttons.keep"], "keep", token, number))
    rows = [tuple(offered[at : at + 2]) for at in range(0, len(offered), 2)]
    if finding.rate:
        rows.append(
            (
                button(strings["votes.up"], "good", token),
                button(strings["votes.down"], "bad", token),
                button(strings["votes.report"], "wrong", token),
            )
        )
    if number or finding.declined is not None:
        rows.append((button(strings["buttons.back"], "home", token),))
    return tuple(rows)
