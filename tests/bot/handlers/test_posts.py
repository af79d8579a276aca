"""Which article a channel's post is about."""

from __future__ import annotations

import pytest
from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity

from bot.handlers.posts import Post, article_of, post_of
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary, article

CHANNEL = Chat(-200, "channel", title="News")
HARVEST = article("harvest", "The harvest of the year", url="https://www.example.org/h?id=1")


@pytest.fixture
def library():
    return FakeLibrary(SUMMIT_ARTICLE, HARVEST, answers={"They met.": ("summit", "The Hague")})


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/VerbatimBot?start=harvest",
        "t.me/verbatimbot?start=harvest",
        "https://telegram.me/VerbatimBot/?start=harvest",
        "tg://resolve?domain=VerbatimBot&start=harvest",
        "http://example.org/h/?utm_medium=tg&id=1&fbclid=x#top",
    ],
)
def test_a_link_says_it(library, url):
    """A deep link to this bot, or the article's own address, whatever was hung on to it."""
    assert article_of(library, Post("Leaders meet again today", (url,)), "VerbatimBot") == "harvest"


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/OtherBot?start=harvest",
        "https://t.me/VerbatimBot",
        "https://t.me/VerbatimBot?start=unknown",
        "https://example.org/h?id=2",
        "https://example.com/h?id=1",
        "https://[broken",
        "://",
        "",
    ],
)
def test_other_links_say_nothing(library, url):
    """Another bot's, another page's, and what is no address."""
    assert article_of(library, Post("", (url,)), "VerbatimBot") is None


def test_the_deep_link_goes_before_the_address(library):
    """A post may link to its source as well; what opens the bot was meant for the bot."""
    urls = ("https://example.org/h?id=1", "t.me/VerbatimBot?start=summit")
    assert article_of(library, Post("", urls), "VerbatimBot") == "summit"


def test_the_title_says_it(library):
    """Most of a title's words are enough; a few in passing, or a short title's, aren't."""
    assert article_of(library, Post("📰 THE HARVEST of this year!"), "VerbatimBot") == "harvest"
    assert article_of(library, Post("What a year"), "VerbatimBot") is None
    assert article_of(library, Post("Leaders meet"), "VerbatimBot") is None


def test_an_answer_says_it(library):
    """What an article answers is from it; what only comes near may be from anywhere."""
    assert article_of(library, Post("They met."), "VerbatimBot") == "summit"
    assert article_of(library, Post("Good morning!"), "VerbatimBot") is None
    assert article_of(library, Post("🎉"), "VerbatimBot") is None


def test_links_are_found_wherever_a_post_has_them():
    """In the text, under words, and under the post; in a caption, too."""
    text = "🎉 see a.example or here"
    entities = [
        MessageEntity(MessageEntity.URL, 7, 9),
        MessageEntity(MessageEntity.TEXT_LINK, 20, 4, url="https://b.example"),
    ]
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Read", url="https://c.example")]])
    urls = ("a.example", "https://b.example", "https://c.example")
    said = Message(1, None, CHANNEL, text=text, entities=entities, reply_markup=keyboard)
    assert post_of(said) == Post(text, urls)
    shown = Message(1, None, CHANNEL, caption=text, caption_entities=entities)
    assert post_of(shown) == Post(text, urls[:2])
