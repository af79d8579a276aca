"""What a digest holds in a place: what is new there, what its newsroom wants, each story once."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import replace

import pytest

from bot.digests.plan import Digest, How, Slot, Target, What, When
from bot.posting.composing import DigestComposer
from bot.state.rows import SlotRow
from bot.strings.catalogue import load_strings
from knowledge.errors import UnknownArticleError
from knowledge.library import open_library
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from tests.fakes.clock import Clock

EIGHT = dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC)
MORNING = Digest("morning", "Morning", When(dt.time(8), "UTC"), (Target(-1),))
TEXTS = {
    "ferry": "The ferry to Northhaven resumed on Monday after nine days in the harbour.",
    "budget": "The council agreed on a budget of 40 million euros for roads and schools.",
    "storm": "A storm tore the roof from the old market hall during the night.",
}


class Shelf:
    """A library at five past seven, to which articles are added."""

    def __init__(self, library, clock):
        self.library = library
        self.clock = clock

    def add(self, name, text="", **given):
        given = {"published": self.clock.now.date(), "title": f"About {name}"} | given
        article = from_plain(name, text or TEXTS[name], **given)
        list(self.library.build([(name, article)]))


@pytest.fixture
def shelf():
    clock = Clock(EIGHT - dt.timedelta(minutes=55))
    with closing(open_library(LibrarySettings(store="sqlite://"), clock=clock)) as library:
        yield Shelf(library, clock)


def composer(library, asked=None):
    return DigestComposer(
        library,
        lambda language: load_strings(language or "en"),
        lambda article, then: f"https://t.me/bot?start={then}{article}",
        lambda: asked or {},
    )


def row(due=EIGHT, state="claimed", **payload):
    slot = Slot("morning", -1, None, due.date(), due.time(), due)
    return SlotRow(1, slot, state, "", 0, payload)


def articles(composed):
    return [one for one, _ in composed.kept["articles"]]


def test_what_came_since_the_last_digest_is_told(shelf):
    """What a place has had already is not told again, and what is old isn't new."""
    for name in ("ferry", "budget"):
        shelf.add(name)
    first = composer(shelf.library).compose(MORNING, row(), [])
    assert sorted(articles(first)) == ["budget", "ferry"]
    shelf.clock.advance(hours=5)
    shelf.add("storm")
    had = row(state="sent", **first.kept)
    second = composer(shelf.library).compose(MORNING, row(EIGHT + dt.timedelta(days=1)), [had])
    assert articles(second) == ["storm"]


def test_a_digest_that_was_not_posted_hides_nothing(shelf):
    """After a skipped one the next covers both days."""
    shelf.add("ferry")
    skipped = row(state="skipped")
    shelf.clock.advance(hours=20)
    shelf.add("storm")
    made = composer(shelf.library).compose(MORNING, row(EIGHT + dt.timedelta(days=1)), [skipped])
    assert "storm" in articles(made)


@pytest.mark.parametrize("state", ["skipped", "failed"])
def test_what_was_put_together_in_vain_is_told_the_next_time(shelf, state):
    """What the newsroom paused on its way out, or Telegram refused, nobody has seen."""
    shelf.add("ferry")
    had = row(EIGHT - dt.timedelta(days=1), state="sent")
    first = composer(shelf.library).compose(MORNING, row(), [had])
    assert articles(first) == ["ferry"]
    before = [row(state=state, **first.kept), had]
    next_day = row(EIGHT + dt.timedelta(days=1))
    assert articles(composer(shelf.library).compose(MORNING, next_day, before)) == ["ferry"]


def test_an_archive_that_is_read_in_is_no_news(shelf):
    """An article of last year, added today, is in no digest."""
    shelf.add("ferry", published=dt.date(2025, 5, 4))
    assert composer(shelf.library).compose(MORNING, row(), []) is None


@pytest.mark.parametrize("skip", [True, False])
def test_without_anything_new_it_is_skipped_or_says_so(shelf, skip):
    """As the newsroom wants it."""
    digest = replace(MORNING, how=How(skip_empty=skip))
    made = composer(shelf.library).compose(digest, row(), [])
    assert (made is None) == skip
    assert made is None or "nothing new" in made.replies[0].text


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (What(keywords=("roads",)), ["budget"]),
        (What(keywords=("road schools", "market roof")), ["budget", "storm"]),
        (What(keywords=("northhaven",)), ["ferry"]),
        (What(keywords=("road roof",)), None),
        (What(keywords=(".*",)), None),
        (What(articles=("storm", "ferry", "nowhere")), ["storm", "ferry"]),
        (What(source="example.org"), ["ferry"]),
        (What(most=1), ["budget"]),
        (What(most_asked=True), ["storm", "budget", "ferry"]),
    ],
)
def test_the_newsroom_says_what_a_digest_holds(shelf, what, expected):
    """By words, by names, by source, by how many, by how often readers asked."""
    shelf.add("ferry", url="https://www.example.org/ferry")
    shelf.add("budget", url="https://example.com/budget")
    shelf.add("storm")
    digest = replace(MORNING, what=what)
    made = composer(shelf.library, {"storm": 5, "budget": 1}).compose(digest, row(), [])
    found = None if made is None else articles(made)
    assert found == expected or sorted(found) == expected


def test_one_story_is_told_once(shelf):
    """Two reports of an agency's words are one item."""
    text = " ".join(TEXTS.values())
    shelf.add("ferry", text, title="Ferry to Northhaven resumes")
    shelf.add("boat", text, title="Northhaven: the ferry is back")
    assert len(articles(composer(shelf.library).compose(MORNING, row(), []))) == 1


def test_what_the_desk_has_seen_is_what_is_posted(shelf):
    """The same articles, without what was withdrawn meanwhile, under the desk's own words."""
    shelf.add("ferry")
    shown = composer(shelf.library).compose(MORNING, row(), [])
    shelf.add("storm")
    kept = {**shown.kept, "articles": [*shown.kept["articles"], ["gone", 1]], "intro": "Hello."}
    made = composer(shelf.library).compose(MORNING, row(**kept), [])
    assert articles(made) == ["ferry"]
    assert "From the newsroom: Hello." in made.replies[0].text


def test_a_place_has_its_own_language_and_day(shelf):
    """In Kiritimati it is the next day when the digest is due at noon in London."""
    shelf.add("ferry")
    noon = EIGHT + dt.timedelta(hours=4)
    digest = replace(MORNING, targets=(Target(-1, zone="Pacific/Kiritimati", language="de"),))
    made = composer(shelf.library).compose(digest, row(noon), [])
    assert made.replies[0].text.startswith("Morning · 5. Mai 2026")


def test_links_lead_to_the_article_and_its_summary(shelf):
    """Quotes are offered where there are some."""
    shelf.add("ferry")
    shelf.add("budget", "“We have what we need now,” said the mayor, Ann Lee, on Monday.")
    made = composer(shelf.library).compose(MORNING, row(), [])
    links = [button.url for line in made.replies[0].buttons for button in line]
    assert "https://t.me/bot?start=summaryferry" in links
    assert "https://t.me/bot?start=quotesbudget" in links
    assert "https://t.me/bot?start=quotesferry" not in links


class Counting:
    """A library that counts how often it reads articles for one digest's sake."""

    def __init__(self, library):
        self._library = library
        self.counts = {"told_once": 0, "mentions": 0, "item": 0}

    def __getattr__(self, name):
        if name in self.counts:
            self.counts[name] += 1
        return getattr(self._library, name)


def test_what_many_are_told_is_chosen_once(shelf):
    """Subscribers cost a digest no reading of the articles each, and each has their own place."""
    shelf.add("ferry")
    library = Counting(shelf.library)
    many = composer(library)
    subscribers = tuple(Target(chat, language="de" if chat % 2 else "en") for chat in range(1, 201))
    digest = replace(MORNING, targets=subscribers, what=What(keywords=("ferry",)))
    shown = set()
    for number, target in enumerate(subscribers, start=1):
        slot = replace(row().slot, chat_id=target.chat_id)
        composed = many.compose(digest, SlotRow(number, slot, "claimed", "", 0, {}), [])
        shown.add((target.language, composed.replies[-1].text))
    assert library.counts == {"told_once": 1, "mentions": 1, "item": 2}
    assert len(shown) == 2


class Flickering:
    """A library in which an article is taken back for one moment."""

    def __init__(self, library):
        self._library = library
        self._gone = ["ferry"]

    def __getattr__(self, name):
        return getattr(self._library, name)

    def item(self, article_id):
        if article_id in self._gone:
            self._gone.remove(article_id)
            raise UnknownArticleError(article_id)
        return self._library.item(article_id)


def test_what_was_taken_back_for_a_moment_is_missing_for_a_moment(shelf):
    """The next place gets what is there by then, at the same version as before."""
    for name in ("ferry", "budget"):
        shelf.add(name)
    made = composer(Flickering(shelf.library))
    first, second = (made.compose(MORNING, row(), []).replies[0].text for _ in range(2))
    assert "About ferry" not in first
    assert "About ferry" in second


class Correcting:
    """A library in which an article is corrected between being listed and being read."""

    def __init__(self, shelf):
        self._shelf = shelf
        self._old = True

    def __getattr__(self, name):
        return getattr(self._shelf.library, name)

    def item(self, article_id):
        if self._old:
            self._old = False
            self._shelf.add("ferry", "The ferry sails again, and for nothing until June.")
        return self._shelf.library.item(article_id)


def test_what_is_kept_is_the_version_that_is_shown(shelf):
    """So that what was corrected meanwhile is neither edited for nothing nor forgotten."""
    shelf.add("ferry")
    made = composer(Correcting(shelf))
    first, second = (made.compose(MORNING, row(), []) for _ in range(2))
    assert "The ferry sails again" in first.replies[0].text
    assert first.kept["articles"] == second.kept["articles"] == [["ferry", 2]]


def test_what_was_taken_back_meanwhile_is_looked_at_again(shelf):
    """It is kept as missing: once it is there again the post is put right."""
    shelf.add("ferry")
    shelf.add("budget")
    made = composer(Flickering(shelf.library)).compose(MORNING, row(), [])
    assert sorted(made.kept["articles"]) == [["budget", 1], ["ferry", 0]]


def test_digests_that_are_due_together_find_their_places(shelf):
    """Posting two by turns goes through the places of each once."""
    shelf.add("ferry")
    made = composer(shelf.library)
    digests = [
        replace(MORNING, name=name, targets=Looked(map(Target, range(1, 5)))) for name in "ab"
    ]
    Looked.times = 0
    for _ in range(5):
        for digest in digests:
            assert made.compose(digest, row(), [])
    assert Looked.times == 2


class Looked(tuple):
    """Places that count how often somebody goes through them."""

    __slots__ = ()
    times = 0

    def __iter__(self):
        Looked.times += 1
        return super().__iter__()


def test_correcting_ten_thousand_posts_goes_through_their_places_once(shelf):
    """Each is put together in the layout that it had, of what is a digest of its own then."""
    shelf.add("ferry")
    posted = composer(shelf.library)
    targets = Looked(Target(number) for number in range(-1, -5, -1))
    articles = [["ferry", 1]]
    Looked.times = 0
    for _ in range(10):
        digest = replace(MORNING, targets=targets, how=replace(MORNING.how, layout="messages"))
        assert posted.again(digest, row(articles=articles)).replies
    assert Looked.times == 1
