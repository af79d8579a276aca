"""The list of articles, page by page, and what the bot says about itself."""

from __future__ import annotations

import pytest

from bot.render import notices
from bot.render.notices import Holdings
from bot.strings.catalogue import load_strings
from knowledge.model import Entry, State
from tests.bot.render.test_passages import labels, marked

STRINGS = load_strings()


def entries(count):
    return tuple(Entry(f"id-{n}", f"Title {n}", 1, State.LIVE) for n in range(count))


def test_articles_are_listed_six_a_page():
    """The first page has six and leads on; the last has the rest and leads back."""
    first = notices.articles(STRINGS, "articles.heading", entries(8), None, "t")
    assert labels(first) == [
        *([f"Title {n}"] for n in range(6)),
        ["More ›"],
        ["✓ All articles"],
    ]
    last = notices.articles(STRINGS, "articles.heading", entries(8), None, "t", 1)
    assert labels(last) == [["Title 6"], ["Title 7"], ["‹ Back"], ["✓ All articles"]]
    assert [row[0].data for row in last.buttons] == ["pick.0:t", "pick.1:t", "page.0:t", "all:t"]


@pytest.mark.parametrize("page", [2, 99])
def test_a_page_beyond_the_last_is_the_last(page):
    """A list that has become shorter still shows a page."""
    reply = notices.articles(STRINGS, "articles.heading", entries(8), None, "t", page)
    assert labels(reply)[0] == ["Title 6"]


def test_the_article_in_scope_is_marked():
    """The reader sees which article is asked about."""
    reply = notices.articles(STRINGS, "articles.heading", entries(3), "id-1", "t")
    assert labels(reply) == [["Title 0"], ["✓ Title 1"], ["Title 2"], ["All articles"]]


def test_suggested_questions_are_shortened_to_their_buttons():
    """The button asks the whole question by its number, whatever its label shows of it."""
    long = "How many of the ferries that stayed in the harbour for three days were sold afterwards?"
    reply = notices.chosen(STRINGS, "Ferries", notices.Offer(("Why?", long), "t"))
    assert [row[0].data for row in reply.buttons] == ["ask.0:t", "ask.1:t"]
    (first,), (second,) = labels(reply)
    assert first == "Why?"
    assert second.endswith("…")
    assert len(second) <= 60
    assert "tap one below" in reply.text


def test_beside_first_questions_another_article_is_offered():
    """Where there are others, the way to them stands last; without a question too."""
    reply = notices.chosen(STRINGS, "Ferries", notices.Offer(("Why?",), "t", others=True))
    assert labels(reply) == [["Why?"], ["Ask about another"]]
    bare = notices.greeting(STRINGS, "Ferries", notices.Offer((), "t", others=True))
    assert labels(bare) == [["Ask about another"]]
    assert "tap one below" not in bare.text


def test_a_long_list_says_where_one_is_and_how_to_search():
    """Only a list that has several pages needs either."""
    long = notices.articles(STRINGS, "articles.heading", entries(14), None, "t", 1)
    assert "page 2 of 3" in long.text
    assert "/articles harvest" in long.text
    assert "page" not in notices.articles(STRINGS, "articles.heading", entries(3), None, "t").text


def test_what_was_found_is_not_the_whole_list():
    """Under a search's result there is no button for all articles, and no word on searching."""
    found = notices.articles(STRINGS, "articles.found", entries(9), None, "t")
    assert labels(found)[-1] == ["More ›"]
    assert "/articles" not in found.text
    nothing = notices.articles(STRINGS, "articles.not_found", entries(2), None, "t")
    assert labels(nothing)[-1] == ["✓ All articles"]


def test_asking_which_article_offers_no_all():
    """A summary is of one article, so that "all" is not offered."""
    reply = notices.articles(STRINGS, "articles.which", entries(2), None, "t")
    assert labels(reply) == [["Title 0"], ["Title 1"]]


def test_a_long_title_fits_its_button():
    """A title is shortened at a word, with the mark still on it."""
    entry = Entry(
        "a", "A headline that goes on and on until nobody reads it to its end", 1, State.LIVE
    )
    (label,) = labels(notices.articles(STRINGS, "articles.heading", (entry,), "a", "t"))[0]
    assert label.startswith("✓ A headline")
    assert label.endswith("…")
    assert len(label) <= 60


def test_an_untitled_article_still_has_a_button():
    """An empty title is no empty label, which Telegram would refuse."""
    entry = Entry("a", " ", 1, State.LIVE)
    reply = notices.articles(STRINGS, "articles.heading", (entry,), None, "t")
    assert labels(reply) == [["Untitled article"]]


def test_the_greeting_names_the_only_article():
    """With one article nothing needs choosing."""
    reply = notices.greeting(STRINGS, "Title 0")
    assert "You are asking about: Title 0" in reply.text
    assert marked(reply, "bold") == ["Title 0"]
    assert reply.buttons == ()


def test_the_greeting_offers_several_articles():
    """With several, they can be tapped at once."""
    assert labels(notices.greeting_of_all(STRINGS, entries(2), "t"))[0] == ["Title 0"]


def test_the_greeting_of_an_empty_library_says_so():
    """Without articles the reader learns that there are none."""
    assert "no articles here yet" in notices.greeting_of_all(STRINGS, (), "").text


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (Holdings(scopes=1), "the article you chose."),
        (Holdings(buttons=1), "the buttons under 1 reply."),
        (Holdings(turns=1), "your last question."),
        (Holdings(scopes=1, buttons=3), "the article you chose and the buttons under 3 replies."),
        (Holdings(buttons=1_234), "the buttons under 1,234 replies."),
        (Holdings(posts=1), "a post you forwarded."),
        (
            Holdings(votes=1, misses=2, subscriptions=1),
            "1 vote on an answer, 2 questions I could not answer and 1 subscription to a digest.",
        ),
        (
            Holdings(scopes=1, buttons=3, turns=1),
            "the article you chose, your last question and the buttons under 3 replies.",
        ),
    ],
)
def test_what_is_held_is_said_in_words(held, words):
    """The reader reads what is held, and can delete it with a tap."""
    reply = notices.holdings(STRINGS, held, "t")
    assert words in reply.text
    assert labels(reply) == [["Delete it"]]
