"""Timelines: one entitlement with ever more grants, and a thousand cases on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.catalogue.rules.values import Stacking, Tier
from hub.entitlements.rules.stacking import lay
from hub.entitlements.rules.values import Grant, Moment, Policy
from hub.kernel.calendar import Period, Span
from tests.benchmarks.measuring import Table, in_turns

CASES = Path(__file__).parent.parent / "rules" / "cases" / "random-sample.json"
START = datetime(2026, 1, 31, 2, tzinfo=UTC)
MONTH = Period.parse("P1M")
ALONE = {"vip": Policy(Stacking.EXTEND)}
TIERS = {"vip": Policy(Stacking.EXTEND, Tier("video", 1)), "svip": Policy(Stacking.EXTEND, Tier("video", 2))}


def months(count: int) -> list[Grant]:
    """``count`` months of one benefit, some of them fixed windows, bought a minute apart."""
    return [
        Grant(f"g{n}", "vip", Moment(START + timedelta(minutes=n), n), MONTH if n % 50 else window(n))
        for n in range(count)
    ]


def window(n: int) -> Span:
    return Span(START + timedelta(days=40 * n), START + timedelta(days=40 * n + 3))


def paused(count: int) -> list[Grant]:
    """The same, and a month of the higher tier every quarter."""
    higher = [Grant(f"s{n}", "svip", Moment(START + timedelta(days=90 * n), n), MONTH) for n in range(count // 10)]
    return months(count) + higher


def measure() -> Iterator[Table]:
    yield in_turns(
        "one entitlement: laying its timeline",
        {
            f"{size:,} grants{name}": partial(lay, make(size), policies, "Asia/Shanghai")
            for size in (1_000, 10_000)
            for name, make, policies in (("", months, ALONE), (", paused by a higher tier", paused, TIERS))
        },
        "goal: 1,000 grants under 50 ms; ten times the grants should cost about ten times the time",
    )
    with TemporaryDirectory() as directory:
        file = Path(directory) / "cases.json"
        file.write_text(json.dumps(list(islice(cycle(json.loads(CASES.read_bytes())), 1_000))))
        command = [sys.executable, "-m", "hub", "timeline", str(file)]
        run = partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)
        yield in_turns("hub timeline", {"1,000 cases": run}, "goal: under 5,000 ms, start of the process included")
