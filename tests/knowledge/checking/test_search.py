"""Without an article the words are looked for in all of them; names and places by the library."""

from __future__ import annotations

import pytest

from knowledge.errors import UnknownArticleError
from knowledge.library import open_library
from knowledge.model import State, Verdict
from knowledge.reading.plain import from_plain
from knowledge.settings import LibrarySettings
from knowledge.store import open_store
from tests.fakes.clock import Clock

HARVEST = from_plain(
    "harvest",
    "Farmers brought in 48 million tonnes of wheat this summer.\n\n"
    "“Nobody expected such a summer,” said Anna Berg, who farms near Lund.",
    title="The harvest of the year",
)
BRIDGE = from_plain(
    "bridge",
    "Mayor: ‘No more cars on the bridge’\n\n"
    "The bridge was closed on Tuesday. “Nobody expected such cracks,” said Jon Dahl, an engineer.",
)
PASTED = "“Nobody expected such a summer”"


@pytest.fixture
def library(tmp_path):
    """Open a library of twenty articles about other things, and these two, and the manual."""
    settings = LibrarySettings(store=str(tmp_path / "a.db"), manual="manual")
    library = open_library(settings, clock=Clock())
    others = [
        from_plain(f"other-{n}", f"The council of district {n} met on a Tuesday in summer.")
        for n in range(20)
    ]
    manual = from_plain("manual", "This bot never makes anything up at all, it shows an article.")
    list(library.build((a.id, a) for a in (*others, HARVEST, BRIDGE, manual)))
    yield library
    library.close()


def test_the_article_that_has_the_words_is_found(library):
    """Of those that share words with what was pasted the one that has them all."""
    found = library.check(PASTED)
    assert found.verdict is Verdict.EXACT
    assert found.article.id == "harvest"
    assert library.check("Nobody expected such cracks, Dahl said").article.id == "bridge"


def test_words_of_a_title_are_found_there(library):
    """What only a headline has stands in no passage, and is found all the same."""
    found = library.check("No more cars on the bridge")
    assert (found.verdict, found.article.id) == (Verdict.HEADLINE_ONLY, "bridge")


def test_a_scope_is_kept(library):
    """In the article in scope the words are others; one that isn't there is an error."""
    assert library.check(PASTED, ("bridge",)).verdict is not Verdict.EXACT
    with pytest.raises(UnknownArticleError):
        library.check(PASTED, ("nobody",))


def test_the_manual_is_no_article_to_check_against(library):
    """Nobody asks whether the bot's manual said something."""
    assert library.check("This bot never makes anything up at all").verdict is Verdict.NOT_FOUND


def test_a_withdrawn_article_is_not_searched(library, tmp_path):
    """From the moment it is taken back."""
    store = open_store(str(tmp_path / "a.db"), edition="main", clock=Clock(), create=False)
    store.set_state("harvest", State.WITHDRAWN)
    store.close()
    found = library.check(PASTED)
    assert found.article is None or found.article.id != "harvest"


@pytest.mark.parametrize("pasted", ["", "…", "😀", "x" * 10_000, "the " * 3_000])
def test_what_stands_nowhere_is_not_found(library, pasted):
    """However little or much it is."""
    assert library.check(pasted).verdict is Verdict.NOT_FOUND


def test_speakers_of_an_article(library):
    """Only those whom it quotes, by name, surname or role."""
    assert library.speakers("harvest", "berg") == ("Anna Berg",)
    assert library.speakers("bridge", "the engineer") == ("Jon Dahl",)
    assert library.speakers("harvest", "Dahl") == ()
    with pytest.raises(UnknownArticleError):
        library.speakers("nobody", "Berg")


def test_what_stands_around_words(library):
    """The passage with them; of a headline's words the headline."""
    text = library.article("bridge").text
    (quote,) = library.extracts("bridge").quotes.quotes
    place, heading = library.around(library.article("bridge"), quote.spans)
    assert place.of(text).startswith("The bridge was closed")
    assert heading == ""
    (headline,) = library.extracts("bridge").quotes.headlines
    place, _ = library.around(library.article("bridge"), headline.spans)
    assert place.of(text) == "Mayor: ‘No more cars on the bridge’"
