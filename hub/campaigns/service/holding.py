"""Who may be at a campaign at a time, for as long as a transaction: senders and stoppers, planners, simulators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.reads.asking import rows

if TYPE_CHECKING:
    from uuid import UUID

_KEEP_OUT = "SELECT pg_advisory_xact_lock(hashtextextended('campaign ' || $1, 0))"
_LET_IN = "SELECT pg_advisory_xact_lock_shared(hashtextextended('campaign ' || $1, 0))"
_TRY_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS is_alone"


async def keep_out(campaign_id: UUID) -> None:
    """Wait for those who send or give for the campaign, and keep others out until the transaction ends."""
    await rows(_KEEP_OUT, str(campaign_id))


async def let_in(campaign_id: UUID) -> None:
    """Keep those who would stop the campaign out until the transaction ends."""
    await rows(_LET_IN, str(campaign_id))


async def alone_at(task: str, campaign_id: UUID) -> bool:
    """Whether nobody else is at this ``task`` of the campaign; nobody will be before the transaction ends."""
    [lock] = await rows(_TRY_ALONE, f"{task} {campaign_id}")
    return bool(lock["is_alone"])
