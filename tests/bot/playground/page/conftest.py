"""A real browser on the chat page, with the tests' own bot behind the server."""

from __future__ import annotations

import asyncio
import re
import shutil
from functools import partial

import pytest
import pytest_asyncio

from bot.playground.server import Playground
from tests.fakes.echo_bot import echo_bot
from tests.fakes.waiting import PATIENCE

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

# One browser and one event loop for the whole folder: starting them is what takes time.
in_one_loop = partial(pytest_asyncio.fixture, loop_scope="session")


def pytest_collection_modifyitems(items):
    marks = (
        pytest.mark.browser,
        pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
        pytest.mark.asyncio(loop_scope="session"),
    )
    for item in items:
        if item.path.parent.name == "page":
            for mark in marks:
                item.add_marker(mark, append=False)


class Screen:
    """A page that somebody looks at."""

    def __init__(self, page):
        self.page = page

    def pane(self, room):
        """Find a chat by what its kind is called: bot, channel, comments or group."""
        return self.page.locator(f'.pane[data-room="{room}"]')

    def tab(self, room):
        """Find the chat's entry in the list of chats."""
        return self.page.locator(".chat").filter(
            has=self.page.locator(".label", has_text=re.compile(f"^{room}$", re.IGNORECASE))
        )

    def field(self, room="bot"):
        return self.pane(room).get_by_role("textbox", name="Your message")

    def heard(self, text, room="bot"):
        return self.pane(room).locator("li.in", has_text=text)

    def said(self, text, room="bot"):
        return self.pane(room).locator("li.out", has_text=text)

    async def send(self, text, room="bot"):
        await self.field(room).fill(text)
        await self.field(room).press("Enter")

    async def menu(self, message, *choices):
        """Open a message's menu, and choose from it and from those that follow."""
        await message.locator(".stamp").click()
        for choice in choices:
            await self.page.locator(".popover").get_by_text(choice, exact=True).click()

    async def frame(self):
        """Wait until the page has been painted anew, and has heard that it was scrolled."""
        frame = "requestAnimationFrame"
        await self.page.evaluate(f"new Promise(done => {frame}(() => {frame}(done)))")

    async def me(self):
        return await self.page.evaluate("Number(sessionStorage.getItem('visitor'))")

    async def too_wide(self):
        """Return by how much the page is wider than its window."""
        return await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


@in_one_loop(scope="session")
async def browser():
    playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@in_one_loop()
async def playground():
    playground = Playground(suggestions=["How much does Poland spend?", "Where was the summit?"])
    playground.world.inline = True
    await playground.start()
    yield playground
    await playground.stop()


@in_one_loop()
async def bot(playground):
    async with echo_bot(playground) as bot:
        yield bot
    assert bot.refusals == []


@in_one_loop()
async def visit(browser, playground, bot):
    """Open pages of a given size; none of them may log an error or break its own policy."""
    problems = []
    contexts = []

    async def open_page(width, height, address="", **context):
        # What moves is waited for: one visit with all of it is enough.
        settings = {"reduced_motion": "reduce", "viewport": {"width": width, "height": height}}
        opened = await browser.new_context(**settings | context)
        contexts.append(opened)
        page = await opened.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(address or playground.page_url)
        await page.locator("body[data-connection=open]").wait_for()
        return Screen(page)

    yield open_page
    # Those that hang fail here, not at the end of all tests.
    await asyncio.gather(*(opened.close() for opened in contexts))
    assert problems == []


@pytest.fixture
def room_named(playground):
    """Return the id of a room of the world, by its title."""

    def find(title):
        rooms = playground.world._chats.values()
        return next(room.id for room in rooms if getattr(room, "title", None) == title)

    return find
