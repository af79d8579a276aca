"""Log lines: for people, or one JSON object a line. No secret and no reader's words in either."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import threading
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias

from bot.redaction import cause, without_token

if TYPE_CHECKING:
    from types import TracebackType

    _ExcInfo: TypeAlias = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

Format: TypeAlias = Literal["text", "json"]

log = logging.getLogger(__name__)

_OURS: Final = ("bot", "knowledge")
# What other libraries log may quote anything; their own words come before the first of these.
_QUOTING: Final = re.compile(r"[\n<({\[:\"'`]")


class TextFormatter(logging.Formatter):
    """`2026-11-23 12:00:00,123 WARNING bot.intake: …`, and the cause below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the error's traceback without the texts of errors."""
        # A copy: other handlers have the record too, and the traceback would be kept on it.
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.args, record.exc_text = _message(record), None, None
        record.stack_info = None
        return super().format(record)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 -- logging's own name
        """Return a traceback without the texts of errors, which may quote what was sent."""
        return cause(ei[1]) if ei[1] is not None else ""


class JsonFormatter(logging.Formatter):
    """One JSON object a record, on one line.

    `time` (UTC, ISO 8601), `level`, `logger` and `message`; `event`, the message before
    its values were filled in, the same each time and so fit for counting; and `cause`, a
    traceback without the texts of errors, where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        first, _, rest = _message(record).partition("\n")
        when = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line = {
            "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            "message": first,
        }
        told = [rest] if rest else []
        if record.exc_info and record.exc_info[1] is not None:
            told.append(cause(record.exc_info[1]))
        if told:
            line["cause"] = "\n".join(told)
        return json.dumps(line, ensure_ascii=False)


def log_to(stream: TextIO, level: str, form: Format = "text") -> None:
    """Let every log line of this process go to a stream, from this level up."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler])
    # A line that cannot be written is lost; logging's own report of it would quote its values.
    logging.raiseExceptions = False


def log_to_stderr(level: str, form: Format = "text") -> None:
    """Let every log line of this process go to standard error, from this level up.

    What Python would write there by itself goes through the log from then on, and so without
    the texts of errors: what ends the process or a thread, and warnings.
    """
    log_to(sys.stderr, level, form)
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    sys.unraisablehook = lambda found: _tell("an error came where nothing could take it", found)
    threading.excepthook = lambda found: _tell("a thread ended by an error", found)


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        log.critical("the program ended by an error", exc_info=(kind, error, trace))
    else:
        sys.__excepthook__(kind, error, trace)


def _tell(what: str, found: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    if found.exc_value is not None:
        log.error("%s", what, exc_info=found.exc_value)


def _message(record: logging.LogRecord) -> str:
    if _is_ours(record):
        return without_token(record.getMessage())
    return _event(record)


def _event(record: logging.LogRecord) -> str:
    text = without_token(str(record.msg))
    if _is_ours(record):
        return text.partition("\n")[0].removesuffix(":")
    found = _QUOTING.search(text)
    return text[: found.start()].strip() if found else text


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in _OURS
