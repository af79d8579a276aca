"""One bot at a time on a state: a lock that ends with the process, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from typing import TYPE_CHECKING, Final

from knowledge.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_USED: Final = "another `verbatim run` uses it; stop that first"
# Who only looks whether it is held has it for a moment.
_TRIES: Final = 10
_PAUSE: Final = 0.05


@contextlib.contextmanager
def held(state: Path) -> Iterator[None]:
    """Hold a state for this process while the body runs.

    Raises:
        StoreError: another process holds it, or there cannot be a lock file.

    """
    file = state.with_name(f"{state.name}.lock")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(str(file), error.strerror or type(error).__name__) from error
    try:
        _lock(descriptor, state)
        yield
    finally:
        # The file stays, and means nothing: the lock is the kernel's, and goes with the process.
        os.close(descriptor)


def _lock(descriptor: int, state: Path, tries: int = _TRIES) -> None:
    for left in reversed(range(tries)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if not left:
                raise StoreError(str(state), _USED) from error
        except OSError as error:
            raise StoreError(str(state), error.strerror or type(error).__name__) from error
        else:
            return
        threading.Event().wait(_PAUSE)


def is_held(state: Path) -> bool:
    """Return whether a bot is running on this state.

    Raises:
        StoreError: the lock file cannot be opened.

    """
    file = state.with_name(f"{state.name}.lock")
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(str(file), error.strerror or type(error).__name__) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
