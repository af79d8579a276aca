"""Each setting there is, and how its text becomes its value.

A reader raises ValueError with what the text must be; it never repeats the text,
which may be a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.redaction import without_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}=")
_CHANNEL: Final = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_LEVELS: Final = ("debug", "info", "warning", "error")
_FORMATS: Final = ("text", "json")
_MASK: Final = "********"
_LONGEST_TITLE: Final = 100


class Secret:
    """A text that shows itself to nobody who doesn't ask for it by `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __str__(self) -> str:
        return _MASK if self._text else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


NO_SECRET: Final = Secret()


@dataclass(frozen=True, slots=True)
class Given:
    """A value that somebody wrote: `where` begins an error, `source` ends a shown line."""

    name: str
    text: str = field(repr=False)
    where: str
    source: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Setting:
    """How to read one setting; `read` raises ValueError with what it must be."""

    read: Callable[[Given], object]
    variable: str = ""
    secret: bool = False


def one_line(text: str, most: int = 300) -> str:
    """Return a text fit for an error: printable, not long, and no token in it."""
    # Put into the wrong place, a token is still a secret.
    line = without_token("".join(one if one.isprintable() else "�" for one in text))
    return f"{line[:most]}…" if len(line) > most else line


def _token(given: Given) -> Secret:
    text = given.text.strip()
    if text and not _TOKEN.fullmatch(text):
        raise ValueError("a bot token as @BotFather gives it, digits:letters")
    return Secret(text)


def _language(given: Given) -> str:
    from bot.strings.languages import available

    known = available()
    if given.text.strip().casefold() not in known:
        raise ValueError(f"one of the languages that the bot speaks: {', '.join(known)}")
    return given.text.strip().casefold()


def _channels(given: Given) -> str:
    names = given.text.replace(",", " ").split()
    if not all(_CHANNEL.fullmatch(name) for name in names):
        raise ValueError("names of public channels, as @one, @another")
    return ", ".join(names)


def _webhook_secret(given: Given) -> Secret:
    text = given.text.strip()
    if text and not _WEBHOOK_SECRET.fullmatch(text):
        raise ValueError("16 to 256 letters, digits, _ and -")
    return Secret(text)


def _key(given: Given) -> Secret:
    text = given.text.strip()
    if text and not _KEY.fullmatch(text):
        raise ValueError("44 characters, 32 bytes in URL-safe base64")
    return Secret(text)


def _address(given: Given) -> str:
    try:
        parts = urlsplit(given.text)
        good = parts.scheme in {"http", "https"} and parts.hostname and not parts.query
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        good = port_is_number = False
    if not good or not port_is_number or not given.text.isprintable() or " " in given.text:
        raise ValueError("an address that begins with https:// or http://")
    return given.text.rstrip("/")


def _address_or_nothing(given: Given) -> str:
    return _address(given) if given.text else ""


def _store(given: Given) -> str:
    return given.text if "://" in given.text else _path(given)


def _path(given: Given) -> str:
    if not given.text.strip() or not given.text.isprintable():
        raise ValueError("a path")
    try:
        return str(given.folder / Path(given.text).expanduser())
    except RuntimeError:
        raise ValueError("a path without ~: there is no home folder here") from None


def _name(given: Given) -> str:
    if not given.text.strip() or not given.text.isprintable():
        raise ValueError("a name")
    return given.text


def _title(given: Given) -> str:
    text = " ".join(given.text.split())
    if not text.isprintable() or len(text) > _LONGEST_TITLE:
        raise ValueError(f"a name of at most {_LONGEST_TITLE} characters")
    return text


def _name_or_nothing(given: Given) -> str:
    return _name(given) if given.text else ""


def _share(given: Given) -> float:
    problem = "a number from 0 to 1"
    try:
        number = float(given.text)
    except ValueError:
        raise ValueError(problem) from None
    if not 0 <= number <= 1:
        raise ValueError(problem)
    return number


def _port(given: Given) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", given.text) or int(given.text) > 65535:
        raise ValueError("a whole number from 0 to 65535")
    return int(given.text)


def _listen(given: Given) -> str:
    """Read ``host:port``, or a port alone, which is this machine's own."""
    text = given.text.strip()
    if not text:
        return ""
    host, colon, port = text.rpartition(":")
    host = host if colon else "127.0.0.1"
    bare = host.strip("[]")
    v6 = ":" in bare
    if (
        not re.fullmatch(r"[0-9]{1,5}", port)
        or int(port) > 65535
        or not re.fullmatch(r"[0-9A-Fa-f:.]+" if v6 else r"[A-Za-z0-9.-]+", bare)
        or (host != f"[{bare}]" if v6 else host != bare)
    ):
        raise ValueError("an address to listen on: 127.0.0.1:9090, [::1]:9090 or a port")
    return f"{host}:{port}"


def _place(given: Given) -> str:
    place = _listen(given)
    if not place:
        raise ValueError("an address to listen on: 127.0.0.1:8081, [::1]:8081 or a port")
    return place


def _bot_id(given: Given) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", given.text):
        raise ValueError("a bot's id: the number before the colon of its token")
    return int(given.text)


def _format(given: Given) -> str:
    if given.text.lower() not in _FORMATS:
        raise ValueError(f"one of {', '.join(_FORMATS)}")
    return given.text.lower()


def _rate(given: Given) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", given.text) or not 5 <= int(given.text) <= 1000:
        raise ValueError("a whole number from 5 to 1000")
    return int(given.text)


def _many(given: Given) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", given.text):
        raise ValueError("a whole number from 0 to 9999")
    return int(given.text)


def _some(given: Given) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", given.text) or not int(given.text):
        raise ValueError("a whole number from 1 to 9999")
    return int(given.text)


def _level(given: Given) -> str:
    if given.text.lower() not in _LEVELS:
        raise ValueError(f"one of {', '.join(_LEVELS)}")
    return given.text.lower()


SETTINGS: Final[Mapping[str, Setting]] = {
    "telegram.token": Setting(_token, variable="TELEGRAM_BOT_TOKEN", secret=True),
    "telegram.api_url": Setting(_address),
    "telegram.webhook_url": Setting(_address_or_nothing),
    "telegram.webhook_listen": Setting(_place),
    "telegram.webhook_secret": Setting(_webhook_secret, secret=True),
    "telegram.messages_per_second": Setting(_rate),
    "telegram.language": Setting(_language),
    "telegram.channels": Setting(_channels),
    "telegram.newsroom": Setting(_title),
    "library.store": Setting(_store),
    "library.edition": Setting(_name),
    "library.manual": Setting(_name_or_nothing),
    "library.threshold": Setting(_share),
    "state.store": Setting(_store),
    "state.key": Setting(_key, variable="VERBATIM_KEY", secret=True),
    "state.former_key": Setting(_key, variable="VERBATIM_FORMER_KEY", secret=True),
    "state.key_file": Setting(_path),
    "state.adopt": Setting(_bot_id),
    "excerpts.share": Setting(_share),
    "digests.file": Setting(_path),
    "flood.reader_at_once": Setting(_many),
    "flood.reader_a_minute": Setting(_some),
    "flood.group_at_once": Setting(_many),
    "flood.group_a_minute": Setting(_some),
    "playground.port": Setting(_port),
    "ops.listen": Setting(_listen),
    "log.level": Setting(_level),
    "log.format": Setting(_format),
}
