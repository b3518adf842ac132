"""What must hold when the dust has settled: the doctor finds nothing, and the others' books say the same as ours."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import httpx
from tortoise.models import Model

from hub import wiring
from hub.cli.doctor import examined
from hub.fulfilment.models import AttemptRow, CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.pacing import Patience
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service import delivering, vault
from hub.fulfilment.service.claiming import sweep
from hub.orders.models import OrderRow, PaymentCaseRow, PaymentRow, RefundRow
from hub.ports import Ports
from hub.wiring.providers import SHIPPED, files_in, real_providers
from tests.fakes import FakeClock
from tests.faults.chaos.buyer import gateway
from tests.faults.chaos.shop import PROVIDERS
from tests.faults.chaos.world import World
from tests.faults.recovery import ROUNDS, check_money, recover_orders

AT_REST = {State.DELIVERED, State.CANCELLED, State.FAILED, State.AWAITING_MEMBER}
"""Over, or waiting for somebody who can see it."""

Figures = dict[str, Counter[str]]


async def judge(world: World, ports: Ports) -> Figures:
    """Do what is left to do, and refuse whatever does not add up; else what there is, by state."""
    clock = FakeClock(datetime.now(UTC))  # noqa: TID251 - all this happened in the present
    async with wiring.connected(world.servers.database_url), httpx.AsyncClient(timeout=10, trust_env=False) as client:
        providers = real_providers(files_in(SHIPPED), world.environment, client, ports.clock)
        sandbox = gateway(world.environment, client)
        await _recover(replace(ports, clock=clock, providers=providers, gateways={"sandbox": sandbox}), clock)
        found = await examined(clock.now())
        assert not found, found
        await check_money(world.books())
        await _check_deliveries(world)
        return await _figures()


async def _recover(ports: Ports, clock: FakeClock) -> None:
    """What workers would do in the two hours after."""
    for _ in range(ROUNDS):
        await recover_orders(ports, clock)
        while due := await sweep(clock.now()):
            for ids in due.values():
                await delivering.deliver(ports, ids, Patience())
        await vault.give_back_overdue(clock.now())
        await asyncio.sleep(0.5)  # the providers carry out what they accepted


async def _check_deliveries(world: World) -> None:
    """Nothing was delivered twice, nothing that we know nothing of, and nothing that we believe and is not so."""
    assert set(await _by(TaskRow, "state")) <= AT_REST
    codes = 0
    for provider in PROVIDERS:
        ours = {str(each.id): each.state for each in await SendingRow.filter(provider=provider)}
        theirs = world.ledger(provider)
        assert set(theirs) <= set(ours)
        assert [key for key, each in theirs.items() if each["delivered"] > 1] == []
        given = {key for key, each in theirs.items() if each["delivered"]}
        doubtful = {key for key, state in ours.items() if state == SendingState.OPEN}
        assert given - doubtful == {key for key, state in ours.items() if state == SendingState.DELIVERED}
        codes += sum(len(theirs[key]["codes"]) for key in given - doubtful)
    assert codes == await CodeRow.filter(batch_id=None).count()


async def _figures() -> Figures:
    kept: list[type[Model]] = [OrderRow, PaymentRow, RefundRow, TaskRow, SendingRow, CodeRow]
    figures = {each.Meta.table: await _by(each, "state") for each in kept}
    return figures | {"attempts": await _by(AttemptRow, "outcome"), "cases": await _by(PaymentCaseRow, "kind")}


async def _by(rows: type[Model], column: str) -> Counter[str]:
    return Counter(map(str, await rows.all().values_list(column, flat=True)))
