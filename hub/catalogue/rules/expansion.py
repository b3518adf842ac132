"""From a revision to the grants it gives: one for each benefit, release and piece, each with its own validity."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from hub.catalogue.errors import WindowOver
from hub.catalogue.rules.bundles import Drip, Named
from hub.catalogue.rules.choosing import choose
from hub.catalogue.rules.revisions import PinnedBundle, PinnedChoice
from hub.kernel.calendar import FOREVER, Period, Span, add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from hub.catalogue.rules.bundles import Plain
    from hub.catalogue.rules.choosing import Choices
    from hub.catalogue.rules.revisions import PinnedBenefit, PinnedPart
    from hub.catalogue.rules.values import Allowance


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    """A grant that a bundle gives.

    ``path`` and ``number`` (from 1, in the order of release) name it within the bundle. It is granted at
    ``granted_at``, for a rolling ``Period`` or within a ``Span`` (which may be without end). If it needs
    activation, that must come before ``activate_by``; if it ``starts_on_delivery``, its time begins when its provider
    delivered it. ``quantity`` is what it holds when it begins, ``None``
    where the benefit is not counted. ``weight`` is its share of the bundle's money, relative to the others'.
    """

    path: str
    number: int
    benefit: str
    granted_at: datetime
    validity: Period | Span
    needs_activation: bool
    activate_by: datetime | None
    quantity: int | None
    allowance: Allowance | None
    priority: int
    weight: int
    starts_on_delivery: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the bundle we are, and what holds there."""

    path: str
    anchor: datetime
    validity: Period | Span
    zone: str
    times: int = 1
    needs_activation: bool = False
    activate_within: Period | None = None
    share: Fraction = Fraction(1)


def expand(bundle: PinnedBundle, choices: Choices, granted_at: datetime, zone: str) -> list[PlannedGrant]:
    """Give the grants of ``bundle`` when granted at ``granted_at``, in the order in which they begin.

    ``choices`` names the picks of each choice group by its path. Refuses an improper choice, and with
    ``WindowOver`` a part whose window is over before it begins. Of a drip within a window, the releases that
    would come after the window fall away, and of any drip those that would come after year 9999.
    """
    validity = _validity(bundle.validity, Named.LIFETIME, granted_at)
    if validity is None:
        raise _window_over("", bundle.validity)
    top = _Place("", granted_at, validity, zone)
    planned = sorted(_inside(choose(bundle, choices), top), key=lambda each: each[0].granted_at)
    scale = lcm(*(share.denominator for _, share in planned))
    numbers: Counter[str] = Counter()
    grants = []
    for grant, share in planned:
        numbers[grant.path] += 1
        grants.append(replace(grant, number=numbers[grant.path], weight=int(share * scale)))
    return grants


_Weighed = tuple[PlannedGrant, Fraction]


def _inside(bundle: PinnedBundle, place: _Place) -> Iterator[_Weighed]:
    parts = list(_parts(bundle, place.path))
    total = sum(part.component.weight for _, part in parts)
    for path, part in parts:
        share = Fraction(part.component.weight, total) if total else Fraction(1, len(parts))
        yield from _part(part, replace(place, path=path, share=place.share * share))


def _parts(bundle: PinnedBundle, path: str) -> Iterator[tuple[str, PinnedPart]]:
    around = f"{path}/" if path else ""
    for part in bundle.parts:
        if isinstance(part, PinnedChoice):
            yield from ((f"{around}{part.key}/{each.component.key}", each) for each in part.of)
        else:
            yield f"{around}{part.component.key}", part


def _part(part: PinnedPart, around: _Place) -> Iterator[_Weighed]:
    component = part.component
    given = _releases(part, around)
    for anchor, validity in given:
        place = replace(
            around,
            anchor=anchor,
            validity=validity,
            times=around.times * component.quantity,
            needs_activation=around.needs_activation or component.activation,
            activate_within=component.activate_within or around.activate_within,
            share=around.share / len(given),
        )
        if isinstance(part.content, PinnedBundle):
            yield from _inside(part.content, place)
        else:
            yield from _grants(part.content, component.priority, place)


def _releases(part: PinnedPart, around: _Place) -> list[tuple[datetime, Period | Span]]:
    validity = part.component.validity
    plain = validity.each if isinstance(validity, Drip) else validity
    if plain is Named.OWN and isinstance(part.content, PinnedBundle):
        plain = part.content.validity
    given = []
    for k in range(part.component.releases):
        anchor = add(around.anchor, validity.every * k, around.zone) if isinstance(validity, Drip) else around.anchor
        resolved = _validity(plain, around.validity, anchor)
        if resolved and anchor < FOREVER:
            given.append((anchor, resolved))
    if not given:
        raise _window_over(around.path, around.validity if plain is Named.WITH_PARENT else plain)
    return given


def _validity(plain: Plain, parent: Period | Span | Named, at: datetime) -> Period | Span | None:
    """Resolve a validity for what is given ``at``; ``None`` if that is after its window."""
    resolved = parent if plain is Named.WITH_PARENT else plain
    if isinstance(resolved, Period):
        return resolved
    if not isinstance(resolved, Span):
        return Span(at, FOREVER)
    return Span(max(resolved.start, at), resolved.until) if at < resolved.until else None


def _window_over(path: str, window: object) -> WindowOver:
    return WindowOver(path, window.until if isinstance(window, Span) else FOREVER)


def _grants(benefit: PinnedBenefit, priority: int, place: _Place) -> Iterator[_Weighed]:
    pieces = 1 if benefit.is_counted else place.times
    held = place.times * (benefit.allowance.quantity if benefit.allowance else 1)
    within = place.activate_within if place.needs_activation else None
    grant = PlannedGrant(
        path=place.path,
        number=0,
        benefit=benefit.code,
        granted_at=place.anchor,
        validity=place.validity,
        needs_activation=place.needs_activation,
        activate_by=add(place.anchor, within, place.zone) if within else None,
        starts_on_delivery=benefit.starts_on_delivery and not place.needs_activation,
        quantity=held if benefit.is_counted else None,
        allowance=benefit.allowance * place.times if benefit.allowance else None,
        priority=priority,
        weight=0,
    )
    for _ in range(pieces):
        yield grant, place.share / pieces
