"""What every store must do, whatever database it is built on."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from knowledge.errors import StoreError, UnknownArticleError
from knowledge.model import (
    Block,
    BlockKind,
    Change,
    Curation,
    Fact,
    FactKind,
    Pin,
    Quote,
    Quotes,
    Span,
    State,
)
from knowledge.store.interface import Candidate, Statistics

TEXT = "“Peace,” she said, “now.”\r\n\r\nIt cost 3–4 million.\0 İ 🎉 ﬀ"


def places(candidates):
    return [(candidate.article_id, candidate.ordinal) for candidate in candidates]


def test_an_article_comes_back_as_it_went_in(store, indexed, day):
    """Every field survives, whatever characters are in it, and the store numbers the version."""
    made = indexed(
        "seeds/ü 'x'\"; --",
        text=TEXT,
        title="A “title”",
        blocks=(
            Block(BlockKind.HEADING, Span(0, 8), 2),
            Block(BlockKind.PARAGRAPH, Span(9, len(TEXT))),
        ),
        author="A. Writer",
        published=day(2),
        url="https://example.org/?a=1&b=%20",
        language="en",
        aliases=("nato", "the % summit"),
        curation=Curation(
            names=(("Rutte", "the chief"),),
            synonyms=(("war", "İ 🎉"),),
            pins=(Pin(("Why?", "How so?"), words=Span(0, 8)), Pin(("When?",), heading="ﬀ")),
            suggested=("Who?",),
        ),
    )
    assert store.put(made) == (Change.ADDED, 1)
    found = store.article(made.article.id)
    assert found.version == 1
    assert store.index_version(found) == 1
    assert found == type(found)(
        **{field: getattr(made.article, field) for field in found.__slots__} | {"version": 1}
    )


def test_another_curation_is_another_version(store, indexed):
    """What an editor changes beside the text is kept as a change of the article."""
    assert store.put(indexed("a")) == (Change.ADDED, 1)
    suggested = Curation(suggested=("Who?",))
    assert store.put(indexed("a", curation=suggested)) == (Change.UPDATED, 2)
    assert store.put(indexed("a", curation=suggested)) == (Change.UNCHANGED, 2)
    assert store.article("a").curation == suggested
    assert store.article("a", 1).curation == Curation()


def test_quotes_and_facts_come_back_in_order(store, indexed):
    """Broken quotes, fragments, ranges, dates and missing values keep their shape."""
    quotes = Quotes(
        (
            Quote((Span(0, 8), Span(19, 25)), "She", Span(9, 12), "said"),
            Quote((Span(30, 31),)),
        ),
        (Quote((Span(2, 3),), "Ü", None, "called"),),
    )
    facts = tuple(
        Fact(kind, Span(n, n + 1), Span(0, 20), value, "USD", "it")
        for n, (kind, value) in enumerate(
            [
                (FactKind.MONEY, (3.0, 4.5)),
                (FactKind.NUMBER, 5),
                (FactKind.PERCENT, 4.12),
                (FactKind.DATE, "2026-06-23"),
                (FactKind.PERSON, None),
            ]
        )
    )
    store.put(indexed("a", quotes=quotes, facts=facts))
    assert store.quotes("a") == quotes
    assert store.facts("a") == facts
    store.put(indexed("a", text="other", facts=facts[:1]))
    assert store.quotes("a") == Quotes()
    assert store.facts("a") == facts[:1]


def test_putting_the_same_article_again_changes_nothing(store, indexed):
    """An equal article keeps its version and its revision."""
    store.put(indexed("a", "x y", text=TEXT))
    revision = store.revision()
    assert store.put(indexed("a", "x y", text=TEXT, version=7)) == (Change.UNCHANGED, 1)
    assert store.revision() == revision
    assert store.statistics() == Statistics(1, 2.0)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"text": "Some text"},
        {"blocks": (Block(BlockKind.PARAGRAPH, Span(0, 4)),)},
        {"author": "B"},
        {"published": dt.date(2026, 6, 1)},
        {"url": "https://example.org"},
        {"language": "de"},
        {"aliases": ("b",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_changed_field_makes_a_new_version(store, indexed, change):
    """A correction is a new version; the old one stays readable, and can come back as a third."""
    store.put(indexed("a"))
    revision = store.revision()
    assert store.index_version(indexed("a", **change).article) is None
    assert store.put(indexed("a", **change)) == (Change.UPDATED, 2)
    assert store.revision() != revision
    (field, value), *_ = change.items()
    assert getattr(store.article("a"), field) == value
    assert getattr(store.article("a", 1), field) != value
    assert store.put(indexed("a")) == (Change.UPDATED, 3)


def test_a_new_index_version_indexes_anew(store, indexed):
    """The article keeps its version, its passages are replaced."""
    store.put(indexed("a", "old words"))
    revision = store.revision()
    assert store.put(indexed("a", "new", index_version=2)) == (Change.REINDEXED, 1)
    assert store.revision() != revision
    assert store.index_version(store.article("a")) == 2
    assert store.vocabulary() == {"new": 1}
    assert store.candidates(["old"]) == ()
    assert store.statistics() == Statistics(1, 1.0)


def test_only_the_current_version_is_searched(store, indexed):
    """Words that a correction took out lead nowhere, and candidates name the new version."""
    store.put(indexed("a", "war peace", "war", text="1"))
    store.put(indexed("a", "peace", text="2"))
    assert store.candidates(["war", "peace"]) == (Candidate("a", 2, 0, frozenset({"peace"})),)
    assert store.document_frequencies(["war", "peace"]) == {"war": 0, "peace": 1}
    store.put(indexed("b", "peace"))
    assert [(c.article_id, c.version) for c in store.candidates(["peace"])] == [("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    ("article_id", "version"),
    [
        ("b", None),
        ("", None),
        ("A", None),
        ("a", 2),
        ("a", 0),
        ("a", -1),
        ("a", 2**63),
        ("\ud800", None),
        ("a\0", None),
        ("%", None),
    ],
)
def test_what_is_not_there_is_unknown(store, indexed, article_id, version):
    """A wrong id or version is an UnknownArticleError that carries the id, never anything else."""
    store.put(indexed("a", "x"))
    with pytest.raises(UnknownArticleError) as caught:
        store.article(article_id, version)
    assert caught.value.article_id == article_id
    if version is None:
        for read in (store.quotes, store.facts, lambda it: store.set_state(it, State.DRAFT)):
            with pytest.raises(UnknownArticleError):
                read(article_id)
        assert store.index_version(indexed(article_id).article) is None
        assert store.candidates(["x"], [article_id]) == ()


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.EMBARGOED])
def test_only_live_articles_are_shown(store, indexed, clock, state):
    """An article in another state is gone from every reading door, and comes back whole."""
    store.put(indexed("a", "war peace", "peace"))
    store.put(indexed("b", "peace"))
    before = store.revision()
    later = clock() + dt.timedelta(hours=1)
    store.set_state("a", state, later if state is State.EMBARGOED else None)
    assert store.revision() != before
    for read in (store.article, store.quotes, store.facts):
        with pytest.raises(UnknownArticleError):
            read("a")
    with pytest.raises(UnknownArticleError):
        store.article("a", 1)
    assert store.vocabulary() == {"peace": 1}
    assert store.statistics() == Statistics(1, 1.0)
    assert places(store.candidates(["war", "peace"], ["a", "b"])) == [("b", 0)]
    assert [entry.id for entry in store.entries()] == ["b"]
    assert [(e.id, e.state) for e in store.entries(set(State))] == [
        ("a", state),
        ("b", State.LIVE),
    ]
    hidden = store.revision()
    store.set_state("a", State.LIVE)
    assert store.revision() not in {hidden, before}
    assert store.vocabulary() == {"war": 1, "peace": 3}
    assert places(store.candidates(["peace"])) == [("a", 0), ("a", 1), ("b", 0)]


def test_a_hidden_article_can_be_corrected(store, indexed):
    """A new version of a draft stays a draft, and becomes searchable only when it goes live."""
    store.put(indexed("a", "old"))
    store.set_state("a", State.DRAFT)
    assert store.put(indexed("a", "new", text="2")) == (Change.UPDATED, 2)
    assert store.index_version(indexed("a", text="2").article) == 1
    assert store.vocabulary() == {}
    store.set_state("a", State.LIVE)
    assert store.vocabulary() == {"new": 1}
    assert store.article("a").version == 2


def test_an_article_that_was_read_is_read_anew_once_it_differs(store, indexed):
    """A store that remembers what it read tells versions apart, and shows none that is hidden."""
    store.put(indexed("a", text="one"))
    assert [store.article("a").text for _ in range(2)] == ["one", "one"]
    store.put(indexed("a", text="two"))
    assert [store.article("a").text for _ in range(2)] == ["two", "two"]
    assert [store.article("a", n).text for n in (1, 2, 1)] == ["one", "two", "one"]
    assert store.article("a").text == "two"
    store.set_state("a", State.WITHDRAWN)
    with pytest.raises(UnknownArticleError):
        store.article("a")


def test_an_embargo_ends_by_the_clock(store, indexed, clock):
    """From its very time on the article is live at every door, and the revision has moved."""
    store.put(indexed("a", "war"))
    store.set_state("a", State.EMBARGOED, clock() + dt.timedelta(minutes=5))
    revision = store.revision()
    clock.advance(minutes=4, seconds=59)
    assert store.revision() == revision
    assert store.candidates(["war"]) == ()
    clock.advance(seconds=1)
    assert store.revision() != revision
    assert places(store.candidates(["war"])) == [("a", 0)]
    assert store.article("a").version == 1
    assert [entry.state for entry in store.entries()] == [State.LIVE]
    assert store.entries([State.EMBARGOED]) == ()


@pytest.mark.parametrize(
    "door",
    [
        lambda store: store.article("a"),
        lambda store: store.quotes("a"),
        lambda store: store.facts("a"),
        lambda store: store.entries()[0],
        lambda store: store.aliases()["alias"],
        lambda store: store.statistics().passages,
        lambda store: store.vocabulary()["war"],
        lambda store: store.document_frequencies(["war"])["war"],
        lambda store: store.candidates(["war"])[0],
    ],
)
def test_each_door_notices_the_end_of_an_embargo(store, indexed, clock, door):
    """Whichever is asked first, it finds the article live."""
    facts = (Fact(FactKind.DATE, Span(0, 1), Span(0, 2)),)
    store.put(indexed("a", "war", facts=facts, aliases=("alias",)))
    store.set_state("a", State.EMBARGOED, clock() + dt.timedelta(minutes=5))
    clock.advance(minutes=6)
    assert door(store)


def test_an_embargo_of_another_zone_is_kept_in_time(store, indexed, clock):
    """14:05 in a zone two hours east is 12:05 UTC."""
    store.put(indexed("a", "war"))
    east = dt.timezone(dt.timedelta(hours=2))
    store.set_state("a", State.EMBARGOED, dt.datetime(2026, 7, 1, 14, 5, tzinfo=east))
    clock.advance(minutes=4)
    assert store.entries() == ()
    clock.advance(minutes=1)
    assert len(store.entries()) == 1


def test_an_embargo_in_the_past_is_live_at_once(store, indexed, clock):
    """A time that has passed needs no waiting."""
    store.put(indexed("a", "war"))
    store.set_state("a", State.EMBARGOED, clock())
    assert [entry.state for entry in store.entries()] == [State.LIVE]


@pytest.mark.parametrize(
    ("state", "until"),
    [
        (State.EMBARGOED, None),
        (State.LIVE, dt.datetime(2026, 7, 2, tzinfo=dt.UTC)),
        (State.EMBARGOED, dt.datetime(2026, 7, 2)),  # noqa: DTZ001 -- naive is the point
    ],
    ids=["missing", "superfluous", "naive"],
)
def test_an_embargo_needs_its_time(store, indexed, state, until):
    """A missing, superfluous or naive time is a ValueError and changes nothing."""
    store.put(indexed("a", "war"))
    with pytest.raises(ValueError, match=r"embargo|time zone"):
        store.set_state("a", state, until)
    assert store.article("a")


def test_entries_are_newest_first(store, indexed, clock, day):
    """By date, then undated ones by when they were added, then by id."""
    for article_id, published in [
        ("undated early", None),
        ("june 2", day(2)),
        ("june 9", day(9)),
        ("june 2 later", day(2)),
        ("z undated late", None),
    ]:
        store.put(indexed(article_id, published=published, url="https://example.org"))
        clock.advance(minutes=1)
    clock.advance(minutes=-1)
    store.put(indexed("a undated late", title="T"))
    entries = store.entries()
    assert [entry.id for entry in entries] == [
        "june 9",
        "june 2 later",
        "june 2",
        "a undated late",
        "z undated late",
        "undated early",
    ]
    assert (entries[0].title, entries[0].version) == ("Title", 1)
    assert (entries[0].published, entries[0].url) == (day(9), "https://example.org")


def test_an_empty_store_answers_everything(store):
    """Nothing in it is no error."""
    assert store.entries() == ()
    assert store.statistics() == Statistics(0, 0.0)
    assert store.vocabulary() == {}
    assert store.document_frequencies(["x"]) == {"x": 0}
    assert store.candidates(["x"]) == ()
    assert store.candidates([]) == ()
    assert isinstance(store.revision(), int)


def test_articles_without_passages_or_terms_are_kept(store, indexed):
    """A passage without terms counts, and is proposed by nothing."""
    store.put(indexed("none"))
    store.put(indexed("blank", "", "x"))
    assert store.statistics() == Statistics(2, 0.5)
    assert places(store.candidates(["x", ""])) == [("blank", 1)]
    store.set_state("blank", State.WITHDRAWN)
    assert store.statistics() == Statistics(0, 0.0)


def test_the_rarest_terms_are_taken_within_the_budget(store, indexed):
    """Rarest first while the postings fit; equally rare ones in their own order."""
    store.put(indexed("a", "rare mid all", "mid mid all", "mid also all", "all also", "all only"))
    frequencies = {"rare": 1, "only": 1, "also": 2, "mid": 3, "all": 5}
    assert store.vocabulary() == frequencies

    def proposed(budget, *terms):
        return [ordinal for _, ordinal in places(store.candidates(terms, budget=budget))]

    assert proposed(20_000, "all", "rare") == [0, 1, 2, 3, 4]
    assert proposed(5, "all", "mid", "rare") == [0, 1, 2]
    assert proposed(4, "all", "mid", "rare") == [0, 1, 2]
    assert proposed(3, "all", "mid", "rare") == [0]
    assert proposed(1, "all", "mid") == [0, 1, 2], "the rarest is always taken"
    assert proposed(0, "absent", "all") == [0, 1, 2, 3, 4], "an absent one isn't the rarest"
    assert proposed(1, "rare", "only") == [4], "o comes before r"
    assert proposed(2, "mid", "mid", "mid") == [0, 1, 2]


def test_a_candidate_names_the_terms_it_was_found_by(store, indexed):
    """Those of the question that it has, of the ones within the budget, each once."""
    store.put(indexed("a", "war peace war", "peace u.s.", "peace", "other"))
    found = {c.ordinal: {*c.terms} for c in store.candidates(["war", "peace", "peace", "u.s."])}
    assert found == {0: {"war", "peace"}, 1: {"peace", "u.s."}, 2: {"peace"}}
    found = {c.ordinal: {*c.terms} for c in store.candidates(["war", "peace", "u.s."], budget=2)}
    assert found == {0: {"war"}, 1: {"u.s."}}


def test_aliases_name_live_articles(store, indexed, clock):
    """In any case; of two articles with one alias, the newer one's counts."""
    assert store.aliases() == {}
    store.put(indexed("old", aliases=("NATO", "Straße")))
    clock.advance(minutes=1)
    store.put(indexed("new", aliases=("nato",)))
    assert store.aliases() == {"nato": "new", "strasse": "old"}
    store.set_state("new", State.WITHDRAWN)
    assert store.aliases() == {"nato": "old", "strasse": "old"}
    store.put(indexed("old", text="2", aliases=("summit",)))
    assert store.aliases() == {"summit": "old"}


def test_a_scope_limits_the_candidates(store, indexed):
    """One article, several, repeated or unknown ones; the order is by id, then ordinal."""
    for article_id in ("b", "a", "c", "B"):
        store.put(indexed(article_id, "x y", "y x", "z"))
    assert places(store.candidates(["x"], ["b"])) == [("b", 0), ("b", 1)]
    both = [("a", 0), ("a", 1), ("c", 0), ("c", 1)]
    assert places(store.candidates(["x"], ["c", "a", "c", "no"])) == both
    assert store.candidates(["x"], ["no"]) == ()
    everywhere = [name for name, _ in places(store.candidates(["z"]))]
    assert everywhere == ["B", "a", "b", "c"]


@pytest.mark.parametrize(
    "terms",
    [
        ["4.12%", "4", "12"],
        ["$35", "35"],
        ["u.s.", "u", "s"],
        ["let's", "let", "s"],
        ["f-16", "f", "16"],
        ["nato", "NATO"],
        ["café", "cafe"],
        ["straße", "strasse"],
        ["привет", "при"],
        ["首都", "首", "都"],
        ['"', "OR", "AND", "NOT", "NEAR", "*", "x*", "^x", "terms:x", "-x", "(", ")"],
        ["a\0b", "a", "b"],
        ["🎉", "🎊"],
        ["a" * 5000, "a" * 4999],
    ],
    ids=lambda terms: terms[0][:8].encode("unicode_escape").decode(),
)
def test_a_term_finds_itself_and_nothing_else(store, indexed, terms):
    """No character of a term splits it, folds it or means anything to the database."""
    for number, term in enumerate(terms):
        store.put(indexed(f"{number:02}", term))
    for number, term in enumerate(terms):
        assert places(store.candidates([term])) == [(f"{number:02}", 0)]
        assert store.document_frequencies([term]) == {term: 1}


def test_hostile_terms_are_only_absent(store, indexed):
    """Half a surrogate pair or thousands of words in a question are no error."""
    store.put(indexed("a", "x"))
    many = [f"w{number}" for number in range(1000)]
    store.put(indexed("b", " ".join(many)))
    assert store.document_frequencies(["\ud800", "x"]) == {"\ud800": 0, "x": 1}
    assert places(store.candidates(["\ud800", "x"])) == [("a", 0)]
    assert places(store.candidates(many)) == [("b", 0)]
    assert len(store.candidates(["x"], many)) == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "\ud800"},
        {"title": "\udfff"},
        {"aliases": [1j]},
        # These fail when the new version, or even the index, has been written already.
        {"passage": "x \ud83d"},
        {"facts": (Fact(FactKind.DATE, Span(0, 1), Span(0, 2), 1j),)},
        {"quotes": Quotes((Quote((Span(0, 1),), "\ud800"),))},
    ],
    ids=["text", "title", "aliases", "terms", "facts", "quotes"],
)
def test_an_article_that_cannot_be_kept_leaves_the_store_as_it_was(store, indexed, broken):
    """Whatever fails in the middle of putting, nothing of it is kept, and work goes on."""
    broken = dict(broken)
    store.put(indexed("a", "one two", "two"))
    before = (store.revision(), store.vocabulary(), store.statistics(), store.entries())
    passage = broken.pop("passage", "three")
    for article_id in ("a", "b"):
        with pytest.raises((StoreError, TypeError)):
            store.put(indexed(article_id, "four", passage, index_version=2, **broken))
    assert (store.revision(), store.vocabulary(), store.statistics(), store.entries()) == before
    assert store.put(indexed("b", "four", "three", "one"))[0] is Change.ADDED
    assert places(store.candidates(["four", "one"])) == [("a", 0), ("b", 0), ("b", 2)]


def test_threads_share_a_store(store, indexed):
    """Writers and readers in foreign threads see whole articles only, and lose none."""
    failures = []

    def write(name):
        try:
            for number in range(8):
                store.put(indexed(f"{name}{number}", "both words", "words"))
        except Exception as error:  # noqa: BLE001 -- a thread's error would be lost
            failures.append(error)

    def read():
        try:
            for _ in range(30):
                frequencies = store.document_frequencies(["both", "words"])
                if 2 * frequencies["both"] != frequencies["words"]:
                    failures.append(frequencies)
                found = places(store.candidates(["both", "words"]))
                if len(found) % 2:
                    failures.append(found)
        except Exception as error:  # noqa: BLE001 -- the same
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    threads += [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.statistics() == Statistics(48, 1.5)


def test_a_closed_store_says_so(store, indexed):
    """Using it after closing is a StoreError, not an empty store."""
    store.put(indexed("a", "x"))
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.article("a")
    store.close()
