"""What happens to a grant after it was given: it is activated, used up, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.connection import get_connection

from hub.entitlements import reads
from hub.entitlements.models import GrantRow
from hub.entitlements.rules import holdings as rules
from hub.entitlements.service.changing import lock, lock_at
from hub.entitlements.service.storing import Change, store_all
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.entitlements.rules.granted import GrantRecord
    from hub.entitlements.rules.values import Key, Use
    from hub.journal.rules import Act
    from hub.members.rules import Member


async def activate(member: Member, grant_id: UUID, by: Act) -> None:
    """Start the clock of the member's grant now, once per idempotency key.

    Refused as in ``rules.holdings.activate``, and one that is not the member's (``NotFound``).
    """

    async def do() -> dict[str, Any]:
        [found] = await _own(member, [grant_id])
        before, [moment] = await lock_at(member, {found.grant.benefit}, by.at)
        await store_all([Change(member, before, rules.activate(before.holdings, grant_id, moment))], by.at)
        await journal.record(by.at, by.actor, action="activate", subject=f"grant:{grant_id}", member_id=member.id)
        return {}

    await journal.once(f"activate:{member.id}", by.key, {"grant": grant_id}, by.at, do)


async def start_delivered(member: Member, record: GrantRecord, at: datetime) -> None:
    """Start the clock of the member's grant, which was delivered at ``at``, in the caller's transaction.

    A grant that runs already, or was taken back, stays as it is.
    """
    before, [moment] = await lock_at(member, {record.grant.benefit}, at)
    after = rules.start(before.holdings, record.grant.key, moment)
    if after is not before.holdings:
        await store_all([Change(member, before, after)], at)
        subject, facts = f"grant:{record.grant.key}", {"by": "delivery"}
        await journal.record(at, "system", action="activate", subject=subject, member_id=member.id, facts=facts)


@dataclass(frozen=True, slots=True)
class Taken:
    """``quantity`` that a consumption took from ``grant``."""

    grant: UUID
    quantity: int


async def consume(member: Member, benefit: str, quantity: int, by: Act, note: str = "") -> list[Taken]:
    """Use up ``quantity`` of ``benefit``, all or nothing, once per idempotency key.

    A repetition does nothing and answers the same. Refused: ``InsufficientQuantity``, a quantity below 1.
    """
    if quantity < 1:
        raise InvalidInput("quantity", "give at least 1")

    async def do() -> dict[str, Any]:
        before = await lock(member, {benefit})
        after = rules.consume(before.holdings, benefit, quantity, by.at)
        await store_all([Change(member, before, after)], by.at)
        taken = [_plain(use) for use in after.uses[len(before.holdings.uses) :]]
        facts = {"benefit": benefit, "quantity": quantity, "taken": taken, "note": note}
        await journal.record(
            by.at, by.actor, action="consume", subject=f"benefit:{benefit}", member_id=member.id, facts=facts
        )
        return {"taken": taken}

    request = {"benefit": benefit, "quantity": quantity, "note": note}
    answer = await journal.once(f"consume:{member.id}", by.key, request, by.at, do)
    return [Taken(UUID(each["grant"]), each["quantity"]) for each in answer["taken"]]


def _plain(use: Use) -> dict[str, object]:
    return {"grant": str(use.grant), "quantity": use.quantity}


async def revoke(member: Member, grant_ids: Sequence[Key], reason: str, by: Act) -> None:
    """Take the member's grants back from now on, all or none, once per idempotency key.

    The past stays. One that was revoked before is left as it is. Refused: ``NotFound``, an empty ``reason``.
    """
    journal.check_reason(reason)

    async def do() -> dict[str, Any]:
        await take_back(await _own(member, grant_ids), reason, member, by)
        return {}

    request = {"grants": sorted(map(str, grant_ids)), "reason": reason}
    await journal.once(f"revoke:{by.actor}", by.key, request, by.at, do)


async def revoke_holding(member: Member, holding_id: UUID, reason: str, by: Act) -> None:
    """Take a whole bundle back from now on, with every grant it gave; else as ``revoke``."""
    holdings = await reads.bundle_holdings([holding_id])
    if not holdings or holdings[0].member_id != member.id:
        raise NotFound("holding", str(holding_id))
    grants = await reads.records_of_holdings([holding_id])
    await revoke(member, [each.grant.key for each in grants], reason, by)


_CLOSE_HOLDINGS = """
    UPDATE holdings SET revoked_at = $2
    WHERE revoked_at IS NULL AND id IN (SELECT holding_id FROM grants WHERE id = ANY($1))
    AND NOT EXISTS (SELECT FROM grants WHERE holding_id = holdings.id AND revoked_at IS NULL)
"""


async def take_back(records: Sequence[GrantRecord], reason: str, member: Member, by: Act) -> None:
    """Revoke grants of one member in the caller's transaction; a bundle of which none is left is taken back, too."""
    before, moments = await lock_at(member, {each.grant.benefit for each in records}, by.at, len(records))
    after = before.holdings
    for each, moment in zip(records, moments, strict=True):
        after = rules.revoke(after, each.grant.key, moment)
    revoked = [key for key, grant in after.grants.items() if grant != before.holdings.grants[key]]
    await store_all([Change(member, before, after)], by.at)
    await GrantRow.filter(id__in=revoked).update(revoked_reason=reason)
    keys = [each.grant.key for each in records]
    await get_connection("default").execute_query(_CLOSE_HOLDINGS, [keys, by.at])
    for key in revoked:
        facts = {"benefit": after.grants[key].benefit, "reason": reason}
        await journal.record(by.at, by.actor, action="revoke", subject=f"grant:{key}", member_id=member.id, facts=facts)


async def _own(member: Member, grant_ids: Sequence[Key]) -> list[GrantRecord]:
    """The member's own grants; another's is not found."""
    found = {each.grant.key: each for each in await reads.records(grant_ids) if each.member_id == member.id}
    for each in grant_ids:
        if each not in found:
            raise NotFound("grant", str(each))
    return list(found.values())
