"""Looking things up in the catalogue. Answers are values; of a batch, unknown codes are left out of the answer.

Looked up by code, retired entries are found too, for those who still hold them; ``catalogue`` has live ones only.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import orjson
from tortoise.connection import get_connection
from tortoise.expressions import Subquery

from hub.catalogue.models import BenefitRow, BundleRevisionRow, BundleRow, CategoryRow, OfferRow, ProviderRow
from hub.catalogue.rules.bundles import Introductory, Offer
from hub.catalogue.rules.catalogue import Catalogue, Sale
from hub.catalogue.rules.differences import Comparison, compare
from hub.catalogue.rules.document import read
from hub.catalogue.rules.export import write
from hub.catalogue.rules.revisions import Published, Revision
from hub.catalogue.rules.shapes import ACCOUNT, ALLOWANCE, BUNDLE
from hub.catalogue.rules.stored import PINNED_BUNDLE, stored
from hub.catalogue.rules.values import (
    Benefit,
    Category,
    Delivery,
    LocalText,
    Provider,
    RefundRule,
    Stacking,
    Starts,
    Tier,
)
from hub.catalogue.rules.words import is_code
from hub.kernel.calendar import Period
from hub.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.rules.bundles import Bundle
    from hub.catalogue.rules.revisions import PinnedBundle

NOTHING = UUID(int=0)
"""The version of the catalogue in which nothing was ever written."""

REVISIONS_KEPT = 1_024
"""How many revisions a process keeps worked out; they never change."""

ANSWERS_KEPT = 4_096
"""How many answers of each lookup a process keeps, of all versions together."""

K = TypeVar("K", str, UUID)
V = TypeVar("V")


async def catalogue() -> Catalogue:
    """Everything that is not retired."""
    return Catalogue(
        providers={row.code: _provider(row) for row in await ProviderRow.filter(retired_at=None)},
        categories={row.code: _category(row) for row in await CategoryRow.filter(retired_at=None)},
        benefits={row.code: _benefit(row) for row in await BenefitRow.filter(retired_at=None)},
        bundles={row.code: _bundle(row) for row in await BundleRow.filter(retired_at=None)},
        offers=await all_live_offers(),
    )


async def sale(at: datetime) -> Sale:
    """What can be bought at ``at``."""
    bundles = {row.code: _bundle(row) for row in await BundleRow.filter(retired_at=None)}
    return Catalogue(bundles=bundles, offers=await all_live_offers()).sale(at)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The catalogue at one ``version``: by code with the retired entries, and ``live``, what is not retired."""

    version: UUID
    providers: Mapping[str, Provider]
    categories: Mapping[str, Category]
    benefits: Mapping[str, Benefit]
    bundles: Mapping[str, Bundle]
    live: Catalogue


async def version() -> UUID:
    """Which catalogue is stored: a new one after every change of an entry, ``NOTHING`` before the first."""
    _, rows = await get_connection("default").execute_query("SELECT version FROM catalogue_version")
    return rows[0]["version"] if rows else NOTHING


_HELD: ContextVar[UUID | None] = ContextVar("the version of the catalogue that lookups answer from", default=None)


@asynccontextmanager
async def at_one_version() -> AsyncIterator[None]:
    """Within it lookups answer from the version stored at its beginning. For moments: changes wait until it is over."""
    held = _HELD.set(_HELD.get() or await version())
    try:
        yield
    finally:
        _HELD.reset(held)


def _kept(look_up: Callable[[Sequence[K]], Awaitable[dict[K, V]]]) -> Callable[[Sequence[K]], Awaitable[dict[K, V]]]:
    """Keep the answers while the catalogue has the version that they are from: it is asked for (``at_one_version``).

    What cannot be a code is known to nobody, and is not asked for.

    What was read before its transaction is rolled back was read under a version that then never was.
    """
    answers: dict[tuple[UUID, tuple[K, ...]], dict[K, V]] = {}

    @wraps(look_up)
    async def answer(codes: Sequence[K]) -> dict[K, V]:
        possible = [each for each in codes if not isinstance(each, str) or is_code(each)]
        asked = (_HELD.get() or await version(), tuple(possible))
        if len(answers) >= ANSWERS_KEPT:
            answers.clear()
        if asked not in answers:
            answers[asked] = await look_up(possible)
        return dict(answers[asked])

    return answer


async def shelf() -> Shelf:
    """The whole catalogue. What changes while it is read belongs to a later version than the one it says."""
    read_at = await version()
    return Shelf(
        version=read_at,
        providers={row.code: _provider(row) for row in await ProviderRow.all()},
        categories={row.code: _category(row) for row in await CategoryRow.all()},
        benefits={row.code: _benefit(row) for row in await BenefitRow.all()},
        bundles={row.code: _bundle(row) for row in await BundleRow.all()},
        live=await catalogue(),
    )


async def comparison(document: str | bytes) -> Comparison:
    """What applying ``document`` would change; nothing is written. Refuses mistakes with ``InvalidCatalogue``."""
    new = await asyncio.to_thread(read, document)
    return compare(await catalogue(), new, await last_revisions())


async def last_revisions() -> dict[str, Published]:
    """The last revision of every bundle, retired ones included, without its content."""
    last = BundleRevisionRow.filter(id__in=Subquery(BundleRow.all().values("revision_id")))
    rows = await last.values_list("bundle_id", "id", "number", "checksum")
    return {code: Published(*rest) for code, *rest in rows}


async def document() -> str:
    """The live catalogue as a document that, applied, changes nothing."""
    return write(await catalogue())


async def providers(codes: Sequence[str]) -> dict[str, Provider]:
    """The providers with these codes."""
    return {row.code: _provider(row) for row in await ProviderRow.filter(code__in=codes)}


async def categories(codes: Sequence[str]) -> dict[str, Category]:
    """The categories with these codes."""
    return {row.code: _category(row) for row in await CategoryRow.filter(code__in=codes)}


@_kept
async def benefits(codes: Sequence[str]) -> dict[str, Benefit]:
    """The benefits with these codes."""
    return {row.code: _benefit(row) for row in await BenefitRow.filter(code__in=codes)}


@_kept
async def benefits_of_tier_groups(groups: Sequence[str]) -> dict[str, list[Benefit]]:
    """For each tier group its benefits, the retired ones included, lowest rank first."""
    found: dict[str, list[Benefit]] = {each: [] for each in groups}
    for row in await BenefitRow.filter(tier_group__in=groups).order_by("tier_rank", "code"):
        found[row.tier_group or ""].append(_benefit(row))
    return found


@_kept
async def bundles(codes: Sequence[str]) -> dict[str, Bundle]:
    """The bundles with these codes, as last written down."""
    return {row.code: _bundle(row) for row in await BundleRow.filter(code__in=codes)}


@_kept
async def revisions(ids: Sequence[UUID]) -> dict[UUID, Revision]:
    """The revisions with these ids, of whatever age."""
    return {row.id: revision(row) for row in await BundleRevisionRow.filter(id__in=ids)}


@_kept
async def current_revisions(codes: Sequence[str]) -> dict[str, Revision]:
    """The revision of each of these bundles that a new holder gets; a retired bundle has none."""
    current = BundleRow.filter(code__in=codes, retired_at=None).values("revision_id")
    return {row.bundle_id: revision(row) for row in await BundleRevisionRow.filter(id__in=Subquery(current))}


async def history(codes: Sequence[str]) -> dict[str, list[Revision]]:
    """All revisions of each of these bundles, the newest first."""
    found: dict[str, list[Revision]] = {each: [] for each in codes}
    for row in await BundleRevisionRow.filter(bundle_id__in=codes).order_by("-number"):
        found[row.bundle_id].append(revision(row))
    return found


@_kept
async def offers(codes: Sequence[str]) -> dict[str, Offer]:
    """The offers with these codes."""
    return {row.code: _offer(row) for row in await OfferRow.filter(code__in=codes)}


@_kept
async def live_offers(codes: Sequence[str]) -> dict[str, Offer]:
    """Of these offers, those that are not retired."""
    return {row.code: _offer(row) for row in await OfferRow.filter(code__in=codes, retired_at=None)}


async def all_live_offers() -> dict[str, Offer]:
    """The offers that are not retired."""
    return {row.code: _offer(row) for row in await OfferRow.filter(retired_at=None)}


async def offers_of_bundles(codes: Sequence[str]) -> dict[str, list[Offer]]:
    """For each of these bundles its live offers, by code."""
    found: dict[str, list[Offer]] = {each: [] for each in codes}
    for row in await OfferRow.filter(bundle_id__in=codes, retired_at=None).order_by("code"):
        found[row.bundle_id].append(_offer(row))
    return found


def revision(row: BundleRevisionRow) -> Revision:
    """The value of a row."""
    content = _content(orjson.dumps(row.content))
    return Revision(row.id, row.bundle_id, row.number, content, row.checksum, row.published_at)


@lru_cache(REVISIONS_KEPT)
def _content(written: bytes) -> PinnedBundle:
    return stored(PINNED_BUNDLE, orjson.loads(written))


def _provider(row: ProviderRow) -> Provider:
    return Provider(row.code, LocalText(**row.name), row.colour)


def _category(row: CategoryRow) -> Category:
    return Category(row.code, LocalText(**row.name), row.parent_id)


def _benefit(row: BenefitRow) -> Benefit:
    return Benefit(
        code=row.code,
        provider=row.provider_id,
        category=row.category_id,
        name=LocalText(**row.name),
        description=LocalText(**row.description),
        guide=LocalText(**row.guide),
        stacking=Stacking(row.stacking),
        delivery=Delivery(row.delivery),
        tier=None if row.tier_group is None or row.tier_rank is None else Tier(row.tier_group, row.tier_rank),
        max_ahead=Period.parse(row.max_ahead) if row.max_ahead else None,
        unit=LocalText(**row.unit) if row.unit else None,
        allowance=stored(ALLOWANCE, row.allowance) if row.allowance else None,
        starts=Starts(row.starts),
        refund=RefundRule(row.refund),
        account=stored(ACCOUNT, row.account) if row.account else None,
        scope=LocalText(**row.scope) if row.scope else None,
        devices=LocalText(**row.devices) if row.devices else None,
        notice_window=Period.parse(row.notice_window),
    )


def _bundle(row: BundleRow) -> Bundle:
    return stored(BUNDLE, {"code": row.code, "name": row.name, "description": row.description, **row.composition})


def _offer(row: OfferRow) -> Offer:
    introductory = None
    if row.introductory_minor is not None and row.introductory_periods:
        introductory = Introductory(Money(row.currency, row.introductory_minor), row.introductory_periods)
    return Offer(
        code=row.code,
        bundle=row.bundle_id,
        price=Money(row.currency, row.amount_minor),
        introductory=introductory,
        renewal_period=Period.parse(row.renewal_period) if row.renewal_period else None,
        sale_from=row.sale_from,
        sale_until=row.sale_until,
        per_member_limit=row.per_member_limit,
        channel=row.channel,
    )
