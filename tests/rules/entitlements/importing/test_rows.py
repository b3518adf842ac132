"""Tables of old sales: which column is what, and what each row asks for."""

from __future__ import annotations

from datetime import datetime

import pytest

from hub.catalogue.errors import ChoiceMissing
from hub.entitlements.rules.granted import Source
from hub.entitlements.rules.importing.columns import Field, columns
from hub.entitlements.rules.importing.mistakes import Fault, UnusableRow, rejection
from hub.entitlements.rules.importing.rows import Row, Window, row
from hub.kernel.calendar import FOREVER, Period
from hub.kernel.errors import InvalidInput, NotFound

HEADER = ["会员号", "权益", "套餐", "开通时间", "时长", "开始", "到期时间", "数量", "来源", "订单号", "选择", "备注"]
ZH = columns(HEADER, {})


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read(line: int = 2, **cells: str) -> Row:
    return row([cells.get(heading, "") for heading in HEADER], line, ZH)


def fault(**cells: str) -> Fault:
    with pytest.raises(UnusableRow) as refused:
        read(**cells)
    return refused.value.fault


MONTH = {"会员号": "u-1", "权益": "vip", "开通时间": "2026/1/31", "时长": "1个月"}


def test_headings_are_known_in_chinese_and_in_english() -> None:
    assert list(ZH.places) == [
        *(Field.MEMBER, Field.BENEFIT, Field.BUNDLE, Field.DATE, Field.PERIOD, Field.FROM),
        *(Field.UNTIL, Field.QUANTITY, Field.SOURCE, Field.REFERENCE, Field.CHOICES),
    ]
    assert ZH.unread == ("备注",)
    english = columns(["Member ID", "benefit_code", "Order-Date", "Valid Until"], {})
    assert list(english.places) == [Field.MEMBER, Field.BENEFIT, Field.DATE, Field.UNTIL]


def test_a_mapping_names_a_column_or_skips_it() -> None:
    found = columns(["卡号", "权益", "日期", "购买日期"], {"卡号": "member", "购买日期": ""})
    assert found.places == {Field.MEMBER: 0, Field.BENEFIT: 1, Field.DATE: 2}


@pytest.mark.parametrize(
    ("header", "mapping", "told"),
    [
        (["卡号", "权益", "日期"], {}, "no column is the member"),
        (["会员", "日期"], {}, "no column is the benefit or bundle"),
        (["会员", "权益"], {}, "no column is the date or from"),
        (["会员", "权益", "日期", "购买日期"], {}, "both hold the date"),
        (["会员", "权益", "日期"], {"卡号": "member"}, "there is no column '卡号'"),
        (["会员", "权益", "日期"], {"日期": "day"}, "'day' is not a field"),
    ],
)
def test_a_table_that_lacks_what_every_row_needs_is_refused(
    header: list[str], mapping: dict[str, str], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        columns(header, mapping)


def test_a_row_asks_for_a_period_from_its_date() -> None:
    assert read(**MONTH) == Row(2, "u-1", wall("2026-01-31"), "vip", Period.parse("P1M"))
    more = read(**MONTH, 数量="2", 来源="购买", 订单号="o-7")
    assert (more.quantity, more.source, more.reference) == (2, Source.PURCHASE, "o-7")


def test_a_row_asks_for_a_window() -> None:
    window = {"会员号": "u-1", "权益": "vip", "开始": "2026-01-31", "到期时间": "2026-03-01"}
    start, until = wall("2026-01-31"), wall("2026-03-01")
    assert read(**window) == Row(2, "u-1", start, "vip", Window(start, until))
    later = wall("2026-02-02")
    assert read(**window, 开通时间="2026-02-02") == Row(2, "u-1", later, "vip", Window(start, until))


def test_lifetime_is_a_window_without_an_end_and_has_to_be_said() -> None:
    lifetime = read(**MONTH | {"时长": "永久"})
    assert lifetime.validity == Window(wall("2026-01-31"), FOREVER)
    assert fault(**MONTH | {"时长": ""}) is Fault.VALIDITY_MISSING


def test_a_row_asks_for_a_bundle_with_its_choices() -> None:
    bundle = {"会员号": "u-1", "套餐": "year", "开通时间": "2026-01-31"}
    assert read(**bundle, 选择="pick=a,b").choices == (("pick", ("a", "b")),)
    for cell in ({"时长": "1年"}, {"数量": "2"}, {"到期时间": "2027-01-31"}):
        assert fault(**bundle, **cell) is Fault.BUNDLE_HAS_ITS_OWN


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"会员号": ""}, Fault.MEMBER_MISSING),
        ({"权益": ""}, Fault.NOTHING_TO_GRANT),
        ({"套餐": "year"}, Fault.BENEFIT_AND_BUNDLE),
        ({"开通时间": ""}, Fault.DATE_MISSING),
        ({"开通时间": "31/1/26"}, Fault.DATE_UNREADABLE),
        ({"到期时间": "2026-03-01"}, Fault.PERIOD_AND_WINDOW),
        ({"开始": "2026-02-01"}, Fault.PERIOD_AND_WINDOW),
        ({"数量": "0"}, Fault.QUANTITY_UNREADABLE),
        ({"来源": "天猫"}, Fault.SOURCE_UNKNOWN),
        ({"订单号": "7" * 201}, Fault.REFERENCE_TOO_LONG),
        ({"订单号": "a\x00b"}, Fault.CONTROL_CHARACTERS),
    ],
)
def test_a_row_with_a_mistake_is_refused(cells: dict[str, str], expected: Fault) -> None:
    assert fault(**MONTH | cells) is expected


def test_a_row_may_be_shorter_than_the_header_but_not_longer() -> None:
    narrow = columns(["member", "benefit", "date", "period", "quantity"], {})
    assert row(["u-1", "vip", "2026-01-31", "P1M"], 2, narrow).quantity is None
    assert row(["u-1", "vip", "2026-01-31", "P1M", "", ""], 2, narrow).quantity is None
    with pytest.raises(UnusableRow) as refused:
        row(["u-1", "vip", "2026-01-31", "P1M", "", "what?"], 2, narrow)
    assert refused.value.fault is Fault.TOO_MANY_CELLS


def test_rows_that_say_the_same_have_the_same_key_wherever_they_stand_and_however_they_say_it() -> None:
    assert read(2, **MONTH).key(1) == read(9, **MONTH | {"时长": "P1M", "开通时间": "20260131"}).key(1)
    assert len({read(**MONTH | {"时长": text}).key(n) for text in ("P1M", "P2M") for n in (1, 2)}) == 4


def test_every_fault_is_told_in_both_languages() -> None:
    for each in Fault:
        told = rejection(UnusableRow(each, "这"), "Asia/Shanghai")
        assert told.code == each
        assert "{" not in told.sentence.zh + told.sentence.en
        assert told.sentence.zh != told.sentence.en


def test_what_the_catalogue_refuses_is_told_with_what_to_do() -> None:
    unknown = rejection(NotFound("benefit", "vpi"), "Asia/Shanghai")
    assert unknown.code == "UNKNOWN_BENEFIT"
    assert unknown.sentence.zh == "目录中没有权益“vpi”；请核对代码。"
    missing = rejection(ChoiceMissing("drink", 2, 0, ["tea", "milk", "juice"]), "Asia/Shanghai")
    assert missing.sentence.en == "The bundle asks for 2 of “drink”; name them in the column choices."
