"""Whom an answer is for, where it replies to something else than their question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render.compose import ENTITY_LIMIT, TEXT_LIMIT, units
from bot.reply import Entity

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.strings.catalogue import Strings


def addressed(strings: Strings, reply: Reply, user_id: int, link: str) -> Reply | None:
    """Add a last line that leads to the question by `link` and tells its asker; "" for no link.

    The asker, a person if `user_id` is positive, is told by a mention without a name: what a
    reader calls themselves is their own words. None where there is no room for the line.
    """
    text, marks = f"{reply.text}\n", []
    for literal, name in strings.pieces("answer.to_question"):
        for words in (literal, strings["answer.this_question"] if name else ""):
            start, shown = units(text), words.strip()
            offset = start + units(words[: len(words) - len(words.lstrip())])
            if words is literal and shown and user_id > 0:
                marks.append(Entity("text_mention", offset, units(shown), user=user_id))
            elif words is not literal and shown and link:
                marks.append(Entity("text_link", offset, units(shown), link))
            text += words
    if units(text) > TEXT_LIMIT or len(reply.entities) + len(marks) > ENTITY_LIMIT:
        return None
    return replace(reply, text=text, entities=(*reply.entities, *marks))
