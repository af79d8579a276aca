"""What a group's administrators choose for it: `/settings`, with words after it or buttons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from bot.handlers.taps import Tapped
from bot.newsroom import Actor
from bot.render import settings as shown
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.buttons import Tap
    from bot.handlers.addressing import Itself
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.reply import Reply
    from bot.strings.languages import Languages

KIND: Final = "settings"
LONGEST_WORD: Final = 32
Comments = Literal["addressed", "every", "off"]
Replies = Literal["all", "asker"]
_COMMENTS: Final[tuple[Comments, ...]] = ("addressed", "every", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the bot behaves in a group.

    With `quiet` it says nothing where it has no answer. `comments` is which comments under a
    channel's post it answers. A message that begins with `word` is for it, "" for none.
    `language` is what it speaks there (ISO 639-1), "" for that of whoever asks. `replies` is who
    sees what it says: all, or whoever asks.
    """

    quiet: bool = False
    comments: Comments = "addressed"
    word: str = ""
    language: str = ""
    replies: Replies = "all"
    questions: bool = False


class RoomSettings:
    """Shows and changes a group's settings; whether somebody may, others have asked before."""

    def __init__(self, talks: Languages[Conversation]) -> None:
        self._talks = talks
        self._library = talks.default.library
        self._state = talks.default.state
        self._languages = ("", *talks.codes)

    def of(self, chat_id: int) -> Settings:
        """Return a group's settings."""
        return Settings(**self._state.rooms.settings(chat_id))

    def spoken(self, asker: Asker) -> Asker:
        """Return who taps in a group with how they are spoken to there."""
        chosen = self.of(asker.chat_id)
        language = chosen.language or asker.language
        return replace(asker, language=language, alone=chosen.replies == "asker")

    def command(self, asker: Asker, words: str, bot: Itself) -> Reply:
        """Change what the words after the command say, if any, and show what holds."""
        if words:
            changed = self._changed(self.of(asker.chat_id), words.split())
            if changed is None:
                strings = self._talks.of(self.spoken(asker).language).strings
                return shown.unknown(strings, bot.username, self._talks.codes)
            self._keep(asker, changed)
        return self._show(asker, bot)

    def tapped(self, asker: Asker, tap: Tap, bot: Itself) -> Tapped:
        """Change what a button is for, and show what holds then in the same message."""
        now = self.of(asker.chat_id)
        if tap.action == "quiet":
            self._keep(asker, replace(now, quiet=bool(tap.number)))
        elif tap.action == "comments" and tap.number < len(_COMMENTS):
            self._keep(asker, replace(now, comments=_COMMENTS[tap.number]))
        elif tap.action == "replies":
            self._keep(asker, replace(now, replies="asker" if tap.number else "all"))
        elif tap.action == "language" and tap.number < len(self._languages):
            self._keep(asker, replace(now, language=self._languages[tap.number]))
        return Tapped(reply=self._show(asker, bot, tap.token))

    def _changed(self, now: Settings, words: list[str]) -> Settings | None:
        """Return the settings that typed words ask for; None where they name none."""
        match [word.casefold() for word in words]:
            case ["quiet", ("on" | "off") as value]:
                return replace(now, quiet=value == "on")
            case ["comments", ("addressed" | "every" | "off") as comments]:
                return replace(now, comments=comments)
            case ["replies", ("all" | "asker") as replies]:
                return replace(now, replies=replies)
            case ["questions", ("on" | "off") as value]:
                return replace(now, questions=value == "on")
            case ["language", "auto"]:
                return replace(now, language="")
            case ["language", code] if code in self._languages:
                return replace(now, language=code)
            case ["word", "off"]:
                return replace(now, word="")
            case ["word", word] if len(word) <= LONGEST_WORD and word.isalnum():
                return replace(now, word=word)
            case _:
                return None

    def _keep(self, asker: Asker, settings: Settings) -> None:
        self._state.rooms.set_settings(asker.chat_id, asdict(settings))
        told = {name: str(value) for name, value in asdict(settings).items()}
        actor = Actor("admin", asker.user_id)
        self._state.audit.note(actor, "settings", chat=str(asker.chat_id), **told)

    def _show(self, asker: Asker, bot: Itself, token: str = "") -> Reply:
        token = token or self._state.remember(asker.chat_id, asker.user_id, KIND, {})
        now = self.of(asker.chat_id)
        return shown.settings(
            self._talks.of(now.language or asker.language).strings,
            shown.Chosen(
                title=self._title(asker),
                quiet=now.quiet,
                comments=now.comments,
                word=now.word,
                alone=now.replies == "asker",
                questions=now.questions,
                language=self._talks.of(now.language).strings["language"] if now.language else "",
            ),
            shown.Following(
                comments=_after(_COMMENTS, now.comments),
                language=_after(self._languages, now.language),
            ),
            token,
            bot.username,
        )

    def _title(self, asker: Asker) -> str | None:
        scope = self._state.scope(asker.chat_id)
        try:
            return None if scope is None else self._library.article(scope).title
        except UnknownArticleError:
            return None


def _after(choices: Sequence[str], now: str) -> int:
    """Return the number of the choice that comes next, the first after the last."""
    known = now in choices  # a language may have been taken out since it was chosen
    return (choices.index(now) + 1) % len(choices) if known else 0
