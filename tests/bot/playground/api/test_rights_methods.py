"""Rights, restrictions, invite links and photos of groups and channels."""

from __future__ import annotations

import pytest
import telegram

from bot.playground.api.methods import registry
from bot.playground.rules.refusal import Refusal
from bot.playground.world import invites, people, reactions, rooms
from bot.playground.world.chats import PERMISSIONS, RIGHTS
from bot.playground.world.speech import Speaker
from bot.playground.world.world import World
from tests.fakes.clock import Clock

SILENCE = {"can_send_messages": False}
ALL = dict.fromkeys(PERMISSIONS, True)


@pytest.fixture
def room(playground, chat):
    """Found a supergroup of the person of `chat`, in which the bot has all rights."""
    room = rooms.found(playground.world, "supergroup", "Readers", chat)
    rooms.add_bot(playground.world, room, chat, rights=RIGHTS)
    return room


@pytest.fixture
def oleh(playground, room):
    """Let another person into the group."""
    oleh = playground.world.join("Oleh")
    rooms.add(playground.world, room, oleh)
    playground.world.updates.clear()
    return oleh


async def test_a_restricted_member_is_silent_until_it_is_lifted(call, playground, chat, room, oleh):
    """Who may not write does not; all permissions make an ordinary member again."""
    one = {"chat_id": room.id, "user_id": oleh.id}
    until = playground.world.now() + 60
    await call.result("restrictChatMember", **one, permissions=SILENCE, until_date=until)
    member = await call.result("getChatMember", **one)
    read = telegram.ChatMember.de_json(member, None)
    assert (read.status, read.is_member, member["until_date"]) == ("restricted", True, until)
    with pytest.raises(Refusal, match="not enough rights to send text messages"):
        people.say(playground.world, room, "x", by=Speaker(oleh))
    await call.result("restrictChatMember", **one, permissions=ALL)
    assert (await call.result("getChatMember", **one))["status"] == "member"
    people.say(playground.world, room, "x", by=Speaker(oleh))


async def test_who_is_not_there_yet_may_be_restricted(call, playground, room):
    """They are no member, and the restriction waits for them."""
    ivan = playground.world.join("Ivan")
    one = {"chat_id": room.id, "user_id": ivan.id}
    await call.result("restrictChatMember", **one, permissions=SILENCE)
    member = await call.result("getChatMember", **one)
    assert (member["status"], member["is_member"]) == ("restricted", False)
    assert await call.result("getChatMemberCount", chat_id=room.id) == 2


def test_a_ban_and_a_restriction_end_in_time():
    """Who was to be silent speaks again, who was banned may come back; not a second before."""
    clock = Clock()
    world = World(1, "VerbatimBot", clock)
    owner, oleh, ivan = (world.join(name) for name in ("Olena", "Oleh", "Ivan"))
    room = rooms.found(world, "supergroup", "Readers", owner)
    rooms.add_bot(world, room, owner, rights=RIGHTS)
    for person, method, more in (
        (oleh, "restrictChatMember", {"permissions": SILENCE}),
        (ivan, "banChatMember", {}),
    ):
        rooms.add(world, room, person)
        end = {"until_date": world.now() + 60}
        one = {"chat_id": room.id, "user_id": person.id}
        registry.call(world, method, {**one, **more, **end})
    for seconds, statuses in ((59, ["restricted", "kicked"]), (1, ["member", "left"])):
        clock.advance(seconds=seconds)
        world.chat(room.id)
        assert [room.members[person.id].status for person in (oleh, ivan)] == statuses


async def test_permissions_imply_others_unless_they_are_independent(call, room):
    """As documented: stickers imply media, media imply texts."""
    await call.result("setChatPermissions", chat_id=room.id, permissions={"can_send_polls": True})
    assert (await call.result("getChat", chat_id=room.id))["permissions"]["can_send_messages"]
    await call.result(
        "setChatPermissions",
        chat_id=room.id,
        permissions={"can_send_polls": True},
        use_independent_chat_permissions=True,
    )
    info = telegram.ChatFullInfo.de_json(await call.result("getChat", chat_id=room.id), None)
    assert info.permissions.can_send_polls
    assert not info.permissions.can_send_messages


async def test_the_bot_sends_what_a_group_permits(call, playground, chat, room):
    """As a member it is told of each kind of content that it may not send."""
    await call.result("setChatPermissions", chat_id=room.id, permissions={"can_send_photos": True})
    rooms.add_bot(playground.world, room, chat)
    url = "https://example.org/a"
    assert await call.result("sendPhoto", chat_id=room.id, photo=url)
    for method, params, called in (
        ("sendVideo", {"video": url}, "videos"),
        ("sendVoice", {"voice": url}, "voice notes"),
        ("sendAnimation", {"animation": url}, "animations"),
        ("sendDice", {}, "dice"),
        ("sendPoll", {"question": "?", "options": [{"text": "a"}]}, "polls"),
    ):
        reason = await call.refusal(method, chat_id=room.id, **params)
        assert reason == f"Bad Request: not enough rights to send {called} to the chat"
    both = [{"type": "photo", "media": url}, {"type": "video", "media": url}]
    before = len(room.messages)
    assert "send videos" in await call.refusal("sendMediaGroup", chat_id=room.id, media=both)
    assert len(room.messages) == before


async def test_the_bot_promotes_and_demotes(call, playground, chat, room, oleh):
    """It gives rights that it has, a title, and takes both back from whom it has promoted."""
    one = {"chat_id": room.id, "user_id": oleh.id}
    assert await call.result("promoteChatMember", **one, can_pin_messages=True) is True
    title = {"custom_title": "Desk"}
    assert await call.result("setChatAdministratorCustomTitle", **one, **title) is True
    member = await call.result("getChatMember", **one)
    assert (member["status"], member["custom_title"]) == ("administrator", "Desk")
    assert (member["can_be_edited"], member["can_manage_chat"]) == (True, True)
    banned = await call.refusal("banChatMember", **one)
    assert banned == "Bad Request: user is an administrator of the chat"
    await call.result("promoteChatMember", **one)
    assert (await call.result("getChatMember", **one))["status"] == "member"
    no_admin = await call.refusal("setChatAdministratorCustomTitle", **one, **title)
    assert no_admin == "Bad Request: user is not an administrator"


async def test_who_may_not_be_promoted_or_restricted(call, playground, chat, room, oleh):
    """Neither the owner nor the bot itself, nor whom somebody else has made an administrator."""
    world, bot = playground.world, playground.world.bot["id"]
    here = {"chat_id": room.id}
    everything = {"promoteChatMember": {}, "restrictChatMember": {"permissions": SILENCE}}
    for method, more in everything.items():
        owner = await call.refusal(method, **here, user_id=chat.id, **more)
        assert owner == "Bad Request: can't remove chat owner"
        verb = method.removesuffix("ChatMember")
        own = await call.refusal(method, **here, user_id=bot, **more)
        assert own == f"Bad Request: can't {verb} self"
        unknown = await call.refusal(method, **here, user_id=5, **more)
        assert unknown == "Bad Request: PARTICIPANT_ID_INVALID"
    rooms.promote(world, room, oleh, custom_title="x")
    theirs = await call.refusal("promoteChatMember", **here, user_id=oleh.id)
    assert theirs == "Bad Request: CHAT_ADMIN_REQUIRED"
    titled = await call.refusal(
        "setChatAdministratorCustomTitle", **here, user_id=oleh.id, custom_title="y"
    )
    assert titled == "Bad Request: not enough rights to change custom title of the user"
    stranger = await call.refusal(
        "promoteChatMember", **here, user_id=world.join("Ivan").id, can_pin_messages=True
    )
    assert stranger == "Bad Request: USER_NOT_MUTUAL_CONTACT"
    rooms.add_bot(world, room, chat, rights=["can_promote_members"])
    ivan = world.join("Ivan")
    rooms.add(world, room, ivan)
    more = await call.refusal("promoteChatMember", **here, user_id=ivan.id, can_pin_messages=True)
    assert more == "Bad Request: RIGHT_FORBIDDEN"


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("restrictChatMember", {"permissions": {}}, "method is available only in supergroups"),
        ("promoteChatMember", {}, "method is available only in supergroup and channel chats"),
        (
            "setChatAdministratorCustomTitle", {"custom_title": "x"},
            "method is available only in supergroups",
        ),
        ("unbanChatMember", {}, "method is available only in supergroup and channel chats"),
    ],
)  # fmt: skip
async def test_basic_groups_have_no_such_rights(call, chat, playground, method, params, reason):
    """What only supergroups and channels have is refused in a group."""
    group = rooms.found(playground.world, "group", "Editors", chat)
    rooms.add_bot(playground.world, group, chat, rights=RIGHTS)
    assert reason in await call.refusal(method, chat_id=group.id, user_id=chat.id, **params)


async def test_a_tag_is_shown_with_its_member(call, room, oleh):
    """16 characters, no emoji; administrators have titles instead."""
    one = {"chat_id": room.id, "user_id": oleh.id}
    assert await call.result("setChatMemberTag", **one, tag="Reader") is True
    assert (await call.result("getChatMember", **one))["tag"] == "Reader"
    assert "TAG_INVALID" in await call.refusal("setChatMemberTag", **one, tag="x" * 17)
    assert "TAG_EMOJI_NOT_ALLOWED" in await call.refusal("setChatMemberTag", **one, tag="😀")


async def test_a_banned_channel_speaks_no_more(call, playground, chat, room):
    """Its owner speaks as it again once the ban is lifted."""
    channel = rooms.found(playground.world, "channel", "Mine", chat)
    both = {"chat_id": room.id, "sender_chat_id": channel.id}
    by = Speaker(chat, as_channel=channel)
    assert await call.result("banChatSenderChat", **both) is True
    with pytest.raises(Refusal, match="banned"):
        people.say(playground.world, room, "x", by=by)
    assert await call.result("unbanChatSenderChat", **both) is True
    assert people.say(playground.world, room, "x", by=by)["sender_chat"]["title"] == "Mine"
    person = await call.refusal("banChatSenderChat", chat_id=room.id, sender_chat_id=chat.id)
    assert person == "Bad Request: CHANNEL_INVALID"


async def test_invite_links_are_made_changed_and_revoked(call, room):
    """A primary one is replaced; others have names and limits; a revoked one stays so."""
    first = await call.result("exportChatInviteLink", chat_id=room.id)
    assert (await call.result("getChat", chat_id=room.id))["invite_link"] == first
    assert await call.result("exportChatInviteLink", chat_id=room.id) != first
    made = await call.result("createChatInviteLink", chat_id=room.id, name="x", member_limit=9)
    link = telegram.ChatInviteLink.de_json(made, None)
    assert (link.name, link.member_limit, link.is_primary) == ("x", 9, False)
    where = {"chat_id": room.id, "invite_link": link.invite_link}
    edited = await call.result("editChatInviteLink", **where, creates_join_request=True)
    assert (edited.get("member_limit"), edited["creates_join_request"]) == (None, True)
    assert (await call.result("revokeChatInviteLink", **where))["is_revoked"]
    assert "INVITE_HASH_EXPIRED" in await call.refusal("editChatInviteLink", **where)
    primary = (await call.result("getChat", chat_id=room.id))["invite_link"]
    await call.result("revokeChatInviteLink", chat_id=room.id, invite_link=primary)
    assert (await call.result("getChat", chat_id=room.id))["invite_link"] != primary
    for wrong, reason in (
        ({"expire_date": 5}, "EXPIRE_DATE_INVALID"),
        ({"member_limit": 100_000}, "USAGE_LIMIT_INVALID"),
        ({"member_limit": 1, "creates_join_request": True}, "member limit can't be specified"),
        ({"name": "x" * 33}, "INVITE_TITLE_INVALID"),
    ):
        assert reason in await call.refusal("createChatInviteLink", chat_id=room.id, **wrong)


async def test_a_request_to_join_is_told_and_answered(call, playground, chat, room):
    """Who follows a link that asks waits for the bot; one that does not lets them in."""
    world = playground.world
    asks = await call.result("createChatInviteLink", chat_id=room.id, creates_join_request=True)
    opens = await call.result("createChatInviteLink", chat_id=room.id, member_limit=1)
    ivan, petro, maria = (world.join(name) for name in ("Ivan", "Petro", "Maria"))
    invites.ask(world, room, maria, opens["invite_link"])
    assert room.member(maria.id) is not None
    with pytest.raises(Refusal, match="INVITE_HASH_EXPIRED"):
        invites.ask(world, room, petro, opens["invite_link"])
    for person in (ivan, petro):
        invites.ask(world, room, person, asks["invite_link"])
    update = telegram.Update.de_json((await call.result("getUpdates"))[-1], None)
    assert update.chat_join_request.from_user.id == petro.id
    assert update.chat_join_request.invite_link.creates_join_request
    one = {"chat_id": room.id, "user_id": ivan.id}
    assert await call.result("approveChatJoinRequest", **one) is True
    assert "USER_ALREADY_PARTICIPANT" in await call.refusal("approveChatJoinRequest", **one)
    one["user_id"] = petro.id
    assert await call.result("declineChatJoinRequest", **one) is True
    assert "HIDE_REQUESTER_MISSING" in await call.refusal("approveChatJoinRequest", **one)
    assert (room.member(ivan.id) is None, room.member(petro.id) is None) == (False, True)


async def test_a_photo_is_uploaded_and_taken_away(call, room, playground):
    """It must be an upload; service messages tell of both."""
    reason = await call.refusal("setChatPhoto", chat_id=room.id, photo="https://example.org/a")
    assert reason == "Bad Request: photo must be uploaded as an InputFile"
    assert "CHAT_NOT_MODIFIED" in await call.refusal("deleteChatPhoto", chat_id=room.id)
    async with telegram.Bot(
        call.base.rpartition("bot")[2], base_url=call.base[: -len(playground.token)]
    ) as bot:
        assert await bot.set_chat_photo(room.id, b"bytes")
    info = telegram.ChatFullInfo.de_json(await call.result("getChat", chat_id=room.id), None)
    assert await call.result("getFile", file_id=info.photo.big_file_id)
    assert "new_chat_photo" in room.messages[max(room.messages)]
    assert await call.result("deleteChatPhoto", chat_id=room.id) is True
    assert room.messages[max(room.messages)]["delete_chat_photo"] is True
    assert "photo" not in await call.result("getChat", chat_id=room.id)


async def test_reactions_are_deleted_by_whom_they_are(call, playground, chat, room, oleh):
    """Of one message or of all; without the right, or of nobody, none."""
    world = playground.world
    numbers = [people.say(world, room, "x", by=Speaker(chat))["message_id"] for _ in range(2)]
    for number in numbers:
        reactions.put(world, room, number, ["👍"], by=Speaker(oleh))
    both = {"chat_id": room.id, "user_id": oleh.id}
    assert await call.result("deleteMessageReaction", **both, message_id=numbers[0]) is True
    assert [bool(reactions.standing(room, number)) for number in numbers] == [False, True]
    assert await call.result("deleteAllMessageReactions", **both) is True
    assert reactions.standing(room, numbers[1]) == []
    for wrong in ({"chat_id": room.id}, {**both, "actor_chat_id": room.id}):
        assert "exactly one" in await call.refusal("deleteAllMessageReactions", **wrong)
    rooms.add_bot(world, room, chat)
    reason = await call.refusal("deleteAllMessageReactions", **both)
    assert reason.startswith("Bad Request: not enough rights")
