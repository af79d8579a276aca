"""The newsroom at work, over HTTP: who may do what where, and what a pause or /hide brings."""

from __future__ import annotations

import pytest

from bot.newsroom import SERVER
from bot.strings.catalogue import load_strings

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


async def test_a_code_makes_an_owner_once(town, newsroom):
    """Whoever comes second with the same link is told that it isn't good any more."""
    code = town.state.team.new_code("owner", SERVER)
    async with await town.visitor("Piotr") as piotr:
        await piotr.start(f"own_{code}")
        assert town.state.team.role(piotr.person["id"]) == "owner"
        assert town.state.team.role(newsroom.person["id"]) == "editor"
    said = await newsroom.start(f"own_{code}")
    assert said.text == STRINGS["team.no_code.owner"]


async def test_wrong_codes_void_the_right_one(town, olena):
    """After twenty guesses nobody becomes the owner by it, however right."""
    code = town.state.team.new_code("owner", SERVER)
    for number in range(20):
        wrong = f"own_{number:022d}"
        assert (await olena.start(wrong)).text == STRINGS["team.no_code.owner"]
    assert (await olena.start(f"own_{code}")).text == STRINGS["team.no_code.owner"]
    assert not town.state.team.has_owner


async def test_the_owner_appoints_and_dismisses(town, newsroom):
    """An invitation is good once; who is removed has no right left."""
    maria = await editor(town, newsroom)
    team = await newsroom.say("/team")
    assert "Maria · editor" in team.text
    team = await newsroom.tap(team, "Remove Maria")
    assert "Maria" not in team.text
    assert (await maria.say("/pause all")).text == STRINGS["team.members_only"]
    assert not town.state.pauses.is_paused()
    await maria.leave()


async def test_the_newsroom_is_handed_over(town, newsroom):
    """After a question; the new owner has the buttons, the old one none."""
    maria = await editor(town, newsroom)
    team = await newsroom.say("/team")
    asked = await newsroom.tap(team, "Hand over to Maria")
    assert asked.text == STRINGS.text("team.ask_heir", title="Maria")
    await newsroom.tap(asked, "Yes, hand over")
    assert (await newsroom.say("/team")).labels == []
    assert "Invite an editor" in (await maria.say("/team")).labels
    assert await newsroom.tap_for_notice(team, "Invite an editor") == STRINGS["buttons.expired"]
    await maria.leave()
