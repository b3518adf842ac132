"""A small catalogue for the API's tests, and what members are given from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue import service as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import Given, grant
from hub.entitlements.service.planning import Asked, OneBenefit, OneBundle
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports

TEXT = "{zh: 文字, en: words}"


def benefit(code: str, more: str, provider: str = "lanting", category: str = "video") -> str:
    return (
        f"  - {{code: {code}, provider: {provider}, category: {category}, name: {{zh: 权益 {code}, en: The {code}}},"
        f" description: {TEXT}, guide: {TEXT}, {more}}}\n"
    )


DIRECT = "delivery: DIRECT, account: {label: {zh: 手机号, en: Mobile number}, pattern: '1\\d{10}'}"
CATALOGUE = f"""\
providers:
  - {{code: lanting, name: {{zh: 兰亭, en: Lanting}}, colour: "#2b5ce6"}}
  - {{code: yuyan, name: {{zh: 雨燕, en: Yuyan}}, colour: "#f2a900"}}
categories:
  - {{code: fun, name: {TEXT}}}
  - {{code: video, parent: fun, name: {TEXT}}}
  - {{code: rides, name: {TEXT}}}
benefits:
{benefit("vip", f"stacking: EXTEND, tier: {{group: lanting, rank: 1}}, max_ahead: P2Y, {DIRECT}")}\
{benefit("svip", "stacking: EXTEND, delivery: INTERNAL, tier: {group: lanting, rank: 2}")}\
{benefit("music", "stacking: EXTEND, delivery: INTERNAL", category="fun")}\
{benefit("coupon", "stacking: PARALLEL, delivery: INTERNAL, unit: {zh: 张, en: coupon}", "yuyan", "rides")}\
{benefit("trial", "stacking: EXCLUSIVE, delivery: INTERNAL")}\
bundles:
  - code: year
    name: {{zh: 年卡, en: A year}}
    description: {TEXT}
    validity: P1Y
    components:
      - {{key: video, benefit: vip}}
      - {{key: music, benefit: music, validity: P3M, activation: true, activate_within: P30D}}
      - {{key: coupons, benefit: coupon, quantity: 2, validity: {{every: P1M, count: 12, each: P30D}}}}
  - code: family
    name: {{zh: 家庭, en: Family}}
    description: {TEXT}
    validity: P1M
    components:
      - {{key: inner, bundle: year}}
      - {{key: extra, pick: 1, of: [{{key: trial, benefit: trial, validity: P7D}}, {{key: music, benefit: music}}]}}
offers:
  - {{code: year-cny, bundle: year, price: 298.00 CNY, renewal_period: P1Y}}
"""

VIP_MONTH = OneBenefit("vip", Period.parse("P1M"))
YEAR = OneBundle("year")


async def open_shop(ports: Ports, document: str = CATALOGUE) -> None:
    await catalogue.apply(ports, "staff:test", document)


async def give(ports: Ports, member: Member, asked: Asked, source: Source = Source.PURCHASE) -> Given:
    return await grant(member, asked, Origin(source), Act("staff:test", ports.clock.now(), str(new_id())))
