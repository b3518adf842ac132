"""Servers while they are measured: each a process of its own, all on one full database."""

from __future__ import annotations

import asyncio
import os
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING

import psutil

from hub import wiring
from hub.adapters.embedded import postgres
from tests.benchmarks import load
from tests.benchmarks.peers.serving import issuer
from tests.benchmarks.population import HELD, populate
from tests.loopback import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENS = 1_000


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

    async def answer(self, wanted: bytes) -> bytes:
        """The body of one answer, also of a server that is still starting."""
        for _ in range(600):
            assert self.process.poll() is None, f"{self.name} ended"
            try:
                return await load.answer(self.port, wanted)
            except OSError:
                sleep(0.1)  # noqa: ASYNC251 - nothing else runs
        raise TimeoutError(self.name)

    async def spending(self, wanted: list[bytes], clients: int, seconds: float) -> tuple[load.Load, float]:
        """Let clients ask for that long; what came of it, and microseconds of processor time a request."""
        before = self.cpu()
        found = await load.ask(self.port, wanted, clients, seconds)
        return found, (self.cpu() - before) / found.requests * 1e6


class served(ExitStack):  # noqa: N801 - reads as a function
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


@contextmanager
def database(members: int, held: int = HELD) -> Iterator[str]:
    """The address of a database with that many members, each of whom holds ``held`` benefits."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory), {"fsync": "off"}):
        url = postgres.url(Path(directory), "hub")
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, members, held))
        yield url


def tokens(members: int) -> list[str]:
    """Of some of them, the same in every run."""
    chosen = Random(1).sample(range(1, members + 1), min(TOKENS, members))  # noqa: S311 - the same for everybody
    return [issuer().issue(f"m{n}", "somebody", frozenset())[0].expose() for n in chosen]
