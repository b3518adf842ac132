"""Who may send for a campaign, and who may stop it: the one waits for the other, for as long as a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

if TYPE_CHECKING:
    from uuid import UUID

_KEEP_OUT = "SELECT pg_advisory_xact_lock(hashtextextended('campaign ' || $1, 0))"
_LET_IN = "SELECT pg_advisory_xact_lock_shared(hashtextextended('campaign ' || $1, 0))"


async def keep_out(campaign_id: UUID) -> None:
    """Wait for those who send or give for the campaign, and keep others out until the transaction ends."""
    await get_connection("default").execute_query(_KEEP_OUT, [str(campaign_id)])


async def let_in(campaign_id: UUID) -> None:
    """Keep those who would stop the campaign out until the transaction ends."""
    await get_connection("default").execute_query(_LET_IN, [str(campaign_id)])
