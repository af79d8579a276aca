"""The chat page in a real browser, with the tests' own bot behind the server."""

from __future__ import annotations

import asyncio
import re
import shutil
from functools import partial

import pytest
import pytest_asyncio

from bot.playground.server import Playground
from tests.fakes.echo_bot import echo_bot, units

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
HOSTILE = '<script>window.broken = 1</script><img src=x onerror="window.broken = 2"> & <b>'

# One browser and one event loop for the whole file: starting them is what takes time.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.asyncio(loop_scope="module"),
]
in_this_loop = partial(pytest_asyncio.fixture, loop_scope="module")


@in_this_loop(scope="module")
async def browser():
    playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@in_this_loop()
async def playground():
    playground = Playground(suggestions=["How much does Poland spend?", "Where was the summit?"])
    await playground.start()
    yield playground
    await playground.stop()


@in_this_loop()
async def bot(playground):
    async with echo_bot(playground) as bot:
        yield bot
    assert bot.refusals == []


@in_this_loop()
async def visit(browser, playground, bot):
    """Open pages of a given size; none of them may log an error or break its own policy."""
    problems = []
    contexts = []

    async def open_page(width, height, address="", **context):
        size = {"width": width, "height": height}
        opened = await browser.new_context(viewport=size, **context)
        contexts.append(opened)
        page = await opened.new_page()
        page.set_default_timeout(5000)
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(address or playground.page_url)
        await page.get_by_text("online").wait_for()
        return page

    yield open_page
    for opened in contexts:
        await opened.close()
    assert problems == []


async def send(page, text):
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


async def wide(page):
    """Return by how much the page is wider than its window."""
    return await page.evaluate("document.documentElement.scrollWidth - innerWidth")


async def in_sight(node, frame):
    """Wait until a node lies within a frame."""
    while True:
        inner, outer = await node.bounding_box(), await frame.bounding_box()
        if inner["y"] + inner["height"] <= outer["y"] + outer["height"]:
            return
        await asyncio.sleep(0.05)


async def test_a_visit_on_a_phone(visit, playground):
    """Start, ask, expand the quotation, press a button, send a photo: all of it by the page."""
    page = await visit(390, 844, has_touch=True)
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.locator("li.in", has_text="Ask me about the article.").wait_for()
    await send(page, "How much of its GDP does Poland spend on defence?")
    quotation = page.locator("blockquote").first
    await quotation.wait_for()
    assert await quotation.locator("strong").inner_text() == "4.12% of GDP"
    folded = (await quotation.bounding_box())["height"]
    toggle = quotation.get_by_role("button", name="Show all")
    assert await toggle.get_attribute("aria-expanded") == "false"
    await toggle.focus()
    await page.keyboard.press("Enter")
    assert (await quotation.bounding_box())["height"] > folded
    assert await quotation.get_by_role("button").get_attribute("aria-expanded") == "true"
    await page.get_by_role("button", name="More context").click()
    await page.locator("blockquote", has_text="largely untapped").wait_for()
    assert await page.locator("blockquote").count() == 2
    assert "open" in await page.locator("blockquote").first.get_attribute("class")
    assert await page.locator(".stamp", has_text="edited").count() == 1
    await page.get_by_role("button", name="Next best").click()
    await page.locator("#toast", has_text="That was the last passage.").wait_for()
    await page.locator("[aria-busy]").wait_for(state="detached")
    await page.get_by_label("Your message").fill("who is this?")
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Photo").click()
    await page.locator("li.in", has_text="A photo: who is this?").wait_for()
    assert await wide(page) <= 0
    sent = [params["text"] for method, params in playground.requests if method == "sendMessage"]
    assert sent[-1] == "A photo: who is this?"


async def test_what_people_type_stays_text(visit):
    """Markup, long words and right-to-left text are shown as they are and break nothing."""
    page = await visit(360, 700)
    await send(page, HOSTILE)
    await page.locator("li.in .words").wait_for()
    assert await page.locator("li.out .words").inner_text() == HOSTILE
    assert await page.locator("li.in .words").inner_text() == HOSTILE
    for text in ("x" * 500, "שלום " * 60, "👩‍👩‍👧‍👦" * 60, "https://example.org/" + "y" * 300):
        await send(page, text)
        await page.locator("li.in", has_text=text.strip()).wait_for()
    assert await wide(page) <= 0
    assert await page.evaluate("window.broken") is None
    assert await page.locator("#messages script, #messages img").count() == 0


async def test_the_page_could_not_write_markup_if_it_would(browser, playground):
    """Trusted Types and the policy refuse innerHTML and inline script, whoever adds them."""
    page = await browser.new_page()
    await page.goto(playground.page_url)
    for attempt in (
        "document.body.innerHTML = '<b>markup</b>'",
        "document.createElement('script').textContent = 'window.broken = 3'",
    ):
        refused = f"(() => {{ try {{ {attempt}; return false; }} catch {{ return true; }} }})()"
        assert await page.evaluate(refused), attempt
    assert await page.evaluate("window.broken") is None
    await page.close()


async def test_the_command_menu_by_keyboard(visit):
    """The menu lists the bot's commands, typing narrows it, arrows and Enter choose."""
    page = await visit(1280, 800)
    await page.get_by_role("button", name="Commands").click()
    assert await page.get_by_role("option").count() == 5
    await page.keyboard.press("Escape")
    assert await page.get_by_role("option").count() == 0
    await page.get_by_label("Your message").type("/s")
    assert await page.get_by_role("option").count() == 2
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.locator("li.out", has_text="/summary").wait_for()
    assert await page.get_by_label("Your message").input_value() == ""


async def test_writing_several_lines(visit):
    """Shift+Enter breaks the line and the field grows; Enter sends, and a blank sends nothing."""
    page = await visit(1280, 800)
    field = page.get_by_label("Your message")
    await send(page, "   ")
    low = (await field.bounding_box())["height"]
    await field.fill("")
    for line in ("one", "two", "three"):
        await field.type(line)
        await page.keyboard.press("Shift+Enter")
    assert (await field.bounding_box())["height"] > low * 2
    await page.keyboard.press("Enter")
    await page.locator("li.in").wait_for()
    assert await page.locator("li.out .words").inner_text() == "one\ntwo\nthree"
    assert await page.locator("li.out").count() == 1


async def test_a_reload_keeps_the_conversation_and_a_new_visitor_begins_anew(visit):
    """After a reload the chat is there again; starting over empties it."""
    page = await visit(1280, 800)
    await send(page, "remember me")
    await page.locator("li.in").wait_for()
    assert "key=" not in page.url
    await page.reload()
    await page.locator("li.in", has_text="remember me").wait_for()
    assert await page.locator("#messages > li").count() == 2
    await page.get_by_role("button", name="Start over as a new visitor").click()
    await page.get_by_text("What can this bot do?").wait_for()
    assert await page.locator("#messages > li").count() == 0
    suggestion = page.locator("#welcome").get_by_role("button", name="Where was the summit?")
    await suggestion.click()
    await page.locator("li.in", has_text="Where was the summit?").wait_for()


async def test_the_inspector_shows_the_traffic_as_text(visit, bot):
    """Requests and updates are listed with their JSON, refused requests with the reason."""
    page = await visit(1280, 800)
    await send(page, HOSTILE)
    await page.locator("#log .update", has_text="message").first.click()
    assert "window.broken" in await page.locator("#log .update pre").first.inner_text()
    await bot.call("sendMessage", chat_id=1, text="x")
    assert bot.refusals.pop() == ("sendMessage", "Bad Request: chat not found")
    refused = page.locator("#log .refused")
    await refused.get_by_text(re.compile("chat not found")).first.wait_for()


async def test_every_kind_of_entity_is_shown(visit, bot):
    """Nested entities keep their words; spoilers open, links to this bot are deep links."""
    page = await visit(390, 844)
    await send(page, "hello")
    await page.locator("li.in").wait_for()
    text = "😀 bold italic code\nquoted lines\npre\nhidden here @someone #nato"
    kinds = [
        ("bold", "bold italic"),
        ("italic", "italic"),
        ("code", "code"),
        ("blockquote", "quoted lines"),
        ("underline", "lines"),
        ("pre", "pre"),
        ("spoiler", "hidden"),
        ("text_link", "here"),
    ]
    entities = [
        {"type": kind, "offset": units(text[: text.index(words)]), "length": units(words)}
        for kind, words in kinds
    ]
    entities[-1]["url"] = "https://t.me/verbatimbot?start=article-7"
    chat = await page.evaluate("Number(sessionStorage.getItem('visitor'))")
    await bot.call("sendMessage", chat_id=chat, text=text, entities=entities)
    words = page.locator("li.in .words").last
    await words.locator("a").wait_for()
    shown = {
        "strong": "bold italic",
        "strong em": "italic",
        "code >> nth=0": "code",
        "blockquote": "quoted lines",
        "blockquote u": "lines",
        "pre code": "pre",
        ".mention": "@someone",
        ".hashtag": "#nato",
    }
    for place, inside in shown.items():
        assert await words.locator(place).inner_text() == inside
    assert await words.evaluate("node => node.textContent.includes('\\n\\n')") is False
    hidden = words.get_by_role("button", name="Hidden words; press to show")
    await hidden.press("Enter")
    await words.locator(".spoiler.shown").wait_for()
    await words.locator("a").click()
    await page.locator("li.out", has_text="/start article-7").wait_for()


async def test_a_command_keeps_its_full_stop(visit, bot):
    """At no width does the stop after a command stand alone on a line; a tap sends the command."""
    page = await visit(390, 844)
    await send(page, "hello")
    await page.locator("li.in").wait_for()
    chat = await page.evaluate("Number(sessionStorage.getItem('visitor'))")
    await bot.call("sendMessage", chat_id=chat, text="For an overview, try /summary or /articles.")
    command = page.locator("li.in .command").last
    await command.wait_for()
    apart = await command.evaluate("""node => {
        const stop = document.createRange(), widths = [];
        stop.selectNodeContents(node.nextSibling);
        const words = node.closest(".words");
        for (let width = 120; width < 320; width += 2) {
            words.style.width = `${width}px`;
            if (stop.getClientRects()[0].top > [...node.getClientRects()].at(-1).bottom)
                widths.push(width);
        }
        words.style.width = "";
        return widths;
    }""")
    assert apart == []
    await command.press("Enter")
    await page.locator("li.out", has_text="/articles").wait_for()


async def test_a_deep_link_opens_the_chat_with_its_parameter(visit, playground):
    """The page's address may carry a deep-link parameter; a reload does not send it again."""
    page = await visit(390, 844, f"{playground.page_url}&start=article-7")
    await page.locator("li.out", has_text="/start article-7").wait_for()
    await page.reload()
    await page.locator("li.in").wait_for()
    assert await page.locator("li.out").count() == 1


async def test_the_panels_of_a_phone(visit):
    """On a phone the panels slide over the chat, and Escape gives the focus back."""
    page = await visit(390, 844)
    for label, inside in (("About this playground", "Theme"), ("Requests and updates", "Close")):
        await page.locator("#chat").get_by_role("button", name=label).click()
        await page.get_by_role("button", name=inside).first.wait_for()
        assert await page.locator("#chat").evaluate("node => node.inert")
        await page.keyboard.press("Escape")
        assert not await page.locator("#chat").evaluate("node => node.inert")
        assert await page.evaluate("document.activeElement.ariaLabel") == label


async def test_the_theme_is_kept(visit):
    """The theme goes from the system's to light to dark, and outlives a reload."""
    page = await visit(1280, 800, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    day = await page.evaluate(ground)
    for _ in range(2):
        await page.get_by_role("button", name="Theme").click()
    await page.get_by_role("button", name="Theme: dark").wait_for()
    night = await page.evaluate(ground)
    await page.reload()
    await page.get_by_role("button", name="Theme: dark").wait_for()
    assert await page.evaluate(ground) == night != day


async def test_without_the_key_the_page_says_what_to_do(browser, playground):
    """A page opened without this run's key tells how to get in."""
    page = await browser.new_page()
    await page.goto(playground.api_url)
    await page.get_by_text("Open the address that the playground printed").wait_for(timeout=5000)
    assert await page.get_by_role("button", name="Start", exact=True).count() == 0
    await page.close()


async def test_a_lost_connection_is_told_and_mended(visit, playground):
    """While the server is away the page says so; when it is back, the chat goes on."""
    page = await visit(390, 844)
    await send(page, "before")
    await page.locator("li.in", has_text="before").wait_for()
    await page.evaluate("window.stillHere = true")
    await page.context.set_offline(True)
    playground._page_side.close()
    await page.get_by_text("connection lost").wait_for()
    playground._page_side._closed = False
    await page.context.set_offline(False)
    await page.get_by_text("online").wait_for()
    await send(page, "after")
    await page.locator("li.in", has_text="after").wait_for()
    assert await page.locator("#messages > li").count() == 4
    assert await page.evaluate("window.stillHere")


async def test_the_reader_who_scrolled_up_is_left_there(visit, bot):
    """New messages do not pull the page down; a pill tells of them; long ones begin at the top."""
    page = await visit(390, 600)
    await send(page, "\n".join(f"line {i}" for i in range(60)))
    await page.locator("li.in").wait_for()
    scroller = page.locator("#scroll")
    await scroller.evaluate("node => node.scrollTo(0, 0)")
    await asyncio.sleep(0.1)  # the page hears of it with the next frame
    chat = await page.evaluate("Number(sessionStorage.getItem('visitor'))")
    await bot.call("sendMessage", chat_id=chat, text="news")
    pill = page.get_by_role("button", name="New messages")
    await pill.wait_for()
    assert await scroller.evaluate("node => node.scrollTop") == 0
    await pill.click()
    await pill.wait_for(state="hidden")
    last = page.locator("li.in", has_text="news")
    await asyncio.wait_for(in_sight(last, scroller), 3)
    await bot.call("sendMessage", chat_id=chat, text="\n".join(["first line"] + ["more"] * 60))
    long = page.locator("li.in", has_text="first line")
    await long.wait_for()
    top = (await long.bounding_box())["y"] - (await scroller.bounding_box())["y"]
    assert 0 < top < 60
