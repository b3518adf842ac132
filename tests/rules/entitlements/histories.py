"""Random histories of one member: grants, activations, revocations and consumptions in order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from hub.catalogue.rules.values import Stacking, Tier
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.values import Grant, Moment, Policy
from hub.kernel.calendar import Period, Span, add
from hub.kernel.errors import Refusal

POLICIES = {
    "vip": Policy(Stacking.EXTEND, Tier("video", 1)),
    "svip": Policy(Stacking.EXTEND, Tier("video", 2), max_ahead=Period.parse("P2Y")),
    "gold": Policy(Stacking.EXTEND, Tier("video", 3)),
    "cloud": Policy(Stacking.EXTEND),
    "trial": Policy(Stacking.EXCLUSIVE, Tier("video", 1)),
    "coupon": Policy(Stacking.PARALLEL),
}
ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
BEGINNING = datetime(2026, 1, 30, 6, tzinfo=UTC)
CALENDAR = [Period.parse(text) for text in ("P1M", "P1Y", "P7D", "P2W", "P1M15D", "P1DT12H", "PT36H")]
CLOCK = [Period.parse(text) for text in ("PT1H", "PT36H", "PT720H")]


@dataclass(frozen=True)
class Happening:
    """Something that happens at ``at``; applied to holdings it gives the next ones, or is refused."""

    at: datetime
    apply: Callable[[Holdings], Holdings]


@st.composite
def histories(draw: st.DrawFn, periods: list[Period] = CALENDAR, size: int = 14) -> tuple[str, list[Happening]]:
    zone = draw(st.sampled_from(ZONES))
    at, happenings = BEGINNING, []
    for order in range(draw(st.integers(1, size))):
        at += draw(st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(days=9), timedelta(days=40)]))
        happenings.append(Happening(at, draw(_acts(Moment(at, order), zone, periods))))
    return zone, happenings


@st.composite
def _acts(draw: st.DrawFn, moment: Moment, zone: str, periods: list[Period]) -> Callable[[Holdings], Holdings]:
    key = f"g{draw(st.integers(0, moment.order))}"
    match draw(st.sampled_from(["grant", "grant", "grant", "activate", "revoke", "consume"])):
        case "activate":
            return partial(rules.activate, key=key, moment=moment)
        case "revoke":
            return partial(rules.revoke, key=key, moment=moment)
        case "consume":
            return partial(rules.consume, benefit="coupon", quantity=draw(st.integers(1, 3)), at=moment.at)
    return partial(rules.grant, new=draw(_grants(moment, zone, periods)))


@st.composite
def _grants(draw: st.DrawFn, moment: Moment, zone: str, periods: list[Period]) -> Grant:
    benefit = draw(st.sampled_from(sorted(POLICIES)))
    validity: Period | Span = draw(st.sampled_from(periods))
    if draw(st.integers(0, 4)) == 0:
        start = moment.at + timedelta(days=draw(st.integers(-5, 30)))
        validity = Span(start, start + timedelta(days=draw(st.integers(1, 40))))
    needs_activation = draw(st.integers(0, 4)) == 0
    deadline = add(moment.at, Period.parse("P20D"), zone) if needs_activation and draw(st.booleans()) else None
    quantity = draw(st.integers(0, 4)) if benefit == "coupon" else None
    return Grant(f"g{moment.order}", benefit, moment, validity, needs_activation, deadline, quantity=quantity)


def replay(holdings: Holdings, happenings: list[Happening]) -> Holdings:
    """What is held after the happenings; those refused leave no trace."""
    for each in happenings:
        try:
            holdings = each.apply(holdings)
        except Refusal:
            continue
    return holdings


def lived(history: tuple[str, list[Happening]]) -> Holdings:
    """What is held after the whole history."""
    zone, happenings = history
    return replay(Holdings(zone, POLICIES), happenings)
