"""The digests that are there already: listed, shown, paused, changed and ended by `/digest`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.digests import draft as drafting
from bot.digests.fields import write
from bot.render import setting_up as shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.buttons import Tap
    from bot.digests.draft import Draft
    from bot.digests.plan import Digest
    from bot.handlers.dialogue import Dialogue
    from bot.handlers.setting_up_doors import Digests
    from bot.handlers.standing import Hand, Standing
    from bot.reply import Reply


_OF_LIST: Final = ("chat", "topic", "group", "names", "place", "name")
"""What a draft has of the list that a digest was chosen from."""


class SetUp:
    """What is set up, as who may change it sees it. `changed` hears that digests have changed."""

    def __init__(
        self,
        standing: Standing,
        dialogue: Dialogue,
        digests: Digests,
        changed: Callable[[], None],
    ) -> None:
        self._standing = standing
        self._dialogue = dialogue
        self._digests = digests
        self._changed = changed
        # Of two who change a digest at once, the second changes what the first has made of it.
        self._changing = asyncio.Lock()

    async def of_place(self, chat_id: int) -> Mapping[str, Digest]:
        """Return the digests that go to a chat, by name; with 0 all."""
        return {
            name: digest
            for name, digest in (await asyncio.to_thread(self._digests.own)).items()
            if not chat_id or any(one.chat_id == chat_id for one in digest.targets)
        }

    async def listing(self, hand: Hand, draft: Draft, page: int = 0) -> Reply:
        """List the digests of a place, or all where somebody of the newsroom asks in private.

        Raises IndexError for a page that there isn't.
        """
        place = draft.get("chat", 0)
        found: Mapping[str, Digest] = {}
        if place or (hand.private and hand.member):
            found = await self.of_place(place)
        names = list(found)
        pages = max(-(-len(names) // shown.A_PAGE), 1)
        begin = range(pages)[page] * shown.A_PAGE
        listed = []
        for name in names[begin : begin + shown.A_PAGE]:
            mine = await self._is_theirs(hand, name, found[name])
            listed.append(await self._listed(found[name], is_own=mine))
        kept = {"chat": place, "topic": hand.topic, "group": hand.group, "names": names}
        if place:
            kept["place"] = draft.get("place") or hand.group
        if draft.get("message"):
            kept["message"] = draft["message"]
        token = await self._dialogue.keep(hand, kept)
        return shown.listing(self._dialogue.words(hand), listed, token, page, pages)

    async def tapped(self, hand: Hand, draft: Draft, tap: Tap) -> Reply:
        """Show a digest, or change it, as a button under the list or under it asks.

        Raises IndexError for a button that there isn't.
        """
        if tap.action == "dgshow":
            draft["name"] = draft["names"][tap.number]
        name = draft.get("name", "")
        digest = await self._theirs(hand, name)
        if digest is None:
            return await self.listing(hand, draft)
        if tap.action == "dgsure":
            async with self._changing:
                await self.change(hand, "delete", name, None)
            return await self.listing(hand, draft)
        if tap.action == "dgpause":
            paused = not digest.paused
            what = "pause" if paused else "resume"
            digest = await self._alter(hand, what, name, lambda now: replace(now, paused=paused))
            if digest is None:
                return await self.listing(hand, draft)
        return await self._shown(hand, draft, digest, sure=tap.action == "dgdelete")

    async def begin(self, hand: Hand, draft: Draft, number: int) -> Draft | None:
        """Return a draft in which one thing of a digest is changed; None where it can't be.

        Raises IndexError for a thing that it hasn't.
        """
        step, name = drafting.CHANGEABLE[number], draft.get("name", "")
        digest = await self._theirs(hand, name)
        if digest is None or not digest.targets:
            return None
        place = await self._standing.called(digest.targets[0].chat_id)
        kept = {field: draft[field] for field in _OF_LIST if field in draft}
        begun = drafting.of(digest, name, step, place)
        here = {"topic": hand.topic, "group": hand.group, "message": draft["message"]}
        return begun | here | {"list": kept}

    async def changed_by(self, hand: Hand, draft: Draft) -> Digest | None:
        """Return a digest as a draft changes it; None where it is not theirs any more."""
        digest = await self._theirs(hand, draft["changes"])
        return None if digest is None else drafting.changed(digest, draft, member=hand.member)

    async def end(self, hand: Hand, draft: Draft, *, keep: bool) -> Reply:
        """End a change, keep it or not, and show the digest as it is then."""
        before = draft["list"] | {"message": draft["message"]}
        name = draft["changes"]
        digest = await self._theirs(hand, name)
        if digest is not None and keep:
            digest = await self._alter(
                hand, "change", name, lambda now: drafting.changed(now, draft, member=hand.member)
            )
        if digest is None:
            return await self.listing(hand, before)
        return await self._shown(hand, before, digest)

    async def change(self, hand: Hand, what: str, name: str, digest: Digest | None) -> None:
        """Keep a digest, None to end it, and who has done so."""
        written = None if digest is None else write(digest)
        await asyncio.to_thread(self._digests.keep, name, written)
        await asyncio.to_thread(self._digests.note, hand.user_id, hand.name, what, name)
        self._changed()

    async def _alter(
        self, hand: Hand, what: str, name: str, make: Callable[[Digest], Digest]
    ) -> Digest | None:
        """Keep what is made of a digest as it is now; None where it has ended meanwhile.

        Whether it is theirs was asked of Telegram, which takes its time.
        """
        async with self._changing:
            now = (await asyncio.to_thread(self._digests.own)).get(name)
            if now is None:
                return None
            made = make(now)
            await self.change(hand, what, name, made)
            return made

    async def _theirs(self, hand: Hand, name: str) -> Digest | None:
        """Return a digest that somebody may change; None where there is none, or they may not."""
        digest = (await asyncio.to_thread(self._digests.own)).get(name)
        if digest is None or not await self._is_theirs(hand, name, digest):
            return None
        return digest

    async def _is_theirs(self, hand: Hand, name: str, digest: Digest) -> bool:
        if await asyncio.to_thread(self._digests.is_fixed, name):
            return False
        return await self._standing.may_change(hand, digest)

    async def _shown(
        self, hand: Hand, draft: Draft, digest: Digest, *, sure: bool = False
    ) -> Reply:
        token = await self._dialogue.keep(hand, draft)
        listed = await self._listed(digest, is_own=True)
        return shown.one(self._dialogue.words(hand), listed, token, sure=sure)

    async def _listed(self, digest: Digest, *, is_own: bool) -> shown.Listed:
        first = next(iter(digest.targets), None)
        when = digest.when if first is None else digest.when_at(first)
        following = None
        if not digest.paused:
            following = await asyncio.to_thread(self._digests.following, digest)
        return shown.Listed(
            digest.title,
            when.days,
            f"{when.time:%H:%M}",
            when.zone,
            "" if first is None else await self._standing.called(first.chat_id),
            following,
            digest.paused,
            is_own,
        )
