"""Why a row is not taken, as a code and as a sentence that says what to do, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from hub.catalogue.rules.values import LocalText
from hub.catalogue.rules.wording import day
from hub.kernel.errors import InvalidInput, NotFound, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(StrEnum):
    """What can be wrong with a row before anyone looks at what the member holds."""

    TOO_MANY_CELLS = "TOO_MANY_CELLS"
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"
    MEMBER_MISSING = "MEMBER_MISSING"
    NOTHING_TO_GRANT = "NOTHING_TO_GRANT"
    BENEFIT_AND_BUNDLE = "BENEFIT_AND_BUNDLE"
    DATE_MISSING = "DATE_MISSING"
    DATE_UNREADABLE = "DATE_UNREADABLE"
    PERIOD_UNREADABLE = "PERIOD_UNREADABLE"
    VALIDITY_MISSING = "VALIDITY_MISSING"
    PERIOD_AND_WINDOW = "PERIOD_AND_WINDOW"
    QUANTITY_UNREADABLE = "QUANTITY_UNREADABLE"
    SOURCE_UNKNOWN = "SOURCE_UNKNOWN"
    REFERENCE_TOO_LONG = "REFERENCE_TOO_LONG"
    CHOICES_UNREADABLE = "CHOICES_UNREADABLE"
    BUNDLE_HAS_ITS_OWN = "BUNDLE_HAS_ITS_OWN"


@dataclass(eq=False)
class UnusableRow(Refusal):
    """A row cannot be read, for the reason of its ``fault``; ``given`` is what the cell in question holds."""

    code: ClassVar[str] = "UNUSABLE_ROW"

    fault: Fault
    given: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one row is not taken: a stable code, and a sentence for who keeps the table."""

    code: str
    sentence: LocalText


_SENTENCES: Mapping[str, LocalText] = {
    Fault.TOO_MANY_CELLS: LocalText(
        "这一行的单元格比表头多；若内容中含有分隔符，请用引号括起。",
        "The row has more cells than the header; put texts with separators in them into quotes.",
    ),
    Fault.CONTROL_CHARACTERS: LocalText(
        "这一行含有不可见的控制字符，请删除。", "The row has invisible control characters; delete them."
    ),
    Fault.MEMBER_MISSING: LocalText("没有会员；请填写会员编号。", "There is no member; fill in the member's id."),
    Fault.NOTHING_TO_GRANT: LocalText(
        "没有权益也没有套餐；请填写其中一个的代码。",
        "There is neither a benefit nor a bundle; fill in the code of one.",
    ),
    Fault.BENEFIT_AND_BUNDLE: LocalText(
        "同时填写了权益和套餐；请分成两行。", "There are both a benefit and a bundle; write two rows."
    ),
    Fault.DATE_MISSING: LocalText("没有日期；请填写开通日期。", "There is no date; fill in when it was given."),
    Fault.DATE_UNREADABLE: LocalText(
        "“{given}”不是可识别的日期；请写成 2026-01-31 或 2026-01-31 10:00。",
        "“{given}” is not a date; write it as 2026-01-31 or 2026-01-31 10:00.",
    ),
    Fault.PERIOD_UNREADABLE: LocalText(
        "“{given}”不是可识别的时长；请写成 3个月、90天、1年、P3M 或 永久。",
        "“{given}” is not a length of time; write it as 3 months, 90 days, 1 year, P3M or lifetime.",
    ),
    Fault.VALIDITY_MISSING: LocalText(
        "没有时长也没有结束日期；请填写其中一个（长期有效请写 永久）。",
        "There is neither a period nor an end; fill in one of them (for what never ends: lifetime).",
    ),
    Fault.PERIOD_AND_WINDOW: LocalText(
        "同时填写了时长和起止日期；请只保留其中一种。",
        "There are both a period and a window with a start or an end; keep one of them.",
    ),
    Fault.QUANTITY_UNREADABLE: LocalText(
        "“{given}”不是可用的数量；请填写 1 或更大的整数。",
        "“{given}” is not a quantity; fill in a whole number from 1.",
    ),
    Fault.SOURCE_UNKNOWN: LocalText(
        "“{given}”不是可识别的来源；请写购买、续费、赠送、客服、活动或导入，或留空。",
        "“{given}” is not a source; write purchase, renewal, gift, staff, campaign or import, or leave it empty.",
    ),
    Fault.REFERENCE_TOO_LONG: LocalText(
        "订单号过长；请缩短到 200 个字符以内。", "The reference is too long; shorten it to 200 characters."
    ),
    Fault.CHOICES_UNREADABLE: LocalText(
        "“{given}”不是可识别的选择；请写成 组=选项,选项; 组=选项。",
        "“{given}” does not name choices; write them as group=option,option; group=option.",
    ),
    Fault.BUNDLE_HAS_ITS_OWN: LocalText(
        "套餐的时长和数量由目录规定；请把这些单元格留空。",
        "The catalogue sets the times and quantities of a bundle; leave those cells empty.",
    ),
    "UNKNOWN_BENEFIT": LocalText(
        "目录中没有权益“{key}”；请核对代码。", "The catalogue has no benefit “{key}”; check the code."
    ),
    "UNKNOWN_BUNDLE": LocalText(
        "目录中没有在售套餐“{key}”；请核对代码。", "The catalogue has no bundle “{key}” on offer; check the code."
    ),
    "INVALID_UNTIL": LocalText(
        "结束日期不晚于开始日期或开通日期；请更正日期。",
        "The end is not after the start, or not after the date it was given; correct the dates.",
    ),
    "INVALID_QUANTITY": LocalText(
        "这项权益不计数量；请把数量留空。", "This benefit is not counted; leave the quantity empty."
    ),
    "INVALID_EXTERNALID": LocalText(
        "会员编号过长；请缩短到 128 个字符以内。", "The member's id is too long; shorten it to 128 characters."
    ),
    "ALREADY_ENTITLED": LocalText(
        "会员已拥有此权益至{until}，且只能同时拥有一份；请删除这一行，或改为该时间之后的日期。",
        "The member has this benefit until {until} and can hold it only once; delete the row or date it later.",
    ),
    "STACK_LIMIT_REACHED": LocalText(
        "加上这一份，权益将到{would_end}，超过上限{limit}；请缩短时长。",
        "With this row the benefit would last until {would_end}, beyond its limit {limit}; shorten the period.",
    ),
    "CHOICE_MISSING": LocalText(
        "套餐需要在“{choice}”中选 {pick} 项；请在“选择”列写明。",
        "The bundle asks for {pick} of “{choice}”; name them in the column choices.",
    ),
    "CHOICE_TOO_MANY": LocalText(
        "“{choice}”只能选 {pick} 项；请减少。", "Only {pick} of “{choice}” may be chosen; name fewer."
    ),
    "OPTION_REPEATED": LocalText(
        "“{choice}”中的“{option}”选了两次；每项只能选一次。",
        "“{option}” is chosen twice in “{choice}”; choose each once.",
    ),
    "UNKNOWN_OPTION": LocalText(
        "“{choice}”中没有选项“{option}”；请核对代码。", "“{choice}” has no option “{option}”; check the code."
    ),
    "UNKNOWN_CHOICE": LocalText(
        "套餐没有选择组“{choice}”；请核对代码。", "The bundle has no choice group “{choice}”; check the code."
    ),
    "WINDOW_OVER": LocalText(
        "套餐中的固定时段在开通日期之前已结束；请更正日期或使用其他套餐。",
        "A fixed window in the bundle was over on that date; correct the date or name another bundle.",
    ),
}


def rejection(refusal: Refusal, zone: str) -> Rejection:
    """What a refusal means for the row that met it; instants are shown as days of ``zone``."""
    code = _code(refusal)
    if code not in _SENTENCES:
        return Rejection(code, LocalText(str(refusal), str(refusal)))
    told = _SENTENCES[code]
    return Rejection(code, LocalText(*(_told(told.in_locale(each), refusal, zone, each) for each in ("zh", "en"))))


def _code(refusal: Refusal) -> str:
    match refusal:
        case UnusableRow():
            return refusal.fault
        case NotFound():
            return f"UNKNOWN_{refusal.kind.upper()}"
        case InvalidInput():
            return f"INVALID_{refusal.field.upper()}"
    return refusal.code


def _told(template: str, refusal: Refusal, zone: str, locale: str) -> str:
    return template.format_map({name: _shown(value, zone, locale) for name, value in refusal.facts().items()})


def _shown(value: object, zone: str, locale: str) -> object:
    return day(value, zone, locale) if isinstance(value, datetime) else value
