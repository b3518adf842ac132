"""A merchant's old sales, brought in with ``hub import holdings`` on servers of its own."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.benchmarks.measuring import IS_FULL, Table

ROWS = 1_000_000 if IS_FULL else 20_000
ROWS_A_MEMBER = 3
HEADER = ("member", "benefit", "date", "period", "quantity", "reference")
CATALOGUE = Path(__file__).parents[2] / "hub/catalogue/demo.yaml"


def measure() -> Iterator[Table]:
    """Rows brought in a second, and the memory of the process that brings them in."""
    with TemporaryDirectory(prefix="hub-") as directory:
        place = Path(directory)
        _write_sales(place / "sales.csv")
        _hub(place, "catalogue", "apply", str(CATALOGUE))
        began = perf_counter()
        memory = _hub(place, "import", "holdings", "sales.csv")
        seconds = perf_counter() - began
        again = perf_counter()
        _hub(place, "import", "holdings", "sales.csv")
        repeated = perf_counter() - again
    yield Table(f"{ROWS:,} sales imported", "s", {"first": seconds, "again": repeated}, f"{memory:.0f} MB at most")


def _write_sales(file: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - the same sales each time
    with file.open("w", newline="", encoding="utf-8") as out:
        sales = csv.writer(out)
        sales.writerow(HEADER)
        sales.writerows(_sale(number, chance) for number in range(ROWS))


def _sale(number: int, chance: random.Random) -> tuple[str, ...]:
    member = f"M{chance.randrange(ROWS // ROWS_A_MEMBER):07}"
    day = (date(2023, 1, 1) + timedelta(days=chance.randrange(1200))).isoformat()
    if chance.random() < 0.2:
        return member, "yunlang-lounge", day, "P1Y", "2", f"S{number}"
    return member, "shiliu-gym", day, chance.choice(["P1M", "P3M", "P1Y"]), "", f"S{number}"


def _hub(place: Path, *words: str) -> float:
    """Run the hub's command; megabytes that its process held at most, its servers' not among them."""
    environment = {**os.environ, "HUB_DATA": str(place / "hub")}
    command = subprocess.Popen([sys.executable, "-m", "hub", *words], cwd=place, env=environment | _HERE)
    _, status, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    assert command.returncode == 0, f"hub {' '.join(words)} failed"
    return used.ru_maxrss / 1_024


_HERE = {"PYTHONPATH": str(Path(__file__).parents[2])}
