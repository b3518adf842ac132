"""What must hold of every timeline, whatever happened to the member."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.lane import lay_end_to_end
from hub.entitlements.rules.preview import changes
from hub.entitlements.rules.stacking import coverage_around
from hub.entitlements.rules.status import entitlement
from hub.entitlements.rules.values import Timeline
from hub.kernel.calendar import Period, union
from hub.kernel.errors import Refusal
from tests.rules.entitlements.histories import CLOCK, POLICIES, Happening, histories, lived, replay

History = tuple[str, list[Happening]]


def before(timeline: Timeline, at: datetime) -> dict[str, list[tuple[object, datetime, datetime]]]:
    """The part of the timeline that lies before ``at``."""
    return {
        benefit: [(each.grant, each.span.start, min(each.span.until, at)) for each in segments if each.span.start < at]
        for benefit, segments in timeline.items()
    }


@given(histories())
def test_what_happens_changes_nothing_before_it_happened(history: History) -> None:
    zone, happenings = history
    holdings = Holdings(zone, POLICIES)
    for each in happenings:
        known = holdings.timeline()
        holdings = replay(holdings, [each])
        assert before(holdings.timeline(), each.at) == before(known, each.at)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_grants_are_handed_over_does_not_matter(history: History, random: object) -> None:
    holdings = lived(history)
    grants = list(holdings.grants.items())
    random.shuffle(grants)  # type: ignore[attr-defined]  # hypothesis types its randoms as Random only at run time
    assert replace(holdings, grants=dict(grants)).timeline() == holdings.timeline()


@given(histories())
def test_rolling_time_of_a_queued_benefit_never_overlaps(history: History) -> None:
    holdings = lived(history)
    for benefit, segments in holdings.timeline().items():
        rolling = [each.span for each in segments if isinstance(holdings.grants[each.grant].validity, Period)]
        if POLICIES[benefit].is_laid_in_a_queue:
            assert all(earlier.until <= later.start for earlier, later in pairwise(sorted(rolling)))
            fixed = union([each.span for each in segments if each.span not in rolling])
            assert not any(span.covers(each.start) for span in fixed for each in rolling)


@given(histories())
def test_a_lower_tier_never_runs_while_a_higher_one_covers(history: History) -> None:
    holdings = lived(history)
    timeline = holdings.timeline()
    for benefit in ("vip", "svip", "trial"):
        higher = [each for each in ("svip", "gold") if POLICIES[each].tier.rank > POLICIES[benefit].tier.rank]
        for each in timeline[benefit]:
            if isinstance(holdings.grants[each.grant].validity, Period):
                assert not any(coverage_around(timeline[by], each.span.start) for by in higher)


@given(histories(periods=CLOCK))
def test_pauses_and_windows_neither_lose_nor_give_time(history: History) -> None:
    holdings = lived(history)
    for benefit, segments in holdings.timeline().items():
        for grant in holdings.grants.values():
            if grant.benefit == benefit and grant.begun and not grant.revoked and isinstance(grant.validity, Period):
                laid = [each.span.until - each.span.start for each in segments if each.grant == grant.key]
                assert sum(laid, timedelta(0)) == grant.validity.elapsed


@given(histories(), st.integers(0, 14))
def test_a_history_lived_in_two_halves_is_the_same_history(history: History, middle: int) -> None:
    zone, happenings = history
    halfway = replay(Holdings(zone, POLICIES), happenings[:middle])
    restored = Holdings(zone, POLICIES, dict(sorted(halfway.grants.items(), key=str)), halfway.uses)
    assert replay(restored, happenings[middle:]).timeline() == lived(history).timeline()


@given(histories())
def test_a_preview_equals_what_then_happens(history: History) -> None:
    zone, happenings = history
    now = replay(Holdings(zone, POLICIES), happenings[:-1])
    try:
        previewed = changes(now, happenings[-1].apply(now))
    except Refusal:
        previewed = []
    then = replay(now, happenings[-1:])
    changed = {benefit for benefit in POLICIES if now.timeline()[benefit] != then.timeline()[benefit]}
    assert {each.benefit for each in previewed} == changed
    assert all(each.after == then.timeline()[each.benefit] for each in previewed)


@given(histories(), st.integers(0, 400))
def test_a_status_lasts_until_the_change_that_was_foretold(history: History, day: int) -> None:
    holdings = lived(history)
    timeline = holdings.timeline()
    at = history[1][-1].at + timedelta(days=day)
    for benefit in POLICIES:
        held = entitlement(holdings, benefit, timeline)
        status, change = held.status(at), held.next_change(at)
        until = change.at if change else at + timedelta(days=4000)
        for step in range(1, 8):
            assert held.status(at + (until - at) * step / 8 - timedelta(microseconds=1)) == status
        if change:
            assert held.status(change.at) == change.status != status


@given(histories())
def test_a_grant_that_is_alone_is_laid_as_one_that_queues_with_nothing(history: History) -> None:
    holdings = lived(history)
    for key, grant in holdings.grants.items():
        alone = replace(holdings, grants={key: grant}, uses=())
        if isinstance(grant.validity, Period) and POLICIES[grant.benefit].is_laid_in_a_queue:
            assert alone.segments(grant.benefit) == tuple(lay_end_to_end([grant], [], holdings.zone))


@given(histories())
def test_never_more_is_used_than_was_granted(history: History) -> None:
    holdings = lived(history)
    for grant in holdings.grants.values():
        used = sum(use.quantity for use in holdings.uses if use.grant == grant.key)
        assert used <= (grant.quantity or 0)
