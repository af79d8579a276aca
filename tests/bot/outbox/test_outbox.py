"""Messages leave as text with entities; refusals, floods, doubts and crashes are minded."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest
from telegram.error import NetworkError, TimedOut

from bot import measures as names
from bot.measures import Measures
from bot.message import Mark, Message, Quote, pack, unpack
from bot.outbox.outbox import Outbox
from bot.outbox.rates import TELEGRAM, UNLIMITED
from bot.outbox.turn import current, ending, over, pressing, turn
from bot.reply import Button, Entity, Reply
from bot.request import NotSentError
from knowledge.errors import StoreError
from tests.fakes.bot_api import RecordingRequest
from tests.fakes.delivery import FakeDelivery
from tests.fakes.waiting import until

REPLY = Reply(
    "Leaders met in The Hague.",
    (Entity("blockquote", 0, 25), Entity("text_link", 15, 9, "https://example.org")),
    ((Button("More context", "more.0:t"), Button("Read", url="https://example.org")),),
)


def flood(seconds):
    return (429, "Too Many Requests", {"retry_after": seconds})


class Bench:
    """An outbox whose requests are recorded; it counts no rates unless told to."""

    def __init__(self, store=None, **settings):
        self.api = RecordingRequest()
        self.store = store or FakeDelivery()
        self.measures = Measures()
        given = {"limits": UNLIMITED, "typing_after": 0.01, "first_pause": 0.001, **settings}
        self.outbox = Outbox(self.api, self.store, measures=self.measures, **given)

    @property
    def sent(self):
        return self.api.named("sendMessage")

    async def quiet(self):
        await until(lambda: not len(self.outbox))


@pytest.fixture
async def bench():
    bench = Bench()
    await bench.outbox.start()
    yield bench
    await bench.outbox.stop(0.01)


async def test_a_reply_leaves_as_text_with_entities(bench):
    """Text, entities, buttons and no link preview; never a parse mode."""
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    (sent,) = bench.sent
    assert sent["text"] == REPLY.text
    assert sent["entities"] == [
        {"type": "blockquote", "offset": 0, "length": 25},
        {"type": "text_link", "offset": 15, "length": 9, "url": "https://example.org"},
    ]
    assert sent["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "More context", "callback_data": "more.0:t"},
                {"text": "Read", "url": "https://example.org"},
            ]
        ]
    }
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent
    assert bench.store.rows == {}


async def test_a_reply_in_a_group_names_what_it_answers(bench):
    """The message it answers and its topic go along, and a deleted one is no obstacle."""
    await bench.outbox.give(Message(-7, REPLY, reply_to=3, thread=9))
    await bench.quiet()
    (sent,) = bench.sent
    assert sent["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert sent["message_thread_id"] == 9


async def test_which_message_answers_a_question_is_kept(bench):
    """Telegram's number of the answer, sent or edited; of what answers none, nothing."""
    await bench.outbox.give(Message(-7, REPLY, reply_to=3, question=3, asker=5))
    await bench.outbox.give(Message(-7, REPLY, reply_to=4))
    await bench.quiet()
    assert bench.store.answers == {(-7, 3, 5): 1001}
    await bench.outbox.give(Message(-7, REPLY, edits=1001, reply_to=3, question=3, asker=5))
    await bench.quiet()
    assert bench.store.answers == {(-7, 3, 5): 1003}


async def test_an_answer_that_cannot_be_edited_is_sent_as_a_reply(bench):
    """It shows whom it answers, as the one that is gone did."""
    bench.api.next_failures = [(400, "Bad Request: message to edit not found")]
    await bench.outbox.give(Message(-7, REPLY, edits=1001, reply_to=3, question=3, asker=5))
    await bench.quiet()
    (sent,) = bench.sent
    assert sent["reply_parameters"]["message_id"] == 3
    assert bench.store.answers == {(-7, 3, 5): 1002}


async def test_in_a_turn_nothing_leaves(bench):
    """Messages and toasts are collected, until they are committed with the turn's end."""
    with turn() as going_on:
        await bench.outbox.give(Message(7, REPLY))
        await bench.outbox.give(Message(7, REPLY, edits=42))
        await bench.outbox.answer_callback("q1", "Expired.")
    await asyncio.sleep(0.01)
    assert bench.api.calls == []
    assert bench.store.rows == {}
    assert [message.edits for message in going_on.messages] == [None, 42]
    bench.outbox.add(bench.store._put(going_on.messages), going_on.messages)
    await bench.quiet()
    for aside in going_on.asides:
        await aside()
    assert [name for name, _ in bench.api.calls] == [
        "sendMessage",
        "editMessageText",
        "answerCallbackQuery",
    ]


async def test_a_turn_can_be_ended_by_its_last_message(bench):
    """It is handed over whole, once; what is said after that is no part of it."""
    ended = []
    assert not bench.outbox.give_last(Message(7, REPLY))
    with ending(ended.append), turn() as going_on:
        going_on.articles.add("summit")
        assert bench.outbox.give_last(Message(7, REPLY))
        over()
        assert current() is None
        assert not going_on.unwritten.open
        await bench.outbox.give(Message(8, REPLY))
    assert ended == [going_on]
    assert [(one.chat_id, one.articles) for one in going_on.messages] == [(7, ("summit",))]
    await bench.quiet()
    assert [one["chat_id"] for one in bench.sent] == [8]


async def test_where_turns_cannot_be_ended_they_go_on(bench):
    """The last message is then collected as any other."""
    with turn() as going_on:
        assert bench.outbox.give_last(Message(7, REPLY))
        assert current() is going_on
    assert len(going_on.messages) == 1


async def test_what_cannot_be_kept_is_not_sent(bench):
    """Outside of a turn whoever sends learns that nothing will leave."""
    bench.store.failures = 1
    with pytest.raises(StoreError):
        await bench.outbox.give(Message(7, REPLY))
    assert bench.sent == []


async def test_a_chats_messages_keep_their_order(bench):
    """Also where one has to be repeated; another chat's don't wait for it."""
    bench.api.next_failures = [NotSentError("no route")]
    for text in ("1", "2", "3"):
        await bench.outbox.give(Message(7, Reply(text)))
    await bench.outbox.give(Message(8, Reply("other")))
    await bench.quiet()
    assert [one["text"] for one in bench.sent if one["chat_id"] == 7] == ["1", "1", "2", "3"]
    assert [one["text"] for one in bench.sent].index("other") == 1


async def test_a_blocked_chat_is_paused_after_one_attempt(bench):
    """What waits for it is dropped, posts to it are recorded; once it writes, it is answered."""
    bench.api.next_failures = [(403, "Forbidden: bot was blocked by the user")]
    for _ in range(3):
        await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert len(bench.sent) == 1
    assert bench.store.rows == {}
    await bench.outbox.post(7, REPLY, reference="digest")
    await bench.quiet()
    assert len(bench.sent) == 1
    assert bench.store.recorded == {"digest": "failed"}
    bench.outbox.heard_from(7)
    await bench.outbox.post(7, REPLY, reference="next")
    await bench.quiet()
    assert len(bench.sent) == 2


async def test_a_flood_limit_is_waited_out_by_its_chat_only(bench):
    """Nothing goes to that chat for as long as Telegram says; others are served."""
    loop = asyncio.get_running_loop()
    bench.api.next_failures = [flood(1)]
    began = loop.time()
    await bench.outbox.give(Message(7, Reply("first")))
    await until(lambda: len(bench.sent) == 1)
    await bench.outbox.give(Message(7, Reply("second")))
    await bench.outbox.give(Message(8, Reply("other")))
    await until(lambda: len(bench.sent) == 2)
    assert [one["text"] for one in bench.sent] == ["first", "other"]
    await bench.quiet()
    assert loop.time() - began >= 1
    assert [one["text"] for one in bench.sent] == ["first", "other", "first", "second"]
    assert bench.measures.value(names.FLOODED) == 1


async def test_floods_in_many_chats_mean_all(bench):
    """Telegram doesn't say whose limit it is; three chats refused at once tell."""
    bench.api.next_failures = [flood(1)] * 3
    for chat in (1, 2, 3):
        await bench.outbox.give(Message(chat, Reply("first")))
    await until(lambda: len(bench.sent) == 3)
    await bench.outbox.give(Message(4, Reply("other")))
    await asyncio.sleep(0.05)
    assert len(bench.sent) == 3
    await bench.quiet()
    assert len(bench.sent) == 7


@pytest.mark.parametrize("failure", [TimedOut("late"), NetworkError("broken")])
async def test_an_answer_that_may_have_arrived_is_sent_again(bench, failure):
    """None at all is worse than twice; after three times it is let go."""
    bench.api.next_failures = [failure]
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert len(bench.sent) == 2
    bench.api.next_failures = [failure] * 5
    await bench.outbox.give(Message(8, REPLY))
    await bench.quiet()
    assert len([one for one in bench.sent if one["chat_id"] == 8]) == 3
    assert bench.measures.value(names.UNCERTAIN, kind="answer") == 4
    assert bench.store.rows == {}


@pytest.mark.parametrize("failure", [TimedOut("late"), NetworkError("broken"), (502, "gateway")])
async def test_a_post_that_may_have_arrived_is_not_sent_again(bench, failure):
    """Twice in a channel is worse: it is recorded that nobody knows."""
    bench.api.next_failures = [failure]
    await bench.outbox.post(-7, REPLY, reference="digest 3")
    await bench.quiet()
    assert len(bench.sent) == 1
    assert bench.store.recorded == {"digest 3": "uncertain"}


@pytest.mark.parametrize("failure", [flood(0), NotSentError("no route"), (401, "Unauthorized")])
async def test_a_post_that_cannot_have_arrived_is_sent_again(bench, failure):
    """Then it is no doubt but a delay."""
    bench.api.next_failures = [failure]
    await bench.outbox.post(-7, REPLY, reference="digest 3")
    await bench.quiet()
    assert len(bench.sent) == 2
    assert bench.store.recorded == {}
    assert bench.store.rows == {}


async def test_a_failing_server_is_waited_out(bench):
    """An answer is tried for longer than three times: 5xx says that nothing was done."""
    bench.api.next_failures = [(502, "Bad Gateway")] * 5
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert len(bench.sent) == 6


async def test_a_bad_request_is_never_repeated(bench, caplog):
    """It can't get any better; the log says what Telegram said."""
    bench.api.next_failures = [(400, "Bad Request: chat not found")]
    await bench.outbox.give(Message(7, REPLY))
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert len(bench.sent) == 2
    assert "chat not found" in caplog.text
    assert bench.measures.value(names.FAILED, kind="answer", why="refused") == 1


async def test_a_supergroup_is_followed(bench):
    """The message, what waits behind it and all that is kept go to the new chat, in order."""
    moved = (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1007})
    bench.api.next_failures = [moved]
    await bench.outbox.give(Message(-7, Reply("1"), reply_to=3))
    await bench.outbox.give(Message(-7, Reply("2")))
    await bench.quiet()
    assert [(one["chat_id"], one["text"]) for one in bench.sent] == [
        (-7, "1"),
        (-1007, "1"),
        (-1007, "2"),
    ]
    assert "reply_parameters" not in bench.sent[1]
    assert bench.store.moved == [(-7, -1007)]


async def test_a_post_follows_a_supergroup_too(bench):
    """Telegram has refused it, so it was not sent, and is begun once more."""
    moved = (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1007})
    bench.api.next_failures = [moved]
    for number in range(2):
        await bench.outbox.post(-7, Reply(f"news {number}"), reference=f"slot {number} 0")
    await bench.quiet()
    assert [(one["chat_id"], one["text"]) for one in bench.sent] == [
        (-7, "news 0"),
        (-1007, "news 0"),
        (-1007, "news 1"),
    ]
    assert bench.store.rows == bench.store.recorded == {}


async def test_a_corrected_post_is_not_posted_once_more_in_a_supergroup():
    """What it was to take the place of isn't there, nor the message that was pinned before it."""
    bench = Bench(FakeDelivery(clock=lambda: 1_700_000_000.0))
    moved = (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1007})
    bench.api.next_failures = [moved]
    edits = [
        Message(-7, REPLY, "post", edits=number, reference=f"correction {number}")
        for number in (5, 6)
    ]
    news = Message(-7, REPLY, "post", reference="slot 2 0", pin=True, unpins=5)
    await bench.store.put([*edits, news])
    await bench.outbox.start()
    await bench.quiet()
    await bench.outbox.stop(0.01)
    assert [one["chat_id"] for one in bench.api.named("editMessageText")] == [-7]
    assert [one["chat_id"] for one in bench.sent] == [-1007]
    assert bench.store.recorded == {"correction 5": "failed", "correction 6": "failed"}
    assert bench.api.named("unpinChatMessage") == []


async def test_an_edit_puts_the_reply_in_place(bench):
    """The message's text, entities and buttons are replaced."""
    await bench.outbox.give(Message(7, REPLY, edits=42))
    await bench.quiet()
    (sent,) = bench.api.named("editMessageText")
    assert (sent["chat_id"], sent["message_id"], sent["text"]) == (7, 42, REPLY.text)
    assert sent["reply_markup"]["inline_keyboard"]


async def test_an_edit_that_changes_nothing_is_done(bench):
    """Tapping twice is no error."""
    bench.api.next_failures = [(400, "Bad Request: message is not modified: …")]
    await bench.outbox.give(Message(7, REPLY, edits=42))
    await bench.quiet()
    assert bench.sent == []


async def test_an_edit_that_cannot_be_made_is_sent_anew(bench):
    """Whoever deleted the message still gets what the button promised."""
    bench.api.next_failures = [(400, "Bad Request: message to edit not found")]
    await bench.outbox.give(Message(7, REPLY, edits=42, thread=9))
    await bench.quiet()
    (sent,) = bench.sent
    assert (sent["text"], sent["message_thread_id"]) == (REPLY.text, 9)


async def test_an_edit_is_repeated(bench):
    """The same edit twice leaves the same message."""
    bench.api.next_failures = [TimedOut("late")] * 4
    await bench.outbox.give(Message(7, REPLY, edits=42))
    await bench.quiet()
    assert len(bench.api.named("editMessageText")) == 5


async def test_what_has_arrived_is_not_sent_again_where_that_cannot_be_kept(bench, caplog):
    """On a full disk its row stays for a while; the message is not repeated."""
    send = bench.api.call

    async def call(*arguments):
        bench.store.failures = 2
        return await send(*arguments)

    bench.api.call = call
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert len(bench.sent) == 1
    assert bench.store.rows == {}
    assert caplog.text.count("the outbox can't be written") == 2


async def test_what_an_earlier_run_has_left_is_sent():
    """Answers, on their way or not, go; a post that was on its way is uncertain."""
    store = FakeDelivery()
    store.put([Message(7, Reply("waits")), Message(8, Reply("began"))])
    store.put([Message(-1, Reply("post"), "post", reference="a")])
    store.put([Message(-2, Reply("waits too"), "post", reference="b")])
    store.begin(2)
    store.begin(3)
    bench = Bench(store)
    await bench.outbox.start()
    await bench.quiet()
    await bench.outbox.stop()
    assert sorted(one["text"] for one in bench.sent) == ["began", "waits", "waits too"]
    assert store.recorded == {"a": "uncertain"}
    assert store.rows == {}


async def test_an_edit_of_a_post_goes_again_after_a_crash():
    """The same edit twice leaves the same message."""
    store = FakeDelivery()
    store.put([Message(-1, Reply("corrected"), "post", edits=5, reference="a")])
    store.begin(1)
    bench = Bench(store)
    await bench.outbox.start()
    await bench.quiet()
    await bench.outbox.stop()
    assert [one["text"] for one in bench.api.named("editMessageText")] == ["corrected"]
    assert store.recorded == {}


async def test_what_is_not_sent_at_the_end_stays():
    """Stopping waits a moment for what is on its way, and loses nothing."""
    bench = Bench()
    await bench.outbox.start()
    bench.api.next_failures = [flood(60)]
    await bench.outbox.give(Message(7, REPLY))
    await bench.outbox.stop(0.01)
    assert [message.reply for message in bench.store.rows.values()] == [REPLY]


async def test_a_tap_is_answered(bench):
    """With a toast, or with nothing but the end of waiting."""
    await bench.outbox.answer_callback("q1", "That button has expired.")
    await bench.outbox.answer_callback("q2", alert=True)
    assert bench.api.named("answerCallbackQuery") == [
        {"callback_query_id": "q1", "text": "That button has expired."},
        {"callback_query_id": "q2", "show_alert": True},
    ]


@pytest.mark.parametrize("failure", [(400, "Bad Request: query is too old"), TimedOut("late")])
async def test_a_tap_too_old_to_answer_is_no_error(bench, failure):
    """It is tried once, and what was asked for is still shown."""
    bench.api.next_failures = [failure]
    await bench.outbox.answer_callback("q1")
    await bench.outbox.give(Message(7, REPLY))
    await bench.quiet()
    assert [name for name, _ in bench.api.calls] == ["answerCallbackQuery", "sendMessage"]


async def test_typing_is_shown_only_while_it_takes_long(bench):
    """A quick answer shows nothing; a slow one shows that somebody is at it."""
    async with bench.outbox.typing(7):
        pass
    await asyncio.sleep(0.02)
    assert bench.api.calls == []
    async with bench.outbox.typing(7, thread=9):
        await asyncio.sleep(0.03)
    assert bench.api.named("sendChatAction") == [
        {"chat_id": 7, "action": "typing", "message_thread_id": 9}
    ]


async def test_typing_that_fails_hurts_nobody(bench, caplog):
    """The answer comes all the same."""
    bench.api.next_failures = [NetworkError("broken")]
    with caplog.at_level(logging.ERROR):
        async with bench.outbox.typing(7):
            await asyncio.sleep(0.03)
    assert caplog.text == ""


SAID = Quote(5, "The Hague", 15, (Mark("bold", 0, 9),), "@news")


async def test_an_answer_quotes_what_it_replies_to(bench):
    """The words, their place and marks, in whichever chat; the question it answers is not named."""
    await bench.outbox.give(Message(7, REPLY, quote=SAID))
    await bench.outbox.give(Message(-7, REPLY, reply_to=3, quote=Quote(4, "Hague", 19)))
    await bench.quiet()
    sent = {one["chat_id"]: one["reply_parameters"] for one in bench.sent}
    assert sent[7] == {
        "message_id": 5,
        "chat_id": "@news",
        "quote": "The Hague",
        "quote_position": 15,
        "quote_entities": [{"type": "bold", "offset": 0, "length": 9}],
    }
    assert sent[-7] == {"message_id": 4, "quote": "Hague", "quote_position": 19}


@pytest.mark.parametrize(
    "refusal",
    [
        (400, "Bad Request: QUOTE_TEXT_INVALID"),
        (400, "Bad Request: message to be replied not found"),
        (403, "Forbidden: bot is not a member of the channel chat"),
    ],
)
async def test_a_refused_quotation_is_left_out_at_once(bench, refusal):
    """The answer goes out as a reply to its question, is counted, and its chat isn't blocked."""
    bench.api.next_failures = [refusal]
    await bench.outbox.give(
        Message(-7, REPLY, reply_to=3, thread=9, question=3, asker=5, quote=SAID)
    )
    await bench.quiet()
    first, second = bench.sent
    assert first["reply_parameters"]["quote"] == "The Hague"
    assert second["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert (second["text"], second["message_thread_id"]) == (REPLY.text, 9)
    assert bench.measures.value(names.UNQUOTED) == 1
    assert bench.store.answers == {(-7, 3, 5): 1002}
    assert bench.store.paused == set()


async def test_who_is_mentioned_is_named_by_number(bench):
    """A mention without a username has the user that it stands for, and nothing of their name."""
    await bench.outbox.give(Message(7, Reply("You", (Entity("text_mention", 0, 3, user=5),))))
    await bench.quiet()
    (sent,) = bench.sent
    user = {"id": 5, "is_bot": False, "first_name": "-"}
    assert sent["entities"] == [{"type": "text_mention", "offset": 0, "length": 3, "user": user}]


def test_a_quotation_waits_whole():
    """It comes back from the store as it went in; for another chat it has no meaning."""
    reply = Reply("You", (Entity("text_mention", 0, 3, user=5), *REPLY.entities))
    message = Message(-7, reply, reply_to=3, quote=SAID)
    assert unpack(pack(message)) == message
    assert message.to(-8).quote is None


class Follower:
    def __init__(self):
        self.told = []

    def arrived(self, message, message_id):
        self.told.append((message.mark, message_id))

    def lost(self, message):
        self.told.append((message.mark, "lost"))


async def test_what_has_expired_is_not_sent(bench):
    """Neither at its turn nor after a crash; its row goes, it is counted, and who sent it hears."""
    follower, now = Follower(), 1000.0
    bench.store.now = lambda: now
    bench.outbox.follow(follower)
    for latest, mark in ((1000.0, "in time"), (999.0, "late"), (0.0, "never late"), (999.0, "")):
        await bench.outbox.give(Message(-7, REPLY, until=latest, mark=mark))
    await bench.quiet()
    assert len(bench.sent) == 2
    assert follower.told == [("in time", 1001), ("late", "lost"), ("never late", 1002)]
    assert bench.measures.value(names.FAILED, kind="answer", why="expired") == 2
    assert bench.store.rows == {}
    left = Bench(FakeDelivery(lambda: 2000.0))
    left.store._put([Message(-7, REPLY, until=1999.0), Message(7, REPLY)])
    await left.outbox.start()
    await left.quiet()
    await left.outbox.stop(0.01)
    assert [one["chat_id"] for one in left.sent] == [7]


async def test_who_sent_an_edit_hears_which_message_it_is(bench):
    """Also where Telegram's answer only says that nothing has changed, and where it is new."""
    follower = Follower()
    bench.outbox.follow(follower)
    bench.api.next_failures = [(400, "Bad Request: message is not modified")]
    await bench.outbox.give(Message(-7, REPLY, edits=42, mark="same"))
    await bench.quiet()
    bench.api.next_failures = [(400, "Bad Request: message to edit not found")]
    await bench.outbox.give(Message(-7, REPLY, edits=43, mark="anew"))
    await bench.quiet()
    bench.api.next_failures = [(403, "Forbidden: bot was kicked from the group chat")]
    await bench.outbox.give(Message(-7, REPLY, mark="kicked"))
    await bench.quiet()
    assert follower.told == [("same", 42), ("anew", 1003), ("kicked", "lost")]


async def test_a_reaction_is_an_aside(bench):
    """It leaves after the turn; a 429 of one silences reactions there, and nothing else."""
    with turn() as going_on:
        await bench.outbox.react(-7, 3, "👀")
    assert bench.api.calls == []
    for aside in going_on.asides:
        await aside()
    (made,) = bench.api.named("setMessageReaction")
    assert made["reaction"] == [{"type": "emoji", "emoji": "👀"}]
    bench.api.next_failures = [flood(60)]
    for message_id in (4, 5):
        await bench.outbox.react(-7, message_id, "👀")
    await bench.outbox.react(-8, 6, "👍")
    await bench.outbox.give(Message(-7, REPLY))
    await bench.quiet()
    made = bench.api.named("setMessageReaction")
    assert [(one["chat_id"], one["message_id"]) for one in made] == [(-7, 3), (-7, 4), (-8, 6)]
    assert len(bench.sent) == 1


async def test_what_the_screen_holds_back_is_not_sent():
    """Its row goes, and the chat's next message; what the screen says instead is sent."""
    screened = []

    def screen(message):
        screened.append(message.reply.text)
        if message.reply.text == "secret":
            return None
        return (
            replace(message, reply=Reply("instead")) if message.reply.text == "other" else message
        )

    bench = Bench(screen=screen)
    await bench.outbox.start()
    for text in ("secret", "other", "open"):
        await bench.outbox.give(Message(7, Reply(text)))
    await bench.outbox.post(-7, Reply("secret"), reference="digest")
    await bench.quiet()
    assert sorted(screened) == ["open", "other", "secret", "secret"]
    assert bench.store.recorded == {"digest": "paused"}
    assert [sent["text"] for sent in bench.sent] == ["instead", "open"]
    assert bench.store.rows == {}
    assert bench.measures.value(names.FAILED, kind="answer", why="paused") == 1
    await bench.outbox.stop(0.01)


async def test_an_answer_is_waited_for_while_nobody_else_waits(bench):
    """Until it has arrived, for so long at most, or until others wait for who does."""
    bench.api.next_failures = [flood(1)]
    await bench.outbox.give(Message(7, REPLY, question=3))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await bench.outbox.answered(7, 4, 30.0)
    await bench.outbox.answered(7, 3, 0.01)
    event = asyncio.Event()
    event.set()
    with pressing(event):
        await bench.outbox.answered(7, 3, 30.0)
    assert len(bench.outbox) == 1
    await bench.outbox.answered(7, 3, 30.0)
    assert len(bench.outbox) == 0
    assert loop.time() - begun >= 0.9


async def test_what_cannot_be_sent_takes_no_place_for_ever():
    """Messages that fail here, before anything has left, use up nothing of the rate."""

    def screen(message):
        if message.reply.text == "broken":
            raise ValueError
        return message

    bench = Bench(screen=screen, limits=replace(TELEGRAM, in_all=2, in_chat=2, reserve=0))
    await bench.outbox.start()
    for chat in (7, 7, 8, 9):
        await bench.outbox.give(Message(chat, Reply("broken")))
    await bench.outbox.give(Message(7, Reply("fine")))
    await bench.quiet()
    assert [sent["text"] for sent in bench.sent] == ["fine"]
    assert bench.measures.value(names.FAILED, kind="answer", why="a bug") == 4
    await bench.outbox.stop(0.01)


async def test_a_message_knows_what_its_turn_has_shown(bench):
    """By then it may be another's to say whether it still goes."""
    with turn() as going_on:
        going_on.articles |= {"summit", "other"}
        await bench.outbox.give(Message(7, REPLY))
    (message,) = going_on.messages
    assert message.articles == ("other", "summit")


async def test_a_reader_who_has_blocked_the_bot_has_left(bench):
    """A digest for them is no digest that a channel has missed, and is counted apart."""
    for chat in (7, -7):
        bench.api.next_failures = [(403, "Forbidden: bot was blocked by the user")]
        await bench.outbox.post(chat, REPLY, reference=f"to {chat}")
        await bench.quiet()
    assert bench.measures.value(names.FAILED, kind="post", why="left") == 1
    assert bench.measures.value(names.FAILED, kind="post", why="blocked") == 1
