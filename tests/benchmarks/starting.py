"""The whole hub: its first start, a later one, and its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.benchmarks.measuring import ROUNDS, Table


def measure() -> Iterator[Table]:
    """Milliseconds until the addresses are printed, and from SIGTERM until nothing is left."""
    times: dict[str, list[float]] = {"first start": [], "later start": [], "end": []}
    for _ in range(ROUNDS):
        with TemporaryDirectory(prefix="hub-") as directory:
            for name in ("first start", "later start"):
                up, down = once(Path(directory))
                times[name].append(up)
                times["end"].append(down)
    yield Table("The hub starts and ends", "ms", {name: median(each) for name, each in times.items()})


def once(directory: Path) -> tuple[float, float]:
    """Start and end the hub; how long each took."""
    began = perf_counter()
    hub = subprocess.Popen([sys.executable, "-m", "hub", "up"], env=environment(directory), stdout=subprocess.PIPE)
    with hub:
        while b"Ctrl-C" not in hub.stdout.readline():
            assert hub.poll() is None, "the hub did not start"
        up = perf_counter()
        hub.send_signal(signal.SIGTERM)
        hub.wait()
    return (up - began) * 1_000, (perf_counter() - up) * 1_000


def environment(directory: Path) -> dict[str, str]:
    """For a hub that disturbs no other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {**os.environ, "HUB_DATA": str(directory), "HUB_PORT": str(port)}
