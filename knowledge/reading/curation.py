"""An editor's curation file: a YAML file beside an article, with the article's name.

``harvest.yaml`` says of ``harvest.md`` what its text cannot: other names, words that stand
for each other, questions answered beforehand, questions to suggest (docs/curation.md). All
of it is checked against the article, so that a slip shows when it is made and not when a
reader asks. The YAML is taken as nodes and nothing is built from its tags.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from knowledge.errors import ReadingError
from knowledge.languages import language_in
from knowledge.model import BlockKind, Curation, Pin, Span
from knowledge.text.rows import without_tables
from knowledge.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.model import Article

LARGEST = 64 * 1024

_KEYS = ("aliases", "names", "synonyms", "pinned", "suggested")
_PIN_KEYS = ("question", "section", "words")
# How many of each there may be, and how many characters each may have.
_ALIASES = 20
_GROUPS = 100
_GROUP = 10
_PINS = 50
_WAYS = 10
_SUGGESTED = 6
_LONGEST_WORDS = 60
_LONGEST_QUESTION = 200
_LONGEST_ANSWER = 300
# What a Telegram deep link can carry.
_ALIAS = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAIN = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool"))


def curate(article: Article, source: str, data: bytes) -> Article:
    """Return the article with what its curation file says. `source` names the file in errors.

    Raises:
        ReadingError: the file is no YAML, or says what does not fit the article; it names
            the line.

    """
    return _Sheet(source, article).read(data)


class _Sheet:
    """One curation file on its way into an article."""

    def __init__(self, source: str, article: Article) -> None:
        self._source = source
        self._article = article
        self._folded = article.text.casefold()

    def read(self, data: bytes) -> Article:
        root = self._compose(data)
        if root is None:
            return self._article
        parts = self._fields(root, "the file", _KEYS)
        article = self._article
        curation = Curation(
            names=tuple(self._names(parts["names"])) if "names" in parts else (),
            synonyms=tuple(self._synonyms(parts["synonyms"])) if "synonyms" in parts else (),
            pins=tuple(self._pins(parts["pinned"])) if "pinned" in parts else (),
            suggested=self._questions(parts["suggested"], "suggested", _SUGGESTED)
            if "suggested" in parts
            else (),
        )
        aliases = self._aliases(parts["aliases"]) if "aliases" in parts else ()
        return replace(
            article, curation=curation, aliases=tuple(dict.fromkeys((*article.aliases, *aliases)))
        )

    def _fault(self, node: yaml.Node, problem: str) -> ReadingError:
        return ReadingError(self._source, f"line {node.start_mark.line + 1}: {problem}")

    def _compose(self, data: bytes) -> yaml.Node | None:
        if len(data) > LARGEST:
            raise ReadingError(self._source, f"larger than {LARGEST // 1024} KB")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ReadingError(self._source, "not text in UTF-8") from error
        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problem = f"line {line}: {error.problem}; text with : or ? may want quotation marks"
            raise ReadingError(self._source, problem) from error
        except RecursionError as error:
            raise ReadingError(self._source, "nested too deeply") from error
        except (yaml.YAMLError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ReadingError(self._source, reason) from error

    def _fields(self, node: yaml.Node, what: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """Read a mapping whose keys are among those known."""
        fields = self._pairs(node, what)
        for key, (place, _) in fields.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise self._fault(place, f"unknown key {key!r}; {hint}")
        return {key: value for key, (_, value) in fields.items()}

    def _pairs(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode) or not node.tag.endswith(":map"):
            raise self._fault(node, f"{what} must be lines of the form key: value")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = self._text(key, "a key", _LONGEST_WORDS)
            if name in found:
                raise self._fault(key, f"{name!r} a second time")
            found[name] = (key, value)
        return found

    def _text(self, node: yaml.Node, what: str, longest: int) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN:
            raise self._fault(node, f"{what} must be text; put it in quotation marks")
        text = " ".join(node.value.split())
        if re.search("[\ud800-\udfff]", text):
            raise self._fault(node, f"{what} has half a surrogate pair")
        if re.search(r"[\x00-\x1f]", text):
            raise self._fault(node, f"{what} has a control character")
        if not any(character.isalnum() for character in text):
            raise self._fault(node, f"{what} has no word in it")
        if len(text) > longest:
            raise self._fault(node, f"{what} has {len(text)} characters; {longest} are the most")
        return text

    def _list(self, node: yaml.Node, what: str, most: int) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.tag.endswith(":seq"):
            raise self._fault(node, f"{what} must be a list")
        items: list[yaml.Node] = node.value
        if len(items) > most:
            raise self._fault(node, f"{what} has {len(items)} entries; {most} are the most")
        return items

    def _words(self, node: yaml.Node, what: str) -> tuple[str, ...]:
        items = self._list(node, what, _GROUP)
        return tuple(
            dict.fromkeys(self._text(one, f"each of {what}", _LONGEST_WORDS) for one in items)
        )

    def _questions(self, node: yaml.Node, what: str, most: int) -> tuple[str, ...]:
        items = self._list(node, what, most)
        return tuple(
            dict.fromkeys(self._text(one, "a question", _LONGEST_QUESTION) for one in items)
        )

    def _aliases(self, node: yaml.Node) -> Iterator[str]:
        for item in self._list(node, "aliases", _ALIASES):
            alias = self._text(item, "an alias", _LONGEST_WORDS + 4)
            if not _ALIAS.fullmatch(alias):
                raise self._fault(
                    item, f"alias {alias!r}: only letters, digits, - and _ fit into a link"
                )
            yield alias

    def _names(self, node: yaml.Node) -> Iterator[tuple[str, ...]]:
        pairs = self._pairs(node, "names")
        if len(pairs) > _GROUPS:
            raise self._fault(node, f"names has {len(pairs)} entries; {_GROUPS} are the most")
        for name, (place, value) in pairs.items():
            if name.casefold() not in self._folded:
                raise self._fault(place, f"the article has no {name!r}")
            others = [one for one in self._words(value, "names") if one != name]
            if not others:
                raise self._fault(value, f"no other name of {name!r}")
            yield name, *others

    def _synonyms(self, node: yaml.Node) -> Iterator[tuple[str, ...]]:
        for item in self._list(node, "synonyms", _GROUPS):
            group = self._words(item, "synonyms")
            if len(group) < 2:
                raise self._fault(item, "a group of synonyms has two words or more")
            if not any(word.casefold() in self._folded for word in group):
                raise self._fault(item, f"the article has neither {' nor '.join(map(repr, group))}")
            yield group

    def _pins(self, node: yaml.Node) -> Iterator[Pin]:
        for item in self._list(node, "pinned", _PINS):
            fields = self._fields(item, "an entry of pinned", _PIN_KEYS)
            if "question" not in fields:
                raise self._fault(item, "an entry of pinned needs its question")
            asked = fields["question"]
            if isinstance(asked, yaml.SequenceNode):
                questions = self._questions(asked, "question", _WAYS)
            else:
                questions = (self._text(asked, "a question", _LONGEST_QUESTION),)
            if not questions or ("section" in fields) == ("words" in fields):
                raise self._fault(
                    item, "an entry of pinned needs a question, and either section or words"
                )
            if "section" in fields:
                yield Pin(questions, heading=self._heading(fields["section"]))
            else:
                yield Pin(questions, words=self._quoted(fields["words"]))

    def _heading(self, node: yaml.Node) -> str:
        """Return a section's heading as the article has it."""
        given = self._text(node, "section", _LONGEST_ANSWER)
        headings = [h for h in self._headings() if _plain(h) == _plain(given)]
        if headings:
            return headings[0]
        near = difflib.get_close_matches(
            given, [" ".join(h.split()) for h in self._headings()], n=1
        )
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise self._fault(node, f"the article has no section {given!r}{hint}")

    def _headings(self) -> Iterator[str]:
        """Yield the headings that have a paragraph below them."""
        heading = ""
        for block in self._article.blocks:
            if block.kind is BlockKind.HEADING:
                heading = block.span.of(self._article.text)
            elif block.kind is BlockKind.PARAGRAPH and heading:
                yield heading
                heading = ""

    def _quoted(self, node: yaml.Node) -> Span:
        """Return the place of words that stand in one sentence of the article."""
        if not isinstance(node, yaml.ScalarNode):
            raise self._fault(node, "words must be text; put it in quotation marks")
        given: str = node.value.strip()
        self._text(node, "words", _LONGEST_ANSWER)
        article = self._article
        language = language_in(article.language, without_tables(article))
        for block in article.blocks:
            if block.kind is not BlockKind.PARAGRAPH:
                continue
            start = article.text.find(given, block.span.start, block.span.end)
            if start < 0:
                continue
            span = Span(start, start + len(given))
            if any(s.covers(span) for s in sentences(article.text, block.span, language)):
                return span
            raise self._fault(node, "words must stand in one sentence of the article")
        raise self._fault(node, "the article has no such words; copy them from it letter by letter")


def _plain(heading: str) -> str:
    """Return a heading as two are compared: without marks, white space or case."""
    return " ".join(heading.strip("#*_: ").split()).casefold()
