"""The YAML between two ``---`` lines that may open a Markdown file."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml

from knowledge.errors import ReadingError

_FENCE = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_KEY_LINE = re.compile(r"---[ \t]*\r?\n[A-Za-z_]+[ \t]*:")
_LONGEST = 64 * 1024
# Our one-line texts, where a colon in the value is nothing but a colon.
_TEXT_LINE = re.compile(
    r"""^(?P<key>title|author)[ \t]*:[ \t]+(?P<value>[^\s"'\[\]{}>|&*!%@`#,?:-].*)$""", re.MULTILINE
)
# What YAML's escapes bring in, and nothing that is shown or kept can hold.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says; each field is empty where it says nothing."""

    title: str = ""
    author: str = ""
    published: dt.date | None = None
    url: str = ""
    language: str = ""
    aliases: tuple[str, ...] = ()


def _words(source: str, key: str, value: object) -> tuple[str, ...]:
    """Read one string, or a list of them."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, str) or _is_short_number(v) for v in values):
        raise ReadingError(source, f"front matter: {key} must be text or a list of texts")
    if any(_UNFIT.search(str(v)) for v in values):
        raise ReadingError(
            source, f"front matter: {key} holds a control character, or half a surrogate pair"
        )
    return tuple(" ".join(str(v).split()) for v in values if str(v).strip())


def _is_short_number(value: object) -> bool:
    """Whether a title such as 1984 came as a number; a huge one cannot even be written out."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18


def _date(source: str, value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:40].strip())
    except ValueError as error:
        raise ReadingError(
            source, "front matter: published must be a date such as 2026-11-23"
        ) from error


def _url(source: str, value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    strange = re.search(r"\s", text) or _UNFIT.search(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or strange:
        raise ReadingError(source, "front matter: url must be a full http(s) address")
    return text


def _language(source: str, value: object) -> str:
    # YAML reads a bare `no` (Norwegian) as false.
    match = _LANGUAGE.fullmatch("no" if value is False else str(value)[:40])
    if match is None:
        raise ReadingError(source, "front matter: language must be a code such as en or uk")
    return match[1].lower()


def _with_quotes(fields: str) -> str:
    """Quote the titles and authors that have a colon: "title: Report: rents up"."""

    def quoted(line: re.Match[str]) -> str:
        if ": " not in line["value"] or " #" in line["value"]:
            return line[0]
        value = line["value"].rstrip().replace("'", "''")
        return f"{line['key']}: '{value}'"

    return _TEXT_LINE.sub(quoted, fields)


def _reason(error: yaml.MarkedYAMLError, fields: str) -> str:
    """Return the line that a YAML error is about, and what is to be done there."""
    mark = error.problem_mark
    if mark is None:
        return f"front matter: {error.problem}"
    lines = fields.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    key, _, value = line.partition(":")
    hint = ""
    if ":" in value and key.strip().isidentifier():
        hint = f"; put the value of {key.strip()} in quotes, since it has a colon"
    return f"front matter, line {mark.line + 2}: {error.problem}{hint}"


def split_front_matter(source: str, text: str) -> tuple[FrontMatter, str]:
    """Return the front matter and the Markdown after it.

    Keys that are not ours are left to the tools they belong to.

    Raises:
        ReadingError: it is not closed, not YAML, not a mapping, or a value is wrong.

    """
    match = _FENCE.match(text)
    if match is None:
        if _KEY_LINE.match(text):
            raise ReadingError(source, "front matter opens with --- in line 1 but is never closed")
        return FrontMatter(), text
    if len(match[1]) > _LONGEST:
        raise ReadingError(source, "front matter is longer than 64 KB")
    try:
        fields = yaml.safe_load(_with_quotes(match[1]))
    except yaml.MarkedYAMLError as error:
        raise ReadingError(source, _reason(error, match[1])) from error
    except RecursionError as error:
        raise ReadingError(source, "front matter: nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ReadingError(source, f"front matter: {reason}") from error
    except (AttributeError, LookupError, TypeError, ArithmeticError) as error:
        # What PyYAML itself stumbles over: `!!int ""`, `!!timestamp x`, `!!bool x`.
        raise ReadingError(source, "front matter: a tag (!!) does not fit its value") from error
    fields = {} if fields is None else fields
    if not isinstance(fields, dict):
        raise ReadingError(source, "front matter must be lines of the form key: value")
    given = {key: value for key, value in fields.items() if value is not None}
    front = FrontMatter(
        title=" ".join(_words(source, "title", given.get("title", ""))),
        author=", ".join(_words(source, "author", given.get("author", ""))),
        published=_date(source, given["published"]) if "published" in given else None,
        url=_url(source, given["url"]) if "url" in given else "",
        language=_language(source, given["language"]) if "language" in given else "",
        aliases=_words(source, "aliases", given.get("aliases", [])),
    )
    return front, text[match.end() :]
