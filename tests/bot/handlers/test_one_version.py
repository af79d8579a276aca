"""An article that is corrected while it is read: nothing of one text is cut at another's places."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest

from bot.handlers.inline import Inline
from bot.handlers.origins import Origins
from bot.handlers.overviews import Overviews
from bot.render.origins import Origin
from bot.render.passages import Finding
from knowledge.library import Library
from knowledge.model import Question, Verdict
from knowledge.reading.plain import from_plain
from knowledge.store import open_store
from tests.fakes.correcting import Corrected
from tests.fakes.desk import OLENA, STRINGS
from tests.fakes.state import FakeState

REPORT = from_plain(
    "lund",
    "The harbour of Lund was closed on Monday.\n\n"
    "“Nobody here expected this storm,” said the harbour master Anna Berg.\n\n"
    "The repair will cost 2 million euros, the town said.",
    title="The harbour is closed",
)
# Longer before the same quotation, so that every place moves.
CORRECTED = from_plain(
    "lund",
    "The harbour of Lund was closed on Monday, on Tuesday and again on Friday of that week.\n\n"
    "“Nobody here expected this storm,” said the harbour master Anna Berg.\n\n"
    "The repair will cost 3 million euros, the town said on Friday.",
    title="The harbour is closed",
)
READS = ["article", "quotes", "facts"]


def now():
    return dt.datetime(2025, 6, 25, tzinfo=dt.UTC)


@pytest.fixture
def store():
    """Keep one report."""
    with closing(open_store("sqlite://", edition="main", clock=now)) as store:
        list(Library(store).build([("lund", REPORT)]))
        yield store


def shown(library, kind, wanted=""):
    reply = Overviews(library, FakeState(), STRINGS).show(OLENA, "lund", kind, wanted)
    return reply.text, reply.entities


@pytest.mark.parametrize("after", READS)
@pytest.mark.parametrize(("kind", "wanted"), [("quotes", ""), ("quotes", "Berg"), ("facts", "")])
def test_a_list_is_of_one_version(store, after, kind, wanted):
    """Quotations and facts are shown as the correction has them."""
    before = shown(Library(store), kind, wanted)
    found = shown(Library(Corrected(store, after, CORRECTED)), kind, wanted)
    assert found == shown(Library(store), kind, wanted)
    assert (found == before) is (kind == "quotes")


@pytest.mark.parametrize("after", READS)
def test_what_is_offered_inline_is_of_one_version(store, after):
    """The quotation is whole, or isn't offered."""
    library = Library(Corrected(store, after, CORRECTED))
    shown = Inline(library, STRINGS).offers("bot", "Berg quotes").shown
    for one in shown:
        assert "nobody here" not in one.title.casefold() or "storm" in one.title
    assert any("“Nobody here expected this storm,”" in one.reply.text for one in shown)


@pytest.mark.parametrize("after", READS)
def test_whose_words_they_are_is_told_of_their_own_version(store, after):
    """Of an answer from before the correction, nothing is told by the text after it."""
    hit = Library(store).ask(Question("What did Anna Berg say?")).hits[0]
    finding = Finding(hit, 0, 1)
    assert Origins(Library(store)).of(finding).people == (("Anna Berg", ""),)
    assert Origins(Library(Corrected(store, after, CORRECTED))).of(finding) == Origin()


@pytest.mark.parametrize("after", READS)
def test_pasted_words_are_checked_in_one_version(store, after):
    """They are found where they stand in the article that is shown."""
    library = Library(Corrected(store, after, CORRECTED))
    for scope in (("lund",), ()):
        found = library.check("Nobody here expected this storm", scope)
        assert found.verdict is Verdict.EXACT
        (span, *_) = found.spans
        assert "Nobody here expected this storm" in span.of(found.article.text)
