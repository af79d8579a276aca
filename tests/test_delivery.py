"""The short forms of what ``make reliability`` does: real processes really killed, and the like."""

from __future__ import annotations

import asyncio

import pytest

from tests.reliability import broken_disk, kills, loud, rates, steady, subscribers, trouble
from tests.reliability.inside import inside

UKRAINIAN = "4 травня 2026\u202fр."

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def quiet(caplog):
    """Leave out of the log what goes wrong on purpose."""
    caplog.set_level("CRITICAL")


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_nothing_is_lost_when_the_bot_is_killed(tmp_path, webhook):
    """Three kills under load: everybody is answered, and few are answered twice."""
    found = await kills.run(tmp_path, 3, 1, webhook=webhook)
    assert found.updates > 0
    assert found.lost == 0
    assert found.most_twice <= found.allowed
    assert (found.code, found.stop < 10) == (0, True)


async def test_updates_that_come_again_are_answered_once(tmp_path):
    """Delivered five times over, while they wait, at work and done."""
    assert await trouble.duplicates(tmp_path, 20, 5) == (0, 0)


async def test_a_poison_update_holds_up_nobody(tmp_path):
    """The same chat's next one is answered; the poison is in quarantine."""
    found = await trouble.poison(tmp_path)
    assert found.quarantined == 1
    assert found.seconds < 15


async def test_chats_keep_their_order():
    """Through many workers, failures and the outbox."""
    assert (await steady.order(3000, 1))[0] == 0


@pytest.mark.parametrize("place", broken_disk.PLACES)
@pytest.mark.parametrize("nth", [2])
async def test_no_acknowledged_update_is_lost_on_a_failing_disk(tmp_path, place, nth):
    """Every n-th write fails, at its begin, in its middle or at its commit."""
    lost, _, _ = await broken_disk.run(tmp_path, place, lambda write: write % nth == 0)
    assert lost == 0


async def test_one_loud_reader_gets_one_notice_and_holds_up_nobody(tmp_path):
    """Of two hundred messages a few are answered; others wait hardly longer meanwhile."""
    found = await loud.run(tmp_path, 2, 200, 1, 1, at_once=3)
    assert (found.answers, found.notices) == (3, 1)
    # Behind two hundred answers they would wait for seven seconds at Telegram's rate. The ratio is
    # `make reliability`'s to tell: of spells this short it is all noise.
    assert found.beside < 2


async def test_a_forced_silence_is_kept_by_its_chat_only():
    """Nothing goes there early, and nobody else waits."""
    found = await rates.flooded(asked=1)
    assert found.silence >= 1
    assert found.others < found.silence


async def test_a_digest_to_subscribers_goes_the_real_way(tmp_path):
    """From the rows of the state to the Bot API: the article's words, in each one's language."""
    took, all_there = {}, asyncio.Event()

    def note(parameters):
        took[parameters["chat_id"]] = parameters["text"]
        if took.keys() >= {-1, *range(1, 61)}:
            all_there.set()

    async with (
        inside(tmp_path, clock=subscribers.clock()) as bench,
        subscribers.subscribed(bench, 60) as begin,
    ):
        bench.api.took = note
        going_on = asyncio.create_task(begin())
        await asyncio.wait_for(all_there.wait(), 30)
        going_on.cancel()
    assert all("continue to stand with Ukraine" in text for text in took.values())
    headings = {text.partition("\n")[0] for text in took.values()}
    assert headings == {f"The morning · {day}" for day in ("4 May 2026", "4. Mai 2026", UKRAINIAN)}


async def test_a_strict_server_refuses_nothing():
    """Thirty a second in all and one a second to a chat, by the server's own count."""
    found = await rates.strictly(1, chats=40, to_group=2, to_person=3)
    assert found.refused == 0


async def test_everything_is_answered_over_a_state_on_a_disk(tmp_path):
    """Inbox, outbox and state together, without processes: each question one answer."""
    answers = []
    async with inside(tmp_path) as bench:
        bench.api.took = lambda parameters: answers.append(parameters["text"])
        await bench.take(*(bench.update(n % 7 + 1, str(n)) for n in range(200)))
        await bench.quiet()
    assert sorted(answers, key=int) == [str(n) for n in range(200)]
