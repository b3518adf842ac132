"""A merchant's old sales, brought in with ``hub import holdings`` on servers of its own."""

from __future__ import annotations

import csv
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import psutil

from tests.benchmarks.measuring import IS_FULL, Table

ROWS = 1_000_000 if IS_FULL else 20_000
ROWS_A_MEMBER = 3
HEADER = ("member", "benefit", "date", "period", "quantity", "reference")
CATALOGUE = Path(__file__).parents[2] / "hub/catalogue/demo.yaml"


def measure() -> Iterator[Table]:
    """Seconds for all rows, and the memory of the processes that bring them in."""
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
    """Run the hub's command; megabytes that its processes held together at most, its servers not among them."""
    environment = {**os.environ, "HUB_DATA": str(place / "hub")}
    command = psutil.Popen([sys.executable, "-m", "hub", *words], cwd=place, env=environment | _HERE, stdout=DEVNULL)
    most = 0.0
    while command.poll() is None:
        most = max(most, _held(command))
        sleep(0.2)
    assert command.returncode == 0, f"hub {' '.join(words)} failed"
    return most


def _held(command: psutil.Popen) -> float:
    try:
        others = [each for each in command.children(recursive=True) if each.name().startswith("python")]
        return sum(each.memory_info().rss for each in (command, *others)) / 1_048_576
    except psutil.NoSuchProcess:  # one ended meanwhile
        return 0.0


_HERE = {"PYTHONPATH": str(Path(__file__).parents[2])}
