"""Cards that gateways keep for members: stored with their consent, shown, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput
from hub.orders import reads
from hub.orders.errors import CardDeclined, PaymentsClosed
from hub.orders.models import PaymentMethodRow
from hub.orders.service.paying import gateway_named, payer_of
from hub.orders.service.settling import keep_card
from hub.ports import payments as port

if TYPE_CHECKING:
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.rules.values import KeptCard
    from hub.ports import Ports


async def keep(ports: Ports, member: Member, token: str, by: Act) -> KeptCard:
    """Let the gateway that new payments go to store the card of this token; nothing is charged.

    Refused: ``CardDeclined`` (also where the bank wants to see the member first), ``PaymentsClosed`` (not reached:
    try again), ``InvalidInput``.
    """
    if not token:
        raise InvalidInput("card", "give the token that the gateway gave for the card")
    name, gateway = gateway_named(ports, None)
    payer = await payer_of(ports, member, name)
    answer = await gateway.keep(f"keep-{member.id}-{by.key}", payer, token) if isinstance(payer, str) else payer
    if isinstance(answer, port.Declined):
        raise CardDeclined(answer.reason)
    if isinstance(answer, port.ActionRequired):
        raise CardDeclined("authentication_required")
    if not isinstance(answer, port.StoredMethod):
        raise PaymentsClosed(name)
    async with in_transaction():
        await keep_card(member.id, name, answer, by.at)
        subject = f"member:{member.id}"
        await journal.record(by.at, by.actor, action="keep_card", subject=subject, member_id=member.id)
    return reads.card(await PaymentMethodRow.get(gateway=name, method=answer.method))
