"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long an example takes is the machine's mood, not the program's; pytest-timeout has a limit.
ANY_SPEED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# What passed passes again until something is changed: the examples are the same each time.
settings.register_profile("verbatim", derandomize=True, **ANY_SPEED)
# Others each time, to look for what nobody has met yet: --hypothesis-profile=search
settings.register_profile("search", derandomize=False, **ANY_SPEED)
settings.load_profile("verbatim")
