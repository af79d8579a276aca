"""Nothing that a reader wrote is said in public under the bot's name."""

from __future__ import annotations

import json

import pytest

from bot.strings.catalogue import load_strings
from tests.fakes.town import SEED

STRINGS = load_strings()
BOT = "@VerbatimBot"
WORD = "Kanarienvogel"
ALTERED = f"We can’t just deal with two {WORD} at a time"
MESSAGES = {
    "an answer": f"How much did Poland spend on defense, {WORD}?",
    "several": f"Where was the summit, {WORD}? And how much did {WORD} Poland spend?",
    "an abstention": f"What does {WORD} think about football?",
    "a follow-up": f"and {WORD}?",
    "why": f"why {WORD}",
    "another language": f"Was sagt denn der {WORD} dazu, wo war er?",
    "a remark": f"{WORD} is a liar",
    "thanks": f"thanks {WORD}",
    "a wish": f"quotes by {WORD}",
    "about it": f"who wrote this {WORD}?",
    "a question about the bot": f"are you {WORD}, a robot?",
    "a quotation": f"Did Rutte say “we {WORD} stand with Ukraine”?",
    "somebody else's words": f"{WORD} said: “We stand with Ukraine.”",
}
COMMANDS = {
    "/check": [f"“We stand with {WORD}”", f"“{WORD} {WORD} {WORD}”", f"“{ALTERED}”"],
    "/articles": [WORD, f"Rutte {WORD}"],
    "/quotes": [WORD, f"Mark {WORD} Rutte", f"Keir Starmer {WORD}"],
    "/summary": [WORD, f"long {WORD}"],
    "/facts": [WORD],
    "/start": [WORD, SEED],
    "/settings": [WORD, f"quiet {WORD}", f"comments {WORD}"],
    "/help": [WORD],
    "/privacy": [WORD],
    "/forget": [WORD],
    f"/{WORD}": ["", WORD],
}  # fmt: skip


def told(town):
    """Return everything that the bot has sent, as it was sent."""
    return [
        json.dumps(parameters, ensure_ascii=False) for _, parameters in town.playground.requests
    ]


@pytest.fixture
async def group(town, olena):
    """Enter a group in which the bot hears everything and Olena is an administrator."""
    town.playground.world.privacy = False
    room = (await olena.do("found", kind="supergroup", title="Readers of Oslo"))["room"]["id"]
    await olena.do("bot", **{"in": room, "as": "member"})
    async with await olena.enter(town.playground, room) as there:
        yield there


async def test_no_reply_in_a_group_repeats_what_was_asked(town, group):
    """Questions, remarks and commands of each kind, and every button under what they bring."""
    texts = [f"{BOT} {text}" for text in MESSAGES.values()]
    texts += [f"{name}{BOT} {rest}".rstrip() for name, many in COMMANDS.items() for rest in many]
    for text in texts:
        said = await group.say(text)
        for row in said.raw.get("reply_markup", {}).get("inline_keyboard", [])[:3]:
            for button in row[:2]:
                if "callback_data" in button:
                    await group.press(said, button["callback_data"])
    assert len(told(town)) > len(texts)
    assert [one for one in told(town) if WORD.casefold() in one.casefold()] == []


async def test_a_private_chat_may_show_what_was_pasted(town, olena):
    """There a check marks what differs: the search above finds such words where they are said."""
    await olena.say(f"/start {SEED}")
    await olena.say(f"/check “{ALTERED}”")
    assert [one for one in told(town) if WORD in one]
