from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.state.keys import Key, load_key, new_key
from knowledge.errors import SettingError

# A key, the same in every process that collects these tests.
GOOD = "q" * 43 + "="


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "config" / "verbatim" / "key"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_the_first_run_makes_a_key(key_file, data, caplog):
    """The file is its owner's alone, nothing lies beside it, and the log asks for a backup."""
    key = load_key("", key_file, data)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "back it up" in record.getMessage()
    assert key_file.read_text().strip() not in caplog.text
    again = load_key("", key_file, data)
    assert again.decrypt(key.encrypt("words")) == "words"
    assert len(caplog.records) == 1


def test_the_environment_comes_first(key_file, data):
    """With a key in the environment no file is read or made."""
    text = new_key()
    key = load_key(f" {text}\n", key_file, data)
    assert not key_file.parent.exists()
    assert load_key(text, key_file, data).digest("chat", 1) == key.digest("chat", 1)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o644])
def test_a_file_that_others_can_read_is_refused(key_file, data, mode):
    """The message is the command that mends it."""
    load_key("", key_file, data)
    key_file.chmod(mode)
    with pytest.raises(SettingError, match=f"chmod 600 {key_file}"):
        load_key("", key_file, data)


@pytest.mark.parametrize(
    "text",
    ["", "hunter2", GOOD[:-1], GOOD * 2, GOOD.replace("=", "!"), "é" * 44, "=" * 44],
)
def test_a_malformed_key_is_refused_and_not_repeated(key_file, data, text):
    """Whether from the file or the environment; what it holds is in no message."""
    load_key("", key_file, data)
    key_file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match="44 characters") as caught:
        load_key("", key_file, data)
    assert not text or text not in str(caught.value)
    if text:
        with pytest.raises(SettingError, match="VERBATIM_KEY is not a key") as caught:
            load_key(text, key_file, data)
        assert text not in str(caught.value)


def test_a_key_among_the_data_is_refused(data, tmp_path):
    """Directly, in a folder below, or by a link; nothing is made there."""
    (tmp_path / "link").symlink_to(data)
    for file in (data / "key", data / "a" / "key", tmp_path / "link" / "key"):
        with pytest.raises(SettingError, match="inside the data folder"):
            load_key("", file, data)
    assert list(data.iterdir()) == []
    load_key("", tmp_path / "data-key", data)


def test_no_key_and_nowhere_to_write_one_is_an_error(tmp_path, data):
    """It names the variable that helps."""
    too_long_to_be_written_beside = tmp_path / ("y" * 250)
    with pytest.raises(SettingError, match="set VERBATIM_KEY"):
        load_key("", too_long_to_be_written_beside, data)
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="Not a directory"):
        load_key("", tmp_path / "file" / "key", data)


def test_what_is_no_file_is_refused(tmp_path, data):
    """A folder, or a pipe that would be waited on for ever."""
    (tmp_path / "folder").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("folder", "pipe"):
        with pytest.raises(SettingError, match="key file"):
            load_key("", tmp_path / name, data)


def _digest(arguments):
    return load_key("", *arguments).digest("chat", 1)


def test_processes_that_start_at_once_agree_on_one_key(key_file, data):
    """Whoever is slower takes the key that is there."""
    with multiprocessing.get_context("forkserver").Pool(3) as pool:
        digests = pool.map(_digest, [(key_file, data)] * 6)
    assert len({*digests}) == 1
    assert list(key_file.parent.iterdir()) == [key_file]


def test_a_key_never_shows_itself():
    """Not in its repr, and it cannot be pickled."""
    text = new_key()
    key = load_key(text, None, None)
    assert repr(key) == str(key) == "Key(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(key)
    with pytest.raises(ValueError, match="32 bytes"):
        Key(b"short")


def test_hashes_of_different_kinds_and_keys_differ():
    """A chat's id and the same number as a user's have nothing in common."""
    one, other = Key(b"1" * 32), Key(b"2" * 32)
    digests = {key.digest(kind, 7) for key in (one, other) for kind in ("chat", "user", "token")}
    assert len(digests) == 6
    assert one.digest("a", "\ud800") != one.digest("a", "\ud801")


def test_what_another_key_wrote_is_none():
    """Neither another key's text nor a changed one decrypts; any text survives its own key."""
    one, other = Key(b"1" * 32), Key(b"2" * 32)
    text = "words \ud800 \0 🎉"
    data = one.encrypt(text)
    assert one.decrypt(data) == text
    assert one.encrypt(text) != data
    assert other.decrypt(data) is None
    assert one.decrypt(data[:-2] + b"AA") is None
    assert one.decrypt(b"") is None
    assert one.decrypt(data[:5]) is None


def test_what_an_older_version_encrypted_is_read():
    """Fernet's tokens, under the key that was derived for them; a changed one is None."""
    key = Key(b"1" * 32)
    data = (
        b"gAAAAABrBHyWZf5oySKFRIN4jaDDBHqS2utqf0tZmCkBlUvp2XHECwXbSYZH"
        b"KrlJ-c2R5vyBDllARyxPWpzoJ_xJFer7qfeh1Y6jcnbRBas5lm6h_DU3KPA="
    )
    assert key.decrypt(data) == key.decrypt_own(data) == "Where was the summit?"
    assert key.decrypt(data[:-6] + b"AAAA==") is None
    assert Key(b"2" * 32, former=key).decrypt(data) == "Where was the summit?"
    assert Key(b"2" * 32).decrypt(data) is None


def test_nothing_beside_a_value_tells_when_it_was_written():
    """Of two values nothing is alike but the byte that says how they are encrypted."""
    key = Key(b"1" * 32)
    one, other = key.encrypt("the same"), key.encrypt("the same")
    assert len(one) == len(other) == 1 + 12 + len("the same") + 16
    assert one[:1] == other[:1]
    assert one[1:13] != other[1:13]


def test_no_two_values_share_a_nonce():
    """However many there are, and from however many threads."""
    key = Key(b"1" * 32)
    with ThreadPoolExecutor(4) as pool:
        nonces = list(pool.map(lambda _: key.encrypt("")[1:13], range(4000)))
    assert len(set(nonces)) == 4000


FORKED = """
import os
from bot.state.keys import Key
key = Key(b"1" * 32)
key.encrypt("")
child = os.fork()
os.write(1, key.encrypt("")[1:13].hex().encode() + b"\\n")
if child:
    os.waitpid(child, 0)
"""


def test_a_forked_process_draws_nonces_of_its_own():
    """Its parent's, which it has in memory too, are its parent's."""
    done = subprocess.run(
        [sys.executable, "-c", FORKED], capture_output=True, text=True, check=True, timeout=60
    )
    one, other = done.stdout.split()
    assert one != other
