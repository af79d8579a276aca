"""Any request that fits the schema is carried out or refused; the world stays sound."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.api.methods import registry
from bot.playground.api.methods.registry import SUPPORTED
from bot.playground.rules import entities
from bot.playground.rules.refusal import Refusal
from bot.playground.rules.schema import load_schema
from bot.playground.world import as_bot, people, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker
from bot.playground.world.world import World
from tests.reliability import reading, runs
from tests.reliability.broken import KINDS
from tests.reliability.stage import Stage

SCHEMA = load_schema()
TEXT = st.text(alphabet=st.sampled_from("ab /@#.:\n😀é“ח"), max_size=30)
SMALL = st.integers(-2, 12)
SCALARS = {
    "Integer": SMALL | st.integers(-(2**63), 2**63 - 1),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "Boolean": st.booleans(),
    "True": st.just(value=True),
    "String": TEXT,
}
OLENA = 700_000_001
FORUM = -1_001_400_000_001
SERVICE = {
    "pinned_message", "new_chat_members", "left_chat_member", "new_chat_title",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden",
}  # fmt: skip
# Where a random value would nearly always be refused, a right one is drawn, mostly.
KNOWN = {
    "action": st.just("typing"),
    "callback_data": st.sampled_from(["x", "y", "é" * 33]),
    "callback_query_id": st.just("THE QUERY"),
    "chat_id": st.sampled_from([OLENA] * 6 + [FORUM] * 6 + [OLENA + 1, 5]),
    "from_chat_id": st.sampled_from([OLENA, FORUM]),
    "file_id": st.sampled_from(["attach://a", "https://example.org/a.png", "a", ""]),
    "message_thread_id": st.sampled_from([3, 3, 3, 1, 2]),
    "user_id": st.sampled_from([OLENA, OLENA + 1, 1, 5]),
    "command": st.sampled_from(["help", "start", "ask", "Help"]),
    "emoji": st.sampled_from(["❤", "👍", "a"]),
    "language_code": st.sampled_from(["en", "uk", "english"]),
    "length": st.integers(0, 4),
    "limit": st.integers(1, 3),
    "message_id": st.sampled_from([2, 2, 2, 1, 3, 99]),
    "message_ids": st.lists(st.integers(1, 4), min_size=1, max_size=3),
    "offset": st.integers(0, 4),
    "parse_mode": st.just(""),
    "quote": st.sampled_from(["hello", "ell"]),
    "text": st.sampled_from(["Where was it?", "/help 😀", "a #b @carol"]) | TEXT,
    "type": st.sampled_from(sorted(entities.KINDS)),
    "url": st.sampled_from(["https://example.org", "https://t.me/a", "javascript:alert(1)", ""]),
}
NEEDED = frozenset({"chat_id", "message_id", "text", "callback_data"})


def value(name, types, depth):
    """Draw a value of one of the schema's types for a parameter of this name."""
    if types == ("InputFile", "String") or (name == "sticker" and "InputFile" in types):
        name = "file_id"
    if name in KNOWN and depth:
        return KNOWN[name]
    options = []
    for kind in types:
        if kind in SCALARS:
            options.append(SCALARS[kind])
        elif kind.startswith("Array of "):
            inner = value(name, [kind.removeprefix("Array of ")], depth)
            options.append(st.lists(inner, max_size=3))
        elif depth:
            options.append(thing(kind, depth - 1))
    return st.one_of(options) if options else st.just({})


def thing(kind, depth):
    try:
        fields = SCHEMA.fields(kind)
    except KeyError:
        return st.just({})
    if kind == "BotCommandScope":
        return st.sampled_from([{"type": "default"}, {"type": "chat", "chat_id": 5}])
    if kind == "ReactionType":
        return thing("ReactionTypeEmoji", depth)
    if kind == "MenuButton":
        return st.sampled_from([{"type": "default"}, {"type": "commands"}])
    return some(fields, depth)


@st.composite
def some(draw, fields, depth):
    """Draw an object: what it needs, and up to two fields more."""
    wanted = {name for name, field in fields.items() if field.required or name in NEEDED}
    others = sorted(set(fields) - wanted)
    if others:
        wanted |= draw(st.sets(st.sampled_from(others), max_size=2))
    return {name: draw(value(name, fields[name].types, depth)) for name in sorted(wanted)}


def a_request(method):
    """Draw parameters of a method, of those the playground takes."""
    takes = registry.METHODS[method].takes
    fields = {n: f for n, f in SCHEMA.parameters(method).items() if n in takes}
    return st.tuples(st.just(method), some(fields, 4))


REQUESTS = st.sampled_from(sorted(registry.METHODS)).flatmap(a_request)


def a_forum(world, owner):
    """Found a forum in which the bot may do everything; its topic has the id 3."""
    forum = rooms.found(world, "supergroup", "Readers", owner)
    assert forum.id == FORUM
    rooms.make_forum(forum)
    rooms.add_bot(world, forum, owner, rights=RIGHTS)
    as_bot.send(world, forum, {"text": "hello"})
    assert rooms.open_topic(world, forum, "Budget", Speaker(owner)).id == 3
    return forum


def carried_out(world, method, raw):
    """Carry a request out; return True, or False where it is refused with a 4xx."""
    try:
        result = registry.call(world, method, SCHEMA.parse(method, raw))
    except Refusal as refusal:
        json.dumps(refusal.body()).encode()
        if not 400 <= refusal.code < 500:
            raise
        return False
    json.dumps(result, allow_nan=False).encode()
    return True


def test_a_change_of_the_world_would_be_noticed():
    """Whatever a request can change is in the state that is compared before and after."""
    stage = Stage()
    world, group, person = stage.world, stage.group, stage.private
    number, another = stage.sent(group), stage._found("channel", "Another")
    for method, params in (
        ("setChatTitle", {"chat_id": group.id, "title": "New"}),
        ("setChatPermissions", {"chat_id": group.id, "permissions": {}}),
        ("pinChatMessage", {"chat_id": group.id, "message_id": number}),
        ("setMyName", {"name": "New"}),
        ("setChatMenuButton", {"chat_id": person.id, "menu_button": {"type": "default"}}),
        ("setMyDefaultAdministratorRights", {"for_channels": True}),
        ("createChatInviteLink", {"chat_id": group.id}),
        ("banChatSenderChat", {"chat_id": group.id, "sender_chat_id": another.id}),
        ("sendChatAction", {"chat_id": group.id, "action": "typing"}),
        ("sendMessageDraft", {"chat_id": person.id, "draft_id": 1}),
        ("deleteMessage", {"chat_id": group.id, "message_id": number}),
        ("setWebhook", {"url": "http://127.0.0.1:9/"}),
    ):
        before = runs.state(world)
        stage.result(method, **params)
        assert runs.state(world) != before, method


@settings(max_examples=150, deadline=None)
@given(requests=st.lists(REQUESTS, min_size=1, max_size=8))
def test_any_request_is_carried_out_or_refused(requests):
    """No request raises anything but a refusal, and every message left is one PTB reads."""
    world = World(1, "VerbatimBot", lambda: dt.datetime(2025, 8, 1, tzinfo=dt.UTC))
    chat = world.join("Olena")
    world.join("Stranger")
    people.say(world, chat, "/start")
    sent = as_bot.send(world, chat, {"text": "hello"})
    query = people.tap(world, chat, sent["message_id"], "x")
    forum = a_forum(world, chat)
    for method, raw in requests:
        if "callback_query_id" in raw:
            raw["callback_query_id"] = query
        carried_out(world, method, raw)
    for message in [*chat.messages.values(), *forum.messages.values()]:
        read = telegram.Message.de_json(message, None)
        assert read.effective_attachment or read.text or SERVICE & message.keys()
        words = message.get("text", message.get("caption", ""))
        marks = message.get("entities", message.get("caption_entities", []))
        entities.check(words, marks)


def seen(text):
    """Return what can be seen of a text: Telegram drops three strokes over whole lines."""
    return [char for char in text if char.isprintable() and char not in " \u0333\u033f\u030a"]


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=60))
def test_any_text_of_a_bot_and_a_visitor_comes_through(text):
    """All that can be seen of a text arrives, with valid entities; one without it may not."""
    world = World(1, "VerbatimBot", lambda: dt.datetime(2025, 8, 1, tzinfo=dt.UTC))
    chat = world.join("Olena")
    people.say(world, chat, "/start")
    request = {"chat_id": str(chat.id), "text": text}
    if carried_out(world, "sendMessage", request):
        message = chat.messages[max(chat.messages)]
        assert seen(message["text"]) == seen(text)
        entities.check(message["text"], message.get("entities", []))
    else:
        assert not seen(text)


async def test_a_thousand_valid_requests_are_accepted():
    """Requests of every method, valid by schema, limits and state: each result is read by two."""
    tally = await runs.run(runs.accepted, 10 * len(SUPPORTED), seed=1)
    assert tally.wrong == []
    assert set(tally.methods) == SUPPORTED
    assert min(tally.methods.values()) >= 10
    # Updates that came of them are read as well.
    assert {"message", "my_chat_member", "chat_join_request"} < set(tally.updates)


async def test_a_thousand_broken_requests_are_refused():
    """One fault each, of every kind, in every method: a 4xx in Telegram's shape changes nothing."""
    tally = await runs.run(runs.refused, 1000, seed=1)
    assert tally.wrong == []
    assert set(tally.methods) == SUPPORTED
    assert set(tally.faults) == set(KINDS)
    assert min(tally.faults.values()) >= 25


def test_a_wrong_answer_would_be_noticed():
    """A result with a field too many, one too few, or one of another type is not read."""
    sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    reading.check("sendMessage", sent)
    for wrong in ({**sent, "reply": 1}, {**sent, "date": "now"}, {"message_id": 1}):
        with pytest.raises(AssertionError):
            reading.check("sendMessage", wrong)
    with pytest.raises(AssertionError):
        reading.check("deleteMessage", 1)
