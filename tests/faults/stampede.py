"""``python -m tests.faults.stampede DATABASE FIRST COUNT``: so many buyers at once, each for one code.

Killed and started again, each buyer comes back, and goes on where they were.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import asyncpg

from hub import wiring
from hub.catalogue import service as catalogue
from hub.fulfilment.errors import OutOfStock
from hub.fulfilment.models import CodeRow, TaskRow
from hub.fulfilment.service import vault
from hub.fulfilment.service.checking import findings
from hub.members import reads as member_reads
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.ports import Ports
from tests.buying import buy, one
from tests.services.orders.conftest import CATALOGUE, stock

PROCESSES = 4
_BUYERS = UUID(int=4711)


async def open_shop(ports: Ports, codes: int) -> None:
    """So many vouchers, and members to buy them."""
    await catalogue.apply(ports, "test", CATALOGUE)
    await stock(codes, ports.clock.now())
    for number in range(20):
        await members.create_member(ports, "test", NewMember(f"u-{number}", f"Member {number}"))


async def buyer(number: int, member: Member) -> None:
    """Reserve, pay, be given: unless this buyer has their code already."""
    holder, now = uuid5(_BUYERS, str(number)), datetime.now(UTC)  # noqa: TID251 - processes live in the present
    if await CodeRow.exists(holder_id=holder, state="ISSUED"):
        return
    try:
        await vault.reserve(holder, {"voucher": 1}, now, now + timedelta(hours=1))
    except OutOfStock:
        return
    await buy(member, one("voucher"), now, holder)


async def main(database: str, first: int, number: int) -> None:
    """All these buyers at once."""
    async with wiring.connected(database):
        everybody = await member_reads.earliest(100)
        await asyncio.gather(*(buyer(first + each, everybody[each % len(everybody)]) for each in range(number)))


async def run(database: str, buyers: int, codes: int, kills: int) -> None:
    """Let the buyers loose in ``PROCESSES``, and kill one of those each time that so many more codes were sold."""
    share = buyers // PROCESSES

    def start(place: int) -> subprocess.Popen[bytes]:
        words = [database, str(place * share), str(share)]
        return subprocess.Popen([sys.executable, "-m", "tests.faults.stampede", *words])

    processes = [start(each) for each in range(PROCESSES)]
    for kill in range(kills):
        await _sold(database, (kill + 1) * codes // (kills + 2))
        victim = kill % PROCESSES
        processes[victim].kill()
        processes[victim].wait()
        processes[victim] = start(victim)
    assert [each.wait() for each in processes] == [0] * PROCESSES


async def check(codes: int) -> None:
    """Every code is one buyer's, and everything agrees with it."""
    sold = await CodeRow.all()
    assert Counter(each.state for each in sold) == {"ISSUED": codes}
    assert len({each.holder_id for each in sold}) == len({each.task_id for each in sold}) == codes
    assert await TaskRow.all().count() == codes
    assert await findings(datetime.now(UTC)) == []  # noqa: TID251 - as above


async def _sold(database: str, wanted: int) -> None:
    connection = await asyncpg.connect(database)
    counting = "SELECT count(*) FROM codes WHERE state = 'ISSUED'"
    while await connection.fetchval(counting) < wanted:  # noqa: ASYNC110 - what is awaited is another process's doing
        await asyncio.sleep(0.01)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
