"""A process says what it uses."""

from __future__ import annotations

import time

from bot.conditions import Conditions
from bot.measures import CPU_SECONDS, DISK_FREE, MEMORY, PROBLEMS, UPTIME, Measures
from bot.vitals import track


def test_what_a_process_uses_is_measured(tmp_path):
    """Each number is of now, and of this process."""
    measures, conditions = Measures(), Conditions()
    track(measures, conditions, tmp_path)
    time.sleep(0.01)
    assert 0.01 <= measures.value(UPTIME) < 60
    assert 1e7 < measures.value(MEMORY) < 1e11
    assert 0 < measures.value(CPU_SECONDS) < 1e5
    assert measures.value(DISK_FREE) > 0
    assert measures.value(PROBLEMS) == 0
    conditions.begin("disk", "full")
    assert measures.value(PROBLEMS) == 1


def test_a_folder_that_is_gone_has_no_space(tmp_path):
    """Rather than an error for whoever asks for the metrics."""
    measures = Measures()
    track(measures, Conditions(), tmp_path / "gone")
    assert measures.value(DISK_FREE) == 0
