"""A small catalogue and two members."""

from __future__ import annotations

import pytest

from hub.catalogue import service as catalogue
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.ports import Ports

TEXT = "{zh: 文字, en: words}"


def benefit(code: str, more: str) -> str:
    return (
        f"  - {{code: {code}, provider: lanting, category: fun, name: {TEXT}, description: {TEXT}, guide: {TEXT},"
        f" delivery: INTERNAL, {more}}}\n"
    )


CATALOGUE = f"""\
providers:
  - {{code: lanting, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
benefits:
{benefit("vip", "stacking: EXTEND, tier: {group: lanting, rank: 1}, max_ahead: P10Y")}\
{benefit("svip", "stacking: EXTEND, tier: {group: lanting, rank: 2}")}\
{benefit("music", "stacking: EXTEND")}\
{benefit("coupon", "stacking: PARALLEL, unit: {zh: 张, en: coupon}")}\
{benefit("cloud", "stacking: PARALLEL, unit: {zh: 次, en: call}, allowance: {quantity: 10, every: P1M, rollover: 5}")}\
{benefit("trial", "stacking: EXCLUSIVE")}\
bundles:
  - code: year
    name: {TEXT}
    description: {TEXT}
    validity: P1Y
    components:
      - {{key: video, benefit: vip}}
      - {{key: music, benefit: music, validity: P3M, activation: true, activate_within: P30D}}
      - {{key: coupons, benefit: coupon, quantity: 2, validity: {{every: P1M, count: 12, each: P30D}}}}
  - code: family
    name: {TEXT}
    description: {TEXT}
    validity: P1M
    components:
      - {{key: inner, bundle: year}}
      - {{key: trial, benefit: trial, validity: P7D}}
"""


@pytest.fixture
async def shop(database: str, ports: Ports) -> None:
    await catalogue.apply(ports, "test", CATALOGUE)


@pytest.fixture
async def bo(shop: None, ports: Ports) -> Member:
    return await members.create_member(ports, "test", NewMember("u-bo", "Bo", zone="Europe/Berlin"))
