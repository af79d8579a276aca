"""What the bot counts of its own work: plain numbers in memory, which `ops` exposes.

Whoever works is handed one `Measures` and reports to it; nobody reads from it but `ops`
and tests. No label ever holds anything of a reader: only the bot's own few words.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Labels: TypeAlias = tuple[tuple[str, str], ...]
"""A measure's labels and their values, sorted by label."""

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured, named as Prometheus does.

    `buckets` are the upper bounds of a histogram, in seconds, rising. What has no `labels`
    is shown from the start, as 0: whoever watches it must see it rise from something.
    """

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


def _counter(name: str, text: str, *labels: str) -> Measure:
    return Measure(f"verbatim_{name}_total", "counter", text, labels)


def _gauge(name: str, text: str) -> Measure:
    return Measure(f"verbatim_{name}", "gauge", text)


def _seconds(name: str, text: str, *labels: str) -> Measure:
    return Measure(f"verbatim_{name}_seconds", "histogram", text, labels, SECONDS)


TAKEN: Final = _counter("updates_taken", "Updates committed to the inbox.")
REPEATED: Final = _counter("updates_repeated", "Updates that were known already.")
NOT_TAKEN: Final = _counter(
    "updates_not_taken", "Updates that could not be committed; they come again."
)
HANDLED: Final = _counter("updates_handled", "Updates done, their replies committed.")
RETRIED: Final = _counter("updates_retried", "Attempts at an update that failed and are repeated.")
QUARANTINED: Final = _counter("updates_quarantined", "Updates given up, kept with their cause.")
INBOX_DEPTH: Final = _gauge("inbox_depth", "Updates committed and not done.")
INBOX_AGE: Final = _gauge("inbox_age_seconds", "Age of the oldest update that is not done.")
TURN: Final = _seconds("turn", "From an update's coming to its reply's commit.")
SILENCED: Final = _counter("updates_silenced", "Updates of who asks too much.", "what")
STORE_FAILURES: Final = _counter("store_failures", "Commits of the inbox or outbox that failed.")

SENT: Final = _counter("messages_sent", "Messages that Telegram has taken.", "kind")
UNCERTAIN: Final = _counter("messages_uncertain", "Sends of which nobody knows.", "kind")
FAILED: Final = _counter("messages_failed", "Messages given up.", "kind", "why")
UNQUOTED: Final = _counter("quotes_refused", "Answers sent without the quotation above them.")
FLOODED: Final = _counter("floods", "Answers of status 429.")
OUTBOX_DEPTH: Final = _gauge("outbox_depth", "Messages committed and not sent.")
OUTBOX_WAIT: Final = _seconds("outbox_wait", "From a message's commit to its being sent.", "kind")

ANSWERS: Final = _counter("answers", "Questions answered.")
ABSTENTIONS: Final = _counter("abstentions", "Questions declined.", "reason")

PROBLEMS: Final = _gauge("problems", "Problems that /healthz tells.")
UPTIME: Final = _gauge("uptime_seconds", "Since the start of this process.")
DISK_FREE: Final = _gauge("disk_free_bytes", "Space left where the state is kept.")
# Under the names that Prometheus' own clients use.
MEMORY: Final = Measure("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
CPU_SECONDS: Final = Measure(
    "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds."
)

ALL: Final = (
    TAKEN,
    REPEATED,
    NOT_TAKEN,
    HANDLED,
    RETRIED,
    QUARANTINED,
    INBOX_DEPTH,
    INBOX_AGE,
    TURN,
    SILENCED,
    STORE_FAILURES,
    SENT,
    UNCERTAIN,
    FAILED,
    UNQUOTED,
    FLOODED,
    OUTBOX_DEPTH,
    OUTBOX_WAIT,
    ANSWERS,
    ABSTENTIONS,
    PROBLEMS,
    UPTIME,
    DISK_FREE,
    MEMORY,
    CPU_SECONDS,
)


@dataclass(slots=True)
class Histogram:
    """How many observations were at most each bound; the last count is of those above all."""

    counts: list[int]
    total: float = 0.0

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was reported, by measure and labels, as it is now."""

    numbers: Mapping[tuple[Measure, Labels], float]
    histograms: Mapping[tuple[Measure, Labels], Histogram] = field(default_factory=dict)


class Measures:
    """Where counters, gauges and histograms are reported. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[tuple[Measure, Labels], float] = {}
        self._histograms: dict[tuple[Measure, Labels], Histogram] = {}
        self._read: dict[Measure, Callable[[], float]] = {}

    def add(self, measure: Measure, amount: float = 1, **labels: str) -> None:
        """Count so many more."""
        key = (measure, _sorted(labels))
        with self._lock:
            self._numbers[key] = self._numbers.get(key, 0) + amount

    def observe(self, measure: Measure, seconds: float, **labels: str) -> None:
        """Add one observation to a histogram."""
        key = (measure, _sorted(labels))
        with self._lock:
            histogram = self._histograms.get(key)
            if histogram is None:
                histogram = self._histograms[key] = Histogram([0] * (len(measure.buckets) + 1))
            histogram.counts[bisect_left(measure.buckets, seconds)] += 1
            histogram.total += seconds

    def track(self, measure: Measure, read: Callable[[], float]) -> None:
        """Let a gauge be read when it is asked for; `read` is quick and does not raise."""
        with self._lock:
            self._read[measure] = read

    def snapshot(self) -> Snapshot:
        """Return everything as it is now."""
        with self._lock:
            numbers = dict(self._numbers)
            histograms = {
                key: Histogram(list(one.counts), one.total) for key, one in self._histograms.items()
            }
            read = dict(self._read)
        return Snapshot(numbers | {(m, ()): value() for m, value in read.items()}, histograms)

    def value(self, measure: Measure, **labels: str) -> float:
        """Return one number as it is now; 0 where nothing was reported."""
        return self.snapshot().numbers.get((measure, _sorted(labels)), 0)


def _sorted(labels: Mapping[str, str]) -> Labels:
    return tuple(sorted(labels.items()))
