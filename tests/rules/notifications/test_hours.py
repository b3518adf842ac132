"""The hours at which members may be written to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hub.notifications.rules.hours import QUIET, QuietHours, after_quiet, at_hour, local_date

ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(INSTANTS, ZONES)
def test_nothing_is_sent_in_quiet_hours_and_nothing_waits_longer_than_they_last(at: datetime, zone: str) -> None:
    sent = after_quiet(at, zone)
    assert not QUIET.cover(sent.astimezone(ZoneInfo(zone)).time())
    assert at <= sent <= at + timedelta(hours=11, minutes=1)
    assert after_quiet(sent, zone) == sent


def test_the_hour_is_the_members_own() -> None:
    day = local_date(datetime(2026, 6, 30, 20, tzinfo=UTC), "Asia/Shanghai")
    assert at_hour(day, time(10), "Asia/Shanghai") == datetime(2026, 7, 1, 2, tzinfo=UTC)
    assert at_hour(day, time(10), "Europe/Berlin") == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_comes_later() -> None:
    day = datetime(2026, 3, 29, 12, tzinfo=UTC).date()
    assert at_hour(day, time(2, 30), "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_quiet_hours_may_lie_within_one_day() -> None:
    siesta = QuietHours(time(13), time(15))
    at = datetime(2026, 1, 1, 6, tzinfo=UTC)
    assert after_quiet(at, "Asia/Shanghai", siesta) == datetime(2026, 1, 1, 7, tzinfo=UTC)
