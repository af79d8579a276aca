"""Take the pictures of the documentation from the real page: ``python -m tests.screenshots``.

With names, as ``phone-digest``, only these. The real bot answers over the seed articles in the
playground; headless Chromium visits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import async_playwright

from bot.app import Options, serve
from bot.digests.plan import Digest, Target, When
from bot.outbox.rates import UNLIMITED
from bot.playground.server import Playground
from bot.posting.posting import Plans
from bot.run import suggestions
from bot.state import open_state
from bot.state.keys import load_key, new_key
from knowledge.library import open_library
from knowledge.reading.files import find_files, read_all
from knowledge.settings import LibrarySettings
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Browser, Page

    from bot.state.state import State
    from knowledge.library import Library

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK, WIDE = (390, 844), (1440, 1000), (1920, 1080)
POST = "Good morning. NATO's leaders have met in The Hague: today's article has the figures."
# A sentence of it is the article's own, word for word: an answer from there quotes the post.
QUOTED_POST = (
    "📊 Who spends most? Poland was ahead of all members with 4.12% of GDP allocated to defense, "
    "followed by Estonia (3.43%) and the U.S. (3.38%). More in today's article on NATO's summit."
)
SECOND_POST = "And what did Mark Rutte say? Ask the bot under this post."
# Of each picture: its name, the window's size, the colours, and what is said where: in the
# chat with the bot, in the channel, under its newest post ("comments") or in the group; what is
# "digest" is a digest of that title, which the bot posts in the channel at eight. What is
# "typed" there after the bot's name is left so, of what is "chosen" the first result is sent.
SHOTS = (
    (
        "phone-answer",
        PHONE,
        "light",
        [("bot", "How much of its GDP does Poland spend on defence?")],
    ),
    ("phone-declined", PHONE, "light", [("bot", "How old is Mark Rutte?")]),
    ("phone-quotes", PHONE, "dark", [("bot", "/quotes")]),
    (
        "phone-inline",
        PHONE,
        "light",
        [
            ("chosen", "quotes starmer"),
            ("chosen", "Where was the summit?"),
            ("typed", "How much of its GDP does Poland spend on defence?"),
        ],
    ),
    (
        "phone-check",
        PHONE,
        "light",
        [("bot", "/check Rutte: “We can just deal with two issues at a time”")],
    ),
    (
        "phone-channel",
        PHONE,
        "light",
        [("channel", POST), ("comments", "/summary@VerbatimBot"), ("channel", SECOND_POST)],
    ),
    ("phone-digest", PHONE, "light", [("digest", "Good morning")]),
    (
        "phone-comments",
        PHONE,
        "dark",
        [
            ("channel", QUOTED_POST),
            ("comments", "/ask@VerbatimBot how much does poland spend on defence?"),
        ],
    ),
    (
        "desk",
        DESK,
        "light",
        [
            ("channel", POST),
            ("comments", "/summary@VerbatimBot"),
            ("channel", SECOND_POST),
            ("bot", "what did rutte say about dealing with one issue at a time"),
            ("bot", "how mch does estonia spned?"),
        ],
    ),
    (
        "desk-wide",
        WIDE,
        "dark",
        [
            ("channel", POST),
            ("comments", "/summary@VerbatimBot"),
            ("bot", "How much of its GDP does Poland spend on defence?"),
        ],
    ),
)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _say(page: Page, room: str, text: str) -> None:
    """Write in a chat, and wait for what comes of it."""
    pane = page.locator(f'.pane[data-room="{room}"]')
    if room == "comments":
        if not await pane.is_visible():
            await _go(page, "channel")
        thread = page.locator('.pane[data-room="channel"] .thread').last
        if await thread.is_visible():  # on a phone it isn't where the comments are open already
            await thread.click()
    else:
        await _go(page, room)
    shown = pane.locator("li.in:visible")
    before = await shown.count()
    await pane.locator("textarea").fill(text)
    await pane.locator("textarea").press("Enter")
    await shown.nth(before).wait_for()
    await page.wait_for_timeout(500)


async def _ask_inline(page: Page, query: str, *, choose: bool) -> None:
    """Type the bot's name and a query in the group; wait for results, and perhaps send one."""
    await _go(page, "group")
    pane = page.locator('.pane[data-room="group"]')
    await pane.locator("textarea").fill(f"@VerbatimBot {query}")
    results = pane.locator('[aria-label="Results"] [role="option"]')
    await results.first.wait_for()
    if choose:
        await results.first.click()
        await results.first.wait_for(state="hidden")
    await page.wait_for_timeout(500)


async def _post_digest(page: Page, state: State, clock: Clock) -> None:
    """Let it be eight; wait until the channel has its digest."""
    await _go(page, "channel")
    for _ in range(500):
        if state.slots.cursor("digest") is not None:
            break
        await page.wait_for_timeout(10)
    clock.advance(seconds=1)
    await page.locator('.pane[data-room="channel"] li:visible').first.wait_for()
    await page.wait_for_timeout(500)


def _plans(said: Sequence[tuple[str, str]], playground: Playground, clock: Clock) -> Plans | None:
    """Return the digest that is posted, if one is."""
    title = next((text for room, text in said if room == "digest"), None)
    if title is None:
        return None
    channel = Target(playground.world.chat("@the_newsroom").id)
    return Plans((Digest("digest", title, When(dt.time(8), "UTC"), (channel,)),), clock)


async def _go(page: Page, room: str) -> None:
    label = page.locator(".label", has_text=re.compile(f"^{room}$", re.IGNORECASE))
    await page.locator(".chat").filter(has=label).click()


async def _take(browser: Browser, library: Library, shot: tuple[Any, ...]) -> None:
    """Take one picture, of a playground of its own."""
    name, (width, height), colours, said = shot
    playground, stop = Playground(suggestions=suggestions(library)), asyncio.Event()
    playground.world.inline = True
    # A moment before eight, tomorrow: what was read in today is news.
    clock = Clock(dt.datetime.combine(_now().date(), dt.time(7, 59, 59), dt.UTC) + dt.timedelta(1))
    with tempfile.TemporaryDirectory() as folder:
        key = load_key(new_key(), Path(folder) / "key", Path(folder) / "data")
        state = open_state(str(Path(folder) / "state.db"), key, clock=_now)
        await playground.start()
        bot = asyncio.create_task(
            serve(
                library=library,
                state=state,
                api_url=playground.api_url,
                token=playground.token,
                stop=stop,
                options=Options(limits=UNLIMITED, plans=_plans(said, playground, clock)),
            )
        )
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colours,
            device_scale_factor=1 if width == WIDE[0] else 1.5,
            has_touch=width < DESK[0],
        )
        page = await context.new_page()
        await page.goto(playground.page_url)
        await page.wait_for_selector("body[data-connection=open]")
        # The bot has said what it does, and its commands are there.
        await page.wait_for_selector('.pane[data-room="bot"] [aria-label="Commands"]')
        for room, text in said:
            if room == "digest":
                await _post_digest(page, state, clock)
            elif room in {"chosen", "typed"}:
                await _ask_inline(page, text, choose=room == "chosen")
            else:
                await _say(page, room, text)
        await page.screenshot(path=PICTURES / f"{name}.png")
        await context.close()
        stop.set()
        await bot
        await playground.stop()
        state.close()


async def _main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    library = open_library(LibrarySettings(store="sqlite://"), clock=_now)
    files = find_files(str(ROOT / "seeds"))
    for _ in library.build((str(path), article) for path, article in read_all(files).values()):
        pass
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for shot in SHOTS:
            if sys.argv[1:] and shot[0] not in sys.argv[1:]:
                continue
            await _take(browser, library, shot)
        await browser.close()
    library.close()


if __name__ == "__main__":
    asyncio.run(_main())
    sys.exit(0)
