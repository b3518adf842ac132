"""A campaign's offer makes a renewal cheaper than its notice said, and the receipt says what was charged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.models import RedemptionRow
from hub.campaigns.service import drafting, steering
from hub.kernel.money import Money
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.orders import reads as orders

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

PLAN = {
    "name": "Stay with us",
    "audience": {"condition": {"kind": "RENEWS"}},
    "offer": {"gives": {"kind": "PERCENT", "percent": 20}, "budget": "100.00 CNY"},
    "journey": {"steps": [{"at": "START"}]},
    "goal": {"within": "P45D"},
    "guards": {"hold_out": 0},
}


async def test_an_offer_of_a_campaign_is_redeemed_by_a_renewal_once(club_: Club, ling: Member) -> None:
    await prefer(club_.ports, "test", ling.id, Category.MARKETING, wanted=True)
    await club_.enable(ling)
    await drafting.save_campaign(club_.ports, "staff:ann", "stay", PLAN)
    await steering.submit(club_.ports, "staff:ann", "stay")
    await steering.launch(club_.ports, "staff:ann", "stay")

    await club_.passes("P2M")

    assert club_.gateway.taken == [1_200, 1_500]
    first = (await orders.orders_of(ling.id, 10))[-1]
    assert (first.discount, first.discount_reference) == (Money("CNY", 300), "campaign:stay")
    [row] = await RedemptionRow.all()
    assert (row.state, row.order_number, row.cost_minor) == ("TAKEN", first.number, 300)
    receipts = [each.text for each in club_.mail.taken if each.about == "renewal-paid"]
    assert ["12.00 CNY" in each for each in receipts] == [True, False]
