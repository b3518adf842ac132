"""The tables of what members hold. Grants and uses are the truth; segments are worked out from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class HeldGroupRow(Model):
    """One member and tier group (a benefit without a tier is a group of its own): locked by whoever changes it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    tier_group: str = fields.TextField()

    class Meta:
        """Table and keys."""

        table = "held_groups"
        unique_together = (("member_id", "tier_group"),)


class HoldingRow(Model):
    """A bundle that a member was given, with the revision that stays as it was."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    revision_id: UUID = fields.UUIDField()
    choices: dict[str, Any] = fields.JSONField(default=dict)
    source: str = fields.TextField()
    reference: str = fields.TextField(default="")
    granted_at: datetime = fields.DatetimeField()
    revoked_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table and keys."""

        table = "holdings"
        indexes = (Index(fields=("member_id", "id"), name="holdings_member"),)


class GrantRow(Model):
    """One grant; ``period`` rolls, else it is the window from ``starts_at`` to ``ends_at`` (none: without an end)."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    holding_id: UUID | None = fields.UUIDField(null=True)
    path: str = fields.TextField(default="")
    number: int = fields.IntField(default=1)
    source: str = fields.TextField()
    reference: str = fields.TextField(default="")
    recorded_at: datetime = fields.DatetimeField()
    granted_at: datetime = fields.DatetimeField()
    granted_order: int = fields.BigIntField()
    period: str | None = fields.TextField(null=True)
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    needs_activation = fields.BooleanField(default=False)
    activate_by: datetime | None = fields.DatetimeField(null=True)
    starts_on_delivery = fields.BooleanField(default=False, db_default=False)
    activated_at: datetime | None = fields.DatetimeField(null=True)
    activated_order: int | None = fields.BigIntField(null=True)
    revoked_at: datetime | None = fields.DatetimeField(null=True)
    revoked_order: int | None = fields.BigIntField(null=True)
    revoked_reason: str = fields.TextField(default="")
    quantity: int | None = fields.IntField(null=True)
    allowance: dict[str, Any] | None = fields.JSONField(null=True)
    priority: int = fields.IntField(default=0)
    weight: int = fields.BigIntField(default=1)

    class Meta:
        """Table and keys."""

        table = "grants"
        indexes = (
            Index(fields=("member_id", "benefit"), name="grants_member_benefit"),
            Index(fields=("holding_id",), name="grants_holding"),
        )
        constraints = (
            CheckConstraint(check="(period IS NULL) <> (starts_at IS NULL)", name="grants_roll_or_have_a_window"),
            CheckConstraint(check="ends_at > starts_at", name="grants_window_not_empty"),
            CheckConstraint(check="quantity >= 0", name="grants_quantity_not_negative"),
            CheckConstraint(check="(activated_at IS NULL) = (activated_order IS NULL)", name="grants_activated_whole"),
            CheckConstraint(check="(revoked_at IS NULL) = (revoked_order IS NULL)", name="grants_revoked_whole"),
        )


class UseRow(Model):
    """What one consumption took from one grant."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    consumption_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    grant_id: UUID = fields.UUIDField()
    at: datetime = fields.DatetimeField()
    quantity: int = fields.IntField()

    class Meta:
        """Table and keys."""

        table = "uses"
        indexes = (Index(fields=("member_id", "benefit"), name="uses_member_benefit"),)
        constraints = (CheckConstraint(check="quantity > 0", name="uses_quantity_positive"),)


class SegmentRow(Model):
    """A span in which a grant is in force (``ends_at`` none: without an end): the stored timeline, a read model.

    Where ``is_queued``, the database itself refuses two segments of one member and benefit that overlap.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    grant_id: UUID = fields.UUIDField()
    starts_at: datetime = fields.DatetimeField()
    ends_at: datetime | None = fields.DatetimeField(null=True)
    is_queued = fields.BooleanField()

    class Meta:
        """Table and keys."""

        table = "segments"
        indexes = (Index(fields=("member_id", "benefit"), name="segments_member_benefit"),)
        constraints = (CheckConstraint(check="ends_at > starts_at", name="segments_not_empty"),)


class GlanceRow(Model):
    """What a member sees of one entitlement at a glance: a read model, true between two instants under one ``basis``.

    ``shown`` is written and read by ``reads.glances``. One whose basis is empty was never worked out.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    shown: str | None = fields.TextField(null=True)
    true_from: datetime = fields.DatetimeField()
    true_until: datetime | None = fields.DatetimeField(null=True)
    basis: str = fields.TextField()

    class Meta:
        """Table and keys."""

        table = "glances"
        indexes = (Index(fields=("true_until",), name="glances_turning"),)
        constraints = (UniqueConstraint(fields=("member_id", "benefit"), name="glances_one_each"),)


class ImportedRow(Model):
    """A row of a table that was granted: ``key`` is a hash of what it says, so that it is granted once."""

    key: UUID = fields.UUIDField(primary_key=True)
    member_id: UUID = fields.UUIDField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "imported_rows"


class RebuildRow(Model):
    """Timelines to work out again because policies of ``benefits`` changed: done up to and with ``last_member_id``."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    benefits: list[str] = fields.JSONField()
    asked_at: datetime = fields.DatetimeField()
    last_member_id: UUID | None = fields.UUIDField(null=True)
    done_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table."""

        table = "rebuilds"
