"""What a member sees of an entitlement at a glance, and until when it stays so.

Nearly everybody who looks at what they hold asks for this and no more, so it is stored when it changes: a read model,
worked out from the same grants, uses and policies as everything else.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from hub.entitlements.rules.standing import amount, shown_coverage
from hub.entitlements.rules.status import Change, Status
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.entitlements.rules.values import Policy


class Glance(NamedTuple):
    """How the entitlement to ``benefit`` stands from ``true_from`` until ``true_until``, if nothing else happens.

    ``status`` is none before the first grant: nothing is seen then. ``coverage_end`` none: without an end, or nothing
    was ever covered. ``granted`` and ``remaining`` are none where nothing is counted, ``next_*`` where nothing changes,
    ``true_until`` where it stays so for good.
    """

    benefit: str
    status: Status | None
    valid_from: datetime | None
    coverage_end: datetime | None
    granted: int | None
    remaining: int | None
    next_refill: datetime | None
    next_at: datetime | None
    next_status: Status | None
    true_from: datetime
    true_until: datetime | None

    @property
    def is_lifetime(self) -> bool:
        """The coverage shown never ends."""
        return self.valid_from is not None and self.coverage_end is None

    @property
    def next_change(self) -> Change | None:
        """When, if nothing else happens, the status changes next, and to what."""
        return Change(self.next_at, self.next_status) if self.next_at and self.next_status else None

    def is_true(self, at: datetime) -> bool:
        """It is what would be worked out for ``at``."""
        return self.true_from <= at and (self.true_until is None or at < self.true_until)


def glance(entitlement: Entitlement, at: datetime) -> Glance:
    """What is seen of it at ``at``."""
    coverage = shown_coverage(entitlement, at)
    counted = amount(entitlement, at)
    status = entitlement.status(at)
    turns = entitlement.turns(at)
    change = entitlement.change_from(status, turns)
    return Glance(
        benefit=entitlement.benefit,
        status=status,
        valid_from=coverage.start if coverage else None,
        coverage_end=None if coverage is None or coverage.until == FOREVER else coverage.until,
        granted=counted.granted if counted else None,
        remaining=counted.remaining if counted else None,
        next_refill=counted.next_refill if counted else None,
        next_at=change.at if change else None,
        next_status=change.status if change else None,
        true_from=at,
        true_until=_until(entitlement, turns, at),
    )


def true_until(entitlement: Entitlement, at: datetime) -> datetime | None:
    """When what is to be said of it at ``at`` may be another, if nothing else happens; ``None``: never."""
    return _until(entitlement, entitlement.turns(at), at)


def _until(entitlement: Entitlement, turns: list[datetime], at: datetime) -> datetime | None:
    return min([*turns[:1], *(each for each in _instants(entitlement) if each > at)], default=None)


def _instants(entitlement: Entitlement) -> list[datetime]:
    """Beside its turns, every instant at which anything of a glance may change."""
    instants = [each.span.start for each in entitlement.segments]
    instants += [use.at for use in entitlement.counted.uses]
    for grant in entitlement.grants:
        instants += [moment.at for moment in (grant.granted, grant.activated, grant.revoked) if moment]
        instants += [each for each in (grant.recorded, grant.activate_by) if each]
    return instants


def basis(policies: Mapping[str, Policy], benefit: str, zone: str) -> str:
    """Names the rules by which glances of ``benefit`` are worked out in ``zone``: under others they are not true.

    ``policies`` contain those of all benefits of its tier group.
    """
    tier = policies[benefit].tier
    peers = {
        code: policy for code, policy in policies.items() if tier and policy.tier and policy.tier.group == tier.group
    }
    return _name((zone, tuple(sorted(({benefit: policies[benefit]} | peers).items()))))


@lru_cache(maxsize=10_000)
def _name(rules: tuple[str, tuple[tuple[str, Policy], ...]]) -> str:
    return sha256(repr(rules).encode()).hexdigest()[:16]
