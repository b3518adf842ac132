"""How one catalogue differs from another, entry by entry and field by field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.catalogue.rules.catalogue import SECTIONS
from hub.catalogue.rules.plain import checksum, plain
from hub.catalogue.rules.revisions import pin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.catalogue.rules.catalogue import Catalogue, Entry
    from hub.catalogue.rules.plain import Plain
    from hub.catalogue.rules.revisions import Published
    from hub.catalogue.rules.values import Benefit


class Happening(StrEnum):
    """What becomes of an entry."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after, as written in a document; ``None`` where it is not written."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one entry; ``fields`` only for a changed one."""

    happening: Happening
    section: str
    code: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A benefit whose further grants will be treated differently; this touches those who hold it already."""

    old: Benefit
    new: Benefit


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a document changes in the stored catalogue.

    ``revised`` are the bundles that get a new revision; ``policy_changes`` touch those who hold the benefits now.
    """

    changes: tuple[Change, ...]
    revised: tuple[str, ...]
    policy_changes: tuple[PolicyChange, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing changes."""
        return not self.changes and not self.revised

    def codes(self, section: str, *happenings: Happening) -> list[str]:
        """Give the entries of ``section`` to which one of these happens."""
        return [each.code for each in self.changes if each.section == section and each.happening in happenings]


def compare(old: Catalogue, new: Catalogue, published: Mapping[str, Published]) -> Comparison:
    """Compare what is stored with what is to be; ``published`` has each bundle's last revision."""
    revised = tuple(code for code in sorted(new.bundles) if _is_revised(new, code, published.get(code)))
    return Comparison(tuple(differences(old, new)), revised, tuple(policy_changes(old, new)))


def _is_revised(new: Catalogue, code: str, last: Published | None) -> bool:
    return last is None or last.checksum != checksum(pin(new, code))


def differences(old: Catalogue, new: Catalogue) -> list[Change]:
    """List what must happen to ``old`` to become ``new``, section by section, by code."""
    return [
        change
        for name in SECTIONS
        for code in sorted(old.section(name).keys() | new.section(name).keys())
        for change in _change(name, code, old.section(name).get(code), new.section(name).get(code))
    ]


def policy_changes(old: Catalogue, new: Catalogue) -> list[PolicyChange]:
    """List the benefits in both whose stacking, tier or ``max_ahead`` differs."""
    return [
        PolicyChange(before, new.benefits[code])
        for code, before in sorted(old.benefits.items())
        if code in new.benefits and _policy(before) != _policy(new.benefits[code])
    ]


def _policy(benefit: Benefit) -> tuple[object, ...]:
    return benefit.stacking, benefit.tier, benefit.max_ahead


def _change(section: str, code: str, old: Entry | None, new: Entry | None) -> Iterator[Change]:
    if old is None:
        yield Change(Happening.ADDED, section, code)
    elif new is None:
        yield Change(Happening.RETIRED, section, code)
    elif old != new:
        yield Change(Happening.CHANGED, section, code, tuple(_fields(old, new)))


def _fields(old: Entry, new: Entry) -> Iterator[FieldChange]:
    before, after = dict(_flat(plain(old))), dict(_flat(plain(new)))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield FieldChange(name, before.get(name), after.get(name))


def _flat(value: Plain, at: str = "") -> Iterator[tuple[str, str]]:
    """Give every written value with its dotted name; of a list of entries also their keys in order."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        entries = {str(each["key"]): each for each in value if isinstance(each, dict)}
        yield at, ", ".join(entries)
        yield from _flat(dict(entries), at)
    else:
        yield at, str(value).lower() if isinstance(value, bool) else str(value)
