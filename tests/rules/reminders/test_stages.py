"""When reminders of a coverage end are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kernel.calendar import FOREVER
from hub.kernel.errors import InvalidInput
from hub.reminders.rules.stages import TEN, USUAL, Schedule, Stage, dues, following, next_due, read_stages

ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
STAGES = st.lists(
    st.builds(lambda sign, days: f"{sign}P{days}D", st.sampled_from("-+"), st.integers(1, 60)),
    unique=True,
    max_size=8,
).map(lambda texts: Schedule(read_stages(texts)))


@given(INSTANTS, ZONES, STAGES)
def test_every_stage_is_due_once_at_ten_on_the_members_clock(end: datetime, zone: str, schedule: Schedule) -> None:
    laid = dues(end, zone, schedule)
    assert sorted(str(each.stage) for each in laid) == sorted(map(str, schedule.stages))
    assert [each.at for each in laid] == sorted(each.at for each in laid)
    assert {each.at.astimezone(ZoneInfo(zone)).time() for each in laid} <= {TEN}


@given(INSTANTS, ZONES, STAGES)
def test_a_stage_before_the_end_is_due_before_it_and_of_no_use_after_it(
    end: datetime, zone: str, schedule: Schedule
) -> None:
    for each in dues(end, zone, schedule):
        assert (each.at > end) is each.stage.is_after
        if not each.stage.is_after:
            assert each.at < each.until <= end


@given(INSTANTS, ZONES, STAGES)
def test_following_the_stages_passes_all_of_them_once(end: datetime, zone: str, schedule: Schedule) -> None:
    laid = dues(end, zone, schedule)
    passed, due = [], next_due(end, zone, schedule, since=end - timedelta(days=99))
    while due:
        passed.append(due)
        due = following(laid, due)
    assert passed == laid


def test_a_month_that_ends_on_31_march_is_told_of_on_1_24_and_30_march_and_on_3_april() -> None:
    end = datetime(2026, 3, 31, 7, tzinfo=UTC)  # 15:00 in Shanghai
    told = [f"{each.stage} {each.at:%m-%d %H:%M}" for each in dues(end, "Asia/Shanghai", USUAL)]
    assert told == ["-P30D 03-01 02:00", "-P7D 03-24 02:00", "-P1D 03-30 02:00", "+P3D 04-03 02:00"]


def test_the_hour_stays_where_the_clocks_change_in_between() -> None:
    end = datetime(2026, 4, 1, 10, tzinfo=UTC)
    week, day = dues(end, "Europe/Berlin", Schedule(read_stages(["-P7D", "-P1D"])))
    assert (week.at, day.at) == (datetime(2026, 3, 25, 9, tzinfo=UTC), datetime(2026, 3, 31, 8, tzinfo=UTC))


def test_stages_that_passed_before_or_had_their_turn_are_not_due() -> None:
    end = datetime(2026, 3, 31, 7, tzinfo=UTC)
    due = next_due(end, "Asia/Shanghai", USUAL, since=datetime(2026, 3, 10, tzinfo=UTC))
    assert due
    assert due.stage == Stage.parse("-P7D")
    after = next_due(end, "Asia/Shanghai", USUAL, since=datetime(2026, 3, 10, tzinfo=UTC), settled=["-P7D"])
    assert after
    assert after.stage == Stage.parse("-P1D")


def test_what_never_ends_is_never_told_of() -> None:
    assert dues(FOREVER, "Asia/Shanghai", USUAL) == []


@pytest.mark.parametrize(
    "texts",
    [["P7D"], ["-7 days"], ["-P0D"], [""], ["-P7D", "-P1W"], ["-P25M"], ["+P732D"], [f"-P{n}D" for n in range(1, 14)]],
)
def test_what_is_not_a_schedule_is_refused(texts: list[str]) -> None:
    with pytest.raises(InvalidInput):
        read_stages(texts)


def test_a_stage_may_be_as_far_from_the_end_as_two_years() -> None:
    stages = read_stages(["-P2Y", "+P731D"])
    assert len(dues(datetime(2026, 3, 31, 7, tzinfo=UTC), "Asia/Shanghai", Schedule(stages))) == 2
