"""What gateways tell us of their own accord: verified, kept as it came, and acted on once.

A message that arrives late, twice or out of order changes nothing twice. One that does not fit what we know (another
amount, another order, a payment that we never asked for) changes nothing at all and is kept for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal.rules import Act
from hub.kernel.ids import new_id
from hub.orders import reads
from hub.orders.models import OrderRow, PaymentEventRow, PaymentMethodRow, PaymentRow, RefundRow
from hub.orders.rules.values import CaseKind, PaymentState
from hub.orders.service.cases import keep_case
from hub.orders.service.charging_back import charge_back
from hub.orders.service.paying import gateway_named
from hub.orders.service.sending import settle_refund
from hub.orders.service.settling import settle, word
from hub.orders.service.telling import tell_deliveries
from hub.ports import payments as port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from hub.ports import Ports

_KEEP = """
    INSERT INTO payment_events AS known (id, gateway, event, kind, body, said_at, received_at, times, outcome)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '')
    ON CONFLICT (gateway, event) DO UPDATE SET times = known.times + 1 RETURNING id
"""

FITTING = "FITTING"
"""What becomes of an event that fits; one that does not is named by its case."""


async def hear(ports: Ports, gateway: str, headers: Mapping[str, str], body: bytes) -> None:
    """Act on a gateway's message, once. If this fails, the gateway sends it again and it is taken up again.

    Refused: ``PaymentsClosed`` (no such gateway) and, with nothing kept, ``WebhookRefused`` (not genuine).
    """
    name, asked = gateway_named(ports, gateway)
    event = asked.read_webhook(headers, body)
    by = Act(f"gateway:{name}", ports.clock.now(), event.event)
    id_ = await _keep(name, event, body, by)
    async with in_transaction():
        row = await PaymentEventRow.select_for_update().get(id=id_)
        if row.handled_at is None:
            row.outcome = await _act_on(name, event, by) or FITTING
            row.handled_at = by.at
            await row.save(update_fields=["outcome", "handled_at"])
    if isinstance(event, port.ChargeChanged):
        await _tell(ports, name, event)


async def _tell(ports: Ports, gateway: str, event: port.ChargeChanged) -> None:
    payment = await PaymentRow.get_or_none(gateway=gateway, key=event.key, state=PaymentState.SUCCEEDED)
    if payment:
        await tell_deliveries(ports, payment.order_id)


async def _keep(gateway: str, event: port.PaymentEvent, body: bytes, by: Act) -> UUID:
    text = body.decode("utf-8", "replace").replace("\x00", "")
    values = [new_id(), gateway, event.event, type(event).__name__, text, event.at, by.at]
    [row] = await get_connection("default").execute_query_dict(_KEEP, values)
    id_: UUID = row["id"]
    return id_


async def _act_on(gateway: str, event: port.PaymentEvent, by: Act) -> CaseKind | None:
    match event:
        case port.ChargeChanged():
            return await _charge_changed(gateway, event, by)
        case port.RefundChanged():
            return await _refund_changed(gateway, event, by)
        case port.ChargedBack():
            return await _charged_back(gateway, event, by)
        case port.MethodChanged():
            stored = event.stored
            await PaymentMethodRow.filter(gateway=gateway, method=stored.method).update(
                brand=stored.brand,
                last4=stored.last4,
                expires_year=stored.expires_year,
                expires_month=stored.expires_month,
            )
    return None


async def _charge_changed(gateway: str, event: port.ChargeChanged, by: Act) -> CaseKind | None:
    payment = await PaymentRow.get_or_none(gateway=gateway, key=event.key)
    facts = {"event": event.event, "reference": event.reference, "payment": event.payment, "amount": str(event.amount)}
    about = f"{gateway} {event.payment}"
    if payment is None:
        await keep_case(CaseKind.UNKNOWN_PAYMENT, about, by.at, facts)
        return CaseKind.UNKNOWN_PAYMENT
    order = await OrderRow.get(id=payment.order_id)
    if order.number != event.reference or payment.reference not in (None, event.payment):
        await keep_case(CaseKind.OTHER_ORDER, f"{about} {event.reference}", by.at, facts, payment)
        return CaseKind.OTHER_ORDER
    said = word(event.outcome, is_answer=False)
    await settle(reads.payment(payment), said, by)
    return None


async def _refund_changed(gateway: str, event: port.RefundChanged, by: Act) -> CaseKind | None:
    refund = await RefundRow.get_or_none(key=event.key)
    payment = await PaymentRow.get_or_none(id=refund.payment_id, gateway=gateway) if refund else None
    if refund is None or payment is None or payment.reference != event.payment:
        facts = {"event": event.event, "payment": event.payment, "amount": str(event.amount), "key": event.key}
        await keep_case(CaseKind.UNKNOWN_PAYMENT, f"{gateway} refund {event.key}", by.at, facts)
        return CaseKind.UNKNOWN_PAYMENT
    await settle_refund(refund.id, event.outcome, by.at, by.actor)
    return None


async def _charged_back(gateway: str, event: port.ChargedBack, by: Act) -> CaseKind:
    payment = await PaymentRow.get_or_none(gateway=gateway, reference=event.payment)
    facts = {"event": event.event, "payment": event.payment, "amount": str(event.amount)}
    if payment is None:
        await keep_case(CaseKind.UNKNOWN_PAYMENT, f"{gateway} {event.payment}", by.at, facts)
        return CaseKind.UNKNOWN_PAYMENT
    await keep_case(CaseKind.CHARGED_BACK, f"{gateway} {event.payment} {event.amount}", by.at, facts, payment)
    await charge_back(payment, event.amount, by)
    return CaseKind.CHARGED_BACK
