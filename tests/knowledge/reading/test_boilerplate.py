from __future__ import annotations

import pytest

from knowledge.extraction.outline import outline
from knowledge.model import BlockKind
from knowledge.reading.plain import from_plain

OPENING = (
    "The old harbour bridge was closed on Tuesday after engineers found cracks in two of its "
    "northern piers."
)
CLOSING = "The council expects the repairs to take until the end of the summer, at the latest."

FURNITURE = {
    "written by": "Written by Ida Holm",
    "by and": "By Ida Holm and Per van der Berg",
    "desk": "City Desk / By Ida Holm",
    "by in German": "Von Ida Holm und Jürgen von Alten",
    "by in Spanish": "Por Inés de la Vega",
    "by in French": "Par Hélène Dubois",
    "by in Russian": "Автор: Ирина Волкова",
    "by in Ukrainian": "Автор: Оксана Гнатюк та Іван Бойко",
    "by in Turkish": "Yazan: Ayşe Demir",
    "dateline": "Published on March 3, 2025",
    "dateline with time": "Updated: 3 March 2025, 17:04 CET",
    "iso date": "2025-03-03",
    "agency": "CNN —",
    "town and agency": "LONDON (Reuters) –",
    "breadcrumbs": "Home > News > City > Harbour",
    "breadcrumbs too": "Home › City › Bridges",
    "share": "Share on Facebook",
    "share via": "Share via e-mail",
    "tweet": "Tweet",
    "copy": "Copy link",
    "tags": "Tags: bridges, harbour, repairs",
    "filed": "Filed under: City",
    "categories": "Categories: City | Traffic",
    "read also": "Read also: Ferries to run all night",
    "related": "Related: The bridge that never was",
    "photo": "Photo: Ida Holm",
    "credit": "Image credit: Harbour Museum",
    "copyright": "© 2025 The Harbour Post. All rights reserved.",
    "copyright word": "Copyright 2025 The Harbour Post",
    "address": "https://harbour.example/bridge",
    "rule": "* * *",
    "minutes": "4 min read",
    "comments": "12 comments",
    "subscribe": "Subscribe to our newsletter",
    "follow": "Follow us on social media",
    "menu": "Skip to main content",
    "advertisement": "Advertisement",
}

PROSE = {
    "related problems": "Related problems arise when salt gets into the concrete.",
    "dash": "He had one answer —",
    "by monday": "By Monday the army had left.",
    "by then": "By then nobody was on the bridge any more.",
    "by car": "By car the detour takes an hour.",
    "by boat": "By Night Ferry, a town goes home to its island.",
    "by day": "By Monday Morning, some hours late",
    "by one": "By Ferry, in an hour",
    "from in German": "Von Montag an fährt keine Bahn",
    "from to in German": "Von Hamburg nach Bremen",
    "for in Spanish": "Por fin",
    "one word in German": "Von Bremen",
    "by in French": "Par exemple",
    "share prices": "Share prices fell.",
    "tags": "Tags are sewn into shirts.",
    "comments": "Comments were few.",
    "follow": "Following the news, the mayor resigned.",
    "print": "Print runs were cut in half.",
    "recommended": "Recommended repairs were never made.",
    "popular": "Popular anger grew.",
    "register": "Register your boat before you leave.",
    "menus": "Menus will be printed anew.",
    "more": "More than forty lorries cross it in an hour.",
    "latest": "Latest figures show 40 lorries an hour.",
    "photo": "Photographs show the cracks.",
    "donate": "Donated steel will be used.",
    "copyright": "The copyright of the plans is the city’s.",
    "category": "Category four storms are rare here.",
    "a date": "It opened on March 3, 1925.",
    "quoted": "“Share this!” he shouted.",
}


def page(*lines):
    return "\n\n".join(("Harbour bridge closed", *lines))


def shown(article):
    """Return the paragraphs that a reader could be shown."""
    return [p.span.of(article.text) for p in outline(article).passages]


def kind_of(article, line):
    return next(b.kind for b in article.blocks if b.span.of(article.text).strip() == line)


@pytest.mark.parametrize("line", FURNITURE.values(), ids=FURNITURE)
def test_what_a_page_hangs_around_an_article_is_not_shown(line):
    """Bylines, dates, share and tag lines are in no passage, before the text or after it."""
    byline = kind_of(from_plain("a", page(line, OPENING)), line) is BlockKind.BYLINE
    article = from_plain("a", page(line, OPENING, CLOSING))
    assert shown(article) == [OPENING, CLOSING] or shown(article) == [f"{OPENING}\n\n{CLOSING}"]
    if not byline:
        after = from_plain("a", page(OPENING, line, CLOSING, line))
        assert shown(after) == [OPENING, CLOSING]


@pytest.mark.parametrize("line", PROSE.values(), ids=PROSE)
def test_prose_is_not_taken_for_furniture(line):
    """A sentence that opens with a label's word stays a sentence."""
    for lines in ((line, OPENING, CLOSING), (OPENING, line, CLOSING), (OPENING, CLOSING, line)):
        article = from_plain("a", page(*lines))
        assert line in " ".join(shown(article)), lines


def test_a_byline_names_the_author():
    """Its names are kept, whatever stands around them."""
    assert from_plain("a", page("By Ida Holm", OPENING)).author == "Ida Holm"
    assert from_plain("a", page("Written by Ida Holm", OPENING)).author == "Ida Holm"
    assert from_plain("a", page("Von Jürgen Holm", OPENING)).author == "Jürgen Holm"
    assert from_plain("a", page("By Ida Holm, our harbour reporter", OPENING)).author == "Ida Holm"
    assert from_plain("a", page("BY IDA HOLM", OPENING)).author == "IDA HOLM"
    assert from_plain("a", page("Ida Holm\n\nBy Ida Holm", OPENING)).author == "Ida Holm"
    assert from_plain("a", page(OPENING)).author == ""


def test_a_byline_stands_before_the_text():
    """In the middle of an article "By Heart" is a line like any other."""
    article = from_plain("a", page(OPENING, "By Heart And Hand", CLOSING))
    assert article.author == ""
    assert "By Heart And Hand" in " ".join(shown(article))


@pytest.mark.parametrize(
    "heading", ["Read next", "Related stories:", "You may also like", "More from City", "Tags"]
)
def test_what_stands_under_a_heading_that_leads_elsewhere_is_left_out(heading):
    """Everything down to the next heading; the article then goes on."""
    text = page(
        OPENING,
        f"## {heading}",
        "A ferry at night is a lovely thing, and it will run all summer long.",
        "## What comes next",
        CLOSING,
    )
    article = from_plain("a", text)
    assert shown(article) == [OPENING, CLOSING]
    assert [s.heading for s in outline(article).sections] == ["", "What comes next"]


def test_a_list_under_a_label_is_left_out_to_its_end():
    """Entries are short and no sentences; the first sentence ends the list."""
    article = from_plain("a", page(OPENING, "Tags:", "Bridges", "Harbour", CLOSING))
    assert shown(article) == [OPENING, CLOSING]


def test_a_text_of_furniture_alone_is_shown_as_it_is():
    """A rule that would leave nothing of a text is not applied."""
    text = "Share this\n\nTags: bridges"
    assert shown(from_plain("a", text, title="")) == ["Share this\n\nTags: bridges"]


@pytest.mark.parametrize(
    "text", ["## Harbour", "Headline\n\n## Harbour", "**Harbour**\n**Bridge**"]
)
def test_a_text_of_headings_alone_is_shown(text):
    """Whatever is not blank has something to show."""
    assert shown(from_plain("a", text))
    assert shown(from_plain("a", text, title="Harbour"))


def test_the_seed_shows_no_furniture(seed):
    """Of the seed no byline, "Read More" block, tag or share line is in a section."""
    sections = outline(seed).sections
    assert [s.heading for s in sections] == [
        "NATO Secretary General Mark Rutte Calls for Realism on Russia and China",
        "Ukraine’s Defense Industrial Base",
        "Increased Defense Spending",
        "Russia’s Ongoing Aggression",
        "Ukraine’s Future",
    ]
    covered = "\n".join(s.span.of(seed.text) for s in sections)
    assert covered.startswith("Speaking on the sidelines")
    assert covered.endswith("in its fight for freedom and democracy.")
    for line in ("By AI", "Read More", "kyivindependent", "TAGGED", "Share", "To learn more"):
        assert line not in covered
    assert seed.author == "AI"
    assert seed.title.startswith("Rutte: ‘Let’s be naive.’")
    assert seed.published is None
