"""Far more buyers than codes, at once, in processes that are killed: every code is sold, each to one buyer."""

from __future__ import annotations

from dataclasses import replace

from hub.adapters.clock import SystemClock
from hub.ports import Ports
from tests.faults import stampede

CODES, BUYERS, KILLS = 60, 600, 2


async def test_ten_buyers_for_every_code_killed_now_and_then_buy_each_code_once(database: str, ports: Ports) -> None:
    await stampede.open_shop(replace(ports, clock=SystemClock()), CODES)
    await stampede.run(database, BUYERS, CODES, KILLS)
    await stampede.check(CODES)
