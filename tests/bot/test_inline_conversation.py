"""Inline mode as people use it: words typed after the bot's name, a result chosen and sent."""

from __future__ import annotations

import pytest

from bot.handlers.inline import MOST, PAGE
from bot.strings.catalogue import load_strings
from knowledge.library import open_library
from knowledge.model import State
from knowledge.settings import LibrarySettings
from tests.fakes.town import HARVEST, SEED, SEED_TEXT, build, running, seeded, utc_now

STRINGS = load_strings()
NEWS = """---
title: News number {number}
url: https://example.org/news/{number}
published: 2025-08-{number:02}
language: en
---

# News number {number}

The harbour of town {number} was closed on Monday, the mayor said. Boats waited outside.

“We open again in {number} days,” said Anna Berg, the mayor of town {number}.
"""


@pytest.fixture
async def town(seeds, tmp_path):
    """Run the bot over the seeds, with inline mode on."""
    async with running(seeds, tmp_path) as town:
        town.playground.world.inline = True
        yield town


@pytest.fixture
async def olena(town):
    """Enter the readers' group, where the bot is asked inline."""
    async with (
        await town.visitor() as olena,
        await olena.enter(town.playground, "Readers") as there,
    ):
        yield there


@pytest.fixture
def archive(tmp_path):
    """Open a library of 14 articles that are much alike, and one that can be withdrawn."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    for number in range(1, 15):
        path = tmp_path / f"news-{number}.md"
        path.write_text(NEWS.format(number=number), encoding="utf-8")
        build(library, path)
    yield library
    library.close()


@pytest.fixture
async def news(archive, tmp_path):
    """Enter a chat with a bot that has many articles."""
    async with running(archive, tmp_path / "state") as town:
        town.playground.world.inline = True
        async with await town.visitor() as olena:
            yield olena


def listed(visitor):
    """Return the newest list of results, with what stands around it."""
    return next(event for event in reversed(visitor.seen) if event["kind"] == "results")


def button(said):
    ((one,),) = said.raw["reply_markup"]["inline_keyboard"]
    return one["url"]


async def test_the_answer_comes_first_and_cites_its_article(olena):
    """The list marks it; the message that is sent shows it in bold, quoted, with its source."""
    first, *others = await olena.ask_inline("How much does Poland spend on defense?")
    assert "▸4.12% of GDP◂" in first.description
    assert first.title.startswith("Increased Defense Spending · Rutte")
    assert 0 < len(others) < PAGE
    sent = await olena.choose(first)
    assert set(sent.marked("bold")) == {"4.12% of GDP"}
    assert all(words in SEED_TEXT for words in sent.quoted())
    assert sent.text.splitlines()[-1].startswith("the article itself · Increased Defense Spending")
    assert sent.raw["via_bot"]["username"] == "VerbatimBot"
    assert sent.labels == [STRINGS["inline.ask"]]
    assert button(sent) == f"https://t.me/VerbatimBot?start={SEED}"


async def test_passages_that_are_merely_near_bear_no_marks(olena):
    """What does not answer is quoted plainly: no answer in bold, no mark in the list."""
    for offer in await olena.ask_inline("How old is Mark Rutte?"):
        assert "▸" not in offer.description
        sent = await olena.choose(offer)
        assert all(words in SEED_TEXT for words in sent.quoted())


async def test_of_several_articles_the_line_above_opens_the_bot_at_none(tmp_path):
    """Whoever goes on there asks all of them, as they did inline."""
    harvest = tmp_path / "harvest.md"
    harvest.write_text(HARVEST, encoding="utf-8")
    with seeded(harvest) as library:
        async with running(library, tmp_path / "state") as town:
            town.playground.world.inline = True
            async with await town.visitor() as olena:
                assert await olena.ask_inline("zzyzx qwertyuiop") == []
                opened = await olena.start(listed(olena)["button"]["start_parameter"])
                assert opened.text == STRINGS["help.private"]
                assert town.state.scope(olena.person["id"]) is None


async def test_a_line_above_says_when_nothing_answers(olena):
    """It opens the bot itself; with no passage near at all it says that."""
    offers = await olena.ask_inline("How old is Mark Rutte in Tokyo?")
    results = listed(olena)
    assert offers
    assert results["button"] == {"text": STRINGS["inline.nearest"], "start_parameter": SEED}
    assert await olena.ask_inline("zzyzx qwertyuiop") == []
    results = listed(olena)
    assert results["button"]["text"] == STRINGS["inline.nothing"]


@pytest.mark.parametrize("query", ["Starmer", "quotes starmer", "what did Keir Starmer say?"])
async def test_a_speaker_is_quoted(olena, query):
    """Who is named is quoted, in their own words only, and named in the last line."""
    offers = await olena.ask_inline(query)
    (quote,) = [offer for offer in offers if offer.title.startswith("Keir Starmer · ")]
    sent = await olena.choose(quote)
    assert sent.quoted() == ["“We stand with Ukraine in its fight against Russian aggression.”"]
    assert sent.text.splitlines()[-1].startswith("Keir Starmer · ")


async def test_who_types_quotes_and_a_name_gets_quotations_first(tmp_path):
    """Whatever else of that person answers comes behind them."""
    harvest = tmp_path / "harvest.md"
    told = "Councillor Anna Berg, who leads the farmers' group, was there."
    harvest.write_text(f"{HARVEST}\n{told}\n", encoding="utf-8")
    with seeded(harvest) as library:
        async with running(library, tmp_path / "state") as town:
            town.playground.world.inline = True
            async with await town.visitor() as olena:
                for query in ("quotes berg", "berg quotes"):
                    first, *_ = await olena.ask_inline(query)
                    assert (await olena.choose(first)).quoted() == ["“Nobody expected this,”"]


async def test_all_quotations_are_offered(olena):
    """Who types no more than "quotes" chooses from all; those of the headline say so."""
    offers = await olena.ask_inline("quotes")
    assert {offer.title.split(" · ")[0] for offer in offers} >= {"Mark Rutte", "Keir Starmer"}
    assert offers[-1].title == "Mark Rutte · the headline"
    headline = await olena.choose(offers[-1])
    assert STRINGS["quotes.headline"] in headline.text


async def test_a_quotation_is_checked_as_it_is_typed(olena):
    """Words given as somebody's are judged first; what was typed is in no message."""
    first, *_ = await olena.ask_inline("did rutte say “lets be naive”?")
    assert first.title == STRINGS["check.verdicts.headline_only"]
    sent = await olena.choose(first)
    assert sent.text.startswith(STRINGS["check.verdicts.headline_only"])
    assert "lets be" not in sent.text


async def test_an_empty_query_shows_the_newest_articles(news):
    """Ten, then the rest; each is sent as title, one sentence, and a way to ask about it."""
    first = await news.ask_inline("")
    results = listed(news)
    rest = await news.ask_inline("", offset=results["next_offset"])
    titles = [offer.title for offer in [*first, *rest]]
    assert (len(first), len(rest)) == (PAGE, 4)
    assert titles == [f"News number {number}" for number in range(14, 0, -1)]
    results = listed(news)
    assert results["next_offset"] == ""
    sent = await news.choose(first[0])
    assert sent.text.startswith("News number 14 · 14 August 2025\n")
    assert len(sent.quoted()) == 1
    assert button(sent) == "https://t.me/VerbatimBot?start=news-14"
    link = next(e for e in sent.raw["entities"] if e["type"] == "text_link")
    assert link["url"] == "https://example.org/news/14"


async def test_passages_are_paged_through(news):
    """Each page goes on where the last one ended, and no passage comes twice."""
    offset, found = "", []
    for _ in range(MOST // PAGE + 1):
        page = await news.ask_inline("When was the harbour closed?", offset=offset)
        found += [offer.id for offer in page]
        results = listed(news)
        offset = results["next_offset"]
        if not offset:
            break
    assert len(found) == len(set(found)) > PAGE
    assert offset == ""


async def test_what_was_taken_back_is_offered_no_more(archive, news):
    """From the moment an article is withdrawn, by no query."""
    archive._store.set_state("news-14", State.WITHDRAWN)
    assert "News number 14" not in [offer.title for offer in await news.ask_inline("")]
    offers = await news.ask_inline("When was the harbour of town 14 closed?")
    assert not any("number 14" in offer.title for offer in offers)


HOSTILE = (
    "x" * 256,
    "(" * 256,
    "🎉" * 128,
    "\u0301" * 256,
    "“" * 256,
    "why " * 64,
    "quotes " * 36,
    "\u202e\u2066" * 128,
    "' OR 1=1; --" * 21,
    "{title} %s \\x00",
)


@pytest.mark.parametrize("query", HOSTILE)
async def test_anything_may_be_typed(olena, query):
    """256 characters of whatever are answered, and with nothing but the article's words."""
    offers = await olena.ask_inline(query)
    for offer in offers:
        assert offer.description.strip("…").replace("▸", "").replace("◂", "")[:40] in " ".join(
            SEED_TEXT.split()
        )


@pytest.mark.parametrize("offset", ["-1", "ten", "999999999", "५", "10;", "00000000000000"])
async def test_an_offset_that_was_never_given_brings_nothing(olena, offset):
    """Neither an error nor somebody else's page."""
    assert await olena.ask_inline("Poland", offset=offset) == []


async def test_nothing_typed_inline_is_kept(town, olena):
    """No row in the state when it is done, and no turn for the next question to go on from."""
    offers = await olena.ask_inline("How much does Poland spend on defense?")
    await olena.choose(offers[0])
    held = town.state.held(olena.person["id"], olena.person["id"])
    assert (held.scopes, held.buttons, held.turns) == (0, 0, 0)
    assert town.state.delivery.waiting() == []
