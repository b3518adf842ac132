"""The journal's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.fields.db_defaults import SqlDefault
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class JournalRow(Model):
    """One entry. ``position`` comes from a sequence, so it grows in the order of recording, not of committing."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    position: int = fields.BigIntField(unique=True, db_default=SqlDefault("nextval('journal_position')"))
    at: datetime = fields.DatetimeField()
    actor: str = fields.TextField()
    action: str = fields.TextField()
    subject: str = fields.TextField()
    member_id: UUID | None = fields.UUIDField(null=True)
    facts: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        """Table and keys."""

        table = "journal"
        indexes = (Index(fields=("member_id", "position"), name="journal_member"),)


class IdempotencyRow(Model):
    """One answered request: ``answer`` is null only inside the transaction that is still working on it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    scope: str = fields.TextField()
    key: str = fields.TextField()
    fingerprint: str = fields.TextField()
    answer: dict[str, Any] | None = fields.JSONField(null=True)
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "idempotency"
        constraints = (UniqueConstraint(fields=("scope", "key"), name="idempotency_key"),)
