"""What somebody is setting up in a chat, until it is done: a row of their own, encrypted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.state.part import Part
from bot.state.tables import button

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

# No token is ever digested under this name, so that no button can ask for such a row.
_DRAFT: Final = "draft"


class Drafts(Part):
    """One draft for each person in each chat. Synchronous; methods may raise StoreError.

    They are rows among what buttons stand for: they expire and are forgotten in the same way.
    """

    def get(self, chat_id: int, user_id: int) -> dict[str, Any] | None:
        """Return what somebody is setting up in a chat; None for nothing."""
        query = sa.select(button.c.payload).where(
            button.c.token == self._mark(chat_id, user_id), button.c.expires > self._clock()
        )
        with self._database.read() as connection:
            data = connection.execute(query).scalar_one_or_none()
        text = None if data is None else self._key.decrypt(data)
        return None if text is None else json.loads(text)

    def put(
        self, chat_id: int, user_id: int, draft: Mapping[str, object], lifetime: dt.timedelta
    ) -> None:
        """Keep a draft, JSON's values, in place of an earlier one."""
        row = {
            "token": self._mark(chat_id, user_id),
            "chat": self._chat(chat_id),
            "user": self._user(user_id),
            "kind": _DRAFT,
            "payload": self._key.encrypt(json.dumps(draft)),
            "expires": self._clock() + lifetime,
        }

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.insert(button).prefix_with("OR REPLACE"), row)

        self._writer.write(write)

    def drop(self, chat_id: int, user_id: int) -> None:
        """Forget a draft."""
        mine = self._mark(chat_id, user_id)

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(button).where(button.c.token == mine))

        self._writer.write(write)

    def _mark(self, chat_id: int, user_id: int) -> bytes:
        return self._key.digest(_DRAFT, f"{chat_id}:{user_id}")
