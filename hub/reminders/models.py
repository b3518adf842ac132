"""The tables of reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class ReminderRow(Model):
    """A reminder. Of each coverage end at most one is still due; ``due_at`` is none once it is settled."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    coverage_end: datetime = fields.DatetimeField()
    stage: str = fields.TextField()
    state: str = fields.TextField()
    reason: str | None = fields.TextField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    told_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "reminders"
        constraints = (
            UniqueConstraint(fields=("member_id", "benefit", "coverage_end", "stage"), name="reminders_once"),
            CheckConstraint(check="state IN ('PLANNED', 'SENT', 'SKIPPED', 'MISSED')", name="reminders_state"),
            CheckConstraint(check="(state = 'PLANNED') = (due_at IS NOT NULL)", name="reminders_never_forgotten"),
            CheckConstraint(check="(state = 'PLANNED') = (settled_at IS NULL)", name="reminders_settled"),
            CheckConstraint(check="(state IN ('SKIPPED', 'MISSED')) = (reason IS NOT NULL)", name="reminders_reason"),
        )


class CoverageChangeRow(Model):
    """A member's coverage by a benefit moved, and its reminders are not planned yet. Written by a trigger."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()

    class Meta:
        """Table."""

        table = "coverage_changes"


class ScheduleRow(Model):
    """The stages of a benefit that has its own."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    benefit: str = fields.TextField()
    stages: list[Any] = fields.JSONField()

    class Meta:
        """Table and keys."""

        table = "reminder_schedules"
        constraints = (UniqueConstraint(fields=("benefit",), name="reminder_schedules_one_each"),)
