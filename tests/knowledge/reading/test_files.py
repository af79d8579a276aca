from __future__ import annotations

import codecs
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ReadingError
from knowledge.reading.files import LARGEST_FILE, article_id, find_files, read_all, read_file

MANY = "Engineers found cracks in two of the piers, and so the bridge was closed on Tuesday.\n"


@pytest.fixture
def write(tmp_path):
    """Write a file into a folder of its own."""

    def write(name, data):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


def refusal(function, *arguments):
    with pytest.raises(ReadingError) as caught:
        function(*arguments)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_the_seeds_are_read(seed, manual):
    """The plain one stays as it is, byte for byte; the manual knows its title and aliases."""
    assert seed.id == "000_8be5fd93039ce56a"
    assert "\n\nAI\nBy AI\n\n**NATO" in seed.text
    assert (manual.id, manual.title) == ("about-verbatim", "How this bot works")
    assert manual.aliases == ("manual", "about", "help")
    assert "**" not in manual.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.md", b" \n\t\n", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("latin.txt", "café".encode("latin-1"), "UTF-8"),
        ("control.txt", b"a bridge \x07 closed", "control characters"),
        ("half.txt", codecs.BOM_UTF16_LE + b"a", "UTF-8"),
        ("html.md", b"<div>\n<p>only markup</p>\n</div>", "no text"),
        ("large.txt", b"x" * (LARGEST_FILE + 1), "5 MB"),
    ],
)
def test_what_is_no_article_is_refused(write, name, data, said):
    """One line that names the file and what is wrong with it."""
    path = write(name, data)
    message = refusal(read_file, path)
    assert message.startswith(f"{path}: ")
    assert said in message


def test_a_huge_file_is_not_read_whole(tmp_path):
    """Fifty megabytes are refused after the first few: and so would gigabytes be."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1 << 34)
    assert "5 MB" in refusal(read_file, path)


@pytest.mark.parametrize(
    "data",
    [
        MANY.encode(),
        codecs.BOM_UTF8 + MANY.encode(),
        codecs.BOM_UTF16_LE + MANY.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + MANY.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be"],
)
def test_encodings_that_say_what_they_are(write, data):
    """A byte order mark decides and is no part of the text."""
    assert read_file(write("bridge.txt", data)).text == MANY


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.txt", MANY, MANY.strip().removesuffix(".")),
        ("a.txt", "The bridge\nhas cracked. It is closed.\n", "The bridge"),
        ("a.md", "The bridge has\ncracked. It is closed.\n", "The bridge has cracked"),
        ("a.md", "## Two piers\n\nThey cracked.\n", "Two piers"),
        ("a.md", "---\ntitle: Bridge\n---\nIt cracked.", "Bridge"),
        ("a.md", "By Ida Holm\n\nThe piers cracked at noon.\n", "The piers cracked at noon"),
        ("a.txt", f"{'word ' * 30}end.", f"{('word ' * 20).strip()} …"),
        ("a.txt", "w" * 500 + " and more.", "A"),
        ("old_harbour-bridge.txt", "12.5 : 13", "Old harbour bridge"),
        ("population.md", "| City | 2020 |\n|---|---|\n| Belmark | 702 |\n", "Population"),
        ("___.txt", "12", None),
    ],
)
def test_a_file_without_a_title_is_called_after_what_it_begins_with(write, name, text, title):
    """A heading, or the first sentence; the file's name only where there is neither."""
    article = read_file(write(name, text))
    assert article.title == (title or article.id)
    assert len(article.title) <= 110


def test_folders_are_searched(write, tmp_path):
    """Articles in them and below, sorted; hidden files and other kinds are left out."""
    for name in ("b.md", "a.txt", "sub/c.MARKDOWN", ".hidden/d.txt", ".e.txt", "f.jpg", "g"):
        write(name, MANY)
    (tmp_path / "folder.txt").mkdir()
    found = [str(p.relative_to(tmp_path)) for p in find_files(str(tmp_path))]
    assert found == ["a.txt", "b.md", "sub/c.MARKDOWN"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nowhere", "no such file or folder"),
        ("nowhere.txt", "no such file or folder"),
        ("https://harbour.example/bridge", "addresses are not read"),
        ("x" * 5_000 + ".txt", "too long"),
        ("a\0b.txt", ": "),
    ],
)
def test_a_source_that_is_not_there(tmp_path, source, said):
    """Named in one line, whatever the name is like."""
    name = source if "//" in source else f"{tmp_path}/{source}"
    assert said in refusal(find_files, name)


def test_a_folder_without_articles_is_an_error(write, tmp_path):
    """Nothing to read is a mistake worth telling."""
    write("picture.jpg", b"")
    assert "no .txt or .md file" in refusal(find_files, str(tmp_path))
    assert "not a .txt or .md file" in refusal(find_files, str(tmp_path / "picture.jpg"))


def test_links_that_lead_round_in_a_circle(write, tmp_path):
    """A loop of links ends: files are found once, a link to itself is no file."""
    write("a.txt", MANY)
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert [p.name for p in find_files(str(tmp_path))] == ["a.txt"]
    assert "self.txt" in refusal(find_files, str(tmp_path / "self.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write):
    """The system's reason is passed on."""
    path = write("secret.txt", MANY)
    path.chmod(0)
    assert "Permission denied" in refusal(read_file, path)


def test_a_folder_is_no_file(tmp_path):
    """Reading what vanished or turned into a folder is an error like any other."""
    assert "directory" in refusal(read_file, tmp_path)
    assert "No such file" in refusal(read_file, tmp_path / "gone.txt")


def test_two_files_with_one_id_are_refused(write):
    """Both are named; the same file given twice is one."""
    one, other = write("a/bridge.txt", MANY), write("b/bridge.md", MANY)
    message = refusal(read_all, [one, other])
    assert str(one) in message
    assert str(other) in message
    assert list(read_all([one, one, one.parent / ".." / "a" / one.name])) == ["bridge"]


@pytest.mark.parametrize("stem", ["bridge", "Old_Bridge-2025", "a", "0", "x" * 64])
def test_a_plain_name_is_the_id(stem):
    """What fits a deep link stays as it is."""
    assert article_id(stem) == stem


@given(st.text(min_size=1, max_size=120))
def test_any_name_makes_an_id_that_fits_a_deep_link(stem):
    """1 to 64 characters of A-Z, a-z, 0-9, _ and -, always the same ones."""
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", article_id(stem))
    assert article_id(stem) == article_id(stem)


def test_similar_names_make_different_ids():
    """Letters lost in cleaning a name are made up for by a digest."""
    stems = ["café", "cafe", "caf é", "x" * 65, "x" * 66, "мост", "міст", "…", "-", "--"]
    assert len({article_id(stem) for stem in stems}) == len(stems)


@given(st.binary(max_size=200), st.sampled_from([".txt", ".md"]))
def test_any_bytes_are_an_article_or_refused(tmp_path_factory, data, suffix):
    """Nothing but a refusal ever comes out of reading."""
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    try:
        article = read_file(path)
    except ReadingError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 # a refusal is one of two good ends
    else:
        assert article.text.strip()
        assert article.title


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path):
    """One line names every bad file of a folder, and what is wrong with the first ones."""
    for number in range(7):
        (tmp_path / f"empty{number}.txt").write_bytes(b"")
    with pytest.raises(ReadingError) as caught:
        read_all(find_files(str(tmp_path)))
    message = str(caught.value)
    assert message.startswith("7 files: ")
    assert all(f"empty{number}.txt" in message for number in range(7))
    assert message.count("the file is empty") == 5
    assert "\n" not in message
