"""What setting up digests needs of the state and of the digests. It blocks: use a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bot.digests.plan import Digest
    from bot.reply import Reply


class Drafts(Protocol):
    """What is being set up."""

    def get(self, chat_id: int, user_id: int) -> dict[str, Any] | None:
        """Return what somebody sets up in a chat."""
        ...

    def put(
        self, chat_id: int, user_id: int, draft: Mapping[str, object], lifetime: dt.timedelta
    ) -> None:
        """Keep it."""
        ...

    def drop(self, chat_id: int, user_id: int) -> None:
        """Forget it."""
        ...


class Digests(Protocol):
    """The newsroom's digests. Blocking."""

    def own(self) -> Mapping[str, Digest]:
        """Return them by name."""
        ...

    def is_fixed(self, name: str) -> bool:
        """Whether one is the file's."""
        ...

    def keep(self, name: str, fields: object) -> None:
        """Keep one as it is written, in place of what had its name; None ends it."""
        ...

    def note(self, user_id: int, name: str, what: str, digest: str) -> None:
        """Keep who, a user and their name, did what with which digest."""
        ...

    def preview(self, digest: Digest) -> Sequence[Reply]:
        """Return what would be posted now, of older articles where nothing is new."""
        ...

    def following(self, digest: Digest) -> dt.datetime | None:
        """Return when it comes next anywhere, by the clocks there; None: not within a week.

        A place that has had it on a local day gets no second one on that day.
        """
        ...
