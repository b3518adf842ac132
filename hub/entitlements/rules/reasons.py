"""Why a member has a benefit at an instant, or not: the grants, rules and events that decide, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.entitlements.rules.status import Entitlement, Status, waits_for_activation
from hub.kernel.calendar import FOREVER, Period, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hub.catalogue.rules.values import Stacking
    from hub.entitlements.rules.values import Grant, Key


class ReasonKind(StrEnum):
    """What kind of fact a reason states."""

    NEVER_GRANTED = "NEVER_GRANTED"
    RULE = "RULE"
    GRANTED = "GRANTED"
    WAITS_FOR_ACTIVATION = "WAITS_FOR_ACTIVATION"
    ACTIVATED = "ACTIVATED"
    WAITS_FOR_PROVIDER = "WAITS_FOR_PROVIDER"
    DELIVERED = "DELIVERED"
    NOT_ACTIVATED_IN_TIME = "NOT_ACTIVATED_IN_TIME"
    QUEUED = "QUEUED"
    IN_FORCE = "IN_FORCE"
    PAUSED = "PAUSED"
    USED = "USED"
    REVOKED = "REVOKED"
    CONCLUSION = "CONCLUSION"


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact, at ``at`` and about ``grant`` where it has them; the rest depends on its kind.

    ``is_providers``: what a conclusion of PENDING waits for is the provider's doing, not the member's.
    """

    kind: ReasonKind
    at: datetime | None = None
    grant: Key | None = None
    span: Span | None = None
    by: str | None = None
    quantity: int | None = None
    period: Period | None = None
    stacking: Stacking | None = None
    status: Status | None = None
    is_providers: bool = False


def reasons(entitlement: Entitlement, at: datetime) -> list[Reason]:
    """The facts that decide about ``at``, by the time they happened, the conclusion last."""
    known = [grant for grant in entitlement.grants if grant.known_from <= at]
    coverage = entitlement.coverage(at)
    conclusion = Reason(
        ReasonKind.CONCLUSION,
        at,
        span=coverage,
        status=entitlement.status(at),
        is_providers=all(grant.starts_on_delivery for grant in known if waits_for_activation(grant, at)),
    )
    if not known:
        return [Reason(ReasonKind.NEVER_GRANTED, at), conclusion]
    rule = Reason(ReasonKind.RULE, stacking=entitlement.policy.stacking)
    facts = [fact for grant in known for fact in _of_grant(entitlement, grant, at)]
    facts += [Reason(ReasonKind.PAUSED, p.span.start, span=p.span, by=p.by) for p in entitlement.pauses]
    return [rule, *sorted(facts, key=lambda fact: fact.at or at), conclusion]


def _of_grant(entitlement: Entitlement, grant: Grant, at: datetime) -> Iterator[Reason]:
    validity = grant.validity
    yield Reason(
        ReasonKind.GRANTED,
        grant.granted.at,
        grant.key,
        span=validity if isinstance(validity, Span) else None,
        period=validity if isinstance(validity, Period) else None,
        quantity=grant.allowance.quantity if grant.allowance else grant.quantity,
    )
    yield from _of_activation(grant, at)
    spans = [segment.span for segment in entitlement.segments if segment.grant == grant.key]
    if spans and grant.begun and isinstance(validity, Period) and spans[0].start > grant.begun.at:
        yield Reason(ReasonKind.QUEUED, grant.begun.at, grant.key, span=Span(grant.begun.at, spans[0].start))
    yield from (Reason(ReasonKind.IN_FORCE, span.start, grant.key, span=span) for span in spans)
    uses = [use for use in entitlement.counted.uses if use.grant == grant.key and use.at <= at]
    if uses:
        total = sum(use.quantity for use in uses)
        yield Reason(ReasonKind.USED, uses[-1].at, grant.key, quantity=total)
    if grant.revoked and grant.revoked.at <= at:
        yield Reason(ReasonKind.REVOKED, grant.revoked.at, grant.key)


def _of_activation(grant: Grant, at: datetime) -> Iterator[Reason]:
    if grant.starts_on_delivery:
        yield from _of_delivery(grant, at)
    if not grant.needs_activation:
        return
    if grant.activated and grant.activated.at <= at:
        yield Reason(ReasonKind.ACTIVATED, grant.activated.at, grant.key)
    elif waits_for_activation(grant, at):
        deadline = Span(grant.granted.at, grant.activate_by or FOREVER)
        yield Reason(ReasonKind.WAITS_FOR_ACTIVATION, grant.granted.at, grant.key, span=deadline)
    elif grant.activate_by and grant.activate_by <= at:
        yield Reason(ReasonKind.NOT_ACTIVATED_IN_TIME, grant.activate_by, grant.key)


def _of_delivery(grant: Grant, at: datetime) -> Iterator[Reason]:
    if grant.activated and grant.activated.at <= at:
        yield Reason(ReasonKind.DELIVERED, grant.activated.at, grant.key)
    elif waits_for_activation(grant, at):
        yield Reason(ReasonKind.WAITS_FOR_PROVIDER, grant.granted.at, grant.key)
