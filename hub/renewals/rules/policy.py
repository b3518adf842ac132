"""How the operator renews: how long before, after which notice, and what follows a decline.

The presets of the notice window are a starting point for the operator's own lawyers, not advice. CHINA: Measures for
the Supervision of Online Transactions, article 18 (five days). CALIFORNIA: Business and Professions Code 17602 (terms
of a year and more: 15 to 45 days; shorter ones: 3 to 21 days, as for the end of a trial). EU: directive 2011/83 leaves
it to the member states; the strictest of them (France, Code de la consommation L215-1) asks for one to three months
before a yearly term ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.kernel.calendar import Period

_DAY = timedelta(days=1)
_TO_ARRIVE = 2 * _DAY
"""Notices go out so much before they must have reached their members, if not more."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long before the charge its notice may reach the member: ``usual``, if all goes well."""

    earliest: timedelta
    latest: timedelta
    usual: timedelta


class NoticeRule(StrEnum):
    """Whose rules on notices are followed."""

    CHINA = "china"
    CALIFORNIA = "california"
    EU = "eu"


_SHORT = {
    NoticeRule.CHINA: Window(30 * _DAY, 5 * _DAY, 7 * _DAY),
    NoticeRule.CALIFORNIA: Window(21 * _DAY, 3 * _DAY, 7 * _DAY),
    NoticeRule.EU: Window(30 * _DAY, 7 * _DAY, 10 * _DAY),
}
_LONG = {
    NoticeRule.CHINA: Window(30 * _DAY, 5 * _DAY, 7 * _DAY),
    NoticeRule.CALIFORNIA: Window(45 * _DAY, 15 * _DAY, 30 * _DAY),
    NoticeRule.EU: Window(90 * _DAY, 30 * _DAY, 45 * _DAY),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's choices. A notice comes ``notice_ahead`` or more before its charge, where the rule asks for less.

    ``retries`` count from the first decline; ``grace`` from the end of the coverage.

    Consent to a raised price is asked for ``asking`` before the notice would go out. ``terms_version`` names the text
    that members agree to.
    """

    notice: NoticeRule = NoticeRule.CHINA
    notice_ahead: timedelta = timedelta(0)
    charge_ahead: timedelta = _DAY
    retries: tuple[timedelta, ...] = (_DAY, 3 * _DAY, 5 * _DAY)
    grace: timedelta = timedelta(0)
    asking: timedelta = 7 * _DAY
    terms_version: str = "1"

    def window(self, period: Period) -> Window:
        """The notice window of an offer that renews every ``period``."""
        is_long = period.months >= 12 or period.days >= 365  # noqa: PLR2004 - a year
        asked = (_LONG if is_long else _SHORT)[self.notice]
        latest = max(asked.latest, self.notice_ahead)
        return replace(asked, latest=latest, usual=max(asked.usual, latest + _TO_ARRIVE))


USUAL = Policy()
