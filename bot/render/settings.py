"""A group's settings, as its administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, Strong
from bot.render.notices import notice
from bot.render.passages import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Reply
    from bot.strings.catalogue import Strings

_COMMENTS = {
    "addressed": "settings.comments_addressed",
    "every": "settings.comments_every",
    "off": "settings.comments_off",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds in a group.

    `title` is the article that it asks about, None for all; `language` is the name of the one
    that is spoken there, "" where that is the asker's; `alone`: only who asks sees the reply.
    """

    title: str | None
    quiet: bool
    comments: str
    word: str
    language: str
    alone: bool = False
    questions: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """The numbers of the choices that come next."""

    comments: int
    language: int


def settings(strings: Strings, chosen: Chosen, following: Following, token: str, bot: str) -> Reply:
    """Show what holds, with a button for each thing that a tap can change.

    `bot` is the bot's name, without which a command in a group is nobody's.
    """
    message = Composer(strings)
    message.say("settings.heading", "bold")
    message.line()
    title = chosen.title
    title = strings["articles.all"] if title is None else title_of(strings, title)
    message.say("settings.article", title=Strong(title))
    message.line()
    message.say("settings.quiet_on" if chosen.quiet else "settings.quiet_off")
    message.line()
    message.say(_COMMENTS[chosen.comments])
    message.line()
    message.say("settings.replies_asker" if chosen.alone else "settings.replies_all")
    message.line()
    key = "settings.questions_on" if chosen.questions else "settings.questions_off"
    message.say(key, command=_command(bot))
    message.line()
    if chosen.language:
        message.say("settings.language", language=Strong(chosen.language))
    else:
        message.say("settings.language_auto")
    message.line()
    if chosen.word:
        message.say("settings.word", word=Strong(chosen.word), command=_command(bot))
    else:
        message.say("settings.no_word", command=_command(bot))
    if chosen.word or chosen.questions or chosen.comments == "every":
        message.line()
        message.line()
        message.say("settings.sees")
    label = "settings.make_loud" if chosen.quiet else "settings.make_quiet"
    who = "settings.make_all" if chosen.alone else "settings.make_asker"
    return message.reply(
        (
            (button(strings[label], "quiet", token, int(not chosen.quiet)),),
            (button(strings["settings.next_comments"], "comments", token, following.comments),),
            (button(strings[who], "replies", token, int(not chosen.alone)),),
            (button(strings["settings.next_language"], "language", token, following.language),),
        )
    )


def unknown(strings: Strings, bot: str, languages: Sequence[str]) -> Reply:
    """Say what can be typed after the command."""
    codes = ", ".join(languages)
    return notice(strings, "settings.usage", command=_command(bot), languages=codes)


def _command(bot: str) -> str:
    return f"/settings@{bot}"
