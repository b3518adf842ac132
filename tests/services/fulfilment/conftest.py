"""A catalogue whose benefits are delivered in every way, and two members."""

from __future__ import annotations

import pytest

from hub.catalogue import service as catalogue
from hub.ports import Ports
from tests.fakes import FakeClock
from tests.services.fulfilment.shop import Shop

TEXT = "{zh: 文字, en: words}"


def benefit(code: str, more: str) -> str:
    return (
        f"  - {{code: {code}, provider: lanting, category: fun, name: {TEXT}, description: {TEXT}, guide: {TEXT},"
        f" stacking: PARALLEL, {more}}}\n"
    )


ACCOUNT = f"account: {{label: {TEXT}, pattern: '1\\d{{10}}'}}"

CATALOGUE = f"""\
providers:
  - {{code: lanting, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
benefits:
{benefit("points", "delivery: INTERNAL")}\
{benefit("video", f"delivery: DIRECT, {ACCOUNT}")}\
{benefit("voucher", "delivery: CODE_VAULT, unit: {zh: 张, en: voucher}")}\
{benefit("ticket", "delivery: CODE_PROVIDER, unit: {zh: 张, en: ticket}")}\
{benefit("lounge", "delivery: LINK")}\
{benefit("music", "delivery: LINK, starts: ON_DELIVERY")}\
bundles:
  - code: everything
    name: {TEXT}
    description: {TEXT}
    validity: P1Y
    components:
      - {{key: points, benefit: points}}
      - {{key: video, benefit: video}}
      - {{key: vouchers, benefit: voucher, quantity: 2, validity: {{every: P1M, count: 3, each: P30D}}}}
      - {{key: lounge, benefit: lounge, activation: true, activate_within: P30D}}
  - code: music
    name: {TEXT}
    description: {TEXT}
    validity: P1M
    components:
      - {{key: now, benefit: music}}
      - {{key: later, benefit: music, activation: true}}
"""


@pytest.fixture
async def shop(database: str, ports: Ports) -> None:
    await catalogue.apply(ports, "test", CATALOGUE)


@pytest.fixture
def world(ports: Ports, clock: FakeClock) -> Shop:
    return Shop(ports, clock)
