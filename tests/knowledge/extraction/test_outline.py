from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.outline import JOINED, LONGEST, SHORT, outline, rows_in
from knowledge.model import BlockKind
from knowledge.reading.plain import from_plain


def prose(length, opening="Engineers"):
    """Return sentences of 60 characters or so, of about this length in all."""
    sentence = f"{opening} found cracks in two of the northern piers again. "
    return (sentence * (length // len(sentence) + 1))[:length].rpartition(".")[0] + "."


def passages(text):
    return [p.span.of(text) for p in outline(from_plain("a", text, title="")).passages]


def test_a_passage_is_a_paragraph():
    """Neither too short nor too long, it is shown whole."""
    text = "\n\n".join(prose(300, name) for name in ("Engineers", "Divers", "Masons"))
    assert passages(text) == text.split("\n\n")


def test_a_long_paragraph_is_split_at_sentence_ends():
    """Pieces are at most 600 characters, whole sentences, and none is a scrap."""
    text = prose(1_900)
    pieces = passages(text)
    assert len(pieces) == 4
    assert " ".join(pieces) == text
    assert all(len(piece) <= LONGEST and piece.endswith(".") for piece in pieces)
    assert min(map(len, pieces)) > 2 * SHORT


def test_a_sentence_is_never_cut():
    """One longer than a passage stands alone."""
    text = f"{prose(200)} {'very ' * 150}long. {prose(200, 'Divers')}"
    pieces = passages(text)
    assert [len(piece) > LONGEST for piece in pieces] == [False, True, False]
    assert " ".join(pieces) == text


def test_short_paragraphs_join_a_neighbour():
    """One under 120 characters joins the one before or after it, up to 400 together."""
    short, long, middling = "Nobody was hurt.", prose(420), prose(200)
    assert passages(f"{short}\n\n{middling}") == [f"{short}\n\n{middling}"]
    assert passages(f"{middling}\n\n{short}") == [f"{middling}\n\n{short}"]
    assert passages(f"{long}\n\n{short}") == [long, short]
    assert passages(f"{middling}\n\n{middling}") == [middling, middling]
    lines = "\n\n".join(["It is so."] * 100)
    assert all(SHORT < len(piece) <= JOINED for piece in passages(lines)[:-1])


def test_no_passage_crosses_a_heading():
    """However short two paragraphs are, each stays in its section."""
    text = "Nobody was hurt.\n\n## Ferry\n\nIt runs.\n\n## Night\n\nIt rests."
    structure = outline(from_plain("a", text, title=""))
    assert [p.span.of(text) for p in structure.passages] == [
        "Nobody was hurt.",
        "It runs.",
        "It rests.",
    ]
    assert [s.heading for s in structure.sections] == ["", "Ferry", "Night"]
    assert [p.section for p in structure.passages] == [0, 1, 2]


def test_no_passage_crosses_furniture():
    """What boilerplate interrupts goes on as another section under the same heading."""
    text = "## Ferry\n\nIt runs.\n\nAdvertisement\n\nIt rests."
    structure = outline(from_plain("a", text, title=""))
    assert [p.span.of(text) for p in structure.passages] == ["It runs.", "It rests."]
    assert [s.heading for s in structure.sections] == ["Ferry", "Ferry"]
    assert all("Adv" not in s.span.of(text) for s in structure.sections)


def test_a_heading_with_nothing_under_it_is_no_section():
    """Every section has a passage."""
    text = "## Ferry\n\n## Night\n\nIt rests."
    structure = outline(from_plain("a", text, title=""))
    assert [s.heading for s in structure.sections] == ["Night"]


def test_the_seed_has_its_paragraphs(seed):
    """Five sections, their passages in order, none over 600 characters."""
    structure = outline(seed)
    assert len(structure.sections) == 5
    assert [p.section for p in structure.passages] == [0, 0, 1, 1, 2, 3, 3, 4]
    assert max(len(p.span) for p in structure.passages) <= LONGEST


BLOCKS = st.lists(
    st.sampled_from(
        ["## Ferry", "Advertisement", "By Ida Holm", "Read more", "Short one.", "Tags:"]
    )
    | st.integers(1, 1_500).map(prose)
    | st.text(max_size=200),
    max_size=10,
)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@given(blocks=BLOCKS)
def test_any_text_is_laid_out_by_the_rules(gap, blocks):
    """Sections hold passages hold sentences: in order, apart, and no word of prose is lost."""
    article = from_plain("a", gap.join(blocks), title="")
    structure = outline(article)
    for level in (structure.sections, structure.passages, structure.sentences):
        ends = [0, *(item.span.end for item in level)]
        assert all(e <= item.span.start for e, item in zip(ends, level, strict=False))
    assert [p.ordinal for p in structure.passages] == list(range(len(structure.passages)))
    for passage in structure.passages:
        assert structure.sections[passage.section].span.covers(passage.span)
        inside = [s.span for s in structure.sentences if s.passage == passage.ordinal]
        assert (inside[0].start, inside[-1].end) == (passage.span.start, passage.span.end)
        assert len(passage.span) <= LONGEST or len(inside) == 1
    furniture = [b for b in article.blocks if b.kind is not BlockKind.PARAGRAPH]
    assert not any(s.span.meets(b.span) for s in structure.sections for b in furniture)
    for block in article.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            held = [s.span for s in structure.sentences if block.span.covers(s.span)]
            said = "".join("".join(s.of(article.text) for s in held).split())
            assert said == "".join(block.span.of(article.text).split())


def table(rows):
    lines = "\n".join(f"| City number {number} | {number} |" for number in range(rows))
    return f"| City | Seats |\n|--|--|\n{lines}"


def test_a_table_is_passages_of_whole_rows():
    """They join no paragraph and have no sentences; the header goes with the first."""
    article = from_plain("a", f"{prose(80)}\n\n{table(60)}\n\n{prose(80, 'Divers')}", title="")
    laid = outline(article)
    tabular = [p for p in laid.passages if p.table >= 0]
    assert [p.table for p in laid.passages] == [-1, *[0] * len(tabular), -1]
    assert len(tabular) > 1
    assert all(len(p.span) <= LONGEST for p in tabular)
    assert tabular[0].span.of(article.text).startswith("City | Seats")
    assert len(laid.sentences) == 2
    assert len(laid.tables[0].rows) == 60


def test_each_row_is_in_one_passage():
    """The header in none of these."""
    article = from_plain("a", table(60), title="")
    laid = outline(article)
    rows = [(laid.passages[ordinal].span, row) for ordinal, row in rows_in(laid)]
    assert len(rows) == 60
    assert all(passage.covers(row) for passage, row in rows)
