"""Telling an article from what a web page hangs around it.

The rules are about the shape of a line: short, not a sentence, and opening with a
label that web pages use (a byline, "Share", "Tags:", "Read more"). They know no
site and no article. A rule that would leave nothing of a text is not applied.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.lexicon import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS
from knowledge.model import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.TABLE})
# Furniture is short; a longer line is prose, whatever it opens with.
_LONGEST_LABEL = 80
_LONGEST_LINE = 160

# What may stand alone over a block that leads elsewhere, as a heading or as a line.
_ELSEWHERE = (
    r"(?:read (?:more|next|also|on)|also read|see also|further reading"
    r"|more (?:from|on|in|stories|news)\b.*"
    r"|related(?: (?:articles?|stories|news|posts|topics|coverage|content|links?|reading))?"
    r"|you (?:may|might) (?:also )?(?:like|be interested)\b.*"
    r"|recommended(?: (?:for you|stories|reading))?|most (?:read|popular|viewed)"
    r"|(?:popular|trending)(?: (?:now|posts|stories|topics))?|latest (?:news|stories|posts)"
    r"|tags?|tagged(?: (?:as|with|in|under))?|filed under|categor(?:y|ies)|keywords"
    r"|share(?: (?:this|on|via|with)\b.*)?|comments?(?: \(\d+\))?|leave a (?:comment|reply)"
    r"|follow us\b.*|(?:sign up|subscribe)\b.*|newsletters?|about the authors?|advertisement)"
)
_HEADING = re.compile(rf"{_ELSEWHERE}\s*[:.!…]?", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?:{_ELSEWHERE}"
    r"|sponsored(?: content)?|promoted(?: content)?|print|e-?mail|copy link|tweet|pin it|whatsapp"
    r"|facebook|twitter|linkedin|skip to (?:main )?content|menu|log ?in|sign in|register"
    r"|back to top|(?:next|previous) article|continue reading\b.*|click here\b.*|donate"
    r"|contact us|privacy policy|cookie (?:policy|settings)|all rights reserved"
    r"|\d+ (?:comments?|shares?|min(?:ute)?s? read)|reading time\b.*)\s*[:.!…]?",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"(?:tags?|tagged|filed under|categor(?:y|ies)|keywords|read (?:more|also|next)|also read"
    r"|related|see also|photo|image|picture|credit|photo credit|image credit)"
    r"\s*[:@|–—]\s*\S.*",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b).*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_RULE = re.compile(r"(?:[*_=~-]\s?){3,}")
_CRUMB = re.compile(r"\s[|›»•·>]\s")
_BYLINE = re.compile(
    r"(?:[^/|\n]{1,60}\s?[/|]\s?)?(?:(?:written|reported|story|text|words) )?by\s+(?P<names>\S.*)",
    re.IGNORECASE,
)
# In other languages "from" and "for" are the same word: what follows must plainly be a name.
_BYLINE_ABROAD = re.compile(
    r"(?:(?:text |bericht |ein (?:bericht|beitrag) )?von|(?:escrito )?por|(?:écrit )?par"
    r"|(?:text|texto|texte|autor|autorin|autora|auteur|autrice|автор|авторка|текст|yazar|yazan|haber)"
    r"\s?:|автор|yazan)\s+(?P<names>\S.*)",
    re.IGNORECASE,
)
# Words of a name, and of what stands behind it: "Jane Doe, our correspondent in Lima".
_LONGEST_NAME = 4
_LONGEST_ROLE = 6
_ABROAD = 2, 8  # words of the names
_SMALL = frozenset("and with for of the in de la van von der den bin al & / |".split())
_SMALL_ABROAD = _SMALL | frozenset("und y et e і и та ve du del le dos das".split())
_MONTH = rf"(?:{'|'.join([*MONTHS, *MONTH_ABBREVIATIONS])})\.?"
_DATELINE = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?(?:\s*:)?\s*)?"
    rf"(?:(?:{'|'.join(WEEKDAYS)}),?\s+)?"
    rf"(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(?:,?\s*(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?",
    re.IGNORECASE,
)


def _byline_names(line: str) -> str:
    """Return the names of a byline such as "By Jane Doe and John Roe", or "" if it is none."""
    if line[-1] in "!?:;" or len(line) > _LONGEST_LABEL:
        return ""
    match, small = _BYLINE.fullmatch(line), _SMALL
    if match is None:
        match, small = _BYLINE_ABROAD.fullmatch(line), _SMALL_ABROAD
    if match is None:
        return ""
    names = match["names"].strip()
    words = [word for word in re.split(r"[\s,]+", names.rstrip(".")) if word]
    if small is _SMALL and (name := _before_a_role(names)):
        return name
    if not all(w[:1].isupper() or w.casefold() in small for w in words):
        return ""
    if small is _SMALL_ABROAD:
        named = names[-1] != "." and words[0][0].isupper() and words[-1][0].isupper()
        plain = all(w[-1].isalpha() or w[-1] == "." for w in words)
        return names if named and plain and _ABROAD[0] <= len(words) <= _ABROAD[1] else ""
    sentence = names.endswith(".") and len(words) > 4
    return names if not sentence and len(words) <= 12 else ""


def _before_a_role(names: str) -> str:
    """Return the name in "Jane Doe, city hall correspondent", or "" where no role follows one."""
    name, comma, role = names.partition(", ")
    words = name.split()
    days = {*WEEKDAYS, *MONTHS}
    named = 1 < len(words) <= _LONGEST_NAME and all(
        word[0].isupper() and word.casefold() not in days for word in words
    )
    roles = role.split()
    short = 0 < len(roles) <= _LONGEST_ROLE and role[:1].islower() and role[-1:].isalpha()
    return name if comma and named and short else ""


def is_dateline(line: str) -> bool:
    """Whether a line says nothing but a day: "Published on 4 February 2026"."""
    return len(line) <= _LONGEST_LINE and _DATELINE.fullmatch(line) is not None


def _is_furniture(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    if len(line) <= _LONGEST_LABEL and _LABEL.fullmatch(line):
        return True
    if any(p.fullmatch(line) for p in (_PREFIXED, _COPYRIGHT, _ADDRESS, _RULE, _DATELINE)):
        return True
    if line[-1] in "—–":
        # An agency or a town on a line of its own: "CNN —", "LONDON (Reuters) –".
        return all(word.lstrip("(")[:1].isupper() for word in line[:-1].split())
    crumbs = _CRUMB.split(line)
    return len(crumbs) >= 3 and all(len(c) <= 25 and c[-1:] not in ".!?" for c in crumbs)


def _is_list_item(line: str) -> bool:
    """Whether a line could be an entry under a label such as "Tags:"."""
    return len(line) <= _LONGEST_LABEL and line[-1] not in '.!?…”"'


def mark(text: str, blocks: Sequence[Block]) -> tuple[tuple[Block, ...], str]:
    """Tell bylines and boilerplate among paragraphs and headings.

    Returns:
        The blocks, some with another kind, and the author the byline names ("" for none).

    """
    marked: list[Block] = []
    author = ""
    elsewhere = False  # under a heading that leads away from the article
    listing = False  # under a label such as "Tags:", until a line is no entry any more
    prose = False  # a byline stands before the text, not in the middle of it
    for block in blocks:
        line = block.span.of(text).strip()
        kind = block.kind
        if kind is BlockKind.HEADING:
            elsewhere = bool(_HEADING.fullmatch(line))
            listing = False
            if elsewhere:
                kind = BlockKind.BOILERPLATE
        elif elsewhere and kind in _TEXT:
            kind = BlockKind.BOILERPLATE
        elif kind is BlockKind.PARAGRAPH:
            names = "" if prose else _byline_names(line)
            if names:
                kind, author = BlockKind.BYLINE, author or names
                if marked and marked[-1].span.of(text).strip() == names:
                    marked[-1] = replace(marked[-1], kind=BlockKind.BYLINE)
            elif _is_furniture(line):
                kind, listing = BlockKind.BOILERPLATE, line.endswith(":")
            elif listing and _is_list_item(line):
                kind = BlockKind.BOILERPLATE
            else:
                listing = False
                prose = prose or len(line) > _LONGEST_LABEL
        marked.append(replace(block, kind=kind, level=block.level if kind == block.kind else 0))
    if _any_paragraph(marked):
        return tuple(marked), author
    if _any_paragraph(blocks):
        return tuple(blocks), ""
    # Nothing but headings: then they are what there is to read.
    return tuple(replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in blocks), ""


def _any_paragraph(blocks: Iterable[Block]) -> bool:
    return any(block.kind in _TEXT for block in blocks)
