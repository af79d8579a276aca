"""A message that is to leave: a `Reply`, where it goes, and what becomes of it in doubt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, TypeAlias

from bot.reply import Button, Entity, Reply

Kind: TypeAlias = Literal["answer", "post"]
"""An "answer" is what a reader waits for; a "post" goes to many, of the bot's own accord."""

_LONG_AGO: Final = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a range of quoted words looks; `offset` and `length` in UTF-16 units of the words.

    `kind` is an entity's type. The others are what some kinds have besides.
    """

    kind: str
    offset: int
    length: int
    custom_emoji_id: str = ""
    unix_time: int = 0
    date_time_format: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a message that is answered, shown above the answer by Telegram itself.

    `text` is exactly a part of that message, 1 to 1,024 UTF-16 units, and stands at
    `position`, in UTF-16 units, too; `marks` are all that Telegram compares. `chat` is the
    "@name" of the chat where the message is, "" for the answer's own.
    """

    message_id: int
    text: str
    position: int
    marks: tuple[Mark, ...] = ()
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one chat.

    `edits` is the message whose place it takes; where that can't be, it is sent anew.
    `reply_to` is the message it answers, `thread` the topic. Where nobody knows whether a
    send arrived, an answer is sent again and a post is not: twice is a nuisance in a
    private chat, and none at all a reader lost; in a channel twice is an embarrassment.
    `reference` is the sender's own name for a post; it is kept in the clear, so it holds
    nothing of any reader. `question` is the message that this answers, 0 for none, and `asker`
    who has sent it: an edit of the question is to edit this. With a `quote` it is a reply to what
    that quotes; where Telegram refuses it, to `reply_to`.
    With `only_for` nobody but this user sees it, in a group where Telegram lets the bot send such;
    elsewhere everybody does. `query` is the tap that it answers then. Such messages have numbers of
    their own, which stand here below zero: in `reply_to`, in `edits`, as an answer's number.
    After `until` (Unix seconds; 0: never) it is not sent any more. Who has given it a `mark` is
    told what becomes of it. It makes no sound where it is `silent`, shows its first link's page
    with `preview`, and is pinned with `pin`, in place of the message `unpins`, 0 for none.
    `articles` are the ids of those that it shows: where one is paused before it has gone, it does
    not go. `language` is the IETF tag of who reads it, "" where nobody knows.
    """

    chat_id: int
    reply: Reply
    kind: Kind = "answer"
    reply_to: int | None = None
    thread: int | None = None
    edits: int | None = None
    reference: str = ""
    question: int = 0
    asker: int = 0
    silent: bool = False
    preview: bool = False
    pin: bool = False
    unpins: int = 0
    until: float = 0.0
    mark: str = ""
    only_for: int = 0
    query: str = ""
    quote: Quote | None = None
    articles: tuple[str, ...] = ()
    language: str = ""

    def to(self, chat_id: int) -> Message:
        """Return the same message for another chat, in which no message is known yet.

        A post that was to take another's place has none there, and expires: it is not sent twice.
        """
        in_vain = self.kind == "post" and self.edits is not None
        return replace(
            self,
            chat_id=chat_id,
            reply_to=None,
            edits=None,
            question=0,
            mark="",
            query="",
            quote=None,
            unpins=0,
            until=_LONG_AGO if in_vain else self.until,
        )


_USUAL: Final = tuple((one.name, one.default) for one in fields(Message) if one.name != "reply")


def pack(message: Message) -> str:
    """Write a message as JSON, only what isn't as usual."""
    packed = {name: value for name, usual in _USUAL if (value := getattr(message, name)) != usual}
    if message.quote is not None:
        packed["quote"] = asdict(message.quote)
    reply = message.reply
    packed["reply"] = [
        reply.text,
        [
            [one.kind, one.offset, one.length, one.url, one.user, one.unix_time]
            for one in reply.entities
        ],
        [[[one.label, one.data, one.url] for one in row] for row in reply.buttons],
    ]
    return json.dumps(packed)


def unpack(text: str) -> Message:
    """Read what `pack` wrote, this version's or an older one's."""
    packed = json.loads(text)
    if isinstance(packed, list):
        packed = _of_list(packed)
    said, entities, buttons = packed.pop("reply")
    reply = Reply(
        said,
        tuple(Entity(*one) for one in entities),
        tuple(tuple(Button(*one) for one in row) for row in buttons),
    )
    quote = packed.pop("quote", None)
    if quote is not None:
        marks = tuple(Mark(**one) for one in quote.pop("marks"))
        packed["quote"] = Quote(**quote, marks=marks)
    articles = tuple(packed.pop("articles", ()))
    return Message(reply=reply, articles=articles, **packed)


def _of_list(packed: list[Any]) -> dict[str, Any]:
    """Name what stood in a list by its place, as it did before version s0004 of the state."""
    names = ("chat_id", "kind", "reply_to", "thread", "edits", "reference")
    asked = dict(zip(("question", "asker"), packed[9:], strict=False))
    return {**dict(zip(names, packed[:6], strict=True)), "reply": packed[6:9], **asked}
