"""The command line's contract, as DESIGN and the manual promise it to scripts."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from bot.cli import main
from knowledge.reading.files import LARGEST_FILE

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = SEEDS / "000_8be5fd93039ce56a.txt"
SEED_TEXT = SEED.read_text(encoding="utf-8")
HEADLINE = SEED_TEXT.partition("\n")[0].strip()
SUMMIT = {"id": "summit", "title": HEADLINE, "text": SEED_TEXT}
HARVEST = {
    "id": "harvest",
    "title": "",
    "text": "Farmers brought in 48 million tonnes of wheat in 2025, the ministry said on Friday.",
    "url": "https://example.org/harvest",
    "published": "2025-08-01",
    "language": "en",
}
WHERE = {"id": "q", "question": "Where was the summit?"}
COMMANDS = "run build ask quotes facts summary check read init config".split()


@pytest.fixture(autouse=True)
def folder(tmp_path):
    """Work in an empty folder, outside any checkout."""
    with contextlib.chdir(tmp_path):
        yield tmp_path


class Said:
    """What one run of the command said."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def lines(self):
        """The JSON lines on standard output, after checking that all went well."""
        assert (self.code, self.err) == (0, "")
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self):
        """The one line of an error, after checking that it is one."""
        assert self.code == 2
        assert self.out == ""
        assert len(self.err.splitlines()) == 1
        assert self.err.endswith("\n")
        assert self.err.startswith("error: ")
        return self.err.removeprefix("error: ").rstrip("\n")


@pytest.fixture
def verbatim(capsys):
    """Run the command in this process."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        return Said(code, *capsys.readouterr())

    return run


def jsonl(name, *lines):
    """Write a file of JSON lines; a text stands as it is."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    Path(name).write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return name


@pytest.fixture
def batch(verbatim):
    """Ask questions of articles, both given as objects or as raw lines."""

    def ask(articles, questions):
        files = jsonl("A.jsonl", *articles), jsonl("Q.jsonl", *questions)
        return verbatim("ask", "--articles", files[0], "--batch", files[1], "--json")

    return ask


def holds_span(text, value, *, more=frozenset()):
    assert value.keys() == {"start", "end", "text"} | more
    assert text[value["start"] : value["end"]] == value["text"] != ""


def test_an_answer_has_the_promised_form(batch):
    """Every key, its type, and offsets that are the text's own."""
    (line,) = batch([SUMMIT, HARVEST], [WHERE]).lines
    assert list(line) == [
        "id",
        "answered",
        "confidence",
        "reason",
        "missing",
        "answer",
        "sentence",
        "passages",
    ]
    assert (line["id"], line["answered"], line["reason"]) == ("q", True, None)
    assert isinstance(line["confidence"], float)
    assert 0 <= line["confidence"] <= 1
    assert line["missing"] == []
    holds_span(SEED_TEXT, line["answer"])
    holds_span(SEED_TEXT, line["sentence"])
    assert line["answer"]["text"] == "The Hague"
    assert 1 <= len(line["passages"]) <= 3
    for passage in line["passages"]:
        text = SEED_TEXT if passage["article"] == "summit" else HARVEST["text"]
        holds_span(text, passage, more={"article", "section", "score"})
        assert isinstance(passage["score"], float)
    best = line["passages"][0]
    assert best["article"] == "summit"
    assert best["section"].startswith("NATO Secretary General")
    assert best["start"] <= line["sentence"]["start"] <= line["answer"]["start"]
    assert line["answer"]["end"] <= line["sentence"]["end"] <= best["end"]
    assert len({(p["article"], p["start"]) for p in line["passages"]}) == len(line["passages"])


def test_a_declined_question_has_it_too(batch):
    """No answer and a reason, the best sentence and passages all the same."""
    questions = [
        {"id": "1", "question": "What is the capital of Australia?", "article": "summit"},
        {"id": "2", "question": "", "article": "summit"},
        {"id": "3", "question": "Чому саміт був у Гаазі?"},
    ]
    for line in batch([SUMMIT], questions).lines:
        assert line["answered"] is False
        assert line["answer"] is None
        assert line["reason"] in {
            "off_topic",
            "missing_term",
            "wrong_type",
            "low_confidence",
            "other_language",
        }
        holds_span(SEED_TEXT, line["sentence"])
        assert 1 <= len(line["passages"]) <= 3
        assert all(isinstance(word, str) for word in line["missing"])


def test_missing_names_the_words_that_no_article_has(batch):
    """As they were typed, without case."""
    (line,) = batch([SUMMIT], [{"id": "1", "question": "What is the capital of Australia?"}]).lines
    assert line["missing"] == ["capital", "australia"]


def test_ids_are_echoed_and_lines_keep_their_order(batch):
    """Any string is an id; one may come twice; each question gets its line."""
    ids = ["z", "", "мост", "a b\n", "😀", "z", "1", "__proto__"]
    questions = [{"id": i, "question": "Where was the summit?", "article": "s-é "} for i in ids]
    lines = batch([{**SUMMIT, "id": "s-é "}, {**HARVEST, "id": ""}], questions).lines
    assert [line["id"] for line in lines] == ids
    assert {p["article"] for line in lines for p in line["passages"]} == {"s-é "}
    (line,) = batch(
        [{**HARVEST, "id": ""}], [{"id": "", "question": "wheat?", "article": ""}]
    ).lines
    assert line["passages"][0]["article"] == ""


def test_letters_are_not_escaped(batch):
    """What is not ASCII stands in the JSON as it is."""
    assert "“We can’t just deal" in batch([SUMMIT], [{"id": "é", "question": "one issue"}]).out


def test_a_question_keeps_to_its_article(batch):
    """Without one the whole file is searched."""
    asked = {"id": "q", "question": "How many tonnes of wheat did farmers bring in?"}
    articles = [SUMMIT, HARVEST]
    everywhere, kept = batch(articles, [asked, {**asked, "article": "summit"}]).lines
    assert everywhere["passages"][0]["article"] == "harvest"
    assert everywhere["answer"]["text"].startswith("48 million")
    assert {p["article"] for p in kept["passages"]} == {"summit"}
    assert kept["answered"] is False


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_a_blank_text_has_no_passage(batch, text):
    """Then there is nothing to show, and that is no error."""
    blank = {"id": "b", "title": "", "text": text}
    (line,) = batch([blank], [{**WHERE, "article": "b"}]).lines
    assert (line["answered"], line["passages"]) == (False, [])
    assert (line["sentence"], line["answer"]) == (None, None)
    (line,) = batch([blank, HARVEST], [WHERE]).lines
    assert [p["article"] for p in line["passages"]] == ["harvest"]


@pytest.mark.parametrize(
    "text", ["x", "😀", "## Heading", "Tags:", "By AI", "**a**\n\n**b**", "..."]
)
def test_any_other_text_has_one(batch, text):
    """However little it is, and whatever the title."""
    for title in ("", text, "Other"):
        article = {"id": "a", "title": title, "text": text}
        for line in batch([article], [WHERE, {**WHERE, "article": "a"}]).lines:
            assert 1 <= len(line["passages"]) <= 3
            holds_span(text, line["sentence"])


def test_text_is_taken_as_it_is(batch):
    """Offsets count code points of the text as given, with its carriage returns and emoji."""
    text = "😀😀 Ferries run.\r\n\r\nThe summit was in Oslo.\r\n"
    (line,) = batch([{"id": "a", "title": "", "text": text}], [WHERE]).lines
    holds_span(text, line["answer"])
    assert line["answer"]["text"] == "Oslo"


def test_a_row_has_its_header_beside_it(batch):
    """The sentence is the row, the answer its cell; no other line has the key."""
    text = "Fares.\r\n\r\n😀 | Adult | Child\r\n--|--|--\r\nSingle | €4.20 | €2.10\r\n\r\nIt sails."
    article = {"id": "a", "title": "The ferry gets dearer", "text": text}
    questions = [
        {"id": "q", "question": "How much is a single for a child?"},
        {"id": "r", "question": "What sails?"},
    ]
    first, second = batch([article], questions).lines
    assert first["answer"]["text"] == "€2.10"
    assert first["sentence"]["text"] == "Single | €4.20 | €2.10"
    assert first["header"]["text"] == "😀 | Adult | Child"
    for one in (first["answer"], first["sentence"], first["header"]):
        holds_span(text, one)
    assert "header" not in second


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_a_line_of_json_is_one_line_to_everybody(batch, mark):
    """What some readers take for the end of a line is escaped, and still in the passage."""
    text = f"Ferries run.{mark}The summit was in Oslo."
    (line,) = batch([{"id": "a", "title": "", "text": text}], [WHERE]).lines
    assert mark in "".join(passage["text"] for passage in line["passages"])


@pytest.mark.parametrize("extra", ["\n", "  \n", "\r\n"])
def test_blank_lines_and_windows_line_ends_are_no_matter(verbatim, extra):
    """Nor is a byte order mark."""
    Path("A.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(SUMMIT).encode() + b"\r\n")
    Path("Q.jsonl").write_text(extra + json.dumps(WHERE) + extra, newline="")
    said = verbatim("ask", "--articles", "A.jsonl", "--batch", "Q.jsonl", "--json")
    assert [line["id"] for line in said.lines] == ["q"]


def test_no_questions_no_lines(batch):
    """An empty file is answered with nothing."""
    assert batch([SUMMIT], []).lines == []


BAD_LINES = {
    "no JSON": "{",
    "a list": "[]",
    "a text": '"q"',
    "nothing": "null",
    "two objects": '{"id": "a"} {"id": "b"}',
    "deep": "[" * 100_000,
    "a huge number": '{"id": ' + "9" * 5_000 + "}",
    "a bare word": "{'id': 'q'}",
}
BAD_ARTICLES = {
    "no id": {"title": "", "text": "x"},
    "a number for an id": {"id": 1, "title": "", "text": "x"},
    "no text": {"id": "x", "title": ""},
    "a list for a text": {"id": "x", "title": "", "text": ["x"]},
    "a number for a title": {"id": "x", "title": 5, "text": "x"},
    "a date that is none": {"id": "x", "title": "", "text": "x", "published": "soon"},
    "a number for a date": {"id": "x", "title": "", "text": "x", "published": 20250801},
    "half a pair": '{"id": "x", "title": "", "text": "\\ud800"}',
    "half a pair for an id": '{"id": "\\ud800", "title": "", "text": "x"}',
    "the same id": {"id": "summit", "title": "", "text": "x"},
}
BAD_QUESTIONS = {
    "no id": {"question": "Where?"},
    "a number for an id": {"id": 7, "question": "Where?"},
    "no question": {"id": "q"},
    "a list for a question": {"id": "q", "question": ["Where?"]},
    "an unknown article": {"id": "q", "question": "Where?", "article": "nobody"},
    "a number for an article": {"id": "q", "question": "Where?", "article": 5},
    "an empty article": {"id": "q", "question": "Where?", "article": ""},
    "a date that is none": {"id": "q", "question": "Where?", "asked": "2025-02-30"},
    "half a pair": '{"id": "q", "question": "\\udfff"}',
}


@pytest.mark.parametrize("bad", (BAD_LINES | BAD_ARTICLES).values(), ids=BAD_LINES | BAD_ARTICLES)
def test_a_bad_article_is_named_by_its_line(batch, verbatim, bad):
    """Nothing is printed for the good ones before it, whatever the command."""
    assert batch([SUMMIT, HARVEST, bad], [WHERE]).error.startswith("A.jsonl, line 3: ")
    for command in ("quotes", "facts", "summary"):
        error = verbatim(command, "--articles", "A.jsonl", "--json").error
        assert error.startswith("A.jsonl, line 3: ")


@pytest.mark.parametrize("bad", (BAD_LINES | BAD_QUESTIONS).values(), ids=BAD_LINES | BAD_QUESTIONS)
def test_a_bad_question_is_named_by_its_line(batch, bad):
    """The last line as much as the first: everything is checked before anything is answered."""
    assert batch([SUMMIT], [WHERE, WHERE, bad]).error.startswith("Q.jsonl, line 3: ")
    assert batch([SUMMIT], [bad, WHERE]).error.startswith("Q.jsonl, line 1: ")


def test_bytes_that_are_no_text_are_named_by_their_line(verbatim):
    """In either file."""
    good, bad = json.dumps(SUMMIT).encode() + b"\n", b'{"id": "\xff"}\n'
    Path("bad.jsonl").write_bytes(good + bad)
    jsonl("A.jsonl", SUMMIT)
    for files in (("bad.jsonl", "Q.jsonl"), ("A.jsonl", "bad.jsonl")):
        jsonl("Q.jsonl", WHERE)
        error = verbatim("ask", "--articles", files[0], "--batch", files[1], "--json").error
        assert error.startswith("bad.jsonl, line ")
    assert "UTF-8" in verbatim("quotes", "--articles", "bad.jsonl").error


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--articles", "A.jsonl", "--json"],
        ["ask", "--batch", "Q.jsonl", "--json"],
        ["ask", "--articles", "A.jsonl", "--batch", "Q.jsonl"],
        ["ask", "Where?", "--articles", "A.jsonl", "--batch", "Q.jsonl", "--json"],
        ["ask", "--articles", "-", "--batch", "-", "--json"],
        ["ask", "--articles", "gone.jsonl", "--batch", "Q.jsonl", "--json"],
        ["ask", "--articles", "A.jsonl", "--batch", "gone.jsonl", "--json"],
        ["ask", "--articles", ".", "--batch", "Q.jsonl", "--json"],
        ["quotes", "--articles", "gone.jsonl"],
        ["quotes", "--articles", "A.jsonl", "--article", "summit"],
        ["summary", "--articles", "A.jsonl", "--sentences", "0"],
        ["summary", "--articles", "A.jsonl", "--sentences", "few"],
        ["summary", "--articles", "A.jsonl", "--sentences", "2", "--one-line"],
        ["summary", "--articles", "A.jsonl", "--length", "huge"],
        ["ask"],
        ["ask", " "],
        ["ask", "--no-such-flag"],
        ["no-such-command"],
        [],
        ["read"],
        ["read", "."],
        ["read", "gone.txt"],
        ["read", "x" * 5_000 + ".txt"],
        ["build", "gone"],
        ["build", "https://example.org"],
        ["build"],
        ["ask", "Where?"],
        ["ask", "Where?", "--article", "gone.txt"],
        ["quotes"],
        ["--config", "gone.yaml", "config"],
        ["--set", "library.threshold", "config"],
        ["--set", "library.threshold=2", "config"],
        ["--set", "nothing.at_all=2", "config"],
        ["run"],
        ["--set", "telegram.token=12345", "run"],
        ["run", "--playground", "--port", "many"],
        ["init", "gone/verbatim.yaml"],
    ],
    ids=" ".join,
)
def test_every_mistake_is_one_line_and_exit_code_2(verbatim, folder, arguments):
    """Nothing on standard output, and nothing left behind."""
    jsonl("A.jsonl", SUMMIT)
    jsonl("Q.jsonl", WHERE)
    assert verbatim(*arguments).error
    assert sorted(p.name for p in folder.iterdir()) == ["A.jsonl", "Q.jsonl"]


def test_quotes_have_the_promised_form(verbatim):
    """A line an article; text is the slices joined by a space."""
    jsonl("A.jsonl", SUMMIT, {**HARVEST, "id": "é"})
    summit, harvest = verbatim("quotes", "--articles", "A.jsonl", "--json").lines
    assert summit.keys() == {"id", "quotes", "fragments", "headlines"}
    assert (summit["id"], harvest["id"]) == ("summit", "é")
    assert harvest == {"id": "é", "quotes": [], "fragments": [], "headlines": []}
    assert [q["speaker"] for q in summit["quotes"]] == ["Mark Rutte", "Mark Rutte", "Keir Starmer"]
    assert [f["text"] for f in summit["fragments"]] == ["“serious”", "“largely untapped”"]
    assert [h["text"] for h in summit["headlines"]] == ["‘Let’s be naive.’"]
    for quote in summit["quotes"] + summit["fragments"] + summit["headlines"]:
        assert list(quote) == ["text", "spans", "speaker", "speaker_start", "speaker_end", "cue"]
        assert quote["text"] == " ".join(SEED_TEXT[start:end] for start, end in quote["spans"])
        if quote["speaker"]:
            mention = SEED_TEXT[quote["speaker_start"] : quote["speaker_end"]]
            assert mention
            assert len(mention) <= 80
    assert [len(q["spans"]) for q in summit["quotes"]] == [2, 1, 1]


def test_facts_have_the_promised_form(verbatim):
    """Each with its value, and the sentence it stands in."""
    ranges = {"id": "r", "title": "", "text": "It rose from 3 to 4.5 percent on 3 March 2025."}
    jsonl("A.jsonl", SUMMIT, ranges)
    summit, line = verbatim("facts", "--articles", "A.jsonl", "--json").lines
    for fact in summit["facts"]:
        assert list(fact) == [
            "kind",
            "text",
            "start",
            "end",
            "value",
            "unit",
            "subject",
            "subject_start",
            "subject_end",
            "bound",
            "said_by",
            "role",
            "sentence",
        ]
        assert SEED_TEXT[fact["start"] : fact["end"]] == fact["text"]
        holds_span(SEED_TEXT, fact["sentence"])
        assert fact["value"] is None or isinstance(fact["value"], float | str)
        assert all(fact[key] is None or fact[key] for key in ("unit", "subject"))
    assert [(f["kind"], f["value"]) for f in line["facts"]] == [
        ("percent", [3.0, 4.5]),
        ("date", "2025-03-03"),
    ]


def test_a_summary_has_the_promised_form(verbatim):
    """At most so many sentences, three unless told, in the article's order."""
    jsonl("A.jsonl", SUMMIT, {"id": "b", "title": "", "text": ""})
    for flags, most in (((), 3), (("--sentences", 1), 1), (("--sentences", 400), 400)):
        summit, blank = verbatim("summary", "--articles", "A.jsonl", "--json", *flags).lines
        assert summit.keys() == {"id", "sentences"}
        assert 1 <= len(summit["sentences"]) <= most
        for sentence in summit["sentences"]:
            holds_span(SEED_TEXT, sentence)
        starts = [s["start"] for s in summit["sentences"]]
        assert starts == sorted(starts)
        assert blank == {"id": "b", "sentences": []}


@pytest.mark.parametrize(
    ("flags", "most"),
    [
        (("--length", "short"), 2),
        (("--length", "normal"), 3),
        (("--length", "long"), 6),
        (("--one-line",), 1),
    ],
)
def test_a_summary_has_a_length(verbatim, flags, most):
    """The form is the same whatever the length, of files as of the store."""
    jsonl("A.jsonl", SUMMIT)
    verbatim("build", SEEDS)
    (named,) = verbatim("summary", "--articles", "A.jsonl", "--json", *flags).lines
    stored = verbatim("summary", "--json", *flags).lines
    assert stored
    for line in (named, *stored):
        assert line.keys() == {"id", "sentences"}
        assert 1 <= len(line["sentences"]) <= most
    for sentence in named["sentences"]:
        holds_span(SEED_TEXT, sentence)


def test_a_long_summary_is_printed_under_its_headings(verbatim):
    """Who reads six sentences sees what each is about."""
    printed = verbatim("summary", "--article", SEED, "--length", "long").out
    assert "  Increased Defense Spending\n  ▌" in printed
    assert "  Increased Defense Spending\n" not in verbatim("summary", "--article", SEED).out


def test_reading_has_the_promised_form(verbatim):
    """What is known of the article, its text, and its sections by place."""
    (line,) = verbatim("read", SEED, "--json").lines
    assert list(line) == ["title", "author", "published", "url", "language", "text", "sections"]
    assert (line["author"], line["published"], line["url"], line["language"]) == (
        "AI",
        None,
        None,
        None,
    )
    assert line["text"] == SEED_TEXT
    assert [s.keys() for s in line["sections"]] == [{"heading", "start", "end"}] * 5
    (line,) = verbatim("read", SEEDS / "about-verbatim.md", "--json").lines
    assert (line["published"], line["language"]) == ("2026-11-23", "en")
    assert "Read More" not in verbatim("read", SEED).out


def test_building_asking_and_building_again(verbatim):
    """Articles go in, are asked, and are left alone the second time."""
    assert verbatim("build", SEEDS).out == "2 articles: 2 added\n"
    assert verbatim("build", SEEDS).out == "2 articles: 2 unchanged\n"
    assert [line.keys() for line in verbatim("build", SEED, "--json").lines] == [
        {"source", "id", "change"}
    ]
    (line,) = verbatim("ask", "Where was the summit?", "--json").lines
    assert (line["id"], line["answer"]["text"]) == ("1", "The Hague")
    assert "**The Hague**" in verbatim("ask", "Where was the summit?").out
    assert "Nearest:" in verbatim("ask", "How do I bake bread?").out
    about = verbatim("ask", "How do I ask about another article?").out
    assert about.startswith("About this bot\n")
    assert "confidence" in verbatim("ask", "Where was the summit?", "--explain").out


def test_the_store_can_be_listed(verbatim):
    """Quotes, facts and summary of every article, or of the one that is named."""
    verbatim("build", SEEDS)
    for command in ("quotes", "facts", "summary"):
        (line,) = verbatim(command, "--json").lines
        assert line["id"] == SEED.stem
        assert verbatim(command, "--article", SEED.stem, "--json").lines == [line]
        (of_file,) = verbatim(command, "--article", SEED, "--json").lines
        assert of_file == line
        assert HEADLINE in verbatim(command).out
        assert verbatim(command, "--article", "manual", "--json").lines[0]["id"] == "about-verbatim"


@pytest.mark.parametrize("command", ["ask Where?", "quotes", "facts", "summary"])
@pytest.mark.parametrize("name", ["nobody", "", "\udcff"])
def test_an_unknown_article_is_named(verbatim, command, name):
    """By every command that takes one."""
    verbatim("build", SEED)
    assert "no article" in verbatim(*command.split(), "--article", name).error


def test_one_article_is_asked_from_its_file(verbatim):
    """Without a store, which is not made either; the answer is that of a batch."""
    (line,) = verbatim("ask", WHERE["question"], "--article", SEED, "--json").lines
    assert line["answer"]["text"] == "The Hague"
    assert not Path("data").exists()


BROKEN_FILES = {
    "empty.txt": b"",
    "binary.txt": b"\x89PNG\r\n\x1a\n\x00\x00",
    "large.txt": b"x" * (LARGEST_FILE + 1),
    "front.md": b"---\ntitle: [\n---\nx",
}


@pytest.mark.parametrize(("name", "data"), BROKEN_FILES.items(), ids=BROKEN_FILES)
def test_a_broken_file_leaves_the_store_as_it_was(verbatim, folder, name, data):
    """None of the files beside it goes in, new or changed; without a store none is made."""
    new = folder / "new"
    new.mkdir()
    (new / "a.txt").write_text("Ferries run all night.", encoding="utf-8")
    (new / name).write_bytes(data)
    assert name in verbatim("build", new).error
    assert not Path("data").exists()
    verbatim("build", SEED)
    assert name in verbatim("build", new, SEED).error
    assert "no article" in verbatim("quotes", "--article", "a").error
    (line,) = verbatim("quotes", "--json").lines
    assert line["id"] == SEED.stem


CURATED = """aliases: [wheat]
pinned:
  - question: Was it much?
    words: 48 million tonnes
suggested:
  - How much wheat was brought in in 2025?
  - Who sold it?
"""


def test_a_curation_is_built_with_its_article(verbatim, folder):
    """Its alias and its pin hold, a change of it alone counts, and what is doubtful is told."""
    (folder / "harvest.txt").write_text(HARVEST["text"], encoding="utf-8")
    (folder / "harvest.yaml").write_text(CURATED, encoding="utf-8")
    (folder / "lost.yaml").touch()
    built = verbatim("build", ".")
    assert (built.code, built.out) == (0, "1 article: 1 added\n")
    assert built.err.splitlines() == [
        "warning: lost.yaml: no article of that name beside it; it was not read",
        "warning: harvest.txt: the article does not answer the suggested question “Who sold it?”",
    ]
    for article in ("wheat", "./harvest.txt"):
        (line,) = verbatim("ask", "was it much", "--article", article, "--json").lines
        assert (line["answer"]["text"], line["confidence"]) == ("48 million tonnes", 1)
    assert "An editor pinned" in verbatim("ask", "was it much", "--explain").out
    (folder / "lost.yaml").unlink()
    (folder / "harvest.yaml").write_text("aliases: [wheat]", encoding="utf-8")
    (line,) = verbatim("build", ".", "--json").lines
    assert line["change"] == "updated"


def test_a_broken_curation_keeps_what_there_was(verbatim, folder):
    """Nothing is built, the fault is named with its line, and the old curation goes on."""
    (folder / "harvest.txt").write_text(HARVEST["text"], encoding="utf-8")
    (folder / "harvest.yaml").write_text("aliases: [wheat]", encoding="utf-8")
    assert verbatim("build", "harvest.txt").code == 0
    (folder / "harvest.yaml").write_text("\nalias: [grain]", encoding="utf-8")
    (folder / "lost.yaml").touch()
    (folder / "new.txt").write_text("Something else was brought in.", encoding="utf-8")
    problem = "harvest.yaml: line 2: unknown key 'alias'; did you mean aliases?"
    assert verbatim("build", ".").error == problem
    assert verbatim("ask", "How much wheat?", "--article", "wheat").code == 0
    assert "new" in verbatim("ask", "How much?", "--article", "new").error
    problem = "harvest.yaml: a curation file is read with its article; name that one"
    assert verbatim("build", "harvest.yaml").error == problem


def test_settings_are_written_shown_and_checked(verbatim):
    """`init` writes the file, `config` shows what holds, a wrong line is named."""
    assert verbatim("init").code == 0
    assert "verbatim.yaml" in verbatim("init").error
    shown = verbatim("config")
    assert shown.code == 0
    assert "threshold: 0.35  # default" in shown.out
    assert "threshold: 0.7  # flag" in verbatim("--set", "library.threshold=0.7", "config").out
    Path("verbatim.yaml").write_text("library:\n  threshold: 0.6\n  treshold: 5\n")
    for command in (["config"], ["build", SEED], ["ask", "Where?"], ["run", "--playground"]):
        assert verbatim(*command).error.startswith("verbatim.yaml, line 3: ")
    assert verbatim("init", "fresh.yaml").code == 0


def test_a_token_is_never_shown(verbatim):
    """Neither by `config` nor in an error about it."""
    token = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ_-"
    assert token not in verbatim("--set", f"telegram.token={token}", "config").out
    assert "secret-words" not in verbatim("--set", "telegram.token=secret-words", "config").error


def test_running_without_a_token_says_what_to_set(verbatim):
    """A mistyped variable on a server must not look healthy."""
    assert "TELEGRAM_BOT_TOKEN" in verbatim("run").error


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(capsys, command):
    """`--help` exits with 0 and names the command."""
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (0, "")
    assert out.startswith(f"usage: verbatim {command}".rstrip())
    if not command:
        assert all(f"\n    {name}" in out for name in COMMANDS)


@pytest.mark.parametrize(
    ("typed", "meant"), [(("aks", "Where?"), "ask"), (("summary", "--length", "shrt"), "short")]
)
def test_a_mistyped_command_is_told_the_nearest(verbatim, typed, meant):
    """And not all that there are; what is like none of them gets the list."""
    assert verbatim(*typed).error.endswith(f"did you mean {meant}?")
    assert "choose from" in verbatim("xyzzy").error
