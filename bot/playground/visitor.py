"""A person for tests and scripts: speaks to the playground over HTTP, as the chat page does.

    async with await Visitor.join(playground, name="Olena") as olena:
        reply = await olena.say("Where was the summit?")
        assert reply.marked("bold") == ["The Hague"]
        more = await olena.tap(reply, "More context")

A view of a group or channel speaks there, in the same words:

    async with await olena.enter(playground, group.id) as there:
        reply = await there.say("/ask Where was the summit?")

Whoever waits in vain gets an AssertionError that shows the conversation so far.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from bot.playground.rules.entities import slice_utf16

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.server import Playground
    from bot.playground.world.events import Event

# So much of a message stands in a transcript: it is read in a terminal, after a failure.
_TOLD = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a reader sees it; `raw` is the Bot API's object."""

    id: int
    text: str
    marks: tuple[tuple[str, str], ...]
    """(kind of entity, the words it covers), in the order of the text."""
    buttons: tuple[tuple[str, ...], ...]
    """The labels of the inline keyboard, row by row."""
    raw: dict[str, Any] = field(repr=False)

    def marked(self, kind: str) -> list[str]:
        """Return the words that carry an entity of this kind."""
        return [words for name, words in self.marks if name == kind]

    def quoted(self) -> list[str]:
        """Return the block quotations, expandable or not."""
        return [words for name, words in self.marks if name.endswith("blockquote")]

    @property
    def labels(self) -> list[str]:
        """All buttons in one list."""
        return [label for row in self.buttons for label in row]

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        """Read a message of the Bot API."""
        text = raw.get("text", raw.get("caption", ""))
        entities = raw.get("entities", raw.get("caption_entities", []))
        rows = raw.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            id=raw["message_id"],
            text=text,
            marks=tuple((e["type"], slice_utf16(text, e["offset"], e["length"])) for e in entities),
            buttons=tuple(tuple(button["text"] for button in row) for row in rows),
            raw=raw,
        )


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
        self.seen: list[Event] = []
        self._session = session
        self._where = where
        self._stream = stream
        self._buffer = b""
        self._returned: set[int] = set()

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

    async def enter(self, playground: Playground, room: int, *, topic: int | None = None) -> Self:
        """Return a view of a room (its id) from now on: what is said there, is said in `topic`."""
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
        self._stream.close()
        await self._session.close()

    async def tell(self, text: str, *, reply_to: Said | None = None) -> int:
        """Send a text to whoever is there, wait for no answer, and return the message's id."""
        return int((await self._say(text, reply_to))["message_id"])

    async def edit(self, message_id: int, text: str) -> None:
        """Change a text that was sent."""
        await self._do("edit", message_id=message_id, text=text)

    async def say(self, text: str, *, reply_to: Said | None = None) -> Said:
        """Send a text and return the bot's next message."""
        done = await self._say(text, reply_to)
        return await self._next_message(done["n"], f"an answer to {text!r}")

    async def command(self, text: str) -> Said:
        """Send a command such as ``/help`` and return the bot's next message."""
        return await self.say(text)

    async def start(self, parameter: str = "") -> Said:
        """Open the bot by its link, with a deep-link parameter, and return what it says."""
        done = await self._do("start", parameter=parameter)
        return await self._next_message(done["n"], "an answer to the deep link")

    async def send_photo(self, caption: str = "") -> Said:
        """Send a photo and return the bot's next message."""
        return await self.attach("photo", caption)

    async def attach(self, kind: str, caption: str = "", *, name: str = "") -> Said:
        """Send a photo, document, voice or sticker and return the bot's next message."""
        done = await self._do("attach", kind=kind, caption=caption, name=name)
        return await self._next_message(done["n"], f"an answer to a {kind}")

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
        done = await self._do("tap", message_id=message.id, data=data)
        return await self._notice(done, data)

    async def hears(self) -> Said:
        """Return the bot's next message or edit that was not returned before."""
        return await self._next_message(0, "another message", edits=True)

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        """Fail if the bot sends or edits a message within `seconds`, or has done so unnoticed."""
        if await self._find(_is_from_bot(0, edits=True), seconds) is not None:
            raise AssertionError(f"silence was expected\n{self.transcript()}")

    def transcript(self) -> str:
        """Write the conversation as this visitor has seen it."""
        return "\n".join(line for event in self.seen if (line := _line(event))) or "(nothing yet)"

    async def _say(self, text: str, reply_to: Said | None) -> dict[str, Any]:
        body: dict[str, Any] = {"text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to.id
        return await self._do("say", **body)

    async def _press(self, message: Said, label: str) -> dict[str, Any]:
        rows = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if button["text"] == label and "callback_data" in button:
                return await self._do("tap", message_id=message.id, data=button["callback_data"])
        raise AssertionError(
            f"no button {label!r} under the message; there are {message.labels}\n"
            + self.transcript()
        )

    async def _notice(self, done: dict[str, Any], what: str) -> str:
        def answers(event: Event) -> bool:
            return (event["kind"], event.get("query_id")) == ("answered", done["query_id"])

        event = await self._await(answers, f"the answer to pressing {what!r}")
        return str(event["text"])

    async def _do(self, action: str, **body: Any) -> dict[str, Any]:
        body |= {"chat": self.person["id"], **self._where}
        async with self._session.post(f"/play/{action}", json=body) as response:
            return await _answer(response)

    async def _next_message(self, after: int, what: str, *, edits: bool = False) -> Said:
        event = await self._await(_is_from_bot(after, edits=edits), what)
        return Said.of(event["message"])

    async def _await(self, wanted: Callable[[Event], bool], what: str) -> Event:
        event = await self._find(wanted, self.patience)
        if event is None:
            raise AssertionError(
                f"waited {self.patience:g} s for {what}; the conversation so far:\n"
                + self.transcript()
            )
        return event

    async def _find(self, wanted: Callable[[Event], bool], seconds: float) -> Event | None:
        """Return the first wanted event that was not returned before; None if none comes."""
        for event in self.seen:
            if event["n"] not in self._returned and wanted(event):
                self._returned.add(event["n"])
                return event
        try:
            async with asyncio.timeout(seconds):
                while True:
                    event = await self._read()
                    self.seen.append(event)
                    if wanted(event):
                        self._returned.add(event["n"])
                        return event
        except TimeoutError:
            return None

    async def _read(self) -> Event:
        while True:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline:
                self._buffer = rest
                if line:
                    event: Event = json.loads(line)
                    return event
                continue
            chunk = await self._stream.content.readany()
            if not chunk:
                raise AssertionError(f"the playground hung up\n{self.transcript()}")
            self._buffer += chunk


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


def _is_from_bot(after: int, *, edits: bool) -> Callable[[Event], bool]:
    kinds = ("message", "edited") if edits else ("message",)

    def wanted(event: Event) -> bool:
        return event["n"] > after and event["kind"] in kinds and bool(event["own"])

    return wanted


def _line(event: Event) -> str:
    kind = event["kind"]
    if kind in ("message", "edited"):
        said = Said.of(event["message"])
        marks = "".join(f" [{button}]" for button in said.labels)
        edited = " (edited)" if kind == "edited" else ""
        text = said.text if len(said.text) <= _TOLD else f"{said.text[:_TOLD]}…"
        by = said.raw.get("sender_chat", said.raw.get("from", {}))
        return f"{by.get('title', by.get('first_name'))}{edited}: {text}{marks}"
    if kind == "answered":
        return f"(notice: {event['text']})" if event["text"] else ""
    if kind == "request" and event["problem"]:
        return f"(refused {event['method']}: {event['problem']})"
    return ""
