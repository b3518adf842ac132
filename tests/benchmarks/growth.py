"""How "my benefits" grows: with members, with what each of them holds, and with processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median

import orjson

from tests.benchmarks import load
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers import installing
from tests.benchmarks.peers.processes import Peer, database, served, tokens
from tests.benchmarks.peers.serving import QUERY
from tests.benchmarks.population import HELD

MEMBERS = (10_000, 100_000, 1_000_000) if IS_FULL else (500, 5_000)
HOLDINGS = (5, 10, 20)
SECONDS = 5.0 if IS_FULL else 1.0
ROUNDS = 3
CLIENTS = 16

OURS = installing.ours("ours")


def measure() -> Iterator[Table]:
    """Microseconds of processor a request; requests a second."""
    cost = "µs of processor a request"
    yield Table("My benefits by members", cost, {f"{each:,}": _cost(each, HELD) for each in MEMBERS})
    yield Table("My benefits by what is held", cost, {f"{each} benefits": _cost(MEMBERS[0], each) for each in HOLDINGS})
    with database(MEMBERS[0]) as url:
        speeds = {f"{count} processes": _speed(url, count) for count in (1, 2)}
        yield Table("My benefits by server processes", "requests a second", speeds, "clients and database beside them")


def _wanted(members: int) -> list[bytes]:
    body = orjson.dumps({"query": QUERY})
    return [load.request(token, body) for token in tokens(members)]


def _cost(members: int, held: int) -> float:
    with database(members, held) as url, served("the hub", OURS, url) as peer:
        return asyncio.run(_spent(peer, _wanted(members)))


async def _spent(peer: Peer, wanted: list[bytes]) -> float:
    await peer.answer(wanted[0])
    await load.ask(peer.port, wanted, CLIENTS, SECONDS / 2)
    return median([(await peer.spending(wanted, CLIENTS, SECONDS))[1] for _ in range(ROUNDS)])


def _speed(url: str, count: int) -> float:
    with ExitStack() as running:
        peers = [running.enter_context(served("the hub", OURS, url)) for _ in range(count)]
        return median(asyncio.run(_together(peers, _wanted(MEMBERS[0]))) for _ in range(ROUNDS))


async def _together(peers: Sequence[Peer], wanted: list[bytes]) -> float:
    for peer in peers:
        await peer.answer(wanted[0])
    found = await asyncio.gather(*(load.ask(peer.port, wanted, CLIENTS // len(peers), SECONDS) for peer in peers))
    return sum(each.per_second for each in found)
