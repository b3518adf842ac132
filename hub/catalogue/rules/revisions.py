"""What a published bundle gives, worked out to the last benefit and fixed.

A revision holds the whole tree: the content of the bundles inside it and, of each benefit, what its grants
carry. So what was sold stays as it was, even when an inner bundle changes. Names and texts are no part of it:
mending one publishes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.catalogue.rules.bundles import Bundle, BundleValidity, Choice, Component

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.catalogue.rules.values import Allowance, Benefit


@dataclass(frozen=True, slots=True)
class PinnedBenefit:
    """A benefit as a revision gives it."""

    code: str
    is_counted: bool
    allowance: Allowance | None


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


def pin(bundle: Bundle, bundles: Mapping[str, Bundle], benefits: Mapping[str, Benefit]) -> PinnedBundle:
    """Work out what ``bundle`` gives. Everything it names exists and it contains no cycle."""

    def part(component: Component) -> PinnedPart:
        if component.bundle is not None:
            return PinnedPart(component, pin(bundles[component.bundle], bundles, benefits))
        benefit = benefits[component.benefit or ""]
        return PinnedPart(component, PinnedBenefit(benefit.code, benefit.is_counted, benefit.allowance))

    def pinned(each: Component | Choice) -> PinnedPart | PinnedChoice:
        if isinstance(each, Choice):
            return PinnedChoice(each.key, each.pick, tuple(map(part, each.of)))
        return part(each)

    return PinnedBundle(bundle.code, bundle.validity, tuple(map(pinned, bundle.components)))
