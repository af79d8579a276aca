"""The short way to the commonest handler leads where the long one does."""

from __future__ import annotations

import itertools

from telegram import Update

from bot.handlers.table import PlainWords

OWN = {"id": 1, "is_bot": True, "first_name": "Verbatim"}
DRAFT = {"inline_keyboard": [[{"text": "Send", "callback_data": "send.0:AAAAAAAAAAAAAAAAAAAAAA"}]]}
CODE = "/start own_aaaaaaaaaaaaaaaaaaaaaa"
TEXTS = ("where?", "/", CODE, "/help me", "/team", "stop", "https://example.org", "ß" * 4096)
MARKS = (
    [],
    [{"type": "bot_command", "offset": 0, "length": 1}],
    [{"type": "bold", "offset": 0, "length": 1}],
)
ABOVE = ({}, {"from": OWN, "text": "Sent?", "reply_markup": DRAFT}, {"from": OWN, "text": "-"})
KINDS = ("message", "edited_message", "channel_post", "guest_message")


async def test_plain_words_in_private_are_what_the_table_takes_for_a_question(bench):
    """Whatever is seen at a glance would have come to the same handler, all others asked first."""
    short, *table = bench.app.handlers[0]
    assert isinstance(short, PlainWords)
    seen = 0
    for kind, chat, text, marks, above in itertools.product(
        KINDS, ("private", "group", "channel"), TEXTS, MARKS, ABOVE
    ):
        message = bench.message(chat)["message"] | {"text": text, "entities": marks}
        if above:
            message["reply_to_message"] = message | above
        update = Update.de_json({"update_id": 1, kind: message}, bench.bot)
        if short.check_update(update):
            seen += 1
            fits = next(one for one in table if one.check_update(update) not in (None, False))
            assert fits.callback == short.callback
    assert seen == len([text for text in TEXTS if not text.startswith("/")])


async def test_pictures_and_taps_are_no_plain_words(bench):
    """Only a text is."""
    short = bench.app.handlers[0][0]
    for raw in (bench.message(caption="where?"), bench.tap("more.0:t")):
        assert not short.check_update(Update.de_json(raw, bench.bot))
    assert not short.check_update("no update")
