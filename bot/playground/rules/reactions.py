"""The emoji that may be reactions, as the Bot API's ReactionTypeEmoji lists them."""

from __future__ import annotations

from bot.playground.rules.refusal import bad_request

# A message bears so many different ones.
MAX_OF_A_MESSAGE = 11
EMOJI = frozenset(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 "
    "🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 "
    "😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 "
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡".split()
)
_SELECTOR = "\N{VARIATION SELECTOR-16}"


def plain(emoji: str) -> str:
    """Return a reaction as Telegram writes it, without a selector; refuse what is none."""
    kept = emoji.replace(_SELECTOR, "")
    if kept not in EMOJI:
        raise bad_request("REACTION_INVALID")
    return kept
