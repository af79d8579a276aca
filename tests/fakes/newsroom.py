"""The newsroom's part of the state, in memory."""

from __future__ import annotations

from bot.newsroom import Member, Miss, Paused
from bot.written import Written


class FakeTeam:
    """`people` maps an id to (role, name); `at` is where the desk is."""

    def __init__(self):
        self.people = {}
        self.at = None

    @property
    def has_owner(self):
        return any(role == "owner" for role, _ in self.people.values())

    def role(self, user_id):
        return self.people.get(user_id, (None, ""))[0]

    def members(self):
        return [Member(one, *told) for one, told in self.people.items()]

    def owner(self):
        return next((one.user_id for one in self.members() if one.role == "owner"), None)

    def desk(self):
        return self.owner() if self.at is None else self.at


class FakePauses:
    """`now` is what is paused."""

    def __init__(self):
        self.now = set()

    def is_paused(self, chat_id=None):
        return bool({Paused("all"), Paused("chat", str(chat_id))} & self.now)

    def articles(self):
        return frozenset(one.target for one in self.now if one.kind == "article")

    def all(self):
        return tuple(self.now)

    def pause(self, kind, target, actor):
        self.now.add(Paused(kind, target))
        return True

    def resume(self, kind, target, actor):
        self.now.discard(Paused(kind, target))
        return True

    def refresh(self):
        pass


class FakeAudit:
    """Keeps what it is told."""

    def __init__(self):
        self.deeds = []

    def note(self, actor, what, **about):
        self.deeds.append((actor.part, what, about))


class FakeFeedback:
    """Keeps what it is told."""

    def __init__(self):
        self.kept = []
        self.votes = {}

    def missed(self, user_id, question, article, reason):
        self.kept.append(Miss(0.0, question, article, reason))
        done = Written()
        done.set_result(None)
        return done

    def vote(self, chat_id, message_id, user_id, place, *, good):
        self.votes[chat_id, message_id, user_id] = (place, good)
