"""What a member can do about an entitlement now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Delivery
from hub.entitlements.rules.standing import amount
from hub.entitlements.rules.status import Status, waits_for_activation
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from hub.catalogue.rules.values import Benefit
    from hub.entitlements.rules.status import Entitlement
    from hub.entitlements.rules.values import Key

_IN_FORCE = {Status.ACTIVE, Status.EXPIRING}
_ALIVE = _IN_FORCE | {Status.EXHAUSTED, Status.PAUSED, Status.PENDING, Status.SCHEDULED}


class ActionKind(StrEnum):
    """What can be done."""

    ACTIVATE = "ACTIVATE"
    BIND_ACCOUNT = "BIND_ACCOUNT"
    USE = "USE"
    REVEAL_CODE = "REVEAL_CODE"
    OPEN_LINK = "OPEN_LINK"
    RENEW = "RENEW"
    SHOW_GUIDE = "SHOW_GUIDE"
    CONTACT_SUPPORT = "CONTACT_SUPPORT"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: with which ``grant`` and before which ``deadline``, where there are such."""

    kind: ActionKind
    grant: Key | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What deliveries gave that the member may see.

    ``codes``: the grants with a code, and when the provider stops taking it, if ever. ``links``: those with a link.
    """

    codes: Mapping[Key, datetime | None]
    links: Collection[Key]


NOTHING = Given({}, ())


def actions(
    entitlement: Entitlement,
    benefit: Benefit,
    at: datetime,
    *,
    has_account: bool,
    is_sold: bool,
    given: Given = NOTHING,
) -> list[Action]:
    """What is open to the member at ``at``, the most urgent first.

    ``has_account``: the member's account at the benefit's provider is noted. ``is_sold``: something gives it that can
    be bought now.
    """
    status = entitlement.status(at)
    released = [grant for grant in entitlement.grants if grant.granted.at <= at]
    waiting = [grant for grant in released if waits_for_activation(grant, at) and not grant.starts_on_delivery]
    opened = [Action(ActionKind.ACTIVATE, grant.key, grant.activate_by) for grant in waiting]
    opened += _reveals(entitlement, at, given.codes)
    kept = [grant for grant in entitlement.grants if grant.key in given.links and grant.revoked is None]
    opened += [Action(ActionKind.OPEN_LINK, grant.key) for grant in kept]
    kinds = _kinds(entitlement, benefit, status, at, has_account=has_account)
    return opened + [Action(kind) for kind in [*kinds, *_renewal(entitlement, status, at, is_sold=is_sold)]]


def _reveals(entitlement: Entitlement, at: datetime, codes: Mapping[Key, datetime | None]) -> list[Action]:
    """The codes still good, first the one that ends first."""
    kept = [grant.key for grant in entitlement.grants if grant.key in codes and grant.revoked is None]
    good = [Action(ActionKind.REVEAL_CODE, key, codes[key]) for key in kept]
    return sorted(
        (each for each in good if each.deadline is None or each.deadline > at),
        key=lambda each: (each.deadline is None, each.deadline),
    )


def _kinds(
    entitlement: Entitlement, benefit: Benefit, status: Status | None, at: datetime, *, has_account: bool
) -> Iterator[ActionKind]:
    if benefit.delivery is Delivery.DIRECT and benefit.account and not has_account and status in _ALIVE:
        yield ActionKind.BIND_ACCOUNT
    left = amount(entitlement, at)
    if left and left.remaining and status in _IN_FORCE:
        yield ActionKind.USE
    if status in _ALIVE:
        yield ActionKind.SHOW_GUIDE
    if status is Status.REVOKED:
        yield ActionKind.CONTACT_SUPPORT


def _renewal(entitlement: Entitlement, status: Status | None, at: datetime, *, is_sold: bool) -> Iterator[ActionKind]:
    """What ends, or has ended, can be renewed while it is sold."""
    coverage = entitlement.coverage(at)
    is_ending = coverage is not None and coverage.until < FOREVER
    if is_sold and (status is Status.EXPIRED or (status in _IN_FORCE and is_ending)):
        yield ActionKind.RENEW
