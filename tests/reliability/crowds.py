"""Thirty questions a minute under one post, in simulated time, at a server that is strict.

What is measured is what a reader in the thread sees:

- *acknowledged*: the question bears the bot's reaction, or has its answer;
- *visible*: the answer replies to the question; or the question bears the bot's reaction, and the
  thread's list of what is asked most links to a message that gives this answer.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass

from tests.fakes.crowd import Crowd, words
from tests.fakes.simulated_time import simulated

SECONDS = 600.0
A_MINUTE = 30
DISTINCT = 12
PATIENCE = 120.0
"""Seconds after the last question in which its answer may still become visible."""


@dataclass
class Crowded:
    """What readers saw: the longest waits in seconds, `unseen` questions that waited in vain.

    `most` is how much was sent and edited in any minute, `refused` how often the server said 429.
    """

    questions: int
    acknowledged: float
    visible: float
    unseen: int
    most: int
    refused: int
    sent: int
    edits: int
    reactions: int


def _link(call, message):
    """Whether a list has a link to a message."""
    urls = (one.get("url", "") for one in call.params["entities"])
    return any(url.partition("?")[0].endswith(f"/{message}") for url in urls)


def _seen(crowd, message, asked, answer):
    """Return when a question was acknowledged and when its answer was visible; None for never."""
    acts = [
        one.at for one in crowd.sent("setMessageReaction") if one.params["message_id"] == message
    ]
    replies = [
        one.at
        for one in crowd.sent("sendMessage")
        if one.params.get("reply_parameters", {}).get("message_id") == message
        and answer in one.params["text"]
    ]
    acknowledged = min([*acts, *replies], default=None)
    ways = list(replies)
    if acts:
        given = [
            one.result["message_id"]
            for one in crowd.sent("sendMessage")
            if answer in one.params["text"] and one not in crowd.lists()
        ]
        shown = [
            one.at for one in crowd.lists() if any(_link(one, message_id) for message_id in given)
        ]
        ways += [max(acts[0], shown[0])] if shown else []
    return acknowledged, min(ways, default=None)


async def _crowded(seconds, seed, a_minute, distinct):
    rng = random.Random(seed)
    crowd, asked = Crowd(), {}
    loop = asyncio.get_running_loop()
    times = sorted(rng.uniform(0, seconds) for _ in range(round(seconds * a_minute / 60)))
    async with crowd.running():
        for at in times:
            await asyncio.sleep(at - loop.time())
            number = rng.randrange(distinct)
            asked[await crowd.ask(number)] = number
        await asyncio.sleep(PATIENCE)
    seen = {
        message: _seen(crowd, message, crowd.asked[message][0], words(number))
        for message, number in asked.items()
    }
    begun = {message: crowd.asked[message][0] for message in asked}
    sent = [one.at for one in crowd.sent()]
    methods = Counter(one.method for one in crowd.sent("setMessageReaction", "editMessageText"))
    return Crowded(
        questions=len(asked),
        acknowledged=max((one or times[-1] + PATIENCE) - begun[m] for m, (one, _) in seen.items()),
        visible=max(
            (one for m, (_, at) in seen.items() if at for one in [at - begun[m]]), default=0
        ),
        unseen=sum(at is None for _, at in seen.values()),
        most=max(sum(at <= one < at + 60 for one in sent) for at in sent),
        refused=sum(one.status == 429 for one in crowd.api.log),
        sent=len(crowd.sent("sendMessage")),
        edits=methods["editMessageText"],
        reactions=methods["setMessageReaction"],
    )


def crowded(seconds, seed, *, a_minute=A_MINUTE, distinct=DISTINCT):
    """Ask so many questions a minute, at random times, about so many things."""
    return simulated(_crowded(seconds, seed, a_minute, distinct))
