"""What a group's administrators choose for it: `/settings`, with words after it or buttons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from bot.handlers.taps import Tapped
from bot.newsroom import Actor
from bot.render import settings as shown
from knowledge.errors import UnknownArticleError

if TYPE_CHECKING:
    from bot.buttons import Tap
    from bot.handlers.addressing import Itself
    from bot.handlers.asker import Asker
    from bot.handlers.conversation import Conversation
    from bot.reply import Reply

KIND: Final = "settings"
LONGEST_WORD: Final = 32
Comments = Literal["addressed", "every", "off"]
_COMMENTS: Final[tuple[Comments, ...]] = ("addressed", "every", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the bot behaves in a group.

    With `quiet` it says nothing where it has no answer. `comments` is which comments under a
    channel's post it answers. A message that begins with `word` is for it, "" for none.
    """

    quiet: bool = False
    comments: Comments = "addressed"
    word: str = ""


class RoomSettings:
    """Shows and changes a group's settings; whether somebody may, others have asked before."""

    def __init__(self, conversation: Conversation) -> None:
        self._library = conversation.library
        self._state = conversation.state
        self._strings = conversation.strings

    def of(self, chat_id: int) -> Settings:
        """Return a group's settings."""
        return Settings(**self._state.rooms.settings(chat_id))

    def command(self, asker: Asker, words: str, bot: Itself) -> Reply:
        """Change what the words after the command say, if any, and show what holds."""
        if words:
            changed = self._changed(self.of(asker.chat_id), words.split())
            if changed is None:
                return shown.unknown(self._strings, bot.username)
            self._keep(asker, changed)
        return self._show(asker, bot)

    def tapped(self, asker: Asker, tap: Tap, bot: Itself) -> Tapped:
        """Change what a button is for, and show what holds then in the same message."""
        now = self.of(asker.chat_id)
        if tap.action == "quiet":
            self._keep(asker, replace(now, quiet=bool(tap.number)))
        elif tap.action == "comments" and tap.number < len(_COMMENTS):
            self._keep(asker, replace(now, comments=_COMMENTS[tap.number]))
        return Tapped(reply=self._show(asker, bot, tap.token))

    def _changed(self, now: Settings, words: list[str]) -> Settings | None:
        """Return the settings that typed words ask for; None where they name none."""
        match [word.casefold() for word in words]:
            case ["quiet", ("on" | "off") as value]:
                return replace(now, quiet=value == "on")
            case ["comments", ("addressed" | "every" | "off") as comments]:
                return replace(now, comments=comments)
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
        following = (_COMMENTS.index(now.comments) + 1) % len(_COMMENTS)
        return shown.settings(
            self._strings,
            title=self._title(asker),
            quiet=now.quiet,
            comments=now.comments,
            following=following,
            word=now.word,
            token=token,
            bot=bot.username,
        )

    def _title(self, asker: Asker) -> str | None:
        scope = self._state.scope(asker.chat_id)
        try:
            return None if scope is None else self._library.article(scope).title
        except UnknownArticleError:
            return None
