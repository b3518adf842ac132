"""Applying a catalogue: all of it or nothing, as often as one likes, one at a time."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from functools import singledispatch
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads
from hub.catalogue.models import BenefitRow, BundleRevisionRow, BundleRow, CategoryRow, OfferRow, ProviderRow
from hub.catalogue.rules.bundles import Bundle, Offer
from hub.catalogue.rules.differences import Happening, compare
from hub.catalogue.rules.document import read
from hub.catalogue.rules.plain import checksum, plain
from hub.catalogue.rules.revisions import pin
from hub.catalogue.rules.values import Benefit, Category, Provider
from hub.journal import service as journal
from hub.kernel.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tortoise.models import Model

    from hub.catalogue.rules.catalogue import Catalogue, Entry
    from hub.catalogue.rules.differences import Comparison
    from hub.catalogue.rules.revisions import PinnedBundle, Published, Revision
    from hub.ports import Ports

_ROWS: dict[str, type[Model]] = {
    "providers": ProviderRow,
    "categories": CategoryRow,
    "benefits": BenefitRow,
    "bundles": BundleRow,
    "offers": OfferRow,
}


async def publish(ports: Ports, actor: str, code: str) -> Revision:
    """Publish what a bundle gives now; if its last revision gives the same, that is the answer and nothing is written.

    Applying a document publishes by itself; this is for a single bundle. Refuses an unknown or retired bundle
    (``NotFound``).
    """
    async with in_transaction():
        await _one_at_a_time()
        stored = await reads.catalogue()
        if code not in stored.bundles:
            raise NotFound("bundle", code)
        content, last = pin(stored, code), (await reads.last_revisions())[code]
        if last.checksum != checksum(content):
            now = ports.clock.now()
            row = _revision(content, last, actor, now)
            await row.save()
            await BundleRow.filter(code=code).update(revision_id=row.id)
            await journal.record(now, actor, action="publish", subject=f"bundle:{code}", facts={"number": row.number})
    return (await reads.current_revisions([code]))[code]


async def apply(ports: Ports, actor: str, document: str | bytes) -> Comparison:
    """Make the stored catalogue what ``document`` says, and tell what that changed: nothing, the second time.

    What the document does not name is retired. A bundle gets a new revision if what it gives, to the last benefit,
    is not what its last revision gives. Refuses a document with mistakes (``InvalidCatalogue``).
    """
    new = await asyncio.to_thread(read, document)
    async with in_transaction():
        await _one_at_a_time()
        last = await reads.last_revisions()
        comparison = compare(await reads.catalogue(), new, last)
        if not comparison.is_empty:
            await _write(new, comparison, last, actor, ports.clock.now())
    return comparison


async def _one_at_a_time() -> None:
    """Wait until no other transaction changes the catalogue."""
    await get_connection("default").execute_query("SELECT pg_advisory_xact_lock(hashtext('catalogue'))")


async def _write(
    new: Catalogue, comparison: Comparison, last: Mapping[str, Published], actor: str, now: datetime
) -> None:
    revisions = [_revision(pin(new, code), last.get(code), actor, now) for code in comparison.revised]
    current = {code: each.id for code, each in last.items()} | {row.bundle_id: row.id for row in revisions}
    for section, row in _ROWS.items():
        await row.filter(code__in=comparison.codes(section, Happening.RETIRED)).update(retired_at=now)
        for code in _named_first(section, new, comparison):
            columns = _columns(new.section(section)[code]) | {"retired_at": None}
            if section == "bundles":
                columns["revision_id"] = current[code]
            await row.update_or_create(code=code, defaults=columns)
    await BundleRevisionRow.bulk_create(revisions)
    await journal.record(now, actor, action="apply_catalogue", subject="catalogue", facts=_facts(comparison, revisions))


def _revision(content: PinnedBundle, last: Published | None, actor: str, now: datetime) -> BundleRevisionRow:
    return BundleRevisionRow(
        bundle_id=content.code,
        number=last.number + 1 if last else 1,
        content=plain(content),
        checksum=checksum(content),
        published_at=now,
        published_by=actor,
    )


def _named_first(section: str, new: Catalogue, comparison: Comparison) -> list[str]:
    """The codes to write, a category after its parent."""
    codes = {*comparison.codes(section, Happening.ADDED, Happening.CHANGED)}
    if section == "bundles":
        codes |= {*comparison.revised}
    if section != "categories":
        return sorted(codes)
    parents = {code: {each.parent} - {None} for code, each in new.categories.items()}
    return [code for code in TopologicalSorter(parents).static_order() if code in codes]


def _facts(comparison: Comparison, revisions: Iterable[BundleRevisionRow]) -> dict[str, object]:
    return {
        "changes": [f"{each.happening} {each.section} {each.code}" for each in comparison.changes],
        "published": {row.bundle_id: row.number for row in revisions},
    }


Columns = dict[str, Any]

_OWN_COLUMNS = {"code", "provider", "category", "tier"}
"""The fields of a benefit that its row holds in another way than a document does."""


@singledispatch
def _columns(entry: Entry) -> Columns:
    """What the entry's row holds."""
    raise TypeError(entry)


@_columns.register
def _(provider: Provider) -> Columns:
    return {"name": plain(provider.name), "colour": provider.colour}


@_columns.register
def _(category: Category) -> Columns:
    return {"name": plain(category.name), "parent_id": category.parent}


@_columns.register
def _(benefit: Benefit) -> Columns:
    written = ((each.name, getattr(benefit, each.name)) for each in fields(benefit) if each.name not in _OWN_COLUMNS)
    return {
        **{name: None if value is None else plain(value) for name, value in written},
        "provider_id": benefit.provider,
        "category_id": benefit.category,
        "tier_group": benefit.tier and benefit.tier.group,
        "tier_rank": benefit.tier and benefit.tier.rank,
    }


@_columns.register
def _(bundle: Bundle) -> Columns:
    return {
        "name": plain(bundle.name),
        "description": plain(bundle.description),
        "composition": {"validity": plain(bundle.validity), "components": plain(bundle.components)},
    }


@_columns.register
def _(offer: Offer) -> Columns:
    introductory = offer.introductory
    return {
        "bundle_id": offer.bundle,
        "currency": offer.price.currency,
        "amount_minor": offer.price.amount_minor,
        "introductory_minor": introductory and introductory.price.amount_minor,
        "introductory_periods": introductory and introductory.periods,
        "renewal_period": offer.renewal_period and str(offer.renewal_period),
        "sale_from": offer.sale_from,
        "sale_until": offer.sale_until,
        "per_member_limit": offer.per_member_limit,
        "channel": offer.channel,
    }
