"""A club whose bundles renew, members with stored cards, and a gateway that does what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from hub.catalogue import service as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBundle
from hub.journal.rules import Act
from hub.kernel.calendar import Period, add
from hub.kernel.ids import new_id
from hub.kernel.money import Money
from hub.members import service as members
from hub.members.rules import Locale, Member, NewMember
from hub.orders.models import PaymentMethodRow
from hub.renewals import reads
from hub.renewals.rules.policy import Policy
from hub.renewals.rules.values import Agreement, Card, Renewal, State
from hub.renewals.service import agreeing
from hub.renewals.service.agreeing import Wish
from hub.renewals.service.renewing import renew
from hub.testclock.service import run_through
from jobs.testclock import TOGETHER, AtOnce
from tests.couriers import FakeCourier
from tests.fakes import FakeClock
from tests.gateways import ScriptedGateway

if TYPE_CHECKING:
    from hub.entitlements.service.granting import Given
    from hub.ports import Ports

TEXT = "{zh: 文字, en: words}"


def benefit(code: str, more: str) -> str:
    return (
        f"  - {{code: {code}, provider: lanting, category: fun, name: {TEXT}, description: {TEXT}, guide: {TEXT},"
        f" delivery: INTERNAL, {more}}}\n"
    )


def bundle(code: str, validity: str, *components: str) -> str:
    return (
        f"  - {{code: {code}, name: {TEXT}, description: {TEXT}, validity: {validity},"
        f" components: [{', '.join(components)}]}}\n"
    )


def club(month: str = "15.00", more: str = "") -> str:
    """The catalogue; ``month`` is the price of the monthly offer."""
    return f"""\
providers:
  - {{code: lanting, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
benefits:
{benefit("vip", "stacking: EXTEND, tier: {group: lanting, rank: 1}")}\
{benefit("svip", "stacking: EXTEND, tier: {group: lanting, rank: 2}")}\
{benefit("music", "stacking: EXTEND")}\
{benefit("coupon", f"stacking: PARALLEL, unit: {TEXT}")}\
bundles:
{bundle("month", "P1M", "{key: video, benefit: vip}")}\
{bundle("super", "P1M", "{key: video, benefit: svip}")}\
{bundle("year", "P1Y", "{key: video, benefit: vip}")}\
{bundle("life", "LIFETIME", "{key: video, benefit: vip}")}\
{bundle("both", "P1M", "{key: video, benefit: vip}", "{key: music, benefit: music}")}\
{bundle("music-month", "P1M", "{key: music, benefit: music}")}\
{bundle("coupons", "P1M", "{key: coupon, benefit: coupon, quantity: 4}")}\
offers:
  - {{code: month-renewing, bundle: month, price: {month} CNY, renewal_period: P1M}}
  - code: month-welcome
    bundle: month
    price: {month} CNY
    renewal_period: P1M
    introductory: {{price: 1.00 CNY, periods: 2}}
  - {{code: super-renewing, bundle: super, price: 30.00 CNY, renewal_period: P1M}}
  - {{code: year-renewing, bundle: year, price: 148.00 CNY, renewal_period: P1Y}}
  - {{code: both-renewing, bundle: both, price: 25.00 CNY, renewal_period: P1M}}
  - {{code: music-renewing, bundle: music-month, price: 10.00 CNY, renewal_period: P1M}}
  - {{code: coupons-renewing, bundle: coupons, price: 6.00 CNY, renewal_period: P1M}}
  - {{code: month-once, bundle: month, price: 18.00 CNY}}
{more}"""


PRICES = {
    "month-renewing": Money("CNY", 1500),
    "month-welcome": Money("CNY", 1500),
    "super-renewing": Money("CNY", 3000),
    "year-renewing": Money("CNY", 14800),
    "both-renewing": Money("CNY", 2500),
    "music-renewing": Money("CNY", 1000),
    "coupons-renewing": Money("CNY", 600),
}


@dataclass
class Club:
    """The hub, its gateway, its mail, and a clock that runs through what is due."""

    ports: Ports
    clock: FakeClock
    gateway: ScriptedGateway
    mail: FakeCourier
    policy: Policy = field(default_factory=Policy)

    def act(self, key: str = "", actor: str = "member:test") -> Act:
        return Act(actor, self.clock.now(), key or new_id().hex)

    def wish(self, offer: str, price: Money | None = None) -> Wish:
        return Wish(offer, price or PRICES[offer], self.policy.terms_version)

    async def give(self, member: Member, bundle: str) -> Given:
        return await granting.grant(member, OneBundle(bundle), Origin(Source.PURCHASE), self.act())

    async def card(self, member: Member, method: str = "card-4242", expires: tuple[int, int] = (2031, 8)) -> Card:
        await PaymentMethodRow.create(
            member_id=member.id,
            gateway="scripted",
            method=method,
            brand="visa",
            last4=method[-4:],
            expires_year=expires[0],
            expires_month=expires[1],
            kept_at=self.clock.now(),
        )
        return Card("scripted", method)

    async def enable(self, member: Member, offer: str = "month-renewing", bundle: str = "month") -> Agreement:
        """The member holds the bundle and lets it renew."""
        await self.give(member, bundle)
        card = await self.card(member, f"{member.external_id}-4242")
        return await agreeing.enable(self.ports, member, self.wish(offer), card, self.act(), self.policy)

    async def until(self, at: datetime) -> None:
        """Let time pass until ``at``, doing all that is due in between, in order."""

        async def move(to: datetime) -> None:
            self.clock.set(to)

        work = AtOnce({"ports": self.ports, "patience": None, "renewal_policy": self.policy})
        await run_through(self.ports, at, move, work.sweeps(), TOGETHER)

    async def passes(self, period: str, zone: str = "Asia/Shanghai") -> None:
        await self.until(add(self.clock.now(), Period.parse(period), zone))

    async def look(self, agreement: Agreement) -> Agreement:
        await renew(self.ports, [agreement.id], self.policy)
        return await self.now(agreement)

    async def now(self, agreement: Agreement) -> Agreement:
        return (await reads.agreements([agreement.id]))[agreement.id]

    async def renewals(self, agreement: Agreement) -> list[Renewal]:
        """Oldest first."""
        return (await reads.renewals([agreement.id]))[agreement.id][::-1]

    async def covered_until(self, member: Member, benefit: str = "vip") -> datetime | None:
        held = await entitlements.entitlement_to(member, benefit)
        return max((each.span.until for each in held.segments), default=None)

    def told(self, about: str = "renewal") -> list[str]:
        """What the member was told by mail, in order: the templates."""
        return [each.about.removeprefix("renewal-") for each in self.mail.taken if each.about.startswith(about)]

    async def agreements_in(self, member: Member, state: State) -> int:
        return sum(each.state is state for each in await reads.agreements_of(member.id))


@pytest.fixture
async def club_(database: str, ports: Ports, clock: FakeClock) -> Club:
    gateway, mail = ScriptedGateway(), FakeCourier()
    await catalogue.apply(ports, "test", club())
    open_ports = replace(ports, gateways={"scripted": gateway}, couriers={"EMAIL": mail}, site="https://hub.example")
    return Club(open_ports, clock, gateway, mail)


@pytest.fixture
async def ling(club_: Club) -> Member:
    new = NewMember("u-ling", "林玲", email="ling@example.com", locale=Locale.EN)
    return await members.create_member(club_.ports, "test", new)
