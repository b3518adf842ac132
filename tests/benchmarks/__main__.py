"""Runs every benchmark, or those named: ``python -m tests.benchmarks timelines``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

NOT_BENCHMARKS = {"__init__", "__main__", "load", "measuring", "population", "shoppers", "sink", "workers"}
REPORT = Path("build/bench.json")


def main(names: list[str]) -> None:
    """Print the tables as they come, and write all of them."""
    tables = []
    for name in names:
        for table in import_module(f"tests.benchmarks.{name}").measure():
            sys.stdout.write(f"{table}\n\n")
            tables.append(asdict(table))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(tables, indent=2))


if __name__ == "__main__":
    every = sorted(file.stem for file in Path(__file__).parent.glob("*.py") if file.stem not in NOT_BENCHMARKS)
    main(sys.argv[1:] or every)
