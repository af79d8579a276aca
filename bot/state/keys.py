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

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from knowledge.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

_BYTES: Final = 32
_SEAL: Final = b"\x01"
"""What encrypted bytes begin with: AES-256-GCM, a nonce of 12 bytes, what is encrypted, a tag.

Those of versions before begin with a letter: Fernet's tokens, which are still read.
"""
_NONCE_BYTES: Final = 12
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}=")


class Key:
    """32 secret bytes, and two keys derived from them: one encrypts, one hashes.

    While a key is being replaced it has a `former` one, which still reads what it wrote.
    Hashes outlive the key that they began with, or nothing would be found again: a state
    keeps what they are made with sealed by its key, see `sealed_hashes`.

    Raises:
        ValueError: these aren't 32 bytes.

    """

    def __init__(self, secret: bytes, *, former: Key | None = None) -> None:
        if len(secret) != _BYTES:
            raise ValueError(f"a key is {_BYTES} bytes")
        self.former = former
        self._cipher = AESGCM(_derive(secret, b"verbatim: AES-256-GCM"))
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, b"verbatim: encryption")))
        self._hashes = _derive(secret, b"verbatim: hashes")
        # Begun once and copied: setting a key up takes OpenSSL fifty times as long as hashing.
        self._hmac = hmac.new(self._hashes, digestmod="sha256")
        self.check: Final = self.digest("key check", "")
        """32 bytes that tell this key from others, and nothing about it."""

    def __repr__(self) -> str:
        return "Key(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not to be copied out of this process")

    def encrypt(self, text: str) -> bytes:
        """Encrypt and sign; the same text never gives the same bytes twice."""
        nonce = os.urandom(_NONCE_BYTES)
        data = text.encode("utf-8", "surrogatepass")
        return _SEAL + nonce + self._cipher.encrypt(nonce, data, _SEAL)

    def decrypt(self, data: bytes) -> str | None:
        """Return the text, or None where the bytes are neither this key's work nor the former's."""
        text = self.decrypt_own(data)
        return text if text is not None or self.former is None else self.former.decrypt(data)

    def decrypt_own(self, data: bytes) -> str | None:
        """Return the text, or None where the bytes aren't this key's own work."""
        try:
            if data[:1] == _SEAL:
                nonce, sealed = data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :]
                text = self._cipher.decrypt(nonce, sealed, _SEAL)
            else:
                text = self._fernet.decrypt(data)
        except (InvalidTag, InvalidToken, ValueError):  # ValueError: too short for a nonce
            return None
        return text.decode("utf-8", "surrogatepass")

    def digest(self, kind: str, value: int | str) -> bytes:
        """Return 32 bytes that stand for an id; ids of different kinds never compare equal."""
        begun = self._hmac.copy()
        begun.update(f"{kind}\0{value}".encode("utf-8", "surrogatepass"))
        return begun.digest()

    def made(self, check: bytes) -> Key | None:
        """Return which key a check is of: this one, the former, or None for neither."""
        if hmac.compare_digest(self.check, check):
            return self
        return None if self.former is None else self.former.made(check)

    def sealed_hashes(self) -> bytes:
        """Return what hashes are made with, encrypted with this key."""
        return self.encrypt(base64.b64encode(self._hashes).decode())

    def hashing_as(self, other: Key) -> Key:
        """Return this key with the hashes of another one."""
        return self._hashing(other._hashes)

    def unseal_hashes(self, sealed: bytes) -> Key | None:
        """Return this key with the hashes that it, or the former one, has sealed."""
        text = self.decrypt(sealed)
        return None if text is None else self._hashing(base64.b64decode(text))

    def _hashing(self, hashes: bytes) -> Key:
        key = object.__new__(Key)
        begun = hmac.new(hashes, digestmod="sha256")
        key.__dict__.update(self.__dict__, _hashes=hashes, _hmac=begun)
        return key


class MissingKeyError(SettingError):
    """There is no key, and none is to be made."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"no key: VERBATIM_KEY is not set, and there is no file {file}")


def load_key(
    env_value: str,
    key_file: Path,
    data_folder: Path,
    *,
    make: bool = True,
    former: str = "",
) -> Key:
    """Return the key given by the environment, or else the key file's; make that if need be.

    A new key file is announced in the log, with the request to back it up. None is made
    where `make` is false: something was encrypted with another one already. `former` is
    the key before, as the environment gives it; a key file may have it in a second line.

    Raises:
        MissingKeyError: there is none, and `make` is false.
        SettingError: the key is malformed; the file is readable by others, inside the
            data folder, or cannot be read or made. The key itself is in no message.

    """
    before = _parse(former, "the key given as VERBATIM_FORMER_KEY") if former.strip() else None
    if env_value.strip():
        return _parse(env_value, "the key given as VERBATIM_KEY", before)
    file = _outside(key_file, data_folder)
    try:
        return _read(file, before)
    except FileNotFoundError as error:
        if not make:
            raise MissingKeyError(file) from error
    except OSError as error:
        raise SettingError(f"key file {file}: {_problem(error)}") from error
    try:
        _make(file)
        return _read(file, before)
    except OSError as error:
        raise SettingError(
            f"no key: set VERBATIM_KEY, or make it possible to write {file} ({_problem(error)})"
        ) from error


def new_key() -> str:
    """Return a fresh key as it is written in files and variables: 44 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode()


def begin_replacing(key_file: Path, data_folder: Path) -> bool:
    """Put a new key before the present one in a key file; False where that was done already.

    Raises:
        SettingError: as `load_key`.

    """
    file = _outside(key_file, data_folder)
    try:
        lines = _lines(file)
        if len(lines) > 1:
            return False
        _parse(lines[0] if lines else "", f"the key in {file}")
        _replace(file, [new_key(), *lines])
    except OSError as error:
        raise SettingError(f"key file {file}: {_problem(error)}") from error
    return True


def end_replacing(key_file: Path, data_folder: Path) -> Path | None:
    """Take the former key out of a key file, into one of its own beside it; return which.

    None where there was no former key. It is wanted for backups from its time.

    Raises:
        SettingError: as `load_key`.

    """
    file = _outside(key_file, data_folder)
    try:
        lines = _lines(file)
        if len(lines) < 2:
            return None
        check = _parse(lines[1], f"the former key in {file}").check
        # Named after the key, so that who is interrupted here and begins again makes no second.
        aside = file.with_name(f"{file.name}.former-{check.hex()[:8]}")
        _replace(aside, lines[1:])
        _replace(file, lines[:1])
    except OSError as error:
        raise SettingError(f"key file {file}: {_problem(error)}") from error
    return aside


def _outside(key_file: Path, data_folder: Path) -> Path:
    try:
        file, folder = key_file.expanduser().resolve(), data_folder.expanduser().resolve()
    except RuntimeError as error:
        raise SettingError(f"key file {key_file}: there is no home folder here") from error
    if file.is_relative_to(folder):
        raise SettingError(
            f"key file {key_file} is inside the data folder {data_folder}: whoever copied the"
            " data would have its key too; set state.key_file to a place outside"
        )
    return file


def _read(file: Path, former: Key | None) -> Key:
    lines = _lines(file)
    if len(lines) == 2:
        former = _parse(lines[1], f"the former key in {file}", former)
        lines = lines[:1]
    return _parse("\n".join(lines), f"the key in {file}", former)


def _lines(file: Path) -> list[str]:
    # Not waiting for a pipe, and asking the opened file itself for its mode.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 -- a descriptor has no Path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SettingError(f"key file {file} is not a file")
        if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingError(f"key file {file} can be read by others; run: chmod 600 {file}")
        text = stream.read(1000)
    return text.decode("latin-1").split()


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Linked: nobody ever overwrites a key that is there.
    with (
        _written_beside(file, [new_key()]) as beside,
        contextlib.suppress(FileExistsError),  # another process was faster: that key it is
    ):
        os.link(beside, file)
        logger.warning(
            "made a new key in %s: back it up; without it nothing that the bot keeps about"
            " its readers can be read",
            file,
        )


def _replace(file: Path, lines: Sequence[str]) -> None:
    with _written_beside(file, lines) as beside:
        beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _written_beside(file: Path, lines: Sequence[str]) -> Iterator[Path]:
    """Write a file whole, for its owner alone, under a name beside its own."""
    beside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as stream:  # noqa: PTH123 -- a descriptor
            stream.write("".join(f"{line}\n" for line in lines))
            stream.flush()
            os.fsync(descriptor)
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _parse(text: str, name: str, former: Key | None = None) -> Key:
    text = text.strip()
    if _SHAPE.fullmatch(text):
        with contextlib.suppress(binascii.Error, ValueError):
            return Key(base64.urlsafe_b64decode(text), former=former)
    raise SettingError(
        f"{name} is not a key: it must be 44 characters, 32 bytes in URL-safe base64"
    )


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=purpose).derive(secret)


def _problem(error: OSError) -> str:
    return error.strerror or type(error).__name__
