"""Of which coverage ends a member is to be reminded, and from when on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.kernel.calendar import FOREVER, union

if TYPE_CHECKING:
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.entitlements.rules.values import Grant
    from hub.kernel.calendar import Span

_JUST_SEEN = timedelta(days=1)
"""Who buys or gets something sees then when it ends: for so long they are not reminded."""

_FORGOTTEN = timedelta(days=30)
"""Stages that were due longer ago than this when they are planned are not even noted as missed."""


@dataclass(frozen=True, slots=True)
class End:
    """A coverage end of ``benefit``; its stages count from ``since``."""

    benefit: str
    at: datetime
    since: datetime


def ends(entitlement: Entitlement, now: datetime) -> list[End]:
    """The coverage ends of which the member is reminded: where time runs out.

    Not those at which a higher tier takes over (the time goes on later), nor those at which it was taken back.
    """
    paused = {pause.span.start for pause in entitlement.pauses}
    revoked = {grant.revoked.at for grant in entitlement.grants if grant.revoked}
    since = max(_last_change(entitlement, now) + _JUST_SEEN, now - _FORGOTTEN)
    found = [span.until for span in coverages(entitlement)]
    return [End(entitlement.benefit, at, since) for at in found if at < FOREVER and at not in paused | revoked]


def coverages(entitlement: Entitlement) -> list[Span]:
    """Every unbroken coverage, in order."""
    return union([segment.span for segment in entitlement.segments])


def _last_change(entitlement: Entitlement, now: datetime) -> datetime:
    moments = [at for grant in entitlement.grants for at in _moments(grant) if at <= now]
    return max(moments, default=now)


def _moments(grant: Grant) -> list[datetime]:
    happened = (grant.activated, grant.revoked)
    return [grant.known_from, *(each.at for each in happened if each)]
