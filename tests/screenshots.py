"""Take the pictures of the documentation from the real page: ``python -m tests.screenshots``.

The real bot answers over the seed articles in the playground; headless Chromium visits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bot.app import serve
from bot.playground.server import Playground
from bot.run import suggestions
from bot.state import open_state
from bot.state.keys import load_key, new_key
from knowledge.library import open_library
from knowledge.reading.files import find_files, read_all
from knowledge.settings import LibrarySettings

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
PHONE, DESK = (390, 844), (1280, 940)
# Of each picture: its name, the window's size, the colours, what the visitor says.
SHOTS = (
    ("phone-answer", PHONE, "light", ["How much of its GDP does Poland spend on defence?"]),
    ("phone-declined", PHONE, "light", ["How old is Mark Rutte?"]),
    ("phone-quotes", PHONE, "dark", ["/quotes"]),
    (
        "desk",
        DESK,
        "light",
        [
            "how mch does estonia spned?",
            "what did rutte say about dealing with one issue at a time",
        ],
    ),
)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _say(page: Page, text: str) -> None:
    before = await page.locator("li.in").count()
    await page.fill("#text", text)
    await page.keyboard.press("Enter")
    await page.locator("li.in").nth(before).wait_for()
    await page.wait_for_timeout(500)


async def _take(playground: Playground) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (width, height), colours, said in SHOTS:
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if colours == "dark" else "light",
                device_scale_factor=1.5,
            )
            page = await context.new_page()
            await page.goto(playground.page_url)
            await page.wait_for_selector("#welcome:not([hidden])")
            for text in said:
                await _say(page, text)
            await page.screenshot(path=PICTURES / f"{name}.png")
            await context.close()
        await browser.close()


async def _main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    library = open_library(LibrarySettings(store="sqlite://"), clock=_now)
    files = find_files(str(ROOT / "seeds"))
    for _ in library.build((str(path), article) for path, article in read_all(files).values()):
        pass
    playground, stop = Playground(suggestions=suggestions(library)), asyncio.Event()
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
            )
        )
        await _take(playground)
        stop.set()
        await bot
        await playground.stop()
        state.close()
    library.close()


if __name__ == "__main__":
    asyncio.run(_main())
    sys.exit(0)
