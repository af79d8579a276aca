"""What a visitor sees: messages as a reader sees them, inline results, and a transcript."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.playground.rules.entities import slice_utf16

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.playground.world.events import Event

# So much of a message stands in a transcript: it is read in a terminal, after a failure.
_TOLD = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a reader sees it; `raw` is the Bot API's object.

    One that they alone see has its `ephemeral_message_id`, negative, for an id.
    """

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

    @property
    def alone(self) -> bool:
        """Whether nobody else sees it."""
        return "ephemeral_message_id" in self.raw

    @property
    def sender(self) -> str:
        """The name above the message: a channel's or group's, else a person's or bot's."""
        by = self.raw.get("sender_chat", self.raw.get("from", {}))
        return str(by.get("title", by.get("first_name", "")))

    @property
    def reply_to(self) -> int | None:
        """The id of the message that it answers."""
        answered = self.raw.get("reply_to_message")
        return None if answered is None else int(answered["message_id"])

    @property
    def thread(self) -> int | None:
        """The topic it is in, or the first message of the comments it belongs to."""
        thread = self.raw.get("message_thread_id")
        return None if thread is None else int(thread)

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        """Read a message of the Bot API."""
        text = raw.get("text", raw.get("caption", ""))
        entities = raw.get("entities", raw.get("caption_entities", []))
        rows = raw.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            id=raw["message_id"] or -raw["ephemeral_message_id"],
            text=text,
            marks=tuple((e["type"], slice_utf16(text, e["offset"], e["length"])) for e in entities),
            buttons=tuple(tuple(button["text"] for button in row) for row in rows),
            raw=raw,
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bot offers to send through inline mode: one line of the list."""

    query_id: str
    id: str
    title: str
    description: str


def transcript(events: Iterable[Event]) -> str:
    """Write a conversation as it was seen."""
    return "\n".join(line for event in events if (line := _line(event))) or "(nothing yet)"


def _line(event: Event) -> str:
    kind = event["kind"]
    if kind in ("message", "edited"):
        said = Said.of(event["message"])
        marks = "".join(f" [{button}]" for button in said.labels)
        edited = " (edited)" if kind == "edited" else ""
        text = said.text if len(said.text) <= _TOLD else f"{said.text[:_TOLD]}…"
        return f"{said.sender}{edited}: {text}{marks}"
    if kind == "answered":
        return f"(notice: {event['text']})" if event["text"] else ""
    if kind == "request" and event["problem"]:
        return f"(refused {event['method']}: {event['problem']})"
    return ""
