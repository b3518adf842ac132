"""What one member holds, and what happens to it: grant, activate, revoke, consume.

``Holdings`` never change: every event gives new ones, or raises the refusal and leaves no trace. A preview is
therefore the same call as the real thing; only nobody stores the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Stacking
from hub.entitlements.errors import (
    ActivationExpired,
    AlreadyActivated,
    AlreadyEntitled,
    Revoked,
    StackLimitReached,
    StartsOnDelivery,
    UnknownGrant,
)
from hub.entitlements.rules.consumption import Counted, take
from hub.entitlements.rules.stacking import lay, touched
from hub.kernel.calendar import add
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.entitlements.rules.values import Grant, Key, Moment, Policy, Segment, Timeline, Use


@dataclass(frozen=True, slots=True)
class Holdings:
    """The grants and uses of one member, with the policies of the benefits concerned and the member's zone."""

    zone: str
    policies: Mapping[str, Policy]
    grants: Mapping[Key, Grant] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    laid: Timeline = field(default_factory=dict, init=False, repr=False, compare=False)
    """The part of the timeline that was worked out before: what is immutable needs that once."""

    def timeline(self) -> Timeline:
        """The segments of every benefit, worked out from the grants."""
        return self._timeline_of(self.policies)

    def segments(self, benefit: str) -> tuple[Segment, ...]:
        """Those of the timeline of ``benefit``, worked out with its tier group alone."""
        return self._timeline_of(touched(self.policies, (benefit,)))[benefit]

    def _timeline_of(self, policies: Mapping[str, Policy]) -> Timeline:
        missing = {benefit: policy for benefit, policy in policies.items() if benefit not in self.laid}
        if missing:
            grants = (grant for grant in self.grants.values() if grant.benefit in missing)
            self.laid.update(lay(grants, missing, self.zone))
        return {benefit: self.laid[benefit] for benefit in policies}

    def counted(self, benefit: str) -> Counted:
        """What the rules of consumption ask about ``benefit``."""
        return Counted(self.grants, self.segments(benefit), self.uses, self.zone)

    def with_grant(self, grant: Grant) -> Holdings:
        """The same with ``grant`` added or in place of its former self."""
        after = Holdings(self.zone, self.policies, {**self.grants, grant.key: grant}, self.uses)
        if self.laid:
            stale = touched(self.policies, (grant.benefit,))
            after.laid.update({benefit: laid for benefit, laid in self.laid.items() if benefit not in stale})
        return after

    def grant(self, key: Key) -> Grant:
        """The grant of that key, or ``UnknownGrant``."""
        if key not in self.grants:
            raise UnknownGrant(str(key))
        return self.grants[key]


def grant(holdings: Holdings, new: Grant) -> Holdings:
    """Add ``new``, unless the benefit's policy refuses it (``AlreadyEntitled``, ``StackLimitReached``)."""
    policy = holdings.policies[new.benefit]
    if policy.stacking is Stacking.EXCLUSIVE:
        _refuse_while_covered(holdings, new)
    granted = holdings.with_grant(new)
    if policy.stacking is Stacking.EXTEND and policy.max_ahead:
        _refuse_beyond_limit(granted, new)
    return granted


def _refuse_while_covered(holdings: Holdings, new: Grant) -> None:
    end = _end_of(holdings, new.benefit)
    if end is not None and end > new.granted.at:
        raise AlreadyEntitled(new.benefit, end)


def _refuse_beyond_limit(granted: Holdings, new: Grant) -> None:
    ahead = granted.policies[new.benefit].max_ahead
    end = _end_of(granted, new.benefit)
    if ahead is None or end is None:
        return
    limit = add(new.granted.at, ahead, granted.zone)
    if end > limit:
        raise StackLimitReached(new.benefit, end, limit)


def _end_of(holdings: Holdings, benefit: str) -> datetime | None:
    return max((segment.span.until for segment in holdings.segments(benefit)), default=None)


def activate(holdings: Holdings, key: Key, moment: Moment) -> Holdings:
    """Start the clock of the grant at ``moment``.

    Refused with ``UnknownGrant``, ``Revoked``, ``StartsOnDelivery``, ``AlreadyActivated``, before its release with
    ``InvalidInput`` and, at or after its deadline, with ``ActivationExpired``. A grant that needs no activation counts
    as activated when it was granted.
    """
    asked = holdings.grant(key)
    if asked.revoked:
        raise Revoked(str(key), asked.revoked.at)
    if asked.starts_on_delivery:
        raise StartsOnDelivery(str(key))
    if asked.begun:
        raise AlreadyActivated(str(key), asked.begun.at)
    if moment.at < asked.granted.at:
        raise InvalidInput("grant", f"it is released at {asked.granted.at:%Y-%m-%d %H:%M} UTC; activate it then")
    if asked.activate_by and moment.at >= asked.activate_by:
        raise ActivationExpired(str(key), asked.activate_by)
    return holdings.with_grant(replace(asked, activated=moment))


def start(holdings: Holdings, key: Key, moment: Moment) -> Holdings:
    """Start the clock of a grant that was delivered at ``moment``; one that runs already, or was revoked, stays."""
    delivered = holdings.grant(key)
    if delivered.begun or delivered.revoked:
        return holdings
    return holdings.with_grant(replace(delivered, activated=moment))


def revoke(holdings: Holdings, key: Key, moment: Moment) -> Holdings:
    """Take the grant back from ``moment`` on; a second revocation changes nothing. Refused: ``UnknownGrant``."""
    asked = holdings.grant(key)
    return holdings if asked.revoked else holdings.with_grant(replace(asked, revoked=moment))


def consume(holdings: Holdings, benefit: str, quantity: int, at: datetime) -> Holdings:
    """Use up ``quantity`` of ``benefit``, all or nothing. Refused: ``InsufficientQuantity``."""
    uses = take(holdings.counted(benefit), benefit, quantity, at)
    after = replace(holdings, uses=(*holdings.uses, *uses))
    after.laid.update(holdings.laid)  # which uses do not change
    return after
