"""Files and folders → Articles."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import ReadingError
from knowledge.model import BlockKind, Span
from knowledge.reading.plain import from_plain
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.model import Article

PLAIN = frozenset({".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})
# What an editor knows of an article is in a file of its name with this ending.
CURATION = ".yaml"
# The bot's own settings.
_OTHER_YAML = frozenset({"verbatim.yaml"})

# The longest novel has some 3 MB; no article comes near it.
LARGEST_FILE = 5 * 1024 * 1024
# Of many files that cannot be read, so many problems are told in full.
_NAMED_PROBLEMS = 5
# A Telegram deep link carries 64 characters of [A-Za-z0-9_-]; an id has to fit.
LONGEST_ID = 64
# Of what an article begins with, so many characters stand for a title it hasn't, at most.
_LONGEST_OPENING = 100
_FEWEST_WORDS = 2


def article_id(stem: str) -> str:
    """Make an id of 1 to 64 characters of ``[A-Za-z0-9_-]`` from a file's name."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")
    if slug == stem and len(slug) <= LONGEST_ID:
        return slug
    if plain == stem and slug and len(slug) <= LONGEST_ID:
        return slug
    digest = hashlib.sha256(stem.encode()).hexdigest()[:8]
    return f"{slug[: LONGEST_ID - 9]}-{digest}".lstrip("-")


def find_files(source: str) -> list[Path]:
    """Return the article files a path names: itself, or all in a folder, sorted.

    Raises:
        ReadingError: nothing is there, or nothing that is read here.

    """
    if re.match(r"[a-z]+://", source, re.IGNORECASE):
        raise ReadingError(
            source, "addresses are not read yet; save the text as a .txt or .md file"
        )
    try:
        return _find(source, Path(source))
    except (OSError, ValueError) as error:  # a name too long, or no name at all
        problem = getattr(error, "strerror", None) or "this is no path"
        raise ReadingError(source, problem) from error


def _find(source: str, path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(
            p
            for p in path.rglob("*")
            if p.suffix.lower() in PLAIN | MARKDOWN
            and not any(part.startswith(".") for part in p.relative_to(path).parts)
            and p.is_file()
        )
        if not found:
            raise ReadingError(source, "no .txt or .md file in this folder")
        return found
    if not path.exists():
        raise ReadingError(source, "no such file or folder")
    if path.suffix.lower() == CURATION:
        raise ReadingError(source, "a curation file is read with its article; name that one")
    if path.suffix.lower() not in PLAIN | MARKDOWN:
        raise ReadingError(source, "not a .txt or .md file")
    return [path]


def _decode(source: str, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(source, "not text in UTF-8; is it a binary file?") from error
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise ReadingError(source, "holds control characters; is it a binary file?")
    if not text.strip():
        raise ReadingError(source, "the file is empty")
    return text


def read_file(path: Path) -> Article:
    """Read one file as an article, with its curation; its id comes from the file's name.

    Raises:
        ReadingError: it cannot be read, is empty, binary, too large, or its front
            matter or the curation file beside it is broken.

    """
    source = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ReadingError(source, error.strerror or "cannot be read") from error
    if len(data) > LARGEST_FILE:
        raise ReadingError(source, f"larger than {LARGEST_FILE // 1024**2} MB, no article is")
    text = _decode(source, data)
    name = article_id(path.stem)
    if path.suffix.lower() in MARKDOWN:
        from knowledge.reading.markdown import from_markdown  # 40 ms saved for plain text

        article = from_markdown(name, source, text)
    else:
        article = from_plain(name, text)
    if not article.text.strip():
        raise ReadingError(source, "there is no text in it")
    title = article.title or _opening(article) or _readable(path.stem) or name
    return _curated(replace(article, title=title), path.with_suffix(CURATION))


def _opening(article: Article) -> str:
    """Return what an article without a title begins with: a heading, or its first sentence.

    "" where that is no line of words, such as a table's row. Of a long sentence the first words.
    """
    kinds = {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE}
    first = next((block for block in article.blocks if block.kind in kinds), None)
    if first is None or first.kind is BlockKind.TABLE:
        return ""
    # The sentence ends within, or is cut: no more of a paragraph has to be read.
    start = Span(first.span.start, min(first.span.end, first.span.start + 2 * _LONGEST_OPENING))
    found = sentences(article.text, start, article.language or "en")
    words = " ".join(found[0].of(article.text).split()) if found else ""
    if "|" in words or sum(word.isalpha() for word in words.split()) < _FEWEST_WORDS:
        return ""
    if len(words) <= _LONGEST_OPENING:
        return words.removesuffix(".")
    cut = words[:_LONGEST_OPENING].rpartition(" ")[0] or words[:_LONGEST_OPENING]
    return f"{cut.rstrip(' ,;:–—-')} …"


def _readable(stem: str) -> str:
    """Return a file's name as words: "old_harbour-bridge" is "Old harbour bridge"."""
    words = re.sub(r"[\s_-]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _curated(article: Article, beside: Path) -> Article:
    """Add what the curation file beside an article says, if there is one."""
    try:
        with beside.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return article
    except OSError as error:
        raise ReadingError(str(beside), error.strerror or "cannot be read") from error
    from knowledge.reading.curation import curate  # PyYAML takes 20 ms

    return curate(article, str(beside), data)


def strays(source: str) -> list[Path]:
    """Return the curation files in a folder that have no article beside them, sorted."""
    folder = Path(source)
    if not folder.is_dir():
        return []
    return sorted(
        p
        for p in folder.rglob(f"*{CURATION}")
        if not any(part.startswith(".") for part in p.relative_to(folder).parts)
        and p.name not in _OTHER_YAML
        and not any(p.with_suffix(suffix).exists() for suffix in PLAIN | MARKDOWN)
    )


def read_all(paths: Iterable[Path]) -> dict[str, tuple[Path, Article]]:
    """Read files, by article id.

    Raises:
        ReadingError: some cannot be read, or two would have the same id. It names them
            all, the first few with what is wrong, so that one look mends a folder.

    """
    found: dict[str, tuple[Path, Article]] = {}
    failed: list[ReadingError] = []
    for path in paths:
        try:
            article = read_file(path)
        except ReadingError as error:
            failed.append(error)
            continue
        if article.id in found and found[article.id][0].resolve() != path.resolve():
            other = found[article.id][0]
            problem = f"has the same id ({article.id}) as {other}; rename one"
            failed.append(ReadingError(str(path), problem))
        else:
            found[article.id] = (path, article)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        first = "; ".join(str(error) for error in failed[:_NAMED_PROBLEMS])
        more = ", ".join(error.source for error in failed[_NAMED_PROBLEMS:])
        raise ReadingError(f"{len(failed)} files", first + (f"; and {more}" if more else ""))
    return found
