"""Who asks, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A reader in a chat.

    `about` is the article that the place itself is about, as the comments under a post are;
    it goes before the one that the chat has chosen. `language` is the IETF tag of the language
    to speak to them in, "" where nobody knows: theirs, or what their group has chosen.
    `alone`: what is said to them there, only they are to see. `overheard`: they were talking to
    others. `under` is the data of the buttons under the bot's message that they reply to. `astray`:
    they speak of a channel's post, and nobody knows which article that is about.
    """

    chat_id: int
    user_id: int
    about: str | None = None
    language: str = ""
    alone: bool = False
    overheard: bool = False
    under: tuple[str, ...] = ()
    astray: bool = False

    @property
    def private(self) -> bool:
        """Whether this is their own chat with the bot, where nobody else reads."""
        # In a private chat, and only there, the chat has its reader's id.
        return self.chat_id == self.user_id
