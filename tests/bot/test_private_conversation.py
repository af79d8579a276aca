"""The private chat over HTTP: which article is asked, what leads on from an answer, how long."""

from __future__ import annotations

import pytest

from bot.strings.catalogue import load_strings
from knowledge.library import open_library
from knowledge.settings import LibrarySettings
from tests.fakes.town import SEED, SEED_TEXT, SEEDS, build, running, seeded, utc_now

STRINGS = load_strings()
HARVEST = """---
title: The harvest of the year
published: 2025-08-01
url: https://example.org/2025/harvest
aliases: [wheat-2025]
---

# The harvest of the year

Farmers brought in 48 million tonnes of wheat on 28 July, the ministry said.

“Nobody expected this,” said farmer Anna Berg near Lund. “We had no rain in May.”

## The price

Bread will be no cheaper, Berg says. Bakers have contracts, and 9 of 10 bakers bought early.
"""
NOTE = """---
title: {title} of town {number}
published: 2025-07-{number:02}
---

# {title} of town {number}

The {title} of town {number} opened in {year}.
"""
ADDRESS = "https://example.org/2025/harvest"
TITLES = ("Harbour", "Library", "Bakery", "Station")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Open a library of two articles and sixteen notes, which no test changes."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "harvest.md").write_text(HARVEST, encoding="utf-8")
    for number in range(1, 17):
        title = TITLES[number % 4]
        note = NOTE.format(title=title, number=number, year=1900 + number)
        (folder / f"note-{number}.md").write_text(note, encoding="utf-8")
    with seeded(*sorted(folder.glob("*.md"))) as library:
        yield library


@pytest.fixture
async def town(shelf, tmp_path):
    """Run the bot over them."""
    async with running(shelf, tmp_path) as town:
        yield town


async def test_an_article_is_found_by_a_word(olena):
    """A mistyped word of its title will do; a tap puts it in scope and offers first questions."""
    found = await olena.command("/articles harvset")
    assert found.labels == ["The harvest of the year"]
    chosen = await olena.tap(found, "The harvest of the year")
    assert chosen.marked("bold") == ["The harvest of the year"]
    assert chosen.labels[0] == "What did Anna Berg say?"
    assert chosen.labels[-1] == "Ask about another"
    assert "✓ The harvest of the year" in (await olena.command("/articles wheat-2025")).labels


@pytest.mark.parametrize("words", ["ask about another article", "another article please"])
async def test_the_list_is_asked_for_in_words(olena, words):
    """A button's words typed, and the like, bring what the button does."""
    assert "All articles" in (await olena.say(words)).labels[-1]


@pytest.mark.parametrize("words", ["suggest a question", "example questions?", "what can I ask?"])
async def test_first_questions_are_asked_for_in_words(olena, words):
    """Who doesn't know what to ask gets the first questions of the article in scope."""
    await olena.start("harvest")
    assert "What did Anna Berg say?" in (await olena.say(words)).labels


async def test_a_search_needs_no_slash(olena):
    """The command's name and a word will do; a question that begins so stays one."""
    assert (await olena.say("articles harvest")).labels == ["The harvest of the year"]
    assert "Tap" not in (await olena.say("articles of the treaty were signed when?")).text


async def test_which_article_it_was(olena):
    """Asked which article this is, the bot names that of the last answer."""
    await olena.say("How many tonnes of wheat did farmers bring in?")
    assert "The harvest of the year" in (await olena.say("which article is this?")).text


async def test_what_is_found_has_pages(olena):
    """A search goes on over pages as the whole list does, and stays a search there."""
    found = await olena.command("/articles town")
    assert "page 1 of 3" in found.text
    second = await olena.tap(found, "More ›")
    assert second.id == found.id
    assert "page 2 of 3" in second.text
    assert all("of town" in label for label in second.labels[:6])
    assert second.labels[6:] == ["‹ Back", "More ›"]
    chosen = await olena.tap(second, second.labels[2])
    assert second.labels[2] in chosen.text


async def test_a_search_that_finds_nothing_offers_everything(olena):
    """No dead end: the list, how to search it, and what the search came to."""
    found = await olena.command("/articles parliament")
    assert found.text.startswith(STRINGS["articles.not_found"])
    assert "All articles" in found.labels[-1]
    assert len(found.labels) == 8


@pytest.mark.parametrize("words", ["x" * 3000, "’; drop table", "%_%", "😀", "/articles", "\u202e"])
async def test_any_search_is_answered(olena, words):
    """Whatever is typed after the command, a list comes."""
    assert (await olena.command(f"/articles {words}")).labels


async def test_suggested_questions_are_answered(olena):
    """Each question made of the article has an answer in it, word for word."""
    chosen = await olena.start("harvest")
    questions = chosen.labels[:-1]
    assert 1 <= len(questions) <= 3
    for question in questions:
        reply = await olena.tap(chosen, question)
        assert reply.marked("bold"), question
        assert all(quoted in HARVEST for quoted in reply.quoted())


async def test_asking_about_another(olena):
    """From the article that was chosen one button leads to the list, which comes below."""
    chosen = await olena.start("harvest")
    listing = await olena.tap(chosen, "Ask about another")
    assert listing.id != chosen.id
    assert listing.labels[:2] == ["✓ The harvest of the year", "Station of town 16"] or (
        "✓ The harvest of the year" in listing.labels
    )


async def test_start_says_what_is_asked_about(olena):
    """Who comes back reads which article is in scope, with its questions."""
    assert "page" not in (await olena.command("/start")).text
    await olena.start("harvest")
    again = await olena.command("/start")
    assert "You are asking about: The harvest of the year" in again.text
    assert again.labels[0] == "What did Anna Berg say?"


async def test_keeping_to_the_article_that_answered(olena):
    """Asked of all articles, an answer names its own, and one tap keeps to that."""
    answer = await olena.say("How many tonnes of wheat did farmers bring in?")
    assert "The harvest of the year" in answer.text
    chosen = await olena.tap(answer, "Only this article")
    assert chosen.id != answer.id
    assert "Now you are asking about: The harvest of the year" in chosen.text
    inside = await olena.say("How many tonnes of wheat did farmers bring in?")
    assert "Only this article" not in inside.labels


async def test_asking_all_articles_what_one_does_not_say(olena):
    """The question is asked again of all; the article in scope stays the same."""
    await olena.start("harvest")
    declined = await olena.say("How much of its GDP does Poland spend on defence?")
    assert declined.text.startswith("The article doesn't say.")
    everywhere = await olena.tap(declined, "Ask all articles")
    assert "4.12%" in everywhere.marked("bold")[0]
    assert "✓ The harvest of the year" in (await olena.command("/articles harvest")).labels
    moved = await olena.tap(everywhere, "Only this article")
    assert "Now you are asking about: Rutte" in moved.text


async def test_an_old_question_is_not_asked_again(olena):
    """Only the last question is kept: the button under an earlier one says that it has expired."""
    await olena.start("harvest")
    declined = await olena.say("How much of its GDP does Poland spend on defence?")
    await olena.say("How many tonnes of wheat did farmers bring in?")
    notice = await olena.tap_for_notice(declined, "Ask all articles")
    assert notice == STRINGS["buttons.expired"]


async def test_who_said_it_and_when(olena):
    """Name, role, the days that the passage names, and the article's date; then back."""
    await olena.start("harvest")
    answer = await olena.say("How many tonnes of wheat did farmers bring in?")
    when = await olena.tap(answer, "When")
    assert when.id == answer.id
    assert "28 July" in when.marked("bold")
    assert "1 August 2025" in when.marked("bold")
    back = await olena.tap(when, "Back")
    assert (back.text, back.marks, back.labels) == (answer.text, answer.marks, answer.labels)
    said = await olena.say("What did Anna Berg say?")
    who = await olena.tap(said, "Who and when")
    assert {"Anna Berg", "28 July"} <= set(who.marked("bold"))
    assert len(who.quoted()) == 2
    assert who.quoted()[0] in HARVEST


async def test_the_role_stands_beside_the_name(olena):
    """Who somebody is, in the article's words, wherever in it that is said."""
    await olena.start(SEED)
    said = await olena.say("what did rutte say about dealing with one issue at a time")
    who = await olena.tap(said, "Who said it")
    assert "Mark Rutte, NATO Secretary General" in who.text
    assert who.quoted()[0] in SEED_TEXT


async def test_no_button_without_anything_to_show(olena):
    """Where the article names no speaker and no day, nobody is asked for one."""
    await olena.start("harvest")
    answer = await olena.say("How many bakers bought early?")
    assert answer.marked("bold")
    assert not {"Who said it", "When", "Who and when"} & set(answer.labels)


async def test_buttons_fit_a_phone(olena):
    """Under an answer at most two stand in a row, each of at most 18 letters."""
    answer = await olena.say("What happened on June 23?")
    rows = answer.raw["reply_markup"]["inline_keyboard"]
    assert all(len(row) <= 2 for row in rows)
    assert all(len(button["text"]) <= 18 for row in rows for button in row)


async def test_follow_ups_expire(town, olena):
    """After half an hour a question that leans on the last one is told what it needs."""
    await olena.start(SEED)
    await olena.say("How much of its GDP does Poland spend on defence?")
    await town.later(minutes=29)
    assert "3.43%" in (await olena.say("and Estonia?")).marked("bold")[0]
    await town.later(minutes=31)
    assert (await olena.say("and who is he?")).text == STRINGS["lost"]
    assert "The Hague" in (await olena.say("Where was the summit?")).marked("bold")


SPENDING = "How much of its GDP does Poland spend on defence?"
WHEAT = "How many tonnes of wheat did farmers bring in?"


@pytest.mark.parametrize("scope", ["", "harvest"])
async def test_a_reply_to_an_older_answer_goes_on_from_that(olena, scope):
    """Not from the last question, which was about something else, nor of what is chosen now."""
    older = await olena.say(SPENDING)
    if scope:
        await olena.start(scope)
    assert "48 million" in (await olena.say(WHEAT)).marked("bold")[0]
    assert "3.43%" in (await olena.say("and Estonia?", reply_to=older)).marked("bold")[0]
    if scope:  # what is chosen stays so
        assert "48 million" in (await olena.say(WHEAT)).marked("bold")[0]


async def test_a_reply_to_the_last_answer_knows_its_question(olena):
    """It is what would have gone on without a reply."""
    await olena.say(WHEAT)
    answer = await olena.say("When did Russian forces launch missiles?")
    again = await olena.say("who said that?", reply_to=answer)
    assert again.text == (await olena.say("who said that?")).text


async def test_a_reply_that_asks_of_something_else_is_answered(olena):
    """A question with its own words is asked of everything, whatever it replies to."""
    older = await olena.say(SPENDING)
    assert "48 million" in (await olena.say(WHEAT, reply_to=older)).marked("bold")[0]


async def test_a_reply_to_an_answer_that_is_not_known_any_more(town, olena):
    """After half an hour what it was is forgotten: the last question is what there is."""
    older = await olena.say(SPENDING)
    await town.later(minutes=31)
    assert (await olena.say("and who is he?", reply_to=older)).text == STRINGS["lost"]


async def test_a_first_message_that_leans_on_nothing(olena):
    """Whoever begins with "who is he?" gets the same plain sentence, and it is no question kept."""
    assert (await olena.say("who is he?")).text == STRINGS["lost"]
    assert (await olena.say("How old is she?")).text == STRINGS["lost"]


async def test_a_row_of_questions_is_answered_in_its_order(olena):
    """Ten messages without waiting: ten answers, each in its place."""
    await olena.start(SEED)
    questions = {
        "Where was the summit?": "The Hague",
        "How many members met the old target?": "23",
        "How much of its GDP does Poland spend on defence?": "4.12%",
        "What happened on June 23?": "attacks on Kyiv",
        "Who said we stand with Ukraine?": "Keir Starmer",
    }
    for question in [*questions, *questions]:
        await olena.tell(question)
    for words in [*questions.values(), *questions.values()]:
        assert words in (await olena.hears()).marked("bold")[0]


async def test_a_withdrawn_article_does_not_stop_the_greeting(tmp_path):
    """Who had chosen it is greeted as a new reader."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=utc_now)
    build(library, SEEDS / f"{SEED}.txt", SEEDS / "about-verbatim.md")
    async with running(library, tmp_path) as town, await town.visitor() as olena:
        town.state.set_scope(olena.person["id"], "gone")
        assert (await olena.command("/start")).text.startswith("Hello!")
        assert town.state.scope(olena.person["id"]) is None
    library.close()


@pytest.mark.parametrize(
    "link",
    [f"{ADDRESS}?utm_source=x", "https://t.me/VerbatimBot?start=wheat-2025", f" {ADDRESS}/ \n"],
)
async def test_an_articles_address_alone_chooses_it(olena, link):
    """Whoever pastes what they read wants to ask about that."""
    chosen = await olena.say(link)
    assert chosen.text.startswith("Now you are asking about: The harvest of the year")


async def test_an_address_of_no_article_is_told_so(olena):
    """The articles that there are, are listed."""
    unknown = await olena.say("https://example.org/elsewhere")
    assert unknown.text.startswith(STRINGS["start.unknown_link"])
    assert unknown.labels


@pytest.mark.parametrize("words", ["{} {}", "{1}\n{0}", "{1} {0} thanks"])
async def test_an_articles_address_beside_a_question_says_what_it_is_about(olena, words):
    """Whatever was asked before and is chosen; that stays so."""
    await olena.start(SEED)
    await olena.say(SPENDING)
    link = f"{ADDRESS}?utm_source=x"
    for question in (WHEAT, "how much did they bring in?"):
        answer = await olena.say(words.format(link, question))
        assert "48 million" in answer.marked("bold")[0], question
    said = await olena.say(words.format(link, "what did she say?"))
    assert said.marked("bold")[0] in HARVEST
    assert "Anna Berg" in said.text
    assert "4.12%" in (await olena.say(SPENDING)).marked("bold")[0]


async def test_an_address_of_no_article_is_no_hindrance(olena):
    """A question beside it is asked as it is."""
    answer = await olena.say(f"https://example.org/elsewhere {WHEAT}")
    assert "48 million" in answer.marked("bold")[0]


async def test_what_goes_on_in_words_is_asked_of_the_same_article_first(town):
    """As is what replies to an answer; what that article does not say, the others may."""
    async with await town.visitor() as olena:
        answers = {}
        for number in (4, 8, 12):
            answers[number] = await olena.say(f"When did the Harbour of town {number} open?")
            further = await olena.say("and when did the harbour open?")
            assert further.marked("bold")[0] == f"{1900 + number}"
        for number, answer in answers.items():
            again = await olena.say("When did the harbour open?", reply_to=answer)
            assert again.marked("bold")[0] == f"{1900 + number}"
        other = await olena.say("and how much of its GDP does Poland spend on defence?")
        assert other.marked("bold")[0] == "4.12% of GDP"


async def test_which_article_is_asked_with_that_of_the_last_answer_first(town):
    """Who has asked about one article probably means that one; the others stand behind it."""
    async with await town.visitor() as olena:
        before = (await olena.command("/facts")).labels
        await olena.say("When did the Harbour of town 4 open?")
        for command in ("/facts", "/quotes"):
            listed = await olena.command(command)
            assert listed.labels[0] == "Harbour of town 4" != before[0]
        turned = await olena.tap(listed, STRINGS["articles.later"])
        assert "Harbour of town 4" not in turned.labels


async def test_a_whole_question_with_a_pronoun_in_it_is_not_taken_for_the_rest_of_one(town):
    """Spoken as people speak: it is declined with what comes near, and not asked for again."""
    async with await town.visitor() as olena:
        spoken = (
            "so umm how much are they going to pay the new kitchen staff of the harbour in Oslo"
        )
        assert (await olena.say("how old is he?")).text == STRINGS["lost"]
        assert (await olena.say(spoken)).text.startswith(STRINGS["declined.many"])
