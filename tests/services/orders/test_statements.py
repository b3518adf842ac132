"""How many statements an order takes: as many for a member who bought much as for one who bought little."""

from __future__ import annotations

import pytest

from hub.members.rules import Member
from tests.services.entitlements.test_statements import statements
from tests.services.orders.conftest import Till, stock

MOST_TO_PLACE, MOST_TO_PAY = 26, 58


async def test_an_order_takes_few_statements_however_much_was_bought_before(
    till: Till, ling: Member, bo: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stock(10, till.clock.now())
    counts = []
    for member, bought_before in ((ling, 1), (bo, 4)):
        for _ in range(bought_before):
            await till.buy(member, "joint-once")
        with statements(monkeypatch) as placing:
            order = await till.order(member, "joint-once")
        with statements(monkeypatch) as paying:
            await till.pay(member, order)
        counts.append((len(placing), len(paying)))
    (to_place, to_pay), for_the_other = counts
    assert (to_place, to_pay) == for_the_other
    assert to_place <= MOST_TO_PLACE
    assert to_pay <= MOST_TO_PAY
