"""Who asks, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asker:
    """A reader in a chat."""

    chat_id: int
    user_id: int

    @property
    def private(self) -> bool:
        """Whether this is their own chat with the bot, where nobody else reads."""
        # In a private chat, and only there, the chat has its reader's id.
        return self.chat_id == self.user_id
