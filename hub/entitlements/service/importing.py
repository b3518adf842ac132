"""Bringing in what members were given elsewhere, as tables of old sales tell it.

Rows come in batches, all rows of a member in one of them; a batch is one transaction, in which its rows are claimed
by what they say. So an import that was ended half-way, or runs twice at once, gives nothing twice.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.entitlements import reads
from hub.entitlements.rules.granted import Origin
from hub.entitlements.rules.importing.cells import instant
from hub.entitlements.rules.importing.rows import What, Window
from hub.entitlements.rules.values import Moment
from hub.entitlements.service.changing import lock_all, places
from hub.entitlements.service.claiming import Outcome, Run, claim, make_members, unclaim
from hub.entitlements.service.granting import holding_of, named, records_of, with_all
from hub.entitlements.service.planning import OneBenefit, OneBundle, Shelf
from hub.entitlements.service.storing import Change, store_all
from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.kernel.calendar import Span
from hub.kernel.errors import NotFound, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.reads import Held
    from hub.entitlements.rules.granted import GrantRecord, Holding
    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.importing.rows import Row
    from hub.entitlements.service.planning import Asked, Plan
    from hub.members.rules import Member

AT_ONCE = 2
"""Batches under way at a time, so that the rules work while the database writes."""

_MEANINGS = 4_096
"""Of so many things that rows ask for it is remembered what they mean: many rows ask for the same."""


async def bring_in(batches: Iterator[Sequence[Row]], run: Run, told: Callable[[Outcome], None]) -> None:
    """Grant what the rows say; ``told`` hears what became of each batch.

    A batch has all rows of the members in it, those of each in the order of their lines. Unknown members are made,
    with their id for a name. A row passes the same rules as any grant, in the order of the dates of its member; one
    that is refused is left out.
    """
    shelf = Shelf()
    meant = lru_cache(_MEANINGS)(partial(_meant, shelf))

    async def work() -> None:
        for batch in batches:
            told(await _bring_in(batch, run, shelf, meant))

    works = [asyncio.create_task(work()) for _ in range(AT_ONCE)]
    try:
        await asyncio.gather(*works)
    finally:
        for each in works:  # what fails for one is not gone on with by the others
            each.cancel()


async def _bring_in(rows: Sequence[Row], run: Run, shelf: Shelf, meant: _Meant) -> Outcome:
    outcome = Outcome(len(rows))
    known = await _known(rows, run, shelf, outcome)
    async with in_transaction():
        people = await make_members(known, run, outcome)
        fresh = await claim(known, people, run, outcome)
        asks = _asks(fresh.values(), people, meant, outcome)
        given = await _given(asks, run, shelf, outcome)
        if not run.is_rehearsal:
            await store_all([each.change() for each in given], run.at)
            await unclaim(fresh, outcome)
            await journal.record_all(run.at, run.actor, _deeds(given, run))
    return outcome


async def _known(rows: Sequence[Row], run: Run, shelf: Shelf, outcome: Outcome) -> list[Row]:
    """The rows that name what the catalogue has."""
    await shelf.stock({row.benefit for row in rows if row.benefit}, {row.bundle for row in rows if row.bundle})
    known = []
    for row in rows:
        try:
            shelf.check(row.benefit, row.bundle)
        except NotFound as refusal:
            outcome.reject(row, refusal, run.zone)
        else:
            known.append(row)
    return known


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What rows that say the same mean in one zone: what to give at ``at``."""

    at: datetime
    asked: Asked
    plan: Plan


_Meant = Callable[[What, str], _Meaning]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a row means for its member."""

    row: Row
    member: Member
    meaning: _Meaning


def _asks(rows: Iterable[Row], people: Mapping[str, Member], meant: _Meant, outcome: Outcome) -> list[_Ask]:
    asks = []
    for row in rows:
        member = people[row.member]
        try:
            asks.append(_Ask(row, member, meant(row.what, member.zone)))
        except Refusal as refusal:
            outcome.reject(row, refusal, member.zone)
    return asks


def _meant(shelf: Shelf, what: What, zone: str) -> _Meaning:
    at, asked = instant(what.on, zone), _asked(what, zone)
    return _Meaning(at, asked, _delivered(shelf.plan(asked, at, zone)))


def _delivered(plan: Plan) -> Plan:
    """What was given elsewhere was delivered there: its time began."""
    if not any(each.starts_on_delivery for each in plan.grants):
        return plan
    return replace(plan, grants=[replace(each, starts_on_delivery=False) for each in plan.grants])


def _asked(what: What, zone: str) -> Asked:
    if what.validity is None:
        return OneBundle(what.bundle, dict(what.choices))
    if isinstance(what.validity, Window):
        span = Span(instant(what.validity.start, zone), instant(what.validity.until, zone))
        return OneBenefit(what.benefit, span, what.quantity)
    return OneBenefit(what.benefit, what.validity, what.quantity)


async def _given(asks: Sequence[_Ask], run: Run, shelf: Shelf, outcome: Outcome) -> list[_Person]:
    """The members to whom something is given, each with what became of their holdings."""
    await shelf.stock_policies(_benefits(asks))
    by_member: defaultdict[UUID, list[_Ask]] = defaultdict(list)
    for ask in asks:
        by_member[ask.member.id].append(ask)
    concerned = [(mine[0].member, shelf.policies_around(_benefits(mine))) for mine in by_member.values()]
    held = await (reads.held_under if run.is_rehearsal else lock_all)(concerned)
    order = iter(await places(sum(len(ask.meaning.plan.grants) for ask in asks)))
    people = [_Person(member, before, before.holdings) for (member, _), before in zip(concerned, held, strict=True)]
    for person in people:
        person.give_all(by_member[person.member.id], run, order, outcome)
    return [person for person in people if person.new]


def _benefits(asks: Sequence[_Ask]) -> frozenset[str]:
    return frozenset([each.benefit for ask in asks for each in ask.meaning.plan.grants])


@dataclass(slots=True)
class _Person:
    """A member whose rows are gone through, and what became of what they hold so far."""

    member: Member
    before: Held
    after: Holdings
    rows: int = 0
    new: list[GrantRecord] = field(default_factory=list)
    bundles: list[Holding] = field(default_factory=list)

    def give_all(self, asks: Sequence[_Ask], run: Run, order: Iterator[int], outcome: Outcome) -> None:
        """Add what is asked in the order of the dates, then of the lines; what is refused is left out."""
        for ask in sorted(asks, key=lambda each: (each.meaning.at, each.row.line)):
            try:
                self._give(ask, run, order)
            except Refusal as refusal:
                outcome.reject(ask.row, refusal, self.member.zone)
        outcome.grants += len(self.new)

    def _give(self, ask: _Ask, run: Run, order: Iterator[int]) -> None:
        at, plan = ask.meaning.at, ask.meaning.plan
        origin = Origin(ask.row.source, ask.row.reference or f"{run.file}:{ask.row.line}")
        holding = holding_of(self.member, ask.meaning.asked, plan, origin, at)
        recorded = [Moment(min(at, run.at), next(order)) for _ in plan.grants]
        new = records_of(self.member, plan, origin, holding, recorded)
        self.after = with_all(self.after, new)
        self.new += new
        self.bundles += [holding] if holding else []
        self.rows += 1

    def change(self) -> Change:
        """What to store."""
        return Change(self.member, self.before, self.after, self.new, self.bundles)


def _deeds(given: Iterable[_Person], run: Run) -> list[Deed]:
    """What to say in the journal."""
    subject = f"import:{run.id}"
    return [
        Deed("import", subject, each.member.id, {"file": run.file, "rows": each.rows, "grants": named(each.new)})
        for each in given
    ]
