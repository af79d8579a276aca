"""The page around the messages: what stands where, at which size, in which colours."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from bot.playground.api.malformed import FLAWS, malformed

FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")


async def fill(screen, bot, room_named):
    """Let there be something of everything, in the private chat and in a group."""
    me, group = await screen.me(), room_named("Readers")
    await screen.send("How much of its GDP does Poland spend?")
    await screen.heard("4.12% of GDP").wait_for()
    for chat in (me, group):
        keys = [[{"text": "A site", "url": "https://example.org"}]]
        await bot.call(
            "sendMessage",
            chat_id=chat,
            text="An #answer with @someone and a /command.",
            reply_markup={"inline_keyboard": keys},
        )
        sent = await bot.call(
            "sendPhoto", chat_id=chat, photo="https://example.org/a.jpg", caption="A photo"
        )
        where = {"chat_id": chat, "message_id": sent["message_id"]}
        await bot.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
        # In the group the bot may not, and is refused.
        await bot.call("pinChatMessage", **where)
    bot.refusals.clear()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1440, 900), (1920, 1080)])
async def test_all_of_it_can_be_read_and_touched(visit, bot, room_named, size):
    """No text under 12 px or paler than AA, no control under 40 px or cut off, nothing too wide."""
    screen = await visit(*size)
    page = screen.page
    assert await page.evaluate(FAULTS) == []
    await fill(screen, bot, room_named)
    for room in ("bot", "group"):
        await screen.tab(room).click()
        await screen.heard("A photo", room).wait_for()
        for colours in ("light", "dark"):
            await page.emulate_media(color_scheme=colours)
            assert await page.evaluate(FAULTS) == [], (room, colours)
        assert await screen.too_wide() <= 0
    boxes = [await pane.bounding_box() for pane in await page.locator(".pane:visible").all()]
    assert all(one["x"] + one["width"] <= two["x"] for one, two in itertools.pairwise(boxes))
    assert len(boxes) == {320: 1, 390: 1, 1440: 3, 1920: 3}[size[0]]


async def test_closing_and_opening_chats_on_a_desk(visit):
    """A chat that is closed leaves its room to the others; the list brings it back."""
    screen = await visit(1440, 900)
    page = screen.page
    width = (await screen.pane("bot").bounding_box())["width"]
    await screen.pane("comments").get_by_label("Close this chat").click()
    await screen.pane("channel").get_by_label("Close this chat").click()
    assert await page.locator(".pane:visible").count() == 1
    assert (await screen.pane("bot").bounding_box())["width"] > 2 * width
    assert await page.get_by_label("Close this chat").locator("visible=true").count() == 0
    await screen.tab("channel").click()
    assert await page.locator(".pane:visible").count() == 2
    await page.set_viewport_size({"width": 800, "height": 900})
    await screen.pane("bot").wait_for(state="hidden")  # once the page has heard of its new size
    assert await page.locator(".pane:visible").count() == 1
    assert await screen.pane("channel").is_visible()


async def test_the_panels_of_a_phone(visit):
    """On a phone the panels slide over the chat, and Escape gives the focus back."""
    screen = await visit(390, 844)
    page = screen.page
    for label, inside in (("About this playground", "Theme"), ("Requests and updates", "Close")):
        await page.locator("#chats").get_by_role("button", name=label).click()
        await page.locator(".panel.open").get_by_role("button", name=inside).first.wait_for()
        assert await page.locator("#deck").evaluate("node => node.inert")
        await page.keyboard.press("Escape")
        assert not await page.locator("#deck").evaluate("node => node.inert")
        assert await page.evaluate("document.activeElement.ariaLabel") == label


async def test_the_theme_is_kept(visit):
    """The theme goes from the system's to light to dark, and outlives a reload."""
    screen = await visit(1280, 800, color_scheme="light")
    page = screen.page
    ground = "getComputedStyle(document.body).backgroundColor"
    day = await page.evaluate(ground)
    for _ in range(2):
        await page.get_by_role("button", name="Theme").click()
    await page.get_by_role("button", name="Theme: dark").wait_for()
    night = await page.evaluate(ground)
    await page.reload()
    await page.get_by_role("button", name="Theme: dark").wait_for()
    assert await page.evaluate(ground) == night != day


async def test_the_inspector(visit, bot, playground):
    """Requests and updates are listed with their JSON, refusals with a reason; both are sifted."""
    screen = await visit(1440, 900)
    page = screen.page
    await page.get_by_role("button", name="Requests and updates").click()
    await screen.send("look behind")
    await page.locator("#log .updates", has_text="message").first.click()
    assert '"look behind"' in await page.locator("#log .updates pre").first.inner_text()
    await bot.call("sendMessage", chat_id=1, text="x")
    assert bot.refusals.pop() == ("sendMessage", "Bad Request: chat not found")
    await page.locator("#log .refused").get_by_text(re.compile("chat not found")).first.wait_for()
    shown = page.locator("#log li:visible")
    await page.get_by_role("button", name="refused", exact=True).click()
    assert await shown.count() == 1
    await page.get_by_role("button", name="all", exact=True).click()
    await page.get_by_label("Filter requests and updates").fill("setMyComm")
    assert await shown.count() == 1
    await page.get_by_label("Filter requests and updates").fill("nothing like it")
    await page.get_by_text("Nothing here fits.").wait_for()
    await page.get_by_role("button", name="Clear").click()
    await page.get_by_text("Nothing yet.").wait_for()
    await page.get_by_label("Filter requests and updates").fill("")
    # What a fault has made of an update is listed as well.
    for flaw in FLAWS:
        update = malformed(flaw, {"update_id": 1, "message": {"chat": {"id": 1}, "text": flaw}})
        playground.world.events.add("update", update=update)
    await page.locator("#log .updates").nth(len(FLAWS) - 1).wait_for()
    await page.locator("body[data-connection=open]").wait_for()


async def test_topics_are_tabs(visit, bot):
    """In a forum each topic is a tab with its own messages and its own number of unread ones."""
    screen = await visit(1440, 900)
    page = screen.page
    await page.get_by_role("button", name="New group or channel").click()
    await page.get_by_role("menuitem", name="New group").click()
    await page.get_by_label("Its name").fill("Desk")
    await page.keyboard.press("Enter")
    forum = page.locator(".pane.active").filter(has=page.locator("h2", has_text="Desk"))
    for choice in ("Bot: administrator", "Topics"):
        await forum.get_by_label("About this chat").click()
        await page.get_by_role("menuitemcheckbox", name=choice).click()
    await forum.get_by_role("tab", name="General").wait_for()
    await forum.get_by_label("Open a new topic").click()
    await page.get_by_label("Its name").fill("Defence")
    await page.keyboard.press("Enter")
    await forum.get_by_role("tab", name="Defence", selected=True).wait_for()
    field = forum.get_by_role("textbox")
    await field.fill("How much does Poland spend?")
    await field.press("Enter")
    await forum.locator("li.in", has_text="4.12% of GDP").wait_for()
    await forum.get_by_role("tab", name="General").click()
    assert await forum.locator("li:visible", has_text="4.12% of GDP").count() == 0
    await forum.get_by_role("tab", name="General").press("ArrowRight")
    await page.keyboard.press("Enter")
    await forum.locator("li.in:visible", has_text="4.12% of GDP").wait_for()


async def test_ones_own_channel_gets_comments(visit):
    """Who has founded a channel and a group links them: a post has its comments there."""
    screen = await visit(1440, 900)
    page = screen.page
    active = page.locator(".pane.active")
    for kind, title in (("New group", "Talk"), ("New channel", "News")):
        await page.get_by_role("button", name="New group or channel").click()
        await page.get_by_role("menuitem", name=kind).click()
        await page.get_by_label("Its name").fill(title)
        await page.keyboard.press("Enter")
        await active.filter(has=page.locator("h2", has_text=title)).wait_for()
    await active.get_by_label("About this chat").click()
    await page.get_by_role("menuitem", name="Link a discussion group").click()
    await page.get_by_role("menuitem", name="Talk").click()
    await page.locator('.pane[data-room="comments"]', has_text="Talk").wait_for()
    await active.get_by_role("textbox").fill("A first post")
    await active.get_by_role("textbox").press("Enter")
    await active.get_by_role("button", name="Leave a comment").click()
    await active.locator(".post", has_text="A first post").wait_for()


async def test_what_privacy_mode_hides_is_marked_and_ones_role_can_be_chosen(visit):
    """Words that the bot isn't shown say so; an administrator of a group makes it one, too."""
    screen = await visit(1440, 900)
    page, pane = screen.page, screen.pane("group")
    await screen.tab("group").click()
    await screen.send("between us", "group")
    await screen.said("between us", "group").get_by_text("not shown to the bot").wait_for()
    await screen.send("/help", "group")
    await screen.heard("/help", "group").wait_for()
    assert await screen.said("/help", "group").get_by_text("not shown to the bot").count() == 0
    for choice in ("You: administrator", "Bot: administrator"):
        await pane.get_by_label("About this chat").click()
        await page.get_by_role("menuitemcheckbox", name=choice).click()
    await pane.get_by_text("bot is admin").wait_for()
    await screen.send("to all", "group")
    await screen.heard("to all", "group").wait_for()
    assert await screen.said("to all", "group").get_by_text("not shown to the bot").count() == 0


async def test_blocking_the_bot(visit, bot):
    """A visitor may block the bot; writing to it unblocks it, as at Telegram."""
    screen = await visit(1280, 800)
    page = screen.page
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    await screen.pane("bot").get_by_label("About this chat").click()
    await page.get_by_role("menuitemcheckbox", name="Block the bot").click()
    await screen.pane("bot").get_by_text("blocked by you").wait_for()
    await page.reload()
    await screen.pane("bot").get_by_text("blocked by you").wait_for()
    await bot.call("sendMessage", chat_id=await screen.me(), text="still there?")
    assert bot.refusals.pop()[1] == "Forbidden: bot was blocked by the user"
    await screen.send("back again")
    await screen.heard("back again").wait_for()
    assert await screen.pane("bot").get_by_text("online").is_visible()
