"""The tables of messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


class MessageRow(Model):
    """A message. ``due_at`` is also its lease, as with deliveries; ``handed_at`` is when a courier got it.

    ``edition`` is the template's that it was made with; 0 is the one that comes with the hub.
    """

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    key: str = fields.TextField()
    member_id: UUID = fields.UUIDField()
    channel: str = fields.TextField()
    category: str = fields.TextField()
    template: str = fields.TextField()
    edition: int = fields.IntField(default=0)
    locale: str = fields.TextField()
    recipient: str = fields.TextField()
    subject: str = fields.TextField()
    text: str = fields.TextField()
    html: str = fields.TextField()
    state: str = fields.TextField()
    note: str = fields.TextField(default="")
    attempts: int = fields.IntField(default=0)
    created_at: datetime = fields.DatetimeField()
    due_at: datetime | None = fields.DatetimeField(null=True)
    told_at: datetime | None = fields.DatetimeField(null=True)
    lease: UUID | None = fields.UUIDField(null=True)
    handed_at: datetime | None = fields.DatetimeField(null=True)
    sent_at: datetime | None = fields.DatetimeField(null=True)
    read_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, checks and indexes."""

        table = "messages"
        indexes = (Index(fields=("member_id", "id"), name="messages_member"),)
        constraints = (
            UniqueConstraint(fields=("key", "channel"), name="messages_once"),
            CheckConstraint(check="channel IN ('EMAIL', 'INBOX', 'WEBHOOK')", name="messages_channel"),
            CheckConstraint(check="category IN ('LEGAL', 'SERVICE', 'MARKETING')", name="messages_category"),
            CheckConstraint(
                check="state IN ('PLANNED', 'SENT', 'FAILED', 'SUPPRESSED', 'UNDECIDED')", name="messages_state"
            ),
            CheckConstraint(check="(state = 'PLANNED') = (due_at IS NOT NULL)", name="messages_never_forgotten"),
            CheckConstraint(check="(state = 'SENT') = (sent_at IS NOT NULL)", name="messages_sent"),
        )


class SuppressedAddressRow(Model):
    """A mail address, in lower case, that a mail server said does not exist; ``why`` is what it said."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    address: str = fields.TextField()
    why: str = fields.TextField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "suppressed_addresses"
        constraints = (UniqueConstraint(fields=("address",), name="suppressed_addresses_once"),)


class PreferenceRow(Model):
    """Whether a member wants messages of a category."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    category: str = fields.TextField()
    is_wanted = fields.BooleanField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table, keys and checks."""

        table = "message_preferences"
        constraints = (
            UniqueConstraint(fields=("member_id", "category"), name="message_preferences_one_each"),
            CheckConstraint(check="category IN ('SERVICE', 'MARKETING')", name="message_preferences_category"),
        )


class TemplateRow(Model):
    """An edition of a template, or (``edition`` is none) what is being written; ``parts`` are its texts by part."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    template: str = fields.TextField()
    edition: int | None = fields.IntField(null=True)
    parts: dict[str, Any] = fields.JSONField()
    author: str = fields.TextField()
    at: datetime = fields.DatetimeField()

    class Meta:
        """Table, keys and checks."""

        table = "message_templates"
        constraints = (
            UniqueConstraint(fields=("template", "edition"), name="message_templates_editions"),
            CheckConstraint(check="edition > 0", name="message_templates_edition"),
        )
