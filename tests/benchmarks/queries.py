"""Every query of the pages: compiled, against the standard executor, on what the demo holds.

Both ways read the same from the same database, each in one process with nobody else; what counts is the processor's
time of that process. ``SIZE=full`` asks each more often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import orjson

from hub import wiring
from hub.access.rules import Identity, Role
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.embedded import postgres
from hub.members.reads import members_by_external_ids
from hub.ports import Ports
from hub.wiring import demo
from schema.api import create_schema
from schema.compiled.operations import Operations
from schema.context import Context
from schema.shelves import Shelves
from tests.api.documents import documents
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers.serving import KEY, issuer
from tests.couriers import FakeCourier
from tests.gateways import ScriptedGateway

TIMES = 200 if IS_FULL else 20
ROUNDS = 3

Way = Callable[[], Awaitable[object]]


def measure() -> Iterator[Table]:
    """Microseconds of processor a query, and how many times as much the standard executor needs."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory), {"fsync": "off"}):
        url = postgres.url(Path(directory), "hub")
        asyncio.run(wiring.migrate(url))
        compiled, standard = asyncio.run(_measure(url))
    yield Table("Queries of the pages, compiled", "µs of processor", compiled)
    ratios = {name: standard[name] / took for name, took in compiled.items()}
    ratios = dict(sorted(ratios.items(), key=lambda each: each[1]))
    yield Table("The same by the standard executor", "times as much", ratios, f"median {median(ratios.values()):.1f}")


async def _measure(url: str) -> tuple[dict[str, float], dict[str, float]]:
    ports = Ports(SystemClock(), AesCipher([KEY]), issuer(), ListenedChanges(url), issuer())
    ports = replace(ports, couriers={"EMAIL": FakeCourier()}, gateways={"sandbox": ScriptedGateway()})
    compiled, standard = {}, {}
    async with wiring.connected(url):
        await demo.seed(ports)
        for name, (one, other) in (await _ways(ports)).items():
            took = [(await _spent(one), await _spent(other)) for _ in range(ROUNDS)]
            compiled[name], standard[name] = (median(each) for each in zip(*took, strict=True))
    return compiled, standard


async def _spent(way: Way) -> float:
    await way()
    began = process_time()
    for _ in range(TIMES):
        await way()
    return (process_time() - began) / TIMES * 1e6


async def _ways(ports: Ports) -> dict[str, tuple[Way, Way]]:
    """Each query both ways, as somebody to whom it answers; those that need more than the demo has are left out."""
    member = (await members_by_external_ids(["lin-xiao"]))["lin-xiao"]
    own = Identity(Role.MEMBER, member.name, f"member:{member.id}", member.id, member=member)
    staff = Identity(Role.ADMIN, "Li Wei", "staff:li-wei")
    given = {"first": 20, "externalId": "lin-xiao", "search": "林", "code": "leisure-year"}
    schema, found = create_schema(), {}
    operations, shelves = Operations(schema), Shelves(60)
    for name, document in documents().items():
        variables = {key: value for key, value in given.items() if f"${key}:" in document}
        for who in (own, staff):
            asked = (document, variables, partial(Context, ports, who))
            one, other = partial(_compiled, operations, shelves, *asked), partial(_standard, schema, *asked)
            data = await one()
            if data is not None and data == await other():
                found[name] = (one, other)
                break
    return found


async def _compiled(
    operations: Operations, shelves: Shelves, document: str, variables: dict[str, Any], context: Callable[..., Context]
) -> bytes | None:
    data = await operations.answer(document, None, variables, context(shelves))
    return None if data is None else orjson.dumps(data, option=orjson.OPT_UTC_Z)


async def _standard(schema: Any, document: str, variables: dict[str, Any], context: Callable[..., Context]) -> bytes:
    result = await schema.execute(document, variable_values=variables, context_value=context())
    return orjson.dumps(result.data, option=orjson.OPT_UTC_Z)
