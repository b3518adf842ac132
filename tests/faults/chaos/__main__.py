"""``python -m tests.faults.chaos ORDERS``: the run, and its figures."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.chaos.running import run

_CALM = 90


def main(orders: int) -> None:
    """Run it, and print what there was."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="hub-") as place:
        happened, figures = run(Path(place), orders, _CALM)
    lines = [f"{count:>6} × {what}" for what, count in Counter(happened).items()]
    for kind, states in figures.items():
        told = ", ".join(f"{count} {state.lower()}" for state, count in states.most_common())
        lines.append(f"{states.total():>6} {kind}: {told}")
    sys.stdout.write("\n".join([*lines, f"{time.monotonic() - began:.0f} s; nothing is out of place"]) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
