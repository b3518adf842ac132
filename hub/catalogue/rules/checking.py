"""What must hold across the entries of a catalogue. Mistakes are noted where the entry stands that must change."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from hub.catalogue.rules.bundles import MAX_DEPTH, MAX_GRANTS
from hub.catalogue.rules.reading import did_you_mean
from hub.catalogue.rules.sizes import MAX_QUANTITY, sizes
from hub.catalogue.rules.values import Stacking, Tier

if TYPE_CHECKING:
    from hub.catalogue.rules.catalogue import Catalogue
    from hub.catalogue.rules.reading import Reading

_SINGULAR = {"providers": "provider", "categories": "category", "benefits": "benefit", "bundles": "bundle"}

Graph = dict[str, dict[str, str]]
"""For each entry, the entries that it names in its own section, and where it does so."""


def check(catalogue: Catalogue, reading: Reading) -> None:
    """Note what is wrong between the entries; ``catalogue`` holds those that are sound in themselves."""
    _check_references(reading)
    _check_tiers(catalogue, reading)
    _check_exclusive(catalogue, reading)
    _check_cycles("categories", reading)
    if _check_cycles("bundles", reading):
        _check_sizes(catalogue, reading)


def _check_references(reading: Reading) -> None:
    for each in reading.references:
        known = reading.declared[each.section]
        if each.code not in known:
            kind = _SINGULAR[each.section]
            reading.note(each.where, f"no {kind} {each.code!r} in this catalogue{did_you_mean(each.code, known)}")


def _check_tiers(catalogue: Catalogue, reading: Reading) -> None:
    taken: dict[Tier, str] = {}
    for code, benefit in catalogue.benefits.items():
        if benefit.tier and taken.setdefault(benefit.tier, code) != code:
            group, rank = benefit.tier.group, benefit.tier.rank
            reading.note(
                f"benefits.{code}.tier.rank",
                f"rank {rank} of tier group {group!r} belongs to {taken[benefit.tier]!r}; choose another",
            )


def _check_exclusive(catalogue: Catalogue, reading: Reading) -> None:
    for bundle in catalogue.bundles.values():
        for place, component in bundle.places():
            benefit = catalogue.benefits.get(component.benefit or "")
            is_held_once = benefit and benefit.stacking is Stacking.EXCLUSIVE and not benefit.is_counted
            if is_held_once and component.quantity > 1:
                reading.note(
                    f"bundles.{bundle.code}.components.{place}.quantity",
                    f"{component.benefit!r} is EXCLUSIVE and can be held once; give 1",
                )


def _check_cycles(section: str, reading: Reading) -> bool:
    """Note every cycle once; true if there is none."""
    graph = _graph(section, reading)
    found = False
    while cycle := _cycle(graph):
        found = True
        outer, inner = cycle[-2:]
        path = " → ".join(cycle)
        reading.note(graph[outer].pop(inner), f"cycle: {path}; take {inner!r} out of {outer!r}")
    return not found


def _graph(section: str, reading: Reading) -> Graph:
    graph: Graph = defaultdict(dict)
    for each in reading.references:
        origin, code = each.where.split(".")[:2]
        if origin == each.section == section:
            graph[code][each.code] = each.where
    return graph


def _cycle(graph: Graph) -> list[str]:
    """Some cycle as a path from an entry to itself, beginning with its first code in the alphabet."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1][:0:-1]
        first = ring.index(min(ring))
        return [*ring[first:], *ring[: first + 1]]
    return []


def _check_sizes(catalogue: Catalogue, reading: Reading) -> None:
    for code, size in sizes(catalogue).items():
        if size.depth == MAX_DEPTH + 1:
            reading.note(f"bundles.{code}", f"bundles nested {size.depth} deep; {MAX_DEPTH} is the most, flatten it")
        elif size.depth <= MAX_DEPTH and size.grants > MAX_GRANTS:
            reading.note(f"bundles.{code}", f"gives {size.grants} grants; {MAX_GRANTS} are the most, give fewer")
        elif size.depth <= MAX_DEPTH and size.quantity > MAX_QUANTITY:
            reading.note(f"bundles.{code}", f"gives a quantity of {size.quantity}; {MAX_QUANTITY} is the most")
