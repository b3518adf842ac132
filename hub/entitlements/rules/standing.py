"""How single grants and amounts stand at an instant: what stands behind the status that a member sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.entitlements.rules.consumption import is_counted
from hub.entitlements.rules.status import waits_for_activation
from hub.kernel.calendar import FOREVER, Period, Span

if TYPE_CHECKING:
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.entitlements.rules.values import Grant


class GrantState(StrEnum):
    """How one grant stands at an instant."""

    PENDING_ACTIVATION = "PENDING_ACTIVATION"
    PENDING_DELIVERY = "PENDING_DELIVERY"
    SCHEDULED = "SCHEDULED"
    QUEUED = "QUEUED"
    IN_FORCE = "IN_FORCE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    REVOKED = "REVOKED"
    ACTIVATION_EXPIRED = "ACTIVATION_EXPIRED"


@dataclass(frozen=True, slots=True)
class Amount:
    """What is counted of an entitlement: ``granted`` in all, ``remaining`` of it, and when it refills next."""

    granted: int
    remaining: int
    next_refill: datetime | None


def shown_coverage(entitlement: Entitlement, at: datetime) -> Span | None:
    """The coverage around ``at``; else the next one; else the last one; ``None`` where nothing was ever covered."""
    spans = entitlement.spans
    ahead = [span for span in spans if span.until > at]
    return next(iter(ahead), spans[-1] if spans else None)


def time_left(entitlement: Entitlement, at: datetime) -> timedelta | None:
    """How much covered time lies ahead in all; ``None`` where it has no end."""
    spans = entitlement.spans
    if spans and spans[-1].until == FOREVER:
        return None
    return sum((span.until - max(span.start, at) for span in spans if span.until > at), timedelta(0))


def grant_state(entitlement: Entitlement, grant: Grant, at: datetime) -> GrantState:
    """How ``grant``, one of the entitlement's, stands at ``at``."""
    if grant.revoked and grant.revoked.at <= at:
        return GrantState.REVOKED
    if waits_for_activation(grant, at):
        return GrantState.PENDING_DELIVERY if grant.starts_on_delivery else GrantState.PENDING_ACTIVATION
    if grant.begun is None:
        return GrantState.ACTIVATION_EXPIRED
    return _state_in_time(entitlement, grant, at)


def _state_in_time(entitlement: Entitlement, grant: Grant, at: datetime) -> GrantState:
    spans = [segment.span for segment in entitlement.segments if segment.grant == grant.key]
    if any(span.covers(at) for span in spans):
        return GrantState.IN_FORCE
    if not any(span.start > at for span in spans) and not _waits_for_ever(entitlement, grant, spans):
        return GrantState.ENDED
    return _before_it_runs(entitlement, grant, at)


def _before_it_runs(entitlement: Entitlement, grant: Grant, at: datetime) -> GrantState:
    if (grant.begun and grant.begun.at > at) or isinstance(grant.validity, Span):
        return GrantState.SCHEDULED
    is_paused = any(pause.span.covers(at) for pause in entitlement.pauses)
    return GrantState.PAUSED if is_paused else GrantState.QUEUED


def _waits_for_ever(entitlement: Entitlement, grant: Grant, spans: list[Span]) -> bool:
    """A higher tier that never ends keeps it from running."""
    endless = any(pause.span.until == FOREVER for pause in entitlement.pauses)
    return endless and isinstance(grant.validity, Period) and not spans


def amount(entitlement: Entitlement, at: datetime) -> Amount | None:
    """What is counted of what is in force at ``at``, or else of what is still to come; ``None`` if nothing is."""
    counted = [grant for grant in entitlement.grants if is_counted(grant)]
    if not counted:
        return None
    states = {grant.key: grant_state(entitlement, grant, at) for grant in counted}
    concerned = [grant for grant in counted if states[grant.key] is GrantState.IN_FORCE] or [
        grant for grant in counted if states[grant.key] in _TO_COME
    ]
    left = {grant.key: _left(entitlement, grant, at) for grant in concerned}
    refills = [entitlement.counted.next_refill(grant.key, at) for grant in concerned]
    return Amount(
        granted=sum(max(left[grant.key], _given(grant)) for grant in concerned),
        remaining=sum(left.values()),
        next_refill=min((each for each in refills if each), default=None),
    )


_TO_COME = {
    GrantState.PENDING_ACTIVATION,
    GrantState.PENDING_DELIVERY,
    GrantState.SCHEDULED,
    GrantState.QUEUED,
    GrantState.PAUSED,
}


def _given(grant: Grant) -> int:
    return grant.allowance.quantity if grant.allowance else grant.quantity or 0


def _left(entitlement: Entitlement, grant: Grant, at: datetime) -> int:
    begun = any(segment.grant == grant.key and segment.span.start <= at for segment in entitlement.segments)
    return entitlement.counted.left_of(grant.key, at) if begun else _given(grant)
