"""What the rules take and give: policies, grants, uses and segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from hub.catalogue.rules.values import DEFAULT_NOTICE_WINDOW, Allowance, Benefit, Stacking, Tier

if TYPE_CHECKING:
    from datetime import datetime

    from hub.kernel.calendar import Period, Span

Key = UUID | str
"""Names a grant: a UUID in the hub, any word in a case."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the grants of one benefit stack.

    ``max_ahead`` bounds how far ahead an EXTEND entitlement may end; ``notice_window`` is how long before its end
    the member is told.
    """

    stacking: Stacking
    tier: Tier | None = None
    max_ahead: Period | None = None
    notice_window: Period = DEFAULT_NOTICE_WINDOW

    @classmethod
    def of(cls, benefit: Benefit) -> Policy:
        """The policy that the catalogue declares for ``benefit``."""
        return cls(benefit.stacking, benefit.tier, benefit.max_ahead, benefit.notice_window)

    @property
    def may_refuse(self) -> bool:
        """There are grants that it would not add to what is held."""
        return self.stacking is Stacking.EXCLUSIVE or (self.stacking is Stacking.EXTEND and self.max_ahead is not None)

    @property
    def is_laid_in_a_queue(self) -> bool:
        """Grants of it never run side by side, and wait while a higher tier covers."""
        return self.stacking is not Stacking.PARALLEL


class Moment(NamedTuple):
    """When something happened: the instant, and its place among all that happened at that instant."""

    at: datetime
    order: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """One addition to a member's holding of ``benefit``.

    ``validity`` is a ``Period`` that rolls from the grant's beginning, or a ``Span`` on the calendar (lifetime is a
    span that ends ``FOREVER``). ``quantity`` is ``None`` where nothing is counted. ``activate_by`` is ``None`` where
    activation may happen at any time. One that ``starts_on_delivery`` is activated by nobody but its delivery.
    """

    key: Key
    benefit: str
    granted: Moment
    validity: Period | Span
    needs_activation: bool = False
    activate_by: datetime | None = None
    starts_on_delivery: bool = False
    activated: Moment | None = None
    revoked: Moment | None = None
    quantity: int | None = None
    allowance: Allowance | None = None
    priority: int = 0
    recorded: datetime | None = None

    @property
    def known_from(self) -> datetime:
        """From when the member can see it: a release of a drip is recorded before it is granted."""
        return self.recorded or self.granted.at

    @property
    def begun(self) -> Moment | None:
        """From when it counts: its grant or, where it needs one, its activation or delivery; ``None`` before that."""
        return self.activated if self.needs_activation or self.starts_on_delivery else self.granted


@dataclass(frozen=True, slots=True)
class Segment:
    """A span in which ``grant`` is in force."""

    grant: Key
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """``quantity`` taken from ``grant`` at ``at``."""

    grant: Key
    at: datetime
    quantity: int


Timeline = dict[str, tuple[Segment, ...]]
"""The segments of each benefit in order: by start, then by the order in which their grants began."""
