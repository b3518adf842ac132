"""Showing codes and links: to their member after a fresh confirmation, to support with a reason, each time noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.entitlements.service.changing import lock
from hub.fulfilment import reads
from hub.fulfilment.errors import CodeStateForbids, ConfirmationNeeded
from hub.fulfilment.models import CodeRow, TaskRow
from hub.fulfilment.rules.codes import GIVEN, CodeState
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service.keeping import code_purpose, fingerprinter, link_purpose, password_purpose
from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.kernel.secret import Secret
from hub.members import reads as members
from hub.ports.sealing import seal_token, unseal_token

if TYPE_CHECKING:
    from uuid import UUID

    from hub.fulfilment.rules.codes import Code
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.ports import Ports

CONFIRMED_FOR = timedelta(minutes=2)
"""How long a member's confirmation counts."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a member holds who was asked and said yes: good for one code or link until ``ends_at``."""

    token: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Revealed:
    """A code, with its password if it has one."""

    code: Secret
    password: Secret | None


def confirm(ports: Ports, member: Member, subject_id: UUID) -> Confirmation:
    """Note that the member, asked just now, wants to see the code of this id, or the link of the task of this id."""
    ends_at = ports.clock.now() + CONFIRMED_FOR
    return Confirmation(seal_token(ports.cipher, ends_at.isoformat(), _purpose(member, subject_id)), ends_at)


def _purpose(member: Member, subject_id: UUID) -> str:
    return f"confirmation {member.id} {subject_id}"


async def reveal_code(ports: Ports, member: Member, code_id: UUID, confirmation: str, by: Act) -> Revealed:
    """Show a member a code of theirs; each time is noted.

    Refuses another's code and one that waits for its activation (``NotFound``), a confirmation that is none or too
    old (``ConfirmationNeeded``), and a code that was withdrawn (``CodeStateForbids``).
    """
    if not await CodeRow.exists(id=code_id, member_id=member.id):
        raise NotFound("code", str(code_id))
    _check(ports, member, code_id, confirmation)
    return await _reveal(ports, code_id, {}, by, member)


async def reveal_code_to_support(ports: Ports, code_id: UUID, reason: str, by: Act) -> Revealed:
    """Show support a code; refuses an empty ``reason``, an unknown code, and one that is nobody's or withdrawn."""
    journal.check_reason(reason)
    row = await CodeRow.get_or_none(id=code_id)
    if row is None:
        raise NotFound("code", str(code_id))
    if row.member_id is None:
        raise CodeStateForbids(str(code_id), row.state)
    member = (await members.members([row.member_id]))[row.member_id]
    return await _reveal(ports, code_id, {"reason": reason}, by, member)


async def _reveal(ports: Ports, code_id: UUID, facts: dict[str, str], by: Act, member: Member) -> Revealed:
    async with in_transaction():
        row = await _locked(code_id, member)
        if row.state not in GIVEN:
            raise CodeStateForbids(str(code_id), row.state)
        if row.state == CodeState.ISSUED:
            row.state, row.revealed_at = CodeState.REVEALED, by.at
            await row.save(update_fields=["state", "revealed_at"])
        facts = {"code": row.masked, "product": row.product, **facts}
        subject = f"code:{code_id}"
        await journal.record(
            by.at, by.actor, action="reveal_code", subject=subject, member_id=row.member_id, facts=facts
        )
    password = row.password and ports.cipher.unseal(row.password, password_purpose(code_id))
    return Revealed(ports.cipher.unseal(row.sealed, code_purpose(code_id)), password or None)


async def _locked(code_id: UUID, member: Member) -> CodeRow:
    """The member's code, if it is still theirs, and already; with what they hold, so that it is not returned now."""
    given = await CodeRow.get_or_none(id=code_id, member_id=member.id)
    if given and given.task_id:
        await lock(member, {(await TaskRow.get(id=given.task_id)).benefit})
    row = await CodeRow.select_for_update().get_or_none(id=code_id, member_id=member.id)
    if row is None or await TaskRow.exists(id=row.task_id, awaits__isnull=False):
        raise NotFound("code", str(code_id))
    return row


async def reveal_link(ports: Ports, member: Member, task_id: UUID, confirmation: str, by: Act) -> Secret:
    """Show a member the link that a delivery of theirs gave; refused and noted as with codes."""
    row = await TaskRow.get_or_none(id=task_id, member_id=member.id, state=State.DELIVERED)
    if row is None or row.link is None:
        raise NotFound("link", str(task_id))
    _check(ports, member, task_id, confirmation)
    await journal.record(
        by.at,
        by.actor,
        action="reveal_link",
        subject=f"task:{task_id}",
        member_id=member.id,
        facts={"benefit": row.benefit},
    )
    return ports.cipher.unseal(row.link, link_purpose(task_id))


def _check(ports: Ports, member: Member, subject_id: UUID, confirmation: str) -> None:
    try:
        ends_at = datetime.fromisoformat(unseal_token(ports.cipher, confirmation, _purpose(member, subject_id)))
    except ValueError:
        raise ConfirmationNeeded(str(subject_id)) from None
    if ports.clock.now() >= ends_at:
        raise ConfirmationNeeded(str(subject_id))


async def redeem(code_id: UUID, by: Act) -> None:
    """Note that a code was used at its provider. Refuses one that is unknown, nobody's, or withdrawn."""
    async with in_transaction():
        row = await CodeRow.select_for_update().get_or_none(id=code_id)
        if row is None:
            raise NotFound("code", str(code_id))
        if row.state not in GIVEN:
            raise CodeStateForbids(str(code_id), row.state)
        row.state = CodeState.REDEEMED
        await row.save(update_fields=["state"])
        subject, facts = f"code:{code_id}", {"code": row.masked}
        await journal.record(
            by.at, by.actor, action="redeem_code", subject=subject, member_id=row.member_id, facts=facts
        )


async def find_code(ports: Ports, code: Secret) -> Code | None:
    """A code that someone shows us, masked, if it is one of ours."""
    mark = await fingerprinter(ports)
    row = await CodeRow.get_or_none(fingerprint=mark(Secret(code.expose().strip())))
    return reads.code(row) if row else None
