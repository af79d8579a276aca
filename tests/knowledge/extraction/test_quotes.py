from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.outline import outline
from knowledge.extraction.quotes import find_quotes
from knowledge.reading.plain import from_plain

SECOND_PART = (
    "“If you can only deal with one issue at a time, you should not be in politics or defense.”"
)


def found(text):
    return find_quotes(article := from_plain("a", text, title=""), outline(article))


def told(text):
    """Return each quotation's parts, speaker and cue."""
    return [([s.of(text) for s in q.spans], q.speaker, q.cue) for q in found(text).quotes]


def fragments(text):
    return [q.text(text) for q in found(text).fragments]


def test_the_seeds_quotations(seed):
    """Rutte twice, the first in two parts; Starmer once; every part with its marks."""
    quotes = find_quotes(seed, outline(seed))
    text = seed.text
    assert [([s.of(text) for s in q.spans], q.speaker, q.cue) for q in quotes.quotes] == [
        (
            [
                "“We can’t just deal with one issue at a time,”",
                SECOND_PART,
            ],
            "Mark Rutte",
            "said",
        ),
        (["“That helps Ukraine, and it helps us,”"], "Mark Rutte", "said"),
        (
            ["“We stand with Ukraine in its fight against Russian aggression.”"],
            "Keir Starmer",
            "said",
        ),
    ]
    mentions = [q.speaker_span.of(text) for q in quotes.quotes]
    assert mentions == ["Rutte", "Rutte", "Prime Minister Keir Starmer"]


def test_the_seeds_fragments(seed):
    """A few words inside the writer's sentence are no quotation; the headline's are neither."""
    quotes = find_quotes(seed, outline(seed))
    assert [q.text(seed.text) for q in quotes.fragments] == ["“serious”", "“largely untapped”"]


LEAD = "Mayor Ida Holm spoke on Monday. "


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("“The bridge will open again in June,” Holm said.", "Holm"),
        ("“The bridge will open again in June,” said Holm.", "Holm"),
        ("Holm said: “The bridge will open again in June.”", "Holm"),
        ("Holm told reporters, “The bridge will open again in June.”", "Holm"),
        ("“The bridge will open again in June,” she added.", "she"),
        ('"The bridge will open again in June," Holm said.', "Holm"),
        ("‘The bridge will open again in June, that’s sure,’ Holm said.", "Holm"),
        ("«The bridge will open again in June», said Holm.", "Holm"),
        ("„The bridge will open again in June“, said Holm.", "Holm"),
        ("“Will the bridge open again in June?” asked Holm.", "Holm"),
    ],
)
def test_the_speaker_is_found_beside_the_cue(text, mention):
    """Before, after, by short name or pronoun, in any style of marks: it is the mayor."""
    quotes = found(LEAD + text).quotes
    assert [q.speaker for q in quotes] == ["Ida Holm"]
    assert quotes[0].speaker_span.of(LEAD + text) == mention
    assert quotes[0].cue


def test_an_attribution_in_the_middle_makes_one_quotation():
    """Two parts, one speaker; what stands between is not quoted."""
    for first, between, second in (
        ("“The bridge,”", " Holm said, ", "“will open again in June.”"),
        ("“The bridge will surely,”", " Holm said, ", "“open in June.”"),
        ("“The bridge will open again,”", " said Holm. ", "“It will surely be in June.”"),
    ):
        assert told(f"{LEAD}{first}{between}{second}") == [([first, second], "Ida Holm", "said")]


def test_a_fragment_after_an_attribution_is_no_second_part():
    """What the writer says in other people's words stays the writer's."""
    text = LEAD + "“The bridge will open again,” Holm said, calling the repairs “superb”."
    assert [parts for parts, *_ in told(text)] == [["“The bridge will open again,”"]]
    assert fragments(text) == ["“superb”"]


def test_two_speakers_are_kept_apart():
    """Each quotation has its own, paragraph by paragraph."""
    text = (
        "“The bridge will open again in June,” Mayor Ida Holm said.\n\n"
        "“Nobody believes that it will be so soon,” said Per Berg, an engineer. Berg laughed."
    )
    assert [speaker for _, speaker, _ in told(text)] == ["Ida Holm", "Per Berg"]


def test_words_without_a_speaker_have_none():
    """Nobody is made up."""
    text = "“The bridge will open again in June.” The wind blew."
    assert told(text) == [(["“The bridge will open again in June.”"], "", "")]


@pytest.mark.parametrize("mark", ["“", "‘", '"', "«", "„", "”", "’"])
def test_an_odd_mark_costs_its_own_paragraph_at_most(mark):
    """A quotation in the next paragraph is found all the same."""
    text = (
        f"The bridge {mark}closed early that day.\n\n“It will open again in June,” Per Berg said."
    )
    assert [parts for parts, *_ in told(text)] == [["“It will open again in June,”"]]


def test_apostrophes_are_no_quotation():
    """Possessives and contractions hold nothing."""
    text = "The ’60s’ best bridge isn’t the city’s. It’s the engineers’ own, and the divers’."
    assert found(text).quotes == ()


def test_empty_marks_hold_nothing():
    """Marks round white space are neither a quotation nor a fragment."""
    text = 'He said “ ” and "" and left.'
    assert (found(text).quotes, found(text).fragments) == ((), ())


def test_names_of_works_are_fragments():
    """A few capitalised words without a cue are nobody's speech."""
    assert fragments("They sang “Harbour Lights” on the old bridge.") == ["“Harbour Lights”"]
    assert told("They sang “Harbour Lights” on the old bridge.") == []


PIECES = st.lists(
    st.sampled_from(
        [*"“”\"'‘’«»„‹›. ,\na", "Ida Holm said", " she said ", "The bridge opens.", "Mayor Holm"]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


@given(PIECES)
def test_any_marks_give_spans_of_the_article(text):
    """Parts are in order and apart, inside one paragraph, with words in them; so is the mention."""
    article = from_plain("a", text, title="")
    quotes = find_quotes(article, outline(article))
    for kind in (quotes.quotes, quotes.fragments):
        for quote in kind:
            assert len(quote.speaker) <= 80 or quote.speaker in text
            for part in quote.spans:
                assert part.of(text)[0] in '“"‘«„»‹'
                assert part.of(text)[-1] in '”"’»“«›'
                assert part.of(text)[1:-1].strip()
            if quote.speaker_span:
                assert quote.speaker_span.of(text)
                assert not any(quote.speaker_span.meets(part) for part in quote.spans)
                assert any(b.span.covers(quote.speaker_span) for b in article.blocks)
            assert any(b.span.covers(quote.extent) for b in article.blocks)
        ends = [0, *(q.extent.end for q in kind)]
        assert all(end <= q.extent.start for end, q in zip(ends, kind, strict=False))


HOSTILE = {
    "straight marks": '"a" ',
    "single marks": "‘’a",
    "opening marks": "“",
    "closing marks": "”",
    "German": "„a“",
    "pronouns": 'He said "a". ',
    "names": 'Ida Holm said "a". ',
    "cues": "said ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(30)
def test_a_hostile_text_takes_no_age(piece):
    """Fifty thousand characters of marks and cues are done with in good time."""
    text = piece * (50_000 // len(piece))
    quotes = found(text)
    assert len(quotes.quotes) + len(quotes.fragments) <= 50_000
