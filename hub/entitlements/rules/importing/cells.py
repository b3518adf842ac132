"""Dates, periods and the like as people write them in tables, in Chinese and English."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from hub.entitlements.rules.granted import Source
from hub.entitlements.rules.importing.mistakes import Fault, UnusableRow
from hub.kernel.calendar import FOREVER, NOTHING, Period, at_wall_time
from hub.kernel.errors import InvalidInput

LIFETIME = frozenset({"lifetime", "forever", "permanent", "永久", "永久有效", "终身", "长期"})
"""The words for what has no end."""

_EARLIEST, _NEVER = 1970, 9999
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?"
    r"(?:[T\s]*(\d{1,2})[:时](\d{2})(?:分|[:分](\d{2})(?:[.,](\d{1,6})\d*)?秒?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_COMPACT_DATE = re.compile(r"\d{8}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_SERIAL_ZERO = datetime.fromisoformat("1899-12-30")

_PART = re.compile(r"(\d{1,4}|[一二两三四五六七八九十]{1,2})\s*个?(季度|小时|星期|[年月季周天日]|[a-z]+)\s*", re.ASCII)
_PARTS = re.compile(f"(?:{_PART.pattern})+", re.ASCII)
_CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}
_UNITS = {
    "P{}Y": "年 y yr yrs year years",
    "P{}M": "月 m mo mos month months",
    "P{}W": "周 星期 w wk wks week weeks",
    "P{}D": "天 日 d day days",
    "PT{}H": "小时 h hr hrs hour hours",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_QUARTERS = {"季", "季度", "quarter", "quarters"}
_CARDS = {"月卡": "P1M", "季卡": "P3M", "半年卡": "P6M", "半年": "P6M", "年卡": "P1Y"}

_QUANTITY = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)
_SOURCES = {
    Source.PURCHASE: "purchase purchased 购买 订单",
    Source.RENEWAL: "renewal renewed 续费",
    Source.GIFT: "gift 赠送 礼品",
    Source.STAFF: "staff support 客服 人工 补偿",
    Source.CAMPAIGN: "campaign promotion 活动 营销",
    Source.IMPORT: "import imported 导入",
}
_SOURCE = {word: source for source, words in _SOURCES.items() for word in words.split()}


@lru_cache(maxsize=16_384)
def when(text: str) -> datetime:
    """Read a date, perhaps with a time: naive for a wall time (midnight if none is given), UTC where an offset is.

    ``2026-01-31``, ``2026/1/31 10:00``, ``2026年1月31日``, ``20260131``, ISO 8601, and the serial numbers of
    spreadsheets. Years before 1970 and from 9999 are taken for slips. Refuses the rest (``UnusableRow``).
    """
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or not _EARLIEST <= found.year < _NEVER:
        raise UnusableRow(Fault.DATE_UNREADABLE, text)
    return found


def _read(text: str) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
    if _COMPACT_DATE.fullmatch(text):
        return datetime.fromisoformat(text)
    if not (written := _DATE.fullmatch(text)):
        return None
    year, month, day, hour, minute, second, fraction, offset = written.groups("")
    wall = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}.{fraction:0<6}"
    found = datetime.fromisoformat(wall + offset)
    return found.astimezone(UTC) if offset else found


def until(text: str) -> datetime:
    """Read where a window ends: as ``when``; a word for what never ends, and the year 9999, are ``FOREVER``."""
    return FOREVER if text.lower() in LIFETIME or text.startswith(str(_NEVER)) else when(text)


def instant(read: datetime, zone: str) -> datetime:
    """The instant of what ``when`` or ``until`` read, for a member in ``zone``."""
    return read if read.tzinfo else at_wall_time(read, zone)


def period(text: str) -> Period:
    """Read a length of time: ``P3M``, ``3个月``, ``1年6个月``, ``90 days``, ``年卡``; else ``UnusableRow``."""
    lower = text.lower()
    try:
        if lower.startswith("p"):
            return Period.parse(text.upper())
        return Period.parse(_CARDS[lower]) if lower in _CARDS else _in_words(lower)
    except (InvalidInput, KeyError, ValueError):
        raise UnusableRow(Fault.PERIOD_UNREADABLE, text) from None


def _in_words(text: str) -> Period:
    if not _PARTS.fullmatch(text):
        raise ValueError(text)
    return sum((_part(number, unit) for number, unit in _PART.findall(text)), NOTHING)


def _part(number: str, unit: str) -> Period:
    count = int(number) if number.isdecimal() else _CHINESE[number]
    if unit in _QUARTERS:
        return Period.parse(f"P{count}M") * 3
    return Period.parse(_UNIT[unit].format(count))


def quantity(text: str) -> int:
    """Read a whole number from 1; else ``UnusableRow``."""
    if not _QUANTITY.fullmatch(text):
        raise UnusableRow(Fault.QUANTITY_UNREADABLE, text)
    return int(text)


def source(text: str) -> Source:
    """Read where a grant came from, such as ``purchase`` or ``赠送``; else ``UnusableRow``."""
    found = _SOURCE.get(text.lower())
    if found is None:
        raise UnusableRow(Fault.SOURCE_UNKNOWN, text)
    return found


def choices(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the picks of each choice group, ``group=option,option; group=option``; else ``UnusableRow``."""
    picked: dict[str, tuple[str, ...]] = {}
    for each in filter(str.strip, text.replace("；", ";").split(";")):
        group, equals, options = (part.strip() for part in each.partition("="))
        named = tuple(option.strip() for option in options.replace("，", ",").split(","))
        if not (group and equals and all(named)) or group in picked:
            raise UnusableRow(Fault.CHOICES_UNREADABLE, text)
        picked[group] = named
    return tuple(picked.items())
