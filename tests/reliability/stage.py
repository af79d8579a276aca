"""A playground with somebody and something of every kind in it, for requests to be valid about."""

from __future__ import annotations

import datetime as dt

from bot.playground.api.methods import registry
from bot.playground.rules.schema import load_schema
from bot.playground.server import Playground
from bot.playground.world import inline, invites, people, rooms
from bot.playground.world.chats import RIGHTS
from bot.playground.world.speech import Speaker

SCHEMA = load_schema()
WORDS = "Where was the summit held, and how much did Poland spend?"
KEYS = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
START = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
# Since the playground's start; `close` is refused in its first ten minutes.
RUNNING = dt.timedelta(minutes=11)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


class Stage:
    """A world with a person, a private chat and rooms of each kind in which the bot has all rights.

    What a request is about is made when it is asked for: a message of the bot's, a topic, a
    poll. So a request is valid whatever was done before it.
    """

    def __init__(self):
        clock = Clock()
        self.playground = Playground(clock=clock, scene=False)
        clock.now += RUNNING
        self.world = world = self.playground.world
        world.inline = world.guest = True
        self.private = world.join("Olena")
        people.say(world, self.private, "/start")
        self.basic = self._found("group", "Editors")
        self.group = self._found("supergroup", "Readers")
        self.forum = self._found("supergroup", "Desk")
        rooms.make_forum(self.forum)
        self.channel = self._found("channel", "The Newsroom", username="the_newsroom")
        rooms.link(world, self.channel, self.group)
        self.elsewhere = rooms.found(world, "supergroup", "Elsewhere", self.private)
        world.updates.clear()
        # All kinds, those too that a bot must ask for by name.
        world.updates.allow([kind for kind in SCHEMA.fields("Update") if kind != "update_id"])

    def _found(self, kind, title, **more):
        room = rooms.found(self.world, kind, title, self.private, **more)
        rooms.add_bot(self.world, room, self.private, rights=RIGHTS)
        return room

    @property
    def rooms(self):
        """The rooms, of each kind."""
        return [self.basic, self.group, self.forum, self.channel]

    @property
    def chats(self):
        """All places a bot may write to."""
        return [self.private, *self.rooms]

    def result(self, method, **params):
        """Let the bot call a method, without HTTP; return its result."""
        parsed = SCHEMA.parse(method, params, files={"upload"})
        return registry.call(self.world, method, parsed)

    def sent(self, chat, **more):
        """Return the id of a new text of the bot in a chat."""
        sent = self.result("sendMessage", chat_id=chat.id, text=WORDS, **more)
        return sent["message_id"]

    def ephemeral(self, **more):
        """Return which new text of the bot a person alone sees in a group."""
        for_one = {"receiver_user_id": self.private.id}
        sent = self.result(
            "sendMessage",
            chat_id=self.group.id,
            text=WORDS,
            ephemeral_message_parameters=for_one,
            **more,
        )
        which = {"ephemeral_message_id": sent["ephemeral_message_id"]}
        return {"chat_id": self.group.id, **for_one, **which}

    def file(self, kind, chat=None):
        """Return a message of the bot with a new file."""
        method = "send" + "".join(part.title() for part in kind.split("_"))
        where = self.private if chat is None else chat
        return self.result(method, chat_id=where.id, **{kind: "https://example.org/a"})

    def file_id(self, kind):
        """Return the id of a file that was sent."""
        file = self.file(kind)[kind]
        return (file[-1] if isinstance(file, list) else file)["file_id"]

    def said(self, chat):
        """Return the id of a new message of a person in a chat."""
        return people.say(self.world, chat, WORDS, by=self._speaker(chat))["message_id"]

    def _speaker(self, chat):
        return None if chat is self.private else Speaker(self.private)

    def newcomer(self, room=None):
        """Return a new person, who is in a room."""
        person = self.world.join("Taras")
        if room is not None:
            rooms.add(self.world, room, person)
        return person

    def promoted(self, room):
        """Return a new person whom the bot has made an administrator."""
        person = self.newcomer(room)
        self.result("promoteChatMember", chat_id=room.id, user_id=person.id, can_change_info=True)
        return person

    def asking(self, room):
        """Return a new person who asks to be let in."""
        link = self.result("createChatInviteLink", chat_id=room.id, creates_join_request=True)
        person = self.newcomer()
        invites.ask(self.world, room, person, link["invite_link"])
        return person

    def topic(self, *, closed=False):
        """Return the id of a new topic."""
        made = self.result("createForumTopic", chat_id=self.forum.id, name="Budget")
        number = made["message_thread_id"]
        if closed:
            self.result("closeForumTopic", chat_id=self.forum.id, message_thread_id=number)
        return number

    def callback_query(self):
        """Return the id of a query that waits for its answer."""
        number = self.sent(self.private, reply_markup=KEYS)
        return people.tap(self.world, self.private, number, "m")

    def inline_query(self):
        """Return the id of an inline query that waits for its answer."""
        return inline.ask(self.world, self.private, "summit")

    def summons(self):
        """Return the id of a guest query that waits for its answer."""
        said = f"@{self.world.bot['username']} real?"
        people.say(self.world, self.elsewhere, said, by=Speaker(self.private))
        return list(self.world.summonses)[-1]

    def inline_message(self, **result):
        """Return the inline id of a message that a person has sent through the bot."""
        query = self.inline_query()
        offer = {"id": "1", "reply_markup": KEYS, **result}
        self.result("answerInlineQuery", inline_query_id=query, results=[offer])
        inline.choose(self.world, query, "1", self.private)
        return list(self.world.inline_messages)[-1]
