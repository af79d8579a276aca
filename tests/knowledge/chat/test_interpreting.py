"""What a chat message is taken for, and that no message is too much."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.chat.about import Detail
from knowledge.chat.interpreting import interpret
from knowledge.chat.messages import MOST_QUESTIONS, Kind, Wish
from tests.eval.messages import BUILT_WITH, HELD_OUT, load, shares

QUESTIONS = "when was it? where was it? who was it? why was it? how was it?"


def labels(message):
    return [part.label for part in interpret(message).parts]


def words(message):
    return [part.span.of(message) for part in interpret(message).parts]


def test_there_are_enough_labelled_messages():
    """At least two hundred, no text twice, about a third of them held out."""
    built, held = load(BUILT_WITH), load(HELD_OUT)
    texts = [one.text for one in built + held]
    assert len(texts) >= 200
    assert len(set(texts)) == len(texts)
    assert len(held) >= 0.32 * len(texts)


@pytest.mark.parametrize(
    ("which", "classed", "split"), [(BUILT_WITH, 0.99, 0.99), (HELD_OUT, 0.95, 0.97)]
)
def test_messages_are_understood(which, classed, split):
    """Floors under both figures of `python -m tests.eval.messages`."""
    _, share_classed, share_split = shares(which)
    assert share_classed >= classed
    assert share_split >= split


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("What's new?", "request.articles"),
        ("news?", "request.articles"),
        ("any news today", "request.articles"),
        ("what do you think about it?", "opinion"),
        ("whats your opinion", "opinion"),
        ("goodbye!", "other"),
        ("Was gibt es Neues?", "request.articles"),
        ("Що нового?", "request.articles"),
        ("Was kannst du?", "request.help"),
        ("was hältst du davon?", "opinion"),
        ("Що ти про це думаєш?", "opinion"),
        ("Was gibt es Neues vom Streik?", "question"),
        ("Що нового в законі?", "question"),
        # With a word more they ask about something.
        ("what's new in the budget?", "question"),
        ("fake news about the flood?", "question"),
        ("what do you think he meant by that", "question"),
        ("what do people think about it?", "question"),
    ],
)
def test_small_talk_is_no_question(message, label):
    """What is new leads to the articles; what the bot thinks of them is nothing it could say."""
    assert labels(message) == [label]


def test_a_request_names_what_it_is_for():
    """The value says which, so that nobody has to read the words again."""
    (part,) = interpret("Give me the summary, please!").parts
    assert (part.kind, part.wish, part.detail) == (Kind.REQUEST, Wish.SUMMARY, None)
    (part,) = interpret("who is the author?").parts
    assert (part.kind, part.wish, part.detail) == (Kind.ABOUT_ARTICLE, None, Detail.AUTHOR)


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("rutte literally said lets be naive", "lets be naive"),
        ("did he really say that the war is over?", "the war is over"),
        ("did he really say “the war is over”?", "the war is over"),
        ("did she actually say 'we can't go on'?", "we can't go on"),
        ('"We lied to everyone" - real quote?', "We lied to everyone"),
        ("«Мы не знали об этом», он правда так сказал?", "Мы не знали об этом"),
    ],
)
def test_the_words_to_check_are_found(message, quoted):
    """They are a place in the message, without marks."""
    (part,) = interpret(message).parts
    assert part.kind is Kind.QUOTE_CHECK
    assert part.quoted.of(message) == quoted


def test_a_quote_check_may_point_back():
    """The word "that" gives none to check: what was meant was said before."""
    (part,) = interpret("did he really say that?").parts
    assert (part.kind, part.quoted) == (Kind.QUOTE_CHECK, None)


def test_a_lone_question_word_gets_what_follows():
    """In "when and where was the summit" the first half is a question too."""
    first, second = interpret("when and where was the summit").parts
    assert (first.text, second.text) == ("when was the summit", "where was the summit")
    assert words("when and where was the summit") == ["when", "where was the summit"]


def test_a_statement_beside_thanks_is_asked():
    """It may be a claim to look up; beside a question on something else it is not."""
    assert labels("Poland spends most of all. thanks") == ["question", "thanks"]
    assert labels("thanks. Poland spends most of all") == ["thanks", "question"]
    assert labels("Poland spends most. summary please. who won?") == ["request.summary", "question"]


def test_a_remark_after_a_question_is_part_of_it():
    """Nobody wants to be told that the bot has no opinion beside the answer."""
    assert words("poland spends 4 percent?? no way lol") == ["poland spends 4 percent?"]


def test_what_is_told_before_a_question_is_asked_with_it():
    """It says what "how much" is of; told afterwards it adds nothing."""
    message = "Poland spends a lot on defence. how much exactly?"
    assert words(message) == [message]
    assert words("how much does it spend? my teacher wants it") == ["how much does it spend?"]


@pytest.mark.parametrize(
    "message",
    [
        "what did the man, who was 40, say",
        "tell me who said that and nothing else",
        "U.S. troops in the U.K. are how many",
        "did it rise by 2.5% or 3.5%",
        "what does the report say about how many people came",
        "is it true that he left and went home",
        "who said “Why? Who? How many?”",
    ],
)
def test_one_question_is_not_torn(message):
    """Relative clauses, abbreviations, decimals and quotations part nothing."""
    assert words(message) == [message]


def test_more_than_three_questions_are_counted():
    """Three are kept, and how many were left out is part of the value."""
    found = interpret(QUESTIONS)
    assert len(found.parts) == MOST_QUESTIONS
    assert found.left_out == 2
    many = " ".join(f"a{number}?" for number in range(1_000))
    assert interpret(many).left_out == 1_000 - MOST_QUESTIONS


def test_a_question_said_twice_is_asked_once():
    """Only at one go: "why?" after another question is another one."""
    (part,) = interpret("How much is it? how much is it?? " * 9).asked
    assert part.text == "How much is it?"
    texts = [part.text for part in interpret("Who pays? Why? When does it open? Why?").parts]
    assert texts == ["Who pays?", "Why?", "When does it open?"]
    assert interpret("Who pays? Why? When does it open? Why?").left_out == 1


@pytest.mark.parametrize(
    ("message", "meant"),
    [("sumary pls", "request.summary"), ("whats the tilte", "question"), ("quotas", "question")],
)
def test_a_slip_is_forgiven_where_it_makes_no_other_word(message, meant):
    """A lost or swapped letter of a long word is; a short word or another word isn't."""
    assert labels(message) == [meant]


@pytest.mark.parametrize("message", ["", " \n", "😀", "!!!", "…", "\u200d", "\x00"])
def test_a_message_without_words_is_other(message):
    """There is always one part, and it never says more than the message."""
    assert labels(message) == ["other"]


@given(st.text(max_size=300))
@example("“" * 50 + "'a " * 50)
@example("who and and and , , ? ? n n")
@example("thank")
@example("hi 'a' «b c» \"d e\"")
def test_any_text_is_understood(message):
    """Parts are in order, apart from each other, and inside the message; few of them ask."""
    found = interpret(message)
    spans = [part.span for part in found.parts]
    assert spans
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert spans[-1].end <= len(message)
    assert len(found.asked) <= MOST_QUESTIONS
    for part in found.parts:
        assert (part.wish is not None) == (part.kind is Kind.REQUEST)
        assert (part.detail is not None) == (part.kind is Kind.ABOUT_ARTICLE)
        assert part.quoted is None or part.span.covers(part.quoted)


WORDS = "who when and n , did he say the quotes summary \" ' “ ” thanks ? ok hi . really".split()


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
@example("and . quotes and who")
def test_any_chat_is_understood(message):
    """The same with the words that rules are made of, which a random text never hits."""
    test_any_text_is_understood.hypothesis.inner_test(message)


HOSTILE = {
    "questions": "a? " * 1365,
    "connectors": "and " * 1024,
    "pairs": "who and how many " * 240,
    "commas": "who,when," * 455,
    "marks": '"' * 4096,
    "opened": "“" * 4096,
    "apostrophes": "'a " * 1365,
    "short quotations": '"a b c" ' * 512,
    "touching": "'a'b " * 819,
    "one word": "a" * 4096,
    "run on": "how many " * 455,
    "full stops": ". " * 2048,
    "emoji": "😀" * 4096,
    "said": "did he really say " * 227,
    "requests": "summary and " * 341,
    "lines": "\n" * 4096,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_longest_message_takes_no_time(kind):
    """4,096 characters of anything take well under 50 ms of processor time."""
    interpret("warm up")
    taken = []
    for _ in range(3):
        start = time.process_time()
        interpret(HOSTILE[kind])
        taken.append(time.process_time() - start)
    assert min(taken) < 0.05


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("when is this from?", ["about.published"]),
        ("how old is this article", ["about.published"]),
        ("wie alt ist der Artikel?", ["about.published"]),
        ("how old is the bridge?", ["question"]),
        ("was geschah am 14. Mai?", ["question"]),
        ("Hat Holm das wirklich gesagt?", ["quote_check"]),
        ("hat Ida Holm wirklich gesagt, dass die Brücke fällt?", ["quote_check"]),
        ("thx bot, ur great. so how much is harwick", ["thanks", "question"]),
        ("you're great. when was it?", ["opinion", "question"]),
    ],
)
def test_messages_that_were_misread(message, parts):
    """Each was once taken for something else, in whole or in part."""
    assert labels(message) == parts
