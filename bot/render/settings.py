"""A group's settings, as its administrators see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import button
from bot.render.compose import Composer, Strong
from bot.render.notices import notice
from bot.render.passages import title_of

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.strings.catalogue import Strings

_COMMENTS = {
    "addressed": "settings.comments_addressed",
    "every": "settings.comments_every",
    "off": "settings.comments_off",
}


def settings(
    strings: Strings,
    *,
    title: str | None,
    quiet: bool,
    comments: str,
    following: int,
    word: str,
    token: str,
    bot: str,
) -> Reply:
    """Show what holds, with a button for each thing that a tap can change.

    `title` is the article that the group asks about, None for all; `following` is the number
    of the choice about comments that comes next; `bot` is the bot's name, without which a
    command in a group is nobody's.
    """
    message = Composer(strings)
    message.say("settings.heading", "bold")
    message.line()
    title = strings["articles.all"] if title is None else title_of(strings, title)
    message.say("settings.article", title=Strong(title))
    message.line()
    message.say("settings.quiet_on" if quiet else "settings.quiet_off")
    message.line()
    message.say(_COMMENTS[comments])
    message.line()
    if word:
        message.say("settings.word", word=Strong(word), command=_command(bot))
    else:
        message.say("settings.no_word", command=_command(bot))
    label = "settings.make_loud" if quiet else "settings.make_quiet"
    return message.reply(
        (
            (button(strings[label], "quiet", token, int(not quiet)),),
            (button(strings["settings.next_comments"], "comments", token, following),),
        )
    )


def unknown(strings: Strings, bot: str) -> Reply:
    """Say what can be typed after the command."""
    return notice(strings, "settings.usage", command=_command(bot))


def _command(bot: str) -> str:
    return f"/settings@{bot}"
