"""One member's entitlements with benefit and provider: the hub against the same page served in other ways.

Every server is a process of its own on the same database. All must first give the same answer; then each is asked in
turns, round after round. What the processor spent on a request tells most: it hardly depends on what else the machine
does. ``SIZE=full`` is 1,000,000 members with 15 entitlements each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from statistics import median

import orjson

from tests.benchmarks import load
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers import installing
from tests.benchmarks.peers.processes import Peer, database, served, tokens
from tests.benchmarks.peers.serving import QUERY
from tests.benchmarks.population import HELD

MEMBERS = 1_000_000 if IS_FULL else 2_000
CLIENTS = (16, 64)
ROUNDS = 3
SECONDS = 10.0 if IS_FULL else 1.5
PEERS = {
    "hand-written, catalogue in process": partial(installing.ours, "handwritten"),
    "the hub, compiled": partial(installing.ours, "ours"),
    "Mercurius + JIT, catalogue in process": installing.mercurius,
    "graphene 3, catalogue in process": installing.graphene,
    "the hub, standard executor": partial(installing.ours, "standard"),
    "strawberry as in tutorials": partial(installing.ours, "tutorial"),
}
"""The command of each server; only ours write a log, count, check rights and weigh what is asked."""


def measure() -> Iterator[Table]:
    """Microseconds of processor time a request, requests a second, and how long clients wait."""
    with database(MEMBERS) as url, ExitStack() as running:
        peers = [running.enter_context(served(name, command(), url)) for name, command in PEERS.items()]
        body = orjson.dumps({"query": QUERY})
        wanted = [load.request(token, body) for token in tokens(MEMBERS)]
        asyncio.run(_check_same(peers, wanted))
        asyncio.run(_measure(peers, wanted))
        yield from _tables(peers, f"{MEMBERS:,} members")


async def _check_same(peers: list[Peer], wanted: list[bytes]) -> None:
    for each in wanted[:20]:
        answers = [orjson.loads((await peer.answer(each)).replace(b"+00:00", b"Z")) for peer in peers]
        assert len(answers[0]["data"]["viewer"]["member"]["benefits"]["edges"]) == HELD
        assert [peer.name for peer, found in zip(peers, answers, strict=True) if found != answers[0]] == []


async def _measure(peers: list[Peer], wanted: list[bytes]) -> None:
    for _ in range(ROUNDS):
        for clients in CLIENTS:
            for peer in peers:
                found, spent = await peer.spending(wanted, clients, SECONDS)
                peer.loads.setdefault(clients, []).append(found)
                peer.spent.setdefault(clients, []).append(spent)


def _tables(peers: list[Peer], size: str) -> Iterator[Table]:
    for clients in CLIENTS:
        title = f"My benefits, {size}, {clients} clients"
        yield Table(title, "µs of processor a request", {each.name: median(each.spent[clients]) for each in peers})
        for unit, field_ in (("requests a second", "per_second"), ("ms, half of them", "p50"), ("ms, p99", "p99")):
            found = {each.name: median(getattr(one, field_) for one in each.loads[clients]) for each in peers}
            yield Table(title, unit, found)
    yield Table(f"My benefits, {size}: memory afterwards", "MB", {each.name: each.memory() for each in peers})
