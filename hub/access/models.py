"""The keys' table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class ApiKeyRow(Model):
    """A program's key, as a hash."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name: str = fields.TextField()
    role: str = fields.TextField()
    beginning: str = fields.TextField()
    digest: str = fields.TextField()
    created_at: datetime = fields.DatetimeField()
    revoked_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "api_keys"
        constraints = (
            UniqueConstraint(fields=("digest",), name="api_keys_digest"),
            UniqueConstraint(fields=("name",), name="api_keys_name_in_use", condition="revoked_at IS NULL"),
            CheckConstraint(
                check="role IN ('ADMIN', 'OPERATOR', 'SUPPORT', 'MARKETING')",
                name="api_keys_role",
            ),
        )
