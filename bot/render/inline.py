"""What inline mode offers: a list entry, and the message that is sent if it is chosen.

The message stands in somebody else's chat, beside words the bot has not seen: it shows an
article's own words, who speaks, and where they are from, and nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render import checks, overviews, passages
from bot.render.compose import Composer, shorten, stripped, window
from bot.render.passages import PLACE_ROOM, SPEAKER_ROOM, add_title, title_of
from bot.reply import Button, Offer
from knowledge.model import Length, Span

if TYPE_CHECKING:
    from bot.render.passages import Finding
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Check, Quote, Summary

TITLE_ROOM = 64
"""UTF-16 units of a list entry's first line: more than a phone shows."""
SNIPPET_ROOM = 160
"""UTF-16 units of the article's words in a list entry, the marks around the answer aside."""
_HEADING_ROOM = 30
_PART_ROOM = 900
"""UTF-16 units of one part of a quotation."""
_MOST_PARTS = 4
_OPEN, _CLOSE = "▸", "◂"


def passage(strings: Strings, finding: Finding, link: str) -> Offer:
    """Offer a passage, the words that answer marked; `link` opens the bot at its article."""
    hit = finding.hit
    article, heading = hit.article, shorten(hit.section.heading, _HEADING_ROOM)
    title = title_of(strings, article.title, TITLE_ROOM)
    if heading:
        room = TITLE_ROOM - len(" · ") - _HEADING_ROOM
        title = f"{heading} · {title_of(strings, article.title, room)}"
    found = _snippet(article.text, hit.sentence, finding.answer)
    reply = _with_link(strings, passages.show(strings, finding, ""), link)
    return Offer(_name("passage", article, hit.passage.span), title, found, reply)


def quote(
    strings: Strings,
    article: Article,
    one: Quote,
    section: str,
    link: str,
    *,
    headline: bool = False,
) -> Offer:
    """Offer a quotation, its parts and nothing else; `section` is the heading above it.

    Of the passage around it other words are the writer's, or another's: in somebody else's
    chat they would read as this speaker's.
    """
    message = Composer(strings)
    for span in one.spans[:_MOST_PARTS]:
        whole = stripped(article.text, span)
        part = window(article.text, whole, _PART_ROOM, Span(whole.start, whole.start))
        message.line()
        message.quote(article.text, part)
        if part.end < whole.end:
            message.line()
            message.add("…")
    if len(one.spans) > _MOST_PARTS:
        message.line()
        message.add("…")
    message.line()
    speaker = shorten(one.speaker, SPEAKER_ROOM) or strings["quotes.unnamed"]
    message.add(speaker, "italic")
    where = strings["quotes.headline"] if headline else shorten(section, PLACE_ROOM)
    message.add(f" · {where} · " if where else " · ")
    add_title(message, strings, article, PLACE_ROOM, at=one.spans[0])
    if article.published is not None:
        message.add(f" · {strings.date(article.published)}")
    name = shorten(speaker, _HEADING_ROOM)
    room = TITLE_ROOM - len(" · ") - _HEADING_ROOM
    # Where there is no such quotation in the text, that is what to know before sending it.
    beside = where if headline else title_of(strings, article.title, room)
    found = _snippet(article.text, one.spans[0], None)
    number = _name("headline" if headline else "quote", article, one.extent)
    reply = _with_link(strings, message.reply(), link)
    return Offer(number, f"{name} · {beside}", found, reply)


def recent(strings: Strings, found: Summary, link: str) -> Offer:
    """Offer an article: its title, its main sentence, and a button that opens the bot at it."""
    article = found.article
    reply = overviews.summary(strings, found, Length.LINE)
    said = _snippet(article.text, found.sentences[0], None) if found.sentences else ""
    day = strings.date(article.published) if article.published is not None else ""
    return Offer(
        _name("article", article, Span(0, 0)),
        title_of(strings, article.title, TITLE_ROOM),
        " · ".join(part for part in (day, said) if part),
        _with_link(strings, reply, link),
    )


def checked(strings: Strings, found: Check, link: str) -> Offer:
    """Offer a verdict on words that were typed or that a message claims. They are not repeated."""
    reply = checks.show(strings, found, private=False)
    title = strings[f"check.verdicts.{found.verdict}"]
    said, number = "", "check"
    if found.article is not None and found.spans:
        said = _snippet(found.article.text, found.spans[0], None)
        number = _name("check", found.article, found.spans[0])
    return Offer(number, title, said, _with_link(strings, reply, link) if link else reply)


def says(strings: Strings, finding: Finding, link: str) -> Offer:
    """Answer a claim with what the article says about it, where it quotes nobody with that."""
    message = Composer(strings)
    message.say("guest.says", "bold")
    passages.quote_sentence(message, finding)
    message.line()
    message.append(passages.place_of(strings, finding))
    offer = passage(strings, finding, link)
    return replace(offer, reply=_with_link(strings, message.reply(), link))


def plain(strings: Strings, key: str, **values: str) -> Offer:
    """Answer with one of the bot's own sentences."""
    message = Composer(strings)
    message.say(key, **values)
    return said(key, message.reply())


def said(key: str, reply: Reply) -> Offer:
    """Answer with what is one of the bot's own messages already."""
    return Offer(key, shorten(reply.text, TITLE_ROOM), "", reply)


def _with_link(strings: Strings, reply: Reply, link: str) -> Reply:
    """Put a way to the bot under a message, in place of buttons: whose they were, nobody knows."""
    return replace(reply, buttons=((Button(strings["inline.ask"], url=link),),))


def _snippet(text: str, span: Span, answer: Span | None) -> str:
    """Return a sentence as one line, the answer between marks; cut where it is long."""
    whole = stripped(text, span)
    keep = answer if answer is not None and whole.covers(answer) else None
    shown = window(text, whole, SNIPPET_ROOM, keep or Span(whole.start, whole.start))
    if keep is None or not shown.covers(keep) or not len(keep):
        said = shown.of(text)
    else:
        before, after = Span(shown.start, keep.start), Span(keep.end, shown.end)
        said = f"{before.of(text)}{_OPEN}{keep.of(text)}{_CLOSE}{after.of(text)}"
    head = "…" if shown.start > whole.start else ""
    tail = "…" if shown.end < whole.end else ""
    return f"{head}{shorten(said, SNIPPET_ROOM + len(_OPEN + _CLOSE))}{tail}"


def _name(kind: str, article: Article, span: Span) -> str:
    """Return an id for a result: the same for the same words, and nothing can be read from it."""
    place = f"{kind}\0{article.id}\0{article.version}\0{span.start}\0{span.end}"
    return hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
