"""Requests to the Bot API over one aiohttp session: time-outs, and no token in any message.

python-telegram-bot takes its transport as a `BaseRequest`; this one is several times as
fast as its default (see docs/decisions.md) and says whether a request can have arrived.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.redaction import without_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram._utils.types import ODVInput  # only a type; PTB exports it nowhere else
    from telegram.request import RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
_DAY = 24 * 3600.0
_HEADERS = {"User-Agent": "verbatim", "Content-Type": "application/json"}


class NotSentError(NetworkError):
    """No connection came about, so nothing arrived: the one failure that is safe to repeat."""


class FloodError(TelegramError):
    """Telegram asks for silence: status 429.

    python-telegram-bot's own RetryAfter warns of its deprecated attribute whenever one is made.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks to wait {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """One shared session. `initialize` and `shutdown` may be called more than once.

    Args:
        read_seconds: how long an answer may take, unless the call says otherwise.

    """

    __slots__ = ("_read_seconds", "_session")

    def __init__(self, read_seconds: float = READ_SECONDS) -> None:
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            # The session's own JSON and cookie handling stays unused.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64), cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        """Close the session."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 -- the signature is python-telegram-bot's
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make one request; raises as `send`, and FloodError."""
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_seconds
        parameters = request_data.parameters if request_data else {}
        status, body = await self.send(method, url, parameters, seconds)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodError(retry_after(self.parse_json_payload(body)))
        return status, body

    async def send(
        self, method: str, url: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Send parameters as JSON; return the status and the body.

        Args:
            method: POST, or GET for a file.
            url: the whole address, token and all; it appears in no error.
            parameters: what to send.
            seconds: how long the answer may take.

        Raises:
            NotSentError: there was no connection, so nothing arrived.
            TimedOut: no answer in time; the request may have been carried out.
            NetworkError: the connection broke; the same.

        """
        if self._session is None:
            raise RuntimeError("the request is not initialised")
        name = url.rpartition("/")[2]
        # JSON, not a form: it escapes half a surrogate pair, which a form cannot carry.
        body = json.dumps(parameters).encode()
        timeout = aiohttp.ClientTimeout(
            total=seconds + CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds
        )
        try:
            async with self._session.request(
                method, url, data=body, headers=_HEADERS, timeout=timeout
            ) as response:
                return response.status, await response.read()
        # `from None` throughout: aiohttp's own errors can quote the address.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"{name}: {_plain(error)}") from None
        except TimeoutError:
            raise TimedOut(f"{name}: no answer within {seconds:g} s") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"{name}: {_plain(error)}") from None

    async def date(self, url: str, seconds: float) -> str:
        """Return the date that a server puts over its answers, "" for none. Raises as `send`."""
        if self._session is None:
            raise RuntimeError("the request is not initialised")
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            # A redirect is an answer, and as good as any.
            async with self._session.head(url, timeout=timeout, allow_redirects=False) as answer:
                return answer.headers.get("Date", "")
        except TimeoutError:
            raise TimedOut(f"no answer within {seconds:g} s") from None
        except aiohttp.ClientError as error:
            raise NetworkError(_plain(error)) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; what it cannot read is not logged, as it would be by default."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise TelegramError("the server's answer is no JSON object")
        return parsed


class BotApi:
    """The Bot API of one bot, for callers who want its answers raw. Its repr holds no token."""

    def __init__(self, request: AiohttpRequest, api_url: str, token: str) -> None:
        self._request = request
        self._base = f"{api_url}/bot{token}"

    async def call(
        self, method: str, parameters: Mapping[str, object], seconds: float
    ) -> tuple[int, bytes]:
        """Call a method; return the HTTP status and the body. Raises as `AiohttpRequest.send`."""
        return await self._request.send("POST", f"{self._base}/{method}", parameters, seconds)


def retry_after(answer: Mapping[str, Any]) -> float:
    """Return the seconds of silence that an answer of status 429 asks for; 1 if it doesn't say.

    A day at most, whatever number it has.
    """
    match answer:
        case {"parameters": {"retry_after": int(seconds) | float(seconds)}}:
            return float(min(max(0, seconds), _DAY))  # in this order, of which no NaN gets out
        case _:
            return 1.0


def _plain(error: Exception) -> str:
    """Name a transport's error without any address that holds the token."""
    return without_token(f"{type(error).__name__}: {error}")
