"""How often something renews, in the words of a mail."""

from __future__ import annotations

import pytest

from hub.kernel.calendar import Period
from hub.members.rules import Locale
from hub.renewals.rules.wording import every


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("P1M", "month", "1 个月"),
        ("P3M", "3 months", "3 个月"),
        ("P1Y", "year", "1 年"),
        ("P1Y6M", "1 year and 6 months", "1 年 6 个月"),
        ("P30D", "30 days", "30 天"),
        ("PT36H", "PT36H", "PT36H"),
    ],
)
def test_a_period_is_told_as_people_say_it(period: str, english: str, chinese: str) -> None:
    told = Period.parse(period)
    assert (every(told, Locale.EN), every(told, Locale.ZH_CN)) == (english, chinese)
