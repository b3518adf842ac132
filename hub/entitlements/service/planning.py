"""From what is asked to the grants it means: one benefit, or all that a bundle's revision gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import PlannedGrant, expand
from hub.entitlements.rules.values import Grant, Moment
from hub.kernel.calendar import Period, Span, add
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.revisions import Revision
    from hub.catalogue.rules.values import Benefit


@dataclass(frozen=True, slots=True)
class OneBenefit:
    """Ask for one grant of ``benefit``: for a ``Period`` that rolls, or within a ``Span`` of the calendar.

    ``quantity`` belongs to counted benefits alone, where it is 1 unless said. With ``activate_within`` the grant
    waits for its activation that long.
    """

    benefit: str
    validity: Period | Span
    quantity: int | None = None
    activate_within: Period | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class OneBundle:
    """Ask for the current revision of ``bundle``, or the one named; ``choices`` are the picks by choice group."""

    bundle: str
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revision_id: UUID | None = None


Asked = OneBenefit | OneBundle


@dataclass(frozen=True, slots=True)
class Plan:
    """The grants to give, and the revision they come from if it is a bundle's."""

    grants: list[PlannedGrant]
    revision_id: UUID | None = None


async def plan(asked: Asked, at: datetime, zone: str) -> Plan:
    """The grants that ``asked`` means at ``at``. Refuses unknown benefits and bundles, and improper choices."""
    if isinstance(asked, OneBenefit):
        benefits = await catalogue.benefits([asked.benefit])
        if asked.benefit not in benefits:
            raise NotFound("benefit", asked.benefit)
        return Plan([_one(benefits[asked.benefit], asked, at, zone)])
    revision = await _revision(asked)
    return Plan(expand(revision.content, asked.choices, at, zone), revision.id)


async def _revision(asked: OneBundle) -> Revision:
    if asked.revision_id is not None:
        found = (await catalogue.revisions([asked.revision_id])).get(asked.revision_id)
    else:
        found = (await catalogue.current_revisions([asked.bundle])).get(asked.bundle)
    if found is None:
        raise NotFound("bundle", asked.bundle)
    return found


def _one(benefit: Benefit, asked: OneBenefit, at: datetime, zone: str) -> PlannedGrant:
    if asked.quantity is not None and not benefit.is_counted:
        raise InvalidInput("quantity", f"{benefit.code} is not counted; leave the quantity out")
    if asked.quantity is not None and asked.quantity < 1:
        raise InvalidInput("quantity", "give at least 1")
    if isinstance(asked.validity, Span) and asked.validity.until <= max(at, asked.validity.start):
        raise InvalidInput("until", "the window must end after it starts, and after now")
    times = asked.quantity or 1
    return PlannedGrant(
        path="",
        number=1,
        benefit=benefit.code,
        granted_at=at,
        validity=asked.validity,
        needs_activation=asked.activate_within is not None,
        activate_by=add(at, asked.activate_within, zone) if asked.activate_within else None,
        starts_on_delivery=benefit.starts_on_delivery and not asked.activate_within,
        quantity=times if benefit.is_counted else None,
        allowance=benefit.allowance * times if benefit.allowance else None,
        priority=asked.priority,
        weight=1,
    )


def grant_of(planned: PlannedGrant, moment: Moment) -> Grant:
    """The grant to record for ``planned``, behind all that ``moment`` is behind."""
    return Grant(
        key=new_id(),
        benefit=planned.benefit,
        granted=Moment(planned.granted_at, moment.order),
        validity=planned.validity,
        needs_activation=planned.needs_activation,
        activate_by=planned.activate_by,
        starts_on_delivery=planned.starts_on_delivery,
        quantity=planned.quantity,
        allowance=planned.allowance,
        priority=planned.priority,
        recorded=moment.at,
    )
