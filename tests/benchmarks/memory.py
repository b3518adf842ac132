"""What a server keeps of a million requests: of the same question for many members, and of questions never seen before.

Clients ask the same few documents. One who asks a new one each time fills what the server keeps of documents, and it
must end there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import cycle, islice
from time import perf_counter

import orjson

from tests.benchmarks import load
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers import installing
from tests.benchmarks.peers.processes import Peer, database, served, tokens
from tests.benchmarks.peers.serving import QUERY

MEMBERS = 10_000 if IS_FULL else 500
REQUESTS = 1_000_000 if IS_FULL else 40_000
DOCUMENTS = 10_000 if IS_FULL else 4_000
LOOKS = 20 if IS_FULL else 8
CLIENTS = 16
PATIENCE = 3_600.0
"""Seconds after which no further requests are begun."""


def measure() -> Iterator[Table]:
    """Megabytes that the server's process holds, every so many requests."""
    mine = tokens(MEMBERS)
    with database(MEMBERS) as url:
        yield _table("the same question", url, cycle([_question(token, QUERY) for token in mine]), REQUESTS)
        new = (QUERY.replace("MyBenefits", f"Mine{number}", 1) for number in range(DOCUMENTS + 1))
        yield _table("new questions", url, map(_question, cycle(mine), new), DOCUMENTS)


def _question(token: str, query: str) -> bytes:
    return load.request(token, orjson.dumps({"query": query}))


def _table(what: str, url: str, wanted: Iterator[bytes], count: int) -> Table:
    with served("the hub", installing.ours("ours"), url) as peer:
        began = perf_counter()
        held = asyncio.run(_held(peer, wanted, count))
        rate = count * (len(held) - 1) / LOOKS / (perf_counter() - began)
    notes = f"{rate:,.0f} requests/s by {CLIENTS} clients"
    return Table(f"Memory over {count:,} requests: {what}", "MB", held, notes)


async def _held(peer: Peer, wanted: Iterator[bytes], count: int) -> dict[str, float]:
    until = perf_counter() + PATIENCE
    await peer.answer(next(wanted))
    held = {"after 1": peer.memory()}
    for look in range(1, LOOKS + 1):
        await load.ask_all(peer.port, islice(wanted, count // LOOKS), CLIENTS)
        held[f"after {count * look // LOOKS:,}"] = peer.memory()
        if perf_counter() > until:
            break
    return held
