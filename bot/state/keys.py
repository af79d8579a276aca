"""The key that everything a reader sent is encrypted with, and where it is kept."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import logging
import os
import re
import secrets
import stat
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from knowledge.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_BYTES: Final = 32
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}=")


class Key:
    """32 secret bytes, and two keys derived from them: one encrypts, one hashes.

    Raises:
        ValueError: these aren't 32 bytes.

    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _BYTES:
            raise ValueError(f"a key is {_BYTES} bytes")
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"verbatim: encryption")))
        # Begun once and copied: setting a key up takes OpenSSL fifty times as long as hashing.
        self._hmac = hmac.new(_derive(secret, b"verbatim: hashes"), digestmod="sha256")

    def __repr__(self) -> str:
        return "Key(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not to be copied out of this process")

    def encrypt(self, text: str) -> bytes:
        """Encrypt and sign; the same text never gives the same bytes twice."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass"))

    def decrypt(self, data: bytes) -> str | None:
        """Return the text, or None where the bytes aren't this key's work."""
        try:
            return self._fernet.decrypt(data).decode("utf-8", "surrogatepass")
        except InvalidToken:
            return None

    def digest(self, kind: str, value: int | str) -> bytes:
        """Return 32 bytes that stand for an id; ids of different kinds never compare equal."""
        begun = self._hmac.copy()
        begun.update(f"{kind}\0{value}".encode("utf-8", "surrogatepass"))
        return begun.digest()


class MissingKeyError(SettingError):
    """There is no key, and none is to be made."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"no key: VERBATIM_KEY is not set, and there is no file {file}")


def load_key(env_value: str, key_file: Path, data_folder: Path, *, make: bool = True) -> Key:
    """Return the key given by the environment, or else the key file's; make that if need be.

    A new key file is announced in the log, with the request to back it up. None is made
    where `make` is false: something was encrypted with another one already.

    Raises:
        MissingKeyError: there is none, and `make` is false.
        SettingError: the key is malformed; the file is readable by others, inside the
            data folder, or cannot be read or made. The key itself is in no message.

    """
    if env_value.strip():
        return _parse(env_value, "the key given as VERBATIM_KEY")
    try:
        file, folder = key_file.expanduser().resolve(), data_folder.expanduser().resolve()
    except RuntimeError as error:
        raise SettingError(f"key file {key_file}: there is no home folder here") from error
    if file.is_relative_to(folder):
        raise SettingError(
            f"key file {key_file} is inside the data folder {data_folder}: whoever copied the"
            " data would have its key too; set state.key_file to a place outside"
        )
    try:
        return _read(file)
    except FileNotFoundError as error:
        if not make:
            raise MissingKeyError(file) from error
    except OSError as error:
        raise SettingError(f"key file {file}: {_problem(error)}") from error
    try:
        _make(file)
        return _read(file)
    except OSError as error:
        raise SettingError(
            f"no key: set VERBATIM_KEY, or make it possible to write {file} ({_problem(error)})"
        ) from error


def new_key() -> str:
    """Return a fresh key as it is written in files and variables: 44 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode()


def _read(file: Path) -> Key:
    # Not waiting for a pipe, and asking the opened file itself for its mode.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 -- a descriptor has no Path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SettingError(f"key file {file} is not a file")
        if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingError(f"key file {file} can be read by others; run: chmod 600 {file}")
        text = stream.read(1000)
    return _parse(text.decode("latin-1"), f"the key in {file}")


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written beside and then linked: nobody ever sees half a key, or overwrites one.
    beside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as stream:  # noqa: PTH123 -- the same
            stream.write(new_key() + "\n")
            stream.flush()
            os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):  # another process was faster: that key it is
            os.link(beside, file)
            logger.warning(
                "made a new key in %s: back it up; without it nothing that the bot keeps about"
                " its readers can be read",
                file,
            )
    finally:
        beside.unlink()


def _parse(text: str, name: str) -> Key:
    text = text.strip()
    if _SHAPE.fullmatch(text):
        with contextlib.suppress(binascii.Error, ValueError):
            return Key(base64.urlsafe_b64decode(text))
    raise SettingError(
        f"{name} is not a key: it must be 44 characters, 32 bytes in URL-safe base64"
    )


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=purpose).derive(secret)


def _problem(error: OSError) -> str:
    return error.strerror or type(error).__name__
