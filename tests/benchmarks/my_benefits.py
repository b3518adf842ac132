"""One member's entitlements with benefit and provider: the hub against the same page served in other ways.

Every server is a process of its own on the same database. All must first give the same answer; then each is asked in
turns, round after round. What the processor spent on a request tells most: it hardly depends on what else the machine
does. ``SIZE=full`` is 1,000,000 members with 15 entitlements each.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

import orjson
import psutil

from hub import wiring
from hub.adapters.embedded import postgres
from tests.benchmarks import load
from tests.benchmarks.measuring import Table
from tests.benchmarks.peers import installing
from tests.benchmarks.peers.serving import QUERY, issuer
from tests.benchmarks.population import HELD, populate
from tests.loopback import free_port

MEMBERS = {"quick": 2_000, "full": 1_000_000}
CLIENTS = (16, 64)
ROUNDS = 3
SECONDS = {"quick": 1.5, "full": 10.0}
TOKENS = 1_000
PEERS = {
    "hand-written, catalogue in process": partial(installing.ours, "handwritten"),
    "the hub, compiled": partial(installing.ours, "ours"),
    "Mercurius + JIT, catalogue in process": installing.mercurius,
    "graphene 3, catalogue in process": installing.graphene,
    "the hub, standard executor": partial(installing.ours, "standard"),
    "strawberry as in tutorials": partial(installing.ours, "tutorial"),
}
"""The command of each server; only ours write a log, count, check rights and weigh what is asked."""


@dataclass
class Peer:
    """A server while it is measured."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    loads: dict[int, list[load.Load]] = field(default_factory=dict)
    spent: dict[int, list[float]] = field(default_factory=dict)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Megabytes."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6


def measure() -> Iterator[Table]:
    """Microseconds of processor time a request, requests a second, and how long clients wait."""
    size = os.environ.get("SIZE", "quick")
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory), {"fsync": "off"}):
        url = postgres.url(Path(directory), "hub")
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, MEMBERS[size]))
        with ExitStack() as running:
            peers = [running.enter_context(_served(name, command(), url)) for name, command in PEERS.items()]
            wanted = _requests(MEMBERS[size])
            asyncio.run(_check_same(peers, wanted))
            asyncio.run(_measure(peers, wanted, SECONDS[size]))
            yield from _tables(peers, f"{MEMBERS[size]:,} members")


class _served(ExitStack):  # noqa: N801 - reads as a function
    """A peer in its process, until the context ends."""

    def __init__(self, name: str, command: list[str], url: str) -> None:
        super().__init__()
        port = free_port()
        environment = {**os.environ, "BENCHMARK_DATABASE": url, "BENCHMARK_PORT": str(port)}
        self._peer = Peer(name, subprocess.Popen(command, env=environment), port)
        self.callback(self._peer.process.wait)
        self.callback(self._peer.process.terminate)

    def __enter__(self) -> Peer:  # type: ignore[override] # what is entered is the peer
        return self._peer


def _requests(members: int) -> list[bytes]:
    chosen = Random(1).sample(range(1, members + 1), min(TOKENS, members))  # noqa: S311 - the same for everybody
    body = orjson.dumps({"query": QUERY})
    tokens = [issuer().issue(f"m{n}", "somebody", frozenset())[0].expose() for n in chosen]
    return [load.request(token, body) for token in tokens]


async def _check_same(peers: list[Peer], wanted: list[bytes]) -> None:
    for each in wanted[:20]:
        answers = [orjson.loads((await _patiently(peer, each)).replace(b"+00:00", b"Z")) for peer in peers]
        assert len(answers[0]["data"]["viewer"]["member"]["benefits"]["edges"]) == HELD
        assert [peer.name for peer, found in zip(peers, answers, strict=True) if found != answers[0]] == []


async def _patiently(peer: Peer, wanted: bytes) -> bytes:
    for _ in range(600):
        assert peer.process.poll() is None, f"{peer.name} ended"
        try:
            return await load.answer(peer.port, wanted)
        except OSError:
            sleep(0.1)  # noqa: ASYNC251 - nothing else runs
    raise TimeoutError(peer.name)


async def _measure(peers: list[Peer], wanted: list[bytes], seconds: float) -> None:
    for _ in range(ROUNDS):
        for clients in CLIENTS:
            for peer in peers:
                before = peer.cpu()
                found = await load.ask(peer.port, wanted, clients, seconds)
                peer.loads.setdefault(clients, []).append(found)
                peer.spent.setdefault(clients, []).append((peer.cpu() - before) / found.requests * 1e6)


def _tables(peers: list[Peer], size: str) -> Iterator[Table]:
    for clients in CLIENTS:
        title = f"My benefits, {size}, {clients} clients"
        yield Table(title, "µs of processor a request", {each.name: median(each.spent[clients]) for each in peers})
        for unit, field_ in (("requests a second", "per_second"), ("ms, half of them", "p50"), ("ms, p99", "p99")):
            found = {each.name: median(getattr(one, field_) for one in each.loads[clients]) for each in peers}
            yield Table(title, unit, found)
    yield Table(f"My benefits, {size}: memory afterwards", "MB", {each.name: each.memory() for each in peers})
