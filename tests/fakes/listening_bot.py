"""A bot of the tests' own that answers, in the same place, with what it was told.

A text of Olena's is answered "message of Olena: <text>" under a button; pressing it
edits the answer; a reaction is answered with who changed it into what; what is typed
inline gets two results. `hears` gives a test the updates themselves, as
python-telegram-bot reads them.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import telegram

from tests.fakes.raw_bot import RawBot
from tests.fakes.waiting import PATIENCE

KINDS = [kind for kind in telegram.Update.ALL_TYPES if not kind.startswith("purchased")]
SAID = ("text", "caption", "poll")
AGAIN = {"inline_keyboard": [[{"text": "Again", "callback_data": "again"}]]}


class ListeningBot(RawBot):
    """Polls a playground; `run` it in a task."""

    def __init__(self, session, base):
        super().__init__(session, base)
        self._heard = asyncio.Queue()

    async def hears(self, kind):
        """Return the next update of a kind that no test has asked for yet; skip the others."""
        async with asyncio.timeout(PATIENCE):
            while True:
                update = telegram.Update.de_json(await self._heard.get(), None)
                if (payload := getattr(update, kind)) is not None:
                    return payload

    async def run(self):
        offset = 0
        while True:
            found = await self.call("getUpdates", offset=offset, timeout=5, allowed_updates=KINDS)
            for update in found or ():
                offset = update["update_id"] + 1
                self._heard.put_nowait(update)
                ((kind, payload),) = ((k, v) for k, v in update.items() if k != "update_id")
                if kind in ANSWERS:
                    await ANSWERS[kind](self, kind, payload)


async def _said(bot, kind, message):
    said = next((message[name] for name in SAID if name in message), None)
    if said is None:
        return
    who = message.get("sender_chat", message.get("from", {}))
    again = " again" if "is_automatic_forward" in message else ""
    words = {"text": f"{kind} of {who.get('title', who.get('first_name'))}{again}: {said}"}
    topic = {"message_thread_id": message.get("message_thread_id")}
    await bot.call(
        "sendMessage",
        chat_id=message["chat"]["id"],
        **words,
        **(topic if "is_topic_message" in message else {}),
        reply_parameters={"message_id": message["message_id"]},
        reply_markup=AGAIN,
    )


async def _pressed(bot, _, query):
    who = query["from"]["first_name"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text=f"Thanks, {who}")
    if "message" in query:
        message = query["message"]
        await bot.call(
            "editMessageText",
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text=f"{message['text']} ({who} pressed)",
        )


async def _asked(bot, _, query):
    results = [
        {
            "type": "article",
            "id": name,
            "title": name.title(),
            "description": query["query"],
            "input_message_content": {"message_text": f"{name}: {query['query']}"},
        }
        for name in ("sentence", "passage")
    ]
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=results)


async def _reacted(bot, _, reaction):
    who = reaction.get("user", reaction.get("actor_chat"))
    old, new = (
        "".join(one["emoji"] for one in reaction[name]) or "nothing"
        for name in ("old_reaction", "new_reaction")
    )
    name = who.get("title", who.get("first_name"))
    text = f"{name}: {old}, then {new}"
    await bot.call("sendMessage", chat_id=reaction["chat"]["id"], text=text)


ANSWERS = {
    **dict.fromkeys(["message", "edited_message", "channel_post", "edited_channel_post"], _said),
    "callback_query": _pressed,
    "inline_query": _asked,
    "message_reaction": _reacted,
}


@asynccontextmanager
async def listening_bot(playground):
    """Run the bot beside the test, which ends with nothing refused."""
    async with ListeningBot.beside(playground) as bot:
        yield bot
    assert bot.refusals == []
