"""A library of a few articles that answers what a test tells it to answer."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from knowledge.errors import UnknownArticleError
from knowledge.model import (
    Abstention,
    Answer,
    Article,
    Block,
    BlockKind,
    Check,
    Entry,
    Extracts,
    Hit,
    Length,
    Outline,
    Passage,
    Quotes,
    Reason,
    Section,
    Span,
    State,
    Summary,
    Verdict,
)

SUMMIT = """Leaders met in The Hague. Poland was ahead of all members with 4.12% of GDP, \
followed by Estonia (3.43%).

“We stand with Ukraine,” Keir Starmer said. The crowd cheered 🎉 loudly.

The summit ended on Wednesday."""


def article(article_id="summit", title="Leaders meet", text=SUMMIT, **more):
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, Span(*match.span())) for match in re.finditer(r"\S.*", text)
    )
    return Article(article_id, title, text, blocks, version=1, **more)


SUMMIT_ARTICLE = article(
    url="https://example.org/summit", published=dt.date(2025, 6, 25), aliases=("hague",)
)


def find(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def hit(source, words, heading="The summit"):
    """Return the paragraph that has these words, with the sentence that has them."""
    place = find(source.text, words)
    section = Section(heading, None, Span(0, len(source.text)))
    for number, block in enumerate(source.blocks):
        if block.span.covers(place):
            sentences = re.finditer(r"\S.*?[.!?](?=\s|$)", block.span.of(source.text))
            spans = [
                Span(block.span.start + match.start(), block.span.start + match.end())
                for match in sentences
            ]
            sentence = next((span for span in spans if span.covers(place)), block.span)
            return Hit(source, section, Passage(number, 0, block.span), sentence, 1.0)
    raise AssertionError(f"{words!r} stands in no paragraph")


class FakeLibrary:
    """`answers` maps a question to (article id, answer words[, speaker]); all else is declined.

    `near` are the (article id, words) of the passages that come nearest to any question,
    `score` is theirs.
    """

    def __init__(
        self, *articles, manual="", answers=None, near=(), reason=Reason.OFF_TOPIC, score=1.0
    ):
        self.articles = {one.id: one for one in articles}
        self.manual = manual
        self.answers = answers or {}
        self.near = near
        self.reason = reason
        self.score = score
        self.kept_quotes = {}
        self.kept_facts = {}
        self.outlines = {}
        self.summaries = {}
        self.checks = {}
        self.questions = []
        self.checked = []

    def withdraw(self, article_id):
        del self.articles[article_id]

    def entries(self):
        return tuple(
            Entry(one.id, one.title, one.version, State.LIVE, one.published, one.url)
            for one in self.articles.values()
            if one.id != self.manual
        )

    def find(self, wanted):
        return tuple(one for one in self.entries() if wanted.casefold() in one.title.casefold())

    def suggested(self, article_id):
        return self.article(article_id).curation.suggested

    def article(self, article_id):
        for one in self.articles.values():
            if article_id == one.id or article_id in one.aliases:
                return one
        raise UnknownArticleError(article_id)

    def ask(self, question):
        self.questions.append(question)
        for article_id in question.scope:
            self.article(article_id)
        near = tuple(
            replace(hit(self.article(one), words), score=self.score) for one, words in self.near
        )
        if question.text in self.answers:
            article_id, words, *speaker = self.answers[question.text]
            source = self.article(article_id)
            return Answer(
                (hit(source, words), *near),
                find(source.text, words),
                0.9,
                speaker=speaker[0] if speaker else "",
                about_bot=article_id == self.manual,
            )
        return Abstention(self.reason, (), near, 0.1)

    def extracts(self, article_id):
        source = self.article(article_id)
        quotes = self.kept_quotes.get(source.id, Quotes())
        return Extracts(source, quotes, self.kept_facts.get(source.id, ()))

    def outline(self, source):
        whole = Outline((Section("", None, Span(0, len(source.text))),), (), ())
        return self.outlines.get(source.id, whole)

    def summary(self, article_id, *, length):
        source = self.article(article_id)
        most = {Length.LINE: 1, Length.SHORT: 2, Length.NORMAL: 3, Length.LONG: 6}[length]
        return Summary(source, self.summaries.get(article_id, ())[:most])

    def speakers(self, article_id, wanted):
        found = self.extracts(article_id).quotes.quotes
        names = dict.fromkeys(quote.speaker for quote in found)
        return tuple(name for name in names if wanted.casefold() in name.casefold())

    def check(self, words, scope=(), speaker=""):
        self.checked.append((words, scope))
        for article_id in scope:
            self.article(article_id)
        return self.checks.get(words, Check(Verdict.NOT_FOUND))

    def around(self, source, words):
        blocks = (one.span for one in source.blocks if one.span.covers(words[0]))
        return next(blocks, words[0]), "The summit"

    def cited(self, citation):
        source = self.article(citation.article_id)
        return hit(source, citation.span.of(source.text))

    def context(self, citation):
        found = self.cited(citation)
        return found, found.section.span
