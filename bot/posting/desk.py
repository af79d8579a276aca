"""The desk's part in digests: previews that it decides of, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Protocol

from bot.digests.calendar import zone
from bot.message import Message
from bot.posting.runner import UNANSWERED
from bot.render import desk
from bot.state.settling import control

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.digests.plan import Digest
    from bot.posting.doors import Composed
    from bot.state.rows import SlotRow
    from bot.strings.catalogue import Strings

KIND: Final = "desk"
ANYBODY: Final = 0
"""Whose buttons at the desk are: nobody's in particular."""
_LONGER: Final = dt.timedelta(days=1)
"""How long after a preview's time its buttons still know what became of it."""
_NOTHING: Final = "there is nothing new"


class Team(Protocol):
    """Who the newsroom is."""

    def desk(self) -> int | None:
        """Return the chat that is asked; None for none."""
        ...


class Buttons(Protocol):
    """Where buttons are kept."""

    def remember(
        self,
        chat_id: int,
        user_id: int,
        kind: str,
        payload: Mapping[str, object],
        *,
        lifetime: dt.timedelta,
    ) -> str:
        """Keep what buttons need, and return their token."""
        ...


class Controls(Protocol):
    """Which messages the desk decides with."""

    def control(self, number: int) -> int:
        """Return the last one of a slot, 0 for none."""
        ...


class DeskChat:
    """The desk, as posting sees it. Blocking; methods may raise StoreError.

    Args:
        team: who knows where it is.
        buttons: where its buttons are kept.
        controls: who knows which message it last got of a slot.
        strings: returns the sentences of the desk's language; may block.
        called: returns what a chat is called.

    """

    def __init__(
        self,
        team: Team,
        buttons: Buttons,
        controls: Controls,
        strings: Callable[[], Strings],
        called: Callable[[int], str],
    ) -> None:
        self._team = team
        self._buttons = buttons
        self._controls = controls
        self._strings = strings
        self._called = called

    def preview(
        self, digest: Digest, row: SlotRow, composed: Composed, until: dt.datetime
    ) -> Sequence[Message] | None:
        """Return a digest as it would be posted, and a message to decide of it with."""
        chat, approval = self._team.desk(), digest.how.approval
        if chat is None or approval == "none":
            return None
        shown = int(row.payload["shown"])
        known = {"slot": row.number, "shown": shown}
        lifetime = digest.how.patience + _LONGER
        token = self._buttons.remember(chat, ANYBODY, KIND, known, lifetime=lifetime)
        place = self._place(digest, row)
        local = until.astimezone(_zone(digest, row))
        strings = self._strings()
        asked = desk.control(strings, place, local, approval, token)
        messages = [
            Message(chat, reply, silent=True, preview=digest.how.preview)
            for reply in composed.replies
        ]
        messages.append(Message(chat, asked, reference=control(row.number, shown)))
        before = self._controls.control(row.number) if shown > 1 else 0
        if before:
            messages.insert(0, Message(chat, desk.newer(strings, place), edits=before))
        return messages

    def concluded(self, digest: Digest | None, row: SlotRow) -> Sequence[Message]:
        """Return what takes the place of the message that the desk decided with."""
        chat, before = self._team.desk(), self._controls.control(row.number)
        if chat is None or not before:
            return ()
        reply = desk.became(self._strings(), self._place(digest, row), outcome(digest, row))
        return (Message(chat, reply, edits=before),)

    def troubled(
        self, digest: str, trouble: desk.Trouble, places: Sequence[int]
    ) -> Sequence[Message]:
        """Return where a digest may not have arrived, or has not, for the desk."""
        chat = self._team.desk()
        if chat is None:
            return ()
        called = [self._called(one) for one in places]
        return (Message(chat, desk.trouble(self._strings(), digest, trouble, called)),)

    def told(self, digest: Digest | None, row: SlotRow) -> str:
        """Return a sentence for who comes second."""
        return desk.decided_already(self._strings(), outcome(digest, row))

    def _place(self, digest: Digest | None, row: SlotRow) -> desk.Place:
        title = row.slot.digest if digest is None else digest.title
        return desk.Place(title, self._called(row.slot.chat_id))


def outcome(digest: Digest | None, row: SlotRow) -> desk.Outcome:
    """Return what became of a slot that the desk was shown and that is decided."""
    posted, by = row.state != "skipped", str(row.payload.get("by", ""))
    why: desk.Why = "unanswered" if posted else "prevented"
    if by and (posted or not row.reason):
        why = "decided"
    elif row.reason in {UNANSWERED, _NOTHING}:
        why = "unanswered" if row.reason == UNANSWERED else "nothing"
    at = dt.datetime.fromisoformat(row.payload.get("decided") or row.slot.due.isoformat())
    return desk.Outcome(posted, why, at.astimezone(_zone(digest, row)), by)


def _zone(digest: Digest | None, row: SlotRow) -> dt.tzinfo:
    """Return the time zone of a slot's place; of the digest if it no longer goes there."""
    if digest is None:
        return dt.UTC
    place = (row.slot.chat_id, row.slot.thread)
    own = (one.zone for one in digest.targets if (one.chat_id, one.thread) == place)
    return zone(next(own, "") or digest.when.zone)
