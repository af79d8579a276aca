"""What one of the doctor's checks has found, for people and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.redaction import without_token


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has found. `advice` says what to do; it is empty where all is well."""

    status: Literal["ok", "warn", "fail"]
    check: str
    text: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the command prints it with ``--json``."""
        return asdict(self)

    def as_text(self) -> str:
        """Return it as lines for a terminal, the second saying what to do."""
        line = f"{self.status:5}{self.check:10}{_printable(self.text)}"
        return f"{line}\n{'':15}{_printable(self.advice)}" if self.advice else line


def _printable(text: str) -> str:
    """Return one line that a terminal can show: names of chats hold anything."""
    line = "".join(one if one.isprintable() else " " for one in without_token(text))
    return " ".join(line.split())
