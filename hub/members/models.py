"""The members' tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class MemberRow(Model):
    """A member. ``search`` is what a search looks through; where the server has pg_trgm, it is indexed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    external_id: str = fields.TextField()
    name: str = fields.TextField()
    email: str | None = fields.TextField(null=True)
    phone: str | None = fields.TextField(null=True)
    locale: str = fields.TextField()
    zone: str = fields.TextField()
    tags: list[str] = fields.JSONField(default=list)
    attributes: dict[str, Any] = fields.JSONField(default=dict)
    search: str = fields.TextField()
    created_at: datetime = fields.DatetimeField()

    class Meta:
        """Table and checks."""

        table = "members"
        constraints = (
            UniqueConstraint(fields=("external_id",), name="members_external_id"),
            CheckConstraint(check="locale IN ('zh-CN', 'en')", name="members_locale"),
        )


class ProviderAccountRow(Model):
    """A member's account at one provider: ``sealed`` with the hub's key, and ``masked`` for showing."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member: fields.ForeignKeyRelation[MemberRow] = fields.ForeignKeyField("hub.MemberRow", on_delete=fields.RESTRICT)
    member_id: UUID
    provider: str = fields.TextField()
    sealed: bytes = fields.BinaryField()
    masked: str = fields.TextField()
    bound_at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "provider_accounts"
        constraints = (UniqueConstraint(fields=("member_id", "provider"), name="provider_accounts_one_each"),)
