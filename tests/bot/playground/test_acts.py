"""Whatever a page asks for is done or refused, and what is refused changes nothing."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.act import Act
from bot.playground.acts import ACTS
from bot.playground.api.methods import registry
from bot.playground.rules.refusal import Refusal
from bot.playground.world import as_bot, inline, people, pins, rooms
from bot.playground.world.scene import furnish
from bot.playground.world.speech import Speaker
from tests.fakes.small_world import SmallWorld

JUNK = (None, True, 1.5, 10**400, -1, 99, "", "1", "\ud800", "x" * 5000, [], ["1"], [7], {})


class Stage:
    """A world with something to act on: messages, a poll, a forum, rooms of several people."""

    def __init__(self):
        self.small = small = SmallWorld()
        self.world = world = small.world
        world.inline = True
        scene = furnish(world)
        for person in (small.olena, small.taras):
            scene.seat(person)
            people.say(world, person, "two")
            as_bot.send(world, person, {"text": "two"})
        forum = small.group()
        rooms.set_forum(world, forum, on=True)
        rooms.open_topic(world, forum, "Budget", Speaker(small.olena))
        basic = small.group("group", rights=["can_pin_messages"])
        notes = rooms.found(world, "channel", "Notes", small.olena, username="notes")
        stranger = small.world.join("Else")
        closed = rooms.found(world, "supergroup", "Closed", stranger)
        for room in (scene.readers, forum, basic):
            small.say(room, "two", by=small.olena)
        poll = {"question": "More?", "options": [{"text": "Yes"}, {"text": "No"}]}
        registry.call(world, "sendPoll", {"chat_id": scene.readers.id, **poll})
        pins.pin(world, scene.readers, 2, small.olena.person)
        people.say(world, scene.newsroom, "two", by=Speaker(small.olena))
        there = (scene.readers, scene.newsroom, scene.comments, forum, basic, notes, closed)
        inline.ask(world, small.olena, "where")
        ((_, asked),) = world.inline_queries.items()
        asked.results = {"1": {"text": "here"}}
        world.inline_queries = {"asked": asked}
        self.people = [small.olena.id, small.taras.id, stranger.id]
        self.rooms = [room.id for room in there]

    def state(self):
        """Return what is in the world, as bytes."""
        return pickle.dumps(
            [
                (chat.messages, chat.reactions, chat.pinned, getattr(chat, "members", None))
                for chat in self.world.chats()
            ]
        )


# Ids are the same on each stage.
THERE = Stage()
OLENA, TARAS, STRANGER = PEOPLE = THERE.people
READERS, NEWSROOM, COMMENTS, FORUM, BASIC, NOTES, CLOSED = ROOMS = THERE.rooms
MESSAGES = [1, 2, 3, 4, 5]
# For each act a way to do it, on a new stage.
ACTED = {
    "say": {"in": READERS, "text": "hello", "reply_to": 1, "quote": "wo", "as_channel": NOTES},
    "edit": {"in": READERS, "message_id": 1, "text": "three"},
    "delete": {"in": READERS, "message_id": 1},
    "attach": {"in": FORUM, "topic": 3, "kind": "photo", "caption": "look", "reply_to": 4},
    "forward": {"in": NEWSROOM, "message_id": 1, "to": OLENA},
    "start": {"in": BASIC, "parameter": "article-7"},
    "tap": {"in": READERS, "message_id": 2, "data": "again"},
    "react": {"in": READERS, "message_id": 1, "emoji": ["👍"], "as_channel": NOTES},
    "vote": {"in": READERS, "message_id": 2, "options": [0], "as_channel": None},
    "pin": {"in": READERS, "message_id": 1},
    "unpin": {"in": READERS, "message_id": 2},
    "block": {"on": True},
    "hide": {"on": True},
    "inline": {"on": False},
    "guest": {"on": False},
    "inline/ask": {"in": BASIC, "query": "where", "offset": ""},
    "inline/choose": {"in": READERS, "query_id": "asked", "result_id": "1"},
    "found": {"kind": "supergroup", "title": "Us"},
    "link": {"channel": NOTES, "group": FORUM},
    "topics": {"in": FORUM, "on": False},
    "topic": {"in": FORUM, "name": "Budget"},
    "bot": {"in": NOTES, "as": "administrator"},
    "role": {"in": READERS, "as": "administrator"},
    "add": {"in": READERS, "person": STRANGER},
    "enter": {"username": "@notes", "link": None},
    "leave": {"in": READERS},
    "privacy": {"on": False},
}
OTHERS = {
    "text": ["/help", " "],
    "kind": ["sticker", "voice", "group", "channel"],
    "as": ["member", "administrator", None, "owner"],
    "emoji": [[], ["👎"], ["👍", "👎"], ["x"]],
    "options": [[], [1], [0, 1], [-1], [2]],
    "on": [True, False],
}


@st.composite
def steps(draw):
    """Draw an act and a body like the one that works, with some of it changed."""
    name = draw(st.sampled_from(sorted(ACTED)))
    body = {"chat": draw(st.sampled_from(PEOPLE)), "in": draw(st.sampled_from(ROOMS))}
    body |= ACTED[name]
    for field in draw(st.lists(st.sampled_from([*sorted(body), "topic"]), max_size=2)):
        others = [*PEOPLE, *ROOMS, *MESSAGES, *OTHERS.get(field, ())]
        body[field] = draw(st.sampled_from(others) | st.sampled_from(JUNK))
    return name, body


@settings(max_examples=200, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=6))
def test_any_act_is_done_or_refused(plan):
    """By whom, where and with what ever: a JSON answer, or a 4xx in words and nothing changed."""
    stage = Stage()
    for name, body in plan:
        before = stage.state()
        try:
            json.dumps(ACTS[name](Act(stage.world, body)))
        except Refusal as refusal:
            problem = refusal
        else:
            continue
        assert 400 <= problem.code < 500
        assert problem.description
        assert stage.state() == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_can_be_done(name):
    """The test above begins with bodies that work: one for each act there is."""
    json.dumps(ACTS[name](Act(Stage().world, {"chat": OLENA, **ACTED[name]})))


def test_a_topic_is_a_thread_of_comments_where_there_are_no_topics():
    """The first message of all is one, though its number is that of "General" in a forum."""
    stage = Stage()
    for room, thread in ((READERS, 1), (FORUM, None)):
        body = {"chat": OLENA, "in": room, "topic": 1, "text": "hello"}
        number = ACTS["say"](Act(stage.world, body))["message_id"]
        assert stage.world.room(room).messages[number].get("message_thread_id") == thread
