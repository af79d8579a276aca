"""A store in which an article is corrected between one read and the next."""

from __future__ import annotations

from knowledge.library import Library


class Corrected:
    """The article of `correction`'s id is corrected once, right after `after` was read."""

    def __init__(self, store, after, correction):
        self._store = store
        self._after = after
        self._correction = correction

    def __getattr__(self, name):
        found = getattr(self._store, name)
        if name != self._after:
            return found

        def read(*args):
            self._after = ""
            before = found(*args)
            list(Library(self._store).build([(self._correction.id, self._correction)]))
            return before

        return read
