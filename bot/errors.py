"""What ends the bot and is the operator's to mend; the command line prints it and exits with 2."""

from __future__ import annotations

from knowledge.errors import SettingError


class BotError(Exception):
    """The root. Each error's text is one line, and holds no secret."""


class InvalidTokenError(BotError):
    """Telegram refuses the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the bot token; copy it again from @BotFather into TELEGRAM_BOT_TOKEN"
        )


class ConfigError(SettingError):
    """The configuration cannot be used; the text is one line that says where and why."""
