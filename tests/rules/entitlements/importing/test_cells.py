"""Dates, periods, quantities and choices as merchants write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.entitlements.rules.granted import Source
from hub.entitlements.rules.importing import cells
from hub.entitlements.rules.importing.mistakes import Fault, UnusableRow
from hub.kernel.calendar import FOREVER, Period

MIDNIGHT = datetime.fromisoformat("2026-01-31")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31",
        "2026/1/31",
        "2026.1.31",
        "2026年1月31日",
        "2026年1月31号",
        "20260131",
        "46053",
        "2026-1-31 00:00:00",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert cells.when(text) == MIDNIGHT


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-31 9:05", datetime.fromisoformat("2026-01-31T09:05")),
        ("2026年1月31日 9时05分", datetime.fromisoformat("2026-01-31T09:05")),
        ("2026-01-31T09:05:06.7", datetime.fromisoformat("2026-01-31T09:05:06.700")),
        ("46053.5", datetime.fromisoformat("2026-01-31T12:00")),
        ("2026-01-31T09:05:06+08:00", datetime(2026, 1, 31, 1, 5, 6, tzinfo=UTC)),
        ("2026-01-31T09:05:06Z", datetime(2026, 1, 31, 9, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_time_may_follow_and_an_offset_makes_it_an_instant(text: str, read: datetime) -> None:
    assert cells.when(text) == read


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "31/1/2026", "1-31", "0206-01-31", "9999-12-31", "2026-01-31 25:00", "yesterday", "2026-01-31x", ""],
)
def test_what_is_no_date_or_an_unlikely_one_is_refused(text: str) -> None:
    with pytest.raises(UnusableRow) as refused:
        cells.when(text)
    assert (refused.value.fault, refused.value.given) == (Fault.DATE_UNREADABLE, text)


def test_a_wall_time_means_the_clocks_where_the_member_lives() -> None:
    assert cells.instant(MIDNIGHT, "Asia/Shanghai") == datetime(2026, 1, 30, 16, tzinfo=UTC)
    assert cells.instant(MIDNIGHT, "America/New_York") == datetime(2026, 1, 31, 5, tzinfo=UTC)
    aware = datetime(2026, 1, 31, 5, tzinfo=UTC)
    assert cells.instant(aware, "Asia/Shanghai") == aware


def test_a_wall_time_that_the_clocks_skip_moves_on_and_one_that_occurs_twice_is_the_earlier() -> None:
    skipped, twice = datetime.fromisoformat("2026-03-29T02:30"), datetime.fromisoformat("2026-10-25T02:30")
    assert cells.instant(skipped, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert cells.instant(twice, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["永久", "lifetime", "Forever", "9999-12-31"])
def test_what_never_ends_can_be_said_in_a_word(text: str) -> None:
    assert cells.until(text) == FOREVER


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P3M", "P3M"),
        ("p1y6m", "P1Y6M"),
        ("3个月", "P3M"),
        ("三个月", "P3M"),
        ("十二月", "P1Y"),
        ("1年6个月", "P1Y6M"),
        ("90天", "P90D"),
        ("两周", "P2W"),
        ("半年", "P6M"),
        ("季卡", "P3M"),
        ("2个季度", "P6M"),
        ("48小时", "PT48H"),
        ("1 year", "P1Y"),
        ("90 Days", "P90D"),
        ("1 year 2 months", "P1Y2M"),
    ],
)
def test_a_period_is_read_in_both_languages(text: str, period: str) -> None:
    assert cells.period(text) == Period.parse(period)


@pytest.mark.parametrize("text", ["3", "0天", "P0D", "-P1M", "P", "3 moons", "十三个月", "个月", "1年x"])
def test_zero_and_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnusableRow) as refused:
        cells.period(text)
    assert refused.value.fault is Fault.PERIOD_UNREADABLE


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two", "1234567890"])
def test_a_quantity_is_a_whole_number_from_one(text: str) -> None:
    assert cells.quantity("002") == 2
    with pytest.raises(UnusableRow):
        cells.quantity(text)


def test_a_source_is_one_of_the_known_words() -> None:
    assert (cells.source("赠送"), cells.source("Purchase")) == (Source.GIFT, Source.PURCHASE)
    with pytest.raises(UnusableRow):
        cells.source("天猫")


def test_choices_name_groups_and_their_options() -> None:
    assert cells.choices("pick=a, b；drink = tea") == (("pick", ("a", "b")), ("drink", ("tea",)))
    assert cells.choices("") == ()
    for text in ("pick", "pick=", "=a", "pick=a;pick=b", "pick=a,,b"):
        with pytest.raises(UnusableRow):
            cells.choices(text)
