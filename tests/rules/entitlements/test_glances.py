"""What is seen at a glance is what would be worked out, until it says that it turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.rules.values import Allowance, Tier
from hub.entitlements.rules.glances import basis, glance
from hub.entitlements.rules.status import entitlement
from hub.entitlements.rules.values import Grant
from hub.kernel.calendar import Period
from tests.rules.entitlements.histories import BEGINNING, POLICIES, Happening, histories, lived

REFILLING = Allowance(3, Period.parse("P9D"), 1)


def refilling(grant: Grant) -> Grant:
    return replace(grant, quantity=None, allowance=REFILLING) if grant.benefit == "coupon" else grant


@given(history=histories(), looked=st.integers(0, 200), later=st.integers(1, 400), refills=st.booleans())
def test_a_glance_stays_true_until_it_turns(
    history: tuple[str, list[Happening]], looked: int, later: int, *, refills: bool
) -> None:
    holdings = lived(history)
    if refills:
        holdings = replace(holdings, grants={key: refilling(each) for key, each in holdings.grants.items()}, uses=())
    at = BEGINNING + timedelta(days=looked)
    timeline = holdings.timeline()
    for benefit in {each.benefit for each in holdings.grants.values()}:
        value = entitlement(holdings, benefit, timeline)
        first = glance(value, at)
        assert first.is_true(at)
        for instant in (at + timedelta(hours=later), just_before(first.true_until)):
            if instant and first.is_true(instant):
                assert glance(value, instant)._replace(true_from=at) == first


def just_before(instant: datetime | None) -> datetime | None:
    return instant and instant - timedelta(microseconds=1)


def test_other_rules_of_the_benefit_its_tiers_or_the_zone_are_another_basis() -> None:
    mine = basis(POLICIES, "vip", "UTC")
    assert basis(dict(reversed(POLICIES.items())), "vip", "UTC") == mine
    assert basis(POLICIES, "vip", "Asia/Shanghai") != mine
    assert basis(POLICIES | {"vip": replace(POLICIES["vip"], notice_window=Period.parse("P9D"))}, "vip", "UTC") != mine
    assert basis(POLICIES | {"gold": replace(POLICIES["gold"], tier=Tier("video", 9))}, "vip", "UTC") != mine
    assert (
        basis(POLICIES | {"cloud": replace(POLICIES["cloud"], notice_window=Period.parse("P9D"))}, "vip", "UTC") == mine
    )
