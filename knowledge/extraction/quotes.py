"""Quotations with their speakers.

The marks are paired (`quotations.marks`), the paragraph is taken apart around them
(`quotations.scene`), marked words are told apart into quotations and fragments and joined
over an attribution (`quotations.speech`), the likeliest speaker is chosen among all that
is mentioned near (`quotations.speakers`), and the mention becomes a full name
(`quotations.naming`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from knowledge.extraction.names import Cast
from knowledge.extraction.quotations import marks
from knowledge.extraction.quotations.mention import Sort
from knowledge.extraction.quotations.naming import Naming
from knowledge.extraction.quotations.scene import Scene, scene
from knowledge.extraction.quotations.speakers import back_candidates, choose, own_candidates
from knowledge.extraction.quotations.speech import Group, groups, headline_groups, how_it_ends
from knowledge.extraction.quotations.traits import Candidate, cue_of, is_beside, surroundings
from knowledge.extraction.quotations.words import words
from knowledge.model import BlockKind, Quote, Quotes, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.extraction.quotations.words import Words
    from knowledge.model import Article, Outline

# A speaker less likely than this is not named; on the training data the probabilities are
# about right, so two in three of those below would be wrong.
_SURE = 0.3
_LONGEST_SPEAKER = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation or fragment of one paragraph, and who was chosen for it.

    `attributed` says that a verb of saying in the same paragraph goes with them.
    """

    group: Group
    at: int
    chosen: Candidate | None
    attributed: bool = False


class Scenes:
    """An article's paragraphs, taken apart when they are first looked at."""

    def __init__(self, text: str, paragraphs: Sequence[Span], lists: Words, language: str) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.parts = marks.marked(text, paragraphs)
        self._made: dict[int, Scene] = {}
        self.lists = lists
        self._language = language

    def __len__(self) -> int:
        return len(self.paragraphs)

    def __getitem__(self, at: int) -> Scene:
        found = self._made.get(at)
        if found is None:
            found = self._made[at] = scene(
                self.text, self.paragraphs[at], self.parts[at], self.lists, self._language
            )
        return found


def _attributed(scenes: Scenes, lists: Words, language: str) -> Iterator[Found]:
    """Yield what each paragraph has, with its likeliest speaker."""
    previous: Span | None = None
    for at in range(len(scenes)):
        if not scenes.parts[at]:
            continue
        here = scenes[at]
        for group in groups(scenes.text, here, lists, language):
            end = how_it_ends(here.parts[group.numbers[-1]], scenes.text)
            first_end = how_it_ends(here.parts[group.numbers[0]], scenes.text)
            around = surroundings(here, group, previous, (first_end, end))
            found = choose(
                own_candidates(here, group),
                partial(back_candidates, scenes, at),
                around,
                lists,
                language,
            )
            chosen = None
            if found is not None:
                one, chance = found
                # A newspaper's name in marks speaks only where a verb says so.
                named = one.mention.sort is not Sort.MARKED or is_beside(one, lists)
                chosen = one if chance >= _SURE and named else None
            if chosen is not None and not group.fragment:
                previous = chosen.mention.span
            attributed = chosen is not None and not chosen.back and is_beside(chosen, lists)
            yield Found(group, at, chosen, attributed)


def _chains(found: Sequence[Found], scenes: Scenes) -> Iterator[list[Found]]:
    """Join what goes on over paragraphs; what should go on and does not is left out."""
    chain: list[Found] = []
    for one in found:
        here = scenes[one.at]
        first, last = here.parts[one.group.numbers[0]], here.parts[one.group.numbers[-1]]
        if chain:
            if one.at == chain[-1].at + 1 and first.span.start == here.paragraph.start:
                if one.attributed and any(other.attributed for other in chain):
                    yield chain  # each paragraph says who speaks: two quotations
                    chain = []
                chain.append(one)
                if not last.goes_on:
                    yield chain
                    chain = []
                continue
            chain = []
        if last.goes_on:
            chain = [one]
        else:
            yield [one]


def _spans(chain: Sequence[Found], scenes: Scenes) -> tuple[Span, ...]:
    return tuple(scenes.parts[one.at][number].span for one in chain for number in one.group.numbers)


def _quote(chain: Sequence[Found], scenes: Scenes, naming: Naming) -> Quote:
    """Make the quotation: its speaker is the one beside a verb of saying, else the first."""
    spans = _spans(chain, scenes)
    choices = [one.chosen for one in chain if one.chosen is not None]
    beside = [one.chosen for one in chain if one.chosen is not None and one.attributed]
    if not choices:
        return Quote(spans)
    best = (beside or choices)[0]
    speaker = naming.name(best)
    if len(speaker) > _LONGEST_SPEAKER or len(best.mention.span) > _LONGEST_SPEAKER:
        return Quote(spans)
    return Quote(spans, speaker, best.mention.span, cue_of(best, scenes.lists, scenes.text))


_WORD = re.compile(r"\w+")


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("’", "'").replace("'", "")))


def _is_attached(text: str, one: Candidate, part: Span, lists: Words) -> bool:
    """Whether a name in a headline is its quotation's: "Rutte: …", or with a verb of saying."""
    mention = one.mention.span
    between = text[min(mention.end, part.end) : max(mention.start, part.start)]
    return is_beside(one, lists) or not any(character.isalpha() for character in between)


def _headlines(
    article: Article, lists: Words, language: str, cast: Cast, body: Sequence[Span]
) -> tuple[Quote, ...]:
    """Return the quotations of the title and the headings that no paragraph has."""
    text = article.text
    places = [b.span for b in article.blocks if b.kind in {BlockKind.TITLE, BlockKind.HEADING}]
    scenes = Scenes(text, places, lists, language)
    found: list[Quote] = []
    below = ""
    for at in range(len(scenes)):
        if not scenes.parts[at]:
            continue
        here = scenes[at]
        for group in headline_groups(text, here):
            below = below or f" {_plain(' '.join(span.of(text) for span in body))} "
            part = here.parts[group.numbers[0]]
            if f" {_plain(part.inside(text))} " in below:
                continue
            end = how_it_ends(part, text)
            around = surroundings(here, group, None, (end, end))
            chosen = choose(own_candidates(here, group), list, around, lists, language)
            if chosen is not None and not _is_attached(text, chosen[0], part.span, lists):
                chosen = None
            one = Found(group, at, chosen[0] if chosen else None)
            found.append(_quote([one], scenes, Naming(text, cast, lists, language)))
    return tuple(found)


def find_quotes(
    article: Article,
    outline: Outline,
    language: str = "en",
    cast: Callable[[], Cast] | None = None,
) -> Quotes:
    """Find an article's quotations, its fragments, and those of its headlines, in order.

    `language` is an ISO 639-1 code; one without lists of its own is read with the English
    ones. `cast` returns the article's names where they are known already. Never raises.
    """
    text = article.text
    if not marks.has_marks(text):
        return Quotes()
    known = cast() if cast else Cast(text, (sentence.span for sentence in outline.sentences))
    lists = words(language)
    paragraphs = [b.span for b in article.blocks if b.kind is BlockKind.PARAGRAPH]
    scenes = Scenes(text, paragraphs, lists, language)
    sentences = [sentence.span.start for sentence in outline.sentences]
    quoted = [part.span for at in range(len(scenes)) for part in scenes.parts[at]]
    naming = Naming(text, known, lists, language, sentences, quoted)
    quotes: list[Quote] = []
    fragments: list[Quote] = []
    for chain in _chains(list(_attributed(scenes, lists, language)), scenes):
        made = _quote(chain, scenes, naming)
        (fragments if chain[0].group.fragment else quotes).append(made)
    headlines = _headlines(article, lists, language, known, paragraphs)
    return Quotes(tuple(quotes), tuple(fragments), headlines)
