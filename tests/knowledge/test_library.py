from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.batch import Batch
from knowledge.errors import UnknownArticleError
from knowledge.library import Library, open_library
from knowledge.model import (
    Abstention,
    Answer,
    Block,
    BlockKind,
    Change,
    Citation,
    Question,
    Reason,
    Span,
    State,
)
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.store import open_store
from tests.fakes.clock import Clock

ANSWERED = {
    "How much of its GDP does Poland spend on defence?": ("4.12%", "Increased Defense Spending"),
    "how mch does estonia spned?": ("3.43%", "Increased Defense Spending"),
    "poland spends 4 percent??": ("4.12% of GDP", "Increased Defense Spending"),
    "did poland spend 4% of GDP": ("4.12% of GDP", "Increased Defense Spending"),
    "What is the new defense spending benchmark?": ("5% GDP", "Increased Defense Spending"),
    "How many members met the old target?": ("23", "Increased Defense Spending"),
    "What is Ukraine's defense industry worth?": (
        "up to $35 billion",
        "Ukraine’s Defense Industrial Base",
    ),
    "Which countries invest in it?": (
        "Norway, Denmark, and Lithuania",
        "Ukraine’s Defense Industrial Base",
    ),
    "What happened on June 23?": ("attacks on Kyiv", "Russia’s Ongoing Aggression"),
    "what is the 5% target": ("defense investment benchmark", "Increased Defense Spending"),
    "what's the new target": ("5% GDP", "Increased Defense Spending"),
    "who spends the most": ("Poland", "Increased Defense Spending"),
    "us defense spending": ("3.38%", "Increased Defense Spending"),
    "when did the attack happen": ("June 23", "Russia’s Ongoing Aggression"),
    "where did the attack happen": ("Kyiv", "Russia’s Ongoing Aggression"),
    "Who said we stand with Ukraine?": ("Keir Starmer", "Ukraine’s Future"),
    "Where was the summit?": ("The Hague", "NATO Secretary General Mark Rutte Calls"),
    "what did rutte say about dealing with one issue at a time": (
        "deal with one issue at a time",
        "NATO Secretary General Mark Rutte Calls",
    ),
}
DECLINED = (
    "What is the capital of Australia?",
    "How do I bake bread?",
    "Did China sign a trade agreement with Norway?",
    "How old is Mark Rutte?",
    "How much of its GDP does China spend on defence?",
    "how much does spain spend",
    "asdf qwerty",
    "😀",
)
ABOUT_THE_BOT = "How do I ask about another article?"
MANUAL = "about-verbatim"

HARVEST = from_plain(
    "harvest",
    "Farmers brought in 48 million tonnes of wheat this summer, the ministry said on Friday.\n\n"
    "“Nobody expected this,” said Anna Berg, who farms near Lund.",
    title="The harvest of the year",
    published=dt.date(2025, 8, 1),
)
HARVEST = dataclasses.replace(HARVEST, aliases=("Crops", "wheat"))
BRIDGE = from_plain(
    "bridge",
    "The old harbour bridge was closed on Tuesday after engineers found cracks in two piers.\n\n"
    "Repairs will cost 12 million crowns and take until September.",
    title="Bridge closed",
    published=dt.date(2025, 3, 3),
)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def new_library(tmp_path, clock):
    """Open a library of these articles, on disk."""
    with contextlib.ExitStack() as stack:

        def make(*articles, name="articles.db", **settings):
            settings = LibrarySettings(store=str(tmp_path / name), **settings)
            library = open_library(settings, clock=clock)
            stack.callback(library.close)
            build(library, *articles)
            return library

        yield make


@pytest.fixture(scope="module")
def seeds(seed, manual):
    """Open a library of the seeds, in memory, which no test changes."""
    library = open_library(LibrarySettings(store="sqlite://"), clock=Clock())
    build(library, seed, manual)
    yield library
    library.close()


@pytest.fixture
def two(new_library):
    return new_library(HARVEST, BRIDGE)


def build(library, *articles):
    return [b.change for b in library.build((a.id, a) for a in articles)]


def words(answer):
    return answer.span.of(answer.hits[0].article.text)


def check(result, least=1):
    """Hold a result to what the model promises."""
    assert 0 <= result.confidence <= 1
    assert least <= len(result.hits) <= 3
    places = [(h.article.id, h.passage.span) for h in result.hits]
    assert len(set(places)) == len(places)
    for hit in result.hits:
        assert hit.passage.span.covers(hit.sentence)
        assert hit.section.span.covers(hit.passage.span)
        assert hit.passage.span.end <= len(hit.article.text)
        assert hit.sentence.of(hit.article.text).strip()
    scores = [h.score for h in result.hits]
    assert scores == sorted(scores, reverse=True)
    if isinstance(result, Answer):
        assert result.hits[0].sentence.covers(result.span)
        assert words(result).strip()


@pytest.mark.parametrize(("question", "expected"), ANSWERED.items())
def test_the_seeds_questions_are_answered(seeds, question, expected):
    """From the right section, with the right words, and by no manual."""
    for scope in ((), ("000_8be5fd93039ce56a",)):
        result = seeds.ask(Question(question, scope))
        assert isinstance(result, Answer)
        check(result)
        assert expected[0] in words(result)
        assert result.hits[0].section.heading.startswith(expected[1])
        assert not result.about_bot


@pytest.mark.parametrize("question", DECLINED)
def test_what_the_seed_does_not_say_is_declined(seeds, question):
    """With the nearest passages, none of them the manual's."""
    for scope in ((), ("000_8be5fd93039ce56a",)):
        result = seeds.ask(Question(question, scope))
        assert isinstance(result, Abstention)
        check(result)
        assert MANUAL not in {hit.article.id for hit in result.hits}


def test_declining_says_why(seeds):
    """Which words no article has, or that the kind of thing asked for is not there."""
    off = seeds.ask(Question("What is the capital of Australia?"))
    assert off.reason in {Reason.OFF_TOPIC, Reason.MISSING_TERM}
    assert "australia" in off.missing
    assert seeds.ask(Question("Чому саміт був у Гаазі?")).reason == Reason.OTHER_LANGUAGE
    assert seeds.ask(Question("asdf qwerty")).missing == ("asdf", "qwerty")


def test_who_speaks_is_told(seeds):
    """A quotation's speaker; otherwise nobody, which means the article itself."""
    said = seeds.ask(Question("what did rutte say about dealing with one issue at a time"))
    assert said.speaker == "Mark Rutte"
    assert seeds.ask(Question("Where was the summit?")).speaker == ""


def test_questions_about_the_bot_are_answered_from_its_manual(seeds):
    """Only where no article answers, and then it says so."""
    result = seeds.ask(Question(ABOUT_THE_BOT))
    assert isinstance(result, Answer)
    assert result.about_bot
    assert result.hits[0].article.id == MANUAL
    assert "/articles" in result.hits[0].sentence.of(result.hits[0].article.text)
    chosen = seeds.ask(Question(ABOUT_THE_BOT, (MANUAL,)))
    assert isinstance(chosen, Answer)
    assert not chosen.about_bot


@pytest.mark.parametrize("text", ["What is a digest?", "whats a digest", "What are digests?"])
def test_a_single_word_is_about_the_bot_where_its_manual_is_pinned_to_it(seeds, text):
    """With the sentence that its editor named."""
    result = seeds.ask(Question(text))
    assert isinstance(result, Answer)
    assert result.about_bot
    said = result.hits[0].sentence.of(result.hits[0].article.text)
    assert said.startswith("A digest is a regular message with the new articles")


@pytest.mark.parametrize(
    "text", ["Reader's Digest?", "How do we digest corn?", "What is the digest of Poland?"]
)
def test_a_single_word_in_passing_is_not_about_the_bot(seeds, text):
    """Another question with it is no less declined than before."""
    assert isinstance(seeds.ask(Question(text)), Abstention)


def test_without_a_manual_nothing_speaks_for_the_bot(new_library, seed):
    """A library that has none, or is told to use none, just declines."""
    library = new_library(seed, manual="")
    assert isinstance(library.ask(Question(ABOUT_THE_BOT)), Abstention)
    assert isinstance(new_library(seed, name="b.db").ask(Question(ABOUT_THE_BOT)), Abstention)


def test_the_manual_is_not_listed(seeds):
    """Readers choose among articles; the manual can be read all the same."""
    assert [e.id for e in seeds.entries()] == ["000_8be5fd93039ce56a"]
    assert seeds.article("manual").id == MANUAL
    assert seeds.manual == MANUAL


def test_the_manual_is_no_article_among_others(new_library, manual):
    """With several articles it still answers about the bot only, and is no near passage."""
    library = new_library(HARVEST, BRIDGE, manual)
    assert library.ask(Question(ABOUT_THE_BOT)).about_bot
    shy = new_library(threshold=1.0)
    for text in (ABOUT_THE_BOT, "What does the button More context show?"):
        result = shy.ask(Question(text))
        assert isinstance(result, Abstention)
        assert MANUAL not in {hit.article.id for hit in result.hits}


def test_a_speaker_beside_the_sentence_is_shown_with_it(seeds):
    """Who speaks stands in the sentence before: then both are shown, from one passage."""
    result = seeds.ask(Question("Who said you should not be in politics or defense?"))
    check(result)
    assert words(result) == "Rutte"
    shown = result.hits[0].sentence.of(result.hits[0].article.text)
    assert shown.startswith("“We can’t just deal with one issue at a time,” Rutte said.")
    assert shown.endswith("you should not be in politics or defense.”")


def test_a_speaker_in_another_passage_is_not_marked(new_library):
    """The answer never leaves the passage that is shown."""
    filler = "Engineers found cracks in two of the northern piers, which were built in 1925. " * 4
    text = (
        f"{filler}“The bridge will open,” Mayor Ida Holm said. “{'The ferry is free. ' * 12}"
        "Bicycles will travel for nothing.” Then she left the harbour."
    )
    library = new_library(from_plain("a", text, title=""), threshold=0.0)
    result = library.ask(Question("Who said bicycles will travel for nothing?"))
    check(result)
    assert "Ida Holm" not in result.hits[0].passage.span.of(text)
    assert result.speaker == "Ida Holm"


FERRY = from_plain(
    "ferry",
    "The island gets its ferry back in spring, the region decided on Monday after a debate.\n\n"
    "Opposition leader Karin Ek disagreed. “This is a monument, not a ferry,” she told reporters. "
    "The boat leaves from the old quay and calls at every village of the northern shore on its "
    "way to the lighthouse, and from there it goes back without a halt.\n\n"
    "Work on the quay begins in May, and the old one is closed until then. There will be nine "
    "landings, and each of them gets a shelter, a bench and a lamp. “Nobody will sit there,” she "
    "said, since the wind comes from the north on three days of four.\n\n"
    "The state must confirm its share in December. Ek’s party has announced a complaint before "
    "the administrative court, which rejected a similar one two years ago and has three judges.",
    title="Island ferry approved",
    published=dt.date(2025, 3, 4),
)


@pytest.mark.parametrize("question", ["What did Ek say?", "what did karin ek say"])
def test_what_somebody_said_is_words_of_theirs(new_library, question):
    """What their party does has the name; what they say is told beside it, by "she"."""
    library = new_library(HARVEST, FERRY)
    for scope in ((), ("ferry",)):
        result = library.ask(Question(question, scope))
        check(result)
        assert words(result) in {"“This is a monument, not a ferry,”", "“Nobody will sit there,”"}
        assert result.speaker == "Karin Ek"


def test_what_somebody_said_is_found_where_they_are_not_named(new_library):
    """Who speaks is known of every quotation, also of one with "she said" beside it."""
    result = new_library(HARVEST, FERRY).ask(
        Question("What did Karin Ek say about the shelter and the wind?")
    )
    check(result)
    assert words(result) == "“Nobody will sit there,”"


def test_what_the_title_says_the_whole_article_is_about(new_library):
    """A sentence about "nine landings" needn't say whose: but another boat's are not told."""
    library = new_library(HARVEST, BRIDGE, FERRY)
    result = library.ask(Question("How many landings has the ferry?"))
    check(result)
    assert words(result) == "nine"
    assert isinstance(library.ask(Question("How many landings has the submarine?")), Abstention)


def test_every_article_is_searched_without_a_scope(two):
    """Each question finds its own."""
    wheat = two.ask(Question("How many tonnes of wheat did farmers bring in?"))
    bridge = two.ask(Question("Why was the harbour bridge closed?"))
    assert (wheat.hits[0].article.id, bridge.hits[0].article.id) == ("harvest", "bridge")
    check(wheat)
    check(bridge)


def test_the_scope_is_kept(two):
    """What is asked of one article is not answered from another, not even as a near passage."""
    result = two.ask(Question("Why was the harbour bridge closed?", ("harvest",)))
    assert isinstance(result, Abstention)
    assert {h.article.id for h in result.hits} == {"harvest"}
    both = two.ask(Question("Why was the harbour bridge closed?", ("harvest", "bridge")))
    assert both.hits[0].article.id == "bridge"


def test_an_alias_is_as_good_as_an_id(two):
    """In any case of its letters."""
    assert two.article("CROPS").id == "harvest"
    assert two.has("wheat")
    assert two.ask(Question("Who is Anna Berg?", ("crops",))).hits[0].article.id == "harvest"
    assert two.summary("Wheat").article.id == "harvest"


@pytest.mark.parametrize("name", ["nobody", "", "\udcff", "x" * 10_000, "' or 1=1 --", "\x00"])
def test_an_unknown_article_is_an_error(two, name):
    """One clear line, whatever the name is like."""
    assert not two.has(name)
    for ask in (
        lambda: two.ask(Question("Where?", (name,))),
        lambda: two.article(name),
        lambda: two.extracts(name),
        lambda: two.summary(name),
    ):
        with pytest.raises(UnknownArticleError) as caught:
            ask()
        assert caught.value.article_id == name


def test_an_empty_library_declines(new_library):
    """Nothing to show, and nothing raised."""
    result = new_library().ask(Question("Where was the summit?"))
    assert isinstance(result, Abstention)
    assert result.hits == ()


def test_a_blank_article_does_not_hide_the_others(new_library):
    """A question that matches nothing is offered the beginning of the newest with words."""
    blank = from_plain("blank", " \n", title="Blank", published=dt.date(2026, 1, 1))
    result = new_library(blank, HARVEST).ask(Question("zeppelin"))
    assert [h.article.id for h in result.hits] == ["harvest"]


def test_building_again_changes_nothing(new_library):
    """The same words are left alone, other words are a new version."""
    library = new_library()
    assert build(library, HARVEST, BRIDGE) == [Change.ADDED, Change.ADDED]
    assert build(library, HARVEST, BRIDGE) == [Change.UNCHANGED, Change.UNCHANGED]
    corrected = from_plain("bridge", BRIDGE.text.replace("12", "14"), title=BRIDGE.title)
    assert build(library, HARVEST, corrected) == [Change.UNCHANGED, Change.UPDATED]


def test_a_new_version_answers_at_once(new_library):
    """Nothing that is kept in memory speaks from the old one."""
    library = new_library(BRIDGE)
    question = Question("How much will repairs cost?", ("bridge",))
    before = library.ask(question)
    assert "12 million" in words(before)
    build(library, dataclasses.replace(BRIDGE, text=BRIDGE.text.replace("12", "14")))
    after = library.ask(question)
    assert "14 million" in words(after)
    assert "14 million" in words(library.ask(Question(question.text)))
    assert after.hits[0].article.version == before.hits[0].article.version + 1
    assert "12 million" in library.cited(before.hits[0].citation).passage.span.of(BRIDGE.text)


def test_a_withdrawn_article_is_silent_at_once(new_library, tmp_path, clock):
    """Neither answered from, nor offered, nor cited, though its index is in memory."""
    library = new_library(HARVEST, BRIDGE)
    question = Question("Why was the harbour bridge closed?")
    citation = library.ask(question).hits[0].citation
    other = open_store(str(tmp_path / "articles.db"), edition="main", clock=clock)
    other.set_state("bridge", State.WITHDRAWN)
    other.close()
    result = library.ask(question)
    assert isinstance(result, Abstention)
    assert {h.article.id for h in result.hits} == {"harvest"}
    assert not library.has("bridge")
    assert [e.id for e in library.entries()] == ["harvest"]
    for gone in (lambda: library.cited(citation), lambda: library.context(citation)):
        with pytest.raises(UnknownArticleError):
            gone()


class Hasty:
    """A store whose bridge is withdrawn right after one of its methods told of it."""

    def __init__(self, store, method):
        self._store = store
        self._method = method

    def __getattr__(self, name):
        told = getattr(self._store, name)
        return self._then_withdraw(told) if name == self._method else told

    def _then_withdraw(self, told):
        def tell(*arguments, **options):
            found = told(*arguments, **options)
            self._store.set_state("bridge", State.WITHDRAWN)
            return found

        return tell


@pytest.mark.parametrize(
    ("method", "others"),
    [("entries", ()), ("entries", (HARVEST,)), ("candidates", (HARVEST,))],
)
def test_an_article_withdrawn_while_it_is_asked(tmp_path, clock, method, others):
    """At whatever moment that happens, the question is not failed."""
    store = open_store(str(tmp_path / "a.db"), edition="main", clock=clock)
    build(Library(store), BRIDGE, *others)
    with contextlib.closing(Library(Hasty(store, method))) as library:
        for question in ("Why was the harbour bridge closed?", "zeppelin"):
            library.ask(Question(question))
        assert isinstance(library.ask(Question("Why was the harbour bridge closed?")), Abstention)


def test_a_citation_leads_back(two):
    """To the passage, and to the section around it; a made-up one leads nowhere."""
    hit = two.ask(Question("Why was the harbour bridge closed?")).hits[0]
    assert two.cited(hit.citation).passage == hit.passage
    again, around = two.context(hit.citation)
    assert again.passage == hit.passage
    assert around.covers(hit.passage.span)
    made_up = dataclasses.replace(hit.citation, version=99)
    for citation in (made_up, Citation("bridge", 1, hit.sentence), Citation("x", 1, hit.sentence)):
        with pytest.raises(UnknownArticleError):
            two.cited(citation)


def test_the_threshold_decides(new_library, seed):
    """The same hits and confidence; at 0 everything found is answered, at 1 nothing."""
    library = new_library(seed, manual="")
    bold, shy = (
        new_library(manual="", threshold=0.0),
        new_library(manual="", threshold=1.0),
    )
    question = Question("Where was the summit?")
    results = [lib.ask(question) for lib in (library, bold, shy)]
    assert [type(r) for r in results] == [Answer, Answer, Abstention]
    assert len({r.confidence for r in results}) == 1


def test_one_question_one_answer(seed, manual, new_library, seeds):
    """In memory, on disk and in a batch: the same confidence, passages, scores and words."""
    on_disk = new_library(seed, manual)
    assert on_disk.ask(Question(ABOUT_THE_BOT)).hits[0].score == (
        seeds.ask(Question(ABOUT_THE_BOT)).hits[0].score
    )
    alone = new_library(seed, manual="", name="alone.db")
    with contextlib.closing(Batch([seed], threshold=0.35)) as batch:
        for text in (*ANSWERED, *DECLINED):
            for scope in ((), (seed.id,)):
                one, other = (x.ask(Question(text, scope)) for x in (alone, batch))
                assert type(one) is type(other)
                assert one.confidence == other.confidence
                assert [(h.passage, h.sentence, h.score) for h in one.hits] == [
                    (h.passage, h.sentence, h.score) for h in other.hits
                ]
                assert getattr(one, "span", None) == getattr(other, "span", None)


def test_many_threads_get_the_answers_of_one(seed, manual, new_library):
    """Asked at once by eight threads, from a cold start, the library says what it says to one."""
    questions = [Question(q) for q in (*ANSWERED, *DECLINED, ABOUT_THE_BOT)] * 3
    alone = [new_library(seed, manual).ask(q) for q in questions[: len(questions) // 3]] * 3
    shared = new_library()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.ask, questions)) == alone


def test_more_articles_than_are_kept_in_memory(new_library):
    """Indexes that were let go are made again."""
    articles = [
        from_plain(f"a{n}", f"Ferry number {n} carries {n + 100} people.", title="")
        for n in range(300)
    ]
    library = new_library(*articles)
    for n in (0, 299, 150, 0):
        result = library.ask(Question(f"How many people does ferry number {n} carry?", (f"a{n}",)))
        assert result.hits[0].article.id == f"a{n}"
    assert result.hits[0].article.text in {a.text for a in articles}
    check(library.ask(Question("How many people does a ferry carry?")), least=3)


def test_quotes_facts_summary_and_outline(seeds, seed):
    """What was kept at building is what the article says."""
    assert [q.speaker for q in seeds.extracts(seed.id).quotes.quotes] == [
        "Mark Rutte",
        "Mark Rutte",
        "Keir Starmer",
    ]
    assert "4.12% of GDP" in [f.span.of(seed.text) for f in seeds.extracts(seed.id).facts]
    assert len(seeds.summary(seed.id, 2).sentences) == 2
    assert len(seeds.outline(seed).sections) == 5


TEXTS = st.text(max_size=400) | st.lists(
    st.sampled_from(
        "Ferries run. “We sail,” said Ida Holm. ## Night\n\n In 2025, 4.12% of 23 ships 😀 вітер"
        ' 新闻 \n By Ida Tags: ** " ’ because of On June 23, left'.split(" ")
    ),
    max_size=60,
).map(" ".join)
QUESTIONS = (
    st.text(max_size=4_096)
    | st.lists(
        st.sampled_from(
            "who what when where how many much old long why which said happened ferries Ida Holm"
            ' 2025 4.12% ships night 😀 вітер 新 ? U.S. ’ " countries'.split(" ")
        ),
        max_size=12,
    ).map(" ".join)
    | st.sampled_from(["ferry " * 682, "?" * 4_096, "x" * 4_096, "e\u0301" * 2_048, "1," * 2_048])
)


@settings(max_examples=120)
@given(TEXTS, QUESTIONS, st.sampled_from([0.0, 0.5]), st.sampled_from(["", "en", "uk", "xx"]))
def test_any_question_over_any_text_is_answered_or_declined(text, question, threshold, language):
    """Never an exception; every span is the article's; a text that isn't blank has a passage."""
    article = from_plain("a", text, title="", language=language)
    with contextlib.closing(Batch([article], threshold=threshold)) as batch:
        for scope in ((), ("a",)):
            result = batch.ask(Question(question, scope))
            check(result, least=1 if text.strip() else 0)
            if not text.strip():
                assert result.hits == ()
            assert all(hit.article is article for hit in result.hits)


@settings(max_examples=100)
@given(QUESTIONS)
def test_any_question_to_the_seeds_is_answered_or_declined(seeds, question):
    """One article or all: never an exception, and a reader always gets a passage."""
    for scope in ((), ("000_8be5fd93039ce56a",), ("000_8be5fd93039ce56a", MANUAL)):
        check(seeds.ask(Question(question, scope)))


CITIES = (
    "Cities keep growing\n\nPopulation of the largest cities, in thousands.\n\n"
    "| City | 2010 | 2020 |\n|---|---|---|\n| Arnsted | 812 | 861 |\n| Belmark | 640 | 702 |"
)


def as_it_was_read(article):
    """Return an article as a reader without tables left it: each line a paragraph."""
    blocks = [
        part
        for block in article.blocks
        for part in (
            [block]
            if block.kind is not BlockKind.TABLE
            else [
                Block(
                    BlockKind.PARAGRAPH,
                    Span(block.span.start + m.start(), block.span.start + m.end()),
                )
                for m in re.finditer(r".+", block.span.of(article.text))
            ]
        )
    ]
    return dataclasses.replace(article, blocks=tuple(blocks))


def test_a_store_of_before_there_were_tables_is_read_again(new_library):
    """Building takes the same file for a new version, and answers from its table."""
    article = from_plain("cities", CITIES)
    library = new_library(BRIDGE)
    assert build(library, as_it_was_read(article)) == [Change.ADDED]
    question = Question("What was the population of Belmark in 2020?", ("cities",))
    assert not library.outline(library.article("cities")).tables
    assert build(library, article) == [Change.UPDATED]
    result = library.ask(question)
    assert isinstance(result, Answer)
    assert result.span.of(article.text) == "702"
    assert result.hits[0].sentence.of(article.text) == "Belmark | 640 | 702"
    assert build(library, article) == [Change.UNCHANGED]


def test_a_table_is_asked_among_many_articles(new_library):
    """Its candidates come from the store as those of prose do."""
    article = from_plain("cities", CITIES)
    result = new_library(BRIDGE, HARVEST, article).ask(Question("population of arnsted in 2010"))
    assert isinstance(result, Answer)
    assert result.span.of(article.text) == "812"


def test_no_row_is_a_fact_or_a_sentence_of_a_summary(new_library):
    """Out of its table it says nothing."""
    library = new_library(from_plain("cities", CITIES))
    table = library.article("cities").blocks[-1].span
    assert not any(fact.span.meets(table) for fact in library.extracts("cities").facts)
    assert not any(one.meets(table) for one in library.summary("cities").sentences)
