"""What a published bundle gives, worked out to the last benefit and fixed.

A revision holds the whole tree: the content of the bundles inside it and, of each benefit, what its grants
carry. So what was sold stays as it was, even when an inner bundle changes. Names and texts are no part of it:
mending one publishes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hub.catalogue.rules.bundles import BundleValidity, Choice, Component

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.catalogue import Catalogue
    from hub.catalogue.rules.values import Allowance, Benefit


@dataclass(frozen=True, slots=True)
class PinnedBenefit:
    """A benefit as a revision gives it. ``starts_on_delivery``: its time begins when its provider delivered it."""

    code: str
    is_counted: bool = False
    allowance: Allowance | None = None
    starts_on_delivery: bool = False

    @classmethod
    def of(cls, benefit: Benefit) -> PinnedBenefit:
        """What is fixed of ``benefit`` as the catalogue has it now."""
        return cls(benefit.code, benefit.is_counted, benefit.allowance, benefit.starts_on_delivery)


@dataclass(frozen=True, slots=True)
class PinnedPart:
    """A component, and what it gives."""

    component: Component
    content: PinnedBenefit | PinnedBundle


@dataclass(frozen=True, slots=True)
class PinnedChoice:
    """A choice group, and what each of its components gives."""

    key: str
    pick: int
    of: tuple[PinnedPart, ...]


@dataclass(frozen=True, slots=True)
class PinnedBundle:
    """A bundle with everything inside it: the content of a revision."""

    code: str
    validity: BundleValidity
    parts: tuple[PinnedPart | PinnedChoice, ...]


def pin(catalogue: Catalogue, code: str) -> PinnedBundle:
    """Work out what a bundle of a sound catalogue gives."""

    def part(component: Component) -> PinnedPart:
        if component.bundle is not None:
            return PinnedPart(component, pin(catalogue, component.bundle))
        return PinnedPart(component, PinnedBenefit.of(catalogue.benefits[component.benefit or ""]))

    def pinned(each: Component | Choice) -> PinnedPart | PinnedChoice:
        if isinstance(each, Choice):
            return PinnedChoice(each.key, each.pick, tuple(map(part, each.of)))
        return part(each)

    bundle = catalogue.bundles[code]
    return PinnedBundle(code, bundle.validity, tuple(map(pinned, bundle.components)))


class Published(NamedTuple):
    """What tells a revision of a bundle from the next."""

    id: UUID
    number: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Revision:
    """An immutable, numbered publication of a bundle; ``number`` counts from 1 within the bundle."""

    id: UUID
    bundle: str
    number: int
    content: PinnedBundle
    checksum: str
    published_at: datetime
