"""How the server says no: in Telegram's own shape, so that every client understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - it is an answer of the server, not a failure of it
    """A request that Telegram would refuse; `code` is both the HTTP status and ``error_code``.

    `parameters` are the Bot API's ResponseParameters, where there are any.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def body(self) -> dict[str, Any]:
        """Return the JSON object that is answered."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(problem: str) -> Refusal:
    """Make the refusal of a request that can never succeed as it is."""
    return Refusal(400, f"Bad Request: {problem}")


def unsupported(what: str) -> Refusal:
    """Make the refusal of something real that this server does not do (yet).

    It is a 400 and not a 501: clients retry a server error, and this one will
    be answered the same however often it is asked.
    """
    return bad_request(f"the playground does not support {what}")
