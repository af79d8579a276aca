"""What is paused, by whom, and what a reader hears of it. Synchronous, as all of a turn is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.render import newsroom as shown
from bot.render import notices
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.doors import Library
    from bot.handlers.newsroom_doors import Pauses, State
    from bot.message import Message
    from bot.newsroom import Actor, Kind
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages


# What people say for it, in the languages that the bot speaks.
_SAID: Final = {
    word: meant
    for meant, words in {
        "all": "everything alles alle überall все усе всі всюди",
        "chat": "group here gruppe hier чат група групу тут",
        "article": "artikel стаття статтю",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is given: its chat, whether that is a group, under which post there."""

    chat_id: int
    is_group: bool
    post: int | None = None


class Pausing:
    """Pauses and resumes. Whoever asks has a right here: an admin's is for their chat only."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self._library = library
        self._state = state
        self._strings = strings

    def command(self, actor: Actor, place: Place, words: str, *, resume: bool) -> Reply:
        """Do what the words after ``/pause`` or ``/resume`` say; without any, show what holds."""
        what, _, rest = words.strip().partition(" ")
        kind: Kind
        match _SAID.get(what.casefold(), what.casefold()):
            case "" if not place.is_group:
                return self.overview()
            case "chat" | "" if place.is_group:
                kind, target = "chat", str(place.chat_id)
            case "all" | "article" if actor.part == "admin":
                return notices.notice(self._strings, "pausing.only_chat")
            case "all":
                kind, target = "all", ""
            case "article":
                found = self._article(place, rest)
                if found is None:
                    return notices.notice(self._strings, "pausing.which")
                kind, target = "article", found
            case _:
                return self._meant(actor, words.strip(), resume=resume)
        if resume:
            return self._resumed(kind, target, done=self._state.pauses.resume(kind, target, actor))
        return self._paused(kind, target, done=self._state.pauses.pause(kind, target, actor))

    def _meant(self, actor: Actor, words: str, *, resume: bool) -> Reply:
        """Say how to pause an article whose name was given alone, or else what can be paused."""
        near = self._library.find(words) if actor.part != "admin" else ()
        if len(near) != 1 or near[0].id == self._library.manual:
            return notices.notice(self._strings, "pausing.usage")
        command = f"/{'resume' if resume else 'pause'} article {near[0].id}"
        return notices.notice(self._strings, "pausing.meant", command=command)

    def overview(self) -> Reply:
        """Show what is paused."""
        return shown.pauses(self._strings, self._state.pauses.all(), self._title)

    def _article(self, place: Place, words: str) -> str | None:
        wanted = words.strip() or self._about(place) or self._state.scope(place.chat_id)
        if not wanted:
            return None
        try:
            found = self._library.article(wanted).id
        except UnknownArticleError:
            near = self._library.find(wanted)
            if len(near) != 1:
                return None
            found = near[0].id
        return None if found == self._library.manual else found

    def _about(self, place: Place) -> str | None:
        """Return the article of the post that the command is given under, if any."""
        if place.post is None:
            return None
        kept = self._state.rooms.post(place.chat_id, place.post)
        return None if kept is None else kept["article"]

    def _paused(self, kind: Kind, target: str, *, done: bool) -> Reply:
        if not done:
            return notices.notice(self._strings, "pausing.already")
        if kind == "article":
            return shown.titled(self._strings, "pausing.done.article", self._title(target))
        return notices.notice(self._strings, f"pausing.done.{kind}")

    def _resumed(self, kind: Kind, target: str, *, done: bool) -> Reply:
        if not done:
            return notices.notice(self._strings, "pausing.was_not")
        if kind == "article":
            return shown.titled(self._strings, "pausing.over.article", self._title(target))
        return notices.notice(self._strings, f"pausing.over.{kind}")

    def _title(self, article_id: str) -> str:
        try:
            return self._library.article(article_id).title or article_id
        except UnknownArticleError:
            return article_id


def screen(pauses: Pauses, strings: Languages[Strings]) -> Callable[[Message], Message | None]:
    """Return what lets messages leave: None for one that shows what has been paused meanwhile.

    A reader who waits for it in private hears why there is none.
    """

    def look(message: Message) -> Message | None:
        # What shows nothing of an article may always be said.
        if not message.articles:
            return message
        article = not pauses.articles().isdisjoint(message.articles)
        if not (article or pauses.is_paused(message.chat_id)):
            return message
        # In private the chat has its reader's id, which is no group's.
        if message.kind == "post" or message.chat_id < 0 or message.edits is not None:
            return None
        key = "pausing.article" if article else "pausing.told"
        reply = notices.notice(strings.of(message.language), key)
        return replace(message, reply=reply, quote=None, articles=(), question=0)

    return look
