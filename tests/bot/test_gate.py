"""Who asks too much is told once and then not answered, in private and in groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flood import Allowance
from bot.gate import asked_by
from bot.measures import SILENCED, Measures
from bot.strings.catalogue import load_strings
from tests.fakes.town import running
from tests.fakes.waiting import until

STRINGS = load_strings()
BOT = "@VerbatimBot"
READER, GROUP = STRINGS["too_much.reader"], STRINGS["too_much.group"]
FEW = Allowance(3, 1)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "message from id chat type date entities reply_to_message is_bot text"
                " callback_query inline_query sender_chat message_id edited_message".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@pytest.fixture
async def quiet_town(seeds, tmp_path):
    """Run a bot that answers three messages of a reader at once, and five of a group."""
    measures = Measures()
    group = Allowance(5, 1)
    async with running(seeds, tmp_path, reader=FEW, group=group, measures=measures) as town:
        town.measures = measures
        yield town


async def test_the_notice_is_in_the_readers_language(quiet_town):
    """As all that is said to them."""
    async with await quiet_town.visitor("Uwe", "de") as uwe:
        for number in range(4):
            await uwe.tell(f"/help {number}")
        said = [await uwe.hears() for _ in range(4)]
        assert said[-1].text == load_strings("de")["too_much.reader"]


@pytest.mark.parametrize("alone", [True, False])
async def test_in_a_group_the_notice_is_seen_by_who_sees_the_replies(quiet_town, alone):
    """By who asks alone where the group has chosen that, else by all."""
    async with (
        await quiet_town.visitor("Olena") as olena,
        await quiet_town.visitor("Piotr") as piotr,
    ):
        group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
        await olena.do("bot", **{"in": group, "as": "administrator"})
        await olena.do("add", **{"in": group, "person": piotr.person["id"]})
        async with await olena.enter(quiet_town.playground, group) as hers:
            await hers.say(f"/settings{BOT} replies {'asker' if alone else 'all'}")
        async with await piotr.enter(quiet_town.playground, group) as his:
            for number in range(4):
                await his.tell(f"/help{BOT} {number}")
            said = [await his.hears() for _ in range(4)]
            assert said[-1].text == READER
            assert [one.alone for one in said] == [alone] * 4


async def test_one_notice_and_the_others_go_on(quiet_town):
    """What came before is answered, one notice follows, then nothing; others notice nothing."""
    async with (
        await quiet_town.visitor("Loud") as loud,
        await quiet_town.visitor("Olena") as olena,
    ):
        for number in range(12):
            await loud.tell(f"/help {number}")
        said = [await loud.hears() for _ in range(4)]
        assert [one.text == READER for one in said] == [False, False, False, True]
        await until(lambda: quiet_town.measures.value(SILENCED, what="drop") == 8)
        await loud.hears_nothing()
        assert (await olena.say("/help")).text == STRINGS["help.private"]
        assert quiet_town.measures.value(SILENCED, what="notice") == 1


async def test_taps_count_and_the_notice_is_a_toast(quiet_town):
    """A button can be pressed as fast as a message is sent."""
    async with await quiet_town.visitor() as olena:
        answer = await olena.say("/help")
        for _ in range(2):
            assert await olena.press(answer, "x:y") != READER
        assert await olena.press(answer, "x:y") == READER


async def test_a_group_is_told_once_whoever_asks(quiet_town):
    """Talk that isn't for the bot costs nothing; what its administrators set up still works."""
    quiet_town.playground.world.privacy = False
    async with await quiet_town.visitor("Ada") as ada, await quiet_town.visitor("Ben") as ben:
        group = (await ada.do("found", kind="supergroup", title="Us"))["room"]["id"]
        await ada.do("bot", **{"in": group, "as": "member"})
        await ada.do("add", **{"in": group}, person=ben.person["id"])
        async with (
            await ada.enter(quiet_town.playground, group) as hers,
            await ben.enter(quiet_town.playground, group) as his,
        ):
            for number in range(20):
                await hers.tell(f"We talk among ourselves, {number}")
            for one in (hers, his, hers, his, hers):
                assert (await one.say(f"/help{BOT}")).text not in {READER, GROUP}
            assert (await his.say(f"/help{BOT}")).text == GROUP
            await hers.tell(f"/help{BOT}")
            await his.tell(f"{BOT} where was the summit?")
            await until(lambda: quiet_town.measures.value(SILENCED, what="drop") == 2)
        assert quiet_town.measures.value(SILENCED, what="notice") == 1


@given(JSON)
def test_no_update_is_too_odd_to_be_judged(content):
    """Whatever its form, it is somebody's or nobody's; nothing raises."""
    for raw in (content, {"update_id": 1, "message": content}, {"callback_query": content}):
        if isinstance(raw, dict):
            asked = asked_by(raw)
            assert asked is None or type(asked.user) is int


@pytest.mark.parametrize(
    "message",
    [
        {"is_automatic_forward": True, "sender_chat": {"id": -5}},
        {"migrate_to_chat_id": -7, "from": {"id": 5}},
        {"text": "nobody's"},
    ],
)
def test_what_no_reader_asks_passes(message):
    """Copies of posts, a group's own reports, and what names nobody."""
    message = {"chat": {"id": -1, "type": "supergroup"}, **message}
    assert asked_by({"update_id": 1, "message": message}) is None


def test_a_summons_is_answered_nowhere_else():
    """It comes from a chat that the bot is not in, which no notice could reach."""
    message = {"from": {"id": 5}, "chat": {"id": -9, "type": "supergroup"}, "text": "where?"}
    asked = asked_by({"update_id": 1, "guest_message": message})
    assert (asked.user, asked.chat, asked.private) == (5, None, True)


def test_a_channels_voice_is_the_channels():
    """Who speaks in a channel's or group's name is counted as that, not as Telegram's stand-in."""
    message = {"from": {"id": 1087968824}, "sender_chat": {"id": -100}, "chat": {"type": "group"}}
    assert asked_by({"message": message}).user == -100


@pytest.mark.parametrize(
    ("text", "desk"),
    [("/pause@VerbatimBot all", True), ("/hide", True), ("/settings", True), ("/pauses", False)],
)
def test_what_a_groups_administrators_need_passes_a_loud_group(text, desk):
    """Their commands are told apart, so that a flood of others can't keep the bot from stopping."""
    message = {"from": {"id": 5}, "chat": {"id": -9, "type": "supergroup"}, "text": text}
    assert asked_by({"update_id": 1, "message": message}).desk is desk
