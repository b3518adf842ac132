"""Giving a benefit stages of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.reminders.models import ScheduleRow
from hub.reminders.rules.stages import USUAL, read_stages
from hub.reminders.service.planning import lock_stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.ports import Ports
    from hub.reminders.rules.stages import Stage

_REPLAN = """
    WITH taken AS (DELETE FROM reminders WHERE benefit = $1 AND due_at IS NOT NULL)
    INSERT INTO coverage_changes (id, member_id, benefit)
    SELECT gen_random_uuid(), member_id, benefit FROM segments
    WHERE benefit = $1 AND ends_at IS NOT NULL GROUP BY member_id, benefit
"""


async def set_stages(ports: Ports, actor: str, benefit: str, stages: Sequence[str] | None) -> tuple[Stage, ...]:
    """Remind of ``benefit`` at these stages from now on, and plan its reminders anew; its stages as they are then.

    An empty list means not at all, ``None`` the usual stages again.

    Refuses what is not a stage (``InvalidInput``), and an unknown benefit (``NotFound``).
    """
    chosen = await wished(benefit, stages)
    told = [str(each) for each in chosen]
    async with in_transaction() as connection:
        await lock_stages()
        await ScheduleRow.filter(benefit=benefit).delete()
        if stages is not None:
            await ScheduleRow.create(benefit=benefit, stages=told)
        await connection.execute_query(_REPLAN, [benefit])
        await journal.record(
            ports.clock.now(), actor, action="set_stages", subject=f"benefit:{benefit}", facts={"stages": told}
        )
    return chosen


async def wished(benefit: str, stages: Sequence[str] | None) -> tuple[Stage, ...]:
    """The stages that are asked for; refuses as ``set_stages`` does."""
    chosen = USUAL.stages if stages is None else read_stages(stages)
    if benefit not in await catalogue.benefits([benefit]):
        raise NotFound("benefit", benefit)
    return chosen
