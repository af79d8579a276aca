"""Reactions: who may put which, and what the bot is told of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import ReactionEmoji

from bot.playground.rules.reactions import EMOJI, MAX_OF_A_MESSAGE
from bot.playground.rules.refusal import Refusal
from bot.playground.world import people, reactions, rooms
from bot.playground.world.chats import Member
from bot.playground.world.speech import Speaker
from tests.fakes.small_world import SmallWorld

ASKED_FOR = ["message", "message_reaction", "message_reaction_count"]


@pytest.fixture
def small():
    """Return a world whose bot has asked for reactions by name."""
    small = SmallWorld()
    small.world.updates.allow(ASKED_FOR)
    return small


def put(small, room, message_id, *emoji, by=None, **kwargs):
    by = Speaker(by or small.taras, **kwargs)
    reactions.put(small.world, room, message_id, emoji, by=by)


def said(small, room, **kwargs):
    number = small.say(room, "Look", **kwargs)["message_id"]
    small.world.updates.clear()
    return number


def test_the_emoji_are_those_of_the_documents():
    """All 73, written as Telegram writes them: without selectors."""
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == EMOJI
    assert len(EMOJI) == 73


def test_a_change_is_told_with_the_old_and_the_new(small):
    """Put, changed, taken back; what changes nothing is not told."""
    group = small.group(rights=[])
    message = said(small, group)
    for emoji in (["👍"], ["👍"], ["❤\ufe0f"], [], []):
        put(small, group, message, *emoji)
    told = [update.message_reaction for update in small.news()]
    changes = [
        ([e.emoji for e in one.old_reaction], [e.emoji for e in one.new_reaction]) for one in told
    ]
    assert changes == [([], ["👍"]), (["👍"], ["❤"]), (["❤"], [])]
    assert {(one.user.id, one.message_id, one.actor_chat) for one in told} == {
        (small.taras.id, message, None)
    }


def test_only_administrators_that_ask_are_told(small):
    """A member hears of no reaction, nor does a bot that has not named the kind."""
    group = small.group()
    put(small, group, said(small, group), "👍")
    assert small.news() == []
    group = small.group(rights=[])
    small.world.updates.allow([])
    put(small, group, said(small, group), "👍")
    assert small.news() == []


def test_anonymous_reactions_name_a_chat(small):
    """An anonymous administrator reacts as the group, an owner as their channel."""
    group = small.group(rights=[])
    message = said(small, group)
    channel = rooms.found(small.world, "channel", "Notes", small.taras)
    put(small, group, message, "👍", as_channel=channel)
    rooms.promote(small.world, group, small.taras, anonymous=True)
    put(small, group, message, "👎")
    told = [update.message_reaction for update in small.news()]
    assert [(one.user, one.actor_chat.id) for one in told] == [(None, channel.id), (None, group.id)]
    assert reactions.standing(group, message) == [
        {"emoji": "👍", "people": [channel.id]},
        {"emoji": "👎", "people": [group.id]},
    ]


def test_a_channel_tells_only_counts(small):
    """Who reacts to a post is nobody's business."""
    channel = small.group("channel", rights=[])
    message = said(small, channel, by=small.olena)
    put(small, channel, message, "🔥")
    put(small, channel, message, "🔥", by=small.olena)
    put(small, channel, message, "👍", by=small.olena)
    counts = [
        {one.type.emoji: one.total_count for one in update.message_reaction_count.reactions}
        for update in small.news()
    ]
    assert counts == [{"🔥": 1}, {"🔥": 2}, {"🔥": 1, "👍": 1}]


def test_the_bots_own_reaction_stands_beside_the_others(small):
    """It is shown, and told to nobody."""
    group = small.group()
    message = said(small, group)
    reactions.put_as_bot(small.world, group, message, ["👀"])
    put(small, group, message, "👀")
    assert reactions.standing(group, message) == [
        {"emoji": "👀", "people": [small.world.bot["id"], small.taras.id]}
    ]
    assert small.news() == []


def test_what_is_no_reaction_is_refused(small):
    """Two at once, other emoji, service messages, messages that are not there."""
    group = small.group(rights=[])
    message = said(small, group)
    joined = next(number for number, m in group.messages.items() if "new_chat_members" in m)
    wrong = (
        (message, ["👍", "👎"], "REACTION_INVALID"),
        (message, ["🐞"], "REACTION_INVALID"),
        (message, [""], "REACTION_INVALID"),
        (message, ["x" * 9], "REACTION_INVALID"),
        (joined, ["👍"], "message can't be reacted"),
        (99, ["👍"], "message to react not found"),
    )
    for number, emoji, reason in wrong:
        with pytest.raises(Refusal, match=reason):
            put(small, group, number, *emoji)
    assert small.news() == []
    assert reactions.standing(group, message) == []


def test_who_may_not_react_is_refused(small):
    """Strangers, and members without the permission."""
    group = small.group(rights=[])
    message = said(small, group)
    with pytest.raises(Refusal, match="not a member"):
        put(small, group, message, "👍", by=small.world.join("Else"))
    group.members[small.taras.id] = Member(dict(small.taras.person), "restricted")
    with pytest.raises(Refusal, match="not enough rights to react"):
        put(small, group, message, "👍")
    put(small, group, message, "👍", by=small.olena)


def test_a_message_bears_so_many_different_ones(small):
    """One more is refused and changes nothing; one that is there already is not."""
    group = small.group(rights=[])
    message = said(small, group)
    readers = [small.world.join(f"Reader {n}") for n in range(MAX_OF_A_MESSAGE + 1)]
    for reader in readers:
        rooms.add(small.world, group, reader)
    *most, last = readers
    emoji = sorted(EMOJI)
    for one, reader in zip(emoji, most, strict=False):
        put(small, group, message, one, by=reader)
    before = reactions.standing(group, message)
    with pytest.raises(Refusal, match="REACTIONS_TOO_MANY"):
        put(small, group, message, emoji[-1], by=last)
    assert reactions.standing(group, message) == before
    put(small, group, message, emoji[-1], by=most[0])  # in the place of the only one of its kind
    put(small, group, message, emoji[1], by=last)


def test_a_message_that_goes_takes_its_reactions_along(small):
    """Supergroups never use a number again, and nothing is left behind."""
    group = small.group()
    message = said(small, group)
    put(small, group, message, "👍")
    people.delete(small.world, group, message, by=Speaker(small.taras))
    assert group.reactions == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.lists(st.sampled_from(sorted(EMOJI)[:4]), max_size=1)),
        max_size=20,
    )
)
def test_each_update_goes_on_where_the_last_one_ended(acts):
    """For each person the old list of an update is the new one of the update before."""
    small = SmallWorld()
    small.world.updates.allow(ASKED_FOR)
    group = small.group(rights=[])
    message = said(small, group)
    both = (small.olena, small.taras)
    for number, emoji in acts:
        put(small, group, message, *emoji, by=both[number])
    last = {small.olena.id: [], small.taras.id: []}
    for update in small.news():
        changed = update.message_reaction
        assert [one.emoji for one in changed.old_reaction] == last[changed.user.id]
        assert changed.old_reaction != changed.new_reaction
        last[changed.user.id] = [one.emoji for one in changed.new_reaction]
    standing = reactions.standing(group, message)
    for person, emoji in last.items():
        assert [one["emoji"] for one in standing if person in one["people"]] == emoji
