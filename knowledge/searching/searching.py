"""Where a question is looked for: near the last answer, in one article, in several, in the manual.

What is told here is the order in which the places are asked; `one` and `many` ask them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.curating import pin_for
from knowledge.errors import UnknownArticleError
from knowledge.index import language_of
from knowledge.model import Answer
from knowledge.questions.question import understand
from knowledge.searching.one import ask_beside, ask_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.holdings import Holdings
    from knowledge.model import Abstention, Article, Citation, Question, Turn

# What a question about the bot itself is likely to name.
_ABOUT_BOT = frozenset("bot bots verbatim button buttons command commands reply replies".split())
# Another question is answered from the manual only if it has so many content terms ...
_MANUAL_TERMS = 2
# ... and at least this confidence.
_MANUAL_CONFIDENCE = 0.75


class Searching:
    """Finds what answers a question in what a library holds, at a threshold of confidence."""

    def __init__(self, holdings: Holdings, threshold: float) -> None:
        self._holdings = holdings
        self._threshold = threshold

    def ask(self, question: Question) -> Answer | Abstention:
        """Answer a question from the articles in its scope, or decline it: `Library.ask`."""
        if question.previous is not None:
            return self._ask_further(question, question.previous)
        holdings = self._holdings
        found = map(holdings.find, question.scope) if question.scope else holdings.only()
        articles = {article.id: article for article in found}
        if len(articles) == 1:
            result = self.ask_one(question, next(iter(articles.values())))
        else:
            result = self._ask_pinned(question, self.ask_many(question, tuple(articles)))
        if isinstance(result, Answer) or not holdings.manual or holdings.manual in articles:
            return result
        return self._ask_manual(question) or result

    def ask_one(
        self, question: Question, article: Article, threshold: float | None = None
    ) -> Answer | Abstention:
        """Ask one article, at another threshold if one is given; never the manual besides."""
        threshold = self._threshold if threshold is None else threshold
        return ask_one(question, self._holdings.index(article), threshold)

    def ask_many(self, question: Question, scope: Sequence[str]) -> Answer | Abstention:
        """Ask the articles with these ids, or all, without what is pinned in one of them."""
        from knowledge.searching.many import ManyArticles  # one article does without

        return ManyArticles(self._holdings, self._threshold).ask(question, scope)

    def _ask_further(self, question: Question, previous: Turn) -> Answer | Abstention:
        """Answer a question that has another before it."""
        from knowledge.chat.follow_up import follow_up

        alone = replace(question, previous=None)
        resolved = follow_up(previous, question.text)
        if not resolved.bent:
            return self.ask(alone)
        bent = replace(alone, text=resolved.text)
        # Beside the last answer "it" says as much as its name, which would only draw the
        # ranking back to the sentence that was shown already.
        for one in (alone, bent) if resolved.own else (bent,):
            near = self._ask_near(one, resolved.near)
            if near is not None:
                return near
        result = self._ask_at_home(bent, previous) or self.ask(bent)
        if isinstance(result, Answer) or not resolved.own:
            return result
        # The words may have had nothing to do with what was asked before.
        typed = self.ask(alone)
        return typed if isinstance(typed, Answer) else result

    def _ask_at_home(self, question: Question, previous: Turn) -> Answer | None:
        """Return what the article that answered before answers, if no other was chosen."""
        if question.scope or previous.hit is None:
            return None
        home = previous.hit.article.id
        if not self._holdings.has(home):
            return None
        result = self.ask(replace(question, scope=(home,)))
        if not isinstance(result, Answer):
            return None
        return replace(result, about_bot=result.about_bot or home == self._holdings.manual)

    def _ask_near(self, question: Question, near: Citation | None) -> Answer | None:
        """Return what a passage and those beside it in its section answer, if its article is asked.

        None also where the article has gone meanwhile, or is not in scope any more.
        """
        if near is None:
            return None
        holdings = self._holdings
        try:
            article = holdings.store.article(near.article_id, near.version)
            allowed = {holdings.find(name).id for name in question.scope}
        except UnknownArticleError:
            return None
        if allowed and article.id not in allowed:
            return None
        result = ask_beside(question, holdings.index(article), near.span, self._threshold)
        return None if result is None else replace(result, about_bot=article.id == holdings.manual)

    def _ask_pinned(self, question: Question, found: Answer | Abstention) -> Answer | Abstention:
        """Return what is pinned for the question in the article that comes nearest, if anything."""
        for hit in found.hits[:1]:
            if not hit.article.curation.pins:
                continue
            index = self._holdings.index(hit.article)
            # "What happened?" is about that article only where it is the one asked.
            if understand(question.text, index.language).terms and pin_for(question.text, index):
                return self.ask_one(question, hit.article)
        return found

    def _ask_manual(self, question: Question) -> Answer | None:
        """Return what the manual answers, if the question may be about the bot.

        Nobody asked for the manual: a question that speaks to the bot, or that the manual's
        editor has pinned, may be answered from it like any other; any other one must share more
        with it than a word in passing.
        """
        try:
            manual = self._holdings.store.article(self._holdings.manual)
        except UnknownArticleError:
            return None
        query = understand(question.text, language_of(manual))
        threshold = self._threshold
        speaks_to_it = query.personal or not _ABOUT_BOT.isdisjoint(query.tokens.forms)
        if not speaks_to_it and pin_for(question.text, self._holdings.index(manual)) is None:
            if len(query.terms) < _MANUAL_TERMS:
                return None
            threshold = max(threshold, _MANUAL_CONFIDENCE)
        result = self.ask_one(question, manual, threshold)
        return replace(result, about_bot=True) if isinstance(result, Answer) else None
