"""An agreement's row, held: by a worker's lease while it looks, by a row lock while something is written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.kernel.ids import new_id
from hub.renewals.models import AgreementRow, RenewalRow

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.renewals.rules.values import Agreement, Renewal, State

LEASE = timedelta(minutes=3)
"""A worker silent this long is held for dead; longer than the gateway may take to be asked for everything once."""

_FARTHEST = timedelta(days=365)
"""Nothing waits longer than this to be looked at."""

_CLAIM = """
    UPDATE agreements SET lease = $3, lease_until = $4, moved = false WHERE id IN (
        SELECT id FROM agreements WHERE id = $1 AND (next_at <= $2 OR moved)
        AND (lease_until IS NULL OR lease_until <= $2 OR lease_until > $4)
        FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class LeaseLost(Exception):
    """Somebody else changed the agreement meanwhile: look again another time."""


async def claim(agreement_id: UUID, at: datetime) -> UUID | None:
    """Take the agreement, if it is due at ``at`` and nobody's; the lease, or ``None``."""
    lease = new_id()
    rows = await get_connection("default").execute_query_dict(_CLAIM, [agreement_id, at, lease, at + LEASE])
    return lease if rows else None


async def release(agreement_id: UUID, lease: UUID, state: State | None, at: datetime, until: datetime | None) -> None:
    """Let go of it, in ``state`` if that is known, to be looked at again at ``until``."""
    next_at = min(until, at + _FARTHEST) if until else None
    changes: dict[str, object] = {"next_at": next_at, "lease": None, "lease_until": None, "told_at": None}
    await AgreementRow.filter(id=agreement_id, lease=lease).update(**changes | ({"state": state} if state else {}))


async def held(agreement_id: UUID, lease: UUID) -> AgreementRow:
    """The row, locked in the caller's transaction; ``LeaseLost`` if it is not ours any more."""
    row = await AgreementRow.select_for_update().get(id=agreement_id)
    if row.lease != lease:
        raise LeaseLost
    return row


async def renewal_row(agreement: Agreement, renewal: Renewal | None, due_at: datetime) -> RenewalRow:
    """The row of the agreement's next renewal, made if there is none yet."""
    if renewal:
        return await RenewalRow.get(id=renewal.id)
    return RenewalRow(
        id=new_id(),
        agreement_id=agreement.id,
        member_id=agreement.member_id,
        number=agreement.number,
        offer=agreement.terms.offer,
        due_at=due_at,
        currency=agreement.terms.price.currency,
    )


async def store(row: RenewalRow) -> None:
    """Write the row, for the first time or again."""
    await row.save(force_update=await RenewalRow.exists(id=row.id))
