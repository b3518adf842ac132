"""Two workers remind and renew at once while Redis forgets everything, goes away, and comes back empty."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import redis.asyncio

from hub.adapters.embedded import valkey
from hub.catalogue import service as catalogue
from hub.kernel.ids import new_id
from hub.notifications.models import MessageRow
from hub.orders.service import checking
from hub.ports import Ports
from tests import due_renewals
from tests.due_renewals import DECLINES, GOOD
from tests.jobs import stories
from tests.jobs.conftest import CLOCK
from tests.jobs.gate import gateway
from tests.jobs.killing import KEY, Fire, a_minute_passes, mailing
from tests.jobs.test_killed_reminding import holder, nothing_is_due, told_once
from tests.mail_server import MailServer, mail_server
from tests.services.renewals.conftest import club

SWEEPS = ("tell_due_reminders", *stories.SWEEPS)
REMINDED, PAYING, DECLINED = 12, 10, 2


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server(MailServer(slowness=0.02)) as running:
        yield running


@pytest.fixture
async def fire(database: str, place: Path, mail: MailServer) -> AsyncIterator[Fire]:
    """With a Redis of its own that can go."""
    made = mailing(database, valkey.url(place), place, mail)
    async with gateway(place, KEY) as (made.gate, port):
        made.environment |= stories.POLICY | {"HUB_SANDBOX_GATEWAY_PORT": str(port)}
        with made.burning():
            yield made


async def renewing(fire: Fire, count: int, card: str) -> list[UUID]:
    """Members who are to be charged now."""
    members = [new_id() for _ in range(count)]
    await due_renewals.fill(members, stories.DOMAIN)
    due_renewals.fill_books(fire.gate.books, dict.fromkeys(members, card))
    return members


async def forgetting(fire: Fire, times: int) -> None:
    """Everything is told of, and forgotten a moment later."""
    async with redis.asyncio.Redis.from_url(fire.environment["HUB_REDIS_URL"]) as client:
        for _ in range(times):
            await a_minute_passes()
            await fire.sweep(*SWEEPS)
            await asyncio.sleep(0.1)
            await client.flushall()


async def through_it_all(fire: Fire, everybody: list[UUID]) -> None:
    """Redis forgets, is away for a while, comes back, forgets again, and then lets the workers do the rest."""

    async def all_is_done() -> bool:
        await a_minute_passes()
        return await nothing_is_due() and all([await stories.is_at_rest(each) for each in everybody])

    with ExitStack() as gone:
        gone.enter_context(valkey.running(fire.place))
        fire.start()
        fire.start()
        await forgetting(fire, 4)
    await asyncio.sleep(0.5)
    with valkey.running(fire.place):
        await forgetting(fire, 4)
        await fire.go_on(all_is_done, *SWEEPS, within=60)
        fire.kill()


async def test_redis_may_forget_and_go_away_and_two_workers_still_tell_and_charge_everybody_once(
    fire: Fire, ports: Ports, mail: MailServer
) -> None:
    world = replace(ports, clock=CLOCK)
    await catalogue.apply(world, "test", club())
    reminded = [await holder(world, number) for number in range(REMINDED)]
    paying, declined = await renewing(fire, PAYING, GOOD), await renewing(fire, DECLINED, DECLINES)
    await through_it_all(fire, paying + declined)
    for member in reminded:
        await told_once(member, mail, undecided=False, mails=1)
    for story, members in ((stories.PAID, paying), (replace(stories.DECLINED, grants=0), declined)):
        for each in members:
            await story.check(each, fire.gate)
    written = await MessageRow.filter(channel="EMAIL")
    assert Counter(each["Message-ID"] for each in mail.taken) == Counter(
        f"<{each.id}@shop.example>" for each in written
    )
    both = {("reminder", each) for each in declined}  # their month ends tomorrow: reminded, if found declined by then
    assert Counter(each.template for each in written if (each.template, each.member_id) not in both) == {
        "reminder": REMINDED,
        "renewal-paid": PAYING,
        "renewal-declined": DECLINED,
    }
    assert await checking.findings(CLOCK.now()) == []
