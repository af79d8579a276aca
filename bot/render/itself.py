"""What the bot says when it is asked about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.compose import Composer, Strong
from knowledge.chat.messages import Topic

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

_SAYS_WHOSE = frozenset({Topic.WHO, Topic.NEWSROOM, Topic.MAKER})


def show(strings: Strings, topic: Topic, newsroom: str) -> Reply:
    """Answer a question about the bot; `newsroom` is whose it is, "" where nobody has said."""
    return told(strings, topic, newsroom).reply()


def told(strings: Strings, topic: Topic, newsroom: str) -> Composer:
    """Compose that answer, as a part of several."""
    message = Composer(strings)
    message.say("answer.about_bot", "bold")
    message.line()
    message.say(f"itself.{topic}")
    if topic in _SAYS_WHOSE:
        message.add(" ")
        if newsroom:
            message.say("itself.whose", newsroom=Strong(newsroom))
        else:
            message.say("itself.nobodys")
    return message
