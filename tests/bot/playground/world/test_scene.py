"""The scene a playground is born with, and what people see of rooms."""

from __future__ import annotations

import pytest

from bot.playground.rules.refusal import Refusal
from bot.playground.world import as_bot, people, rooms
from bot.playground.world.outline import outline
from bot.playground.world.scene import furnish
from bot.playground.world.speech import Speaker
from tests.fakes.small_world import SmallWorld


@pytest.fixture
def small():
    return SmallWorld()


def described(small, room, after=0, person=None):
    """Return who has been told that a room changed: those in it, or a person."""
    events = small.world.events.since(after, [room.id if person is None else person.id], 0)
    return [event for event in events if event["kind"] == "room" and event["room"] == room.id]


def test_a_furnished_world_has_no_update_waiting(small):
    """The bot has been there all along, and so has whoever takes a seat."""
    scene = furnish(small.world)
    scene.seat(small.olena)
    assert small.news() == []
    assert small.world.rooms_of(small.olena.id) == [scene.readers, scene.newsroom, scene.comments]
    as_bot.send(small.world, scene.readers, {"text": "x"})
    as_bot.send(small.world, scene.newsroom, {"text": "x"})
    assert [m["text"] for m in scene.comments.messages.values()] == ["x"]


def test_a_seat_is_for_reading_writing_and_editing_the_channel(small):
    """Not for more: a visitor turns nobody out."""
    scene = furnish(small.world)
    scene.seat(small.olena)
    by = Speaker(small.olena)
    for room in (scene.readers, scene.newsroom, scene.comments):
        people.say(small.world, room, "hello", by=by)
        people.check_may_pin(room, by)
    for right in ("can_promote_members", "can_restrict_members", "can_change_info"):
        for room in (scene.readers, scene.newsroom, scene.comments):
            with pytest.raises(Refusal, match="not enough rights"):
                rooms.check_may(room, small.olena, right)


def test_in_the_scenes_groups_one_may_choose_to_administrate(small):
    """And to be a member again; elsewhere, and for strangers, that is the owner's to choose."""
    scene, theirs = furnish(small.world), small.group()
    scene.seat(small.olena)
    for room in (scene.readers, scene.comments):
        rooms.rise(small.world, room, small.olena, "administrator")
        rooms.check_may(room, small.olena, "can_change_info")
        rooms.rise(small.world, room, small.olena, "member")
        with pytest.raises(Refusal, match="not enough rights"):
            rooms.check_may(room, small.olena, "can_change_info")
        with pytest.raises(Refusal, match="a member or an administrator"):
            rooms.rise(small.world, room, small.olena, "creator")
    for room, person in (
        (theirs, small.taras),
        (scene.newsroom, small.olena),
        (scene.readers, small.taras),
    ):
        with pytest.raises(Refusal, match="its owner's to choose"):
            rooms.rise(small.world, room, person, "administrator")


def test_what_a_room_is_depends_on_who_looks(small):
    """Role and right to write are the looker's; a stranger has neither."""
    channel = small.group("channel", rights=["can_post_messages"], username="notes")
    seen = {
        name: (view["role"], view["may_write"], view["bot"])
        for name, view in (
            ("olena", outline(channel, small.olena.id)),
            ("taras", outline(channel, small.taras.id)),
            ("nobody", outline(channel, 5)),
        )
    }
    assert seen == {
        "olena": ("creator", True, "administrator"),
        "taras": ("member", False, "administrator"),
        "nobody": (None, False, "administrator"),
    }
    assert (outline(channel, 5)["username"], outline(channel, 5)["members"]) == ("notes", 3)


def test_whatever_changes_a_room_is_announced(small):
    """Titles, topics, members, links, migration: each time the page can draw it anew."""
    group, channel = small.group(), small.group("channel")
    world, last = small.world, small.world.events
    changes = (
        lambda: rooms.service(world, group, small.olena.person, new_chat_title="New"),
        lambda: rooms.set_forum(world, group, on=True),
        lambda: rooms.open_topic(world, group, "Budget", Speaker(small.olena)),
        lambda: rooms.set_forum(world, group, on=False),
        lambda: rooms.promote(world, group, small.taras),
        lambda: rooms.link(world, channel, group),
        lambda: rooms.remove(world, group, small.taras.person, small.olena.person),
    )
    for change in changes:
        before = last.last
        change()
        assert described(small, group, before)
    assert described(small, group, before, person=small.taras)

    basic = small.group("group")
    before = last.last
    new = rooms.migrate(world, basic)
    assert described(small, new, before, person=small.taras)
    assert basic not in world.rooms_of(small.olena.id)


def test_who_puts_the_bot_into_a_room(small):
    """A member may add it; only administrators make it one, or remove it; others may not at all."""
    group = rooms.found(small.world, "supergroup", "Us", small.olena)
    rooms.add(small.world, group, small.taras)
    refused = (
        (small.world.join("Else"), "member"),
        (small.taras, "administrator"),
        (small.taras, None),
        (small.taras, "owner"),
    )
    for who, status in refused:
        with pytest.raises(Refusal):
            rooms.add_bot_as(small.world, group, who, status)
    assert group.bot is None
    rooms.add_bot_as(small.world, group, small.taras, "member")
    rooms.add_bot_as(small.world, group, small.olena, "administrator")
    assert group.bot.may("can_pin_messages")
    assert not group.bot.may("can_promote_members")
    rooms.add_bot_as(small.world, group, small.olena, "member")
    rooms.add_bot_as(small.world, group, small.olena, None)
    statuses = [u.my_chat_member.new_chat_member.status for u in small.news() if u.my_chat_member]
    assert statuses == ["member", "administrator", "member", "kicked"]
    channel = rooms.found(small.world, "channel", "Notes", small.olena)
    with pytest.raises(Refusal, match="in a channel a bot is an administrator"):
        rooms.add_bot_as(small.world, channel, small.olena, "member")


def test_the_same_place_again_is_no_news(small):
    """Making the bot what it is already sends no update."""
    group = small.group()
    rooms.add_bot_as(small.world, group, small.olena, "member")
    assert small.news() == []
    rooms.add_bot_as(small.world, group, small.olena, "administrator")
    small.news()
    rooms.add_bot_as(small.world, group, small.olena, "administrator")
    assert small.news() == []
