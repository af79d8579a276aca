"""Whether words were said like that: the verdict, the article's words, and what differs.

What somebody pasted is shown again only to whoever pasted it, and never as a quotation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import ENTITY_LIMIT, Composer, shorten, stripped, window
from bot.render.passages import (
    LABEL_ROOM,
    NEAREST,
    PLACE_ROOM,
    SPEAKER_ROOM,
    add_title,
    label,
)
from knowledge.model import Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Check, Edit, Hit

_QUOTE_ROOM = 900
"""UTF-16 units of a quotation that is shown; a longer one is cut around the words in question."""
_QUOTES_ROOM = 1800
"""UTF-16 units after which no further part of a quotation is shown."""
_MARKED = 40
_BRIEF_ROOM, _BRIEFLY_MARKED = 300, 6
_LEAST_ROOM = 40
_RUN_ENDS = 6
"""Words at either end of a run that both sides have; a longer one's middle is left out."""
_BREAK = 8
"""UTF-16 units kept free for the mark of what was left out."""
_WHOLE = 1 - 1e-6


def show(
    strings: Strings,
    found: Check,
    *,
    private: bool,
    token: str = "",
    context: str = "",
    note: str = "",
) -> Reply:
    """Show the verdict, the article's words, and in a private chat what differs from the pasted.

    `token` stands for the speaker's quotations, `context` for the passage; "" for no button.
    `note` is the key of a sentence that goes before, "" for none.
    """
    message = Composer(strings)
    if note:
        message.say(note)
        message.line()
    message.append(verdict(strings, found))
    if private:
        _differences(message, found.diff)
    row: list[Button] = []
    if context:
        row.append(button(strings["buttons.more"], "part", context, 0))
    if token and found.speaker:
        text = strings.text("check.quotes_of", name=found.speaker)
        row.append(button(shorten(text, LABEL_ROOM), "who", token, 0))
    return message.reply([one] for one in row)


def not_found(
    strings: Strings, hits: Sequence[Hit], token: str, *, many: bool, note: str = ""
) -> Reply:
    """Say that the words are nowhere, and offer what comes nearest as buttons."""
    message = Composer(strings)
    if note:
        message.say(note)
        message.line()
    message.say("check.verdicts.not_found", "bold")
    message.add(" ")
    message.say("check.not_found_many" if many else "check.not_found")
    if hits:
        message.add(" ")
        message.say("check.nearest")
    return message.reply(
        (button(label(hit), "hit", token, number),) for number, hit in enumerate(hits[:NEAREST])
    )


def verdict(strings: Strings, found: Check, *, brief: bool = False) -> Composer:
    """Compose the verdict and the article's words, with who says them where.

    `brief`: a few hundred UTF-16 units and a dozen entities, to stand beside others.
    """
    room, marked = (_BRIEF_ROOM, _BRIEFLY_MARKED) if brief else (_QUOTES_ROOM, _MARKED)
    message = Composer(strings)
    message.say(f"check.verdicts.{found.verdict}", "bold")
    if found.article is None or found.verdict is Verdict.NOT_FOUND:
        message.add(" ")
        message.say("check.not_found_many")
        return message
    message.add(" ")
    message.say(_SENTENCES[_case(found)])
    text = found.article.text
    shown = _shown(found)
    bold = () if _is_all(text, shown, found.spans) else found.spans[:marked]
    for place in shown:
        if message.used > room or message.marks > marked:
            message.line()
            message.add("…")
            break
        keep = next((span for span in found.spans if span.meets(place)), place)
        part = window(text, place, min(room, _QUOTE_ROOM), keep, sentences=True)
        if part.start > stripped(text, place).start:
            message.line()
            message.add("…")
        message.line()
        message.quote(text, part, bold)
        if part.end < stripped(text, place).end:
            message.line()
            message.add("…")
    message.line()
    _place(message, strings, found)
    return message


def _case(found: Check) -> str:
    """Return which sentence goes with a verdict."""
    whole = found.score >= _WHOLE
    match found.verdict:
        case Verdict.EXACT if any(edit.kind == "insert" for edit in found.diff):
            return "left_out"
        case Verdict.ALTERED if found.also is not None:
            return "joined"
        case Verdict.IN_TEXT_NOT_QUOTED if not whole:
            return "text_altered"
        case Verdict.OTHER_SPEAKER if not whole:
            return "other_altered"
        case _:
            return found.verdict.value


_SENTENCES = {
    Verdict.EXACT: "check.exact",
    "left_out": "check.exact_left_out",
    Verdict.ALTERED: "check.altered",
    "joined": "check.altered_joined",
    Verdict.OTHER_SPEAKER: "check.other_speaker",
    "other_altered": "check.other_speaker_altered",
    Verdict.HEADLINE_ONLY: "check.headline_only",
    Verdict.IN_TEXT_NOT_QUOTED: "check.in_text_not_quoted",
    "text_altered": "check.in_text_altered",
}


def _shown(found: Check) -> tuple[Span, ...]:
    """Return what to quote: the quotations whole, else the words' sentence, or the headline."""
    if found.quote is not None and found.verdict is not Verdict.HEADLINE_ONLY:
        also = found.also.spans if found.also is not None else ()
        return (*_near(found.quote.spans, found.spans), *also)
    if found.quote is not None:  # in a headline: from its speaker on
        whole = found.quote.extent
        mention = found.quote.speaker_span or whole
        return (Span(min(mention.start, whole.start), whole.end),)
    if found.hit is None:
        return (found.place or found.spans[0],)
    start = min(found.hit.sentence.start, found.spans[0].start)
    return (Span(start, max(found.hit.sentence.end, found.spans[-1].end)),)


def _near(quoted: Sequence[Span], words: Sequence[Span]) -> Sequence[Span]:
    """Return the parts of a broken quotation from the first that has the words to the last."""
    have = [at for at, span in enumerate(quoted) if any(span.meets(one) for one in words)]
    return quoted[have[0] : have[-1] + 1] if have else quoted[:1]


def _is_all(text: str, shown: Sequence[Span], words: Sequence[Span]) -> bool:
    """Whether the words are all that is quoted: then marking them would tell nothing."""
    letters = sum(c.isalnum() for span in shown for c in span.of(text))
    return letters == sum(c.isalnum() for span in words for c in span.of(text))


def _place(message: Composer, strings: Strings, found: Check) -> None:
    """Append the last line: who speaks · section · title · date."""
    article = found.article
    if article is None:
        return
    both = dict.fromkeys((found.speaker, found.also.speaker if found.also else ""))
    speaker = ", ".join(shorten(name, SPEAKER_ROOM) for name in both if name)
    headline = found.verdict is Verdict.HEADLINE_ONLY
    source = strings["quotes.headline"] if headline else strings["answer.itself"]
    if headline and speaker:
        source = f"{speaker} · {source}"
    elif speaker:
        source = speaker
    elif found.quote is not None:
        source = strings["quotes.unnamed"]
    message.add(source, "italic")
    heading = shorten(found.hit.section.heading, PLACE_ROOM) if found.hit else ""
    if heading:
        message.add(f" · {heading}")
    message.add(" · ")
    add_title(message, strings, article, PLACE_ROOM, at=found.spans[0] if found.spans else None)
    if article.published is not None:
        message.add(f" · {strings.date(article.published)}")


def _differences(message: Composer, diff: Sequence[Edit]) -> None:
    """Append what differs, word by word: struck what was pasted, bold what the article has."""
    if all(edit.kind == "equal" for edit in diff):
        return
    message.line()
    message.line()
    message.say("check.differs")
    message.line()
    for number, edit in enumerate(diff):
        words = edit.words if edit.kind == "delete" else _ends(edit.words)
        room = min(message.room - _BREAK, _QUOTE_ROOM)
        if room < _LEAST_ROOM or message.marks + 2 > ENTITY_LIMIT:
            message.add(" …")
            return
        if number:
            message.add(" ")
        shown = shorten(words, room)
        match edit.kind:
            case "delete":
                message.add(shown, "strikethrough")
            case "insert":
                message.add(shown, "bold", "underline")
            case _:
                message.add(shown)


def _ends(words: str) -> str:
    """Return a run that is the same on both sides, its middle left out where it is long."""
    parts = words.split()
    if len(parts) <= 2 * _RUN_ENDS + 2:
        return words
    return " ".join([*parts[:_RUN_ENDS], "…", *parts[-_RUN_ENDS:]])
