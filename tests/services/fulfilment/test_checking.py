"""What is wrong about deliveries and codes is found, whatever it is; and what providers remember otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tortoise.connection import get_connection

from hub.entitlements.service import checking as entitlements
from hub.fulfilment.service.checking import findings
from hub.fulfilment.service.comparing import differences
from hub.fulfilment.service.giving import take_back
from hub.fulfilment.service.stocking import stock
from hub.journal.rules import Act
from hub.members.rules import Member
from tests.buying import buy, one
from tests.services.fulfilment.shop import NOW, Shop
from tests.services.fulfilment.test_codes import BATCH, BY, codes

HOUR = timedelta(hours=1)


async def busy(ling: Member, bo: Member, world: Shop) -> None:
    """Deliveries in every way; some under way, one waiting for its member, one taken back."""
    await stock(world.ports, BATCH, codes("A-1", "A-2", "A-3"), BY)
    for member in (ling, bo):
        for benefit in ("ticket", "voucher", "music", "video"):
            await buy(member, one(benefit), NOW)
    [gone] = await buy(ling, one("voucher"), NOW)
    await world.work()
    await take_back(world.ports, ling, [gone.grant_id], "changed their mind", Act("staff:li", NOW, "r"))


async def found(world: Shop) -> list[str]:
    everything = (
        await findings(world.clock.now())
        + await entitlements.findings()
        + await entitlements.timelines(world.clock.now())
    )
    return [finding.what for finding in everything]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (
            "UPDATE tasks SET member_id = (SELECT id FROM members WHERE external_id = 'u-bo') WHERE benefit = 'video'",
            "is another member's, or of another benefit, than its grant",
        ),
        (
            "UPDATE sendings SET state = 'NOT_DONE'",
            "is delivered, and neither a provider nor the vault nor a person did it",
        ),
        (
            "UPDATE tasks SET state = 'FAILED', due_at = NULL WHERE benefit = 'ticket'",
            "is delivered by a provider, and not said to be",
        ),
        ("UPDATE sendings SET state = 'SURPLUS'", "was delivered again after it had been given up"),
        (
            "UPDATE sendings SET state = 'OPEN', ended_at = NULL",
            "has come to its end, and an order for it is still open",
        ),
        ("DELETE FROM codes WHERE product = 'ticket'", "gave its member more or fewer codes than were bought"),
        (
            "UPDATE tasks SET quantity = 2 WHERE benefit = 'voucher'",
            "gave its member more or fewer codes than were bought",
        ),
        (
            "UPDATE tasks SET state = 'CANCELLED' WHERE benefit = 'ticket'",
            "is cancelled, and its member still holds a code of it",
        ),
        (
            "UPDATE codes SET member_id = (SELECT id FROM members WHERE external_id = 'u-bo') WHERE state = 'ISSUED'",
            "belongs to another member than its task",
        ),
        (
            "UPDATE grants SET activated_at = NULL, activated_order = NULL WHERE benefit = 'music'",
            "runs though it was not delivered, or was delivered and does not run",
        ),
        (
            "UPDATE tasks SET due_at = '2026-01-01' WHERE state = 'DELIVERED'",
            "is due for an hour, and nobody works on it",
        ),
        (
            "UPDATE grants SET revoked_at = '2026-01-31 00:30Z', revoked_order = 1 WHERE benefit = 'video'",
            "is being delivered though its grant was taken back an hour ago",
        ),
        (
            "UPDATE codes SET state='RESERVED', holder_id=id, slot=1, reserved_until='2026-01-01' WHERE state='FREE'",
            "is reserved though its reservation ran out an hour ago",
        ),
        (
            "UPDATE segments SET benefit = 'video' WHERE benefit = 'music'",
            "is in force for another member, or of another benefit, than it was granted",
        ),
        (
            "UPDATE segments SET starts_at = starts_at - interval '1 day'",
            "is in force before it was granted or activated",
        ),
        (
            "UPDATE grants SET activated_at = NULL, activated_order = NULL WHERE benefit = 'music'",
            "is in force though it was never activated",
        ),
        (
            "UPDATE grants SET revoked_at = granted_at, revoked_order = 1 WHERE benefit = 'music'",
            "is in force after it was taken back",
        ),
        (
            "UPDATE segments SET ends_at = ends_at + interval '1 second' WHERE benefit = 'music'",
            "2 segments and 0 glances are not what the member's grants come to; hub timeline rebuild mends them",
        ),
        (
            "UPDATE glances SET shown = '[\"music\",\"EXPIRED\"' || repeat(',null', 7) || ']' WHERE benefit = 'music'",
            "0 segments and 1 glances are not what the member's grants come to; hub timeline rebuild mends them",
        ),
        (
            "DELETE FROM segments WHERE benefit = 'video'",
            "1 segments and 0 glances are not what the member's grants come to; hub timeline rebuild mends them",
        ),
    ],
)
async def test_what_is_wrong_is_found(ling: Member, bo: Member, world: Shop, wrong: str, what: str) -> None:
    await busy(ling, bo, world)
    assert await found(world) == []
    await get_connection("default").execute_script(wrong)
    assert what in await found(world)


async def test_what_a_provider_remembers_otherwise_is_found_by_asking_it(ling: Member, bo: Member, world: Shop) -> None:
    await busy(ling, bo, world)
    assert await differences(world.ports, NOW - HOUR) == []
    lost = next(each for each in world.lanting.asked if each.form == "CODE")
    del world.lanting.done[lost.task_id]
    [difference] = await differences(world.ports, NOW - HOUR)
    assert difference.what == "is delivered, and lanting says that it is not (never_seen)"
    assert await differences(world.ports, NOW + HOUR) == []


async def test_what_was_given_up_and_carried_out_after_all_is_found_by_asking(
    ling: Member, bo: Member, world: Shop
) -> None:
    await busy(ling, bo, world)
    await get_connection("default").execute_script(
        "UPDATE sendings SET state = 'NOT_DONE'; UPDATE tasks SET state = 'FAILED' WHERE state = 'DELIVERED'"
    )
    assert {each.what for each in await differences(world.ports, NOW - HOUR)} == {
        "was given up at lanting, and lanting says that it is delivered"
    }
