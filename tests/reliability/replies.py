"""Any article, any reply: what the bot would send goes through the schema and the limits.

Articles of nasty pieces are built into a real library, and everything a reader can ask for is
asked of them, buttons tapped at random included. A new kind of reply is one line in `ASKED`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace

from bot.handlers.asker import Asker
from bot.handlers.conversation import Conversation
from bot.handlers.deeplink import link
from bot.handlers.guest import Guest
from bot.handlers.inline import Inline
from bot.handlers.taps import Taps
from bot.message import Message, pack, unpack
from bot.outbox.offers import as_guest, inline
from bot.outbox.requests import request
from bot.render.digests import Shown, digest
from bot.reply import Offer, Offers, Reply
from bot.strings.catalogue import load_strings
from knowledge.library import open_library
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from tests.fakes import gate
from tests.fakes.state import FakeState

ARTICLES = 4
"""So many at once in a library: enough to choose from."""
TURNS = 40
"""Replies asked for in one library, besides those that their buttons bring."""
TAPS = 3
_PUBLISHED = dt.date(2025, 6, 25)
_READER = Asker(7, 7)
_GROUP = Asker(-100, 7)
_USERNAME = "VerbatimBot"
THEN = ("", "summary", "quotes")
"""What a digest's links show of an article."""
_URLS = (
    "https://example.org/a", "http://example.org/?q=ü&x=%00", "https://", "javascript:alert(1)",
    "https://example.org/" + "a" * 3000, "HTTPS://EXAMPLE.ORG", "https://exa mple.org", "ftp://a.b",
    "https://[::1", "tg://user?id=1", "https://a", "https://example.org:99999/", "http://ü.example",
)  # fmt: skip
_WORDS = """
harvest bridge ferry Mayor Holm Ida Poland NATO budget 4.12% $35 billion 1,000 23 June 2025 two
the a of to in and said that opens rose because who was on Tuesday Lund wheat tonnes police
""".split()
_ODD = (
    "\U0001f6a2", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1fa\U0001f1e6",
    "e" + "\u0301" * 40, "\u202eesrever\u202c", "\u2067", "\u05e9\u05dc\u05d5\u05dd", "\u200b",
    "\u200d", "\ufe0f", "\ufeff", "\x00", "\x07", "\u2028", "\u00a0", "\u3000", "\u2800",
    "\u65e5\u672c\u8a9e", "\u3002", "\U0001d518", "\ufdfa", "\ud7ff", "\u0301", "\U000e0001",
    "\x7f", "\uffff", "/start", "@VerbatimBot", "#tag", "https://example.org/x", "a@b.example",
    "`", "*", "_", "<b>", "&amp;", "\\", "{title}", "%s", "a" * 300, "\U0001f6a2" * 200,
)  # fmt: skip
_QUOTED = ("“{}”", '"{}"', "„{}“", "«{}»", "‘{}’", "“{}", "{}”")
_SAID = (" said Ida Holm.", ", said the mayor of Lund, Anna Berg.", " sagte Ida Holm.", "", " – 🚢")
_QUESTIONS = (
    "where?", "How many tonnes of wheat?", "who said that", "did Holm say “the bridge opens”?",
    "summary", "why?", "and Poland?", "more", "quotes", "when was it published?", "thanks!", "🚢",
    "what is the budget? and who is Ida Holm? when does the bridge open? and why?", "hi", "…",
    "How many has Part 3?", "What is the Part 0 of Lund?", "Part 4", "And Part 1?",
    "\u202e?", "I think this is wrong.", "who wrote this", "wo?", "чому?",
)  # fmt: skip


@dataclass
class Tally:
    """What a run has asked for, and which replies went wrong: (library, turn, problem)."""

    seed: int
    replies: int = 0
    kinds: Counter = field(default_factory=Counter)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)


def words(rng, most=12):
    """Return some words, one in six an odd one."""
    return [
        rng.choice(_ODD) if rng.random() < 0.17 else rng.choice(_WORDS)
        for _ in range(rng.randrange(1, most))
    ]


def sentence(rng):
    """Return a sentence: some very long, some without an end, some a quotation."""
    long = rng.random() < 0.03
    said = " ".join(words(rng, 900 if long else 25))
    if rng.random() < 0.3:
        return rng.choice(_QUOTED).format(said) + rng.choice(_SAID)
    return said + rng.choice((".", ".", ".", "!", "?", "…", "", "。"))


def paragraph(rng):
    return rng.choice((" ", " ", "")).join(sentence(rng) for _ in range(rng.randrange(1, 9)))


def table(rng):
    """Return a table of nasty cells: parted by bars, tabs or gaps, even or not, long or wide."""
    parting = rng.choice((" | ", " | ", "|", "\t", "   "))
    columns = rng.choice((2, 3, 5, 60))
    rows = []
    for number in range(rng.choice((2, 5, 40))):
        width = columns if rng.random() < 0.9 else rng.randrange(1, 8)
        cells = [
            rng.choice(
                ("", str(number), "4.12%", "Lund", f"${number} million", " ".join(words(rng)))
            )
            for _ in range(width)
        ]
        rows.append(parting.join([f"Part {number}", *cells]))
    if rng.random() < 0.5:
        rows = [f"| {row} |" for row in rows]
        rows.insert(1, "|---" * (columns + 1) + "|")
    return "\n".join(rows)


def text_of(rng):
    """Return an article's text: empty, short, long, or of very many sections or quotations."""
    match rng.randrange(20):
        case 0:
            return rng.choice(("", " ", "\n\n", "\u200b", "🚢", ".", "\x00"))
        case 1:
            heads = rng.randrange(200, 3000)
            return "\n\n".join(f"**Part {n}**\n\nWheat {n}." for n in range(heads))
        case 2:
            return "\n\n".join(f"“Wheat {n} rose,” said Ida Holm." for n in range(400))
        case 3:
            return "wheat " * rng.randrange(1000, 4000)
        case 4:
            return rng.choice(_ODD) * rng.randrange(1, 3000)
        case 5:
            return "\n\n".join(paragraph(rng) for _ in range(60))
    parts = []
    for _ in range(rng.randrange(1, 8)):
        if rng.random() < 0.2:
            parts.append(table(rng))
        if rng.random() < 0.3:
            parts.append(f"**{' '.join(words(rng))}**")
        parts.append(paragraph(rng))
    return rng.choice(("\n\n", "\n\n", "\n")).join(parts)


def article(rng, number):
    """Return an article with a nasty title and address."""
    title = rng.choice((None, "", " ".join(words(rng, 60)), "\u202e", rng.choice(_ODD)))
    made = from_plain(f"article{number}", text_of(rng), title=title)
    return replace(
        made,
        url=rng.choice(_URLS) if rng.random() < 0.5 else "",
        published=_PUBLISHED if rng.random() < 0.5 else None,
        author=rng.choice(("", "", " ".join(words(rng, 20)))),
        language=rng.choice(("", "", "en", "de", "uk", "xx")),
    )


class Reader:
    """Somebody who asks for everything there is. `rng` decides what and where."""

    def __init__(self, library, strings, rng):
        self.library = library
        self.rng = rng
        self.talk = Conversation(library, FakeState(), strings)
        self.taps = Taps(self.talk)
        self.inline = Inline(library, strings)
        self.guest = Guest(library, strings)
        self.texts = [library.article(entry.id).text for entry in library.entries()]

    @property
    def asker(self):
        return self.rng.choice((_READER, _READER, _GROUP))

    def typed(self):
        """Return a question, words of an article, or anything."""
        match self.rng.randrange(4):
            case 0 | 1:
                return self.rng.choice(_QUESTIONS)
            case 2:
                return self.passage()
        return " ".join(words(self.rng, 30))

    def passage(self):
        """Return some of an article's words, in quotation marks or not."""
        text = self.rng.choice(self.texts)
        start = self.rng.randrange(len(text) + 1)
        found = text[start : start + self.rng.randrange(400)]
        return f"“{found}”" if self.rng.random() < 0.5 else found

    def digest(self):
        """Return the messages of a digest of some of the articles."""
        entries = self.library.entries()
        ids = self.rng.sample([one.id for one in entries], self.rng.randrange(len(entries) + 1))
        shown = [
            Shown(self.library.item(one), *(link(_USERNAME, one, then) for then in THEN))
            for one in ids
        ]
        layout = self.rng.choice(("compact", "cards", "messages"))
        intro = self.rng.choice(("", self.typed()))
        return digest(
            self.talk.strings, self.typed(), _PUBLISHED, shown, layout=layout, intro=intro
        )

    def anything(self):
        """Return a kind of reply by chance, and what it says."""
        kind = self.rng.choice(list(ASKED))
        return kind, ASKED[kind](self)


ASKED = {
    "question": lambda it: it.talk.ask(it.asker, it.typed(), _PUBLISHED),
    "start": lambda it: it.talk.start(it.asker, it.rng.choice(("", "article1", "nowhere"))),
    "help": lambda it: it.talk.help(it.asker),
    "privacy": lambda it: it.talk.privacy(),
    "articles": lambda it: it.talk.articles(it.asker, search=it.rng.choice(("", it.typed()))),
    "choose": lambda it: it.talk.choose(it.asker, it.rng.choice(it.library.entries()).id),
    "all": lambda it: it.talk.choose(it.asker, None),
    "summary": lambda it: it.talk.overview(
        it.asker, "summary", it.rng.choice(("", "short", "long"))
    ),
    "quotes": lambda it: it.talk.overview(it.asker, "quotes", it.rng.choice(("", "Holm", "🚢"))),
    "facts": lambda it: it.talk.overview(it.asker, "facts"),
    "sections": lambda it: it.talk.overview(it.asker, "sections"),
    "check": lambda it: it.talk.check(it.asker, it.rng.choice(("", it.typed(), it.passage()))),
    "forwarded": lambda it: it.talk.forwarded(it.asker, it.passage(), None),
    "more": lambda it: it.talk.more(it.asker),
    "unknown": lambda it: it.talk.unknown_command(it.asker, it.typed()),
    "forget": lambda it: it.talk.forget(it.asker),
    "digest": lambda it: it.rng.choice(it.digest()),
    "inline": lambda it: it.inline.offers(
        _USERNAME, it.typed()[:256], it.rng.choice(("", "", "10", "x"))
    ),
    "guest": lambda it: it.guest.answer(_USERNAME, f"@{_USERNAME} {it.typed()}", it.passage()),
}
"""What can be asked for, each a `Reply`, `Offers` or an `Offer`."""


def requests_of(said, rng):
    """Return what the bot would send to say something, as (method, parameters)."""
    if isinstance(said, Offers):
        return [inline("1", said)]
    if isinstance(said, Offer):
        return [as_guest("1", said)]
    message = Message(rng.choice((7, -100)), said, reply_to=rng.choice((None, 5)))
    # What waits is written down and read again.
    assert unpack(pack(message)) == message
    return [request(message), request(replace(message, edits=9))]


def problem(said, texts, rng):
    """Return what is wrong with what is to be said, "" for nothing."""
    replies = [said] if isinstance(said, Reply) else []
    if isinstance(said, Offers):
        replies = [offer.reply for offer in said.shown]
    elif isinstance(said, Offer):
        replies = [said.reply]
    for method, parameters in requests_of(said, rng):
        try:
            gate.check(method, parameters)
        except gate.InvalidRequestError as error:
            return str(error)
    for reply in replies:
        units = reply.text.encode("utf-16-le", "surrogatepass")
        for one in reply.entities:
            if one.kind in {"blockquote", "expandable_blockquote"}:
                quoted = units[2 * one.offset : 2 * (one.offset + one.length)]
                words_ = quoted.decode("utf-16-le", "surrogatepass")
                if not any(words_ in text for text in texts):
                    return f"these are no article's words: {words_!r}"
    return ""


def tapped(reader, said):
    """Tap some of a reply's buttons, and some of what they bring; yield what is shown."""
    for _ in range(TAPS):
        buttons = [one for row in getattr(said, "buttons", ()) for one in row if one.data]
        if not buttons:
            return
        chosen = reader.rng.choice(buttons)
        done = reader.taps.tap(reader.rng.choice((_READER, _READER, _GROUP)), chosen.data)
        toast = {"callback_query_id": "1", "text": done.toast, "show_alert": done.alert}
        gate.check("answerCallbackQuery", toast)
        if done.reply is not None:
            yield f"tap {chosen.data.partition(':')[0].partition('.')[0]}", done.reply
            said = done.reply


def one_library(tally, number, most):
    """Ask for everything of one library of made articles, up to so many replies."""
    rng = random.Random(f"{tally.seed}/{number}")
    settings = LibrarySettings(store="sqlite://")
    strings = load_strings()
    with closing(open_library(settings, clock=lambda: dt.datetime.now(dt.UTC))) as library:
        made = [article(rng, n) for n in range(rng.randrange(1, ARTICLES + 1))]
        for _ in library.build((one.id, one) for one in made):
            pass
        reader = Reader(library, strings, rng)
        for _ in range(TURNS):
            if tally.replies >= most:
                return
            kind = "?"
            try:
                kind, said = reader.anything()
                for what, shown in ((kind, said), *tapped(reader, said)):
                    kind = what
                    tally.replies += 1
                    tally.kinds[kind] += 1
                    wrong = problem(shown, reader.texts, rng)
                    if wrong:
                        tally.wrong.append((number, kind, wrong))
            except Exception as error:  # noqa: BLE001 -- any is what this run looks for
                tally.wrong.append((number, kind, f"raised {error!r}"))


def run(count, seed):
    """Make so many replies, or a few more, and return the tally."""
    tally = Tally(seed)
    number = 0
    while tally.replies < count:
        one_library(tally, number, count)
        number += 1
    return tally
