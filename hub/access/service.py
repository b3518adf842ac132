"""Giving keys to programs and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from hub.access import reads, rules
from hub.access.errors import KeyNameTaken
from hub.access.models import ApiKeyRow
from hub.access.rules import ApiKey, Role
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from hub.kernel.secret import Secret
    from hub.ports import Ports


async def create_key(ports: Ports, actor: str, name: str, role: Role) -> tuple[ApiKey, Secret]:
    """Make a key for a program. The key itself is in the answer and nowhere else: it cannot be read again.

    Refuses a name that a key in use has (``KeyNameTaken``), and MEMBER, which is for people (``InvalidInput``).
    """
    if role is Role.MEMBER:
        raise InvalidInput("role", "a program acts for the staff; choose SUPPORT, MARKETING, OPERATOR or ADMIN")
    secret = rules.new_key()
    row = ApiKeyRow(
        name=rules.checked_name(name),
        role=role,
        beginning=rules.beginning(secret),
        digest=rules.digest(secret),
        created_at=ports.clock.now(),
    )
    try:
        async with in_transaction():
            await row.save()
            await _note(ports, actor, "create_key", row)
    except IntegrityError:
        raise KeyNameTaken(name) from None
    return reads.key(row), secret


async def revoke_key(ports: Ports, actor: str, name: str) -> ApiKey:
    """Make a key useless from now on. Refuses a name that no key in use has (``NotFound``)."""
    async with in_transaction():
        row = await ApiKeyRow.select_for_update().get_or_none(name=name, revoked_at=None)
        if row is None:
            raise NotFound("key", name)
        row.revoked_at = ports.clock.now()
        await row.save(update_fields=["revoked_at"])
        await _note(ports, actor, "revoke_key", row)
    return reads.key(row)


async def _note(ports: Ports, actor: str, action: str, row: ApiKeyRow) -> None:
    facts = {"name": row.name, "role": row.role}
    await journal.record(ports.clock.now(), actor, action=action, subject=f"key:{row.id}", facts=facts)
