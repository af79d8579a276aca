"""Each overview and the check, as conversations over HTTP: in a private chat and in a group."""

from __future__ import annotations

import pytest

from bot.strings.catalogue import load_strings
from knowledge.library import open_library
from knowledge.settings import LibrarySettings
from tests.fakes.town import SEED, SEED_TEXT, build, running, utc_now

STRINGS = load_strings()
HARVEST = """---
title: The harvest of the year
published: 2025-08-01
---

# The harvest of the year

“Nobody expected this,” said Anna Berg, who farms near Lund.

“Rain came late, and then it never stopped,” said Jon Berg, her brother.
"""


async def test_quotes_are_numbered_and_open_their_context(olena):
    """A number changes the message to the passage with the quotation in bold, and back."""
    quotes = await olena.command("/quotes")
    assert quotes.labels == ["1", "2", "3", "4"]
    assert quotes.marked("bold")[1:] == ["Mark Rutte", "Keir Starmer", "Mark Rutte"]
    opened = await olena.tap(quotes, "2")
    assert opened.id == quotes.id
    assert opened.marked("bold") == ["“That helps Ukraine, and it helps us,”"]
    assert "ammunition stockpiles" in opened.quoted()[0]
    assert opened.quoted()[0] in SEED_TEXT
    assert "Mark Rutte · Ukraine’s Defense Industrial Base" in opened.text
    back = await olena.tap(opened, "Back")
    assert (back.id, back.text) == (quotes.id, quotes.text)


async def test_a_quotation_of_the_headline_opens_there(olena):
    """What stands only in the headline is shown in it, and told to be from it."""
    opened = await olena.tap(await olena.command("/quotes"), "4")
    assert opened.marked("bold") == ["‘Let’s be naive.’"]
    assert opened.marked("italic") == ["the headline"]


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Rutte", "Mark Rutte"),
        ("mark rutte", "Mark Rutte"),
        ("ruttee", "Mark Rutte"),
        ("NATO chief Rutte", "Mark Rutte"),
        ("the secretary general", "Mark Rutte"),
        ("Stramer", "Keir Starmer"),
        ("the prime minister", "Keir Starmer"),
        ("Sir Keir", "Keir Starmer"),
    ],
)
async def test_quotes_of_one_speaker(olena, name, speaker):
    """A name, a surname, one mistyped and a role lead to the same person."""
    reply = await olena.command(f"/quotes {name}")
    assert set(reply.marked("bold")[1:]) == {speaker}
    assert "All speakers" in reply.labels


async def test_quotes_of_somebody_who_is_not_quoted(olena):
    """Who is quoted is offered, and the name that was typed is not repeated."""
    reply = await olena.command("/quotes Vladimir Putin")
    assert reply.text.endswith(STRINGS["quotes.nobody"])
    assert reply.labels == ["Mark Rutte", "Keir Starmer"]
    chosen = await olena.tap(reply, "Keir Starmer")
    assert chosen.id == reply.id
    assert chosen.quoted() == ["“We stand with Ukraine in its fight against Russian aggression.”"]


async def test_a_name_of_two_speakers_asks_which(tmp_path):
    """Two of one surname are offered as buttons."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    (tmp_path / "harvest.md").write_text(HARVEST, encoding="utf-8")
    build(library, tmp_path / "harvest.md")
    async with running(library, tmp_path) as town, await town.visitor() as olena:
        reply = await olena.command("/quotes Berg")
        assert reply.text.endswith(STRINGS["quotes.which_speaker"])
        assert reply.labels == ["Anna Berg", "Jon Berg"]
        chosen = await olena.tap(reply, "Jon Berg")
        assert chosen.quoted() == ["“Rain came late, and then it never stopped,”"]
        everybody = await olena.tap(chosen, "All speakers")
        assert len(everybody.quoted()) == 2
    library.close()


async def test_facts_are_paged_and_open_their_passage(olena):
    """Pages turn in place; a fact's number shows the passage that has it."""
    first = await olena.command("/facts")
    assert "page 1 of" in first.text
    second = await olena.tap(first, "More ›")
    assert second.id == first.id
    assert second.text != first.text
    again = await olena.tap(second, "‹ Back")
    assert again.text == first.text
    line = next(one for one in first.text.splitlines() if "4.12%" in one)
    opened = await olena.tap(again, line.partition(".")[0])
    assert opened.marked("bold")[0].startswith("4.12%")
    assert opened.quoted()[0] in SEED_TEXT
    assert (await olena.tap(opened, "Back")).text == first.text


async def test_summaries_of_three_lengths(olena):
    """Each length by command and by button, in place; longer ones say more."""
    short = await olena.command("/summary short")
    normal = await olena.tap(short, "Normal")
    long = await olena.tap(normal, "Long")
    assert short.id == normal.id == long.id
    assert len(short.quoted()) <= len(normal.quoted()) < len(long.quoted())
    assert long.labels == ["Short", "Normal"]
    assert all(sentence in SEED_TEXT for sentence in long.quoted())
    assert (await olena.command("/summary long")).quoted() == long.quoted()
    assert (await olena.command("/summary")).quoted() == normal.quoted()


async def test_sections_are_opened_and_read_on(town, olena):
    """The list, a section's own words in place, the next one, and back; in a group as well."""
    listed = await olena.command("/sections")
    assert "Increased Defense Spending" in listed.marked("bold")
    number = next(
        one.partition(".")[0]
        for one in listed.text.splitlines()
        if one.endswith("Increased Defense Spending")
    )
    opened = await olena.tap(listed, number)
    assert opened.id == listed.id
    assert "Increased Defense Spending" in opened.marked("bold")
    assert all(words in SEED_TEXT for words in opened.quoted())
    after = await olena.tap(opened, "Next section ›")
    assert after.quoted() != opened.quoted()
    assert (await olena.tap(after, "All sections")).text == listed.text
    assert (await olena.say("show me the sections")).text == listed.text
    async with await olena.enter(town.playground, "Readers") as there:
        theirs = await there.say("/sections@VerbatimBot")
        assert (await there.tap(theirs, number)).quoted() == opened.quoted()


CHECKED = {
    "“We can't just deal with one issue at a time”": "exact",
    "Rutte said: “That helps Ukraine - and it helps us”": "exact",
    "WE STAND WITH UKRAINE … AGAINST RUSSIAN AGGRESSION": "exact",
    "We can just deal with one issue at a time": "altered",
    "If you can only deal with one issue at a time, you should be in politics": "altered",
    "“That helps Ukraine, and it helps us,” Starmer said": "other_speaker",
    "let's be naive": "headline_only",
    "Poland was ahead of all members": "in_text_not_quoted",
    "We will never surrender to anybody": "not_found",
}


async def test_a_length_is_understood_in_the_readers_language(town):
    """As the button calls it."""
    async with await town.visitor("Uwe", language="de") as uwe:
        await uwe.start(SEED)
        short = await uwe.command("/summary kurz")
        assert short.text == (await uwe.command("/summary short")).text
        assert short.labels == ["Normal", "Lang"]


async def test_words_are_checked(olena):
    """Each verdict is said first, in bold; only the article is quoted."""
    for words, verdict in CHECKED.items():
        reply = await olena.command(f"/check {words}")
        assert reply.marked("bold")[0] == STRINGS[f"check.verdicts.{verdict}"], words
        assert all(quoted in SEED_TEXT for quoted in reply.quoted())
        assert bool(reply.quoted()) == (verdict != "not_found")


async def test_what_differs_is_shown_word_by_word(olena):
    """Struck what was pasted, bold and underlined what the article has instead."""
    reply = await olena.command("/check We can't just deal with two problems at a time")
    assert reply.marked("strikethrough") == ["two problems"]
    assert reply.marked("underline") == ["one issue"]
    assert reply.quoted() == ["“We can’t just deal with one issue at a time,”"]
    context = await olena.tap(reply, "More context")
    assert context.id != reply.id
    assert "“If you can only deal" in context.text
    theirs = await olena.tap(reply, "Quotes: Mark Rutte")
    assert theirs.id not in {reply.id, context.id}
    assert "Keir Starmer" not in theirs.text


async def test_a_question_whether_it_was_said_is_checked(olena):
    """Without a command too; "that" is what was shown last."""
    reply = await olena.say("rutte literally said lets be naive")
    assert reply.text.startswith("Headline only. The article's text has no such quotation.")
    assert reply.quoted() == ["Rutte: ‘Let’s be naive.’"]
    other = await olena.say("did rutte really say “we stand with Ukraine in its fight”?")
    assert other.text.startswith("Somebody else.")
    await olena.say("Who said we stand with Ukraine?")
    assert (await olena.say("did he really say that?")).text.startswith("Word for word.")


async def test_a_check_answers_a_message(olena):
    """/check in answer to a message is about its words, or about those quoted of it."""
    first = await olena.tell("That helps Ukraine, and it hurts us")
    await olena.hears()
    whole = await olena.say("/check", reply_to=first)
    assert whole.marked("strikethrough") == ["hurts"]
    part = await olena.say("/check", reply_to=first, quote="That helps Ukraine")
    assert part.text.startswith("Word for word.")
    assert (await olena.command("/check")).text == STRINGS["check.ask"]


@pytest.mark.parametrize("how", ["command", "reply", "forward"])
async def test_a_check_can_be_gone_on_from(town, olena, how):
    """Who says it is asked as after an answer; what is kept of it are the article's own words."""
    words = "“We stand with Ukraine in its fight against Russian aggression”"
    if how == "command":
        await olena.command(f"/check {words}")
    else:
        async with await olena.enter(town.playground, "Readers") as there:
            post = await there.tell(f"My secret. {words}")
            if how == "forward":
                await there.forward(post)
                await olena.hears()
        if how == "reply":
            first = await olena.tell(f"Zyzzyva! {words}")
            await olena.hears()
            await olena.say("/check", reply_to=first)
    assert "Keir Starmer" in (await olena.say("who said it?")).marked("bold")[0]
    kept = town.state.last_turn(olena.person["id"], olena.person["id"])
    assert "secret" not in str(kept)
    assert "Zyzzyva" not in str(kept)


async def test_a_forwarded_quotation_is_checked(town, olena):
    """What somebody sends on is checked by what it quotes, at once."""
    async with await olena.enter(town.playground, "Readers") as there:
        post = await there.tell("Rutte said: “We can deal with one issue at a time”")
        await there.forward(post)
    reply = await olena.hears()
    assert reply.text.startswith("Altered.")
    assert reply.quoted() == ["“We can’t just deal with one issue at a time,”"]


async def test_a_group_sees_the_articles_words_only(town, olena):
    """There the verdict has no words of whoever pasted them, in no case."""
    async with await olena.enter(town.playground, "Readers") as there:
        for words, verdict in CHECKED.items():
            reply = await there.say(f"/check@VerbatimBot zyzzyva {words}")
            assert "zyzzyva" not in reply.text, verdict
            assert reply.marked("strikethrough") == []
        await there.tell("That harms Ukraine, and it hurts us")
        said = await there.tell("That helps Ukraine, and it hurts us")
        reply = await there.say("/check@VerbatimBot", reply_to=said)
        assert reply.text.startswith("Altered.")
        assert "hurts" not in reply.text
        assert reply.quoted() == ["“That helps Ukraine, and it helps us,”"]


async def test_overviews_in_a_group(town, olena):
    """Lists, names, lengths and buttons work there as in a private chat."""
    async with await olena.enter(town.playground, "Readers") as there:
        quotes = await there.say("/quotes@VerbatimBot starmer")
        assert quotes.quoted() == [
            "“We stand with Ukraine in its fight against Russian aggression.”"
        ]
        opened = await there.tap(quotes, "1")
        assert opened.id == quotes.id
        assert (await there.tap(opened, "Back")).text == quotes.text
        facts = await there.say("/facts@VerbatimBot")
        assert (await there.tap(facts, "More ›")).id == facts.id
        summary = await there.say("/summary@VerbatimBot long")
        assert len(summary.quoted()) > 3


async def test_a_lists_buttons_obey_only_who_asked(town, olena):
    """Somebody else's tap in the group gets a notice, and nothing changes."""
    async with await olena.enter(town.playground, "Readers") as there:
        quotes = await there.say("/quotes@VerbatimBot")
        data = quotes.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        async with (
            await town.visitor("Piotr") as piotr,
            await piotr.enter(town.playground, "Readers") as his,
        ):
            assert (await his.press(quotes, data)).startswith("Only who asked can use")
            await his.hears_nothing()
        assert (await there.tap(quotes, "1")).marked("bold")
