"""Readers of several languages, each spoken to in their own; over HTTP, as people use it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.newsroom import SERVER
from bot.playground.world import people, rooms
from bot.playground.world.speech import Speaker
from bot.strings.languages import load_languages
from tests.fakes.town import HARVEST, running, seeded
from tests.fakes.waiting import until

LANGUAGES = load_languages()
EN, DE, UK = (LANGUAGES.of(code) for code in ("en", "de", "uk"))
BOT = "@VerbatimBot"
SUMMIT = "Where was the summit?"
WHEAT = "How much wheat did farmers bring in?"
BREAD = "How do I bake bread?"
PUBLISHED = dt.date(2025, 8, 1)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles, which no test changes."""
    harvest = tmp_path_factory.mktemp("articles") / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        yield library


async def test_the_desk_is_told_in_its_groups_language(town, olena):
    """Reports, alarms and who has joined, as previews of digests; the default where none is set."""
    code = town.state.team.new_code("owner", SERVER)
    await olena.start(f"own_{code}")
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await olena.do("bot", **{"in": group, "as": "member"})
    entered = await olena.enter(town.playground, group)
    async with entered as desk, await town.visitor("Ivan") as ivan:
        await desk.say(f"/desk{BOT}")
        await desk.say(f"/settings{BOT} language de")
        await town.settled()
        answer = await ivan.say(SUMMIT)
        draft = await ivan.tap(answer, EN["votes.report"])
        await ivan.tap(draft, EN["report.buttons.send"])
        assert (await desk.hears()).text.startswith(DE["report.heading"])
        town.conditions.begin("clock", "no room")
        assert (await desk.hears()).text == DE.text("alarms.begins", problem="no room")
        invited = town.state.team.new_code("editor", SERVER)
        await ivan.start(f"edit_{invited}")
        assert (await desk.hears()).text == DE.text("team.joined.editor", title="Ivan")


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over both articles, summoned and asked inline anywhere."""
    async with running(shelf, tmp_path) as town:
        town.playground.world.guest = town.playground.world.inline = True
        yield town


async def test_each_of_the_newsroom_is_spoken_to_in_their_own_language(town, olena):
    """The desk in its owner's, as long as it is their own chat; so is what readers report there."""
    code = town.state.team.new_code("owner", SERVER)
    async with await town.visitor("Uwe", "de") as uwe, await town.visitor("Ivan", "uk") as ivan:
        assert (await uwe.start(f"own_{code}")).text == DE["team.welcome.owner"]
        answer = await ivan.say(SUMMIT)
        assert await ivan.tap_for_notice(answer, UK["votes.up"]) == UK["votes.good"]
        draft = await ivan.tap(answer, UK["votes.report"])
        assert draft.text.startswith(UK["report.draft"])
        await ivan.tap(draft, UK["report.buttons.send"])
        assert (await uwe.hears()).text.startswith(DE["report.heading"])
        editor = town.state.team.new_code("editor", SERVER)
        async with await town.visitor("Oksana", "uk") as oksana:
            await oksana.start(f"edit_{editor}")
            assert (await uwe.hears()).text == DE.text("team.joined.editor", title="Oksana")
            asked = await uwe.tap(
                await uwe.say("/team"), DE.text("team.buttons.heir", name="Oksana")
            )
            await uwe.tap(asked, DE["team.buttons.crown"])
            assert (await oksana.hears()).text == UK["team.welcome.owner"]
        assert (await uwe.say("/misses")).text.startswith(DE["misses.none"])
        assert (await ivan.say("/team")).text == UK["team.members_only"]
        assert (await uwe.say("/pause all")).text == DE["pausing.done.all"]
        assert (await ivan.say(SUMMIT)).text == UK["pausing.told"]
        assert (await olena.say(SUMMIT)).text == EN["pausing.told"]


@pytest.fixture
async def desk(town, olena):
    """Enter a supergroup whose owner is Olena, and of which the bot is a member."""
    town.playground.world.privacy = False
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    await olena.do("bot", **{"in": group, "as": "member"})
    async with await olena.enter(town.playground, group) as there:
        yield there


@pytest.fixture
async def join(town, desk):
    """Return a way to enter that group as somebody of another language."""
    entered = []

    async def joined(name, language):
        visitor = await town.visitor(name, language)
        entered.append(visitor)
        await desk.do("add", person=visitor.person["id"])
        entered.append(await visitor.enter(town.playground, "Desk"))
        return entered[-1]

    yield joined
    for visitor in reversed(entered):
        await visitor.leave()


@pytest.mark.parametrize(
    ("tag", "strings"),
    [("de", DE), ("de-AT", DE), ("uk", UK), ("uk-UA", UK), ("pt-BR", EN), ("en-GB", EN)],
)
async def test_a_reader_is_spoken_to_in_their_language(town, tag, strings):
    """All that the bot says of its own is; what the article says stays as it is."""
    async with await town.visitor("Reader", tag) as reader:
        assert (await reader.start()).text.startswith(strings["start.greeting"])
        answer = await reader.say(WHEAT)
        assert answer.marked("bold") == ["48 million tonnes"]
        assert answer.text.splitlines()[-1].startswith(strings["answer.itself"])
        assert answer.text.endswith(strings.date(PUBLISHED))
        declined = await reader.say(BREAD)
        assert strings["declined.nearest_many"] in declined.text
        gone = await reader.command("/hlep")
        assert gone.text == strings.text("other.unknown_command", command="/help")
        assert (await reader.command("/privacy")).text == strings["privacy"]
        assert (await reader.command("/settings")).text == strings["group.only_groups"]
        assert (await reader.send_photo()).text == strings["other.media"]


@pytest.mark.parametrize(("tag", "strings"), [("de", DE), ("uk", UK)])
async def test_buttons_lead_on_in_the_same_language(town, tag, strings):
    """Their labels are the reader's, and so is what they bring."""
    async with await town.visitor("Reader", tag) as reader:
        await reader.say(WHEAT)
        asked = await reader.command("/forget")
        held = (await reader.command("/forget")).text
        assert strings["forget.turn"] in held
        done = await reader.tap(asked, strings["buttons.forget"])
        assert done.text == strings["forget.done"]
        assert await reader.press(asked, "forget:x:0") == strings["buttons.expired"]
        listed = await reader.command("/articles")
        chosen = await reader.tap(listed, "The harvest of the year")
        title = "The harvest of the year"
        assert chosen.text.startswith(strings.text("articles.chosen", title=title))


async def test_numbers_take_the_form_of_the_language(town):
    """The length of an article is told as Ukrainian counts words."""
    async with await town.visitor("Reader", "uk") as reader:
        listed = await reader.command("/articles")
        await reader.tap(listed, "The harvest of the year")
        told = (await reader.say("how long is this article?")).text.splitlines()[0]
        words = int(told.split()[0])
        assert told == UK.text(
            "about.length",
            words=UK.counted("about.words", words),
            minutes=UK.counted("about.minutes", 1),
        )
        assert "1 хвилина" in told


async def test_in_a_group_each_is_answered_in_their_language(desk, join):
    """Where nothing is set for it, the language is that of whoever asks."""
    hers, his = await join("Heidi", "de"), await join("Taras", "uk")
    assert DE["declined.nearest_many"] in (await hers.say(f"{BOT} {BREAD}")).text
    assert UK["declined.nearest_many"] in (await his.say(f"{BOT} {BREAD}")).text
    assert EN["declined.nearest_many"] in (await desk.say(f"{BOT} {BREAD}")).text


async def test_a_group_can_have_a_language(desk, join):
    """What all of them read is in it, by a word or by the button that goes through them."""
    his = await join("Taras", "uk")
    shown = await desk.say(f"/settings{BOT} language de")
    assert DE.text("settings.language", language="Deutsch") in shown.text
    assert DE["declined.nearest_many"] in (await his.say(f"{BOT} {BREAD}")).text
    assert (await his.say(f"/settings{BOT}")).text == DE["group.not_admin"]
    assert (await his.say(f"/privacy{BOT}")).text == DE["privacy"]
    shown = await desk.tap(shown, DE["settings.next_language"])
    assert UK.text("settings.language", language="Українська") in shown.text
    shown = await desk.tap(shown, UK["settings.next_language"])
    assert EN["settings.language_auto"] in shown.text
    assert UK["declined.nearest_many"] in (await his.say(f"{BOT} {BREAD}")).text
    shown = await desk.tap(shown, EN["settings.next_language"])
    assert EN.text("settings.language", language="English") in shown.text
    shown = await desk.say(f"/settings{BOT} language AUTO")
    assert EN["settings.language_auto"] in shown.text
    usage = await desk.say(f"/settings{BOT} language pt")
    assert ", ".join(LANGUAGES.codes) in usage.text


async def test_what_only_who_taps_reads_is_in_their_language(desk, join):
    """A refusal goes to one person, whatever the group's language is."""
    his = await join("Taras", "uk")
    shown = await desk.say(f"/settings{BOT} language de")
    mine = await desk.say(f"{BOT} {SUMMIT}")
    refused = await his.tap_for_notice(mine, DE["buttons.more"])
    before, _, _ = UK["group.not_yours"].partition("{")
    assert refused.startswith(before)
    refused = await his.tap_for_notice(shown, DE["settings.make_quiet"])
    before, _, _ = UK["group.admins_only"].partition("{")
    assert refused.startswith(before)
    more = await desk.tap(mine, DE["buttons.more"])
    assert DE["buttons.less"] in more.labels


async def test_an_edited_question_is_answered_in_the_same_language(town):
    """The answer that changes stays in the reader's language."""
    async with await town.visitor("Heidi", "de") as heidi:
        asked = await heidi.tell(WHEAT)
        await heidi.hears()
        await town.settled()
        await heidi.edit(asked, BREAD)
        assert DE["declined.nearest_many"] in (await heidi.hears()).text


async def test_inline_results_are_in_the_language_of_who_types(town):
    """Dates and names of parts are; who types the same in another language gets others."""
    for tag, strings in (("de", DE), ("uk", UK)):
        async with (
            await town.visitor(f"Reader {tag}", tag) as reader,
            await reader.enter(town.playground, "Readers") as there,
        ):
            offer, *_ = await there.ask_inline(WHEAT)
            sent = await there.choose(offer)
            assert sent.labels == [strings["inline.ask"]]
            assert strings.date(PUBLISHED) in sent.text


async def test_a_summons_is_answered_in_the_language_of_who_summons(town):
    """The claim may be anybody's; the one who asks about it reads the verdict."""
    world = town.playground.world
    stranger = world.join("Stranger")
    room = rooms.found(world, "supergroup", "Elsewhere", stranger)
    async with await town.visitor("Heidi", "de") as heidi:
        rooms.add(world, room, world.person(heidi.person["id"]))
        claim = people.say(world, room, "“Nobody expected that”, Berg said", by=Speaker(stranger))
        async with await heidi.enter(town.playground, room.id) as there:
            reply = await there.say(f"{BOT} real?", reply_to=claim["message_id"])
            assert reply.text.startswith(DE["check.verdicts.altered"])


async def test_telegram_is_told_everything_in_every_language(town):
    """Commands and descriptions: once for all others, and once for each language."""
    requests = town.playground.requests
    await until(lambda: sum(name == "setMyShortDescription" for name, _ in requests) == 4)
    told = {}
    for method, sent in requests:
        if method.startswith("setMy"):
            told.setdefault(method, {})[sent.get("language_code", ""), str(sent.get("scope"))] = (
                sent
            )
    languages = {"": EN, "en": EN, "de": DE, "uk": UK}
    for (code, _), sent in told["setMyDescription"].items():
        assert sent["description"] == languages[code]["bot.description"]
    for (code, _), sent in told["setMyCommands"].items():
        for command in sent["commands"]:
            key = f"commands.{command['command']}"
            assert command["description"] == languages[code][key]
    for method in ("setMyDescription", "setMyShortDescription", "setMyCommands"):
        assert {code for code, _ in told[method]} == set(languages), method


async def test_the_default_can_be_another_language(shelf, tmp_path):
    """With it set, readers of languages that the bot doesn't speak are spoken to in that one."""
    async with (
        running(shelf, tmp_path, language="uk") as town,
        await town.visitor("Ana", "pt-BR") as ana,
        await town.visitor("Piotr", "en") as piotr,
    ):
        assert (await ana.say("thanks!")).text == UK["other.welcome"]
        assert (await piotr.say("thanks!")).text == EN["other.welcome"]
