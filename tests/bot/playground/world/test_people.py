"""What people do to messages, and who may: words changed, quoted, removed, pinned, sent on."""

from __future__ import annotations

import pytest

from bot.playground.rules.refusal import Refusal
from bot.playground.world import as_bot, people, pins, rooms
from bot.playground.world.chats import Member
from bot.playground.world.speech import Speaker
from tests.fakes.small_world import SmallWorld


@pytest.fixture
def small():
    return SmallWorld()


def attach(small, room, kind, caption="", **kwargs):
    return people.attach(small.world, room, kind, caption, by=Speaker(small.taras), **kwargs)


def delete(small, room, message, by=None):
    people.delete(small.world, room, message["message_id"], by=Speaker(by or small.taras))


def test_a_quotation_is_words_of_the_message(small):
    """Exactly, counted in UTF-16; of a caption too; what is not there is refused."""
    group = small.group(rights=[])
    said = small.say(group, "🎉 The summit was in The Hague.")["message_id"]
    answer = small.say(group, "when?", said, quote="in The Hague")
    assert answer["quote"] == {"text": "in The Hague", "position": 18, "is_manual": True}
    photo = attach(small, group, "photo", "at the harbour")["message_id"]
    assert small.say(group, "where?", photo, quote="harbour")["quote"]["position"] == 7
    heard = [update.message for update in small.news() if update.message.quote]
    assert [message.quote.text for message in heard] == ["in The Hague", "harbour"]
    for number, words in ((said, "in the hague"), (said, ""), (None, "summit"), (photo, "summit")):
        with pytest.raises(Refusal, match="QUOTE_TEXT_INVALID"):
            small.say(group, "x", number, quote=words)


def test_captions_are_edited_as_texts_are(small):
    """The picture stays; words of a sticker, a forward or somebody else's are not changed."""
    group = small.group(rights=[])
    by = Speaker(small.taras)
    photo = attach(small, group, "photo", "helo #harbour")
    people.edit(small.world, group, photo["message_id"], "hello", by=by)
    edited = small.news()[-1].edited_message
    assert (edited.caption, edited.caption_entities) == ("hello", ())
    assert edited.photo[-1].file_id == photo["photo"][-1]["file_id"]
    people.edit(small.world, group, photo["message_id"], "", by=by)
    assert "caption" not in group.messages[photo["message_id"]]
    small.news()
    sticker = attach(small, group, "sticker")
    sent_on = people.forward(small.world, group, photo["message_id"], group, by=by)
    theirs = small.say(group, "mine", by=small.olena)
    bots = as_bot.send(small.world, group, {"text": "the bot's"})
    for message in (sticker, sent_on, theirs, bots):
        with pytest.raises(Refusal, match="message can't be edited"):
            people.edit(small.world, group, message["message_id"], "x", by=by)
    with pytest.raises(Refusal, match="message is not modified"):
        people.edit(small.world, group, theirs["message_id"], "mine", by=Speaker(small.olena))
    assert not [update for update in small.news() if update.edited_message]


def test_who_may_remove_a_message(small):
    """In a private chat either side; in a group one's own, and administrators with the right."""
    people.say(small.world, small.taras, "hello")
    answer = as_bot.send(small.world, small.taras, {"text": "x"})
    people.delete(small.world, small.taras, answer["message_id"])
    assert answer["message_id"] not in small.taras.messages

    group = small.group()
    mine, hers = small.say(group, "mine"), small.say(group, "hers", by=small.olena)
    delete(small, group, mine)
    with pytest.raises(Refusal, match="message can't be deleted"):
        delete(small, group, hers)
    with pytest.raises(Refusal, match="message to delete not found"):
        delete(small, group, mine)
    rooms.promote(small.world, group, small.taras, rights=["can_delete_messages"])
    delete(small, group, hers)
    assert not {mine["message_id"], hers["message_id"]} & group.messages.keys()

    channel = small.group("channel")
    post = small.say(channel, "post", by=small.olena)
    rooms.promote(small.world, channel, small.taras, rights=["can_post_messages"])
    with pytest.raises(Refusal, match="message can't be deleted"):
        delete(small, channel, post)


def test_who_may_pin(small):
    """Everybody in a private chat; in a group as its permissions say; in a channel editors."""
    people.check_may_pin(small.taras)
    group, channel = small.group(), small.group("channel")
    people.check_may_pin(group, Speaker(small.taras))
    group.permissions["can_pin_messages"] = False
    for room in (group, channel):
        with pytest.raises(Refusal, match="not enough rights to manage pinned messages"):
            people.check_may_pin(room, Speaker(small.taras))
        people.check_may_pin(room, Speaker(small.olena))
    with pytest.raises(Refusal, match="not a member"):
        people.check_may_pin(group, Speaker(small.world.join("Else")))


def test_pins_are_told_once_and_in_order(small):
    """A service message each; a pinned message that goes takes its pin along."""
    said = [people.say(small.world, small.taras, text)["message_id"] for text in "abc"]
    small.news()
    for number in (*said, said[0]):
        pins.pin(small.world, small.taras, number, small.taras.person)
    told = [update.message.pinned_message.text for update in small.news()]
    assert told == ["a", "b", "c"]
    people.delete(small.world, small.taras, said[1])
    pins.unpin(small.world, small.taras)
    assert small.taras.pinned == [said[0]]
    with pytest.raises(Refusal, match="message to unpin not found"):
        pins.unpin(small.world, small.taras, said[2])
    events = small.world.events.since(0, [small.taras.id], small.taras.id)
    shown = [event["message_ids"] for event in events if event["kind"] == "pinned"]
    assert shown[2:] == [said, [said[0], said[2]], [said[0]]]


def test_what_travels_and_what_does_not(small):
    """A forward has the words and their marks, not the reply, the buttons or the quotation."""
    group = small.group()
    rows = [[{"text": "Press", "callback_data": "x"}]]
    asked = small.say(group, "Where was it? #summit")
    sent = as_bot.send(
        small.world,
        group,
        {
            "text": "There",
            "entities": [{"type": "bold", "offset": 0, "length": 5}],
            "reply_to_message": small.world.quoted(group, asked["message_id"]),
            "reply_markup": {"inline_keyboard": rows},
        },
    )
    by = Speaker(small.taras)
    small.news()
    people.forward(small.world, group, sent["message_id"], small.taras, by=by)
    heard = small.news()[-1].message
    assert (heard.text, heard.entities[0].type) == ("There", "bold")
    assert heard.forward_origin.sender_user.id == small.world.bot["id"]
    assert (heard.reply_to_message, heard.reply_markup) == (None, None)


def test_what_may_not_be_sent_on(small):
    """Protected messages, service messages, those of rooms that one is not in."""
    group = small.group()
    secret = as_bot.send(small.world, group, {"text": "x", "has_protected_content": True})
    joined = next(number for number, m in group.messages.items() if "new_chat_members" in m)
    by = Speaker(small.taras)
    for number in (secret["message_id"], joined):
        with pytest.raises(Refusal, match="message can't be forwarded"):
            people.forward(small.world, group, number, small.taras, by=by)
    other = rooms.found(small.world, "group", "Else", small.olena)
    said = small.say(other, "x", by=small.olena)["message_id"]
    with pytest.raises(Refusal, match="not a member"):
        people.forward(small.world, other, said, small.taras, by=by)
    mine = small.say(group, "x")["message_id"]
    with pytest.raises(Refusal, match="not a member"):
        people.forward(small.world, group, mine, other, by=by)


def test_who_hides_their_account_is_a_name_in_forwards(small):
    """Also where somebody else sends it on, and in a reply from another chat."""
    group = small.group()
    said = small.say(group, "mine")["message_id"]
    small.taras.hides_account = True
    people.forward(small.world, group, said, small.olena, by=Speaker(small.olena))
    origin = small.news()[0].message.forward_origin
    assert (origin.type, origin.sender_user_name) == ("hidden_user", "Taras")
    people.say(small.world, small.olena, "who?", said, elsewhere=group, quote="mine")
    heard = small.news()[0].message
    assert str(small.taras.id) not in str(heard.to_dict())


def test_a_reply_to_a_message_of_another_chat(small):
    """The bot is told where it stands and which words are meant, though it may not be there."""
    channel = rooms.found(small.world, "channel", "News", small.olena, username="news")
    post = small.say(channel, "Budget passed", by=small.olena)["message_id"]
    people.say(small.world, small.olena, "really?", post, elsewhere=channel, quote="passed")
    heard = small.news()[0].message
    assert heard.reply_to_message is None
    assert (heard.external_reply.chat.username, heard.external_reply.message_id) == ("news", post)
    assert heard.external_reply.origin.chat.id == channel.id
    assert (heard.quote.text, heard.quote.position) == ("passed", 7)
    secret = as_bot.send(small.world, small.group(), {"text": "x", "has_protected_content": True})
    group = small.world.room(secret["chat"]["id"])
    with pytest.raises(Refusal, match="message to be replied not found"):
        people.say(small.world, small.olena, "x", secret["message_id"], elsewhere=group)


def test_a_restricted_member_sends_what_they_may(small):
    """Each kind has its permission, refused by its name."""
    group = small.group()
    group.members[small.taras.id] = Member(
        dict(small.taras.person), "restricted", permissions={"can_send_photos": True}
    )
    attach(small, group, "photo", "look")
    with pytest.raises(Refusal, match="not enough rights to send text messages"):
        small.say(group, "x")
    with pytest.raises(Refusal, match="not enough rights to send voice notes"):
        attach(small, group, "voice")


def test_a_comment_needs_a_thread_that_is_there(small):
    """In a supergroup without topics the thread is one of its messages."""
    group = small.group(rights=[])
    first = small.say(group, "first")["message_id"]
    assert small.say(group, "second", topic=first)["message_thread_id"] == first
    with pytest.raises(Refusal, match="message thread not found"):
        small.say(group, "x", topic=99)


def test_an_edited_post_changes_its_copy(small):
    """Whoever edits it; the bot that sees the comments is told of both."""
    group, channel = small.group(rights=[]), small.group("channel", rights=["can_post_messages"])
    rooms.link(small.world, channel, group)
    post = small.say(channel, "helo", by=small.olena)["message_id"]
    small.news()
    people.edit(small.world, channel, post, "hello", by=Speaker(small.olena))
    copy, original = small.news()
    assert original.edited_channel_post.text == "hello"
    assert (copy.edited_message.text, copy.edited_message.is_automatic_forward) == ("hello", True)
    assert copy.edited_message.forward_origin.message_id == post
    assert group.messages[copy.edited_message.message_id]["text"] == "hello"
    delete(small, group, group.messages[copy.edited_message.message_id], small.olena)
    people.edit(small.world, channel, post, "hello again", by=Speaker(small.olena))
    assert [update.edited_message for update in small.news()] == [None]
