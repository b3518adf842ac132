"""What staff do with agreements: retry, waive, extend, cancel; each with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.renewals.rules.values import Outcome, State
from hub.renewals.service import agreeing, overruling
from hub.renewals.service.previewing import preview_renewal
from tests.gateways import STOLEN

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)
END = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
"""When the first month ends."""


async def test_staff_waive_a_period_and_it_is_given_for_nothing(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await overruling.waive(agreement.id, "a week of trouble", club_.act())
    await club_.until(END)
    [first, *_] = await club_.renewals(agreement)
    assert (first.outcome, club_.gateway.asked) == (Outcome.WAIVED, [])
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    await club_.passes("P1M")
    assert club_.gateway.taken == [1500]


async def test_a_waived_period_is_no_shorter_for_it(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling, "coupons-renewing", "coupons")
    await overruling.waive(agreement.id, "a week of trouble", club_.act())
    await club_.until(END + DAY)
    preview = await preview_renewal(agreement.id, club_.clock.now())
    assert preview is not None
    assert preview.due_at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


async def test_a_waived_period_is_one_of_the_offer_that_was_switched_to(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await overruling.waive(agreement.id, "a week of trouble", club_.act())
    await agreeing.switch(ling, agreement.id, club_.wish("super-renewing"), club_.act())
    await club_.until(END)
    assert (await club_.now(agreement)).held_offer == "super-renewing"


async def test_staff_waive_what_was_declined_and_it_is_given_at_once(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [STOLEN]
    await club_.until(END - DAY / 2)
    await overruling.waive(agreement.id, "their bank was down", club_.act())
    await club_.passes("PT1H")
    assert (await club_.now(agreement)).state is State.ACTIVE
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


async def test_staff_try_a_hard_decline_again(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    with pytest.raises(InvalidInput):
        await overruling.retry(agreement.id, "too early", club_.act())
    club_.gateway.script = [STOLEN]
    await club_.until(END - DAY / 2)
    await overruling.retry(agreement.id, "they called their bank", club_.act())
    await club_.passes("PT1H")
    assert club_.gateway.taken == [1500]


async def test_staff_extend_and_the_next_charge_moves_on(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await overruling.extend(club_.ports, agreement.id, Period.parse("P14D"), "sorry", club_.act())
    await club_.until(END + 12 * DAY)
    assert club_.gateway.asked == []
    await club_.until(END + 14 * DAY)
    assert club_.gateway.taken == [1500]


async def test_staff_give_a_reason_for_everything(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    for overrule in (overruling.retry, overruling.waive):
        with pytest.raises(InvalidInput):
            await overrule(agreement.id, " ", club_.act())
    with pytest.raises(InvalidInput):
        await overruling.cancel(club_.ports, agreement.id, "", club_.act())
    cancelled = await overruling.cancel(club_.ports, agreement.id, "asked by phone", club_.act())
    assert cancelled.state is State.CANCELLED
