"""How often something renews, as members read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.members.rules import Locale

if TYPE_CHECKING:
    from hub.kernel.calendar import Period

_UNITS = {
    Locale.EN: (("year", "years"), ("month", "months"), ("day", "days")),
    Locale.ZH_CN: (("年", "年"), ("个月", "个月"), ("天", "天")),
}


def every(period: Period, locale: Locale) -> str:
    """``month``, ``3 months``, ``1 year and 6 months``; ``1 个月``. What has hours in it stays as machines write it."""
    years, months = divmod(period.months, 12)
    amounts = [each for each in zip((years, months, period.days), _UNITS[locale], strict=True) if each[0]]
    if period.elapsed or not amounts:
        return str(period)
    if locale is Locale.ZH_CN:
        return " ".join(f"{amount} {one}" for amount, (one, _) in amounts)
    [(first, (unit, _)), *rest] = amounts
    if first == 1 and not rest:
        return unit
    return " and ".join(f"{amount} {one if amount == 1 else many}" for amount, (one, many) in amounts)
