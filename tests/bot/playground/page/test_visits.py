"""Whole visits: on a desk, on a phone, with the keyboard alone."""

from __future__ import annotations

from bot.playground.world import people
from tests.fakes.waiting import PATIENCE

DESK = (1440, 900)
PHONE = (390, 844)
POST = "Good morning! Today's article is out."


async def test_a_visit_on_a_desk(visit, playground):
    """From a question to the channel, its comments, the group and inline: side by side."""
    screen = await visit(*DESK)
    page = screen.page
    assert await page.locator(".pane:visible").count() == 3
    await screen.send("How much of its GDP does Poland spend on defence?")
    answer = screen.heard("4.12% of GDP")
    await answer.get_by_role("button", name="Show all").click()
    await answer.get_by_role("button", name="More context").click()
    await screen.heard("largely untapped").wait_for()
    # A post, with a way to its comments, which lie beside it.
    await screen.send(POST, "channel")
    await screen.heard(POST, "channel").get_by_role("button", name="Leave a comment").click()
    await screen.field("comments").and_(page.locator(":focus")).wait_for()
    await screen.send("/ask How much does Poland spend?", "comments")
    await screen.heard("4.12% of GDP", "comments").wait_for()
    assert await screen.pane("comments").locator("li.post", has_text=POST).is_visible()
    await screen.pane("channel").get_by_role("button", name="2 comments").wait_for()
    # The group takes the place of the chat that was used least recently.
    await screen.tab("group").click()
    assert await page.locator(".pane:visible").count() == 3
    await screen.pane("group").get_by_label("About this chat").click()
    await page.get_by_role("menuitemcheckbox", name="Privacy mode").click()
    await screen.send("@VerbatimBot what about Poland?", "group")
    heard = screen.heard("4.12% of GDP", "group")
    await heard.locator(".preview", has_text="what about Poland?").wait_for()
    await screen.menu(heard, "👍")
    chip = heard.get_by_role("button", name="👍, 1 person", pressed=True)
    await chip.click()
    await chip.wait_for(state="detached")
    # Inline, from the group's own field.
    await screen.field("group").type("@verb")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Poland")
    await page.get_by_role("option", name="The whole passage").click()
    await screen.said("via @VerbatimBot", "group").get_by_text("5% GDP defense").wait_for()
    methods = [method for method, _ in playground.requests]
    assert "answerInlineQuery" in methods
    assert await screen.too_wide() <= 0


async def test_a_visit_on_a_phone(visit, playground):
    """Start, ask, expand the quotation, press buttons, send a photo: all of it by the page."""
    screen = await visit(*PHONE, has_touch=True, reduced_motion="no-preference")
    page, pane = screen.page, screen.pane("bot")
    await pane.get_by_role("button", name="Start", exact=True).click()
    await screen.heard("Ask me about the article.").wait_for()
    await screen.send("How much of its GDP does Poland spend on defence?")
    quotation = pane.locator("blockquote").first
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
    await pane.locator("blockquote", has_text="largely untapped").wait_for()
    assert await pane.locator("blockquote").count() == 2
    assert "open" in await pane.locator("blockquote").first.get_attribute("class")
    assert await pane.locator(".stamp", has_text="edited").count() == 1
    await page.get_by_role("button", name="Next best").click()
    await page.locator("#toast", has_text="That was the last passage.").wait_for()
    await page.locator("[aria-busy]").wait_for(state="detached")
    await screen.field().fill("who is this?")
    await pane.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Photo").click()
    await screen.heard("A photo: who is this?").wait_for()
    assert await screen.too_wide() <= 0
    sent = [params["text"] for method, params in playground.requests if method == "sendMessage"]
    assert sent[-1] == "A photo: who is this?"


async def test_switching_chats_on_a_phone(visit, bot, room_named):
    """One chat at a time; the others tell how much is unread, and so does the title."""
    screen = await visit(*PHONE, has_touch=True)
    page = screen.page
    assert await page.locator(".pane:visible").count() == 1
    for text in ("one", "two"):
        await bot.call("sendMessage", chat_id=room_named("Readers"), text=text)
    badge = screen.tab("group").locator(".badge")
    await badge.get_by_text("2").wait_for()
    assert (await page.title()).startswith("(2) ")
    await screen.tab("group").click()
    await badge.wait_for(state="detached")
    assert await screen.heard("two", "group").is_visible()
    assert not (await page.title()).startswith("(")
    await screen.tab("channel").click()
    await screen.send(POST, "channel")
    await screen.pane("channel").get_by_role("button", name="Leave a comment").click()
    assert await screen.pane("comments").is_visible()
    assert not await screen.pane("channel").is_visible()
    await screen.send("/ask Poland?", "comments")
    await screen.heard("4.12% of GDP", "comments").wait_for()
    await screen.pane("comments").get_by_role("button", name="All comments").click()
    thread = screen.pane("comments").get_by_role("button", name="2 comments")
    await thread.click()
    assert await screen.pane("comments").locator(".strip", has_text=POST).is_visible()
    assert await screen.too_wide() <= 0


async def test_a_visit_with_the_keyboard_alone(visit):
    """Ask, move among messages, use a message's buttons and menu, change the chat, go back."""
    screen = await visit(*DESK)
    page, keys = screen.page, screen.page.keyboard
    await screen.field().and_(page.locator(":focus")).wait_for()
    await keys.type("Tell me about Poland")
    await keys.press("Enter")
    answer = screen.heard("4.12% of GDP")
    await answer.get_by_role("button", name="More context").wait_for()
    # Back from the field: past the commands to the newest message's last button.
    for _ in range(3):
        await keys.press("Shift+Tab")
    await answer.get_by_role("button", name="More context").and_(page.locator(":focus")).wait_for()
    await keys.press("Enter")
    await screen.heard("largely untapped").wait_for()
    await keys.press("ArrowUp")
    assert await page.evaluate("document.activeElement.matches('li.out')")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    menu = page.get_by_role("menu", name="Message")
    assert await menu.get_by_role("menuitem", name="Reply").and_(page.locator(":focus")).count()
    await keys.press("Escape")
    assert await menu.count() == 0
    await keys.press("Enter")
    await keys.press("Enter")
    await screen.pane("bot").locator(".target", has_text="Reply to").wait_for()
    await keys.type("and this?")
    await keys.press("Escape")
    assert not await screen.pane("bot").locator(".target").is_visible()
    assert await screen.field().input_value() == "and this?"
    # To another chat by the list: one stop for Tab, arrows inside.
    await screen.tab("bot").focus()
    for _ in range(3):
        await keys.press("ArrowDown")
    await keys.press("Enter")
    await screen.field("group").and_(page.locator(":focus")).wait_for()
    await keys.type("/s")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await screen.said("/summary", "group").wait_for()
    assert await screen.field("group").input_value() == ""


async def test_two_visitors_meet_in_the_group(visit, playground):
    """What one writes the other sees under their name, and whose reaction it is."""
    one, two = await visit(1440, 900), await visit(*PHONE, has_touch=True)
    await one.tab("group").click()
    await one.send("anybody here?", "group")
    await two.tab("group").click()
    message = two.heard("anybody here?", "group")
    name = playground.world.person(await one.me()).person["first_name"]
    assert (await message.locator(".name").inner_text()).startswith(name)
    await two.menu(message, "👍")
    chip = one.said("anybody here?", "group").get_by_role("button", name="👍, 1 person")
    await chip.wait_for()
    assert await chip.get_attribute("aria-pressed") == "false"
    await two.menu(message, "Reply")
    await two.send("yes", "group")
    await one.heard("yes", "group").locator(".preview", has_text="You").wait_for()


async def test_what_is_read_aloud(visit):
    """Only the chat that is used is a live region; every region has a name of its own."""
    screen = await visit(*DESK)
    await screen.send("first")
    await screen.heard("first").wait_for()
    lives = "[...document.querySelectorAll('[role=log]')].map(n => n.ariaLive).join()"
    assert await screen.page.evaluate(lives) == "polite,off,off,off"
    await screen.field("channel").focus()
    assert await screen.page.evaluate(lives) == "off,polite,off,off"
    for name in ("Verbatim, private chat", "The Newsroom, channel"):
        assert await screen.page.get_by_role("region", name=name, exact=True).count() == 1
    for role, name in (("navigation", "Chats"), ("complementary", "About this playground")):
        assert await screen.page.get_by_role(role, name=name).count() == 1


async def test_a_reload_keeps_the_conversation_and_a_new_visitor_begins_anew(visit):
    """After a reload the chats are there again, all read; starting over empties them."""
    screen = await visit(1280, 800)
    page = screen.page
    await screen.send("remember me")
    await screen.heard("remember me").wait_for()
    await screen.send(POST, "channel")
    await screen.pane("channel").get_by_role("button", name="Leave a comment").wait_for()
    assert "key=" not in page.url
    await page.reload()
    await screen.heard("remember me").wait_for()
    await screen.pane("channel").get_by_role("button", name="Leave a comment").wait_for()
    assert await screen.pane("bot").locator(".messages > li").count() == 2
    assert await page.locator(".badge").count() == 0
    await page.get_by_role("button", name="Start over").click()
    await page.get_by_text("What can this bot do?").wait_for()
    assert await screen.pane("bot").locator(".messages > li").count() == 0
    await screen.pane("bot").get_by_role("button", name="Where was the summit?").click()
    await screen.heard("Where was the summit?").wait_for()


async def test_a_long_conversation_is_shown_again(visit, playground):
    """After a reload a thousand messages are there within seconds, the newest in sight."""
    screen = await visit(*PHONE)
    chat = playground.world.person(await screen.me())
    for number in range(1000):
        people.say(playground.world, chat, f"message {number}")
    playground.world.updates.clear()
    await screen.page.reload()
    last = screen.said("message 999")
    await last.wait_for()
    await last.locator(".stamp").click(trial=True)
    frame = await screen.pane("bot").locator(".scroll").bounding_box()
    box = await last.bounding_box()
    assert frame["y"] < box["y"] + box["height"] <= frame["y"] + frame["height"]


async def test_a_deep_link_opens_the_chat_with_its_parameter(visit, playground):
    """The page's address may carry a deep-link parameter; a reload does not send it again."""
    screen = await visit(*PHONE, f"{playground.page_url}&start=article-7")
    await screen.said("/start article-7").wait_for()
    await screen.page.reload()
    await screen.heard("Ask me").wait_for()
    assert await screen.pane("bot").locator("li.out").count() == 1


async def test_a_visitor_can_be_of_another_language(visit, playground):
    """The page's address may name one; what is no language is English."""
    for wanted, language in (("uk", "uk"), ("de-AT", "de"), ("?", "en")):
        screen = await visit(*PHONE, f"{playground.page_url}&language={wanted}")
        person = playground.world.person(await screen.me())
        assert person.person["language_code"] == language


async def test_without_the_key_the_page_says_what_to_do(browser, playground):
    """A page opened without this run's key tells how to get in."""
    page = await browser.new_page()
    await page.goto(playground.api_url)
    await page.get_by_text("Open the address that the playground printed").wait_for(
        timeout=1000 * PATIENCE
    )
    assert await page.locator(".pane").count() == 0
    await page.close()


async def test_the_page_of_an_earlier_run_is_locked(browser, playground):
    """A key that fits no more is told as the reason; nothing is offered that can't be done."""
    page = await browser.new_page()
    await page.goto(playground.page_url)
    await page.locator("body[data-connection=open]").wait_for()
    playground._page_side._key = "of the next run"
    playground._page_side.close()
    await page.get_by_text("the key of an earlier run").wait_for()
    for gone in ("connection lost", "Start over", "Readers", "Ask the bot, for example"):
        assert not await page.get_by_text(gone).is_visible()
    await page.close()


async def test_a_lost_connection_is_told_and_mended(visit, playground):
    """While the server is away the page says so; when it is back, the chat goes on."""
    screen = await visit(*PHONE)
    page = screen.page
    await screen.send("before")
    await screen.heard("before").wait_for()
    await page.evaluate("window.stillHere = true")
    await page.context.set_offline(True)
    playground._page_side.close()
    await page.get_by_text("connection lost").wait_for()
    playground._page_side._closed = False
    await page.context.set_offline(False)
    await page.locator("body[data-connection=open]").wait_for()
    await screen.send("after")
    await screen.heard("after").wait_for()
    assert await screen.pane("bot").locator(".messages > li").count() == 4
    assert await page.evaluate("window.stillHere")
