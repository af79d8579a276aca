"""From a slot that is due to its messages in the outbox, at most once, whoever else is at it.

A slot is planned when its time has come, claimed for half a minute, put together, and then
queued: its new state and its messages are one transaction, which fails for whoever's claim
has run out. What is interrupted before that is done anew by the next who looks; what is
interrupted after it is the outbox's, which never sends a post of which it can't know whether
it was sent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.message import Message
from bot.posting.planning import Planner
from bot.redaction import cause, without_token
from bot.state.rows import Decision
from bot.state.settling import reference
from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.digests.plan import Digest, Slot
    from bot.posting.doors import Composed, Composer, Desk, Sender
    from bot.state.rows import SlotRow
    from bot.state.slots import Slots

LEASE: Final = dt.timedelta(seconds=30)
"""How long a claim holds: putting a digest together takes a fraction of a second."""
AT_ONCE: Final = 50
"""Slots of one claim, which are one transaction."""
_BREATH: Final = 0.1
_REST: Final = 3.0
"""Between two claims that follow each other: at least so many seconds, and so many times what
the last one took. The subscribers of a minute come in thousands and leave at 30 a second, and
readers ask meanwhile."""
_LONGEST_WAIT: Final = 15.0
"""Seconds until it is looked again, whatever is due: others' claims may have run out."""
_PAUSE: Final = 5.0
UNANSWERED: Final = "nobody at the desk answered"
_GONE: Final = "there is no such digest any more"
_BEFORE: Final = 4
"""How many of a digest's slots in a place tell what was in it: the latest, and some before."""

log = logging.getLogger(__name__)


class Runner:
    """Posts what is due; `run` until it is cancelled.

    Args:
        digests: returns what is to be posted now; asked at every look. Blocking.
        slots: where slots are kept.
        composer: puts digests together.
        sender: takes what is queued.
        clock: the time, aware.
        holder: what no other process that runs at the same time is called.
        desk: who is asked first, where a digest wants that.
        brake: returns why a slot is not to be posted, "" for nothing: the bot is paused, or a
            copy of this state may have posted it that nobody here knows of.

    """

    def __init__(
        self,
        digests: Callable[[], Sequence[Digest]],
        slots: Slots,
        composer: Composer,
        sender: Sender,
        *,
        clock: Callable[[], dt.datetime],
        holder: str,
        desk: Desk | None = None,
        brake: Callable[[Slot], str] = lambda _: "",
    ) -> None:
        self._digests = digests
        self._slots = slots
        self._composer = composer
        self._sender = sender
        self._clock = clock
        self._holder = holder
        self._desk = desk
        self._brake = brake
        self._planner = Planner(slots)
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again now: digests were changed."""
        self._wake.set()

    async def run(self) -> None:
        """Look, post what is due, and wait for what is due next."""
        try:
            await self._run()
        finally:
            # An hour that is changed while the bot is off counts from now on.
            try:
                await asyncio.to_thread(self._planner.rest)
            except StoreError as error:  # what is due is planned twice then, which plans it once
                problem = without_token(str(error))
                log.error("until when digests are planned was not kept: %s", problem)  # noqa: TRY400 -- one line

    async def _run(self) -> None:
        while True:
            try:
                wait = await self.look()
            except StoreError as error:
                problem = without_token(str(error))
                log.error("digests can't be looked at, trying again in %.0f s: %s", _PAUSE, problem)  # noqa: TRY400 -- one line
                wait = _PAUSE
            except Exception as error:  # noqa: BLE001 -- one broken digest must not stop the others for good
                log.error("digests were not posted:\n%s", cause(error))  # noqa: TRY400 -- texts hold rows
                wait = _PAUSE
            self._wake.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def look(self) -> float:
        """Post what is due now; return in how many seconds to look again. Raises StoreError."""
        while True:
            began = time.monotonic()
            # In a thread, since of ten thousand subscribers one has changed now and then; and each
            # time, since posting to so many takes minutes in which digests end and begin.
            digests = {digest.name: digest for digest in await asyncio.to_thread(self._digests)}
            soonest = await asyncio.to_thread(self._planner.plan, digests.values(), self._clock())
            rows = await asyncio.to_thread(self._slots.claim, self._holder, LEASE, AT_ONCE)
            for batch in _apart(rows):
                await self._carry_out(
                    [(row, digests.get(row.slot.digest)) for row in batch], self._decided
                )
            more = soonest is not None and soonest <= self._clock()
            if len(rows) < AT_ONCE and not more:
                break
            await asyncio.sleep(max(_BREATH, _REST * (time.monotonic() - began)))
        for row in await asyncio.to_thread(self._slots.unanswered):
            digest = digests.get(row.slot.digest)
            publish = digest is not None and digest.how.approval == "post"
            await self.decide(row.number, publish=publish, reason=UNANSWERED)
        if soonest is None:
            return _LONGEST_WAIT
        return min(max((soonest - self._clock()).total_seconds(), 0.0), _LONGEST_WAIT)

    async def decide(self, number: int, *, publish: bool, reason: str = "", by: str = "") -> bool:
        """Post or skip what waits for the desk; False where that has been decided already.

        `by` is the name of who has decided so, "" for nobody.
        """

        def decided(row: SlotRow, digest: Digest | None) -> Decision:
            braked = self._brake(row.slot) if publish else ""
            if not publish or digest is None or braked:
                why = braked or reason or ("" if digest else _GONE)
                return Decision(row.number, "skipped", why, payload=row.payload)
            return self._put_together(row, digest, ask=False)

        return await self._reclaimed(number, {"by": by}, decided)

    async def revise(self, number: int, intro: str) -> bool:
        """Put other words of the newsroom's before what waits for the desk, and show that there.

        The desk has as long as before from now on. False where it has been decided already.
        """

        def decided(row: SlotRow, digest: Digest | None) -> Decision:
            if digest is None:
                return Decision(row.number, "skipped", _GONE)
            return self._put_together(row, digest, ask=True)

        return await self._reclaimed(number, {"intro": intro}, decided)

    async def _reclaimed(
        self,
        number: int,
        more: Mapping[str, object],
        decided: Callable[[SlotRow, Digest | None], Decision],
    ) -> bool:
        row = await asyncio.to_thread(self._slots.reclaim, number, self._holder, LEASE)
        if row is None:
            return False
        digests = await asyncio.to_thread(self._digests)
        digest = next((one for one in digests if one.name == row.slot.digest), None)
        row = replace(row, payload={**row.payload, **more})
        return await self._carry_out([(row, digest)], decided)

    async def _carry_out(
        self,
        rows: Sequence[tuple[SlotRow, Digest | None]],
        decided: Callable[[SlotRow, Digest | None], Decision],
    ) -> bool:
        """Decide of slots that this process has claimed, and do so; False where one wasn't."""

        def work() -> tuple[list[tuple[SlotRow, Decision]], list[list[int] | None]]:
            made = []
            for row, digest in rows:
                try:
                    made.append((row, self._told(row, digest, decided(row, digest))))
                except Exception as error:  # noqa: BLE001 -- one that can't be made must not stop others
                    # It stays claimed, and is tried again until it is too late for it.
                    log.error("%s was not put together:\n%s", _named(row.slot), cause(error))  # noqa: TRY400 -- texts hold rows
            done = self._slots.decide(self._holder, [decision for _, decision in made])
            return made, done.result()

        made, numbers = await asyncio.to_thread(work)
        for (row, decision), mine in zip(made, numbers, strict=True):
            if mine is None:
                log.info("%s is another process's, and is left to it", _named(row.slot))
                continue
            if decision.state == "skipped":
                log.warning("%s was skipped: %s", _named(row.slot), decision.reason)
            self._sender.add(mine, (*decision.messages, *decision.asides))
        return len(made) == len(rows) and None not in numbers

    def _decided(self, row: SlotRow, digest: Digest | None) -> Decision:
        """Decide of a slot that is due."""
        reason = self._why_not(row, digest)
        if reason or digest is None:
            return Decision(row.number, "skipped", reason)
        return self._put_together(row, digest, ask=digest.how.approval != "none")

    def _why_not(self, row: SlotRow, digest: Digest | None) -> str:
        """Return why a slot is not posted, "" where it is."""
        one = row.slot
        if digest is None:
            return _GONE
        braked = "the digest is paused" if digest.paused else self._brake(one)
        if braked:
            return braked
        if self._clock() - one.due > digest.when.catch_up:
            return "it was missed, and is too late"
        cap = digest.how.cap
        if cap and self._slots.posted_on(one.chat_id, one.thread, one.day) >= cap:
            return f"there were {cap} digests in this place that day already"
        return ""

    def _put_together(self, row: SlotRow, digest: Digest, *, ask: bool) -> Decision:
        one = row.slot
        latest = self._slots.latest(digest.name, one.chat_id, one.thread, _BEFORE)
        before = [other for other in latest if other.number != row.number]
        composed = self._composer.compose(digest, row, before)
        if composed is None:
            return Decision(row.number, "skipped", "there is nothing new")
        payload = {**row.payload, **composed.kept}
        if not ask:
            unpins = self._pinned(before) if digest.how.pin else 0
            messages = posts(row, digest, composed, unpins)
            payload |= {"prints": composed.prints, "layout": digest.how.layout}
            return Decision(row.number, "queued", payload=payload, messages=messages)
        until = self._clock() + digest.how.patience
        payload["shown"] = row.payload.get("shown", 0) + 1
        row = replace(row, payload=payload)
        shown = None if self._desk is None else self._desk.preview(digest, row, composed, until)
        if shown is None:
            return Decision(row.number, "skipped", "there is no desk to approve it")
        return Decision(row.number, "previewed", payload=payload, messages=shown, until=until)

    def _told(self, row: SlotRow, digest: Digest | None, decision: Decision) -> Decision:
        """Return a decision with what the desk is told of it, where that has seen a preview."""
        if self._desk is None or "shown" not in row.payload or decision.state == "previewed":
            return decision
        payload = {**(decision.payload or row.payload), "decided": self._clock().isoformat()}
        now = replace(row, state=decision.state, reason=decision.reason, payload=payload)
        return replace(decision, payload=payload, asides=self._desk.concluded(digest, now))

    def _pinned(self, before: Sequence[SlotRow]) -> int:
        """Return the message of the last digest in a place that was pinned, 0 for none."""
        for row in before:
            first = next(iter(self._slots.posts(row.number)), None)
            if first is not None and first.message_id:
                return first.message_id
        return 0


def posts(row: SlotRow, digest: Digest, composed: Composed, unpins: int = 0) -> list[Message]:
    """Return a slot's messages for the outbox."""
    one = row.slot
    shown = tuple(article for article, _ in composed.kept.get("articles", ()))
    return [
        Message(
            one.chat_id,
            reply,
            "post",
            thread=one.thread,
            reference=reference(row.number, part),
            silent=digest.how.silent or part > 0,
            preview=digest.how.preview,
            pin=digest.how.pin and part == 0,
            unpins=0 if part else unpins,
            articles=shown,
        )
        for part, reply in enumerate(composed.replies)
    ]


def _apart(rows: Sequence[SlotRow]) -> list[list[SlotRow]]:
    """Part slots so that no two of one place are decided of at once: the first counts then."""
    batches: list[list[SlotRow]] = []
    often: Counter[tuple[int, int | None]] = Counter()
    for row in rows:
        place = (row.slot.chat_id, row.slot.thread)
        if often[place] == len(batches):
            batches.append([])
        batches[often[place]].append(row)
        often[place] += 1
    return batches


def _named(one: Slot) -> str:
    return f"the digest {one.digest!r} of {one.day} {one.time:%H:%M}"
