from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ReadingError
from knowledge.model import Curation
from knowledge.reading.curation import LARGEST, curate
from knowledge.reading.files import read_all, read_file, strays
from knowledge.reading.plain import from_plain

TEXT = """Ferries stay in harbour

**The storm**

Captain Ada Nowak kept eleven ferries in the harbour of Vell. “We wait,” she said. Nobody sailed.

**The cost**

The line lost two million euros in a week.

**Read more**
"""
ARTICLE = from_plain("ferries", TEXT)
GUIDE = (Path(__file__).parents[3] / "docs/curation.md").read_text(encoding="utf-8")


def curated(text):
    """Return the article with a curation file of this text."""
    return curate(ARTICLE, "ferries.yaml", text.encode())


def fault(text):
    """Return what is wrong with a file of this text, and that it is one line."""
    with pytest.raises(ReadingError) as caught:
        curated(text)
    (line,) = str(caught.value).splitlines()
    return line.removeprefix("ferries.yaml: ")


def test_a_whole_file_is_understood():
    """Each key ends where it belongs, and words are a place in the article."""
    article = curated("""
aliases: [vell, storm-2026]
names:
  Ada Nowak: [the skipper, Captain A.]
synonyms:
  - [ferries, boats]
pinned:
  - question: Why did nobody sail?
    words: “We wait,”
  - question:
      - What did it cost?
      - How dear was it?
    section: the cost
suggested:
  - How many ferries stayed?
""")
    assert article.aliases == ("vell", "storm-2026")
    found = article.curation
    assert found.names == (("Ada Nowak", "the skipper", "Captain A."),)
    assert found.synonyms == (("ferries", "boats"),)
    words, section = found.pins
    assert words.questions == ("Why did nobody sail?",)
    assert words.words.of(article.text) == "“We wait,”"
    assert (section.questions, section.heading) == (
        ("What did it cost?", "How dear was it?"),
        "The cost",
    )
    assert found.suggested == ("How many ferries stayed?",)
    assert article.text == ARTICLE.text


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff"])
def test_an_empty_file_says_nothing(text):
    """A file with nothing but comments leaves the article as it is."""
    assert curated(text) == ARTICLE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("aliases: [a]\nsugested: [x]", "line 2: unknown key 'sugested'; did you mean suggested?"),
        ("- a", "line 1: the file must be lines of the form key: value"),
        ("just words", "line 1: the file must be lines of the form key: value"),
        ("suggested: [a]\nsuggested: [b]", "line 2: 'suggested' a second time"),
        ("suggested: What?", "line 1: suggested must be a list"),
        ("suggested: [[a]]", "line 1: a question must be text; put it in quotation marks"),
        ("suggested: [null]", "line 1: a question must be text; put it in quotation marks"),
        ("suggested: [2026-11-23]", "line 1: a question must be text; put it in quotation marks"),
        ("suggested:\n- '?'", "line 2: a question has no word in it"),
        ("suggested: [a, b, c, d, e, f, g]", "line 1: suggested has 7 entries; 6 are the most"),
        (f"suggested: [{'x' * 201}]", "line 1: a question has 201 characters; 200 are the most"),
        ("aliases: [two words]", "line 1: alias 'two words': only letters, digits, - and _ fit"),
        ("names: {Ada Novak: [skipper]}", "line 1: the article has no 'Ada Novak'"),
        ("names: {Ada Nowak: [Ada Nowak]}", "line 1: no other name of 'Ada Nowak'"),
        ("synonyms:\n- [boats]", "line 2: a group of synonyms has two words or more"),
        ("synonyms:\n- [tram, train]", "line 2: the article has neither 'tram' nor 'train'"),
        ("pinned: [{words: Nobody}]", "line 1: an entry of pinned needs its question"),
        ("pinned: [{question: x}]", "line 1: an entry of pinned needs a question, and either"),
        (
            "pinned: [{question: x, section: The cost, words: week}]",
            "line 1: an entry of pinned needs a question, and either section or words",
        ),
        (
            "pinned:\n- question: x\n  section: The coast",
            "line 3: the article has no section 'The coast'; did you mean 'The cost'?",
        ),
        ("pinned: [{question: x, section: Read more}]", "line 1: the article has no section"),
        ("pinned: [{question: x, words: We sail}]", "line 1: the article has no such words"),
        ("pinned: [{question: x, words: Ferries stay}]", "line 1: the article has no such words"),
        (
            "pinned: [{question: x, words: she said. Nobody}]",
            "line 1: words must stand in one sentence",
        ),
        ("suggested: [Why?]", "line 1: expected"),
        ("a: [", "line 1: "),
        ("x: !!python/object/apply:os.system [ls]", "line 1: unknown key 'x'"),
        ("suggested: [!!python/name:os.system x]", "line 1: a question must be text"),
        ("suggested: !!set {a, b}", "line 1: suggested must be a list"),
        ("{" * 5000, ""),
        ("suggested: " + "[" * 20_000, "nested too deeply"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nsuggested: [*b, *b]", "line 1: unknown key 'a'"),
        ("suggested: &a [*a]", "line 1: a question must be text"),
        ('suggested: ["a \\ud800"]', "line 1: a question has half a surrogate pair"),
        ('suggested: ["a \\e[31m"]', "line 1: a question has a control character"),
        ("x" * (LARGEST + 1), "larger than 64 KB"),
    ],
)
def test_a_fault_is_one_line_that_names_its_own(text, problem):
    """Whatever is wrong, the editor is told where and what; nothing of a tag is ever built."""
    assert fault(text).startswith(problem)


def test_the_documented_example_is_right():
    """What docs/curation.md shows fits an article as it describes, and its error is told so."""
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    article = from_plain(
        "harvest",
        "Farmers brought in much wheat.\n\n**A record year**\n\n"
        "Anna Berg praised them. “The price of flour will not move,” she said.\n",
    )
    found = curate(article, "articles/harvest.yaml", example.encode()).curation
    assert all((found.names, found.synonyms, found.pins, found.suggested))
    with pytest.raises(ReadingError) as caught:
        curate(
            article,
            "articles/harvest.yaml",
            example.replace("A record year", "A record yaer").encode(),
        )
    assert f"error: {caught.value}\n" in GUIDE


def test_bytes_that_are_no_text_are_refused():
    """A picture that was named like a curation file is no YAML."""
    with pytest.raises(ReadingError, match="not text in UTF-8"):
        curate(ARTICLE, "ferries.yaml", b"\x89PNG\xff")


@settings(max_examples=60)
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            "aliases: names: synonyms: pinned: suggested: question: words: section: - [ ] { } & *"
            " ! | > x ? “ ' \" \n \t, : # <<: *x &x !!map ferries".split(" ")
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_file_is_read_or_refused(text):
    """There is no file that raises anything but a ReadingError."""
    try:
        article = curated(text)
    except ReadingError as error:
        told = str(error)
    else:
        told = article.text.replace(TEXT, "unchanged")
    assert len(told.splitlines()) == 1


def test_the_file_beside_an_article_is_read_with_it(tmp_path):
    """It is found by its name, and a fault in it is a fault of reading the article."""
    article, beside = tmp_path / "ferries.txt", tmp_path / "ferries.yaml"
    article.write_text(TEXT, encoding="utf-8")
    assert read_file(article).curation == Curation()
    beside.write_text("suggested: [How many ferries stayed]", encoding="utf-8")
    assert read_file(article).curation.suggested == ("How many ferries stayed",)
    beside.write_text("suggested: 7", encoding="utf-8")
    with pytest.raises(ReadingError, match=r"ferries\.yaml: line 1: suggested must be a list"):
        read_all([article])


def test_a_file_without_an_article_is_a_stray(tmp_path):
    """The bot's own settings and what is hidden are none."""
    for name in (
        "a.txt",
        "a.yaml",
        "b.yaml",
        "verbatim.yaml",
        "sub/c.md",
        "sub/c.yaml",
        ".x/d.yaml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text", encoding="utf-8")
    assert strays(str(tmp_path)) == [tmp_path / "b.yaml"]
    assert strays(str(tmp_path / "a.txt")) == []
