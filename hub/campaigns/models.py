"""The tables of campaigns. Amounts are minor units."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class AudienceRow(Model):
    """A condition saved under a name; every saving is a version of its own, and stays."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name: str = fields.TextField()
    version: int = fields.IntField()
    condition: dict[str, Any] = fields.JSONField()
    author: str = fields.TextField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table, keys and checks."""

        table = "audiences"
        constraints = (
            UniqueConstraint(fields=("name", "version"), name="audiences_versions"),
            CheckConstraint(check="version > 0", name="audiences_version"),
        )


class CampaignRow(Model):
    """A campaign and its ``plan``. ``problems`` are steps that were stopped, and why.

    ``pinned`` is the audience as it was when submitted: saving another version does not change whom it reaches.

    ``plan_at`` is when planning goes on; a pass over the members began at ``pass_at`` and is done up to and with
    ``planned_until``. The simulation is kept the same way: ``simulated_until``, ``simulate_at``.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = fields.TextField()
    state: str = fields.TextField()
    plan: dict[str, Any] = fields.JSONField()
    saved: int = fields.IntField(default=1)
    author: str = fields.TextField()
    saved_at: datetime = fields.DatetimeField()
    shared_code: str | None = fields.TextField(null=True)
    submitted_by: str | None = fields.TextField(null=True)
    pinned: dict[str, Any] | None = fields.JSONField(null=True)
    audience_size: int | None = fields.BigIntField(null=True)
    approved_by: str | None = fields.TextField(null=True)
    launched_at: datetime | None = fields.DatetimeField(null=True)
    paused_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    because: str = fields.TextField(default="")
    problems: dict[str, Any] = fields.JSONField(default=dict)
    plan_at: datetime | None = fields.DatetimeField(null=True)
    pass_at: datetime | None = fields.DatetimeField(null=True)
    planned_until: UUID | None = fields.UUIDField(null=True)
    simulate_at: datetime | None = fields.DatetimeField(null=True)
    simulated_until: UUID | None = fields.UUIDField(null=True)
    simulation: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "campaigns"
        constraints = (
            UniqueConstraint(fields=("code",), name="campaigns_code"),
            UniqueConstraint(fields=("shared_code",), name="campaigns_shared_code"),
            CheckConstraint(
                check="state IN ('DRAFT', 'SUBMITTED', 'APPROVED', 'RUNNING', 'PAUSED', 'ENDED')",
                name="campaigns_state",
            ),
            CheckConstraint(check="approved_by <> submitted_by", name="campaigns_second_person"),
            CheckConstraint(
                check="(state IN ('RUNNING', 'PAUSED', 'ENDED')) = (launched_at IS NOT NULL)", name="campaigns_launched"
            ),
            CheckConstraint(check="(state = 'PAUSED') = (paused_at IS NOT NULL)", name="campaigns_paused"),
            CheckConstraint(check="(state = 'ENDED') = (ended_at IS NOT NULL)", name="campaigns_ended"),
        )


class BudgetRow(Model):
    """What a campaign may give away, and what of it is taken or held: apart, for many orders change it at once."""

    campaign_id: UUID = fields.UUIDField(primary_key=True)
    currency: str | None = fields.TextField(null=True)
    budget_minor: int | None = fields.BigIntField(null=True)
    most: int | None = fields.BigIntField(null=True)
    spent_minor: int = fields.BigIntField(default=0)
    count: int = fields.BigIntField(default=0)

    class Meta:
        """Table and checks."""

        table = "campaign_budgets"
        constraints = (
            CheckConstraint(check="spent_minor BETWEEN 0 AND budget_minor", name="campaign_budgets_kept"),
            CheckConstraint(check="count >= 0 AND count <= most", name="campaign_budgets_most"),
            CheckConstraint(check="(currency IS NULL) = (budget_minor IS NULL)", name="campaign_budgets_currency"),
        )


class ParticipantRow(Model):
    """A member in a campaign. ``variant`` is for ever; ``HELD_OUT`` gets nothing and is never due.

    Offsets count from ``anchor``; ``starts_at`` is when the first step is due (for those held out: would be), and with
    it the window in which orders count. ``step`` is the one that is due next, at ``due_at``; where ``is_held``, that is
    when it will be too late, for the step was stopped.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    campaign_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    variant: str = fields.TextField()
    anchor: datetime = fields.DatetimeField()
    joined_at: datetime = fields.DatetimeField()
    starts_at: datetime = fields.DatetimeField()
    step: int | None = fields.IntField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    told_at: datetime | None = fields.DatetimeField(null=True)
    is_held = fields.BooleanField(default=False, db_default=False)
    code: str | None = fields.TextField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "participants"
        indexes = (Index(fields=("member_id",), name="participants_member"),)
        constraints = (
            UniqueConstraint(fields=("campaign_id", "member_id"), name="participants_once"),
            UniqueConstraint(fields=("code",), name="participants_code"),
            CheckConstraint(check="(step IS NULL) = (due_at IS NULL)", name="participants_due"),
            CheckConstraint(
                check="variant <> 'HELD_OUT' OR (due_at IS NULL AND code IS NULL)", name="participants_held_out"
            ),
        )


class TouchRow(Model):
    """What a step did for a participant: a message under ``message_key``, or why there is none."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    campaign_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    variant: str = fields.TextField()
    step: int = fields.IntField()
    state: str = fields.TextField()
    reason: str | None = fields.TextField(null=True)
    message_key: str | None = fields.TextField(null=True)
    at: datetime = fields.DatetimeField()
    clicked_at: datetime | None = fields.DatetimeField(null=True)
    clicks: int = fields.IntField(default=0)

    class Meta:
        """Table, keys and checks."""

        table = "touches"
        indexes = (Index(fields=("member_id", "at"), name="touches_member"),)
        constraints = (
            UniqueConstraint(fields=("campaign_id", "member_id", "step"), name="touches_once"),
            CheckConstraint(check="state IN ('SENT', 'SKIPPED', 'FAILED')", name="touches_state"),
            CheckConstraint(check="(state = 'SENT') = (reason IS NULL)", name="touches_reason"),
            CheckConstraint(check="(state = 'SENT') = (message_key IS NOT NULL)", name="touches_message"),
            CheckConstraint(check="variant <> 'HELD_OUT'", name="touches_never_held_out"),
        )


class RedemptionRow(Model):
    """A campaign's offer used for an order, which is placed under the same ``holder_id``.

    ``HELD`` until the order is paid (``TAKEN``) or comes to nothing, also by a refund (``RELEASED``). ``cost_minor`` is
    what it costs the campaign; ``given`` is what else was given: the grants of bonus time or of a gift.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    campaign_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    holder_id: UUID = fields.UUIDField(unique=True)
    variant: str = fields.TextField()
    gives: dict[str, Any] = fields.JSONField()
    currency: str = fields.TextField()
    cost_minor: int = fields.BigIntField()
    state: str = fields.TextField()
    held_at: datetime = fields.DatetimeField()
    settled_at: datetime | None = fields.DatetimeField(null=True)
    order_number: str | None = fields.TextField(null=True)
    given: list[Any] = fields.JSONField(default=list)
    note: str = fields.TextField(default="")

    class Meta:
        """Table, keys and checks."""

        table = "redemptions"
        indexes = (
            Index(fields=("campaign_id", "member_id"), name="redemptions_member"),
            Index(fields=("member_id",), name="redemptions_of_member"),
        )
        constraints = (
            CheckConstraint(check="state IN ('HELD', 'TAKEN', 'RELEASED')", name="redemptions_state"),
            CheckConstraint(check="(state = 'HELD') = (settled_at IS NULL)", name="redemptions_settled"),
            CheckConstraint(check="cost_minor >= 0", name="redemptions_cost"),
            CheckConstraint(check="variant <> 'HELD_OUT'", name="redemptions_never_held_out"),
        )
