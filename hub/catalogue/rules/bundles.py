"""Bundles as they are written down: what each contains, for how long, and at what price it is offered.

A validity is a ``Period`` (rolling), a ``Span`` (fixed on the calendar), or one of the words in ``Named``; in a
component it may also be a ``Drip``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from hub.kernel.calendar import Period, Span

if TYPE_CHECKING:
    from datetime import datetime

    from hub.catalogue.rules.values import LocalText
    from hub.kernel.money import Money

MAX_DEPTH = 8
"""How deep bundles may be nested: a bundle of benefits alone has depth 1."""

MAX_GRANTS = 1_000
"""How many grants one bundle may give, every option of every choice counted."""


class Named(StrEnum):
    """A validity that is a word."""

    LIFETIME = "LIFETIME"
    """From the grant on, without an end."""
    WITH_PARENT = "WITH_PARENT"
    """As long as the bundle that contains the component."""
    OWN = "OWN"
    """For a bundle within a bundle: as long as the inner bundle itself says."""


Plain = Period | Span | Named
"""How long something given once lasts."""

BundleValidity = Period | Span | Literal[Named.LIFETIME]
"""How long a bundle itself lasts, when it is not inside another."""


@dataclass(frozen=True, slots=True)
class Drip:
    """Releases ``count`` times, at anchor + k × ``every`` for k = 0, 1, …; each release lasts ``each``."""

    every: Period
    count: int
    each: Plain


Validity = Plain | Drip


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a bundle: so many of a benefit or of another bundle, valid in its own way.

    ``quantity`` is the grant's quantity for a counted benefit, else the number of grants; for a bundle it
    multiplies everything inside. ``activation`` (all inside included) must come within ``activate_within`` of
    the grant. ``weight`` shares out money among the parts of one bundle; a lower ``priority`` is consumed first.
    """

    key: str
    validity: Validity
    benefit: str | None = None
    bundle: str | None = None
    quantity: int = 1
    activation: bool = False
    activate_within: Period | None = None
    weight: int = 1
    priority: int = 0

    @property
    def releases(self) -> int:
        """How many times over time it is given."""
        return self.validity.count if isinstance(self.validity, Drip) else 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The member picks ``pick`` of these components, each at most once."""

    key: str
    pick: int
    of: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A composition of benefits and other bundles, sold or given as one thing."""

    code: str
    name: LocalText
    description: LocalText
    validity: BundleValidity
    components: tuple[Component | Choice, ...]

    def places(self) -> list[tuple[str, Component]]:
        """All components, the options of choices included, each with its place (``key`` or ``key.of.key``)."""
        return [
            place
            for part in self.components
            for place in (
                [(f"{part.key}.of.{each.key}", each) for each in part.of]
                if isinstance(part, Choice)
                else [(part.key, part)]
            )
        ]


@dataclass(frozen=True, slots=True)
class Introductory:
    """A price for the first ``periods`` renewal periods."""

    price: Money
    periods: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A price for a bundle. Without ``renewal_period`` it is bought once; ``channel`` limits where it is sold.

    On sale in ``[sale_from, sale_until)``; an end left out is open.
    """

    code: str
    bundle: str
    price: Money
    introductory: Introductory | None = None
    renewal_period: Period | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    per_member_limit: int | None = None
    channel: str | None = None

    def is_on_sale(self, at: datetime) -> bool:
        """``at`` lies within the sale window."""
        return (self.sale_from is None or self.sale_from <= at) and (self.sale_until is None or at < self.sale_until)
