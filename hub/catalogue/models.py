"""The catalogue's tables. Entries name one another by code, which never changes; what is given up is retired."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.catalogue.rules.words import MAX_CODE
from hub.kernel.ids import new_id

Texts = dict[str, str]


def _code() -> Any:  # noqa: ANN401 - Tortoise's fields do not type as what they hold
    return fields.CharField(MAX_CODE, unique=True)


def _named(row: str) -> Any:  # noqa: ANN401 - as above
    """A reference by code: its ``…_id`` is the code."""
    return fields.ForeignKeyField(f"hub.{row}", related_name=False, to_field="code", on_delete=fields.RESTRICT)


class CatalogueVersionRow(Model):
    """The one row that says which catalogue this is: triggers give it a new version whenever an entry changes."""

    id: int = fields.IntField(primary_key=True)
    version: UUID = fields.UUIDField()

    class Meta:
        """Table."""

        table = "catalogue_version"


class ProviderRow(Model):
    """A company that honours benefits."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = _code()
    name: Texts = fields.JSONField()
    colour: str = fields.TextField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table."""

        table = "providers"


class CategoryRow(Model):
    """A shelf of the catalogue."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = _code()
    name: Texts = fields.JSONField()
    parent: fields.ForeignKeyNullableRelation[CategoryRow] = fields.ForeignKeyField(
        "hub.CategoryRow",
        related_name=False,
        to_field="code",
        null=True,
        on_delete=fields.RESTRICT,
    )
    parent_id: str | None
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table."""

        table = "categories"


class BenefitRow(Model):
    """One kind of right a member can hold. Periods are ISO 8601; live benefits of a tier group differ in rank."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = _code()
    provider = _named("ProviderRow")
    provider_id: str
    category = _named("CategoryRow")
    category_id: str
    name: Texts = fields.JSONField()
    description: Texts = fields.JSONField()
    guide: Texts = fields.JSONField()
    stacking: str = fields.TextField()
    tier_group: str | None = fields.TextField(null=True)
    tier_rank: int | None = fields.IntField(null=True)
    max_ahead: str | None = fields.TextField(null=True)
    unit: Texts | None = fields.JSONField(null=True)
    allowance: dict[str, Any] | None = fields.JSONField(null=True)
    delivery: str = fields.TextField()
    starts: str = fields.TextField()
    refund: str = fields.TextField(db_default="UNUSED")
    account: dict[str, Any] | None = fields.JSONField(null=True)
    scope: Texts | None = fields.JSONField(null=True)
    devices: Texts | None = fields.JSONField(null=True)
    notice_window: str = fields.TextField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table and checks."""

        table = "benefits"
        constraints = (
            CheckConstraint(check="stacking IN ('EXTEND', 'PARALLEL', 'EXCLUSIVE')", name="benefits_stacking"),
            CheckConstraint(
                check="delivery IN ('DIRECT', 'CODE_VAULT', 'CODE_PROVIDER', 'LINK', 'INTERNAL')",
                name="benefits_delivery",
            ),
            CheckConstraint(check="starts IN ('WHEN_GRANTED', 'ON_DELIVERY')", name="benefits_starts"),
            CheckConstraint(check="refund IN ('UNUSED', 'BEFORE_USE', 'NONE')", name="benefits_refund"),
            CheckConstraint(check="(tier_group IS NULL) = (tier_rank IS NULL)", name="benefits_tier"),
            CheckConstraint(check="max_ahead IS NULL OR stacking = 'EXTEND'", name="benefits_max_ahead"),
            CheckConstraint(check="allowance IS NULL OR unit IS NOT NULL", name="benefits_allowance"),
        )


class BundleRow(Model):
    """A bundle as last written down. ``revision_id`` is its current revision."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = _code()
    name: Texts = fields.JSONField()
    description: Texts = fields.JSONField()
    composition: dict[str, Any] = fields.JSONField()
    revision_id: UUID = fields.UUIDField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table."""

        table = "bundles"


class BundleRevisionRow(Model):
    """What a bundle gave when it was published, worked out to the last benefit. Never changed, never deleted."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    bundle = _named("BundleRow")
    bundle_id: str
    number: int = fields.IntField()
    content: dict[str, Any] = fields.JSONField()
    checksum: str = fields.TextField()
    published_at: datetime = fields.DatetimeField()
    published_by: str = fields.TextField()

    class Meta:
        """Table and keys."""

        table = "bundle_revisions"
        constraints = (
            UniqueConstraint(fields=("bundle_id", "number"), name="bundle_revisions_number"),
            CheckConstraint(check="number > 0", name="bundle_revisions_from_one"),
        )


class OfferRow(Model):
    """A price for a bundle; both amounts are in minor units of ``currency``."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    code: str = _code()
    bundle = _named("BundleRow")
    bundle_id: str
    currency: str = fields.TextField()
    amount_minor: int = fields.BigIntField()
    introductory_minor: int | None = fields.BigIntField(null=True)
    introductory_periods: int | None = fields.IntField(null=True)
    renewal_period: str | None = fields.TextField(null=True)
    sale_from: datetime | None = fields.DatetimeField(null=True)
    sale_until: datetime | None = fields.DatetimeField(null=True)
    per_member_limit: int | None = fields.IntField(null=True)
    channel: str | None = fields.TextField(null=True)
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, checks and indexes."""

        table = "offers"
        indexes = (Index(fields=("bundle_id",), name="offers_bundle"),)
        constraints = (
            CheckConstraint(check="amount_minor >= 0 AND introductory_minor >= 0", name="offers_amount"),
            CheckConstraint(
                check="(introductory_minor IS NULL) = (introductory_periods IS NULL)", name="offers_introductory"
            ),
            CheckConstraint(check="sale_from < sale_until", name="offers_sale"),
            CheckConstraint(check="per_member_limit > 0", name="offers_per_member_limit"),
        )
