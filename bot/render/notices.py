"""What the bot says about itself and its list of articles: fixed sentences and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.buttons import button
from bot.render.compose import Composer, Strong, shorten
from bot.render.passages import LABEL_ROOM, add_title, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Button, Reply
    from bot.strings.catalogue import Strings
    from knowledge.model import Article, Entry

Place: TypeAlias = Literal["private", "group", "comments"]
"""Where somebody asks: alone with the bot, in a group, under a channel's post of an article."""
PAGE = 6
"""Articles on one page of the list."""


def notice(strings: Strings, key: str, **values: str) -> Reply:
    """Say one of the bot's own sentences."""
    message = Composer(strings)
    message.say(key, **values)
    return message.reply()


def plain(strings: Strings, words: str) -> Reply:
    """Say what is one of the bot's own sentences already."""
    message = Composer(strings)
    message.add(words)
    return message.reply()


def enough(strings: Strings, article: Article) -> Reply:
    """Say that a reader has been shown enough of an article for today, and where to read on."""
    message = Composer(strings)
    message.say("enough")
    message.line()
    add_title(message, strings, article)
    return message.reply()


def help_in(
    strings: Strings, place: Place, *, admin: bool = False, part: str | None = None
) -> Reply:
    """Say how to ask in a place; to its administrator also what else they may do there.

    `part` is the role in the newsroom of who asks in private, None for a reader.
    """
    message = Composer(strings)
    message.say(f"help.{place}")
    if part is not None:
        message.line()
        message.line()
        message.say("help.newsroom")
        if part == "owner":
            message.line()
            message.say("help.owner")
    if admin:
        message.line()
        message.line()
        message.say("help.administrators")
    owners = ((button(strings["help.to_owners"], "owners", "-"),),)
    return message.reply(owners if place == "private" else ())


def help_for_owners(strings: Strings) -> Reply:
    """Say what who has a group or a channel can do with the bot."""
    message = Composer(strings)
    message.say("help.owners")
    return message.reply(((button(strings["buttons.back"], "help", "-"),),))


@dataclass(frozen=True, slots=True)
class Offer:
    """What to do with an article first: questions to tap, and if there are `others`, a way there.

    Without a token there are no buttons.
    """

    questions: tuple[str, ...] = ()
    token: str = ""
    others: bool = False


NOTHING = Offer()


def greeting(strings: Strings, title: str, offer: Offer = NOTHING) -> Reply:
    """Welcome a reader to the article that is asked about."""
    message = Composer(strings)
    message.say("start.greeting")
    message.line()
    message.line()
    message.say("start.one", title=Strong(title_of(strings, title)))
    return _with_offer(message, strings, offer)


def greeting_of_group(strings: Strings, title: str | None, offer: Offer = NOTHING) -> Reply:
    """Say to a group how to call the bot, and about which article, None for all."""
    message = Composer(strings)
    message.say("start.group")
    message.line()
    message.line()
    if title is None:
        message.say("start.group_many")
    else:
        message.say("start.one", title=Strong(title_of(strings, title)))
    message.line()
    message.say("start.group_more")
    return message.reply(_questions(offer))


def greeting_of_all(strings: Strings, entries: Sequence[Entry], token: str) -> Reply:
    """Welcome a reader who has chosen no article: several are offered as buttons."""
    message = Composer(strings)
    message.say("start.greeting")
    message.line()
    message.line()
    if not entries:
        message.say("articles.none")
        return message.reply()
    message.say("start.many")
    _say_search(message, entries)
    return message.reply(_list(strings, entries, None, token, 0, everything=True))


def chosen(strings: Strings, title: str | None, offer: Offer = NOTHING) -> Reply:
    """Say which article is asked about from now on, None for all, and what to do next."""
    message = Composer(strings)
    if title is None:
        message.say("articles.all_chosen")
    else:
        message.say("articles.chosen", title=Strong(title_of(strings, title)))
    return _with_offer(message, strings, offer)


def invitation(strings: Strings, questions: tuple[str, ...], token: str) -> Reply:
    """Offer questions about an article to whoever reads its post."""
    message = Composer(strings)
    message.say("crowd.invitation")
    return message.reply(_questions(Offer(questions, token)))


def _with_offer(message: Composer, strings: Strings, offer: Offer) -> Reply:
    """Say what to do next, with first questions as buttons, and one to another article."""
    message.line()
    message.say("try_suggested" if offer.questions else "try")
    rows = _questions(offer)
    if offer.others:
        rows.append([button(strings["buttons.another"], "list", offer.token)])
    return message.reply(rows)


def _questions(offer: Offer) -> list[list[Button]]:
    return [
        [button(shorten(text, LABEL_ROOM), "ask", offer.token, number)]
        for number, text in enumerate(offer.questions)
    ]


def _say_search(message: Composer, entries: Sequence[Entry]) -> None:
    """Say how to find an article in a list that does not fit on a page."""
    if len(entries) > PAGE:
        message.line()
        message.say("articles.search")


def page_of(entries: Sequence[Entry], page: int) -> tuple[int, Sequence[Entry]]:
    """Return the nearest page there is, and the articles on it."""
    page = max(0, min(page, (len(entries) - 1) // PAGE))
    return page, entries[page * PAGE : (page + 1) * PAGE]


def articles(
    strings: Strings,
    heading: str,
    entries: Sequence[Entry],
    scope: str | None,
    token: str,
    page: int = 0,
) -> Reply:
    """Offer one page of articles as buttons, the one in scope marked; `heading` is a key.

    A button's number is the article's place on the page.
    """
    message = Composer(strings)
    if not entries:
        message.say("articles.none")
        return message.reply()
    message.say(heading)
    last, _ = page_of(entries, len(entries))
    if last:
        place, _ = page_of(entries, page)
        message.line()
        message.say("pages.place", "italic", page=str(place + 1), count=str(last + 1))
    everything = heading in {"articles.heading", "articles.not_found"}
    if everything:
        _say_search(message, entries)
    return message.reply(_list(strings, entries, scope, token, page, everything=everything))


def _list(
    strings: Strings,
    entries: Sequence[Entry],
    scope: str | None,
    token: str,
    page: int,
    *,
    everything: bool,
) -> list[list[Button]]:
    page, shown = page_of(entries, page)
    rows: list[list[Button]] = []
    for number, entry in enumerate(shown):
        title = title_of(strings, entry.title, LABEL_ROOM)
        if entry.id == scope:
            title = shorten(strings.text("articles.mark", title=title), LABEL_ROOM)
        rows.append([button(title, "pick", token, number)])
    turning: list[Button] = []
    if page > 0:
        turning.append(button(strings["articles.earlier"], "page", token, page - 1))
    if (page + 1) * PAGE < len(entries):
        turning.append(button(strings["articles.later"], "page", token, page + 1))
    rows.append(turning)
    if everything and len(entries) > 1:
        title = strings["articles.all"]
        if scope is None:
            title = strings.text("articles.mark", title=title)
        rows.append([button(title, "all", token)])
    return rows


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many things of each kind are held about a reader."""

    scopes: int = 0
    buttons: int = 0
    turns: int = 0
    posts: int = 0
    votes: int = 0
    misses: int = 0
    subscriptions: int = 0
    replies: int = 0


def holdings(strings: Strings, held: Holdings, token: str, *, member: bool = False) -> Reply:
    """Say what is held about a reader here, and offer to delete it, and the bot's replies, too.

    Who is a `member` of the newsroom hears that this stays.
    """
    message = Composer(strings)
    if member:
        message.say("forget.member")
        message.line()
    if held == Holdings():
        message.say("forget.nothing_else" if member else "forget.nothing")
        return message.reply()
    parts = []
    if held.scopes:
        parts.append(strings["forget.scope"])
    if held.turns:
        parts.append(strings["forget.turn"])
    if held.posts:
        parts.append(strings["forget.post"])
    parts += [
        strings.counted(key, count)
        for key, count in (
            ("forget.buttons", held.buttons),
            ("forget.votes", held.votes),
            ("forget.misses", held.misses),
            ("forget.subscriptions", held.subscriptions),
        )
        if count
    ]
    rows = [[button(strings["buttons.forget"], "forget", token)]]
    if held.replies:
        parts.append(strings["forget.replies"])
        rows.append([button(strings["buttons.forget_replies"], "forget", token, 1)])
    message.say("forget.ask", held=_listed(strings, parts))
    return message.reply(rows)


def _listed(strings: Strings, parts: Sequence[str]) -> str:
    """Return "one, two and three"."""
    *first, last = parts
    return strings["forget.and"].join(
        [strings["forget.comma"].join(first), last] if first else [last]
    )
