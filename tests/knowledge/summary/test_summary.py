from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import ArticleIndex
from knowledge.model import BlockKind, Length
from knowledge.reading.plain import from_plain
from knowledge.summary.standing import Standing, standings
from knowledge.summary.summary import SENTENCES, summarise

NEWS = (
    "The old harbour bridge was closed on Tuesday after engineers found cracks in two piers. "
    "They had been called by a fisherman. Some of them were surprised.\n\n"
    "Repairs of the harbour bridge will cost the city 12 million crowns, the mayor said. "
    "The old harbour bridge was closed on Tuesday because engineers found cracks in two piers.\n\n"
    "“Nobody is to blame for the cracks,” she added. “The sea is. "
    "It has had eighty years.”\n\n"
    "Who will pay for it? A gull watched."
)
SECTIONS = (
    "The town council has agreed on a budget of 90 million crowns for the coming year.\n\n"
    "## Schools\n\n"
    "Two schools will be built in the north of the town, where most young families live. "
    "They will open in 2031.\n\n"
    "## Roads\n\n"
    "The ring road gets a third lane between the hospital and the station. "
    "But work cannot begin before the bridge is repaired.\n\n"
    "## Culture\n\n"
    "The theatre keeps its grant, and the museum of fishing will open on Sundays again. "
    "That pleased its director.\n\n"
    "Read more:\n\nTen things to do at the harbour\n"
)
GERMAN = (
    "Die Stadt sperrt die alte Hafenbrücke, weil Ingenieure Risse in zwei Pfeilern fanden. "
    "Sie waren von einem Fischer gerufen worden. "
    "Die Reparatur der Hafenbrücke kostet die Stadt zwölf Millionen Kronen. "
    "Deshalb wird das Freibad erst im nächsten Jahr saniert."
)


def indexed(text, title=""):
    return ArticleIndex(from_plain("a", text, title=title))


def summary(text, sentences=3, title="", length=None):
    found = summarise(indexed(text, title), sentences, length=length)
    return [s.of(text) for s in found.sentences]


texts = st.text(max_size=300) | st.lists(
    st.sampled_from([*NEWS.split(" "), "\n\n", "“", "”", '"', "He", "But", "## "]), max_size=80
).map(" ".join)


def test_what_matters_comes_first():
    """News opens with it, so a summary of one sentence is the opening."""
    assert summary(NEWS, 1) == [NEWS[: NEWS.index(" They")]]


@pytest.mark.parametrize("sentences", range(2, 8))
def test_a_summary_does_not_repeat_itself(sentences):
    """Of two sentences that say the same, one is taken."""
    assert sum("found cracks" in s for s in summary(NEWS, sentences)) == 1


@pytest.mark.parametrize("sentences", range(1, 8))
def test_a_sentence_that_points_back_follows_what_it_points_to(sentences):
    """What "they" are is not known out of context; without it, another sentence is taken."""
    chosen = summary(NEWS, sentences)
    for before, sentence in itertools.pairwise(["", *chosen]):
        if sentence.startswith("They"):
            assert before == NEWS[: NEWS.index(" They")]
        assert not sentence.startswith("Some of them")


@pytest.mark.parametrize("sentences", [1, 3, 8])
def test_no_scrap_question_or_half_a_quotation_stands_for_the_whole(sentences):
    """What was said is shown whole or not at all; a question tells nothing."""
    chosen = " ".join(summary(NEWS, sentences))
    assert not any(words in chosen for words in ("gull", "Who will pay", "The sea is", "Nobody"))


@pytest.mark.parametrize("length", Length)
def test_a_length_says_how_many(seed, length):
    """Lengths are at most so many sentences, and each has no fewer than the one before."""
    found = summarise(ArticleIndex(seed), length=length).sentences
    assert 1 <= len(found) <= SENTENCES[length]
    counts = [len(summarise(ArticleIndex(seed), length=one).sentences) for one in Length]
    assert counts == sorted(counts)


def test_a_line_fits_a_digest():
    """It is short, even where the article opens at length."""
    opening = "The council of the harbour town, which met on Monday, " + "and again, " * 20
    text = (
        f"{opening}closed the old harbour bridge. "
        "The old harbour bridge was closed on Tuesday after engineers found cracks in two piers."
    )
    (line,) = summary(text, length=Length.LINE)
    assert line.endswith("two piers.")
    assert len(line) <= 200


def test_a_line_opens_with_no_pronoun_even_where_most_sentences_do():
    """Alone, nothing is before it that could tell who is meant."""
    (line,) = summary(
        "The mayor has resigned over the cracks in the bridge. He had known of them for years. "
        "He will be followed by the harbour master. It is the third time.",
        length=Length.LINE,
    )
    assert line.startswith("The mayor")


def test_a_long_summary_covers_the_sections():
    """Each heading has its sentence, and the heading stands beside it."""
    article = indexed(SECTIONS)
    found = summarise(article, length=Length.LONG)
    headings = [h.of(SECTIONS) if h else "" for h in found.headings]
    assert list(dict.fromkeys(headings)) == ["", "Schools", "Roads", "Culture"]
    assert len(headings) == len(found.sentences)
    assert not any("Ten things" in s.of(SECTIONS) for s in found.sentences)


def test_more_sections_than_sentences_are_covered_as_far_as_they_go():
    """Six sentences are of six different sections."""
    text = "\n\n".join(
        f"## Part {n}\n\nThe number {n} boat of the harbour was sold to a school for sailors."
        f" The school of number {n} paid with {n} barrels of fish."
        for n in range(9)
    )
    found = summarise(indexed(text), length=Length.LONG)
    assert len(set(found.headings)) == len(found.sentences) == 6


def test_headings_come_with_sections_only(seed):
    """A summary that goes by no sections names none."""
    assert summarise(indexed(NEWS), length=Length.LONG).headings == ()
    assert summarise(ArticleIndex(seed), length=Length.NORMAL).headings == ()


@pytest.mark.parametrize("sentences", range(1, 5))
def test_pronouns_and_connectives_are_known_in_german(sentences):
    """The rule is the same where there is a list; the sentence before makes it good."""
    chosen = summary(GERMAN, sentences)
    for before, sentence in itertools.pairwise(["", *chosen]):
        assert not sentence.startswith("Sie") or before.startswith("Die Stadt")
        assert not sentence.startswith("Deshalb") or before.startswith("Die Reparatur")


@pytest.mark.parametrize("sentences", [1, 2, 4, 100])
def test_the_seed_is_summed_up_in_its_own_sentences(seed, sentences):
    """At most so many, in order, and none from the boilerplate."""
    found = summarise(ArticleIndex(seed), sentences).sentences
    assert 1 <= len(found) <= sentences
    assert list(found) == sorted(found)
    furniture = [b.span for b in seed.blocks if b.kind is not BlockKind.PARAGRAPH]
    assert not any(s.meets(f) for s in found for f in furniture)


@given(texts, st.integers(0, 9), st.sampled_from([None, *Length]))
def test_any_text_is_summed_up(text, sentences, length):
    """Distinct sentences of it, in order, no more than asked; nothing where there is nothing."""
    index = indexed(text)
    found = summarise(index, sentences, length=length).sentences
    most = SENTENCES[length] if length else sentences
    assert list(found) == sorted(set(found))
    assert set(found) <= {s.span for s in index.outline.sentences}
    assert bool(found) == (bool(text.strip()) and most > 0)
    assert len(found) <= most


@given(texts, st.integers(1, 9), st.sampled_from([None, *Length]))
def test_what_leans_is_shown_after_what_it_leans_on(text, sentences, length):
    """Wherever some sentence can stand alone, no other is shown without the one before it."""
    index = indexed(text)
    all_of_them = [s for p in index.passages for s in p.sentences]
    standing = standings(index, all_of_them)
    if Standing.ALONE not in standing:
        return
    order = {s.sentence.span: place for place, s in enumerate(all_of_them)}
    places = [order[span] for span in summarise(index, sentences, length=length).sentences]
    for place in places:
        assert standing[place] is not Standing.NEVER
        assert standing[place] is Standing.ALONE or place - 1 in places


def test_time_grows_with_the_text_and_no_faster():
    """Eight times the text takes less than forty times as long, with whatever is asked."""

    def took(times):
        index = indexed("\n\n".join([NEWS.replace("harbour", f"harbour{n}") for n in range(times)]))
        assert index.passages
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            summarise(index, 10**6)
            best = min(best, time.process_time() - began)
        return best

    small = took(20)
    assert took(160) < 40 * small


def test_a_long_opening_is_not_the_whole_normal_summary():
    """Who asks for more than a short one gets a second sentence, and not the opening again."""
    opening = (
        "The Weir Street bridge will close to all motor traffic from six in the morning on Monday"
        " after engineers found cracks in two of the six bearings on which its deck has rested"
        " since it was built ninety years ago, the city council said on Friday."
    )
    again = "Engineers found cracks in two of the six bearings."
    other = "Buses will run over the Kingsmead bridge and take fifteen minutes longer."
    text = f"{opening}\n\n{again}\n\n{other}"
    for length, expected in ((Length.SHORT, [opening]), (Length.NORMAL, [opening, other])):
        assert summary(text, length=length) == expected
