"""What is stored to be seen at a glance is shown as if it had been worked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hub.entitlements.reads.glances import Stored, read, true, written
from hub.entitlements.rules.glances import Glance
from hub.entitlements.rules.status import Status
from hub.kernel.ids import new_id
from hub.members.rules import Member
from schema.entitlements import Entitlement
from schema.glances import Seen, urgent_first

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
LING = Member("u-ling", "林玲", created_at=NOW, id=new_id())
moments = st.integers(-1, 1).map(lambda halves: NOW + timedelta(microseconds=500_000 * halves))


@st.composite
def glances(draw: st.DrawFn) -> Glance:
    start, end, next_at = (draw(st.none() | moments) for _ in range(3))
    status, later = draw(st.sampled_from([Status.ACTIVE, Status.EXPIRING])), draw(st.sampled_from(Status))
    return Glance(draw(st.sampled_from("abc")), status, start, end, 3, 2, next_at, next_at, later, NOW, None)


@given(st.lists(glances(), min_size=2, unique_by=lambda each: each.benefit))
def test_the_most_urgent_come_first_whether_stored_or_worked_out(found: list[Glance]) -> None:
    stored = [Seen(*orjson.loads(written(each)), LING) for each in found]
    made = [Entitlement.of(each, LING, "", each.status or Status.ACTIVE) for each in found]
    assert [each.code for each in urgent_first(stored)] == [each.code for each in urgent_first(made)]


@given(glances())
def test_what_was_stored_is_read_again(glance: Glance) -> None:
    assert read(orjson.loads(written(glance)), glance.true_from, glance.true_until) == glance


def test_instants_that_were_stored_with_an_offset_are_shown_like_all_others() -> None:
    line = '["vip", "ACTIVE", "2026-01-31T02:00:00+00:00", null, null, null, null, null, null]'
    [found] = true(Stored(line, ["rules"], NOW, None), NOW, frozenset({"rules"})) or []
    assert found[2] == "2026-01-31T02:00:00Z"


def test_what_was_worked_out_by_other_rules_is_not_shown() -> None:
    assert true(Stored("[]", ["rules", "others"], NOW, None), NOW, frozenset({"rules"})) is None
