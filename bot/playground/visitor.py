"""A person for tests and scripts: speaks to the playground over HTTP, as the chat page does.

    async with await Visitor.join(playground, name="Olena") as olena:
        reply = await olena.say("Where was the summit?")
        assert reply.marked("bold") == ["The Hague"]
        more = await olena.tap(reply, "More context")

A view of a group or channel speaks there, in the same words:

    async with await olena.enter(playground, "Readers") as there:
        reply = await there.say("/ask Where was the summit?")
        await there.react(reply, "👍")
        offer, *_ = await there.ask_inline("the summit")
        await there.choose(offer)

Whoever waits in vain gets an AssertionError that shows the conversation so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import aiohttp

from bot.playground.following import Following
from bot.playground.said import Offer, Said, transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.server import Playground
    from bot.playground.world.events import Event


class Visitor:
    """One person in one chat: that with the bot (`join`), or a room they are in (`enter`)."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        stream: aiohttp.ClientResponse,
        person: dict[str, Any],
        patience: float,
        where: dict[str, int],
    ) -> None:
        self.person = person
        self.patience = patience
        self._session = session
        self._where = where
        self._events = Following(stream)

    @classmethod
    async def join(
        cls,
        playground: Playground,
        *,
        name: str = "Olena",
        language: str = "en",
        patience: float = 5.0,
    ) -> Self:
        """Enter as a new person; `patience` is how many seconds each wait may take."""
        session = _session(playground, patience)
        try:
            body = {"name": name, "language": language}
            async with session.post("/play/join", json=body) as response:
                person = (await _answer(response))["person"]
            stream = await session.get("/play/events", params={"chat": person["id"]})
        except BaseException:
            await session.close()
            raise
        return cls(session, stream, person, patience, {})

    async def enter(
        self, playground: Playground, room: int | str, *, topic: int | None = None
    ) -> Self:
        """Return a view of a room, from now on, in which this visitor is: its id or its title.

        What is said there, is said in `topic`, the id of one of a forum.
        """
        if isinstance(room, str):
            room = next((known["id"] for known in await self.rooms() if known["title"] == room), 0)
        session = _session(playground, self.patience)
        after = playground.world.events.last
        params = {"visitor": self.person["id"], "chat": room, "after": after}
        try:
            stream = await session.get("/play/events", params=params)
            if not stream.ok:
                await _answer(stream)
        except BaseException:
            await session.close()
            raise
        where = {"in": room} | ({} if topic is None else {"topic": topic})
        return type(self)(session, stream, self.person, self.patience, where)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Close the connections; the chat stays in the world."""
        self._events.close()
        await self._session.close()

    async def rooms(self) -> list[dict[str, Any]]:
        """Return the groups and channels that this visitor is in, as the page lists them."""
        params = {"chat": self.person["id"]}
        async with self._session.get("/play/hello", params=params) as response:
            rooms: list[dict[str, Any]] = (await _answer(response))["rooms"]
            return rooms

    async def do(self, act: str, **body: Any) -> dict[str, Any]:
        """Do one of the acts that the page has, such as ``"found", kind="group", title="Us"``."""
        body = {"chat": self.person["id"], **self._where, **body}
        async with self._session.post(f"/play/{act}", json=body) as response:
            return await _answer(response)

    async def tell(self, text: str, **how: Any) -> int:
        """Send a text as `say` does, wait for no answer, and return the message's id."""
        return int((await self._say(text, **how))["message_id"])

    async def say(
        self,
        text: str,
        *,
        reply_to: Said | int | None = None,
        quote: str | None = None,
        as_channel: int | None = None,
    ) -> Said:
        """Send a text and return the bot's next message.

        `reply_to` may have been said in another chat; `quote` are words of it;
        `as_channel` is the id of a channel of the visitor's own, in whose name they speak.
        """
        done = await self._say(text, reply_to=reply_to, quote=quote, as_channel=as_channel)
        return await self._next_message(done["n"], f"an answer to {text!r}")

    async def command(self, text: str) -> Said:
        """Send a command such as ``/help`` and return the bot's next message."""
        return await self.say(text)

    async def start(self, parameter: str = "") -> Said:
        """Open the bot by its link, with a deep-link parameter, and return what it says."""
        done = await self.do("start", parameter=parameter)
        return await self._next_message(done["n"], "an answer to the deep link")

    async def send_photo(self, caption: str = "") -> Said:
        """Send a photo and return the bot's next message."""
        return await self.attach("photo", caption)

    async def attach(self, kind: str, caption: str = "", *, name: str = "") -> Said:
        """Send a photo, document, voice or sticker and return the bot's next message."""
        done = await self.do("attach", kind=kind, caption=caption, name=name)
        return await self._next_message(done["n"], f"an answer to a {kind}")

    async def edit(self, message: Said | int, text: str) -> None:
        """Change the words of a message that was sent."""
        await self.do("edit", message_id=_id(message), text=text)

    async def delete(self, message: Said | int) -> None:
        """Take a message away, for everybody."""
        await self.do("delete", message_id=_id(message))

    async def react(self, message: Said | int, *emoji: str) -> None:
        """React to a message; with no emoji, take the reaction back."""
        await self.do("react", message_id=_id(message), emoji=emoji)

    async def vote(self, message: Said, *options: str) -> None:
        """Choose options of a poll by their words; with none, take the vote back."""
        words = [option["text"] for option in message.raw["poll"]["options"]]
        await self.do("vote", message_id=message.id, options=[words.index(one) for one in options])

    async def pin(self, message: Said | int) -> None:
        """Pin a message."""
        await self.do("pin", message_id=_id(message))

    async def unpin(self, message: Said | int) -> None:
        """Take a pin away."""
        await self.do("unpin", message_id=_id(message))

    async def forward(self, message: Said | int, to: int | None = None) -> int:
        """Send a message on to another chat, the bot's where none is named; return the copy's id.

        The answer comes there: ``await olena.hears()``.
        """
        to = self.person["id"] if to is None else to
        return int((await self.do("forward", message_id=_id(message), to=to))["message_id"])

    async def ask_inline(self, query: str, *, offset: str = "") -> list[Offer]:
        """Type the bot's name and a query here; return what the bot offers to send."""
        query_id = (await self.do("inline/ask", query=query, offset=offset))["query_id"]
        event = await self._await(
            lambda event: (event["kind"], event.get("query_id")) == ("results", query_id),
            f"results for {query!r}",
        )
        return [
            Offer(query_id, one["id"], one["title"], one.get("description", ""))
            for one in event["results"]
        ]

    async def choose(self, offer: Offer) -> Said:
        """Send an inline result here and return the message as it stands."""
        done = await self.do("inline/choose", query_id=offer.query_id, result_id=offer.id)
        return await self._sent(done)

    async def tap(self, message: Said, label: str) -> Said:
        """Press a button; return the message the bot then sends or edits."""
        done = await self._press(message, label)
        return await self._next_message(done["n"], f"what {label!r} brings", edits=True)

    async def tap_for_notice(self, message: Said, label: str) -> str:
        """Press a button; return the text of the bot's answer to that press (may be empty)."""
        done = await self._press(message, label)
        return await self._notice(done, label)

    async def press(self, message: Said, data: str) -> str:
        """Send any callback data for a message, as an altered client could; return the notice."""
        done = await self.do("tap", message_id=message.id, data=data)
        return await self._notice(done, data)

    async def hears(self) -> Said:
        """Return the bot's next message or edit that was not returned before."""
        return await self._next_message(0, "another message", edits=True)

    async def overhears(self) -> Said:
        """Return the next message of other people that was not returned before."""
        event = await self._await(
            lambda event: (
                event["kind"] == "message"
                and not event["own"]
                and event["message"].get("from", {}).get("id") != self.person["id"]
            ),
            "somebody's message",
        )
        return Said.of(event["message"])

    async def notices(self, kind: str) -> Event:
        """Return the next event of a kind (as "pinned", "reaction") that was not returned yet."""
        return await self._await(lambda event: event["kind"] == kind, f"a {kind}")

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        """Fail if the bot sends or edits a message within `seconds`, or has done so unnoticed."""
        if await self._events.find(_is_from_bot(0, edits=True), seconds) is not None:
            raise AssertionError(f"silence was expected\n{self.transcript()}")

    @property
    def seen(self) -> list[Event]:
        """The events read so far, those that nobody waited for included."""
        return self._events.seen

    def transcript(self) -> str:
        """Write the conversation as this visitor has seen it."""
        return transcript(self._events.seen)

    async def _say(
        self,
        text: str,
        *,
        reply_to: Said | int | None = None,
        quote: str | None = None,
        as_channel: int | None = None,
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"text": text, "quote": quote, "as_channel": as_channel}
        if reply_to is not None:
            body["reply_to"] = _id(reply_to)
        if isinstance(reply_to, Said):
            body["reply_chat"] = reply_to.raw["chat"]["id"]
        return await self.do("say", **body)

    async def _sent(self, done: dict[str, Any]) -> Said:
        """Return a message of this visitor's own, as the others see it."""
        event = await self._await(
            lambda event: (
                event["kind"] == "message" and event["message"]["message_id"] == done["message_id"]
            ),
            "one's own message",
        )
        return Said.of(event["message"])

    async def _press(self, message: Said, label: str) -> dict[str, Any]:
        rows = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if button["text"] == label and "callback_data" in button:
                return await self.do("tap", message_id=message.id, data=button["callback_data"])
        raise AssertionError(
            f"no button {label!r} under the message; there are {message.labels}\n"
            + self.transcript()
        )

    async def _notice(self, done: dict[str, Any], what: str) -> str:
        def answers(event: Event) -> bool:
            return (event["kind"], event.get("query_id")) == ("answered", done["query_id"])

        event = await self._await(answers, f"the answer to pressing {what!r}")
        return str(event["text"])

    async def _next_message(self, after: int, what: str, *, edits: bool = False) -> Said:
        event = await self._await(_is_from_bot(after, edits=edits), what)
        return Said.of(event["message"])

    async def _await(self, wanted: Callable[[Event], bool], what: str) -> Event:
        event = await self._events.find(wanted, self.patience)
        if event is None:
            raise AssertionError(
                f"waited {self.patience:g} s for {what}; the conversation so far:\n"
                + self.transcript()
            )
        return event


def _session(playground: Playground, patience: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        playground.api_url,
        headers={"Authorization": f"Bearer {playground.page_key}"},
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=patience),
    )


async def _answer(response: aiohttp.ClientResponse) -> dict[str, Any]:
    body: dict[str, Any] = await response.json()
    if not response.ok:
        raise AssertionError(f"the playground refused: {body.get('description', body)}")
    return body


def _id(message: Said | int) -> int:
    return message if isinstance(message, int) else message.id


def _is_from_bot(after: int, *, edits: bool) -> Callable[[Event], bool]:
    kinds = ("message", "edited") if edits else ("message",)

    def wanted(event: Event) -> bool:
        return event["n"] > after and event["kind"] in kinds and bool(event["own"])

    return wanted
