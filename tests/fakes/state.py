"""The bot's state in a dictionary."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from tests.fakes.delivery import FakeDelivery
from tests.fakes.newsroom import FakeAudit, FakeFeedback, FakePauses, FakeTeam

LONG_AGO = dt.datetime(2025, 6, 25, 12, 0, tzinfo=dt.UTC)


@dataclass
class FakeRemembered:
    kind: str
    payload: dict


@dataclass
class FakeHeld:
    scopes: int = 0
    buttons: int = 0
    turns: int = 0
    posts: int = 0
    votes: int = 0
    misses: int = 0
    subscriptions: int = 0


class FakeRooms:
    def __init__(self):
        self.chosen = {}
        self.posts = {}
        self.crowds = {}
        self.kept = {}

    def settings(self, chat_id):
        return self.chosen.get(chat_id, {})

    def set_settings(self, chat_id, settings):
        self.chosen[chat_id] = json.loads(json.dumps(settings))

    def post(self, chat_id, message_id):
        return self.posts.get((chat_id, message_id))

    def keep_post(self, chat_id, message_id, payload):
        self.posts[chat_id, message_id] = json.loads(json.dumps(payload))

    def texts(self, chat_ids, article_id):
        places = [(chat_id, article_id) for chat_id in chat_ids]
        return [self.kept[place] for place in places if place in self.kept]

    def keep_text(self, chat_id, article_id, payload, *, lifetime=dt.timedelta(days=90)):
        self.kept[chat_id, article_id] = json.loads(json.dumps(payload))

    def crowd(self, chat_id, thread):
        return self.crowds.get((chat_id, thread))

    def keep_crowd(self, chat_id, thread, payload):
        self.crowds[chat_id, thread] = json.loads(json.dumps(payload))


class FakeSubscriptions:
    """`kept` is what each reader has chosen, by digest; `asked` what was asked about."""

    def __init__(self):
        self.kept = {}
        self.asked = []

    def subscriptions(self, user_id):
        return self.kept.get(user_id, {})

    def subscribe(self, user_id, name, chosen):
        self.kept.setdefault(user_id, {})[name] = chosen

    def unsubscribe(self, user_id, name=""):
        mine = self.kept.pop(user_id, {})
        if name:
            self.kept[user_id] = {one: chosen for one, chosen in mine.items() if one != name}
        return len(mine) - len(self.kept.get(user_id, {}))

    def note_asked(self, article_id):
        self.asked.append(article_id)


class FakeState:
    """`now` is moved by the test."""

    def __init__(self):
        self.now = LONG_AGO
        self.scopes = {}
        self.rows = {}
        self.shown = {}
        self.turns = {}
        self.last = None
        self.purged = 0
        self.delivery = FakeDelivery()
        self.rooms = FakeRooms()
        self.team = FakeTeam()
        self.pauses = FakePauses()
        self.audit = FakeAudit()
        self.feedback = FakeFeedback()
        self.subscriptions = FakeSubscriptions()

    def scope(self, chat_id):
        return self.scopes.get(chat_id)

    def set_scope(self, chat_id, article_id):
        self.scopes.pop(chat_id, None)
        if article_id is not None:
            self.scopes[chat_id] = article_id

    def remember(self, chat_id, user_id, kind, payload, *, lifetime=dt.timedelta(minutes=30)):
        token = f"token-{len(self.rows)}"
        # As the real one does, through JSON: what doesn't survive that is no payload.
        self.rows[token] = (chat_id, user_id, kind, json.dumps(payload), self.now + lifetime)
        return token

    def recall(self, token, chat_id, user_id):
        chat, user, kind, payload, until = self.rows.get(token, (None, None, "", "{}", self.now))
        if (chat, user) != (chat_id, user_id) or until <= self.now:
            return None
        return FakeRemembered(kind, json.loads(payload))

    def seen(self, token, chat_id):
        _, user, *_ = self.rows.get(token, (None, None))
        return self.recall(token, chat_id, user)

    def spend(self, token, chat_id, user_id):
        there = self.recall(token, chat_id, user_id) is not None
        if there:
            del self.rows[token]
        return there

    def take_back(self, chat_id, message_id):
        answers = self.delivery.answers
        for place in [one for one, answer in answers.items() if answer == message_id]:
            del answers[place]

    def answer_to(self, chat_id, question, user_id):
        return self.delivery.answers.get((chat_id, question, user_id))

    def excerpts(self, user_id, article_id):
        return self.shown.get((user_id, article_id), [])

    def keep_excerpts(self, user_id, article_id, places):
        self.shown[user_id, article_id] = list(places)

    def keep_turn(self, chat_id, user_id, payload, *, lifetime=dt.timedelta(minutes=30)):
        self.turns[chat_id, user_id] = (json.dumps(payload), self.now + lifetime)

    def last_turn(self, chat_id, user_id):
        payload, until = self.turns.get((chat_id, user_id), ("null", self.now))
        return json.loads(payload) if until > self.now else None

    def replies(self, user_id):
        return []

    def held(self, chat_id, user_id):
        mine = [row for row in self.rows.values() if row[:2] == (chat_id, user_id)]
        turns = int((chat_id, user_id) in self.turns)
        return FakeHeld(int(chat_id in self.scopes), len(mine), turns)

    def forget(self, chat_id, user_id):
        held = self.held(chat_id, user_id)
        self.scopes.pop(chat_id, None)
        self.turns.pop((chat_id, user_id), None)
        self.rows = {
            token: row for token, row in self.rows.items() if row[:2] != (chat_id, user_id)
        }
        return held

    def offset(self):
        return next((one for one in reversed(self.delivery.offsets) if one is not None), self.last)

    def set_offset(self, update_id):
        self.last = update_id

    def purge(self):
        self.purged += 1
        return 0
