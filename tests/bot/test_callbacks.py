"""What a tapped button sends can't be forged, nor replayed by somebody else or elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.buttons import parse
from bot.handlers.asker import Asker
from bot.handlers.conversation import Conversation
from bot.handlers.taps import Tapped, Taps
from bot.state.keys import Key
from bot.state.state import State
from bot.strings.catalogue import load_strings
from tests.fakes.clock import Clock
from tests.fakes.town import HARVEST, SEED, running, seeded

STRINGS = load_strings()
EXPIRED = STRINGS["buttons.expired"]
APOLOGY = STRINGS["other.apology"]
BOT = "@VerbatimBot"
ACTIONS = (
    "hit more home part keep all origin who ask list pick page forget set summary quotes facts"
).split()
OLENA = Asker(111222333, 111222333)
# What answers of each kind carry; each is asked for anew by every test.
ASKED = {
    "an answer": "How much did Poland spend on defense?",
    "several answers": "Where was the summit? And how much did Poland spend?",
    "an abstention": "What does the pope say about it?",
    "the list": "/articles",
    "a summary": "/summary",
    "quotations": "/quotes",
    "a check": "/check “We stand with Ukraine”",
    "holdings": "/forget",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    path = tmp_path_factory.mktemp("articles") / "harvest.md"
    path.write_text(HARVEST, encoding="utf-8")
    with seeded(path) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over two articles."""
    async with running(shelf, tmp_path) as town:
        yield town


def datas(message):
    """Return the data of each button."""
    rows = message.raw.get("reply_markup", {}).get("inline_keyboard", [])
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def written(town):
    """Return how many messages the bot has sent or changed."""
    methods = {"sendMessage", "editMessageText", "deleteMessage", "editMessageReplyMarkup"}
    return sum(method in methods for method, _ in town.playground.requests)


def forged(data):
    """Return what an altered client could send in a button's place."""
    action, _, token = data.partition(":")
    swapped = token[:-1] + ("A" if token[-1:] != "A" else "B")
    flipped = token[:1].swapcase() + token[1:]
    return {
        f"{action}:{swapped}",
        f"{action}:{token[::-1]}x"[:64],
        f"{action}:{'A' * 22}",
        f"{action}:{token[:-1]}",
        f"{action}:{token}A",
        f"{action}:" + (flipped if flipped != token else swapped),
        f"{action}.-1:{token}",
        f"{action}.99999:{token}",
        f"{action}.٣:{token}",
        f"{action}.0:{token} ",
        f" {data}",
        f"{data}\n",
        f"{data}\x00",
        data.upper(),
        token,
        f":{token}",
        f"{action}::{token}",
        f"nonsense:{token}",
        f"{action}:' OR 1=1 --",
        f"{action}:../../etc/passwd",
        "forget:" + "A" * 22,
        "{}",
        "\u202e" * 10,
        "🎉" * 16,
    } - {data}


class Desk:
    """The conversation without a network: what Olena is answered, and what taps bring."""

    def __init__(self, library, folder):
        self.clock = Clock()
        self.state = State(str(folder / "state.db"), Key(b"k" * 32), clock=self.clock)
        self.talk = Conversation(library, self.state, STRINGS)
        self.taps = Taps(self.talk)

    def ask(self, text):
        """Return the data of the buttons under an answer."""
        self.talk.start(OLENA, SEED)
        reply = {
            "/articles": lambda: self.talk.articles(OLENA),
            "/forget": lambda: self.talk.forget(OLENA),
        }.get(text, lambda: self.talk.ask(OLENA, text.removeprefix("/"), None))()
        return [one.data for row in reply.buttons for one in row if one.data]


@pytest.fixture
def desk(shelf, tmp_path):
    desk = Desk(shelf, tmp_path)
    yield desk
    desk.state.close()


@pytest.mark.parametrize("kind", ASKED)
def test_forged_data_does_nothing(desk, kind):
    """Each kind of button, its data altered in every way: a toast, nothing shown or forgotten."""
    real = desk.ask(ASKED[kind])
    assert real
    held = desk.state.held(OLENA.chat_id, OLENA.user_id)
    for data in sorted({data for one in real for data in forged(one)}):
        assert desk.taps.tap(OLENA, data) == Tapped(EXPIRED), data
    assert desk.state.held(OLENA.chat_id, OLENA.user_id) == held


@pytest.mark.parametrize("kind", ASKED)
def test_a_real_token_with_another_buttons_action_harms_nobody(desk, kind):
    """The row says what it is for; an action that isn't among it ends in a toast, no fault."""
    token = parse(desk.ask(ASKED[kind])[0]).token
    for action in ACTIONS:
        for number in ("", ".0", ".7", ".9999"):
            tapped = desk.taps.tap(OLENA, f"{action}{number}:{token}")
            assert isinstance(tapped, Tapped)


async def test_forged_data_writes_nothing(town):
    """Over HTTP, as an altered client would send it: the toast is all there is."""
    async with await town.visitor() as olena:
        message = await olena.say(ASKED["an answer"])
        before = written(town)
        for data in sorted(forged(datas(message)[0])):
            assert await olena.press(message, data) == EXPIRED, data
        assert written(town) == before


@pytest.mark.parametrize("kind", ["an answer", "the list", "holdings"])
async def test_a_button_is_nobody_elses_and_nowhere_elses(town, kind):
    """Piotr can't press Olena's, in private or in their group; nor she herself in another chat."""
    async with await town.visitor("Olena") as olena, await town.visitor("Piotr") as piotr:
        groups = []
        for title in ("Here", "There"):
            group = (await olena.do("found", kind="supergroup", title=title))["room"]["id"]
            await olena.do("bot", **{"in": group, "as": "member"})
            await olena.do("add", **{"in": group}, person=piotr.person["id"])
            groups.append(group)
        private = await olena.say(ASKED[kind])
        elsewhere = await piotr.say("/articles")
        async with (
            await olena.enter(town.playground, groups[0]) as hers,
            await piotr.enter(town.playground, groups[0]) as his,
            await olena.enter(town.playground, groups[1]) as there,
        ):
            text = ASKED[kind]
            command = f"{text.split()[0]}{BOT} {' '.join(text.split()[1:])}"
            asked = command if text.startswith("/") else f"/ask{BOT} {text}"
            public = await hers.say(asked)
            other = await there.say(f"/articles{BOT}")
            before = written(town)
            for data in datas(private):
                assert await piotr.press(elsewhere, data) == EXPIRED
                assert await hers.press(public, data) == EXPIRED
                assert await his.press(public, data) == EXPIRED
            for data in datas(public):
                assert await piotr.press(elsewhere, data) == EXPIRED
                assert await olena.press(private, data) == EXPIRED
                assert await there.press(other, data) == EXPIRED
                if not _is_for_all(data):
                    said = await his.press(public, data)
                    assert said not in {"", APOLOGY}, data
            assert written(town) == before


async def test_a_button_ends_with_its_time_and_with_forget(town):
    """Half an hour later, or after /forget, what was real is as good as forged."""
    async with await town.visitor() as olena:
        for end in ("time", "forget"):
            message = await olena.say(ASKED["an answer"])
            if end == "time":
                town.clock.now += dt.timedelta(hours=13)
            else:
                await olena.tap(await olena.say("/forget"), STRINGS["buttons.forget"])
            before = written(town)
            for data in datas(message):
                assert await olena.press(message, data) == EXPIRED
            assert written(town) == before


LINKS = [
    "", "x" * 64, "x" * 65, "../../etc/passwd", "a b", "'; DROP TABLE button; --", "\u202e", "🎉",
    "own_", "own_AAAA", "%00", "A" * 16, "_" * 64, "-" * 64, SEED.upper(), "about-verbatim",
]  # fmt: skip


@pytest.mark.parametrize("parameter", LINKS)
def test_a_links_parameter_is_an_article_or_nothing(desk, parameter):
    """Whatever stands in a link: a list, a greeting or the help; it isn't said again."""
    reply = desk.talk.start(OLENA, parameter)
    assert reply.text
    assert parameter.strip() == "" or parameter not in reply.text
    assert desk.state.scope(OLENA.chat_id) is None


def _is_for_all(data):
    """Whether a button is anybody's: votes are."""
    return data.partition(":")[0].partition(".")[0] in {"up", "down", "vote"}
