"""What did not fit, kept for a person; and money that an order has no use for, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.orders import reads
from hub.orders.models import PaymentCaseRow, PaymentRow, RefundRow
from hub.orders.rules.values import PaymentState, RefundCause, RefundState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.journal.rules import Act
    from hub.orders.rules.values import CaseKind, PaymentCase


async def keep_case(
    kind: CaseKind, about: str, at: datetime, facts: Mapping[str, object], of: PaymentRow | RefundRow | None = None
) -> None:
    """Keep it for a person, in the caller's transaction; one kind ``about`` one thing is kept once.

    ``about`` names the thing at the gateway or with us. ``facts`` are plain JSON without secrets.
    """
    row = PaymentCaseRow(kind=kind, about=about, at=at, facts=dict(facts))
    if of is not None:
        row.order_id, row.member_id = of.order_id, of.member_id
        row.payment_id = of.id if isinstance(of, PaymentRow) else of.payment_id
        row.refund_id = of.id if isinstance(of, RefundRow) else None
    await PaymentCaseRow.bulk_create([row], on_conflict=["kind", "about"], ignore_conflicts=True)


async def give_back_surplus(payment: PaymentRow, reason: str, by: Act) -> None:
    """Record, in the caller's transaction, that all of a surplus payment goes back; the sweep sends it."""
    row = RefundRow(
        id=new_id(),
        order_id=payment.order_id,
        payment_id=payment.id,
        member_id=payment.member_id,
        cause=RefundCause.SURPLUS,
        key=f"{payment.key}-back",
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        state=RefundState.DUE,
        reason=reason,
        at=by.at,
        by=by.actor,
        due_at=by.at,
    )
    await RefundRow.bulk_create([row], ignore_conflicts=True)


async def resolve_case(case_id: UUID, resolution: str, by: Act, *, give_back: bool = False) -> PaymentCase:
    """Close a case with what a person found and did; a second time changes nothing.

    With ``give_back`` the payment that the case is about goes back, which is refused (``InvalidInput``) unless it is
    money that its order has no use for.
    """
    if not resolution.strip():
        raise InvalidInput("resolution", "say what was found and done")
    async with in_transaction():
        row = await PaymentCaseRow.select_for_update().get_or_none(id=case_id)
        if row is None:
            raise NotFound("payment case", str(case_id))
        if row.resolved_at is None:
            if give_back:
                await give_back_surplus(await _surplus(row), row.kind, by)  # not in the staff's words: members see it
            row.resolved_at, row.resolved_by, row.resolution = by.at, by.actor, resolution.strip()
            await row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
            facts = {"kind": row.kind, "resolution": row.resolution, "give_back": give_back}
            subject = f"payment_case:{row.id}"
            await journal.record(
                by.at, by.actor, action="resolve_case", subject=subject, member_id=row.member_id, facts=facts
            )
    return reads.case(row)


async def _surplus(case: PaymentCaseRow) -> PaymentRow:
    payment = await PaymentRow.get_or_none(id=case.payment_id) if case.payment_id else None
    if payment is None or payment.state != PaymentState.SURPLUS:
        raise InvalidInput("giveBack", "this case is not about money that its order has no use for; refund the order")
    return payment
