"""A benefits centre in which nothing changed: the whole answer each time, against the tag of the one that is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from statistics import median

from tests.api.documents import documents
from tests.benchmarks import load
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers import installing
from tests.benchmarks.peers.processes import Peer, database, served, tokens
from tests.benchmarks.peers.serving import QUERY

MEMBERS = 100_000 if IS_FULL else 1_000
SECONDS = 10.0 if IS_FULL else 1.5
ROUNDS = 3
CLIENTS = 16
TAGS = 200
QUESTIONS = {
    "Nothing changed at a glance": QUERY,
    "Nothing changed in the benefits centre": documents()["MyBenefits"].replace("$first: Int!", "$first: Int! = 24"),
}
"""The second is what the page itself asks."""


def measure() -> Iterator[Table]:
    """Microseconds of processor a request, and requests a second."""
    with database(MEMBERS) as url, served("the hub", installing.ours("ours"), url) as peer:
        for title, query in QUESTIONS.items():
            found = asyncio.run(_measure(peer, query))
            for place, unit in enumerate(("µs of processor a request", "requests a second")):
                figures = {name: median(each[place] for each in rounds) for name, rounds in found.items()}
                yield Table(f"{title}, {CLIENTS} clients", unit, figures, "goal: 1.5 times as fast as the whole answer")


async def _measure(peer: Peer, query: str) -> dict[str, list[tuple[float, float]]]:
    whole = [load.look(token, query) for token in tokens(MEMBERS)[:TAGS]]
    await peer.answer(whole[0])
    tags = [await load.tag_of(peer.port, each) for each in whole]
    unchanged = [load.look(token, query, tag) for token, tag in zip(tokens(MEMBERS), tags, strict=False)]
    assert all([not await load.answer(peer.port, each) for each in unchanged])
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for name, wanted in (("the whole answer", whole), ("304 for its tag", unchanged)):
            came, spent = await peer.spending(wanted, CLIENTS, SECONDS)
            found.setdefault(name, []).append((spent, came.per_second))
    return found
