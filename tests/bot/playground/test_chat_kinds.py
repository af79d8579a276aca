"""A conversation in each kind of chat, over HTTP from both ends: the bot's and the visitors'."""

from __future__ import annotations

import pytest

from bot.playground.visitor import Visitor
from bot.playground.world import rooms
from tests.fakes.listening_bot import listening_bot
from tests.fakes.waiting import PATIENCE


@pytest.fixture
async def bot(playground):
    async with listening_bot(playground) as bot:
        yield bot


@pytest.fixture
async def taras(playground):
    async with await Visitor.join(playground, name="Taras", patience=PATIENCE) as taras:
        yield taras


async def test_a_private_chat(bot, olena):
    """Said, edited, answered to with a quotation, forwarded, reacted to: the bot hears each."""
    reply = await olena.say("Where was it?")
    assert reply.text == "message of Olena: Where was it?"
    assert (await olena.tap(reply, "Again")).text.endswith("(Olena pressed)")
    await olena.edit(reply.reply_to, "Where was the summit?")
    assert (await olena.hears()).text == "edited_message of Olena: Where was the summit?"
    await bot.hears("message")
    assert (await bot.hears("edited_message")).edit_date is not None
    await olena.say("Really?", reply_to=reply, quote="Where was")
    quote = (await bot.hears("message")).quote
    assert (quote.text, quote.position) == ("Where was", len("message of Olena: "))
    await olena.react(reply, "❤")
    assert (await olena.hears()).text == "Olena: nothing, then ❤"
    await olena.forward(reply)
    sent_on = await bot.hears("message")
    assert sent_on.forward_origin.sender_user.is_bot
    assert sent_on.text == f"{reply.text} (Olena pressed)"


async def test_a_basic_group(bot, playground, olena, taras):
    """Founded over the page, joined by the bot and a second person; it becomes a supergroup."""
    group = (await olena.do("found", kind="group", title="Us"))["room"]["id"]
    await olena.do("add", **{"in": group}, person=taras.person["id"])
    await olena.do("bot", **{"in": group, "as": "member"})
    assert (await bot.hears("my_chat_member")).new_chat_member.status == "member"
    assert (await bot.hears("message")).new_chat_members[0].is_bot
    async with (
        await olena.enter(playground, group) as hers,
        await taras.enter(playground, "Us") as his,
    ):
        await his.tell("between us")
        assert (await hers.overhears()).sender == "Taras"
        reply = await his.say("/ask@VerbatimBot where?")
        assert reply.text == "message of Taras: /ask@VerbatimBot where?"
        assert (await hers.hears()).id == reply.id
        await his.tell("/ask@OtherBot where?")
        assert (await hers.tap(reply, "Again")).text.endswith("(Olena pressed)")
        await his.hears()
        await his.hears_nothing(0.05)
    assert (await bot.hears("message")).text == "/ask@VerbatimBot where?"
    new = rooms.migrate(playground.world, playground.world.room(group))
    assert (await bot.hears("message")).migrate_to_chat_id == new.id
    async with await taras.enter(playground, "Us") as there:
        assert (await there.say("/still")).raw["chat"]["id"] == new.id


async def test_a_supergroup_of_two_visitors(bot, playground, olena, taras):
    """In the scene's group the bot hears commands, replies to it, and nothing between people."""
    async with (
        await olena.enter(playground, "Readers") as hers,
        await taras.enter(playground, "Readers") as his,
    ):
        said = await hers.tell("Look at this")
        assert (await his.overhears()).id == said
        await his.tell("I see", reply_to=said)
        reply = await his.say("/ask where?")
        assert reply.thread is None or reply.thread == reply.reply_to
        follow_up = await hers.say("and when?", reply_to=reply, quote="where?")
        assert follow_up.text == "message of Olena: and when?"
        await hers.pin(reply)
        assert (await his.notices("pinned"))["message_ids"] == [reply.id]
        await his.react(said, "👍")
        await hers.react(said, "👍")
        events = [await hers.notices("reaction") for _ in range(2)]
        assert events[1]["reactions"] == [
            {"emoji": "👍", "people": [taras.person["id"], olena.person["id"]]}
        ]
        await his.react(said)
        assert (await hers.notices("reaction"))["reactions"] == [
            {"emoji": "👍", "people": [olena.person["id"]]}
        ]
        await hers.delete(said)
        assert (await his.notices("deleted"))["message_id"] == said
        await his.hears()
        await his.hears_nothing(0.05)
    heard = [await bot.hears("message") for _ in range(3)]
    assert [m.text for m in heard[:2]] == ["/ask where?", "and when?"]
    assert heard[1].quote.text == "where?"
    assert heard[2].pinned_message.message_id == reply.id


async def test_an_administrator_bot_hears_everything_of_a_group(bot, playground, olena):
    """Also who reacts, in a group of the visitor's own; privacy mode has no say there."""
    group = (await olena.do("found", kind="supergroup", title="Desk"))["room"]["id"]
    async with await olena.enter(playground, group) as there:
        reply = await there.start("article-7")
        assert reply.text == "message of Olena: /start@VerbatimBot article-7"
        assert (await bot.hears("my_chat_member")).new_chat_member.status == "member"
        await there.tell("between us")
        await there.do("bot", **{"as": "administrator"})
        assert (await bot.hears("my_chat_member")).new_chat_member.can_pin_messages
        reply = await there.say("to all")
        assert reply.text == "message of Olena: to all"
        await there.react(reply, "🔥")
        assert (await there.hears()).text == "Olena: nothing, then 🔥"
        await there.do("bot")
    assert (await bot.hears("my_chat_member")).new_chat_member.status == "kicked"


async def test_a_topic_of_a_forum(bot, playground, olena):
    """What is said in a topic is answered in it; in "General" without a thread."""
    forum = (await olena.do("found", kind="supergroup", title="Desks"))["room"]["id"]
    await olena.do("bot", **{"in": forum, "as": "member"})
    await olena.do("topics", **{"in": forum}, on=True)
    topic = (await olena.do("topic", **{"in": forum}, name="Budget"))["topic"]
    assert [room["topics"] for room in await olena.rooms() if room["id"] == forum] == [
        [
            {"id": 1, "name": "General", "closed": False},
            {"id": topic, "name": "Budget", "closed": False},
        ]
    ]
    async with await olena.enter(playground, forum, topic=topic) as there:
        reply = await there.say("/here")
        assert (reply.thread, reply.raw["is_topic_message"]) == (topic, True)
    async with await olena.enter(playground, forum, topic=1) as general:
        assert (await general.say("/there")).thread is None
    async with await olena.enter(playground, forum, topic=999) as nowhere:
        with pytest.raises(AssertionError, match="message thread not found"):
            await nowhere.tell("x")


async def test_a_channel_and_the_comments_on_it(bot, playground, olena, taras):
    """A post is copied to the discussion; the comments are the thread under the copy."""
    async with (
        await olena.enter(playground, "The Newsroom") as channel,
        await taras.enter(playground, "The Newsroom comments") as comments,
    ):
        answer = await channel.say("Budget passed")
        assert answer.text == "channel_post of The Newsroom: Budget passed"
        assert "from" not in answer.raw
        copy = await comments.overhears()
        assert copy.raw["is_automatic_forward"]
        assert copy.raw["forward_origin"]["message_id"] == answer.reply_to
        assert copy.text == "Budget passed"
        # The bot, a member of the comments, does not hear the copy: it is not meant for it.
        comment = await comments.tell("How much?", reply_to=copy)
        reply = await comments.say("/ask How much?", reply_to=comment)
        assert (reply.thread, reply.sender) == (copy.id, "Verbatim")
        await channel.edit(answer.reply_to, "Budget passed at last")
        edited = await bot.hears("edited_channel_post")
        assert edited.text == "Budget passed at last"
        changed = await comments.notices("edited")
        assert changed["message"]["message_id"] == copy.id
        assert changed["message"]["text"] == "Budget passed at last"
        await channel.react(answer, "👍")
        counted = await bot.hears("message_reaction_count")
        assert [(one.type.emoji, one.total_count) for one in counted.reactions] == [("👍", 1)]


async def test_a_visitor_speaks_as_their_channel(bot, playground, olena, taras):
    """In a group, under the channel's name; nobody speaks as a channel of somebody else's."""
    channel = (await olena.do("found", kind="channel", title="Olena's notes"))["room"]["id"]
    async with await olena.enter(playground, "Readers") as there:
        reply = await there.say("/ask", as_channel=channel)
        assert reply.text == "message of Olena's notes: /ask"
        assert (await bot.hears("message")).from_user.id == 136817688
        newsroom = next(room["id"] for room in await olena.rooms() if room["kind"] == "channel")
        with pytest.raises(AssertionError, match="only a channel's owner"):
            await there.tell("x", as_channel=newsroom)
    async with await taras.enter(playground, "Readers") as there:
        with pytest.raises(AssertionError, match="not a member"):
            await there.tell("x", as_channel=channel)


async def test_inline_mode_in_any_chat(bot, playground, olena, taras):
    """Asked and chosen in a group the bot is not even in; the results are the asker's alone."""
    playground.world.inline = True
    group = (await olena.do("found", kind="group", title="Just us"))["room"]["id"]
    await olena.do("add", **{"in": group}, person=taras.person["id"])
    async with (
        await olena.enter(playground, group) as hers,
        await taras.enter(playground, group) as his,
    ):
        first, second = await hers.ask_inline("the summit")
        assert (first.title, second.description) == ("Sentence", "the summit")
        asked = await bot.hears("inline_query")
        assert (asked.query, asked.chat_type) == ("the summit", "group")
        with pytest.raises(AssertionError, match="somebody else"):
            await his.choose(first)
        sent = await hers.choose(second)
        assert (sent.text, sent.sender) == ("passage: the summit", "Olena")
        assert sent.raw["via_bot"]["username"] == "VerbatimBot"
        assert (await his.overhears()).id == sent.id
        assert "results" not in {event["kind"] for event in his.seen}
    chosen = await bot.hears("chosen_inline_result")
    assert (chosen.result_id, chosen.query) == ("passage", "the summit")


async def test_a_blocked_bot_hears_nothing_until_it_is_spoken_to(bot, olena, call):
    """Blocking is told once; edits and reactions afterwards are not; a message unblocks."""
    reply = await olena.say("hello")
    await olena.do("block", on=True)
    assert (await bot.hears("my_chat_member")).new_chat_member.status == "kicked"
    refused = await call.refusal("sendMessage", chat_id=olena.person["id"], text="x")
    assert refused == "Forbidden: bot was blocked by the user"
    await olena.edit(reply.reply_to, "goodbye")
    await olena.react(reply, "👎")
    await olena.hears_nothing(0.05)
    assert (await olena.say("hello again")).text == "message of Olena: hello again"
    assert (await bot.hears("my_chat_member")).new_chat_member.status == "member"


async def test_joining_and_leaving(bot, playground, olena):
    """A public room is entered by its name; who has left hears and says nothing there."""
    async with await olena.enter(playground, "The Newsroom") as channel:
        await channel.do("leave")
        assert "The Newsroom" not in [room["title"] for room in await olena.rooms()]
        with pytest.raises(AssertionError, match="not a member"):
            await channel.tell("x")
        room = (await olena.do("enter", username="@the_newsroom"))["room"]
        assert (room["role"], room["may_write"]) == ("member", False)
        with pytest.raises(AssertionError, match="not enough rights"):
            await channel.tell("x")
    went = await bot.hears("chat_member")
    assert (went.old_chat_member.status, went.new_chat_member.status) == ("administrator", "left")


async def test_two_visitors_vote_in_a_poll(bot, playground, call, olena, taras):
    """The bot is told who chose what, and how the poll stands; a vote can be taken back."""
    async with (
        await olena.enter(playground, "Readers") as hers,
        await taras.enter(playground, "Readers") as his,
    ):
        readers = (await olena.rooms())[0]["id"]
        options = [{"text": "Yes"}, {"text": "No"}]
        await call.result(
            "sendPoll", chat_id=readers, question="More?", options=options, is_anonymous=False
        )
        asked = await hers.hears()
        await his.hears()
        await hers.vote(asked, "Yes")
        answer = await bot.hears("poll_answer")
        assert (answer.user.first_name, answer.option_ids) == ("Olena", (0,))
        await his.hears()
        await his.vote(asked, "Yes")
        shown = await his.hears()
        assert [o["voter_count"] for o in shown.raw["poll"]["options"]] == [2, 0]
        await hers.vote(asked)
        assert [(await bot.hears("poll_answer")).option_ids for _ in range(2)] == [(0,), ()]


async def test_editors_keep_a_channel(bot, playground, olena, taras):
    """They pin, edit and delete each other's posts; the bot's own posts they only remove."""
    async with (
        await olena.enter(playground, "The Newsroom") as hers,
        await taras.enter(playground, "The Newsroom") as his,
    ):
        answer = await hers.say("Budget passed")
        post = answer.reply_to
        await his.pin(post)
        assert (await bot.hears("channel_post")).text == "Budget passed"
        assert (await bot.hears("channel_post")).pinned_message.message_id == post
        await his.edit(post, "Budget passed!")
        assert (await bot.hears("edited_channel_post")).text == "Budget passed!"
        with pytest.raises(AssertionError, match="message can't be edited"):
            await his.edit(answer, "x")
        await his.unpin(post)
        assert [(await hers.notices("pinned"))["message_ids"] for _ in range(2)] == [[post], []]
        await his.delete(answer)
        assert (await hers.notices("deleted"))["message_id"] == answer.id


async def test_what_is_forwarded_says_where_it_comes_from(bot, playground, olena, taras):
    """A post names its channel and number; a person's words name the person, however often sent."""
    async with (
        await olena.enter(playground, "The Newsroom") as channel,
        await taras.enter(playground, "Readers") as readers,
    ):
        post = await channel.tell("Budget passed")
        await channel.forward(post)
        sent_on = (await bot.hears("message")).forward_origin
        assert (sent_on.chat.username, sent_on.message_id) == ("the_newsroom", post)
        said = await readers.tell("I was there")
        copy = await readers.forward(said)
        assert (await bot.hears("message")).forward_origin.sender_user.first_name == "Taras"
        await taras.forward(copy)
        assert (await bot.hears("message")).forward_origin.sender_user.first_name == "Taras"
        with pytest.raises(AssertionError, match="message can't be edited"):
            await taras.edit(copy, "I was not")
        with pytest.raises(AssertionError, match="chat not found"):
            await readers.forward(said, playground.world.join("Else").id)


async def test_a_post_is_quoted_to_the_bot_in_private(bot, playground, olena, taras):
    """A reply from another chat tells the post, its place and the words that are meant."""
    async with await taras.enter(playground, "The Newsroom") as his:
        async with await olena.enter(playground, "The Newsroom") as channel:
            post = await channel.tell("Budget passed at last")
        seen = await his.overhears()
        await taras.say("Is that so?", reply_to=seen, quote="at last")
    heard = await bot.hears("message")
    assert heard.external_reply.origin.chat.username == "the_newsroom"
    assert (heard.external_reply.message_id, heard.quote.text) == (post, "at last")
