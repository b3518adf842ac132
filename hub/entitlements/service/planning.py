"""From what is asked to the grants it means: one benefit, or all that a bundle's revision gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import PlannedGrant, expand
from hub.entitlements import reads
from hub.entitlements.rules.stacking import touched
from hub.entitlements.rules.values import Grant, Moment
from hub.kernel.calendar import FOREVER, Period, Span, add
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.revisions import Revision
    from hub.catalogue.rules.values import Benefit
    from hub.entitlements.rules.values import Policy


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
    shelf = Shelf()
    if isinstance(asked, OneBenefit):
        await shelf.stock(benefits={asked.benefit})
    elif asked.revision_id is None:
        await shelf.stock(bundles={asked.bundle})
    else:
        pinned = (await catalogue.revisions([asked.revision_id])).get(asked.revision_id)
        shelf.revisions.update({asked.bundle: pinned} if pinned else {})
    return shelf.plan(asked, at, zone)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The part of the catalogue that plans need, each entry looked up once: ``revisions`` by their bundle.

    ``policies`` are those of the benefits asked for, and of all in their tier groups.
    """

    benefits: dict[str, Benefit] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    _around: dict[frozenset[str], dict[str, Policy]] = field(default_factory=dict)

    async def stock(self, benefits: AbstractSet[str] = frozenset(), bundles: AbstractSet[str] = frozenset()) -> None:
        """Look up those of the codes that are not here yet; unknown ones stay so."""
        if missing := benefits - self.benefits.keys():
            self.benefits.update(await catalogue.benefits(sorted(missing)))
        if missing := bundles - self.revisions.keys():
            self.revisions.update(await catalogue.current_revisions(sorted(missing)))

    async def stock_policies(self, benefits: AbstractSet[str]) -> None:
        """Look up the policies of ``benefits`` that are not here yet."""
        if missing := benefits - self.policies.keys():
            self.policies.update(await reads.policies_with(missing))

    def policies_around(self, benefits: frozenset[str]) -> Mapping[str, Policy]:
        """The policies, all in stock, that a change to ``benefits`` can touch: many members' changes, the same ones."""
        if benefits not in self._around:
            self._around[benefits] = touched(self.policies, benefits)
        return self._around[benefits]

    def plan(self, asked: Asked, at: datetime, zone: str) -> Plan:
        """As the function ``plan``, for what is in stock."""
        if isinstance(asked, OneBenefit):
            return Plan([_one(self.benefit(asked.benefit), asked, at, zone)])
        revision = self.revision(asked.bundle)
        return Plan(expand(revision.content, asked.choices, at, zone), revision.id)

    def check(self, benefit: str, bundle: str) -> None:
        """Refuse (``NotFound``) the code of a benefit or of a bundle, whichever is given, that is not in stock."""
        if benefit:
            self.benefit(benefit)
        else:
            self.revision(bundle)

    def benefit(self, code: str) -> Benefit:
        """The benefit of that code, or ``NotFound``."""
        if code not in self.benefits:
            raise NotFound("benefit", code)
        return self.benefits[code]

    def revision(self, bundle: str) -> Revision:
        """The revision of that bundle, or ``NotFound``."""
        if bundle not in self.revisions:
            raise NotFound("bundle", bundle)
        return self.revisions[bundle]


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
        activate_by=None if planned.activate_by == FOREVER else planned.activate_by,
        starts_on_delivery=planned.starts_on_delivery,
        quantity=planned.quantity,
        allowance=planned.allowance,
        priority=planned.priority,
        recorded=moment.at,
    )
