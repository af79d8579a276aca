"""``parse_mode``: a text with markup becomes a plain text with entities, by Telegram's grammar.

Telegram reads bytes of UTF-8 and tells their offsets where it refuses; so do these
parsers. What they return still has to pass the checks of `entities`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.rules import markup_html, markup_markdown
from bot.playground.rules.refusal import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.playground.rules.entities import Entities

_MODES: dict[str, Callable[[str], tuple[str, Entities]]] = {
    "html": markup_html.parse,
    "markdownv2": markup_markdown.parse_v2,
    "markdown": markup_markdown.parse_legacy,
}


def parse(text: str, mode: str) -> tuple[str, Entities]:
    """Return a text without its markup, and the entities that the markup stands for.

    `mode` is a ``parse_mode`` in letters of any case; "" and "none" mean no markup.
    """
    mode = mode.lower()
    if not text or mode in ("", "none"):
        return text, []
    if mode not in _MODES:
        raise bad_request("unsupported parse_mode")
    return _MODES[mode](text)
