"""What is said when something goes wrong is in the reader's language, too."""

from __future__ import annotations

from bot.handlers.settings import Settings
from bot.strings.languages import load_languages
from tests.bot.conftest import DATE

LANGUAGES = load_languages()
DE, UK = LANGUAGES.of("de"), LANGUAGES.of("uk")
HEIDI = {"id": 7, "is_bot": False, "first_name": "Heidi", "language_code": "de"}
GROUP = {"id": -100, "type": "supergroup", "title": "A group"}
NAME = "@VerbatimBot"


async def test_an_apology_is_in_the_readers_language(bench):
    """What has failed may be anything, but not knowing whom it failed."""
    bench.library.ask = None
    (sent,) = await bench.give(bench.message(text="where?", **{"from": HEIDI}))
    assert sent["text"] == DE["other.apology"]


async def test_a_failed_tap_is_apologised_for_in_the_tappers_language(bench):
    """The same in a toast."""
    bench.state.recall = None
    await bench.handle(bench.tap("hit.0:t", **{"from": HEIDI}))
    (answer,) = bench.request.named("answerCallbackQuery")
    assert answer["text"] == DE["other.apology"]


async def test_a_tap_without_its_message_is_answered_in_the_tappers_language(bench):
    """Nobody knows then in which chat it was."""
    raw = bench.tap("hit.0:t", **{"from": HEIDI})
    del raw["callback_query"]["message"]
    await bench.handle(raw)
    (answer,) = bench.request.named("answerCallbackQuery")
    assert answer["text"] == DE["buttons.expired"]


async def test_a_summons_that_fails_is_apologised_for_in_the_language_of_who_summons(bench):
    """In a chat that the bot is not in, only they are known."""
    bench.library.check = None
    chat = {"id": -200, "type": "supergroup", "title": "Elsewhere"}
    message = {"message_id": 5, "date": DATE, "chat": chat, "from": HEIDI, "text": f"{NAME} where?"}
    await bench.handle({"update_id": 9, "guest_message": {**message, "guest_query_id": "g1"}})
    (sent,) = bench.request.named("answerGuestQuery")
    assert sent["result"]["input_message_content"]["message_text"] == DE["other.apology"]


async def test_who_speaks_as_the_group_is_spoken_to_in_its_language(bench):
    """An anonymous administrator has no language of their own: the group's, else the default."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    raw = {"from": anonymous, "sender_chat": GROUP}
    (sent,) = await bench.give(bench.message("supergroup", text=f"/privacy{NAME}", **raw))
    assert sent["text"] == LANGUAGES.default["privacy"]
    bench.state.rooms.chosen[-100] = {"language": "uk"}
    (sent,) = await bench.give(bench.message("supergroup", text=f"/privacy{NAME}", **raw))
    assert sent["text"] == UK["privacy"]


async def test_a_language_that_is_no_more_is_the_default(bench):
    """A group's choice outlives the file of its language, and can be changed then."""
    bench.state.rooms.chosen[-100] = {"language": "tlh"}
    own = {"from": HEIDI, "sender_chat": GROUP}
    (sent,) = await bench.give(bench.message("supergroup", text=f"/settings{NAME}", **own))
    assert LANGUAGES.default["settings.heading"] in sent["text"]
    raw = bench.message("supergroup", text=f"/settings{NAME} language auto", **own)
    await bench.give(raw)
    assert Settings(**bench.state.rooms.chosen[-100]).language == ""
