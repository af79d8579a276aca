"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes is the machine's mood, not the program's; pytest-timeout has a limit.
settings.register_profile("verbatim", deadline=None)
settings.load_profile("verbatim")
