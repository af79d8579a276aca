"""What is aimed at, by issues 4 and 5: each aim names a figure as `tests.eval.measure` does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The least or most a figure of this project should be."""

    value: float
    at_most: bool = False

    def met(self, measured: float) -> bool:
        """Whether it is reached."""
        return measured <= self.value if self.at_most else measured >= self.value


TARGETS: dict[tuple[str, str], Target] = {
    ("squad2_dev", "passage@1"): Target(0.90),
    ("squad2_dev", "sentence@1"): Target(0.82),
    ("squad2_dev", "answer F1"): Target(0.45),
    ("squad2_dev", "off-topic declined"): Target(0.985),
    ("squad2_dev", "unanswerable AUROC"): Target(0.68),
    ("squad2_dev", "typos, relative"): Target(0.96),
    ("newsquiz_dev", "passage@1"): Target(0.82),
    ("newsquiz_dev", "passage@3"): Target(0.94),
    ("newsquiz_dev", "sentence@1"): Target(0.75),
    ("news5w1h_dev", "sentence@1"): Target(0.66),
    ("newsqa_dev", "passage@1"): Target(0.80),
    ("summaries cnndm_dev", "over the better lead"): Target(0.015),
    ("summaries cnndm_dev", "unresolved openers"): Target(0.02, at_most=True),
    ("speed", "p50 ms"): Target(2.0, at_most=True),
    ("speed", "p99 ms"): Target(6.0, at_most=True),
    ("speed", "indexing ms"): Target(100.0, at_most=True),
    ("speed", "memory MB"): Target(40.0, at_most=True),
    ("polnear_dev", "quotes F1"): Target(0.92),
    ("polnear_dev", "speaker mention"): Target(0.90),
    ("polnear_dev", "raises"): Target(0, at_most=True),
    ("wikinews_de_dev", "quotes F1"): Target(0.93),
    ("wikinews_de_dev", "speaker mention"): Target(0.75),
    ("wikinews_de_dev", "raises"): Target(0, at_most=True),
}
