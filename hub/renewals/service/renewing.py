"""Renewing what is due: found in the database, looked at, and brought one step further until it can only wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.orders.service import placing
from hub.ports.queue import lost_before
from hub.renewals.rules import deciding
from hub.renewals.rules.policy import USUAL
from hub.renewals.service import charging, concluding, noticing
from hub.renewals.service.holding import TOO_LATE, LeaseLost, claim, release
from hub.renewals.service.looking import Look
from hub.renewals.service.situation import situation, situations

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from hub.renewals.service.ordering import Placing
    from hub.renewals.service.situation import Situation

_log = structlog.get_logger()

JOB: Final = "renew"
"""The job that calls ``renew``; its ids are agreements'."""

AT_ONCE = 8
"""Agreements that a job looks at together. Few: a worker takes many jobs at a time, and all are to be done within
their leases.
"""

_TOLD_AGAIN_AFTER = timedelta(seconds=60)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 5 * AT_ONCE
_MOST_STEPS = 20
"""More than any agreement takes at one instant; what is left is done at the next look."""

_DO: Mapping[type[deciding.Step], Callable[[Look, Any], Awaitable[Situation | None]]] = {
    deciding.AskConsent: noticing.ask_consent,
    deciding.Notify: noticing.notify,
    deciding.Charge: charging.charge,
    deciding.AskGateway: charging.ask_gateway,
    deciding.NoteDecline: charging.note_decline,
    deciding.GiveGrace: concluding.give_grace,
    deciding.PutOff: concluding.put_off,
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
    arguments = [at, lost, _SWEPT_AT_ONCE, at + TOO_LATE]
    return [row["id"] for row in await get_connection("default").execute_query_dict(_SWEEP, arguments)]


async def renew(ports: Ports, ids: Sequence[UUID], policy: Policy = USUAL, place: Placing = placing.place) -> None:
    """Do all that is to be done about these agreements now. Safe to repeat, to interrupt, and to do twice at once.

    ``place`` is how their orders are placed, where campaigns have offers for them. What fails for one is logged, and
    its sweep tells of it again.
    """
    for start in range(0, len(ids), AT_ONCE):
        now = ports.clock.now()
        lease, claimed = await claim(ids[start : start + AT_ONCE], now)
        found = await _look_at_all(claimed, now)
        renewals = [_Renewing(ports, policy, lease, place, each) for each in claimed]
        await asyncio.gather(*(each.go_on(found.get(each.agreement_id)) for each in renewals))


async def _look_at_all(ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Situation]:
    """All at once; where one of them is in the way of the others, each is to be looked at alone."""
    try:
        async with catalogue.at_one_version():
            return await situations(ids, now)
    except Exception:  # noqa: BLE001 - whose trouble it is, looking at each will show
        return {}


@dataclass(frozen=True, slots=True)
class _Renewing:
    """One agreement in hand."""

    ports: Ports
    policy: Policy
    lease: UUID
    place: Placing
    agreement_id: UUID

    async def go_on(self, found: Situation | None) -> None:
        """Step by step, from what was found, until there is nothing to do but wait."""
        try:
            await self._go_on(found or await self._look())
        except LeaseLost:
            return
        except Exception:  # noqa: BLE001 - the others are to be done all the same
            _log.exception("an agreement could not be renewed", agreement=str(self.agreement_id))

    async def _go_on(self, found: Situation) -> None:
        began = self.ports.clock.now()
        for _ in range(_MOST_STEPS):
            now = self.ports.clock.now()
            step = deciding.decide(found.facts, self.policy, now)
            if isinstance(step, deciding.Wait):
                state = deciding.resting(found.facts, self.policy, now)
                await release(self.agreement_id, self.lease, state, now, step.until)
                return
            look = Look(self.ports, self.policy, found, self.lease, self.place)
            after = await _DO[type(step)](look, step)
            found = after or await self._look(is_asked=isinstance(step, deciding.AskGateway))
        await release(self.agreement_id, self.lease, None, began, began)

    async def _look(self, *, is_asked: bool = False) -> Situation:
        async with catalogue.at_one_version():
            found = await situation(self.agreement_id, self.ports.clock.now())
        return found.with_facts(replace(found.facts, is_asked=is_asked), found.standing)
