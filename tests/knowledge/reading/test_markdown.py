from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.errors import ReadingError
from knowledge.extraction.outline import outline
from knowledge.model import BlockKind
from knowledge.reading.markdown import from_markdown


def read(text):
    return from_markdown("a", "bridge.md", text)


def blocks(text):
    article = read(text)
    return [(b.kind.value, b.span.of(article.text)) for b in article.blocks]


def refusal(text):
    with pytest.raises(ReadingError) as caught:
        read(text)
    assert caught.value.source == "bridge.md"
    message = str(caught.value)
    assert message.startswith("bridge.md: front matter")
    assert len(message.splitlines()) == 1
    return message


def test_front_matter_tells_everything_there_is():
    """Each of its fields arrives, and none of it is in the text."""
    article = read(
        "---\n"
        "title: 'Bridge closed'\n"
        "author: [Ida Holm, Per Berg]\n"
        "published: 2025-03-03\n"
        "url: https://harbour.example/bridge?x=1\n"
        "language: en-GB\n"
        "aliases: [bridge, The Bridge]\n"
        "layout: post\n"
        "---\n"
        "It cracked.\n"
    )
    assert (article.title, article.author) == ("Bridge closed", "Ida Holm, Per Berg")
    assert article.published == dt.date(2025, 3, 3)
    assert article.url == "https://harbour.example/bridge?x=1"
    assert (article.language, article.aliases) == ("en", ("bridge", "The Bridge"))
    assert article.text == "It cracked."


@pytest.mark.parametrize("title", ["Report: rents up", "Rents: it's worse", "Rents up"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_title_may_have_a_colon(title, end):
    """Headlines do, and nobody thinks of quotes there; a title that is quoted stays what it is."""
    assert read(end.join(["---", f"title: {title}", "---", "Up."])).title == title
    assert read(end.join(["---", f'title: "{title}"  # so', "---", "Up."])).title == title


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("close", ["---", "...", "---  "])
def test_front_matter_ends_in_more_than_one_way(end, close):
    """YAML's own end mark counts too, with any line ends."""
    article = read(end.join(["---", "title: Bridge", close, "It cracked."]))
    assert (article.title, article.text) == ("Bridge", "It cracked.")


def test_front_matter_may_be_empty_or_absent():
    """Nothing is required, and an empty value says nothing."""
    for head in ("", "---\n---\n", "---\n# a remark\n---\n", "---\ntitle:\nurl: \n---\n"):
        article = read(f"{head}It cracked.")
        assert article.text == "It cracked."
        assert (article.title, article.url, article.published) == ("", "", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("published", "2025-03-03 17:04:00"), ("published", '"2025-03-03"')],
)
def test_a_date_may_be_written_in_several_ways(field, value):
    """A time of day and quotes make no difference."""
    assert read(f"---\n{field}: {value}\n---\nx").published == dt.date(2025, 3, 3)


def test_a_title_may_be_a_number_and_norwegian_is_no_falsehood():
    """What YAML takes for something else is still what was meant."""
    assert read("---\ntitle: 1984\n---\nx").title == "1984"
    assert read("---\nlanguage: no\n---\nx").language == "no"


def test_a_title_is_one_line():
    """White space in it is a space."""
    assert read("---\ntitle: |\n  Bridge\n  closed\n---\nx").title == "Bridge closed"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("---\ntitle: Bridge\nIt cracked.", "never closed"),
        ("---\ntitle: [Bridge\n---\nx", "line 3"),
        ("---\ntitle: 'Bridge\n---\nx", "line"),
        ("---\nx: a: b\n---\nx", "line 2"),
        ("---\nlanguage: en\nsubtitle: Rents: up\n---\nx", "put the value of subtitle in quotes"),
        ("---\nx: 1\n\ttitle: Bridge\n---\nx", "line 3"),
        ("---\n- Bridge\n---\nx", "key: value"),
        ("---\nBridge\n---\nx", "key: value"),
        ("---\ntitle: [a, {b: c}]\n---\nx", "title"),
        ("---\ntitle: {a: b}\n---\nx", "title"),
        ("---\ntitle: true\n---\nx", "title"),
        ("---\nauthor: 2025-03-03\n---\nx", "author"),
        ("---\naliases: {a: b}\n---\nx", "aliases"),
        ("---\npublished: soon\n---\nx", "published"),
        ("---\npublished: 2025-02-30\n---\nx", "front matter"),
        ("---\npublished: [2025-03-03]\n---\nx", "published"),
        ("---\nurl: harbour.example\n---\nx", "url"),
        ("---\nurl: javascript:alert(1)\n---\nx", "url"),
        ("---\nurl: 'https://[::1'\n---\nx", "url"),
        ("---\nurl: https://a.example/ b\n---\nx", "url"),
        ("---\nurl: 5\n---\nx", "url"),
        ("---\nlanguage: English, mostly\n---\nx", "language"),
        ("---\nlanguage: [en]\n---\nx", "language"),
        ("---\ntitle: !!python/object:os.system x\n---\nx", "line 2"),
        ('---\ntitle: !!int ""\n---\nx', "tag"),
        ("---\ntitle: !!timestamp x\n---\nx", "tag"),
        ("---\ntitle: !!bool x\n---\nx", "tag"),
        ('---\ntitle: !!float ""\n---\nx', "tag"),
        ("---\n? [a]\n: b\n---\nx", "line 2"),
        ("---\n*nobody: x\n---\nx", "line 2"),
        ("---\ntitle: " + "9" * 5_000 + "\n---\nx", "front matter"),
        ("---\ntitle: 0x" + "f" * 5_000 + "\n---\nx", "title"),
        ("---\ntitle: " + "[" * 5_000 + "\n---\nx", "front matter: nested too deeply"),
        ('---\ntitle: "a\\ud800"\n---\nx', "half a surrogate pair"),
        ('---\nauthor: ["a", "\\e[31m"]\n---\nx', "a control character"),
        ('---\nurl: "https://a.example/\\0"\n---\nx', "a full http"),
        ("---\nx: " + "y" * 70_000 + "\n---\nx", "64 KB"),
        ("---\ntitle: a\x81b\n---\nx", "front matter"),
    ],
)
def test_broken_front_matter_is_one_clear_line(broken, said):
    """It names the file and what is wrong, the line where there is one, and never crashes."""
    assert said in refusal(broken)


def test_an_alias_bomb_does_no_harm():
    """References that would unfold to billions are refused, not unfolded."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "title" in refusal("---\n" + "\n".join([*lines, "title: *a11"]) + "\n---\nx")


def test_a_rule_at_the_top_is_no_front_matter():
    """Markdown may begin with a line of hyphens."""
    assert blocks("---\n\nIt cracked.\n\nIt fell.") == [
        ("paragraph", "It cracked."),
        ("paragraph", "It fell."),
    ]


def test_headings_of_every_form():
    """Hashes, underlines, and a paragraph all in bold; the first of level 1 is the title."""
    text = (
        "# Bridge *closed*\n\nIt cracked.\n\n## Ferry\n\nIt runs.\n\n"
        "Night\n-----\n\nIt rests.\n\n**Prices**\n\nThey stay.\n\n**Bold** start.\n"
    )
    article = read(text)
    assert article.title == "Bridge closed"
    assert [(b.kind.value, b.level) for b in article.blocks if b.level] == [("heading", 2)] * 3
    assert [s.heading for s in outline(article).sections] == ["", "Ferry", "Night", "Prices"]
    assert article.text.endswith("They stay.\n\nBold start.")


def test_a_heading_that_repeats_the_title_is_the_title():
    """The front matter's title wins, and is not shown again as a section."""
    article = read("---\ntitle: Bridge closed\n---\n# Bridge Closed\n\nIt cracked.")
    assert article.title == "Bridge closed"
    assert article.blocks[0].kind is BlockKind.TITLE


def test_markup_goes_and_words_stay():
    """Links keep their words, images and HTML go, escapes and entities are what they mean."""
    assert blocks(
        "See [the *plan*](https://x.example) and `code` \\*here\\* &amp; there.<br>\n"
        "Soft line. ![cracks](a.png)\n\n<div onclick='x()'>gone</div>\n\n<!-- gone too -->"
    ) == [("paragraph", "See the plan and code *here* & there. Soft line.")]


def test_a_hard_break_stays_a_break():
    """A poem keeps its lines."""
    assert blocks("Roses are red,  \nviolets are blue") == [
        ("paragraph", "Roses are red,\nviolets are blue")
    ]


def test_lists_code_and_quotations_are_paragraphs_and_a_table_is_a_table():
    """Each item is one, and each table, in order, with a blank line between."""
    article = read(
        "- one bridge\n- two ferries\n  1. by day\n\n> quoted words\n\n"
        "| ship | seats |\n|---|---|\n| Alma | 40 |\n\n```\nlet x\n```\n\n    indented\n"
    )
    assert article.text.split("\n\n") == [
        "one bridge",
        "two ferries",
        "by day",
        "quoted words",
        "ship | seats\nAlma | 40",
        "let x",
        "indented",
    ]
    kinds = [b.kind for b in article.blocks]
    assert kinds[4] is BlockKind.TABLE
    assert {*kinds[:4], *kinds[5:]} == {BlockKind.PARAGRAPH}


def test_furniture_is_told_apart_in_markdown_too():
    """The same rules hold; a byline names the author where the front matter doesn't."""
    article = read("# Bridge\n\nBy Ida Holm\n\nIt cracked.\n\n[Share on X](https://x.example)")
    assert article.author == "Ida Holm"
    assert [p.span.of(article.text) for p in outline(article).passages] == ["It cracked."]


def test_a_text_of_a_heading_alone_is_shown():
    """Whatever is not blank has something to show."""
    article = read("# Bridge")
    assert article.title == "Bridge"
    assert [p.span.of(article.text) for p in outline(article).passages] == ["Bridge"]


LINES = """\
# a|## b|**c**|- d|> e|```|<b>|[h](i)|---|title: x|By Ida Holm|Tags:||    j|===|&#0;|&nbsp;|\\"""
PIECES = st.sampled_from([*LINES.split("|"), "| f | g |", "|---|---|"])


@given(st.text(max_size=200) | st.lists(PIECES, max_size=15).map("\n".join))
@example("&nbsp;")
@example("# &nbsp;\n\n\u3000")
def test_any_markdown_becomes_blocks_inside_its_text(markdown):
    """Blocks are in order, apart, trimmed, and cover the text; or there is one clear refusal."""
    try:
        article = read(markdown)
    except ReadingError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 # a refusal is one of two good ends
        return
    position = 0
    for block in article.blocks:
        assert position <= block.span.start < block.span.end <= len(article.text)
        assert block.span.of(article.text).strip()
        assert article.text[position : block.span.start].strip() == ""
        position = block.span.end
    assert article.text[position:] == ""
    assert bool(outline(article).passages) == bool(article.text)
