"""What posting needs of others: digests put together, an outbox, and the desk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.digests.plan import Digest
    from bot.message import Message
    from bot.render.desk import Trouble
    from bot.reply import Reply
    from bot.state.rows import SlotRow


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest put together: its messages, and what is to be kept of what it was made of."""

    replies: tuple[Reply, ...]
    kept: Mapping[str, Any]

    @property
    def prints(self) -> list[str]:
        """What tells each message from another, to be kept: 16 hexadecimal digits each."""
        told = (
            json.dumps([one.text, one.entities, one.buttons], default=str) for one in self.replies
        )
        return [hashlib.sha256(one.encode()).hexdigest()[:16] for one in told]


class Composer(Protocol):
    """Puts a digest together for one place. Blocking."""

    def compose(self, digest: Digest, row: SlotRow, before: Sequence[SlotRow]) -> Composed | None:
        """Return a slot's messages; None where there is nothing new.

        `before` is what the digest was in that place, the latest first.
        """
        ...


class Desk(Protocol):
    """Who is asked before a digest with approval is posted."""

    def preview(
        self, digest: Digest, row: SlotRow, composed: Composed, until: dt.datetime
    ) -> Sequence[Message] | None:
        """Return what is shown at the desk, which has until then; None where there is none.

        `row.payload["shown"]` counts the previews of this slot, this one included.
        """
        ...

    def troubled(self, digest: str, trouble: Trouble, places: Sequence[int]) -> Sequence[Message]:
        """Return what the desk is told of chats that a digest may not, or has not, reached."""
        ...

    def concluded(self, digest: Digest | None, row: SlotRow) -> Sequence[Message]:
        """Return what the desk is told of a slot that it was shown and that is decided now."""
        ...


class Sender(Protocol):
    """The outbox."""

    def add(self, numbers: Sequence[int], messages: Sequence[Message]) -> None:
        """Take messages that are committed under these numbers."""
        ...
