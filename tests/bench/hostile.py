"""What 4,096 characters of anything cost: processor time from the update to the request."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from typing import TYPE_CHECKING

from telegram import Bot

from bot.app import build, take_turn
from bot.handlers.crowds import Crowds
from bot.outbox.outbox import Outbox
from bot.outbox.requests import request as sent_as
from bot.state import open_state
from bot.state.keys import load_key, new_key
from bot.strings.languages import load_languages
from tests.bench.library import utc_now
from tests.bench.table import Figure, milliseconds
from tests.fakes.bot_api import TOKEN, RecordingRequest
from tests.fakes.hostile import MESSAGES
from tests.fakes.town import seeded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AIM = 0.05
_TRIES = 3


def measure(folder: Path) -> Iterator[Figure]:
    """Measure in a folder."""
    key = load_key(new_key(), folder / "key", folder / "data")
    with closing(open_state(str(folder / "hostile.db"), key, clock=utc_now)) as state:
        costs = asyncio.run(_costs(state))
    worst = max(costs, key=costs.__getitem__)
    yield Figure(
        "4,096 characters of anything",
        milliseconds(costs[worst]),
        f"≤ {milliseconds(AIM)}",
        costs[worst] <= AIM,
        f"processor time, update to request, over the seed; the worst of {len(costs)} kinds"
        f" ({worst}), the best of {_TRIES} tries each",
    )


async def _costs(state: object) -> dict[str, float]:
    request = RecordingRequest()
    bot = Bot(TOKEN, request=request, get_updates_request=request)
    with seeded() as library:
        outbox = Outbox(request, state.delivery)  # type: ignore[attr-defined] # the real one
        strings = load_languages()
        crowds = Crowds(library, state.rooms, strings, outbox)  # type: ignore[attr-defined] # the same
        app = build(bot, library, state, strings, outbox, crowds)  # type: ignore[arg-type] # the same
        await app.initialize()
        costs = {}
        for number, (name, text) in enumerate(MESSAGES.items()):
            tries = []
            for repeated in range(_TRIES):
                raw = update(1000 * number + repeated + 1, text)
                began = time.process_time()
                turn = await take_turn(app, outbox, raw)
                for message in turn.messages:
                    sent_as(message)
                tries.append(time.process_time() - began)
            costs[name] = min(tries)
        await app.shutdown()
    return costs


def update(number: int, text: str) -> dict[str, object]:
    """Return a message of somebody new as the Bot API sends it."""
    user = {"id": number, "is_bot": False, "first_name": "Olena"}
    chat = {"id": number, "type": "private", "first_name": "Olena"}
    message = {"message_id": 1, "date": 1750867200, "chat": chat, "from": user, "text": text}
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": number, "message": message}
