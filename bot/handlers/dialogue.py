"""What setting up digests keeps from one message to the next, and how it speaks."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.digests.draft import Draft
    from bot.handlers.setting_up_doors import Drafts
    from bot.handlers.standing import Hand
    from bot.strings.catalogue import Strings
    from bot.strings.languages import Languages

LIFETIME: Final = dt.timedelta(minutes=30)


class Dialogue:
    """Everybody's draft, one a chat and person, and their language."""

    def __init__(self, drafts: Drafts, strings: Languages[Strings]) -> None:
        self._drafts = drafts
        self._strings = strings

    async def get(self, chat_id: int, user_id: int) -> Draft | None:
        """Return what somebody sets up in a chat; None for nothing, or for long ago."""
        return await asyncio.to_thread(self._drafts.get, chat_id, user_id)

    async def keep(self, hand: Hand, draft: Draft) -> str:
        """Keep a draft, whose buttons are new ones now; return their token."""
        draft["token"] = token = secrets.token_urlsafe(9)
        await asyncio.to_thread(self._drafts.put, hand.chat_id, hand.user_id, draft, LIFETIME)
        return token

    async def drop(self, hand: Hand) -> None:
        """Forget a draft."""
        await asyncio.to_thread(self._drafts.drop, hand.chat_id, hand.user_id)

    def words(self, hand: Hand) -> Strings:
        """Return the sentences that somebody is spoken to with."""
        return self._strings.of(hand.language)

    def code(self, hand: Hand) -> str:
        """Return the language that somebody is spoken to in: their digest is in it."""
        words = self.words(hand)
        return next(code for code in self._strings.codes if self._strings.of(code) is words)
