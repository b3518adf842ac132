"""Renewing what is due: found in the database, looked at, and brought one step further until it can only wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.orders.service import placing
from hub.ports.queue import lost_before
from hub.renewals.rules import deciding
from hub.renewals.rules.policy import USUAL
from hub.renewals.service import charging, concluding, noticing
from hub.renewals.service.holding import LeaseLost, claim, release
from hub.renewals.service.looking import Look
from hub.renewals.service.situation import situation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from uuid import UUID

    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from hub.renewals.service.ordering import Placing

JOB: Final = "renew"
"""The job that calls ``renew``; its ids are agreements'."""

_TOLD_AGAIN_AFTER = timedelta(seconds=60)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 4
"""Few: a worker has as many in its hands as it takes jobs at a time, and each is to be done within its lease."""
_MOST_STEPS = 20
"""More than any agreement takes at one instant; what is left is done at the next look."""

_DO: Mapping[type[deciding.Step], Callable[[Look, Any], Awaitable[None]]] = {
    deciding.AskConsent: noticing.ask_consent,
    deciding.Notify: noticing.notify,
    deciding.Charge: charging.charge,
    deciding.AskGateway: charging.ask_gateway,
    deciding.NoteDecline: charging.note_decline,
    deciding.GiveGrace: concluding.give_grace,
    deciding.Conclude: concluding.conclude,
    deciding.End: concluding.end,
    deciding.Close: concluding.close,
}

_SWEEP = """
    UPDATE agreements SET told_at = $1 WHERE id IN (
        SELECT id FROM agreements WHERE (next_at <= $1 OR moved)
        AND (told_at IS NULL OR told_at <= $2 OR told_at > $1)
        AND (lease_until IS NULL OR lease_until <= $1 OR lease_until > $4)
        ORDER BY next_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


async def tell_due(ports: Ports) -> int:
    """Tell the queue of every agreement that is due and of which it was not told lately; how many."""
    count = 0
    while ids := await _sweep(ports):
        for start in range(0, len(ids), _IDS_PER_JOB):
            await ports.queue.tell(JOB, ids[start : start + _IDS_PER_JOB])
        count += len(ids)
    return count


async def _sweep(ports: Ports) -> list[UUID]:
    at = ports.clock.now()
    lost = await lost_before(ports.queue, at, _TOLD_AGAIN_AFTER)
    arguments = [at, lost, _SWEPT_AT_ONCE, at + timedelta(hours=1)]
    return [row["id"] for row in await get_connection("default").execute_query_dict(_SWEEP, arguments)]


async def renew(ports: Ports, agreement_id: UUID, policy: Policy = USUAL, place: Placing = placing.place) -> None:
    """Do all that is to be done about an agreement now. Safe to repeat, to interrupt, and to do twice at once.

    ``place`` is how its orders are placed, where campaigns have offers for them.
    """
    lease = await claim(agreement_id, ports.clock.now())
    if lease is None:
        return
    until = ports.clock.now()
    is_asked = False
    for _ in range(_MOST_STEPS):
        now = ports.clock.now()
        async with catalogue.at_one_version():
            found = await situation(agreement_id, now, is_asked=is_asked)
        step = deciding.decide(found.facts, policy, now)
        if isinstance(step, deciding.Wait):
            await release(agreement_id, lease, deciding.resting(found.facts, policy, now), now, step.until)
            return
        is_asked = isinstance(step, deciding.AskGateway)
        try:
            await _DO[type(step)](Look(ports, policy, found, lease, place), step)
        except LeaseLost:
            return
    await release(agreement_id, lease, None, until, until)
