"""Lengths, days and the parts of a bundle in words, in Chinese (``zh``) and English (``en``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whenever import Instant

from hub.catalogue.rules.bundles import Drip, Named
from hub.catalogue.rules.values import LocalText
from hub.kernel.calendar import FOREVER, Period, Span

if TYPE_CHECKING:
    from datetime import datetime

    from hub.catalogue.rules.bundles import Component, Plain, Validity

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_UNITS = {
    "zh": ("{} 年", "{} 个月", "{} 天", "{} 小时", "{} 分钟", "{} 秒"),
    "en": ("{} years", "{} months", "{} days", "{} hours", "{} minutes", "{} seconds"),
}

_NAMED = {
    Named.LIFETIME: LocalText("永久有效", "for life"),
    Named.WITH_PARENT: LocalText("与套餐同期", "as long as the bundle"),
    Named.OWN: LocalText("按其自身期限", "for its own term"),
}


def length(period: Period, locale: str) -> str:
    """The period in words: ``1 个月 15 天``, ``1 month 15 days``."""
    years, months = divmod(period.months, 12)
    minutes, seconds = divmod(round(period.elapsed.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    amounts = (years, months, period.days, hours, minutes, seconds)
    words = [_counted(unit, n) for unit, n in zip(_UNITS[locale], amounts, strict=True) if n]
    return " ".join(words)


def every(period: Period, locale: str) -> str:
    """What follows "every", or "每": ``个月``, ``month``; ``3 个月``, ``3 months``."""
    words = length(period, locale)
    return words.removeprefix("1 ") if words.count(" ") == 1 else words


def day(at: datetime, zone: str, locale: str) -> str:
    """The calendar day of ``at`` in ``zone``: ``2027年2月27日`` or ``27 Feb 2027``."""
    if at == FOREVER:
        return "永久" if locale == "zh" else "forever"
    date = Instant(at).to_tz(zone).date()
    if locale == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def part(component: Component, name: LocalText, unit: LocalText | None, zone: str) -> LocalText:
    """Say what a component gives, how much of it and for how long.

    ``name`` is that of its benefit or bundle, ``unit`` what the benefit is counted in; days are those of ``zone``.
    """
    quantity = component.quantity
    much = name
    if unit or quantity > 1:
        counted = f"{quantity} {unit.zh}" if unit else f"×{quantity}"
        much = LocalText(f"{name.zh} {counted}", f"{quantity} × {name.en}")
    long = _long(component.validity, zone)
    late = _activation(component)
    return LocalText(f"{much.zh}，{long.zh}{late.zh}", f"{much.en}, {long.en}{late.en}")


def _long(validity: Validity, zone: str) -> LocalText:
    if not isinstance(validity, Drip):
        return _once(validity, zone)
    zh, en = (every(validity.every, locale) for locale in ("zh", "en"))
    each = _once(validity.each, zone)
    return LocalText(
        f"每{zh}发放一次，共 {validity.count} 次，每次{each.zh}", f"every {en}, {validity.count} times, each {each.en}"
    )


def _once(validity: Plain, zone: str) -> LocalText:
    if isinstance(validity, Period):
        return LocalText(f"有效 {length(validity, 'zh')}", f"good for {length(validity, 'en')}")
    if isinstance(validity, Span):
        (start_zh, until_zh), (start, until) = (
            [day(at, zone, locale) for at in (validity.start, validity.until)] for locale in ("zh", "en")
        )
        return LocalText(f"{start_zh}至{until_zh}有效", f"from {start} to {until}")
    return _NAMED[validity]


def _activation(component: Component) -> LocalText:
    if not component.activation:
        return LocalText("", "")
    if not component.activate_within:
        return LocalText("，激活后开始计时", ", from its activation")
    zh, en = (length(component.activate_within, locale) for locale in ("zh", "en"))
    return LocalText(f"，须在 {zh}内激活", f", from its activation within {en}")


def _counted(unit: str, amount: int) -> str:
    return unit.format(amount).removesuffix("s") if amount == 1 else unit.format(amount)
