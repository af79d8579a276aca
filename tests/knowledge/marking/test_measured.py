from __future__ import annotations

import pytest

from knowledge.marking.durations import durations
from knowledge.marking.measured import measured
from knowledge.model import Span

CAVE = "The cave is 180 metres long, 90 metres wide and up to 40 metres high."


@pytest.mark.parametrize(
    ("text", "extent", "measures"),
    [
        (CAVE, "long", ["180 metres"]),
        (CAVE, "wide", ["90 metres"]),
        (CAVE, "deep", []),
        ("The bridge is 3.9 metres high, and the bus 4.3 metres.", "long", []),
        ("It lies 65 metres below the ground.", "deep", ["65 metres"]),
        ("Gusts of 134 kilometres an hour came.", "fast", ["134 kilometres an hour"]),
        ("Gusts of 134 kilometres an hour came.", "far", []),
        ("It fell to minus 4 degrees.", "cold", ["minus 4 degrees"]),
        ("A quake of magnitude 5.9 struck.", "strong", ["5.9"]),
        ("It weighs two tonnes.", "heavy", ["two tonnes"]),
        ("Die Schlucht ist 30 Meter tief.", "deep", ["30 Meter"]),
    ],
)
def test_a_measure_is_of_the_way_that_is_asked_for(text, extent, measures):
    """What is said to be wide is not long, and a speed is no distance."""
    found = measured(text, Span(0, len(text)), extent)
    assert [span.of(text) for span, _ in found] == measures


@pytest.mark.parametrize(
    ("language", "text", "lengths"),
    [
        ("en", "It lasted two and a half years.", ["two and a half years"]),
        ("de", "Der Bau dauert eineinhalb Jahre.", ["eineinhalb Jahre"]),
        ("de", "Sie öffnet nach dreijähriger Sanierung.", ["dreijähriger"]),
        ("uk", "Це тривало п'ять годин.", ["п'ять годин"]),
        ("xx", "It lasted two years.", []),
    ],
)
def test_lengths_of_time_by_language(language, text, lengths):
    """Each language has its numbers and units; one that is not known has none."""
    found = durations(text, Span(0, len(text)), language)
    assert [span.of(text) for span, _ in found] == lengths
