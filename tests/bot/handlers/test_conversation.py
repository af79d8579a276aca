"""What commands, questions and taps are answered with, without Telegram."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.asker import Asker
from bot.handlers.conversation import COMMANDS
from bot.handlers.deeplink import parameter, resolve
from knowledge.model import Curation, Reason
from tests.bot.render.test_passages import labels, marked
from tests.fakes.desk import DAY, NEAR, OLENA, SECOND, STRINGS, Desk
from tests.fakes.library import SUMMIT_ARTICLE, FakeLibrary, article

OTHER = Asker(8, 8)


def test_a_question_is_answered_with_its_passage(alone):
    """The answer is marked, and its day of asking goes to the library."""
    reply = alone.talk.ask(OLENA, "where?", DAY)
    assert marked(reply, "bold") == ["The Hague"]
    (question,) = alone.library.questions
    assert (question.text, question.scope, question.asked) == ("where?", (), DAY)


def test_a_question_is_asked_of_the_article_in_scope(several):
    """The chat's choice narrows the search, and no other chat's."""
    several.talk.choose(OLENA, "second")
    several.talk.ask(OLENA, "where?", DAY)
    several.talk.ask(OTHER, "where?", DAY)
    assert [question.scope for question in several.library.questions] == [("second",), ()]


def test_the_manual_answers_under_its_heading(several):
    """A question about the bot is headed so."""
    assert several.talk.ask(OLENA, "how?", DAY).text.startswith("About this bot\n")


def test_declining_speaks_of_one_article_or_of_these(alone, several):
    """Who asks about one article is told of that one."""
    one, many = "The article doesn't say.", "I didn't find that in these articles."
    assert alone.talk.ask(OLENA, "what?", DAY).text.startswith(one)
    assert several.talk.ask(OLENA, "what?", DAY).text.startswith(many)
    several.talk.choose(OLENA, "second")
    assert several.talk.ask(OLENA, "what?", DAY).text.startswith(one)


def test_what_shares_nothing_with_the_question_is_not_called_near():
    """Of one article its beginning is offered as that; of several there is nothing to offer."""
    alone = Desk(SUMMIT_ARTICLE, near=(("summit", "The Hague"),), score=0.0)
    declined = alone.talk.ask(OLENA, "asdf", DAY)
    assert declined.text == STRINGS["declined.nearest_opening"]
    assert labels(declined) == [["Leaders met in The Hague."]]
    opened = alone.tap(declined, "Leaders met in The Hague.").reply
    assert opened.text.startswith("The article doesn't say. This is how it begins:")
    assert alone.tap(opened, "Back").reply == declined
    several = Desk(SUMMIT_ARTICLE, SECOND, near=(("summit", "The Hague"),), score=0.0)
    declined = several.talk.ask(OLENA, "asdf", DAY)
    assert declined.text.startswith(STRINGS["declined.many"])
    assert declined.buttons == ()


def test_only_the_beginning_is_called_that():
    """Of what shares nothing with the question the foremost passage is offered, and no other."""
    near = (("summit", "ended on Wednesday"), ("summit", "The Hague"))
    desk = Desk(SUMMIT_ARTICLE, near=near, score=0.0)
    assert labels(desk.talk.ask(OLENA, "asdf", DAY)) == [["Leaders met in The Hague."]]


def test_what_is_no_beginning_is_not_called_that():
    """Where the beginning isn't among what was looked at, nothing is offered."""
    desk = Desk(SUMMIT_ARTICLE, near=(("summit", "ended on Wednesday"),), score=0.0)
    declined = desk.talk.ask(OLENA, "asdf", DAY)
    assert declined.text.startswith("The article doesn't say.")
    assert "begins" not in declined.text
    assert labels(declined) == []


def test_an_article_without_any_passage_is_declined_too():
    """Where there isn't even an opening, the sentence stands alone."""
    desk = Desk(SUMMIT_ARTICLE)
    declined = desk.talk.ask(OLENA, "asdf", DAY)
    assert declined.text.startswith(STRINGS["declined.one"])
    assert declined.buttons == ()


def test_a_greeting_and_thanks_are_no_questions(alone):
    """Whoever says hello is welcomed, and nothing is looked up."""
    assert alone.talk.ask(OLENA, "Hello!", DAY) == alone.talk.start(OLENA)
    assert alone.talk.ask(OLENA, "thanks 🙏", DAY).text == STRINGS["other.welcome"]
    assert alone.library.questions == []


@pytest.mark.parametrize("remark", ["this is nonsense", "you are useless", "i think he lies"])
def test_an_opinion_is_not_argued_with(alone, remark):
    """A remark gets the one neutral line, and nothing is looked up."""
    assert alone.talk.ask(OLENA, remark, DAY).text == STRINGS["other.opinion"]
    assert alone.library.questions == []


@pytest.mark.parametrize("said", ["ok", "😀", "🎉🎉", "👍🏽", "!!!", "…"])
def test_what_says_nothing_is_not_looked_up(alone, said):
    """A friendly line meets "ok", a face and a cheer."""
    assert alone.talk.ask(OLENA, said, DAY).text == STRINGS["other.heard"]
    assert alone.library.questions == []


@pytest.mark.parametrize("said", ["stop", "Stop!", "unsubscribe", "СТОП"])
def test_who_wants_to_hear_no_more_learns_how(alone, said):
    """No article is searched for the word; what goes on asks as ever."""
    assert alone.talk.ask(OLENA, said, DAY).text == STRINGS["other.stop"]
    assert alone.talk.ask(OLENA, f"{said} the war", DAY).text != STRINGS["other.stop"]


@pytest.mark.parametrize("said", ["?", "??", "؟", "🤔?"])
def test_a_question_mark_alone_asks(alone, said):
    """Nobody knows what; how the article begins is shown."""
    assert alone.talk.ask(OLENA, said, DAY).text.startswith("The article doesn't say.")


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        ("give me the summary", "summary"),
        ("any quotes in here?", "quotes"),
        ("key facts pls", "facts"),
        ("help me", "help"),
        ("which articles do you have", "articles"),
        ("delete my data", "forget"),
        ("privacy policy?", "privacy"),
        ("start over", "start"),
        ("tell me more", "summary"),
    ],
)
def test_a_request_does_what_its_command_does(alone, asked, command):
    """Whoever asks for a summary in words gets the summary."""
    reply = alone.talk.ask(OLENA, asked, DAY)
    meant = alone.talk.command(OLENA, command)
    assert (reply.text, labels(reply)) == (meant.text, labels(meant))
    assert alone.library.questions == []


def test_more_is_more_of_the_last_answer(alone):
    """After an answer "tell me more" shows the section around it, the answer still marked."""
    first = alone.talk.ask(OLENA, "where?", DAY)
    wide = alone.talk.ask(OLENA, "tell me more", DAY)
    assert wide.text == alone.tap(first, "More context").reply.text
    assert marked(wide, "bold") == ["The Hague"]
    assert alone.tap(wide, "Less").reply is not None


def test_more_of_a_withdrawn_article_is_its_overview(several):
    """Where the last answer's article has gone, the reader chooses what to see more of."""
    several.talk.ask(OLENA, "where?", DAY)
    several.library.withdraw("summit")
    assert several.talk.ask(OLENA, "more", DAY).text.startswith("The harvest")


def test_the_article_itself_is_asked_about(alone):
    """Its metadata answers, with the title; what is missing there is said to be."""
    when = alone.talk.ask(OLENA, "when was this published?", DAY)
    assert when.text == "Published on 25 June 2025.\nLeaders meet"
    link = alone.talk.ask(OLENA, "link?", DAY)
    assert [one.url for one in link.entities] == ["https://example.org/summit"] * 2
    who = alone.talk.ask(OLENA, "who wrote this", DAY).text
    assert who.startswith("The article doesn't name its author.\nPublished on 25 June 2025.")
    assert alone.library.questions == []


def test_which_article_is_meant_is_the_last_answers_or_asked(several):
    """Of several articles "this" is the one just answered from; else a tap says which."""
    which = several.talk.ask(OLENA, "who wrote this?", DAY)
    assert which.text == "Which article?"
    reply = several.tap(which, "The harvest").reply
    assert reply.text.startswith("The article doesn't name its author.\nNo date is given.")
    several.talk.choose(OLENA, None)
    several.talk.ask(OLENA, "where?", DAY)
    assert "25 June 2025" in several.talk.ask(OLENA, "when was this published?", DAY).text


@pytest.mark.parametrize("text", ["who wrote this?", "where was it? when was it?"])
def test_a_detail_of_a_withdrawn_article_is_told_gone(several, text):
    """The article in scope may have gone."""
    several.talk.choose(OLENA, "summit")
    several.library.withdraw("summit")
    assert several.talk.ask(OLENA, text, DAY).text == STRINGS["articles.gone"]


def test_several_questions_are_one_reply(alone):
    """Each part under its number: answered, declined, or answered from the metadata."""
    reply = alone.talk.ask(OLENA, "where? how many dead? who wrote this?", DAY)
    assert [word for word in marked(reply, "bold") if word.isdigit()] == ["1", "2", "3"]
    assert "The Hague" in marked(reply, "bold")
    lines = reply.text.split("\n")
    assert lines[0] == "1"
    assert "The article doesn't say. Nearest:" in lines
    assert "The article doesn't name its author." in lines
    assert [question.text for question in alone.library.questions] == ["where?", "how many dead?"]


def test_beside_an_answer_nothing_is_nearer_than_what_follows_it():
    """Where a second question shares nothing with the article, the answer before goes on."""
    desk = Desk(
        SUMMIT_ARTICLE,
        answers={"where?": ("summit", "The Hague")},
        near=(("summit", "Wednesday"),),
        score=0.0,
    )
    reply = desk.talk.ask(OLENA, "where? how many dead?", DAY)
    *_, following = marked(reply, "blockquote")
    assert following.startswith("Poland was ahead of all members")
    assert "Nearest:" in reply.text
    alone = desk.talk.ask(OLENA, "how many dead? how old?", DAY)
    assert marked(alone, "blockquote") == []
    assert alone.buttons == ()


def test_each_question_has_the_one_before_for_context(alone):
    """The second is asked with the first's answer, and the next message with the last's."""
    alone.talk.ask(OLENA, "where? how many dead?", DAY)
    alone.talk.ask(OLENA, "why?", DAY)
    first, second, third = alone.library.questions
    assert first.previous is None
    assert second.previous.hit.article.id == "summit"
    assert second.previous.answer.of(SUMMIT_ARTICLE.text) == "The Hague"
    assert (third.previous.question, third.previous.hit) == ("how many dead?", None)


def test_a_follow_up_is_kept_resolved(several):
    """What "and Estonia?" meant is what the question after it goes on from."""
    several.talk.ask(OLENA, "How much does Poland spend?", DAY)
    several.talk.ask(OLENA, "and Estonia?", DAY)
    assert several.state.last_turn(7, 7)["question"] == "How much does Estonia spend?"


def test_a_part_is_opened_below_the_reply(alone):
    """A tap shows one answer in full as a new message, so that the others stay."""
    reply = alone.talk.ask(OLENA, "where? how many dead?", DAY)
    (first,), (second,) = labels(reply)
    opened = alone.tap(reply, first)
    assert opened.new
    assert marked(opened.reply, "bold") == ["The Hague"]
    near = alone.tap(reply, second)
    assert near.new
    assert near.reply.text.startswith("The article doesn't say.")


def test_more_than_three_questions_are_told_so(alone):
    """Three are answered, and the reader is asked for the rest again."""
    reply = alone.talk.ask(OLENA, "where? who? why? when?", DAY)
    assert len(alone.library.questions) == 3
    assert reply.text.endswith(STRINGS["several.rest"])


def test_a_request_among_questions_names_its_command(alone):
    """A whole summary would bury the answer beside it."""
    reply = alone.talk.ask(OLENA, "where was it and show me the quotes", DAY)
    assert reply.text.endswith("For that, send /quotes")
    assert marked(reply, "bot_command") == ["/quotes"]


def test_of_several_articles_none_is_meant(several):
    """Which article "this" is must be chosen first; a language is told apart too."""
    reply = several.talk.ask(OLENA, "who wrote this? when was this published?", DAY)
    assert reply.text.count("/articles") == 2
    desk = Desk(SUMMIT_ARTICLE, reason=Reason.OTHER_LANGUAGE, near=NEAR)
    both = desk.talk.ask(OLENA, "де? коли?", DAY)
    assert both.text.count(STRINGS["declined.language"]) == 2
    empty = Desk()
    assert empty.talk.ask(OLENA, "where? when?", DAY).text == STRINGS["articles.none"]


def test_politeness_around_a_question_is_not_asked(alone):
    """Only the question goes to the library."""
    alone.talk.ask(OLENA, "hi! where?", DAY)
    assert alone.library.questions[-1].text == "where?"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_works_without_its_slash(alone, name):
    """Whoever types only a command's name means the command; a longer text is a question."""
    reply = alone.talk.ask(OLENA, f" {name.title()}\n", DAY)
    assert alone.library.questions == []
    meant = alone.talk.command(OLENA, name)
    assert (reply.text, labels(reply)) == (meant.text, labels(meant))
    alone.talk.ask(OLENA, f"{name} of the summit", DAY)
    assert len(alone.library.questions) == 1


def test_a_question_in_another_language_is_told_so():
    """The reader learns what would help."""
    english = replace(SUMMIT_ARTICLE, language="en")
    desk = Desk(english, reason=Reason.OTHER_LANGUAGE)
    assert "The article is in English, " in desk.talk.ask(OLENA, "де?", DAY).text
    other = article("other", "It rained.", language="uk")
    both = Desk(english, other, reason=Reason.OTHER_LANGUAGE)
    assert "the article's own language" in both.talk.ask(OLENA, "où?", DAY).text


def test_in_another_language_all_articles_can_be_asked():
    """One of them may be written in it."""
    other = article("other", "It rained.", language="uk")
    desk = Desk(SUMMIT_ARTICLE, other, reason=Reason.OTHER_LANGUAGE)
    desk.talk.choose(OLENA, SUMMIT_ARTICLE.id)
    reply = desk.talk.ask(OLENA, "де?", DAY)
    assert labels(reply) == [[STRINGS["buttons.everywhere"]]]
    asked = desk.tap(reply, STRINGS["buttons.everywhere"]).reply
    assert "the article's own language" in asked.text
    assert [one.scope for one in desk.library.questions] == [(SUMMIT_ARTICLE.id,), ()]


@pytest.mark.parametrize(
    ("code", "name"), [("en", "English"), ("uk", "Ukrainian"), ("xx", "another language")]
)
def test_the_nearest_passage_in_another_language_is_offered(code, name):
    """With the name of the language to ask in; on a tap the passage, and never an answer."""
    desk = Desk(replace(SUMMIT_ARTICLE, language=code), reason=Reason.OTHER_LANGUAGE, near=NEAR)
    reply = desk.talk.ask(OLENA, "де?", DAY)
    assert reply.text.startswith(f"The article is in {name}, ")
    shown = desk.tap(reply, labels(reply)[0][0]).reply
    assert shown.text.startswith(f"The article is in {name}, ")
    assert marked(shown, "bold") == []


def test_only_the_last_question_is_kept(alone):
    """Buttons need where passages stand, not what was asked; that is kept for half an hour."""
    alone.talk.ask(OLENA, "when did the summit end?", DAY)
    alone.talk.ask(OLENA, "where?", DAY)
    assert all("where" not in str(row) for row in alone.state.rows.values())
    assert "when" not in str(alone.state.turns)
    assert alone.state.last_turn(7, 7)["question"] == "where did the summit end?"
    alone.state.now += dt.timedelta(minutes=31)
    alone.talk.ask(OLENA, "who?", DAY)
    assert alone.library.questions[-1].previous is None


def test_a_reply_without_buttons_keeps_nothing():
    """Where there is nothing to tap, nothing is written down."""
    lone = article(text="Wheat grew well.")
    desk = Desk(lone, answers={"what?": ("summit", "Wheat")})
    assert desk.talk.ask(OLENA, "what?", DAY).buttons == ()
    assert desk.state.rows == {}


def test_next_best_context_and_back(alone):
    """Every button shows what it says, in the place of the message."""
    first = alone.talk.ask(OLENA, "where?", DAY)
    second = alone.tap(first, "Next best")
    assert not second.new
    assert marked(second.reply, "blockquote") == ["The summit ended on Wednesday."]
    assert marked(second.reply, "bold") == []
    wide = alone.tap(first, "More context").reply
    assert marked(wide, "blockquote") == [SUMMIT_ARTICLE.text]
    assert marked(wide, "bold") == ["The Hague"]
    assert alone.tap(wide, "Less").reply == first
    assert alone.tap(second.reply, "Back").reply == first


def test_near_passages_after_declining(alone):
    """A near passage says that it doesn't answer, and leads back to the others."""
    declined = alone.talk.ask(OLENA, "what?", DAY)
    near = alone.tap(declined, "The crowd cheered 🎉 loudly.").reply
    assert near.text.startswith("The article doesn't say.")
    assert marked(near, "blockquote") == ["The crowd cheered 🎉 loudly."]
    assert alone.tap(near, "Back").reply == declined


def test_a_speaker_survives_a_tap():
    """Who speaks is still named after going there and back."""
    answers = {"who?": ("summit", "We stand with Ukraine", "Keir Starmer")}
    desk = Desk(SUMMIT_ARTICLE, answers=answers, near=NEAR)
    first = desk.talk.ask(OLENA, "who?", DAY)
    assert marked(first, "italic") == ["Keir Starmer"]
    wide = desk.tap(first, "More context").reply
    assert marked(wide, "italic") == ["Keir Starmer"]
    assert desk.tap(wide, "Less").reply == first


def test_an_expired_button_says_so(alone):
    """After half an hour the reader is asked to ask again."""
    reply = alone.talk.ask(OLENA, "where?", DAY)
    alone.state.now += dt.timedelta(minutes=31)
    tapped = alone.tap(reply, "Next best")
    assert (tapped.toast, tapped.reply) == ("That button has expired. Ask again.", None)


def test_somebody_elses_button_is_expired(alone):
    """A button obeys only whom it was made for."""
    reply = alone.talk.ask(OLENA, "where?", DAY)
    assert alone.tap(reply, "Next best", OTHER).toast == STRINGS["buttons.expired"]


@pytest.mark.parametrize(
    "data", ["", "hit.0:unknown", "hit.99:token-0", "pick.0:token-0", "forget:token-0", "x:token-0"]
)
def test_made_up_data_is_expired(alone, data):
    """What no button of this reply carries does nothing."""
    alone.talk.ask(OLENA, "where?", DAY)
    tapped = alone.taps.tap(OLENA, data)
    assert (tapped.toast, tapped.reply) == (STRINGS["buttons.expired"], None)


@given(st.text(max_size=64))
def test_any_data_is_answered(data):
    """Whatever a stranger's client sends, the tap ends with a toast."""
    assert Desk(SUMMIT_ARTICLE).taps.tap(OLENA, data).toast == STRINGS["buttons.expired"]


def test_a_withdrawn_article_is_not_shown_again(alone):
    """A button whose article is gone says so, and shows nothing of it."""
    reply = alone.talk.ask(OLENA, "where?", DAY)
    alone.library.withdraw("summit")
    for label in ("Next best", "More context"):
        tapped = alone.tap(reply, label)
        assert (tapped.toast, tapped.reply) == (STRINGS["articles.gone"], None)


@pytest.mark.parametrize("turn", ["ask", "summary", "quotes", "facts"])
def test_a_scope_that_was_withdrawn_is_left(several, turn):
    """The reader is told once; after that all articles are searched."""
    several.talk.choose(OLENA, "summit")
    several.library.withdraw("summit")
    reply = (
        several.talk.ask(OLENA, "x", DAY) if turn == "ask" else several.talk.overview(OLENA, turn)
    )
    assert reply.text == STRINGS["articles.gone"]
    assert several.state.scope(OLENA.chat_id) is None


def test_start_greets_and_offers_the_articles(several):
    """The articles under the greeting can be tapped."""
    greeting = several.talk.start(OLENA)
    assert greeting.text.startswith("Hello!")
    reply = several.tap(greeting, "The harvest").reply
    assert reply.text.startswith("Now you are asking about: The harvest\n")
    assert several.state.scope(OLENA.chat_id) == "second"


def test_a_suggestion_of_a_withdrawn_article_says_so(alone):
    """Its button outlives the article, and no answer does."""
    curation = Curation(suggested=("where?",))
    alone.library.articles["summit"] = replace(SUMMIT_ARTICLE, curation=curation)
    greeting = alone.talk.start(OLENA)
    assert labels(greeting) == [["where?"]]
    tapped = alone.tap(greeting, "where?")
    assert tapped.new
    assert marked(tapped.reply, "bold") == ["The Hague"]
    assert alone.library.questions[-1].scope == ("summit",)
    alone.library.withdraw("summit")
    assert alone.tap(greeting, "where?").reply.text == STRINGS["articles.gone"]


@pytest.mark.parametrize("given_parameter", ["summit", "hague"])
def test_a_link_opens_at_its_article(several, given_parameter):
    """The parameter is an article's id, or one of its aliases."""
    reply = several.talk.start(OLENA, given_parameter)
    assert reply.text.startswith("Now you are asking about: Leaders meet\n")
    assert several.state.scope(OLENA.chat_id) == "summit"


@pytest.mark.parametrize("given_parameter", ["unknown", "two words", "é", "a" * 65, "../x"])
def test_a_link_to_nothing_offers_the_list(several, given_parameter):
    """A broken or old link is met with a friendly line and what there is."""
    reply = several.talk.start(OLENA, given_parameter)
    assert reply.text == STRINGS["start.unknown_link"]
    assert ["The harvest"] in labels(reply)
    assert several.state.scope(OLENA.chat_id) is None


def test_a_link_to_the_manual_helps(several):
    """The manual is no article to be asked about; it is help."""
    assert several.talk.start(OLENA, "manual") == several.talk.help(OLENA)
    assert several.state.scope(OLENA.chat_id) is None


@given(st.text(min_size=1))
def test_every_id_has_a_parameter_that_finds_it(article_id):
    """Whatever an article is called, a link can be made to it."""
    given_parameter = parameter(article_id)
    assert 1 <= len(given_parameter) <= 64
    assert given_parameter.replace("-", "").replace("_", "").isalnum() or set(
        given_parameter
    ) <= set("-_")
    assert given_parameter.isascii()
    assert resolve(FakeLibrary(article(article_id)), given_parameter) == article_id


def test_overviews_are_of_the_only_article(alone):
    """With one article nothing has to be chosen."""
    alone.library.summaries = {"summit": tuple(block.span for block in SUMMIT_ARTICLE.blocks) * 2}
    reply = alone.talk.overview(OLENA, "summary")
    assert len(marked(reply, "blockquote")) == 3
    assert "no direct quotation" in alone.talk.overview(OLENA, "quotes").text
    assert "no numbers" in alone.talk.overview(OLENA, "facts").text


@pytest.mark.parametrize(
    ("kind", "words"),
    [("summary", "no sentences"), ("quotes", "quotation"), ("facts", "no numbers")],
)
def test_without_a_scope_the_article_is_asked_for(several, kind, words):
    """A tap on the title shows what was asked for at once, and chooses the article."""
    question = several.talk.overview(OLENA, kind)
    assert question.text == "Which article?"
    reply = several.tap(question, "The harvest").reply
    assert reply.text.startswith("The harvest\n")
    assert words in reply.text
    assert several.state.scope(OLENA.chat_id) == "second"


def test_all_articles_can_be_chosen_again(several):
    """The way back from one article to all of them."""
    several.talk.choose(OLENA, "second")
    listing = several.talk.articles(OLENA)
    assert ["✓ The harvest"] in labels(listing)
    reply = several.tap(listing, "All articles").reply
    assert reply.text.startswith("Now you are asking about all articles.")
    assert several.state.scope(OLENA.chat_id) is None


def test_pages_of_articles_turn():
    """A tap shows the next page, and a title there is the right one, even after a change."""
    desk = Desk(*(article(f"id-{n}", f"Title {n}") for n in range(8)))
    second = desk.tap(desk.talk.articles(OLENA), "More ›").reply
    assert labels(second)[0] == ["Title 6"]
    desk.library.withdraw("id-0")
    desk.tap(second, "Title 7")
    assert desk.state.scope(OLENA.chat_id) == "id-7"


def test_pages_remember_what_they_are_for():
    """Turning the page of "Which article?" still leads to the summary."""
    desk = Desk(*(article(f"id-{n}", f"Title {n}") for n in range(8)))
    second = desk.tap(desk.talk.overview(OLENA, "facts"), "More ›").reply
    assert second.text == "Which article?\npage 2 of 2"
    assert "no numbers" in desk.tap(second, "Title 6").reply.text


def test_an_empty_library_says_so():
    """Commands and questions alike are answered where there is nothing yet."""
    desk = Desk()
    for reply in (desk.talk.articles(OLENA), desk.talk.overview(OLENA, "summary")):
        assert reply.text == STRINGS["articles.none"]
    assert "no articles here yet" in desk.talk.start(OLENA).text
    assert desk.talk.ask(OLENA, "x", DAY).text == STRINGS["articles.none"]


def test_forgetting_asks_first_and_then_forgets(several):
    """What is held is told, and gone after one tap."""
    assert several.talk.forget(OLENA).text == STRINGS["forget.nothing"]
    several.talk.choose(OLENA, "second")
    several.talk.ask(OLENA, "where?", DAY)
    several.talk.choose(OTHER, "summit")
    question = several.talk.forget(OLENA)
    held = "the article you chose, your last question and the buttons under 2 replies"
    assert held in question.text
    assert several.tap(question, "Delete it").reply.text == STRINGS["forget.done"]
    assert several.talk.forget(OLENA).text == STRINGS["forget.nothing"]
    assert several.state.scope(OTHER.chat_id) == "summit"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sumary", "/summary"),
        ("QUOTE", "/quotes"),
        ("artikles", "/articles"),
        ("xyzzy", "/help"),
        ("stop", "/unsubscribe"),
        ("zitate", "/quotes"),
        ("hilfe", "/help"),
    ],
)
def test_an_unknown_command_is_met_with_the_nearest(alone, typed, meant):
    """The reader is offered what was probably meant; what was typed is not repeated."""
    reply = alone.talk.unknown_command(OLENA, typed)
    assert meant in reply.text
    assert typed not in reply.text
