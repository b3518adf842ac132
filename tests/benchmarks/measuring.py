"""How benchmarks time: in turns, so that a slow minute of the machine meets everybody; medians are what counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 5
IS_FULL = os.environ.get("SIZE") == "full"
"""Whether to measure at the size that the goals name; else at one that takes moments."""


@dataclass(frozen=True)
class Table:
    """One comparison: what was measured, in which unit, and a median for each contender."""

    title: str
    unit: str
    medians: Mapping[str, float]
    notes: str = ""

    def __str__(self) -> str:
        first = next(iter(self.medians.values()))
        lines = [f"{self.title} ({self.unit}; ratio to the first)"]
        lines += [f"  {name:<44} {value:>12.2f} {value / first:>8.2f}×" for name, value in self.medians.items()]
        return "\n".join([*lines, f"  {self.notes}"] if self.notes else lines)


def in_turns(title: str, contenders: Mapping[str, Callable[[], object]], notes: str = "") -> Table:
    """Run each contender ``ROUNDS`` times, one after the other in every round; milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            times[name].append((perf_counter() - start) * 1_000)
    return Table(title, "ms", {name: median(each) for name, each in times.items()}, notes)
