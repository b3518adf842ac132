"""A small population, its tables, and what conditions on it mean when worked out one person at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.campaigns.models import CampaignRow, ParticipantRow, RedemptionRow, TouchRow
from hub.campaigns.rules import conditions as c
from hub.campaigns.rules.conditions import Did
from hub.catalogue.models import BundleRevisionRow
from hub.entitlements.models import GrantRow, HoldingRow, SegmentRow, UseRow
from hub.kernel.calendar import Period, add
from hub.kernel.ids import new_id
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow
from hub.orders.models import OrderLineRow, OrderRow
from hub.renewals.models import AgreementRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
BENEFITS = ("vip", "svip", "music")
GROUP = "lanting"
RANKS = {"vip": 1, "svip": 2}
TAGS = ("gold", "o'hara; --", "新")
OFFERS = ("month", "year")
BUNDLE = "year"
CAMPAIGN = "spring"
DID = (
    (),
    (Did.HELD_OUT,),
    (Did.JOINED, Did.REDEEMED),
    (Did.JOINED, Did.RECEIVED),
    (Did.JOINED, Did.RECEIVED, Did.OPENED),
    (Did.JOINED, Did.RECEIVED, Did.OPENED, Did.CLICKED),
)


@dataclass(frozen=True)
class Span:
    benefit: str
    start: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or self.until > at)


@dataclass(frozen=True)
class Order:
    offer: str
    quantity: int
    total: int
    paid_at: datetime | None


@dataclass(frozen=True)
class Person:
    name: str
    locale: str = "zh-CN"
    zone: str = "Asia/Shanghai"
    tags: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    uses: tuple[tuple[str, datetime], ...] = ()
    orders: tuple[Order, ...] = ()
    renews: bool = False
    since: datetime = NOW - 400 * DAY
    has_bundle: bool = False
    """All that they hold they have of ``BUNDLE``."""
    did: tuple[Did, ...] = ()
    """In ``CAMPAIGN``."""
    id: UUID = field(default_factory=new_id)


class Town(list[Person]):
    """People, told apart in reports by nothing."""

    def __repr__(self) -> str:
        return "the town"


def population(count: int = 80) -> Town:
    chance = Random("a population")  # noqa: S311 - the same every time
    return Town(_person(chance, f"p-{number}") for number in range(count))


def _person(chance: Random, name: str) -> Person:
    def about(days: int) -> datetime:
        return NOW + chance.choice((-1, 1)) * timedelta(days=chance.randrange(days), hours=chance.choice((0, 6)))

    spans = []
    for _ in range(chance.randrange(4)):
        start = about(120)
        lengths = (timedelta(hours=6), 10 * DAY, 30 * DAY, 60 * DAY, None)
        length = chance.choice(lengths)
        spans.append(Span(chance.choice(BENEFITS), start, None if length is None else start + length))
        if length and chance.random() < 0.4:
            spans.append(replace(spans[-1], start=start + length, until=start + length + 30 * DAY))
    return Person(
        name,
        chance.choice(("zh-CN", "en")),
        chance.choice(("Asia/Shanghai", "Europe/Berlin")),
        tuple(each for each in TAGS if chance.random() < 0.3),
        chance.choice(({}, {"channel": "app"}, {"channel": 3, "x": None}, {"channel": True}, {"channel": ["app"]})),
        tuple(spans),
        tuple(
            (chance.choice(BENEFITS), NOW - timedelta(days=chance.randrange(60))) for _ in range(chance.randrange(3))
        ),
        tuple(_order(chance) for _ in range(chance.randrange(3))),
        renews=chance.random() < 0.3,
        since=NOW - timedelta(days=chance.randrange(300)),
        has_bundle=chance.random() < 0.5,
        did=chance.choice(DID),
    )


def _order(chance: Random) -> Order:
    paid_at = NOW - timedelta(days=chance.randrange(100)) if chance.random() < 0.8 else None
    return Order(chance.choice(OFFERS), chance.randrange(1, 3), chance.choice((500, 1_500, 9_000)), paid_at)


async def store(people: Sequence[Person]) -> None:
    await MemberRow.bulk_create([_member(each) for each in people])
    revision = (await BundleRevisionRow.filter(bundle_id=BUNDLE).get()).id
    await HoldingRow.bulk_create([_holding(each.id, revision) for each in people if each.has_bundle])
    spans = [(new_id(), person, span) for person in people for span in person.spans]
    await GrantRow.bulk_create(
        [_grant(id_, person.id, span, of_bundle=person.has_bundle) for id_, person, span in spans]
    )
    await SegmentRow.bulk_create([_segment(id_, person.id, span) for id_, person, span in spans])
    used = [(new_id(), person.id, benefit, at) for person in people for benefit, at in person.uses]
    await GrantRow.bulk_create([_grant(id_, who, Span(benefit, at, None)) for id_, who, benefit, at in used])
    await UseRow.bulk_create([_use(*each) for each in used])
    orders = [(new_id(), person.id, order) for person in people for order in person.orders]
    await OrderRow.bulk_create([_order_row(*each) for each in orders])
    await OrderLineRow.bulk_create([_line(revision, *each) for each in orders])
    await AgreementRow.bulk_create([_agreement(each.id) for each in people if each.renews])
    await _store_campaign([each for each in people if each.did])


async def _store_campaign(people: Sequence[Person]) -> None:
    campaign = CampaignRow(code=CAMPAIGN, state="DRAFT", plan={"name": "Spring"}, author="test", saved_at=NOW)
    await campaign.save(force_create=True)
    await ParticipantRow.bulk_create([_participant(campaign.id, each) for each in people])
    received = [each for each in people if Did.RECEIVED in each.did]
    await MessageRow.bulk_create([_message(each) for each in received])
    await TouchRow.bulk_create([_touch(campaign.id, each) for each in received])
    await RedemptionRow.bulk_create([_redemption(campaign.id, each.id) for each in people if Did.REDEEMED in each.did])


def _member(person: Person) -> MemberRow:
    return MemberRow(
        id=person.id,
        external_id=person.name,
        name=person.name,
        locale=person.locale,
        zone=person.zone,
        tags=list(person.tags),
        attributes=person.attributes,
        search=person.name,
        created_at=person.since,
    )


def _holding(member_id: UUID, revision: UUID) -> HoldingRow:
    return HoldingRow(id=member_id, member_id=member_id, revision_id=revision, source="IMPORT", granted_at=NOW)


def _grant(id_: UUID, member_id: UUID, span: Span, *, of_bundle: bool = False) -> GrantRow:
    return GrantRow(
        id=id_,
        holding_id=member_id if of_bundle else None,
        member_id=member_id,
        benefit=span.benefit,
        source="IMPORT",
        recorded_at=span.start,
        granted_at=span.start,
        granted_order=1,
        starts_at=span.start,
        ends_at=span.until,
    )


def _segment(grant_id: UUID, member_id: UUID, span: Span) -> SegmentRow:
    return SegmentRow(
        member_id=member_id,
        benefit=span.benefit,
        grant_id=grant_id,
        starts_at=span.start,
        ends_at=span.until,
        is_queued=False,
    )


def _use(grant_id: UUID, member_id: UUID, benefit: str, at: datetime) -> UseRow:
    return UseRow(consumption_id=new_id(), member_id=member_id, benefit=benefit, grant_id=grant_id, at=at, quantity=1)


def _order_row(id_: UUID, member_id: UUID, order: Order) -> OrderRow:
    placed = order.paid_at or NOW - DAY
    return OrderRow(
        id=id_,
        number=id_.hex,
        member_id=member_id,
        holder_id=new_id(),
        source="PURCHASE",
        state="PAID" if order.paid_at else "EXPIRED",
        currency="CNY",
        subtotal_minor=order.total,
        discount_minor=0,
        placed_at=placed,
        pay_by=placed,
        paid_at=order.paid_at,
    )


def _line(revision: UUID, order_id: UUID, member_id: UUID, order: Order) -> OrderLineRow:
    return OrderLineRow(
        order_id=order_id,
        member_id=member_id,
        number=1,
        offer=order.offer,
        bundle="b",
        revision_id=revision,
        quantity=order.quantity,
        introductory=0,
        subtotal_minor=order.total,
        discount_minor=0,
    )


def _agreement(member_id: UUID) -> AgreementRow:
    return AgreementRow(
        member_id=member_id,
        state="ACTIVE",
        offer="month",
        held_offer="month",
        period="P1M",
        currency="CNY",
        price_minor=1_500,
        gateway="sandbox",
        method="card",
        anchor=NOW,
        since=1,
        agreed_at=NOW,
        next_at=NOW,
    )


def _participant(campaign_id: UUID, person: Person) -> ParticipantRow:
    return ParticipantRow(
        campaign_id=campaign_id,
        member_id=person.id,
        variant="HELD_OUT" if Did.HELD_OUT in person.did else "A",
        anchor=NOW,
        joined_at=NOW,
        starts_at=NOW,
    )


def _message(person: Person) -> MessageRow:
    is_read = Did.OPENED in person.did and Did.CLICKED not in person.did
    return MessageRow(
        key=person.name, member_id=person.id, channel="INBOX", category="MARKETING", template="campaign-offer",
        locale="en", recipient="", subject="", text="", html="", state="SENT", created_at=NOW, sent_at=NOW,
        read_at=NOW if is_read else None,
    )  # fmt: skip


def _touch(campaign_id: UUID, person: Person) -> TouchRow:
    return TouchRow(
        campaign_id=campaign_id,
        member_id=person.id,
        variant="A",
        step=0,
        state="SENT",
        message_key=person.name,
        at=NOW,
        clicked_at=NOW if Did.CLICKED in person.did else None,
    )


def _redemption(campaign_id: UUID, member_id: UUID) -> RedemptionRow:
    return RedemptionRow(
        campaign_id=campaign_id, member_id=member_id, holder_id=new_id(), variant="A", gives={}, currency="CNY",
        cost_minor=0, state="TAKEN", held_at=NOW, settled_at=NOW,
    )  # fmt: skip


def fits(condition: c.Condition, who: Person) -> bool:
    """What the condition means, asked of one person."""
    return MEANS[type(condition)](condition, who)


def _holds(it: c.Holds, who: Person) -> bool:
    return any(each.benefit == it.benefit and each.covers(NOW) for each in who.spans)


def _tier(it: c.Tier, who: Person) -> bool:
    ranked = [each for each in who.spans if RANKS.get(each.benefit, -1) >= it.at_least]
    return it.group == GROUP and any(each.covers(NOW) for each in ranked)


def _ends(it: c.Ends, who: Person) -> bool:
    mine = [each for each in who.spans if each.benefit == it.benefit]
    soon = add(NOW, it.within, "Asia/Shanghai")
    ends = [each.until for each in mine if each.until and NOW < each.until <= soon]
    return any(not any(each.covers(end) for each in mine) for end in ends)


def _ended(it: c.Ended, who: Person) -> bool:
    ends = [each.until for each in who.spans if each.benefit == it.benefit]
    if not ends or None in ends:
        return False
    return ago(it.less_than) < max(filter(None, ends)) <= (ago(it.at_least) if it.at_least else NOW)


def _bought(it: c.Bought, who: Person) -> bool:
    these = [each for each in _paid(it.within, who) if not it.offers or each.offer in it.offers]
    return sum(each.quantity for each in these) >= it.times


def _spent(it: c.Spent, who: Person) -> bool:
    return sum(each.total for each in _paid(it.within, who)) >= it.at_least.amount_minor


def _paid(within: Period | None, who: Person) -> list[Order]:
    return [each for each in who.orders if each.paid_at and ago(within) < each.paid_at <= NOW]


def _has(it: c.Has, who: Person) -> bool:
    has = who.attributes.get(it.name)
    return has == it.value and type(has) is type(it.value)


def _used(it: c.Used, who: Person) -> bool:
    return any(ago(it.within) < at <= NOW and it.benefit in (None, used) for used, at in who.uses)


def ago(period: Period | None) -> datetime:
    return add(NOW, period * -1, "Asia/Shanghai") if period else datetime.min.replace(tzinfo=UTC)


MEANS: dict[type, Callable[[Any, Person], bool]] = {
    c.Every: lambda it, who: all(fits(each, who) for each in it.of),
    c.Some: lambda it, who: any(fits(each, who) for each in it.of),
    c.Not: lambda it, who: not fits(it.of, who),
    c.Holds: _holds,
    c.Tier: _tier,
    c.Ends: _ends,
    c.Ended: _ended,
    c.Bought: _bought,
    c.Spent: _spent,
    c.Renews: lambda _, who: who.renews,
    c.Speaks: lambda it, who: who.locale == it.locale,
    c.Lives: lambda it, who: who.zone == it.zone,
    c.Tagged: lambda it, who: it.tag in who.tags,
    c.Has: _has,
    c.Used: _used,
    c.Since: lambda it, who: ago(it.within) < who.since <= NOW,
    c.HoldsBundle: lambda it, who: it.bundle == BUNDLE and who.has_bundle and any(s.covers(NOW) for s in who.spans),
    c.Answered: lambda it, who: it.campaign == CAMPAIGN and it.did in who.did,
    c.Among: lambda it, who: who.name in it.members,
}
