"""An article as a whole: summary, sections, quotations, facts, and what their buttons open.

Each list is made anew for every page from the article and its version; a button's row of the
state has these and nothing else. A list of another version begins again at its first page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bot.buttons import button
from bot.render import overviews, sections
from bot.render.pages import page_with
from knowledge.model import Length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.buttons import Tap
    from bot.handlers.asker import Asker
    from bot.handlers.doors import Library, State
    from bot.reply import Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Extracts, Quotes, Span

Overview = Literal["summary", "sections", "quotes", "facts"]
OVERVIEWS: tuple[Overview, ...] = ("summary", "sections", "quotes", "facts")


class Overviews:
    """What shows an article whole. Every method raises UnknownArticleError for one withdrawn."""

    def __init__(self, library: Library, state: State, strings: Strings) -> None:
        self._library = library
        self._state = state
        self._strings = strings

    def show(self, asker: Asker, article_id: str, kind: Overview, wanted: str = "") -> Reply:
        """Show one; `wanted` is what was typed after it: a length, a section or a speaker."""
        if kind == "summary":
            return self.summary(asker, article_id, self._length(wanted))
        if kind == "facts":
            return self._facts(self._library.extracts(article_id), 0, asker)
        if kind == "sections":
            return self.by_section(asker, article_id, wanted)
        return self.quotes(asker, article_id, wanted)

    def summary(
        self, asker: Asker, article_id: str, length: Length, page: int = 0, token: str = ""
    ) -> Reply:
        """Show a summary of this length, with buttons for the others."""
        found = self._library.summary(article_id, length=length)
        if not token and found.sentences:
            token = self._remember(asker, "summary", found.article)
        return overviews.summary(self._strings, found, length, token, page)

    def quotes(self, asker: Asker, article_id: str, wanted: str = "") -> Reply:
        """Show who said what, or what one speaker said; of several that are meant, ask which."""
        found = self._library.extracts(article_id)
        article = found.article
        if not wanted.strip():
            return self._quotes(found, "", 0, asker)
        names = self._library.speakers(article.id, wanted)
        if len(names) == 1:
            return self._quotes(found, names[0], 0, asker)
        heading = "quotes.which_speaker" if names else "quotes.nobody"
        names = names or _quoted(found.quotes)
        if not names:
            nothing = not found.quotes.quotes and not found.quotes.headlines
            heading = "quotes.none" if nothing else "quotes.nobody_named"
        token = self._remember(asker, "speakers", article, names=names) if names else ""
        return overviews.speakers(self._strings, article, heading, names, token)

    def by_section(self, asker: Asker, article_id: str, wanted: str = "") -> Reply:
        """List the sections, or show the one that a number or words of its heading mean."""
        article = self._library.article(article_id)
        found = self._listed(article)
        number = sections.meant(found, wanted)
        if number is None:
            return self._sections(article, 0, asker)
        token = self._remember(asker, "sections", article)
        page = sections.first_leaf(article, found, number)
        return sections.opened(self._strings, article, found, token, page)

    def of_speaker(self, asker: Asker, article_id: str, speaker: str) -> Reply:
        """Show what one speaker said."""
        return self._quotes(self._library.extracts(article_id), speaker, 0, asker)

    def tapped(self, asker: Asker, kind: str, payload: Mapping[str, Any], tap: Tap) -> Reply | None:
        """Do what a button under one of these lists asks for; None for nothing it has.

        Raises IndexError for a number that isn't there.
        """
        found = self._library.extracts(payload["article"])
        article = found.article
        same = article.version == payload["version"]
        match kind, tap.action:
            case "summary", ("short" | "normal" | "long"):
                length = Length(tap.action)
                return self.summary(asker, article.id, length, tap.number, tap.token)
            case "speakers", "who":
                return self._quotes(found, payload["names"][tap.number], 0, asker)
            case "quotes", "all":
                return self._quotes(found, "", 0, asker)
            case "quotes", ("page" | "open" | "back") if not same:
                return self._quotes(found, payload["speaker"], 0, asker)
            case "quotes", "page":
                return self._quotes(found, payload["speaker"], tap.number, tap.token)
            case "quotes", "back":
                speaker = payload["speaker"]
                listed = overviews.listed(found.quotes, speaker)
                page = page_with(overviews.quote_pages(article, listed), tap.number)
                return self._quotes(found, speaker, page, tap.token)
            case "quotes", "open":
                return self._opened_quote(found, payload["speaker"], tap)
            case "sections", _:
                return self._tapped_sections(asker, article, tap, same=same)
            case "facts", _:
                return self._tapped_facts(asker, found, tap, same=same)
            case _:
                return None

    def _quotes(self, found: Extracts, speaker: str, page: int, whose: Asker | str) -> Reply:
        """Show a page of quotations; `whose` is the list's token, or who asks for a new one."""
        article = found.article
        listed = overviews.listed(found.quotes, speaker)
        token = whose if isinstance(whose, str) else ""
        if listed and not isinstance(whose, str):
            token = self._remember(whose, "quotes", article, speaker=speaker)
        others = bool(speaker) and len(listed) < len(overviews.listed(found.quotes))
        return overviews.quotes(self._strings, article, listed, token, page, everyone=others)

    def _facts(self, found: Extracts, page: int, whose: Asker | str) -> Reply:
        article = found.article
        listed = overviews.facts_listed(article, found.facts)
        token = whose if isinstance(whose, str) else ""
        if listed and not isinstance(whose, str):
            token = self._remember(whose, "facts", article)
        return overviews.facts(self._strings, article, listed, token, page)

    def _sections(self, article: Article, page: int, whose: Asker | str) -> Reply:
        found = self._listed(article)
        token = whose if isinstance(whose, str) else ""
        if found and not isinstance(whose, str):
            token = self._remember(whose, "sections", article)
        return sections.contents(self._strings, article, found, token, page)

    def _tapped_facts(self, asker: Asker, found: Extracts, tap: Tap, *, same: bool) -> Reply | None:
        """Turn the list of facts, open one, or go back to the list. Raises as `tapped`."""
        match tap.action:
            case "page" | "open" | "back" if not same:
                return self._facts(found, 0, asker)
            case "page":
                return self._facts(found, tap.number, tap.token)
            case "open":
                return self._opened_fact(found, tap)
            case "back":
                listed = overviews.facts_listed(found.article, found.facts)
                page = page_with(overviews.fact_pages(listed), tap.number)
                return self._facts(found, page, tap.token)
            case _:
                return None

    def _tapped_sections(
        self, asker: Asker, article: Article, tap: Tap, *, same: bool
    ) -> Reply | None:
        """Turn the list of sections, open one, or go back to the list. Raises as `tapped`."""
        found = self._listed(article)
        match tap.action:
            case "page" | "open" | "back" if not same:
                return self._sections(article, 0, asker)
            case "page":
                return self._sections(article, tap.number, tap.token)
            case "open":
                return sections.opened(self._strings, article, found, tap.token, tap.number)
            case "back":
                at = sections.leaves(article, found)[tap.number].section
                return self._sections(article, sections.list_page(found, at), tap.token)
            case _:
                return None

    def _listed(self, article: Article) -> tuple[sections.Listed, ...]:
        return sections.listed(self._library.outline(article))

    def _opened_quote(self, found: Extracts, speaker: str, tap: Tap) -> Reply:
        one = overviews.listed(found.quotes, speaker)[tap.number]
        return self._opened(
            found.article, one.quote.spans, tap, speaker=one.quote.speaker, headline=one.headline
        )

    def _opened_fact(self, found: Extracts, tap: Tap) -> Reply:
        fact = overviews.facts_listed(found.article, found.facts)[tap.number]
        return self._opened(found.article, (fact.span,), tap, speaker=fact.said_by)

    def _opened(
        self,
        article: Article,
        marked: tuple[Span, ...],
        tap: Tap,
        *,
        speaker: str = "",
        headline: bool = False,
    ) -> Reply:
        place, section = self._library.around(article, marked)
        back = button(self._strings["buttons.back"], "back", tap.token, tap.number)
        return overviews.opened(
            self._strings,
            article,
            place,
            marked,
            back,
            speaker=speaker,
            section=section,
            headline=headline,
        )

    def _length(self, wanted: str) -> Length:
        """Return the length that was typed after /summary; normal for anything else."""
        typed = wanted.casefold().split()[:1]
        for one in overviews.LENGTHS:
            if typed in ([one.value], [self._strings[f"summary.{one.value}"].casefold()]):
                return one
        return Length.NORMAL

    def _remember(self, asker: Asker, kind: str, article: Article, **more: object) -> str:
        payload = {"article": article.id, "version": article.version, **more}
        return self._state.remember(asker.chat_id, asker.user_id, kind, payload)


def _quoted(quotes: Quotes) -> tuple[str, ...]:
    """Return whom an article quotes by name, in its order."""
    listed = overviews.listed(quotes)
    return tuple(dict.fromkeys(one.quote.speaker for one in listed if one.quote.speaker))
