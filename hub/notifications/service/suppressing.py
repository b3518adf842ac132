"""Addresses to which no mail is sent: a mail server refused them at once, or it was heard later that they are wrong.

A mail that was taken may come back. Whoever gets the bounces (the mailbox of ``HUB_MAIL_FROM``, or the mail provider,
which posts them to the operator) reports the address here; and who put a mailbox in order again has it lifted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.notifications import reads
from hub.notifications.models import SuppressedAddressRow

if TYPE_CHECKING:
    from hub.notifications.rules.messages import SuppressedAddress
    from hub.ports import Ports


async def suppress(ports: Ports, actor: str, address: str, why: str) -> SuppressedAddress:
    """Send no more mail to ``address``; a second time changes nothing. Refuses what is no address, and no reason."""
    key = _key(address, why)
    async with in_transaction():
        row, is_new = await SuppressedAddressRow.get_or_create(
            address=key, defaults={"why": why.strip(), "at": ports.clock.now()}
        )
        if is_new:
            await _record(ports, actor, "suppress_address", key, why)
    return reads.suppressed_address(row)


async def lift(ports: Ports, actor: str, address: str, why: str) -> None:
    """Send mail to ``address`` again, from the next message on. Refuses one that is not suppressed (``NotFound``)."""
    key = _key(address, why)
    async with in_transaction():
        if not await SuppressedAddressRow.filter(address=key).delete():
            raise NotFound("suppressed address", address)
        await _record(ports, actor, "lift_suppression", key, why)


def _key(address: str, why: str) -> str:
    if "@" not in address.strip("@ "):
        raise InvalidInput("address", "write a mail address: name@example.com")
    journal.check_reason(why)
    return address.strip().lower()


async def _record(ports: Ports, actor: str, action: str, address: str, why: str) -> None:
    facts = {"reason": why.strip()}
    await journal.record(ports.clock.now(), actor, action=action, subject=f"address:{address}", facts=facts)
