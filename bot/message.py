"""A message that is to leave: a `Reply`, where it goes, and what becomes of it in doubt."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from bot.reply import Button, Entity, Reply

Kind: TypeAlias = Literal["answer", "post"]
"""An "answer" is what a reader waits for; a "post" goes to many, of the bot's own accord."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one chat.

    `edits` is the message whose place it takes; where that can't be, it is sent anew.
    `reply_to` is the message it answers, `thread` the topic. Where nobody knows whether a
    send arrived, an answer is sent again and a post is not: twice is a nuisance in a
    private chat, and none at all a reader lost; in a channel twice is an embarrassment.
    `reference` is the sender's own name for a post; it is kept in the clear, so it holds
    nothing of any reader. `question` is the message that this answers, 0 for none, and `asker`
    who has sent it: an edit of the question is to edit this.
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

    def to(self, chat_id: int) -> Message:
        """Return the same message for another chat, in which no message is known yet."""
        return replace(self, chat_id=chat_id, reply_to=None, edits=None, question=0)


def pack(message: Message) -> str:
    """Write a message as JSON."""
    reply = message.reply
    return json.dumps(
        [
            message.chat_id,
            message.kind,
            message.reply_to,
            message.thread,
            message.edits,
            message.reference,
            reply.text,
            [[one.kind, one.offset, one.length, one.url] for one in reply.entities],
            [[[one.label, one.data, one.url] for one in row] for row in reply.buttons],
            message.question,
            message.asker,
        ]
    )


def unpack(text: str) -> Message:
    """Read what `pack` wrote."""
    packed: list[Any] = json.loads(text)
    chat_id, kind, reply_to, thread, edits, reference, said, entities, buttons, *asked = packed
    question, asker = asked or (0, 0)  # of an older version's, nobody knows
    return Message(
        chat_id,
        Reply(
            said,
            tuple(Entity(*one) for one in entities),
            tuple(tuple(Button(*one) for one in row) for row in buttons),
        ),
        kind,
        reply_to,
        thread,
        edits,
        reference,
        question,
        asker,
    )
