"""What messages look like and what is done with them."""

from __future__ import annotations

import asyncio

from bot.playground.world import as_bot, ephemeral, rooms
from tests.fakes.echo_bot import units
from tests.fakes.waiting import PATIENCE, until

HOSTILE = '<script>window.broken = 1</script><img src=x onerror="window.broken = 2"> & <b>'
PHONE = (390, 844)


async def comes_to(node, frame, fits):
    """Wait until a node's top and bottom fit, as measured from the frame's top, and its height."""
    async with asyncio.timeout(PATIENCE):
        while True:
            inner, outer = await node.bounding_box(), await frame.bounding_box()
            top = inner["y"] - outer["y"]
            if fits(top, top + inner["height"], outer["height"]):
                return
            await asyncio.sleep(0.05)


async def test_what_people_type_stays_text(visit):
    """Markup, long words and right-to-left text are shown as they are and break nothing."""
    screen = await visit(360, 700)
    page, pane = screen.page, screen.pane("bot")
    await screen.send(HOSTILE)
    await pane.locator("li.in .words").wait_for()
    assert await pane.locator("li.out .words").inner_text() == HOSTILE
    assert await pane.locator("li.in .words").inner_text() == HOSTILE
    for text in ("x" * 500, "שלום " * 60, "👩‍👩‍👧‍👦" * 60, "https://example.org/" + "y" * 300):
        await screen.send(text)
        await screen.heard(text.strip()).wait_for()
    assert await screen.too_wide() <= 0
    assert await page.evaluate("window.broken") is None
    assert await pane.locator(".messages script, .messages img").count() == 0


async def test_hostile_names_stay_text(visit, bot):
    """Also in a group's name, a topic, a button, a pin, a reply and the inspector."""
    screen = await visit(1440, 900)
    page = screen.page
    await page.get_by_role("button", name="New group or channel").click()
    await page.get_by_role("menuitem", name="New group").click()
    await page.get_by_label("Its name").fill(HOSTILE)
    await page.keyboard.press("Enter")
    group = page.locator(".pane.active").filter(has=page.locator("h2", has_text=HOSTILE))
    for choice in ("Bot: administrator", "Topics"):
        await group.get_by_label("About this chat").click()
        await page.get_by_role("menuitemcheckbox", name=choice).click()
    await group.get_by_label("Open a new topic").click()
    await page.get_by_label("Its name").fill(HOSTILE)
    await page.keyboard.press("Enter")
    await group.get_by_role("tab", name=HOSTILE, selected=True).wait_for()
    await group.get_by_text(f"You opened the topic “{HOSTILE}”").wait_for()
    me = await screen.me()
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    keys = [[{"text": HOSTILE, "callback_data": "next"}]]
    sent = await bot.call(
        "sendMessage", chat_id=me, text=HOSTILE, reply_markup={"inline_keyboard": keys}
    )
    await bot.call("pinChatMessage", chat_id=me, message_id=sent["message_id"])
    await screen.pane("bot").locator(".pinbar", has_text=HOSTILE).wait_for()
    await screen.pane("bot").get_by_role("button", name=HOSTILE, exact=True).wait_for()
    await screen.menu(screen.heard(HOSTILE), "Reply")
    assert HOSTILE in await screen.pane("bot").locator(".target").inner_text()
    await page.get_by_label("Requests and updates").first.click()
    await page.locator("#log .updates", has_text="message").first.click()
    await page.locator("#log pre").first.wait_for()
    assert await page.evaluate("window.broken") is None
    assert await page.locator("#deck script, #chats script, #log script").count() == 0


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


async def test_every_kind_of_entity_is_shown(visit, bot):
    """Nested entities keep their words; spoilers open, links to this bot are deep links."""
    screen = await visit(*PHONE)
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    text = "😀 bold italic code\nquoted lines\npre\nhidden here @someone #nato 👍 14 June"
    kinds = [
        ("bold", "bold italic"),
        ("italic", "italic"),
        ("code", "code"),
        ("blockquote", "quoted lines"),
        ("underline", "lines"),
        ("pre", "pre"),
        ("spoiler", "hidden"),
        ("text_link", "here"),
        ("custom_emoji", "👍"),
        ("date_time", "14 June"),
    ]
    entities = [
        {"type": kind, "offset": units(text[: text.index(words)]), "length": units(words)}
        for kind, words in kinds
    ]
    entities[5]["language"] = "python"
    entities[7]["url"] = "https://t.me/verbatimbot?start=article-7"
    entities[8]["custom_emoji_id"] = "5368324170671202286"
    entities[9]["unix_time"] = 1_749_859_200
    await bot.call("sendMessage", chat_id=await screen.me(), text=text, entities=entities)
    words = screen.heard("quoted lines").locator(".words")
    await words.locator("a").wait_for()
    shown = {
        "strong": "bold italic",
        "strong em": "italic",
        "code >> nth=0": "code",
        "blockquote": "quoted lines",
        "blockquote u": "lines",
        "pre code": "pre",
        "pre .language": "python",
        ".mention": "@someone",
        ".hashtag": "#nato",
        ".custom_emoji": "👍",
        "time[datetime='2025-06-14T00:00:00.000Z']": "14 June",
    }
    for place, inside in shown.items():
        assert await words.locator(place).inner_text() == inside
    assert await words.evaluate("node => node.textContent.includes('\\n\\n')") is False
    hidden = words.get_by_role("button", name="Hidden words; press to show")
    await hidden.press("Enter")
    await words.locator(".spoiler.shown").wait_for()
    await words.locator("a").click()
    await screen.said("/start article-7").wait_for()


async def test_a_command_keeps_its_full_stop(visit, bot):
    """At no width does the stop after a command stand alone on a line; a tap sends the command."""
    screen = await visit(*PHONE)
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    text = "For an overview, try /summary or /articles."
    await bot.call("sendMessage", chat_id=await screen.me(), text=text)
    command = screen.pane("bot").locator("li.in .command").last
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
    await screen.said("/articles").wait_for()


async def test_replies_quotations_edits_and_deletions(visit):
    """What a message's menu offers is done, and shown where it belongs."""
    screen = await visit(1280, 800)
    page, pane = screen.page, screen.pane("bot")
    await screen.send("one two three")
    echo = screen.heard("one two three")
    await echo.locator(".words").select_text()
    await page.evaluate("""() => {
        const words = getSelection().anchorNode.parentElement.closest("li").querySelector(".words");
        getSelection().setBaseAndExtent(words.firstChild, 4, words.firstChild, 7);
    }""")
    await screen.menu(echo, "Quote")
    await pane.locator(".target", has_text="Reply to the quotation two").wait_for()
    await page.keyboard.type("why two?")
    await page.keyboard.press("Enter")
    quoting = screen.said("why two?")
    await quoting.locator(".preview.quoted", has_text="two").click()
    await pane.locator("li.in.pointed", has_text="one two three").wait_for()
    # The arrow in an empty field takes the newest message of one's own up again.
    await screen.field().press("ArrowUp")
    assert await screen.field().input_value() == "why two?"
    await screen.send("why just two?")
    await screen.said("why just two?").locator(".stamp", has_text="edited").wait_for()
    assert await pane.locator("li.out").count() == 2
    await screen.menu(screen.said("why just two?"), "Delete")
    await screen.said("why just two?").wait_for(state="detached")


async def test_quotations_stand_above_the_answers(visit, bot, playground, room_named):
    """Under a post, too, with their marks; a press leads to the words, and a link to a message."""
    screen = await visit(1920, 1080)
    channel, group = room_named("The Newsroom"), room_named("The Newsroom comments")
    bold = {"type": "bold", "length": 5}
    words = "It was in The Hague."
    post = await bot.call(
        "sendMessage", chat_id=channel, text=f"News. {words}", entities=[{**bold, "offset": 20}]
    )
    copy = playground.world.chat(channel).copies[post["message_id"]]
    where = {"message_id": copy, "quote": words, "quote_entities": [{**bold, "offset": 14}]}
    link = {"type": "text_link", "url": f"https://t.me/c/{str(group)[4:]}/{copy}"}
    await bot.call(
        "sendMessage",
        chat_id=group,
        text="There. See it",
        reply_parameters=where,
        entities=[{**link, "offset": 7, "length": 6}],
    )
    await screen.tab("channel").click()
    await screen.pane("channel").locator(".thread").last.click()
    answer = screen.heard("There.", "comments")
    preview = answer.locator(".preview.quoted")
    assert await preview.locator("strong").all_inner_texts() == ["The Newsroom", "Hague"]
    assert await preview.locator("span").last.inner_text() == words
    await preview.click()
    pointed = screen.pane("comments").locator("li.pointed", has_text="News.")
    await pointed.wait_for()
    await answer.get_by_role("link", name="See it").click()
    await pointed.wait_for()
    where |= {"chat_id": channel, "message_id": post["message_id"]}
    await screen.tab("bot").click()
    await screen.send("/start")
    await bot.call("sendMessage", chat_id=await screen.me(), text="Far", reply_parameters=where)
    await screen.heard("Far").locator(".preview.quoted", has_text=words).click()
    await screen.pane("channel").locator("li.pointed", has_text="News.").wait_for()


async def test_pins_and_what_happened_in_a_chat(visit, bot, room_named):
    """Pins stand above the messages, newest first, and lead to theirs; the chat says who pinned."""
    screen = await visit(1440, 900)
    pane = screen.pane("group")
    await screen.tab("group").click()
    for text in ("the first", "the second"):
        await screen.send(text, "group")
        await screen.menu(screen.said(text, "group"), "Pin")
        await pane.locator("li.service", has_text=f"You pinned “{text}”").wait_for()
    bar = pane.locator(".pinbar")
    await bar.get_by_text("Pinned message 2 of 2").wait_for()
    await bar.click()
    await pane.locator("li.pointed", has_text="the second").first.wait_for()
    assert "1 of 2" in await bar.inner_text()
    for text in ("the first", "the second"):
        await screen.menu(screen.said(text, "group"), "Unpin")
    await bar.wait_for(state="hidden")
    room = room_named("Readers")
    await bot.call("sendPhoto", chat_id=room, photo="https://example.org/a.jpg", caption="By hand")
    await screen.heard("By hand", "group").locator(".picture").wait_for()


async def test_albums_and_what_else_is_not_text(visit, bot, room_named):
    """Of an album only the last picture has the button for comments; each kind has a stand-in."""
    screen = await visit(1280, 800)
    where = {"chat_id": room_named("The Newsroom")}
    photos = [{"type": "photo", "media": f"https://example.org/{i}.jpg"} for i in range(3)]
    await bot.call("sendMediaGroup", **where, media=photos)
    pane = screen.pane("channel")
    await pane.locator(".picture").nth(2).wait_for()
    await pane.get_by_role("button", name="Leave a comment").locator("visible=true").wait_for()
    assert await pane.locator(".album").count() == 2
    file = "https://example.org/a"
    for method, content in {
        "sendDocument": {"document": file},
        "sendVoice": {"voice": file},
        "sendVideo": {"video": file},
        "sendVenue": {"latitude": 52.1, "longitude": 4.3, "title": "World Forum", "address": "x"},
        "sendContact": {"phone_number": "+31 70 1", "first_name": "Desk"},
        "sendDice": {},
    }.items():
        await bot.call(method, **where, **content)
    for kind in ("document", "voice", "video", "venue", "contact", "dice"):
        await pane.locator(f"[data-kind={kind}]").wait_for()


async def test_a_group_that_moves(visit, playground):
    """When a group becomes a supergroup the old chat says so, and the new one is there."""
    screen = await visit(1440, 900)
    page, world = screen.page, playground.world
    person = world.person(await screen.me())
    group = rooms.found(world, "group", "Small talk", person)
    rooms.add(world, group, world.join("Taras"), by=person)
    old = page.locator(".pane.active")
    await old.get_by_text("You added Taras").wait_for()
    await old.get_by_text("2 members · without the bot").wait_for()
    rooms.migrate(world, group)
    await page.locator(".pane.active").get_by_text("The group became a supergroup").wait_for()


async def test_buttons_of_every_kind(visit, bot):
    """A button copies, opens a page, or asks inline; only web addresses become links."""
    screen = await visit(1280, 800)
    page = screen.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    keys = [
        [
            {"text": "Site", "url": "https://example.org/"},
            {"text": "Copy", "copy_text": {"text": "to keep"}},
        ],
        [
            {"text": "Ask here", "switch_inline_query_current_chat": "Poland"},
            {"text": "Ask there", "switch_inline_query": "Poland"},
        ],
        [{"text": f"Number {n}", "callback_data": str(n)} for n in range(8)],
    ]
    await bot.call(
        "sendMessage",
        chat_id=await screen.me(),
        text="Keys",
        reply_markup={"inline_keyboard": keys},
    )
    message = screen.heard("Keys")
    # Eight words in a row are cut short, not broken into columns of letters.
    assert (await message.get_by_role("button", name="Number 7").bounding_box())["height"] < 48
    link = message.get_by_role("link", name="Site")
    assert await link.get_attribute("rel") == "noopener noreferrer"
    await message.get_by_role("button", name="Copy").click()
    await page.get_by_text("Copied.").wait_for()
    assert await page.evaluate("navigator.clipboard.readText()") == "to keep"
    await message.get_by_role("button", name="Ask here").click()
    assert await screen.field().input_value() == "@VerbatimBot Poland"
    await page.get_by_role("option", name="The sentence").wait_for()
    await page.keyboard.press("Escape")
    await message.get_by_role("button", name="Ask there").click()
    await page.get_by_role("menuitem", name="Readers").click()
    await page.get_by_role("option", name="The sentence").click()
    await screen.said("via @VerbatimBot", "group").wait_for()


async def test_a_poll_is_voted_in(visit, bot, room_named):
    """Before the vote the options are buttons; after it they show what was chosen how often."""
    screen = await visit(1440, 900)
    await screen.tab("group").click()
    options = [{"text": "Yes"}, {"text": "No"}]
    await bot.call(
        "sendPoll", chat_id=room_named("Readers"), question="Is it clear?", options=options
    )
    poll = screen.pane("group").get_by_role("group", name="Poll")
    assert await poll.locator("meter").count() == 0
    await poll.get_by_role("button", name="No").click()
    await poll.get_by_text("1 vote").wait_for()
    await poll.get_by_role("button", name="No", pressed=True).wait_for()
    assert await poll.locator("b").all_inner_texts() == ["0%", "100%"]


async def test_writing_several_lines(visit):
    """Shift+Enter breaks the line and the field grows; Enter sends, and a blank sends nothing."""
    screen = await visit(1280, 800)
    page, field = screen.page, screen.field()
    await screen.send("   ")
    low = (await field.bounding_box())["height"]
    await field.fill("")
    for line in ("one", "two", "three"):
        await field.type(line)
        await page.keyboard.press("Shift+Enter")
    assert (await field.bounding_box())["height"] > low * 2
    await page.keyboard.press("Enter")
    await screen.heard("one").wait_for()
    assert await screen.pane("bot").locator("li.out .words").inner_text() == "one\ntwo\nthree"
    assert await screen.pane("bot").locator("li.out").count() == 1


async def test_the_command_menu_by_keyboard(visit):
    """The menu lists the bot's commands, typing narrows it, arrows and Enter choose."""
    screen = await visit(1280, 800)
    page = screen.page
    await screen.pane("bot").get_by_role("button", name="Commands").click()
    assert await page.get_by_role("option").count() == 5
    await page.keyboard.press("Escape")
    assert await page.get_by_role("option").count() == 0
    await screen.field().type("/s")
    assert await page.get_by_role("option").count() == 2
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await screen.said("/summary").wait_for()
    assert await screen.field().input_value() == ""


async def test_the_reader_who_scrolled_up_is_left_there(visit, bot):
    """New messages do not pull the page down; a pill tells of them; long ones begin at the top."""
    screen = await visit(390, 640)
    await screen.send("\n".join(f"line {i}" for i in range(60)))
    await screen.heard("line 59").wait_for()
    scroller = screen.pane("bot").locator(".scroll")
    await scroller.evaluate("node => node.scrollTo(0, 0)")
    await screen.frame()
    me = await screen.me()
    await bot.call("sendMessage", chat_id=me, text="news")
    pill = screen.page.get_by_role("button", name="New messages")
    await pill.wait_for()
    assert await scroller.evaluate("node => node.scrollTop") == 0
    await pill.click()
    await pill.wait_for(state="hidden")
    await comes_to(screen.heard("news"), scroller, lambda _, bottom, height: bottom <= height)
    await bot.call("sendMessage", chat_id=me, text="\n".join(["first line"] + ["more"] * 60))
    long = screen.heard("first line")
    await long.wait_for()
    await comes_to(long, scroller, lambda top, *_: 0 < top < 60)


async def test_a_message_that_has_grown_is_read_from_its_beginning(visit, bot):
    """Who was at the beginning of the last one sees it still; who reads elsewhere is left there."""
    screen = await visit(390, 640)
    await screen.send("hello")
    await screen.heard("hello").wait_for()
    scroller = screen.pane("bot").locator(".scroll")
    sent = await bot.call("sendMessage", chat_id=await screen.me(), text="short")
    await screen.heard("short").wait_for()
    grown = "\n".join(["all of it"] + ["more"] * 60)
    this = {"chat_id": await screen.me(), "message_id": sent["message_id"]}
    await bot.call("editMessageText", **this, text=grown)
    await comes_to(screen.heard("all of it"), scroller, lambda top, *_: 0 < top < 60)
    await scroller.evaluate("node => node.scrollTo(0, 0)")
    await screen.frame()
    await scroller.evaluate("node => node.scrollTo(0, 600)")
    await screen.frame()
    await bot.call("editMessageText", **this, text=grown + "\nend")
    await screen.heard("end").wait_for()
    await screen.frame()
    assert await scroller.evaluate("node => node.scrollTop") == 600
    await bot.call("editMessageText", **this, text="short")
    await screen.heard("short").wait_for()
    await screen.frame()
    await bot.call("sendMessage", chat_id=await screen.me(), text="news")
    await screen.heard("news").wait_for()
    await bot.call("editMessageText", **this, text=grown)
    await comes_to(screen.heard("news"), scroller, lambda _, bottom, height: bottom <= height)


async def test_an_answer_that_comes_at_once_is_in_sight(visit):
    """Between one's own message and the scroll that shows it, the bot may have answered."""
    screen = await visit(390, 640)
    await screen.send("\n".join(f"line {i}" for i in range(60)))
    await screen.heard("line 59").wait_for()
    pill = screen.page.get_by_role("button", name="New messages")
    for number in range(20):
        await screen.send(f"word {number}")
        await screen.heard(f"word {number}").last.wait_for()
        await screen.frame()
        assert await pill.is_hidden(), number


async def test_a_message_for_one_member_is_marked_and_seen_by_them_alone(visit, playground):
    """Its button and its edits reach it, its menu has nothing that concerns others."""
    screen, other = await visit(1440, 900), await visit(1440, 900)
    world = playground.world
    person = world.person(await screen.me())
    group = rooms.found(world, "supergroup", "Whispers", person)
    rooms.add(world, group, world.person(await other.me()), by=person)
    rooms.add_bot_as(world, group, person, "administrator")
    pane, theirs = (one.page.locator(".pane", has_text="Whispers") for one in (screen, other))
    for one in (screen, other):
        await one.page.locator(".chat", has_text="Whispers").click()
    keys = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    said = as_bot.fields(world, group, {"text": "Only for you", "reply_markup": keys})
    sent = ephemeral.send(world, group, said, {"receiver_user_id": person.id})
    bubble = pane.locator("li.in", has_text="Only for you")
    await bubble.get_by_text("Only you see this").wait_for()
    await bubble.get_by_role("button", name="More").click()
    await until(lambda: world.taps)
    await bubble.locator(".stamp").click()
    assert await screen.page.get_by_role("menuitem").all_inner_texts() == ["Reply", "Copy the text"]
    await screen.page.keyboard.press("Escape")
    ephemeral.replace(world, group, {**sent, "text": "Changed"})
    await pane.locator("li.in", has_text="Changed").wait_for()
    as_bot.send(world, group, {"text": "For all"})
    await theirs.locator("li.in", has_text="For all").wait_for()
    assert await theirs.get_by_text("Only you see this").count() == 0
    assert await pane.get_by_text("Only you see this").count() == 1


async def test_each_chat_offers_the_menu_of_its_kind(visit, bot):
    """In a group what the bot has told Telegram for groups, with its name behind it.

    An empty group offers a question that can be asked there as it is.
    """
    await bot.call(
        "setMyCommands",
        commands=[{"command": "ask", "description": "Ask here"}],
        scope={"type": "all_group_chats"},
    )
    screen = await visit(1440, 900)
    await screen.tab("group").click()
    question = "How much does Poland spend?"
    await screen.pane("group").get_by_role("button", name=f"/ask {question}").click()
    await screen.said(f"/ask@VerbatimBot {question}", "group").wait_for()
    await screen.heard("4.12% of GDP", "group").wait_for()
    await screen.pane("group").get_by_role("button", name="Commands").click()
    assert await screen.page.get_by_role("option").count() == 1
    await screen.page.get_by_role("option", name="/ask").click()
    await screen.said("/ask@VerbatimBot", "group").last.wait_for()
