"""The tables of deliveries and of the code vault."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class RouteRow(Model):
    """One way to deliver a benefit; lower ``rank`` first. An empty ``period`` fits grants of every length."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    benefit: str = fields.TextField()
    period: str = fields.TextField(default="")
    rank: int = fields.IntField()
    provider: str = fields.TextField()
    product: str = fields.TextField()

    class Meta:
        """Table and keys."""

        table = "routes"
        constraints = (UniqueConstraint(fields=("benefit", "period", "rank"), name="routes_rank"),)


class TaskRow(Model):
    """The delivery of one grant.

    ``due_at`` is also its lease: whoever takes it up moves it on and leaves ``lease``, so that a task whose worker
    died falls due again. ``told_at`` is when the queue was told of it last.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    grant_id: UUID = fields.UUIDField()
    benefit: str = fields.TextField()
    account_at: str = fields.TextField()
    delivery: str = fields.TextField()
    quantity: int = fields.IntField()
    routes: list[Any] = fields.JSONField()
    route: int = fields.IntField()
    provider: str = fields.TextField()
    state: str = fields.TextField()
    awaits: str | None = fields.TextField(null=True)
    ready_at: datetime = fields.DatetimeField()
    due_at: datetime | None = fields.DatetimeField(null=True)
    told_at: datetime | None = fields.DatetimeField(null=True)
    lease: UUID | None = fields.UUIDField(null=True)
    tries: int = fields.IntField(default=0)
    note: str = fields.TextField(default="")
    starts_grant = fields.BooleanField(default=False, db_default=False)
    link: bytes | None = fields.BinaryField(null=True)
    created_at: datetime = fields.DatetimeField()
    delivered_at: datetime | None = fields.DatetimeField(null=True)
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, checks and indexes."""

        table = "tasks"
        indexes = (Index(fields=("member_id", "id"), name="tasks_member"),)
        constraints = (
            UniqueConstraint(fields=("grant_id",), name="tasks_one_per_grant"),
            CheckConstraint(
                check="state IN ('QUEUED', 'SENT', 'AWAITING_MEMBER', 'AWAITING_PROVIDER', 'RETRYING', 'DELIVERED',"
                " 'FAILED', 'CANCELLED')",
                name="tasks_state",
            ),
            CheckConstraint(
                check="due_at IS NOT NULL OR state NOT IN ('QUEUED', 'SENT', 'AWAITING_PROVIDER', 'RETRYING')",
                name="tasks_never_forgotten",
            ),
            CheckConstraint(check="(state = 'AWAITING_MEMBER') = (awaits IS NOT NULL)", name="tasks_awaits"),
            CheckConstraint(check="awaits IN ('ACCOUNT', 'ACTIVATION')", name="tasks_awaited"),
            CheckConstraint(check="state <> 'DELIVERED' OR delivered_at IS NOT NULL", name="tasks_delivered"),
            CheckConstraint(
                check="delivery IN ('DIRECT', 'CODE_VAULT', 'CODE_PROVIDER', 'LINK')", name="tasks_delivery"
            ),
            CheckConstraint(check="quantity > 0", name="tasks_quantity"),
        )


class SendingRow(Model):
    """One order placed for a task at a provider: ``id`` is what the provider knows it by.

    ``sent_at`` is null while nothing of it can be at the provider.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    task_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    provider: str = fields.TextField()
    product: str = fields.TextField()
    state: str = fields.TextField()
    reference: str | None = fields.TextField(null=True)
    sent_at: datetime | None = fields.DatetimeField(null=True)
    accepted_at: datetime | None = fields.DatetimeField(null=True)
    changed_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, checks and indexes."""

        table = "sendings"
        indexes = (Index(fields=("task_id",), name="sendings_task"),)
        constraints = (
            UniqueConstraint(fields=("task_id",), name="sendings_one_open", condition="state = 'OPEN'"),
            UniqueConstraint(fields=("task_id",), name="sendings_one_delivers", condition="state = 'DELIVERED'"),
            CheckConstraint(
                check="state IN ('OPEN', 'DELIVERED', 'NOT_DONE', 'TAKEN_BACK', 'SURPLUS')", name="sendings_state"
            ),
            CheckConstraint(check="(state = 'OPEN') = (ended_at IS NULL)", name="sendings_ended"),
        )


class AttemptRow(Model):
    """One exchange with a provider about a task, masked. ``status`` is HTTP's; ``took_ms`` milliseconds."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    task_id: UUID = fields.UUIDField()
    sending_id: UUID | None = fields.UUIDField(null=True)
    member_id: UUID = fields.UUIDField()
    provider: str = fields.TextField()
    kind: str = fields.TextField()
    outcome: str = fields.TextField()
    why: str = fields.TextField(default="", db_default="")
    request: str = fields.TextField()
    answer: str = fields.TextField()
    status: int | None = fields.IntField(null=True)
    took_ms: int = fields.IntField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table, checks and indexes."""

        table = "attempts"
        indexes = (
            Index(fields=("task_id", "id"), name="attempts_task"),
            Index(fields=("provider", "at"), name="attempts_provider"),
        )
        constraints = (
            CheckConstraint(check="kind IN ('DELIVER', 'FIND', 'CANCEL', 'CALLBACK')", name="attempts_kind"),
        )


class CallbackRow(Model):
    """A provider's message, acted on once; ``body`` is masked."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    provider: str = fields.TextField()
    replay_key: str = fields.TextField()
    sending_id: UUID | None = fields.UUIDField(null=True)
    body: str = fields.TextField()
    outcome: str = fields.TextField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "callbacks"
        constraints = (UniqueConstraint(fields=("provider", "replay_key"), name="callbacks_once"),)


class BatchRow(Model):
    """Codes that came into the vault together; ``ends_at`` is when the provider stops taking them."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: str = fields.TextField()
    name: str = fields.TextField()
    ends_at: datetime | None = fields.DatetimeField(null=True)
    made_at: datetime = fields.DatetimeField()
    made_by: str = fields.TextField()

    class Meta:
        """Table."""

        table = "code_batches"


class CodeRow(Model):
    """A code. ``sealed`` is the code itself, ``fingerprint`` a keyed hash by which it is found and kept unique.

    ``holder_id`` is whom it is reserved for (an order), with ``slot`` counting that holder's codes of the product
    from 1. From ISSUED on it is one member's and one task's.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    batch_id: UUID | None = fields.UUIDField(null=True)
    product: str = fields.TextField()
    sealed: bytes = fields.BinaryField()
    password: bytes | None = fields.BinaryField(null=True)
    fingerprint: str = fields.TextField()
    masked: str = fields.TextField()
    state: str = fields.TextField()
    starts_at: datetime | None = fields.DatetimeField(null=True)
    ends_at: datetime | None = fields.DatetimeField(null=True)
    holder_id: UUID | None = fields.UUIDField(null=True)
    slot: int | None = fields.IntField(null=True)
    reserved_until: datetime | None = fields.DatetimeField(null=True)
    member_id: UUID | None = fields.UUIDField(null=True)
    task_id: UUID | None = fields.UUIDField(null=True)
    issued_at: datetime | None = fields.DatetimeField(null=True)
    revealed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, checks and indexes."""

        table = "codes"
        constraints = (
            UniqueConstraint(fields=("fingerprint",), name="codes_each_once"),
            UniqueConstraint(fields=("holder_id", "product", "slot"), name="codes_one_per_slot"),
            CheckConstraint(
                check="state IN ('FREE', 'RESERVED', 'ISSUED', 'REVEALED', 'REDEEMED', 'VOID', 'EXPIRED')",
                name="codes_state",
            ),
            CheckConstraint(
                check="state <> 'FREE' OR (holder_id IS NULL AND member_id IS NULL AND task_id IS NULL)",
                name="codes_free_is_nobodys",
            ),
            CheckConstraint(
                check="state <> 'RESERVED' OR (holder_id IS NOT NULL AND slot > 0 AND reserved_until IS NOT NULL)",
                name="codes_reserved_for_one",
            ),
            CheckConstraint(
                check="state NOT IN ('ISSUED', 'REVEALED', 'REDEEMED')"
                " OR (member_id IS NOT NULL AND task_id IS NOT NULL AND issued_at IS NOT NULL)",
                name="codes_issued_to_one",
            ),
            CheckConstraint(check="state <> 'REVEALED' OR revealed_at IS NOT NULL", name="codes_revealed"),
        )


class StockLevelRow(Model):
    """How few free codes of a product are too few; ``warned_at`` is set while they are."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    product: str = fields.TextField()
    warn_below: int = fields.IntField()
    warned_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table and keys."""

        table = "stock_levels"
        constraints = (
            UniqueConstraint(fields=("product",), name="stock_levels_product"),
            CheckConstraint(check="warn_below > 0", name="stock_levels_positive"),
        )


class VaultKeyRow(Model):
    """The key of the fingerprints, itself sealed: rotating the hub's keys seals it anew and changes no fingerprint."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    name: str = fields.TextField()
    sealed: bytes = fields.BinaryField()

    class Meta:
        """Table."""

        table = "vault_keys"
        constraints = (UniqueConstraint(fields=("name",), name="vault_keys_name"),)
