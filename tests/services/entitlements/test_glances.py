"""What members see at a glance is stored with every change, and is never shown when it is no longer true."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.entitlements import reads
from hub.entitlements.reads import glances
from hub.entitlements.rules.glances import Glance, glance
from hub.entitlements.rules.status import Status
from hub.entitlements.service.glancing import turn_glances
from hub.entitlements.service.planning import OneBenefit, OneBundle
from hub.entitlements.service.rebuilding import rebuild
from hub.entitlements.service.republishing import apply
from hub.entitlements.service.using import activate, consume, revoke
from hub.kernel.calendar import Period
from hub.members.rules import Member
from hub.ports import Ports
from tests.fakes import FakeClock
from tests.services.entitlements.conftest import CATALOGUE
from tests.services.entitlements.test_granting import MONTH, NOW, act, give

COUPONS = OneBenefit("coupon", Period.parse("P30D"), quantity=5)
WAITING = OneBenefit("music", Period.parse("P3M"), activate_within=Period.parse("P30D"))


async def stored(member: Member, at: datetime) -> dict[str, Glance] | None:
    rules = frozenset(glances.bases((await catalogue.shelf()).benefits, member.zone).values())
    held = await glances.of_member(member.id)
    found = glances.true(held, at, rules)
    if found is None:
        return None
    seen = [glances.read(each, held.true_from or at, held.true_until) for each in found]
    return {each.benefit: each for each in seen}


async def worked_out(member: Member, at: datetime) -> dict[str, Glance]:
    [held] = await reads.held_by([member])
    return {each.benefit: glance(each, at) for each in held.entitlements()}


def timeless(seen: dict[str, Glance] | None) -> dict[str, Glance]:
    """As long as all are true; without since when: what a change did not touch was true before."""
    found = seen or {}
    until = min((each.true_until for each in found.values() if each.true_until), default=None)
    return {benefit: each._replace(true_from=NOW, true_until=until) for benefit, each in found.items()}


async def test_every_change_stores_what_is_seen_afterwards(ling: Member, bo: Member) -> None:
    [music] = (await give(ling, WAITING, "a")).grants
    await give(bo, OneBundle("family"), "b")
    for number, change in enumerate(
        [
            lambda at: give(ling, MONTH, "c", at),
            lambda at: give(ling, OneBenefit("svip", Period.parse("P7D")), "d", at),
            lambda at: give(ling, COUPONS, "e", at),
            lambda at: consume(ling, "coupon", 5, act("f", at)),
            lambda at: activate(ling, music, act("g", at)),
            lambda at: revoke(ling, [music], "refund", act("h", at)),
        ]
    ):
        at = NOW + timedelta(hours=number)
        await change(at)
        assert timeless(await stored(ling, at)) == timeless(await worked_out(ling, at))
    assert {each.status for each in (await stored(ling, at) or {}).values()} == {
        Status.PAUSED,
        Status.EXPIRING,
        Status.EXHAUSTED,
        Status.REVOKED,
    }


async def test_what_time_has_changed_is_worked_out_anew(ling: Member, ports: Ports, clock: FakeClock) -> None:
    clock.set(NOW)
    await give(ling, MONTH, "a")
    await give(ling, COUPONS, "b")
    notice = NOW + timedelta(days=21)
    assert await stored(ling, notice - timedelta(seconds=1))
    assert await stored(ling, notice) is None
    clock.set(notice)
    assert await turn_glances(ports) == 1
    assert await turn_glances(ports) == 0
    assert (await stored(ling, notice) or {})["vip"].status is Status.EXPIRING


async def test_what_other_rules_made_is_not_shown(ling: Member, ports: Ports) -> None:
    await give(ling, MONTH, "a")
    await apply(ports, "test", CATALOGUE.replace("max_ahead: P10Y", "max_ahead: P10Y, notice_window: P60D"))
    assert await stored(ling, NOW) is None
    assert [each.glances async for each in rebuild(NOW)] == [0]
    assert (await stored(ling, NOW) or {})["vip"].status is Status.EXPIRING


async def test_what_was_held_before_glances_were_stored_is_worked_out_by_the_next_sweep(
    ling: Member, ports: Ports, clock: FakeClock
) -> None:
    clock.set(NOW)
    await give(ling, MONTH, "a")
    await give(ling, COUPONS, "b")
    seen = await stored(ling, NOW)
    fill = import_module("migrations.0021_glances").Migration.operations[-1].sql
    await get_connection("default").execute_script("DELETE FROM glances")
    await get_connection("default").execute_script(fill)
    assert await stored(ling, NOW) is None
    assert await turn_glances(ports) == 2
    assert await stored(ling, NOW) == seen


async def test_a_glance_that_says_something_wrong_is_found_and_mended(ling: Member) -> None:
    await give(ling, MONTH, "a")
    await get_connection("default").execute_script("UPDATE glances SET shown = replace(shown, 'EXPIRING', 'EXPIRED')")
    assert [each.glances async for each in rebuild(NOW, mends=False)] == [1]
    assert [each.glances async for each in rebuild(NOW)] == [1]
    assert [each.differs async for each in rebuild(NOW)] == [False]
