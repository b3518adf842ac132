"""A shop whose offers need everything: introductory prices, limits, codes, deliveries, and a gateway over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.catalogue import service as catalogue
from hub.entitlements import reads as entitlements
from hub.fulfilment.models import BatchRow, CodeRow
from hub.fulfilment.rules.codes import CodeState
from hub.journal.rules import Act
from hub.kernel.ids import new_id
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.rules.pricing import Cart, CartLine
from hub.orders.rules.values import Order, Payment
from hub.orders.service import closing, sweeping
from hub.orders.service.hearing import hear
from hub.orders.service.paying import Means, PayAnswer, ask, pay
from hub.orders.service.placing import place
from hub.orders.service.sending import send_refund
from hub.ports import Ports
from tests.fakes import FakeClock
from tests.services.gateways.conftest import SandboxTill, sandbox_till

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEXT = "{zh: 文字, en: words}"


def benefit(code: str, more: str) -> str:
    return (
        f"  - {{code: {code}, provider: lanting, category: fun, name: {TEXT}, description: {TEXT}, guide: {TEXT},"
        f" {more}}}\n"
    )


CATALOGUE = f"""\
providers:
  - {{code: lanting, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
benefits:
{benefit("vip", "stacking: EXTEND, delivery: INTERNAL, max_ahead: P2Y")}\
{benefit("music", "stacking: EXTEND, delivery: LINK")}\
{benefit("visit", f"stacking: PARALLEL, delivery: INTERNAL, unit: {TEXT}")}\
{benefit("voucher", f"stacking: PARALLEL, delivery: CODE_VAULT, unit: {TEXT}, refund: BEFORE_USE")}\
{benefit("trial", "stacking: EXCLUSIVE, delivery: INTERNAL, refund: NONE")}\
bundles:
  - {{code: month, name: {TEXT}, description: {TEXT}, validity: P30D, components: [{{key: video, benefit: vip}}]}}
  - {{code: taste, name: {TEXT}, description: {TEXT}, validity: P7D, components: [{{key: trial, benefit: trial}}]}}
  - {{code: paper, name: {TEXT}, description: {TEXT}, validity: P30D, components: [{{key: paper, benefit: voucher}}]}}
  - code: joint
    name: {TEXT}
    description: {TEXT}
    validity: P30D
    components:
      - {{key: video, benefit: vip, weight: 2}}
      - {{key: music, benefit: music}}
      - {{key: visits, benefit: visit, quantity: 3}}
      - {{key: paper, benefit: voucher, weight: 0}}
offers:
  - {{code: month-once, bundle: month, price: 15.00 CNY}}
  - code: month-renewing
    bundle: month
    price: 15.00 CNY
    renewal_period: P30D
    introductory: {{price: 1.00 CNY, periods: 1}}
  - {{code: month-twice, bundle: month, price: 12.00 CNY, per_member_limit: 2}}
  - {{code: month-abroad, bundle: month, price: 3.00 USD}}
  - {{code: month-sale, bundle: month, price: 9.00 CNY, sale_until: "2026-01-01T02:10:00Z"}}
  - {{code: taste-once, bundle: taste, price: 5.00 CNY}}
  - {{code: paper-once, bundle: paper, price: 20.00 CNY}}
  - {{code: joint-once, bundle: joint, price: 99.99 CNY}}
"""


def cart(*offers: str) -> Cart:
    return Cart([CartLine(offer, 1, {}) for offer in offers])


@dataclass
class Till:
    """The hub, its gateway, and a member's hands."""

    ports: Ports
    clock: FakeClock
    sandbox: SandboxTill
    heard: int = 0

    def act(self, key: str = "", actor: str = "member:test") -> Act:
        return Act(actor, self.clock.now(), key or new_id().hex)

    async def order(self, member: Member, *offers: str, key: str = "") -> Order:
        return await place(member, cart(*offers), self.act(key))

    async def pay(self, member: Member, order: Order, card: str = "good", key: str = "") -> PayAnswer:
        means = Means(await self.sandbox.card(card))
        return await pay(self.ports, member, order.number, means, self.act(key))

    async def buy(self, member: Member, *offers: str) -> Order:
        return (await self.pay(member, await self.order(member, *offers))).order

    async def hear(self, count: int = 0) -> None:
        """Hand on to the hub what the gateway has sent since; wait for ``count`` messages first."""
        heard = await self.sandbox.listener.wait_for(self.heard + count)
        for headers, body in heard[self.heard :]:
            await hear(self.ports, "sandbox", headers, body)
        self.heard = len(heard)

    async def sweep(self) -> None:
        """What the jobs do."""
        at = self.clock.now()
        for payment in await sweeping.payments_to_ask_for(at, 100):
            await ask(self.ports, payment)
        for order in await sweeping.orders_to_expire(at, 100):
            await closing.expire(order, self.act(actor="system"))
        for refund in await sweeping.refunds_to_send(at, 100):
            await send_refund(self.ports, refund)

    async def sweep_after(self, by: timedelta) -> None:
        self.clock.advance(by)
        await self.sweep()

    async def now(self, order: Order) -> Order:
        return (await reads.orders([order.id]))[order.id]

    async def payments(self, order: Order) -> list[Payment]:
        return (await reads.payments([order.id]))[order.id]

    async def cases(self, order: Order) -> list[str]:
        return [each.kind for each in (await reads.cases_of([order.id]))[order.id]]

    async def charged(self) -> list[int]:
        """What the gateway really holds of all charges, net of refunds."""
        url = f"{self.sandbox.account.url}/admin/ledger"
        ledger = (await self.sandbox.client.get(url, headers={"authorization": "Bearer sk"})).json()
        made = [each for each in ledger["charges"] if each["status"] == "succeeded"]
        return [each["asked"]["amount_minor"] - each["refunded_minor"] for each in made]


@pytest.fixture
async def shop(database: str, ports: Ports) -> None:
    await catalogue.apply(ports, "test", CATALOGUE)


@pytest.fixture
async def till(shop: None, ports: Ports, clock: FakeClock) -> AsyncIterator[Till]:
    async with sandbox_till() as sandbox:
        yield Till(replace(ports, gateways={"sandbox": sandbox.gateway}), clock, sandbox)


async def stock(count: int, at: datetime) -> None:
    """Put vouchers into the vault."""
    batch = await BatchRow.create(product="voucher", name="b", made_at=at, made_by="staff:li")
    await CodeRow.bulk_create(
        [
            CodeRow(
                batch_id=batch.id,
                product="voucher",
                sealed=b"",
                fingerprint=new_id().hex,
                masked="••••",
                state=CodeState.FREE,
            )
            for _ in range(count)
        ]
    )


async def codes(state: CodeState) -> int:
    return await CodeRow.filter(state=state).count()


async def held(member: Member) -> dict[str, int]:
    """How many grants of each benefit the member has that were not taken back."""
    [all_held] = await entitlements.held_by([member])
    counts: dict[str, int] = {}
    for record in all_held.records.values():
        if record.grant.revoked is None:
            counts[record.grant.benefit] = counts.get(record.grant.benefit, 0) + 1
    return counts
