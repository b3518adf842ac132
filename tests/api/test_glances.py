"""What is stored to be seen at a glance is shown as if it had been worked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import orjson
import pytest

from hub.entitlements.reads.glances import Stored, read, true, written
from hub.entitlements.rules.glances import Glance
from hub.entitlements.rules.status import Status
from hub.kernel.ids import new_id
from hub.members.rules import Member
from schema.entitlements import Entitlement
from schema.glances import Seen, urgent_first

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
LING = Member("u-ling", "林玲", created_at=NOW, id=new_id())
MOMENTS = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(microseconds=500_000), None]


def glance(benefit: str, status: Status, end: datetime | None) -> Glance:
    return Glance(benefit, status, NOW, end, 3, 2, NOW, end, Status.EXPIRED if end else None, NOW, end)


def test_the_most_urgent_come_first_whether_stored_or_worked_out() -> None:
    each_way = product([Status.ACTIVE, Status.EXPIRING], MOMENTS)
    for (one, other), names in product(product(each_way, repeat=2), ("ab", "ba")):
        found = [glance(names[0], *one), glance(names[1], *other)]
        stored = [Seen(*orjson.loads(written(each)), LING) for each in found]
        made = [Entitlement.of(each, LING, "", each.status or Status.ACTIVE) for each in found]
        assert [each.code for each in urgent_first(stored)] == [each.code for each in urgent_first(made)]


@pytest.mark.parametrize("end", MOMENTS)
def test_what_was_stored_is_read_again(end: datetime | None) -> None:
    found = glance("vip", Status.ACTIVE, end)
    assert read(orjson.loads(written(found)), found.true_from, found.true_until) == found


def test_instants_that_were_stored_with_an_offset_are_shown_like_all_others() -> None:
    line = '["vip", "ACTIVE", "2026-01-31T02:00:00+00:00", null, null, null, null, null, null]'
    [found] = true(Stored(line, ["rules"], NOW, None), NOW, frozenset({"rules"})) or []
    assert found[2] == "2026-01-31T02:00:00Z"


def test_what_was_worked_out_by_other_rules_is_not_shown() -> None:
    assert true(Stored("[]", ["rules", "others"], NOW, None), NOW, frozenset({"rules"})) is None
