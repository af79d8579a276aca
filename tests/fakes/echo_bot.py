"""A small bot of the tests' own: the raw Bot API over aiohttp, nothing of Verbatim in it.

It answers with what the page must be able to show: a bold sentence, an
expandable quotation, a last line, two buttons; in groups as a reply, and
inline with two results.
"""

from __future__ import annotations

from tests.fakes.raw_bot import RawBot

ANSWER = "Poland was ahead of all members with 4.12% of GDP allocated to defense."
PASSAGE = (
    "Rutte strongly backed the alliance’s new 5% GDP defense investment benchmark. This is a "
    "significant increase from the current target of 2%, which only 23 alliance members met in "
    "2024. Poland was ahead of all members with 4.12% of GDP allocated to defense, followed by "
    "Estonia (3.43%) and the U.S. (3.38%)."
)
SOURCE = "the article itself · Increased Defense Spending · Rutte: ‘Let’s be naive.’ · no date"
MORE = (
    "Rutte also stressed that Ukraine is evolving from a security consumer into a security "
    "producer. He noted that the country’s “largely untapped” defense industrial base, with a "
    "potential value of up to $35 billion, is increasingly attracting European investment."
)
COMMANDS = [
    {"command": "start", "description": "What this bot does"},
    {"command": "help", "description": "How to ask"},
    {"command": "articles", "description": "Choose an article"},
    {"command": "quotes", "description": "Every quotation, under its speaker"},
    {"command": "summary", "description": "The article in four of its own sentences"},
]
SAID = {"text", "photo", "video", "document", "voice", "sticker"}
NEXT = {"text": "Next best", "callback_data": "next"}


class EchoBot(RawBot):
    """Polls a playground and answers; `run` it in a task."""

    async def run(self):
        await self.call("setMyCommands", commands=COMMANDS)
        await self.call(
            "setMyDescription",
            description="Ask about the article. The answer is the article's own words, "
            "or a plain “the article doesn't say”.",
        )
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=5) or ():
                offset = update["update_id"] + 1
                await self._handle(update)

    async def _handle(self, update):
        if "callback_query" in update:
            await self._pressed(update["callback_query"])
            return
        if "inline_query" in update:
            await self._asked_inline(update["inline_query"])
            return
        message = update.get("message", {})
        if not SAID & message.keys():
            return
        chat = message["chat"]["id"]
        await self.call("sendChatAction", chat_id=chat, action="typing")
        if message.get("text", "").startswith("/start"):
            await self.call(
                "sendMessage",
                chat_id=chat,
                text="Ask me about the article.\nOr try /quotes, or /summary.",
                entities=[{"type": "bold", "offset": 0, "length": 25}],
            )
        elif "Poland" in message.get("text", ""):
            await self.call("sendMessage", **answer(chat), **_in_reply_to(message))
        elif "photo" in message:
            await self.call("sendMessage", chat_id=chat, text=f"A photo: {message.get('caption')}")
        else:
            said = message.get("text", "something else")
            await self.call(
                "sendMessage",
                chat_id=chat,
                text=said,
                reply_parameters={"message_id": message["message_id"]},
            )

    async def _asked_inline(self, query):
        found = [("answer", "The sentence", ANSWER), ("passage", "The whole passage", PASSAGE)]
        await self.call(
            "answerInlineQuery",
            inline_query_id=query["id"],
            results=[
                {
                    "type": "article",
                    "id": name,
                    "title": title,
                    "description": text,
                    "input_message_content": {"message_text": text},
                }
                for name, title, text in (found if "Poland" in query["query"] else ())
            ],
        )

    async def _pressed(self, query):
        message = query["message"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        if query["data"] == "more":
            text = f"{message['text']}\n{MORE}"
            start = units(message["text"]) + 1
            await self.call(
                "editMessageText",
                **where,
                text=text,
                entities=[
                    *message["entities"],
                    {"type": "expandable_blockquote", "offset": start, "length": units(MORE)},
                ],
                reply_markup={"inline_keyboard": [[NEXT]]},
            )
            await self.call("answerCallbackQuery", callback_query_id=query["id"])
        else:
            await self.call(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text="That was the last passage.",
            )


def _in_reply_to(message):
    """In a private chat it is plain what is answered."""
    if message["chat"]["type"] == "private":
        return {}
    return {"reply_parameters": {"message_id": message["message_id"]}}


def units(text):
    return len(text.encode("utf-16-le")) // 2


def answer(chat):
    text = f"{ANSWER}\n{PASSAGE}\n{SOURCE}"
    quotation = units(ANSWER) + 1
    marked = PASSAGE.index("4.12% of GDP")
    return {
        "chat_id": chat,
        "text": text,
        "entities": [
            {"type": "bold", "offset": 0, "length": units(ANSWER)},
            {"type": "expandable_blockquote", "offset": quotation, "length": units(PASSAGE)},
            {"type": "bold", "offset": quotation + marked, "length": len("4.12% of GDP")},
            {"type": "italic", "offset": quotation + units(PASSAGE) + 1, "length": units(SOURCE)},
        ],
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "More context", "callback_data": "more"},
                    NEXT,
                ]
            ]
        },
    }


echo_bot = EchoBot.beside
