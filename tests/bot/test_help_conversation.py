"""/help, /start, unknown commands and the menus fit the place where they are asked for."""

from __future__ import annotations

import contextlib

import pytest

from bot.handlers.conversation import ADMIN_COMMANDS, GROUP_COMMANDS, PRIVATE_COMMANDS
from bot.newsroom import SERVER
from bot.strings.languages import load_languages
from tests.fakes.town import SEED
from tests.fakes.waiting import until

LANGUAGES = load_languages()
STRINGS = LANGUAGES.default


@pytest.fixture
async def desk(town, olena):
    """Found a group with a discussed channel, of both of which Olena is the owner."""
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    channel = (await olena.do("found", kind="channel", title="News"))["room"]["id"]
    await olena.do("link", channel=channel, group=group)
    for room in (group, channel):
        await olena.do("bot", **{"in": room, "as": "administrator"})
    async with await olena.enter(town.playground, group) as there:
        yield there


@contextlib.asynccontextmanager
async def member(town, desk):
    """Let somebody be in the group who administers nothing."""
    async with await town.visitor("Piotr") as piotr:
        await desk.do("add", person=piotr.person["id"])
        async with await piotr.enter(town.playground, desk._where["in"]) as his:
            yield his


async def test_help_in_private_leads_to_that_for_owners(olena):
    """A button turns the message to what a group's or channel's owner can do, another back."""
    reply = await olena.command("/help")
    assert reply.text == STRINGS["help.private"]
    owners = await olena.tap(reply, STRINGS["help.to_owners"])
    assert (owners.id, owners.text) == (reply.id, STRINGS["help.owners"])
    assert (await olena.tap(owners, STRINGS["buttons.back"])).text == reply.text


async def test_help_tells_the_newsroom_what_is_theirs(town, olena):
    """An editor their commands, the owner where the desk is, too; readers hear of none."""
    codes = town.state.team
    async with await town.visitor("Piotr") as piotr:
        await olena.start(f"own_{codes.new_code('owner', SERVER)}")
        await piotr.start(f"edit_{codes.new_code('editor', SERVER)}")
        theirs = f"{STRINGS['help.private']}\n\n{STRINGS['help.newsroom']}"
        assert (await piotr.command("/help")).text == theirs
        assert (await olena.command("/help")).text == f"{theirs}\n{STRINGS['help.owner']}"


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_help_names_what_the_menu_offers(code):
    """Each command, in private and in groups; /start and /help are how one got there."""
    strings = LANGUAGES.of(code)
    group = f"{strings['help.group']}\n{strings['help.administrators']}"
    for names, told in ((PRIVATE_COMMANDS, strings["help.private"]), (ADMIN_COMMANDS, group)):
        missing = [name for name in names if f"/{name}" not in told]
        assert set(missing) <= {"start", "help"}


async def test_help_in_a_group(town, desk):
    """A member learns how to call the bot; an administrator about /settings as well."""
    both = f"{STRINGS['help.group']}\n\n{STRINGS['help.administrators']}"
    assert (await desk.say("/help@VerbatimBot")).text == both
    async with member(town, desk) as his:
        assert (await his.say("/help@VerbatimBot")).text == STRINGS["help.group"]
        assert (await his.say("@VerbatimBot help")).text == STRINGS["help.group"]


async def test_help_under_a_post(town, olena, desk):
    """In the comments on an article's post it says that this article is asked."""
    async with (
        await olena.enter(town.playground, "News") as channel,
        member(town, desk) as his,
    ):
        await channel.tell(f"Read: https://t.me/VerbatimBot?start={SEED}")
        post = await his.overhears()
        while "is_automatic_forward" not in post.raw:
            post = await his.overhears()
        reply = await his.say("/help@VerbatimBot", reply_to=post)
        assert reply.text == STRINGS["help.comments"]


async def test_start_in_a_group_says_how_to_call(town, desk):
    """There is no list of articles to tap for everybody; the group's article is named."""
    reply = await desk.say("/start@VerbatimBot")
    assert reply.text.startswith(STRINGS["start.group"])
    assert reply.text.endswith(STRINGS["start.group_more"])
    async with member(town, desk) as his:
        assert (await his.say("/start@VerbatimBot")).text == reply.text


async def test_unknown_commands_get_the_nearest_of_the_place(desk, olena):
    """Nothing is offered that the place has not."""
    assert "/ask" in (await desk.say("/aks@VerbatimBot")).text
    assert "/ask" not in (await olena.command("/aks")).text
    assert "/settings" not in (await olena.command("/setings")).text
    assert "/sections" in (await olena.command("/sektions")).text


async def test_each_kind_of_chat_has_its_menu(town):
    """Settings are in the administrators' menu only, /ask in groups only."""
    menus = town.playground.world.profile.commands
    wanted = {
        "all_private_chats": PRIVATE_COMMANDS,
        "all_group_chats": GROUP_COMMANDS,
        "all_chat_administrators": ADMIN_COMMANDS,
    }
    for scope, names in wanted.items():
        at = ((("type", scope),), "")
        await until(lambda at=at: at in menus)
        assert tuple(one["command"] for one in menus[at]) == names
