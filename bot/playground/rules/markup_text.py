"""What parsers of marked-up text write: plain text, its length so far, the entities found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bot.playground.rules.entities import is_link, utf16_length
from bot.playground.rules.refusal import bad_request

if TYPE_CHECKING:
    from bot.playground.rules.entities import Entities
    from bot.playground.rules.refusal import Refusal

# What ends a word for Telegram's parsers; the last byte ends the text.
SPACES = b" \t\r\n\v\0"
_MENTION = re.compile(r"tg://user\?id=([0-9]{1,18})")
_DATE_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


def unparsable(problem: str) -> Refusal:
    """Make the refusal of a text whose markup cannot be read."""
    return bad_request(f"can't parse entities: {problem}")


class PlainText:
    """A text without its markup, growing; offsets count UTF-16 code units."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.length = 0
        self.entities: Entities = []

    @property
    def size(self) -> int:
        """The bytes written so far."""
        return len(self._bytes)

    def write(self, byte: int) -> None:
        """Append one byte of UTF-8 as it is."""
        self._bytes.append(byte)
        if byte & 0xC0 != 0x80:
            self.length += 2 if byte >= 0xF0 else 1

    def write_character(self, code: int) -> None:
        """Append the character of a code point, which must not be half a pair."""
        char = chr(code)
        self._bytes += char.encode()
        self.length += utf16_length(char)

    def since(self, size: int) -> str:
        """Return what was written after so many bytes."""
        return self._bytes[size:].decode("utf-8", "replace")

    def mark(self, kind: str, start: int, **more: Any) -> None:
        """Note an entity from an offset to the end of the text so far."""
        self.entities.append({"type": kind, "offset": start, "length": self.length - start, **more})

    def mark_link(self, start: int, url: str) -> None:
        """Note a link, or the mention of a user; a link that is none stays plain text."""
        mention = _MENTION.fullmatch(url)
        if mention:
            self.mark("text_mention", start, user={"id": int(mention[1])})
        elif is_link(url):
            self.mark("text_link", start, url=url)

    def mark_emoji(self, start: int, number: str) -> None:
        """Note a custom emoji by its id."""
        if not re.fullmatch(r"[0-9]{1,19}", number) or not int(number):
            raise unparsable("Invalid custom emoji identifier specified")
        self.mark("custom_emoji", start, custom_emoji_id=number)

    def mark_time(self, start: int, unix_time: str, shown: str) -> None:
        """Note a date by its Unix time; `shown` is how it is written, "" as it stands."""
        if not re.fullmatch(r"[0-9]{1,10}", unix_time) or not _DATE_FORMAT.fullmatch(shown):
            raise unparsable("Invalid date specified")
        more = {"date_time_format": shown} if shown else {}
        self.mark("date_time", start, unix_time=int(unix_time), **more)

    def mark_picture(self, start: int, url: str) -> None:
        """Note what MarkdownV2 writes as a picture: a custom emoji or a date."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise unparsable("Custom emoji URL must have scheme tg") from None
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.scheme != "tg":
            raise unparsable("Custom emoji URL must have scheme tg")
        if parts.netloc == "time":
            self.mark_time(start, query.get("unix", ""), query.get("format", ""))
            return
        if parts.netloc != "emoji":
            raise unparsable('Custom emoji URL must have host "emoji"')
        if "id" not in query:
            raise unparsable("Custom emoji URL must have an emoji identifier")
        self.mark_emoji(start, query["id"])

    def finish(self) -> tuple[str, Entities]:
        """Return the text and its entities, outer ones first."""
        ordered = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return self._bytes.decode(), ordered
