"""Whether a message calls the bot, read from the message alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity, User

from bot.handlers import addressing
from bot.handlers.addressing import Itself

BOT = Itself(42, "VerbatimBot")
OLENA = User(7, "Olena", is_bot=False)
ITS_USER = User(42, "Verbatim", is_bot=True)
OTHER = User(43, "Other", is_bot=True)
GROUP = Chat(-100, "supergroup", title="Desk")
CHANNEL = Chat(-200, "channel", title="News")
DATE = None


def message(text="", *entities, author=OLENA, **more):
    return Message(9, DATE, GROUP, from_user=author, text=text, entities=entities, **more)


def named(text, name="@VerbatimBot", kind=MessageEntity.MENTION, **more):
    """Return an entity over a name in a text, counted as Telegram does."""
    offset = len(text[: text.index(name)].encode("utf-16-le")) // 2
    return MessageEntity(kind, offset, len(name), **more)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("@VerbatimBot where?", "where?"),
        ("@VerbatimBot, where?", "where?"),
        ("where, @VerbatimBot?", "where?"),
        ("where @VerbatimBot", "where"),
        ("🎉 hey @VerbatimBot where?", "🎉 hey where?"),
        ("@VerbatimBot", ""),
    ],
)
def test_the_name_is_cut_out_of_the_question(text, question):
    """What is left reads as if it had been asked in private."""
    assert addressing.called(message(text, named(text)), BOT).text == question


def test_a_person_may_be_named_without_a_username():
    """A text mention of the bot is one; one of somebody else isn't."""
    text = "hey bot where?"
    its = named(text, "bot", MessageEntity.TEXT_MENTION, user=ITS_USER)
    others = named(text, "bot", MessageEntity.TEXT_MENTION, user=OTHER)
    assert addressing.called(message(text, its), BOT).text == "hey where?"
    assert addressing.called(message(text, others), BOT) is None


def test_other_names_do_not_call():
    """Neither a longer name, nor the name where Telegram sees none."""
    longer = "@VerbatimBotter where?"
    assert addressing.called(message(longer, named(longer, "@VerbatimBotter")), BOT) is None
    assert addressing.called(message("olena@VerbatimBot.example"), BOT) is None


def test_a_caption_calls_as_a_text_does():
    """The name under a picture is the name."""
    text = "@VerbatimBot where?"
    shown = Message(9, DATE, GROUP, from_user=OLENA, caption=text, caption_entities=[named(text)])
    assert addressing.called(shown, BOT).text == "where?"


def test_a_reply_to_the_bot_calls_it():
    """One to somebody else doesn't, nor what is said in a topic that the bot has opened."""
    its = message("an answer", author=ITS_USER)
    assert addressing.called(message("why?", reply_to_message=its), BOT).how == "reply"
    assert addressing.called(message("why?", reply_to_message=message("so")), BOT) is None
    opened = message(author=ITS_USER, forum_topic_created=object())
    assert addressing.called(message("why?", reply_to_message=opened), BOT) is None


@pytest.mark.parametrize("text", ["news where?", "NEWS, where?", "  news: where?"])
def test_a_word_calls_at_the_beginning(text):
    """In any case, with whatever mark follows."""
    assert addressing.called(message(text), BOT, "news").text == "where?"


@pytest.mark.parametrize("text", ["newsroom where?", "the news where?", "new", ""])
def test_a_word_calls_only_whole_and_first(text):
    """A longer word is another one."""
    assert addressing.called(message(text), BOT, "news") is None


def test_a_command_in_a_group_names_the_bot_or_answers_it():
    """What names another, or nobody, is not for this one."""

    def said(text, **more):
        length = len(text.split()[0])
        entity = MessageEntity(MessageEntity.BOT_COMMAND, 0, length)
        return addressing.command(message(text, entity, **more), BOT)

    assert said("/ask@verbatimbot where?").text == "where?"
    assert said("/ask@VerbatimBot\nwhere?").text == "where?"
    assert said("/ask where?") is None
    assert said("/ask@OtherBot where?") is None
    its = message("an answer", author=ITS_USER)
    assert said("/ask where?", reply_to_message=its).text == "where?"
    assert said("/ask@OtherBot where?", reply_to_message=its) is None


def test_only_people_ask():
    """No bot, no copy of a post, nothing sent through a bot; who hides behind a chat is one."""
    assert addressing.may_ask(message("hey"))
    assert not addressing.may_ask(message("hey", author=OTHER))
    assert not addressing.may_ask(message("hey", via_bot=ITS_USER))
    anonymous = User(1087968824, "Group", is_bot=True)
    assert addressing.may_ask(message("hey", author=anonymous, sender_chat=GROUP))
    copy = message("hey", author=User(777000, "Telegram", is_bot=False), sender_chat=CHANNEL)
    assert addressing.may_ask(copy)
    forwarded = message("hey", sender_chat=CHANNEL, is_automatic_forward=True)
    assert not addressing.may_ask(forwarded)


def test_who_speaks_for_a_channel_is_not_who_speaks_for_the_group():
    """Each has what is kept of them apart, and nobody passes for a private chat."""
    fake = User(136817688, "Channel", is_bot=True)
    as_channel = addressing.asker(message("hey", author=fake, sender_chat=CHANNEL))
    as_group = addressing.asker(message("hey", author=fake, sender_chat=GROUP))
    assert as_channel.user_id == CHANNEL.id
    assert as_group.user_id == fake.id
    assert not as_channel.private
    assert not as_group.private


@given(
    st.text(max_size=60),
    st.sampled_from([MessageEntity.MENTION, MessageEntity.BOT_COMMAND]),
    st.integers(0, 80),
    st.integers(0, 80),
    st.text(max_size=5),
)
def test_any_entity_is_read(text, kind, offset, length, word):
    """Ranges that fit no text, or cut a character in two, are read and call nobody by chance."""
    said = message(text, MessageEntity(kind, offset, length))
    called = addressing.called(said, BOT, word)
    assert called is None or called.how == "word" or "@verbatimbot" in text.casefold()
    assert addressing.command(said, BOT) is None or "@verbatimbot" in text.casefold()
