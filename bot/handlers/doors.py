"""What the handlers need of the library and of the bot's state. Both block: call from a thread."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.newsroom import Actor
    from knowledge.model import (
        Abstention,
        Answer,
        Article,
        Check,
        Citation,
        Entry,
        Extracts,
        Hit,
        Length,
        Outline,
        Question,
        Span,
        Summary,
    )

BUTTON_LIFETIME = timedelta(minutes=30)
POST_LIFETIME = timedelta(days=90)


class Library(Protocol):
    """The articles; the door to `knowledge.library`, whose docstrings say more.

    Every method that takes an id or a citation raises UnknownArticleError for an
    article that isn't live.
    """

    @property
    def manual(self) -> str:
        """The id of the article about the bot itself, "" for none."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """List the live articles, newest first, without the manual."""
        ...

    def find(self, wanted: str) -> tuple[Entry, ...]:
        """List the live articles that typed words may mean, best first."""
        ...

    def suggested(self, article_id: str) -> tuple[str, ...]:
        """Return first questions for an article."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article by its id or an alias."""
        ...

    def ask(self, question: Question) -> Answer | Abstention:
        """Answer a question or decline it."""
        ...

    def extracts(self, article_id: str) -> Extracts:
        """Return an article with its quotations and facts, all of one version."""
        ...

    def summary(self, article_id: str, *, length: Length) -> Summary:
        """Return sentences that stand for the article."""
        ...

    def speakers(self, article_id: str, wanted: str) -> tuple[str, ...]:
        """Return whom of those that an article quotes a typed name or role means."""
        ...

    def check(self, words: str, scope: Sequence[str] = (), speaker: str = "") -> Check:
        """Say whether pasted words stand in an article, and how."""
        ...

    def outline(self, article: Article) -> Outline:
        """Return the structure of exactly this version of an article."""
        ...

    def around(self, article: Article, words: Sequence[Span]) -> tuple[Span, str]:
        """Return the passage around some words, and the heading above it."""
        ...

    def cited(self, citation: Citation) -> Hit:
        """Return a cited passage of exactly that version again."""
        ...

    def context(self, citation: Citation) -> tuple[Hit, Span]:
        """Return a cited passage and the span of the section around it."""
        ...


class Remembered(Protocol):
    """What a button stands for."""

    @property
    def kind(self) -> str:
        """What sort of reply it belongs to."""
        ...

    @property
    def payload(self) -> Mapping[str, Any]:
        """What that reply needs."""
        ...


class Held(Protocol):
    """How much is held about one reader in one chat."""

    @property
    def scopes(self) -> int:
        """Chosen articles."""
        ...

    @property
    def buttons(self) -> int:
        """Rows that buttons stand for."""
        ...

    @property
    def turns(self) -> int:
        """Last questions."""
        ...

    @property
    def posts(self) -> int:
        """Posts that they have forwarded."""
        ...

    @property
    def votes(self) -> int:
        """Votes on answers."""
        ...

    @property
    def misses(self) -> int:
        """Questions that were not answered."""
        ...

    @property
    def subscriptions(self) -> int:
        """Digests that they have subscribed to."""
        ...


class Rooms(Protocol):
    """What the bot keeps of groups."""

    def settings(self, chat_id: int) -> Mapping[str, Any]:
        """Return what was chosen for a group."""
        ...

    def set_settings(self, chat_id: int, settings: Mapping[str, object]) -> None:
        """Keep it."""
        ...

    def post(self, chat_id: int, message_id: int) -> Mapping[str, Any] | None:
        """Return what was kept of a channel's post; None where this is no copy of one."""
        ...

    def keep_post(self, chat_id: int, message_id: int, payload: Mapping[str, object]) -> None:
        """Keep what a channel's post is about, by its copy in a group."""
        ...

    def texts(self, chat_ids: Sequence[int], article_id: str) -> Sequence[Mapping[str, Any]]:
        """Return the newest message of each chat that has an article's text, in their order."""
        ...

    def keep_text(
        self,
        chat_id: int,
        article_id: str,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = POST_LIFETIME,
    ) -> None:
        """Keep a message that has an article's text."""
        ...

    def crowd(self, chat_id: int, thread: int) -> Mapping[str, Any] | None:
        """Return what was kept of a busy thread; None where it isn't known as one."""
        ...

    def keep_crowd(self, chat_id: int, thread: int, payload: Mapping[str, object]) -> None:
        """Keep it, for a day."""
        ...


class Pauses(Protocol):
    """What the newsroom has paused. Reads no file."""

    def articles(self) -> frozenset[str]:
        """Return the ids of the paused articles."""
        ...


class Team(Protocol):
    """Who the newsroom is. Reads no file."""

    @property
    def has_owner(self) -> bool:
        """Whether there is anybody to tell something to."""
        ...

    def role(self, user_id: int) -> str | None:
        """Return somebody's role; None for a reader."""
        ...


class Feedback(Protocol):
    """What readers tell the newsroom."""

    def missed(self, user_id: int, question: str, article: str, reason: str) -> object:
        """Keep a question that was not answered. Does not block."""
        ...


class Log(Protocol):
    """The audit log."""

    def note(self, actor: Actor, what: str, **about: str) -> None:
        """Keep that somebody did something that is kept nowhere else."""
        ...


class State(Protocol):
    """What the bot keeps of its readers."""

    @property
    def rooms(self) -> Rooms:
        """What it keeps of groups."""
        ...

    @property
    def team(self) -> Team:
        """Who the newsroom is."""
        ...

    @property
    def feedback(self) -> Feedback:
        """What it is told."""
        ...

    @property
    def audit(self) -> Log:
        """Who changed what."""
        ...

    @property
    def pauses(self) -> Pauses:
        """What the newsroom has paused."""
        ...

    def scope(self, chat_id: int) -> str | None:
        """Return the article a chat asks about, None for all."""
        ...

    def set_scope(self, chat_id: int, article_id: str | None) -> None:
        """Keep it."""
        ...

    def remember(
        self,
        chat_id: int,
        user_id: int,
        kind: str,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = BUTTON_LIFETIME,
    ) -> str:
        """Keep what a reply's buttons need; return a token of at most 22 characters."""
        ...

    def recall(self, token: str, chat_id: int, user_id: int) -> Remembered | None:
        """Return it; None when it is unknown, expired or somebody else's."""
        ...

    def seen(self, token: str, chat_id: int) -> Remembered | None:
        """Return it whoever's it is; None when it is unknown, expired or another chat's."""
        ...

    def spend(self, token: str, chat_id: int, user_id: int) -> bool:
        """Forget what was remembered; return whether it was there, and this reader's."""
        ...

    def take_back(self, chat_id: int, message_id: int) -> None:
        """Know a message of the bot's no more as the answer to anything."""
        ...

    def excerpts(self, user_id: int, article_id: str) -> Sequence[tuple[int, int]]:
        """Return what a reader has been shown of an article today, as [start, end)."""
        ...

    def keep_excerpts(
        self, user_id: int, article_id: str, places: Sequence[tuple[int, int]]
    ) -> None:
        """Keep it."""
        ...

    def answer_to(self, chat_id: int, question: int, user_id: int) -> int | None:
        """Return the message that answers a reader's message; None where nobody knows."""
        ...

    def keep_turn(
        self,
        chat_id: int,
        user_id: int,
        payload: Mapping[str, object],
        *,
        lifetime: timedelta = BUTTON_LIFETIME,
    ) -> None:
        """Keep what a reader asked last in a chat, in place of what they asked before."""
        ...

    def last_turn(self, chat_id: int, user_id: int) -> Mapping[str, Any] | None:
        """Return it; None where there is none, or it has expired."""
        ...

    def replies(self, user_id: int) -> Sequence[tuple[int, int]]:
        """Return what was written to a reader in the last two days, as (chat, message)."""
        ...

    def held(self, chat_id: int, user_id: int) -> Held:
        """Count what is held."""
        ...

    def forget(self, chat_id: int, user_id: int) -> Held:
        """Delete it; return what it was."""
        ...
