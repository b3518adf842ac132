"""The tables of agreements and renewals. Amounts are minor units of the agreement's currency."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class AgreementRow(Model):
    """An agreement. ``next_at`` is when it is looked at again; ``moved``: the coverage moved, look at once.

    Whoever looks holds ``lease`` until ``lease_until``; the queue was told of it at ``told_at``.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    state: str = fields.TextField()
    offer: str = fields.TextField()
    held_offer: str = fields.TextField()
    choices: dict[str, Any] = fields.JSONField(default=dict)
    period: str = fields.TextField()
    currency: str = fields.TextField()
    price_minor: int = fields.BigIntField()
    introductory_minor: int | None = fields.BigIntField(null=True)
    introductory_periods: int | None = fields.IntField(null=True)
    gateway: str = fields.TextField()
    method: str = fields.TextField()
    watches: list[Any] = fields.JSONField(default=list)
    anchor: datetime = fields.DatetimeField()
    since: int = fields.IntField()
    number: int = fields.IntField(default=1)
    agreed_at: datetime = fields.DatetimeField()
    paused_until: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    ended_because: str | None = fields.TextField(null=True)
    next_at: datetime | None = fields.DatetimeField(null=True)
    moved = fields.BooleanField(default=False, db_default=False)
    told_at: datetime | None = fields.DatetimeField(null=True)
    lease: UUID | None = fields.UUIDField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "agreements"
        indexes = (Index(fields=("member_id", "id"), name="agreements_member"),)
        constraints = (
            CheckConstraint(
                check="state IN ('ACTIVE', 'NOTICED', 'CHARGING', 'PAST_DUE', 'PAUSED', 'LAPSED', 'CANCELLED',"
                " 'ENDED')",
                name="agreements_state",
            ),
            CheckConstraint(
                check="(state IN ('LAPSED', 'CANCELLED', 'ENDED')) = (ended_at IS NOT NULL)"
                " AND (ended_at IS NULL) = (ended_because IS NULL)",
                name="agreements_ended",
            ),
            CheckConstraint(check="next_at IS NOT NULL OR ended_at IS NOT NULL", name="agreements_never_forgotten"),
            CheckConstraint(check="price_minor >= 0 AND introductory_minor >= 0", name="agreements_price"),
            CheckConstraint(check="(lease IS NULL) = (lease_until IS NULL)", name="agreements_lease"),
        )


class ConsentRow(Model):
    """A consent as it was given; never changed."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    agreement_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    kind: str = fields.TextField()
    at: datetime = fields.DatetimeField()
    by: str = fields.TextField()
    channel: str = fields.TextField()
    terms_version: str = fields.TextField()
    offer: str = fields.TextField()
    choices: dict[str, Any] = fields.JSONField(default=dict)
    period: str = fields.TextField()
    currency: str = fields.TextField()
    price_minor: int = fields.BigIntField()
    introductory_minor: int | None = fields.BigIntField(null=True)
    introductory_periods: int | None = fields.IntField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "consents"
        indexes = (Index(fields=("agreement_id",), name="consents_agreement"),)
        constraints = (CheckConstraint(check="kind IN ('AGREED', 'PRICE', 'SWITCHED')", name="consents_kind"),)


class RenewalRow(Model):
    """The ``number``-th renewal of an agreement; there is one."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    agreement_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    offer: str = fields.TextField()
    due_at: datetime = fields.DatetimeField()
    currency: str = fields.TextField()
    amount_minor: int | None = fields.BigIntField(null=True)
    asked_minor: int | None = fields.BigIntField(null=True)
    notices: int = fields.IntField(default=0)
    noticed_at: datetime | None = fields.DatetimeField(null=True)
    charge_at: datetime | None = fields.DatetimeField(null=True)
    order_number: str = fields.TextField(default="")
    noted: int = fields.IntField(default=0)
    declines: int = fields.IntField(default=0)
    declined_at: datetime | None = fields.DatetimeField(null=True)
    reason: str = fields.TextField(default="")
    is_hard = fields.BooleanField(default=False, db_default=False)
    retry_at: datetime | None = fields.DatetimeField(null=True)
    is_waived = fields.BooleanField(default=False, db_default=False)
    grace_grants: list[Any] = fields.JSONField(default=list)
    outcome: str | None = fields.TextField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "renewals"
        constraints = (
            UniqueConstraint(fields=("agreement_id", "number"), name="renewals_once"),
            UniqueConstraint(fields=("order_number",), name="renewals_order", condition="order_number <> ''"),
            CheckConstraint(check="outcome IN ('PAID', 'WAIVED', 'FAILED')", name="renewals_outcome"),
            CheckConstraint(check="(outcome IS NULL) = (settled_at IS NULL)", name="renewals_settled"),
            CheckConstraint(check="outcome <> 'PAID' OR order_number <> ''", name="renewals_paid_by_order"),
            CheckConstraint(
                check="order_number = '' OR noticed_at IS NOT NULL OR is_waived", name="renewals_never_without_notice"
            ),
        )
