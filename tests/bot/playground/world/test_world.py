"""Groups, topics, channels: what happens in them, and what of it the bot is told."""

from __future__ import annotations

import pytest

from bot.playground.rules.refusal import Refusal
from bot.playground.world import as_bot, people, rooms
from bot.playground.world.speech import Speaker
from tests.fakes.small_world import SmallWorld


@pytest.fixture
def scene():
    return SmallWorld()


def refused(call, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_privacy_mode_hides_what_is_not_meant_for_the_bot(scene, kind):
    """In a group the bot sees commands for it and replies to it, and nothing else."""
    group = scene.group(kind)
    sent = as_bot.send(scene.world, group, {"text": "Ask me"})
    said = scene.say(group, "between us")
    scene.say(group, "to you", said["message_id"])
    scene.say(group, "@VerbatimBot where was it?")
    scene.say(group, "/help@OtherBot")
    assert scene.news() == []
    scene.say(group, "/help")
    scene.say(group, "/help@verbatimbot where")
    scene.say(group, "why?", sent["message_id"])
    assert scene.texts() == ["/help", "/help@verbatimbot where", "why?"]


def test_the_page_is_told_what_privacy_mode_keeps_from_the_bot(scene):
    """Of a message that the bot doesn't get, and of no other."""
    group = scene.group()
    kept = scene.say(group, "between us")
    scene.say(group, "/help")
    unheard = [
        event["message_id"]
        for event in scene.world.events.since(0, [group.id], scene.olena.id)
        if event["kind"] == "unheard"
    ]
    assert unheard == [kept["message_id"]]


def test_without_privacy_or_as_an_administrator_the_bot_sees_everything():
    """Either lets every message of a group through."""
    for scene, rights in ((SmallWorld(privacy=False), None), (SmallWorld(), ["can_pin_messages"])):
        scene.say(scene.group(rights=rights), "between us")
        assert scene.texts() == ["between us"]


def test_an_anonymous_administrator_speaks_as_the_group(scene):
    """Such a message names no person: sender_chat is the group, the user is everybody's."""
    group = scene.group()
    rooms.promote(scene.world, group, scene.taras, anonymous=True, custom_title="Editor")
    scene.say(group, "/help")
    message = scene.news()[-1].message
    assert (message.from_user.id, message.sender_chat.id) == (1087968824, group.id)
    assert message.author_signature == "Editor"
    assert "Taras" not in str(message.to_dict())


def test_an_owner_speaks_as_their_channel(scene):
    """The user is Telegram's Channel_Bot; only the owner of the channel may."""
    group = scene.group()
    channel = rooms.found(scene.world, "channel", "News", scene.taras)
    scene.say(group, "/help", as_channel=channel)
    message = scene.news()[-1].message
    assert (message.from_user.id, message.sender_chat.id) == (136817688, channel.id)
    with pytest.raises(Refusal, match="only a channel's owner"):
        scene.say(group, "x", by=scene.olena, as_channel=channel)


def test_topics_keep_their_messages(scene):
    """A topic's id goes with each message in it; what answers one stays in it; General has none."""
    forum = scene.group(rights=["can_manage_topics"])
    rooms.make_forum(forum)
    topic = rooms.open_topic(scene.world, forum, "Budget", Speaker(scene.olena))
    created = scene.news()[0].message
    assert created.forum_topic_created.name == "Budget"
    assert created.message_thread_id == topic.id == created.message_id
    said = scene.say(forum, "here", topic=topic.id)
    scene.say(forum, "in general")
    inside, general = (update.message for update in scene.news())
    assert (inside.message_thread_id, inside.is_topic_message) == (topic.id, True)
    assert (general.message_thread_id, general.chat.is_forum) == (None, True)
    quoted = scene.world.quoted(forum, said["message_id"])
    answer = as_bot.send(scene.world, forum, {"text": "yes", "reply_to_message": quoted})
    assert answer["message_thread_id"] == topic.id
    for wrong in (1, 999):
        reason = refused(as_bot.send, scene.world, forum, {"text": "x"}, wrong)
        assert reason.description == "Bad Request: message thread not found"


def test_a_closed_topic_is_for_those_who_manage_topics(scene):
    """Others are refused as Telegram refuses them."""
    forum = scene.group()
    rooms.make_forum(forum)
    topic = rooms.open_topic(scene.world, forum, "Budget", Speaker(scene.olena))
    topic.closed = True
    reason = refused(as_bot.send, scene.world, forum, {"text": "x"}, topic.id)
    assert "TOPIC_CLOSED" in reason.description
    with pytest.raises(Refusal, match="TOPIC_CLOSED"):
        scene.say(forum, "x", topic=topic.id)
    scene.say(forum, "x", by=scene.olena, topic=topic.id)


def test_a_channels_post_appears_in_its_discussion_group(scene):
    """The copy comes from 777000 and is marked; comments are the thread under it."""
    group = scene.group(rights=[])
    channel = scene.group("channel", rights=["can_post_messages"], username="verbatim_news")
    rooms.link(scene.world, channel, group)
    scene.say(channel, "An article", by=scene.olena)
    post, copy = scene.news()
    assert post.channel_post.sender_chat.id == channel.id
    assert post.channel_post.from_user is None
    assert copy.message.is_automatic_forward
    assert copy.message.from_user.id == 777000
    assert copy.message.forward_origin.message_id == post.channel_post.message_id
    root = copy.message.message_id
    comment = scene.say(group, "why?", root)
    nested = scene.say(group, "because", comment["message_id"])
    assert [comment["message_thread_id"], nested["message_thread_id"]] == [root, root]
    assert "is_topic_message" not in comment
    own = as_bot.send(scene.world, channel, {"text": "Another"})
    assert "from" not in own
    assert scene.texts()[-1] == "Another"
    with pytest.raises(Refusal, match="not enough rights"):
        scene.say(channel, "x")
    assert scene.world.chat("@Verbatim_News") is channel


def test_an_edited_message_is_an_update_of_its_own(scene):
    """Edits are told with their kind, in private, in groups and in channels; only of one's own."""
    world = scene.world
    private = people.say(world, scene.olena, "helo")
    people.edit(world, scene.olena, private["message_id"], "hello")
    group, channel = scene.group(rights=[]), scene.group("channel")
    scene.news()
    said = scene.say(group, "one")
    people.edit(world, group, said["message_id"], "two", by=Speaker(scene.taras))
    posted = scene.say(channel, "three", by=scene.olena)
    people.edit(world, channel, posted["message_id"], "four", by=Speaker(scene.olena))
    _, edited, _, post = scene.news()
    assert (edited.edited_message.text, post.edited_channel_post.text) == ("two", "four")
    assert edited.edited_message.edit_date is not None
    reason = refused(people.edit, world, group, said["message_id"], "x", by=Speaker(scene.olena))
    assert reason.description == "Bad Request: message can't be edited"


def test_a_blocked_bot_is_told_and_refused(scene):
    """403 in Telegram's words until the person writes again."""
    people.say(scene.world, scene.olena, "/start")
    scene.news()
    people.block(scene.world, scene.olena)
    assert scene.news()[0].my_chat_member.new_chat_member.status == "kicked"
    reason = refused(as_bot.send, scene.world, scene.olena, {"text": "x"})
    assert (reason.code, reason.description) == (403, "Forbidden: bot was blocked by the user")
    people.say(scene.world, scene.olena, "back again")
    as_bot.send(scene.world, scene.olena, {"text": "x"})
    assert scene.news()[0].my_chat_member.new_chat_member.status == "member"


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_bot_that_was_removed_is_refused(scene, kind):
    """Kicked, or never there: 403 names which, and the kind of the chat."""
    room = scene.group(kind)
    rooms.remove(scene.world, room, scene.world.bot, scene.olena.person)
    assert scene.news()[-1].my_chat_member.new_chat_member.status == "kicked"
    reason = refused(as_bot.send, scene.world, room, {"text": "x"})
    assert (reason.code, reason.description) == (
        403,
        f"Forbidden: bot was kicked from the {kind} chat",
    )
    other = rooms.found(scene.world, kind, "Others", scene.olena)
    reason = refused(as_bot.send, scene.world, other, {"text": "x"})
    assert reason.description == f"Forbidden: bot is not a member of the {kind} chat"


def test_posting_in_a_channel_needs_the_right(scene):
    """A bot that is an administrator without it is refused."""
    reason = refused(as_bot.send, scene.world, scene.group("channel"), {"text": "x"})
    assert reason.description == "Bad Request: need administrator rights in the channel chat"


def test_a_group_that_became_a_supergroup_says_where_it_went(scene):
    """Service messages on both sides; the old id answers 400 with the new one."""
    group = scene.group("group")
    new = rooms.migrate(scene.world, group)
    there, here = (update.message for update in scene.news())
    assert (there.chat.id, there.migrate_to_chat_id) == (group.id, new.id)
    assert (here.chat.id, here.migrate_from_chat_id) == (new.id, group.id)
    reason = refused(as_bot.send, scene.world, group, {"text": "x"})
    assert reason.body()["parameters"] == {"migrate_to_chat_id": new.id}
    assert as_bot.send(scene.world, new, {"text": "x"})["chat"]["type"] == "supergroup"


def test_who_is_not_there_says_nothing(scene):
    """Only members speak; who has left is told of and may come back."""
    group = scene.group(rights=[])
    rooms.remove(scene.world, group, scene.taras.person, scene.taras.person)
    assert scene.news()[0].message.left_chat_member.id == scene.taras.id
    with pytest.raises(Refusal, match="not a member"):
        scene.say(group, "x")
    rooms.add(scene.world, group, scene.taras)
    assert scene.news()[0].message.new_chat_members[0].id == scene.taras.id
    scene.say(group, "x")


def test_supergroups_count_their_own_messages(scene):
    """The same message_id occurs in two chats: alone it names nothing."""
    ids = [scene.say(scene.group(), "x")["message_id"] for _ in range(2)]
    assert ids[0] == ids[1]
