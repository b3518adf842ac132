"""Plans as documents, who gets which variant, when steps are due, and what an uplift is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.campaigns.rules.assigning import assigned
from hub.campaigns.rules.plans import HELD_OUT, read_plan
from hub.campaigns.rules.shapes import written
from hub.campaigns.rules.timing import dues, next_due
from hub.campaigns.rules.uplift import Arm, uplift
from hub.kernel.errors import InvalidInput

CAMPAIGN = UUID("01900000-0000-7000-8000-000000000001")
NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
NASTY = ["'; DROP TABLE campaigns; --", "{{ 7 * 7 }}", "<script>", "=1+1", "${jndi}", "\u202e", "a" * 128]


def plan(**parts: Any) -> Any:
    return read_plan({"name": "Spring"} | parts)


def shares(told: Any, count: int = 20_000) -> dict[str, float]:
    chance = Random("members")  # noqa: S311 - the same every time
    found = Counter(assigned(CAMPAIGN, UUID(int=chance.getrandbits(128)), told) for _ in range(count))
    return {name: n / count for name, n in found.items()}


def test_shares_of_variants_and_of_the_hold_out_are_those_of_the_plan() -> None:
    three = plan(variants=[{"name": "A", "weight": 1}, {"name": "B", "weight": 3}], guards={"hold_out": 20})
    found = shares(three)
    assert found.keys() == {"A", "B", HELD_OUT}
    for name, share in (("A", 0.2), ("B", 0.6), (HELD_OUT, 0.2)):
        assert abs(found[name] - share) < 0.018  # five standard deviations


@given(member=st.uuids(), weights=st.lists(st.integers(1, 50), min_size=1, max_size=5), hold_out=st.integers(0, 50))
def test_a_member_is_always_assigned_the_same(member: UUID, weights: list[int], hold_out: int) -> None:
    names = [{"name": f"V{n}", "weight": weight} for n, weight in enumerate(weights)]
    told = plan(variants=names, guards={"hold_out": hold_out})
    assert assigned(CAMPAIGN, member, told) == assigned(CAMPAIGN, member, read_plan(written(told)))
    assert assigned(CAMPAIGN, member, told) in {HELD_OUT, *(each["name"] for each in names)}


def test_two_campaigns_hold_out_different_members() -> None:
    half = plan(guards={"hold_out": 50})
    other = UUID(int=CAMPAIGN.int + 1)
    members = [UUID(int=n) for n in range(2_000)]
    both = sum(assigned(CAMPAIGN, each, half) == assigned(other, each, half) == HELD_OUT for each in members)
    assert 400 < both < 600


def test_steps_are_due_at_their_hour_on_the_members_calendar() -> None:
    journey = plan(journey={"hour": "09:00", "steps": [{"at": "START"}, {"at": "+P2D"}]}).journey
    laid = dues(journey, "A", NOON, "Asia/Shanghai")
    assert [each.at for each in laid] == [NOON, datetime(2026, 6, 3, 1, tzinfo=UTC)]
    assert next_due(laid, NOON + DAY) == laid[0]
    assert next_due(laid, NOON + 2 * DAY) == laid[1]
    assert next_due(laid, NOON + 30 * DAY) is None


def test_a_step_is_only_for_its_variants() -> None:
    steps = [{"at": "START", "variants": ["A"]}, {"at": "START", "variants": ["B"]}, {"at": "+P1D"}]
    journey = plan(variants=[{"name": "A"}, {"name": "B"}], journey={"steps": steps}).journey
    assert [each.step for each in dues(journey, "B", NOON, "Asia/Shanghai")] == [1, 2]


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"journey": {"steps": [{"at": "-P7D"}]}}, "plan.journey"),
        ({"journey": {"anchor": "COVERAGE_END", "steps": [{"at": "-P7D"}]}}, "plan.journey"),
        ({"journey": {"steps": [{"at": "tomorrow"}]}}, "plan.journey.steps.0.at"),
        ({"journey": {"steps": [{"at": "START", "variants": ["Z"]}]}}, "plan"),
        ({"journey": {"steps": [{"at": "START", "template": "campaign-letter"}]}}, "plan.journey.steps.0"),
        ({"offer": {"gives": {"kind": "PERCENT", "percent": 101}}}, "plan.offer.gives.PERCENT.percent"),
        ({"offer": {"gives": {"kind": "AMOUNT", "amount": "5"}}}, "plan.offer.gives.AMOUNT.amount"),
        ({"offer": {"gives": {"kind": "AMOUNT", "amount": "-5.00 CNY"}}}, "plan.offer.gives.AMOUNT.amount"),
        ({"offer": {"gives": {"kind": "AMOUNT", "amount": "0.00 CNY"}}}, "plan.offer.gives.AMOUNT.amount"),
        ({"offer": {"gives": {"kind": "GIFT", "bundle": "b", "cost": "-2.00 CNY"}}}, "plan.offer.gives.GIFT.cost"),
        ({"offer": {"gives": {"kind": "NONE"}, "budget": "0.00 CNY"}}, "plan.offer.budget"),
        ({"offer": {"gives": {"kind": "NONE"}, "by": "SHARED_CODE"}}, "plan.offer"),
        ({"guards": {"hold_out": 51}}, "plan.guards.hold_out"),
        ({"audience": {}}, "plan.audience"),
        ({"surprise": 1}, "plan.surprise"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_place(parts: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(**parts)
    assert refused.value.field == place


@pytest.mark.parametrize("text", NASTY)
def test_words_are_taken_as_they_are(text: str) -> None:
    words = {each: {"subject": text, "text": text, "button": text} for each in ("zh-CN", "en")}
    step = {"at": "START", "template": "campaign-letter", "words": words}
    try:
        told = plan(name=text, note=text, journey={"steps": [step]})
    except InvalidInput as refused:
        assert "is not filled in" in refused.message  # noqa: PT017 - either is right
    else:
        assert read_plan(written(told)) == told


def test_a_word_in_braces_that_nobody_fills_in_is_refused() -> None:
    words = {each: {"subject": "Hi {nme}", "text": "x", "button": "x"} for each in ("zh-CN", "en")}
    with pytest.raises(InvalidInput, match=r"\{nme\} is not filled in"):
        plan(journey={"steps": [{"at": "START", "template": "campaign-letter", "words": words}]})


def test_a_known_uplift_lies_within_its_interval() -> None:
    """In populations in which one in ten renews anyway and three in twenty with the campaign."""
    chance = Random("uplift")  # noqa: S311 - the same every time
    inside = 0
    for _ in range(25):
        told = Arm(900, sum(chance.random() < 0.15 for _ in range(900)))
        out = Arm(300, sum(chance.random() < 0.10 for _ in range(300)))
        found = uplift(told, out)
        assert found
        inside += found.low < 0.05 < found.high
    assert inside >= 20  # of 25 intervals of 95 %; fewer would be a surprise of one in a thousand


def test_newcombes_own_example_has_his_interval() -> None:
    """Newcombe 1998, table II (a): 56 of 70 against 48 of 80."""
    found = uplift(Arm(70, 56), Arm(80, 48))
    assert found
    assert (round(found.difference, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)


def test_without_a_hold_out_there_is_no_uplift() -> None:
    assert uplift(Arm(10, 3), Arm(0, 0)) is None
