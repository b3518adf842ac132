"""The whole hub: its first start, a later one, the first answer of each, and its end."""

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
from typing import Any
from urllib.request import Request, urlopen

import orjson

from tests.benchmarks.measuring import ROUNDS, Table


def measure() -> Iterator[Table]:
    """Milliseconds until the addresses are printed and until GraphQL answers; from SIGTERM until nothing is left."""
    starts = ("first start", "later start")
    times: dict[str, list[float]] = {f"{start}{what}": [] for start in starts for what in ("", ", to its first answer")}
    times["end"] = []
    for _ in range(ROUNDS):
        with TemporaryDirectory(prefix="hub-") as directory:
            for name in starts:
                up, answered, down = once(Path(directory))
                times[name].append(up)
                times[f"{name}, to its first answer"].append(answered)
                times["end"].append(down)
    yield Table("The hub starts and ends", "ms", {name: median(each) for name, each in times.items()})


def once(directory: Path) -> tuple[float, float, float]:
    """Start the hub, ask it one thing and end it; how long until its addresses, until its answer, and to end."""
    place = environment(directory)
    began = perf_counter()
    hub = subprocess.Popen([sys.executable, "-m", "hub", "up"], env=place, stdout=subprocess.PIPE)
    with hub:
        while b"Ctrl-C" not in hub.stdout.readline():
            assert hub.poll() is None, "the hub did not start"
        up = perf_counter()
        _ask(f"http://127.0.0.1:{place['HUB_PORT']}")
        answered = perf_counter()
        hub.send_signal(signal.SIGTERM)
        hub.wait()
    return (up - began) * 1_000, (answered - began) * 1_000, (perf_counter() - answered) * 1_000


def _ask(hub: str) -> None:
    """Sign in as a demo member and look at what they hold."""
    token = _posted(f"{hub}/session/demo", {"member": "lin-xiao"}, {})["token"]
    query = {"query": "{ viewer { member { benefits(first: 3) { totalCount } } } }"}
    answer = _posted(f"{hub}/graphql", query, {"authorization": f"Bearer {token}"})
    assert answer["data"]["viewer"]["member"]["benefits"]["totalCount"]


def _posted(url: str, body: object, headers: dict[str, str]) -> dict[str, Any]:
    asked = Request(url, orjson.dumps(body), {"content-type": "application/json", **headers})  # noqa: S310 - our own
    with urlopen(asked, timeout=30) as answered:  # noqa: S310 - our own
        found: dict[str, Any] = orjson.loads(answered.read())
    return found


def environment(directory: Path) -> dict[str, str]:
    """For a hub that disturbs no other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {**os.environ, "HUB_DATA": str(directory), "HUB_PORT": str(port)}
