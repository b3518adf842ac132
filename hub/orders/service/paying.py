"""Paying: the gateway is asked for the money, and asked again until it is known what became of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound
from hub.orders import reads
from hub.orders.errors import OrderNotPayable, PaymentsClosed, PaymentUnderWay
from hub.orders.models import OrderRow, PayerRow, PaymentRow, written
from hub.orders.rules.pacing import SETTLING, STOP_ASKING, wait
from hub.orders.rules.values import OrderState, PaymentState
from hub.orders.service import finding, supplying
from hub.orders.service.granting import grant_all
from hub.orders.service.settling import Settled, settle, word
from hub.ports import payments as port

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.kernel.secret import Secret
    from hub.members.rules import Member
    from hub.orders.rules.values import Order, Payment, Standing
    from hub.ports import Ports

_UNDECIDED = [state for state in PaymentState if state.is_undecided]


@dataclass(frozen=True, slots=True)
class Means:
    """What is paid with: ``source`` is a card token from the browser, or a stored card.

    ``gateway`` is where that is known, unless it is the one that new payments go to. ``keep`` stores the card, to
    which the member must have agreed. ``return_url`` is where the member comes back to from their bank.
    """

    source: str = ""
    gateway: str | None = None
    keep: bool = False
    member_present: bool = True
    return_url: str | None = None


@dataclass(frozen=True, slots=True)
class PayAnswer:
    """How the order stands after a try to pay it. ``client_secret`` lets the gateway's script in the page carry on."""

    order: Order
    payment: Payment | None
    client_secret: Secret | None = None


async def pay(ports: Ports, member: Member, number: str, means: Means, by: Act) -> PayAnswer:
    """As ``attempt``; answers with the whole order."""
    standing, secret = await attempt(ports, member, number, means, by)
    order = (await reads.orders([standing.order_id]))[standing.order_id]
    return PayAnswer(order, standing.payment, secret)


async def attempt(ports: Ports, member: Member, number: str, means: Means, by: Act) -> tuple[Standing, Secret | None]:
    """Take the total of the member's order ``number``; once paid, all of it is granted in the same moment.

    The same key again answers how that payment stands by now. An order that costs nothing is paid without a gateway,
    and paying it again changes nothing.
    A card that the gateway has no use for is a declined payment. Refused: ``NotFound``, ``OrderNotPayable``,
    ``PaymentUnderWay`` (another payment is not decided yet), ``PaymentsClosed``, a key that is none (``InvalidInput``).
    """
    journal.check_key(by.key)
    known, is_new = await _open(ports, member, number, means, by)
    secret = None
    if known.payment and is_new:
        outcome = await _charge(ports, member, number, known.payment, means)
        known = await settle(known.payment, word(outcome, is_answer=True), _now(ports, by), member)
        secret = outcome.client_secret if isinstance(outcome, port.ActionRequired) else None
    await supplying.begin(ports, known.tasks)
    return reads.standing(known.order, known.payment), secret


def gateway_named(ports: Ports, name: str | None) -> tuple[str, port.PaymentGateway]:
    """The gateway of this name, or the one that new payments go to; else ``PaymentsClosed``."""
    for known, gateway in ports.gateways.items():
        if name in (None, known):
            return known, gateway
    raise PaymentsClosed(name or "")


async def _open(ports: Ports, member: Member, number: str, means: Means, by: Act) -> tuple[Settled, bool]:
    """Write down what is about to be asked of the gateway, and whether this is the first time that it is asked."""
    async with in_transaction():
        order = await finding.locked_by_number(member.id, number)
        if order is None:
            raise NotFound("order", number)
        earlier = await finding.payments(order.id)
        for each in earlier:
            if each.request_key == by.key:
                return Settled(order, reads.payment(each)), False
        is_free = order.subtotal_minor == order.discount_minor
        if is_free and OrderState(order.state).is_granted:
            return Settled(order, None), False
        _check_payable(order, earlier, by)
        if is_free:
            return Settled(order, None, await grant_all(order, by, member)), False
        gateway, _ = gateway_named(ports, means.gateway)
        row = await _create(order, len(earlier) + 1, gateway, by)
    return Settled(order, reads.payment(row)), True


def _check_payable(order: OrderRow, earlier: list[PaymentRow], by: Act) -> None:
    if order.state != OrderState.AWAITING_PAYMENT:
        raise OrderNotPayable(order.number, order.state)
    if by.at >= order.pay_by:
        raise OrderNotPayable(order.number, OrderState.EXPIRED)
    if any(each.state in _UNDECIDED for each in earlier):
        raise PaymentUnderWay(order.number)


_CREATE = """
    INSERT INTO payments SELECT new.* FROM (
        SELECT coalesce(max(payer), '') AS payer FROM payers WHERE member_id = $2 AND gateway = $3
    ) AS known,
    jsonb_populate_record(NULL::payments, ($1::jsonb -> 0) || jsonb_build_object('payer', known.payer)) AS new
    RETURNING payer
"""


async def _create(order: OrderRow, number: int, gateway: str, by: Act) -> PaymentRow:
    row = PaymentRow(
        order_id=order.id,
        member_id=order.member_id,
        number=number,
        request_key=by.key,
        gateway=gateway,
        key=f"{order.number}-{number}",
        state=PaymentState.UNKNOWN,
        currency=order.currency,
        amount_minor=order.subtotal_minor - order.discount_minor,
        at=by.at,
        ask_at=by.at + wait(0),
    )
    arguments = [written(row), order.member_id, gateway]
    [made] = await get_connection("default").execute_query_dict(_CREATE, arguments)
    row.payer = made["payer"]
    return row


async def _charge(ports: Ports, member: Member, number: str, payment: Payment, means: Means) -> port.ChargeOutcome:
    payer = payment.payer or await payer_of(ports, member, payment.gateway)
    if not isinstance(payer, str):
        return port.Unreachable(payer.why)
    if payer != payment.payer:
        await PaymentRow.filter(id=payment.id).update(payer=payer)
    wish = port.Charge(
        key=payment.key,
        amount=payment.amount,
        reference=number,
        payer=payer,
        source=means.source,
        keep=means.keep,
        member_present=means.member_present,
        return_url=means.return_url,
    )
    try:
        return await gateway_named(ports, payment.gateway)[1].charge(wish)
    except InvalidInput:
        return port.Declined("unusable_request", hard=True)


async def payer_of(ports: Ports, member: Member, gateway: str) -> str | port.Unknown | port.Unreachable:
    """What ``gateway`` calls the member; asked of it once."""
    known = await PayerRow.get_or_none(member_id=member.id, gateway=gateway)
    if known:
        return known.payer
    payer = await gateway_named(ports, gateway)[1].payer(str(member.id))
    if isinstance(payer, str):
        row = PayerRow(member_id=member.id, gateway=gateway, payer=payer)
        await PayerRow.bulk_create([row], on_conflict=["member_id", "gateway"], ignore_conflicts=True)
    return payer


async def ask(ports: Ports, payment_id: UUID) -> Payment:
    """Ask the gateway how a payment stands whose end we have not heard of, and do what follows."""
    row = await PaymentRow.get_or_none(id=payment_id)
    if row is None:
        raise NotFound("payment", str(payment_id))
    payment, at = reads.payment(row), ports.clock.now()
    if row.ask_at is None:
        return payment
    await _ask_again_later(row, at)
    _, gateway = gateway_named(ports, payment.gateway)
    outcome: port.ChargeOutcome | port.NotMade = port.NotMade()
    if payment.payer:
        outcome = await gateway.find_charge(payment.key, payment.payer)
    may_be_on_its_way = isinstance(outcome, port.NotMade) and at < payment.at + SETTLING
    if may_be_on_its_way or isinstance(outcome, port.Unknown | port.Unreachable):
        return payment
    by = Act(f"gateway:{payment.gateway}", at, payment.key)
    settled = await settle(payment, word(outcome, is_answer=True), by)
    await supplying.begin(ports, settled.tasks)
    return settled.payment or payment


async def _ask_again_later(row: PaymentRow, at: datetime) -> None:
    is_given_up = row.state == PaymentState.ACTION_REQUIRED and at >= row.at + STOP_ASKING
    ask_at = None if is_given_up else at + wait(row.tries)
    await PaymentRow.filter(id=row.id, state=row.state).update(ask_at=ask_at, tries=row.tries + 1)


def _now(ports: Ports, by: Act) -> Act:
    return Act(by.actor, ports.clock.now(), by.key)
