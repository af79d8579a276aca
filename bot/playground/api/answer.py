"""What a webhook answers: often nothing of meaning, sometimes a request to carry out."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.playground.rules.refusal import Refusal
from bot.playground.rules.schema import read_json

if TYPE_CHECKING:
    from email.message import EmailMessage

Params = dict[str, Any]

# Telegram carries out none of these: their results would reach nobody, or they end the webhook.
_IGNORED = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


def read_call(content_type: str, body: bytes) -> tuple[str, Params, set[str]] | None:
    """Return method, parameters and names of files of the request in an answer.

    It may be written as JSON, as a form or as a multipart form, like any request.
    None where there is no request in it that Telegram would carry out.
    """
    files: set[str] = set()
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            params = read_json(body.decode(), "")
        elif kind == "application/x-www-form-urlencoded":
            params = dict(parse_qsl(body.decode(), keep_blank_values=True))
        elif kind == "multipart/form-data":
            params, files = _multipart(content_type, body)
        else:
            return None
    except (ValueError, Refusal):
        return None
    method = params.pop("method", None) if isinstance(params, dict) else None
    if not isinstance(method, str) or not method:
        return None
    if method.lower() in _IGNORED or method.lower().startswith("get"):
        return None
    return method, {name: value for name, value in params.items() if value is not None}, files


def _multipart(content_type: str, body: bytes) -> tuple[Params, set[str]]:
    # Header values end at a line break: one in the content type would add headers of its own.
    header = content_type.replace("\r", "").replace("\n", "").encode("latin-1", "replace")
    form: EmailMessage = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + header + b"\r\n\r\n" + body
    )
    params: Params = {}
    files: set[str] = set()
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        if part.get_filename() is not None:
            files.add(name)
        else:
            content = part.get_payload(decode=True)
            params[name] = content.decode() if isinstance(content, bytes) else ""
    return params, files
