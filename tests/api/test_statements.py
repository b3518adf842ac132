"""How many SQL statements an operation takes: it must not depend on how much a member holds."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hub.access.rules import Role
from hub.campaigns.models import BudgetRow
from hub.campaigns.service.drafting import save_campaign
from hub.entitlements.service.planning import OneBenefit
from hub.kernel.calendar import Period
from tests.api.shop import CATALOGUE, YEAR, benefit, give, open_shop
from tests.api.test_entitlements import BENEFITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

RECEIPTS = """{ viewer { member { bundleHoldings(first: 50) { edges { node { revision bundle { code name { en } }
  parts { benefit { code provider { code } } grants { state segments { from grant { id } } } } } } } } } }"""


@pytest.fixture(autouse=True)
def both_ways() -> None:
    """Going both ways takes twice the statements."""


class Statements(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("SELECT"):
            self.seen.append(record.getMessage())


@contextmanager
def statements() -> Iterator[list[str]]:
    logger, handler = logging.getLogger("tortoise.db_client"), Statements()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler.seen
    logger.removeHandler(handler)
    logger.setLevel(level)


async def test_my_benefits_takes_as_many_statements_for_forty_as_for_one(
    ask: Asking, ports: Ports, ling: Member
) -> None:
    more = "".join(benefit(f"more-{n}", "stacking: EXTEND, delivery: INTERNAL") for n in range(40))
    await open_shop(ports, CATALOGUE.replace("bundles:\n", more + "bundles:\n"))
    await give(ports, ling, OneBenefit("more-0", Period.parse("P1M")))
    await ask.data("{ viewer { member { benefits { totalCount } } } }", ling)  # the catalogue is now in process
    with statements() as for_one:
        await ask.data(BENEFITS, ling)
    for n in range(1, 40):
        await give(ports, ling, OneBenefit(f"more-{n}", Period.parse("P1M")))
    with statements() as for_forty:
        found = await ask.data(BENEFITS, ling)
    assert len(found["viewer"]["member"]["benefits"]["edges"]) == 40
    assert len(for_forty) == len(for_one)
    assert len(for_one) <= 6


async def test_receipts_take_as_many_statements_for_ten_as_for_one(ask: Asking, ports: Ports, ling: Member) -> None:
    await open_shop(ports)
    await give(ports, ling, YEAR)
    await ask.data(RECEIPTS, ling)  # the catalogue is now in process
    with statements() as for_one:
        await ask.data(RECEIPTS, ling)
    for _ in range(2):
        await give(ports, ling, OneBenefit("music", Period.parse("P1M")))
    await give(ports, ling, YEAR)
    with statements() as for_two:
        await ask.data(RECEIPTS, ling)
    assert len(for_two) == len(for_one)


async def test_budgets_of_all_campaigns_on_a_page_are_looked_up_at_once(ask: Asking, ports: Ports) -> None:
    for code in ("spring", "autumn"):
        campaign = await save_campaign(ports, "staff:ann", code, {"name": code})
        await BudgetRow.create(campaign_id=campaign.id, most=5)
    with statements() as seen:
        page = await ask.data("{ campaigns { edges { node { budget { most } } } } }", Role.MARKETING)
    assert [each["node"]["budget"] for each in page["campaigns"]["edges"]] == [{"most": 5}] * 2
    assert len([each for each in seen if "campaign_budgets" in each]) == 1
