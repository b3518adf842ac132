"""The engine answers as a second one does that was written from the words of the rules alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.cli.cases import Case
from tests.rules.simulator import answer
from tests.rules.test_cases import CASES, as_instants

ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
ZONES += ["Asia/Kathmandu", "America/Sao_Paulo", "Europe/Dublin", "Antarctica/Troll"]
PERIODS = ["P1M", "P1D", "P1W", "PT1H", "PT72H", "P31D", "P1Y", "P1M3D", "P1MT5H", "P1DT30M", "P2M", "PT90M"]
BEGINNINGS = [
    datetime(year, month, day, hour, tzinfo=UTC)
    for year in (2011, 2024, 2025)
    for month, day in ((1, 28), (2, 26), (3, 9), (3, 28), (10, 1), (10, 26), (11, 1), (12, 28))
    for hour in (1, 10, 23)
]
"""A year in which Apia skipped a day, a leap year, and days before and on which clocks change."""
WHAT = ["grant"] * 5 + ["revoke", "activate", "consume", "consume"]
UNITS = [timedelta(hours=1), timedelta(hours=12), timedelta(days=1), timedelta(days=5)]


def policies(draw: st.DrawFn) -> dict[str, Any]:
    """An upgrade of a membership and what may stand around it."""
    kinds = {
        "svip": ("EXTEND", 2),
        "gold": (draw(st.sampled_from(["EXTEND", "PARALLEL", "EXCLUSIVE"])), draw(st.integers(2, 3))),
        "solo": ("EXTEND", None),
        "coupon": ("PARALLEL", draw(st.sampled_from([None, 1]))),
        "trial": ("EXCLUSIVE", draw(st.sampled_from([None, 1]))),
    }
    chosen = {"vip": ("EXTEND", 1)} | {name: kind for name, kind in kinds.items() if draw(st.booleans())}
    return {name: _policy(draw, *kind) for name, kind in chosen.items()}


def _policy(draw: st.DrawFn, stacking: str, rank: int | None) -> dict[str, Any]:
    tier = {"tier": {"group": "video", "rank": rank}} if rank else {}
    is_bounded = stacking == "EXTEND" and draw(st.integers(0, 2)) == 0
    ahead = {"max_ahead": draw(st.sampled_from(["P1Y", "P3M", "P40D"]))} if is_bounded else {}
    return {"stacking": stacking, **tier, **ahead}


def granted(draw: st.DrawFn, name: str, benefits: list[str], at: datetime, unit: timedelta) -> dict[str, Any]:
    event: dict[str, Any] = {"grant": name, "benefit": draw(st.sampled_from(benefits))}
    if draw(st.integers(0, 2)):
        event["period"] = draw(st.sampled_from(PERIODS))
    else:
        start = at + unit * draw(st.integers(-5, 10))
        end = {"until": (start + unit * draw(st.integers(1, 12))).isoformat()} if draw(st.integers(0, 9)) else {}
        event |= {"from": start.isoformat(), **end}
    if draw(st.integers(0, 4)) == 0:
        event["activation"] = True
        event |= {"activate_within": draw(st.sampled_from(PERIODS))} if draw(st.booleans()) else {}
    event |= {"quantity": draw(st.integers(0, 4))} if event["benefit"] == "coupon" or draw(st.booleans()) else {}
    return event | ({"priority": draw(st.integers(-1, 1))} if draw(st.integers(0, 2)) == 0 else {})


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A member's history in the case format, often several things at one instant."""
    benefits, unit, at = policies(draw), draw(st.sampled_from(UNITS)), draw(st.sampled_from(BEGINNINGS))
    names, waiting, events = ["unknown"], [], []
    for number in range(draw(st.integers(2, 14))):
        at += unit * draw(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 7, 12]))
        match draw(st.sampled_from(WHAT)):
            case "revoke":
                event = {"revoke": draw(st.sampled_from(names))}
            case "activate" if waiting:
                event = {"activate": draw(st.sampled_from(waiting))}
            case "consume":
                event = {"consume": draw(st.integers(1, 4)), "benefit": draw(st.sampled_from(sorted(benefits)))}
            case _:
                event = granted(draw, f"g{number}", sorted(benefits), at, unit)
                names.append(event["grant"])
                waiting += [event["grant"]] if event.get("activation") else []
        events.append({"at": at.isoformat(), **event})
    probes = [{"at": (at + unit * draw(st.integers(-10, 20))).isoformat()} for _ in range(3)]
    return {"zone": draw(st.sampled_from(ZONES)), "benefits": benefits, "events": events, "probes": probes}


@settings(max_examples=10 * settings.default.max_examples)  # each takes a few milliseconds
@given(cases())
def test_both_engines_answer_alike_whatever_happened(case: dict[str, Any]) -> None:
    assert Case.model_validate(case).answer() == answer(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_second_engine_gives_the_worked_answers_too(case: dict[str, Any]) -> None:
    assert answer(case) == as_instants(case["expect"])
