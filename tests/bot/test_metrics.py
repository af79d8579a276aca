"""Measures become Prometheus' text format, told by reading it back."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot import measures
from bot.measures import (
    ABSTENTIONS,
    ALL,
    INBOX_DEPTH,
    OUTBOX_WAIT,
    SENT,
    TAKEN,
    TURN,
    Measure,
    Measures,
)
from bot.metrics import exposition

LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+)\})? (\S+)')
PAIR = re.compile(r'([a-z]+)="((?:[^"\\\n]|\\.)*)"')


def read(text):
    """Return the samples of an exposition as {(name, labels): value}; fails where it is none."""
    samples = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = LINE.fullmatch(line).groups()
            pairs = tuple(
                (key, re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), raw))
                for key, raw in PAIR.findall(labels or "")
            )
            assert (name, pairs) not in samples
            samples[name, pairs] = float(value)
    return samples


def test_every_measure_is_listed():
    """What the module declares is what is shown, each with its help and its kind."""
    declared = [value for value in vars(measures).values() if isinstance(value, Measure)]
    assert list(ALL) == declared
    text = exposition(Measures().snapshot())
    for measure in ALL:
        assert f"# HELP {measure.name} {measure.help}\n# TYPE {measure.name} {measure.kind}\n" in (
            text
        )


def test_what_has_not_happened_is_zero():
    """A number without labels is there from the start; one with labels when it has happened."""
    samples = read(exposition(Measures().snapshot()))
    assert samples[TAKEN.name, ()] == 0
    assert samples[INBOX_DEPTH.name, ()] == 0
    assert not [name for name, _ in samples if name == SENT.name]


def test_numbers_and_labels_are_shown():
    """Counters add up by label, and a gauge is read when it is asked for."""
    counts, depth = Measures(), [3]
    counts.track(INBOX_DEPTH, lambda: depth[0])
    counts.add(SENT, kind="reply")
    counts.add(SENT, 2, kind="reply")
    counts.add(SENT, kind="post")
    depth[0] = 5
    samples = read(exposition(counts.snapshot()))
    assert samples[SENT.name, (("kind", "reply"),)] == 3
    assert samples[SENT.name, (("kind", "post"),)] == 1
    assert samples[INBOX_DEPTH.name, ()] == 5


def test_a_histogram_counts_upwards():
    """Each bucket has all that was at most its bound, the last all there were."""
    counts = Measures()
    for seconds in (0.001, 0.005, 0.3, 400):
        counts.observe(TURN, seconds)
    samples = read(exposition(counts.snapshot()))
    buckets = [value for (name, _), value in samples.items() if name == f"{TURN.name}_bucket"]
    assert buckets == sorted(buckets)
    assert samples[f"{TURN.name}_bucket", (("le", "0.005"),)] == 2
    assert samples[f"{TURN.name}_bucket", (("le", "0.5"),)] == 3
    assert samples[f"{TURN.name}_bucket", (("le", "+Inf"),)] == 4
    assert samples[f"{TURN.name}_count", ()] == 4
    assert samples[f"{TURN.name}_sum", ()] == 400.306


@given(st.text(max_size=40), st.floats(allow_nan=False))
def test_no_label_breaks_the_format(label, number):
    """Whatever a label's value is, it is read back the same."""
    label = "".join(c for c in label if c not in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    counts = Measures()
    counts.add(ABSTENTIONS, number, reason=label)
    counts.observe(OUTBOX_WAIT, 1, kind=label)
    samples = read(exposition(counts.snapshot()))
    assert samples[ABSTENTIONS.name, (("reason", label),)] == number
    assert samples[f"{OUTBOX_WAIT.name}_count", (("kind", label),)] == 1
