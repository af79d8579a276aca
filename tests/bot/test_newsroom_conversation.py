"""The newsroom at work, over HTTP: who may do what where, and what a pause or /hide brings."""

from __future__ import annotations

import asyncio

import pytest

from bot.chores import PAUSES_SECONDS
from bot.newsroom import SERVER, Actor
from bot.playground.world import rooms
from bot.playground.world.chats import Member
from bot.strings.catalogue import load_strings
from tests.fakes.clock import Clock
from tests.fakes.town import SEED, Town, running
from tests.fakes.waiting import PATIENCE, until

STRINGS = load_strings()
SUMMIT = "Where was the summit?"
BOT = "@VerbatimBot"


@pytest.fixture
async def newsroom(town, olena):
    """Make Olena the owner."""
    code = town.state.team.new_code("owner", SERVER)
    said = await olena.start(f"own_{code}")
    assert said.text == STRINGS["team.welcome.owner"]
    return olena


async def editor(town, owner, name="Maria"):
    """Enter as an editor whom the owner has invited."""
    team = await owner.say("/team")
    link = (await owner.tap(team, "Invite an editor")).text.split()[-1]
    maria = await town.visitor(name)
    said = await maria.start(link.partition("start=")[2])
    assert said.text == STRINGS["team.welcome.editor"]
    assert (await owner.hears()).text == f"{name} is an editor now."
    return maria


def menu(town, person):
    """Return the commands that somebody's own menu has, None for the usual one."""
    for method, params in reversed(town.playground.requests):
        scope = params.get("scope", {})
        if "MyCommands" in method and scope.get("chat_id") == person.person["id"]:
            named = [one["command"] for one in params.get("commands", ())]
            return named if method == "setMyCommands" else None
    return None


async def test_a_code_makes_an_owner_once(town, newsroom):
    """Whoever comes second with the same link is told that it isn't good any more."""
    code = town.state.team.new_code("owner", SERVER)
    async with await town.visitor("Piotr") as piotr:
        await piotr.start(f"own_{code}")
        assert town.state.team.role(piotr.person["id"]) == "owner"
        assert town.state.team.role(newsroom.person["id"]) == "editor"
        assert (await newsroom.hears()).text == STRINGS.text("team.joined.owner", title="Piotr")
    said = await newsroom.start(f"own_{code}")
    assert said.text == STRINGS["team.no_code.owner"]


async def test_wrong_codes_make_nobody_the_owner(town, olena):
    """And lock nobody out: after any number of guesses the right one is right."""
    code = town.state.team.new_code("owner", SERVER)
    for number in range(20):
        wrong = f"own_{number:022d}"
        assert (await olena.start(wrong)).text == STRINGS["team.no_code.owner"]
    assert not town.state.team.has_owner
    await olena.start(f"own_{code}")
    assert town.state.team.has_owner


async def test_the_owner_appoints_and_dismisses(town, newsroom):
    """An invitation is good once; who is removed has no right left."""
    maria = await editor(town, newsroom)
    team = await newsroom.say("/team")
    assert "Maria · editor" in team.text
    assert menu(town, maria)[:2] == ["pause", "resume"]
    assert "desk" not in menu(town, maria)
    asked = await newsroom.tap(team, "Remove Maria")
    assert asked.text == STRINGS.text("team.ask_removal", title="Maria")
    assert menu(town, maria) is not None
    team = await newsroom.tap(asked, "Yes, remove")
    assert "Maria" not in team.text
    assert menu(town, maria) is None
    assert (await maria.say("/pause all")).text == STRINGS["team.members_only"]
    assert not town.state.pauses.is_paused()
    await maria.leave()


@pytest.mark.parametrize("words", ["alles", "Everything", "усе"])
async def test_what_is_paused_is_named_in_any_language(town, newsroom, words):
    """As people say it, beside the words that /pause shows."""
    assert (await newsroom.say(f"/pause {words}")).text == PAUSED
    assert (await newsroom.say(f"/resume {words}")).text == STRINGS["pausing.over.all"]
    said = await newsroom.say(f"/pause artikel {SEED}")
    assert said.text.startswith("Paused: ")


async def test_an_article_without_its_word_is_asked_about(town, newsroom):
    """Nothing is paused by a guess; the command that does it is offered."""
    asked = await newsroom.say("/pause naive")
    assert asked.text == STRINGS.text("pausing.meant", command=f"/pause article {SEED}")
    assert not town.state.pauses.articles()
    assert (await newsroom.say("/pause xyzzy")).text == STRINGS["pausing.usage"]


async def test_the_newsroom_is_handed_over(town, newsroom):
    """After a question; the new owner has the buttons, the old one none."""
    maria = await editor(town, newsroom)
    team = await newsroom.say("/team")
    asked = await newsroom.tap(team, "Hand over to Maria")
    assert asked.text == STRINGS.text("team.ask_heir", title="Maria")
    await newsroom.tap(asked, "Yes, hand over")
    assert (await maria.hears()).text == STRINGS["team.welcome.owner"]
    assert (await newsroom.say("/team")).labels == []
    assert "Invite an editor" in (await maria.say("/team")).labels
    assert await newsroom.tap_for_notice(team, "Invite an editor") == STRINGS["buttons.expired"]
    await maria.leave()


@pytest.fixture
async def group(town, newsroom):
    """Found a supergroup of Piotr's with Olena, Maria the editor, a reader, and the bot in it."""
    maria = await editor(town, newsroom)
    piotr, reader = [await town.visitor(name) for name in ("Piotr", "Rita")]
    room = (await piotr.do("found", kind="supergroup", title="Readers' hall"))["room"]["id"]
    await piotr.do("bot", **{"in": room, "as": "administrator"})
    people = {"owner": newsroom, "editor": maria, "admin": piotr, "reader": reader}
    for one in (newsroom, maria, reader):
        await piotr.do("add", **{"in": room}, person=one.person["id"])
    there = {part: await one.enter(town.playground, room) for part, one in people.items()}
    yield people, there
    for one in (*there.values(), maria, piotr, reader):
        await one.leave()


NO = STRINGS["team.members_only"]
OWNERS = STRINGS["team.owner_only"]
PAUSED = STRINGS["pausing.done.all"]
CHAT = STRINGS["pausing.done.chat"]
ONLY_CHAT = STRINGS["pausing.only_chat"]
TEAM = STRINGS["team.heading"]
IN_PRIVATE = STRINGS["team.in_private"]
USAGE = STRINGS["pausing.usage"]
DESK = STRINGS["team.desk_here"]
OWN = STRINGS["team.desk_own"]
HIDE = STRINGS["hide.which"]
WAS_NOT, NOTHING = STRINGS["pausing.was_not"], STRINGS["pausing.nothing"]
MISSES, MISSES_ALONE = STRINGS["misses.none"], STRINGS["misses.in_private"]
MATRIX = {
    # command: what owner, editor, admin, reader hear in a group, and owner, editor, reader alone
    "/pause all": ((PAUSED, PAUSED, ONLY_CHAT, NO), (PAUSED, PAUSED, NO)),
    "/pause chat": ((CHAT, CHAT, CHAT, NO), (USAGE, USAGE, NO)),
    "/pause article qqzzxx": ((None, None, ONLY_CHAT, NO), (None, None, NO)),
    "/team": ((IN_PRIVATE, IN_PRIVATE, NO, NO), (TEAM, TEAM, NO)),
    "/desk": ((DESK, OWNERS, OWNERS, OWNERS), (OWN, OWNERS, OWNERS)),
    "/hide": ((HIDE, HIDE, HIDE, NO), (HIDE, HIDE, NO)),
    "/resume all": ((WAS_NOT, WAS_NOT, ONLY_CHAT, NO), (WAS_NOT, WAS_NOT, NO)),
    "/resume": ((WAS_NOT, WAS_NOT, WAS_NOT, NO), (NOTHING, NOTHING, NO)),
    "/misses": ((MISSES_ALONE, MISSES_ALONE, NO, NO), (MISSES, MISSES, NO)),
}


@pytest.mark.parametrize("command", MATRIX)
async def test_who_may_do_what_where(town, group, command):
    """Each part in each kind of chat is answered as the matrix says, and only that happens."""
    people, there = group
    name, _, rest = command.partition(" ")
    expected, alone = MATRIX[command]
    said = {}
    for part, wanted in zip(("owner", "editor", "admin", "reader"), expected, strict=True):
        said[part, "group"] = (await there[part].say(f"{name}{BOT} {rest}".strip()), wanted)
        free(town)
    for part, wanted in zip(("owner", "editor", "reader"), alone, strict=True):
        said[part, "private"] = (await people[part].say(command), wanted)
        free(town)
    for who, (answer, wanted) in said.items():
        if wanted is None:
            assert answer.text == STRINGS["pausing.which"], who  # there is no such article
        else:
            assert answer.text.startswith(wanted), who


def free(town):
    """Let everything go on that a command has paused."""
    for one in town.state.pauses.all():
        town.state.pauses.resume(one.kind, one.target, SERVER)


async def test_a_channels_posts_command_nothing(town, newsroom):
    """Who posts in a channel is not told to the bot: not even its owner is obeyed there."""
    channel = (await newsroom.do("found", kind="channel", title="News"))["room"]["id"]
    await newsroom.do("bot", **{"in": channel, "as": "administrator"})
    async with await newsroom.enter(town.playground, channel) as there:
        for command in ("/pause all", f"/pause{BOT} chat", f"/desk{BOT}", f"/team{BOT}"):
            await there.tell(command)
        await there.hears_nothing()
    assert town.state.pauses.all() == ()
    assert town.state.team.desk() == newsroom.person["id"]


async def test_who_hides_behind_a_channel_has_no_right(town, group):
    """A channel's name says nothing of who speaks: its owner's role doesn't count there."""
    people, there = group
    channel = (await people["owner"].do("found", kind="channel", title="Mine"))["room"]["id"]
    answer = await there["owner"].say(f"/pause{BOT} chat", as_channel=channel)
    assert answer.text == NO
    assert not town.state.pauses.all()


async def test_a_demoted_admin_loses_the_right(seeds, tmp_path):
    """As soon as Telegram is asked again, here after a moment, it says that they are none."""
    async with (
        running(seeds, tmp_path, admin_seconds=0.2) as town,
        await town.visitor("Piotr") as piotr,
        await town.visitor("Rita") as rita,
    ):
        world = town.playground.world
        number = (await piotr.do("found", kind="supergroup", title="Hall"))["room"]["id"]
        await piotr.do("bot", **{"in": number, "as": "administrator"})
        await piotr.do("add", **{"in": number}, person=rita.person["id"])
        room = world.chat(number)
        person = room.members[rita.person["id"]].user
        founder = room.members[piotr.person["id"]].user
        async with await rita.enter(town.playground, number) as there:
            asked = f"/resume{BOT} chat"
            assert (await there.say(asked)).text == NO
            rooms.change(world, room, founder, Member(dict(person), "administrator"))
            assert (await there.say(asked)).text == STRINGS["pausing.was_not"]
            rooms.change(world, room, founder, Member(dict(person)))
            async with asyncio.timeout(PATIENCE):
                while (await there.say(asked)).text != NO:  # noqa: ASYNC110 -- nobody tells
                    await asyncio.sleep(0.05)


async def test_a_paused_bot_says_so_once_and_then_nothing(town, newsroom):
    """In private one kind sentence; what readers have a right to still works; then all goes on."""
    async with await town.visitor("Piotr") as piotr:
        answer = await piotr.say(SUMMIT)
        await newsroom.say("/pause all")
        assert (await piotr.say(SUMMIT)).text == STRINGS["pausing.told"]
        await piotr.tell(SUMMIT)
        await piotr.hears_nothing()
        assert await piotr.tap_for_notice(answer, "More context") == STRINGS["pausing.told"]
        assert (await piotr.say("/privacy")).text == STRINGS["privacy"]
        assert (await piotr.say("/unsubscribe")).text == STRINGS["subscribe.nothing"]
        asked = await piotr.say("/forget")
        assert (await piotr.tap(asked, "Delete it")).text == STRINGS["forget.done"]
        await newsroom.say("/resume all")
        assert (await piotr.say(SUMMIT)).marked("bold") == ["The Hague"]


async def test_a_paused_group_is_silent(group):
    """Whoever calls the bot there hears nothing; in private it answers."""
    people, there = group
    await there["admin"].say(f"/pause{BOT} chat")
    await there["reader"].hears()
    for words in (f"{BOT} {SUMMIT}", f"/help{BOT}", f"/pause{BOT} all", f"/misses{BOT}"):
        await there["reader"].tell(words)
    await there["reader"].hears_nothing()
    assert (await people["reader"].say(SUMMIT)).marked("bold") == ["The Hague"]
    assert (await there["admin"].say(f"/resume{BOT}")).text == STRINGS["pausing.over.chat"]
    assert (await there["reader"].say(f"/ask{BOT} {SUMMIT}")).marked("bold") == ["The Hague"]


async def test_a_paused_article_is_not_shown(town, newsroom):
    """Neither by a question nor by a button; its reader keeps it for when it goes on."""
    async with await town.visitor("Piotr") as piotr:
        await piotr.start(SEED)
        answer = await piotr.say(SUMMIT)
        said = await newsroom.say(f"/pause article {SEED}")
        assert said.text.startswith("Paused: ")
        assert (await piotr.say(SUMMIT)).text == STRINGS["pausing.article"]
        told = await piotr.tap_for_notice(answer, "More context")
        assert told == STRINGS["pausing.article"]
        assert (await piotr.say("/summary")).text == STRINGS["pausing.article"]
        assert SEED in (await newsroom.say("/pause")).text
        await newsroom.say(f"/resume article {SEED}")
        assert (await piotr.say(SUMMIT)).marked("bold") == ["The Hague"]


async def test_a_pause_from_the_server_is_obeyed_within_a_second(town, olena):
    """Another process writes it into the state; the running bot learns of it."""
    await olena.say(SUMMIT)
    other = town.beside()
    other.pauses.pause("all", "", SERVER)
    assert PAUSES_SECONDS < 1
    await until(town.state.pauses.is_paused)
    assert (await olena.say(SUMMIT)).text == STRINGS["pausing.told"]
    other.close()


async def test_a_pause_outlives_a_restart(seeds, tmp_path):
    """What was paused before this process began is paused, and whose newsroom it is holds."""
    before = Town(seeds, Clock(), tmp_path).state
    code = before.team.new_code("owner", SERVER)
    before.team.redeem("owner", code, Actor("owner", 5, "Olena"))
    before.pauses.pause("all", "", SERVER)
    before.close()
    async with running(seeds, tmp_path) as town, await town.visitor("Piotr") as piotr:
        assert (await piotr.say(SUMMIT)).text == STRINGS["pausing.told"]
        assert town.state.team.role(5) == "owner"


async def test_hide_takes_a_message_away(town, group):
    """An administrator hides the bot's answer in their group, the audit log says who."""
    _, there = group
    answer = await there["reader"].say(f"/ask{BOT} {SUMMIT}")
    assert (await there["reader"].say(f"/hide{BOT}", reply_to=answer)).text == NO
    await there["admin"].tell("/hide", reply_to=answer)
    gone = await there["reader"].notices("deleted")
    assert gone["message_id"] == answer.id
    await until(lambda: town.state.audit.deeds()[-1].what == "hide")
    deed = town.state.audit.deeds()[-1]
    assert (deed.part, deed.name) == ("admin", "Piotr")


async def test_who_edits_their_question_does_not_bring_back_what_was_hidden(town, group):
    """An answer that is gone is not given anew because its question was changed."""
    _, there = group
    question = await there["reader"].tell(f"/ask{BOT} {SUMMIT}")
    answer = await there["reader"].hears()
    await town.settled()
    await there["admin"].tell("/hide", reply_to=answer)
    await there["reader"].notices("deleted")
    await until(lambda: town.state.audit.deeds()[-1].what == "hide")
    await there["reader"].edit(question, f"/ask{BOT} {SUMMIT} Please?")
    await there["reader"].hears_nothing()


async def test_the_desk_hears_who_is_who(town, newsroom, group):
    """Who is removed and to whom the newsroom is handed over, in the group that is the desk."""
    people, there = group
    await there["owner"].say(f"/desk{BOT}")
    await there["reader"].hears()
    async with await town.visitor("Ivan") as ivan:
        await ivan.start(f"edit_{town.state.team.new_code('editor', SERVER)}")
        await there["reader"].hears()
        asked = await newsroom.tap(await newsroom.say("/team"), "Remove Ivan")
        await newsroom.tap(asked, "Yes, remove")
        assert (await there["reader"].hears()).text == STRINGS.text("team.left", title="Ivan")
    asked = await newsroom.tap(await newsroom.say("/team"), "Hand over to Maria")
    await newsroom.tap(asked, "Yes, hand over")
    assert (await there["reader"].hears()).text == STRINGS.text("team.joined.owner", title="Maria")
    assert (await people["editor"].hears()).text == STRINGS["team.welcome.owner"]


async def test_the_desk_hears_what_is_wrong(town, newsroom, group):
    """Once when it begins and once when it ends, in the group that is the desk."""
    _, there = group
    await there["owner"].say(f"/desk{BOT}")
    await there["reader"].hears()
    town.conditions.begin("clock", "the clock is wrong")
    begun = await there["reader"].hears()
    assert begun.text == STRINGS.text("alarms.begins", problem="the clock is wrong")
    town.conditions.end("clock")
    over = await there["reader"].hears()
    assert over.text.startswith("Over, after 0 min.")
    await there["reader"].hears_nothing()
