"""A second engine, written from the words of the rules alone and in another way than the hub's.

It lets time pass, from one instant at which something changes to the next, and never looks back at what is past. It is
slow, shares no code with the hub, and speaks the case format: where both answer alike, two readings of the rules agree.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

FOREVER = datetime.max.replace(tzinfo=UTC)

Event = dict[str, Any]


class Length(NamedTuple):
    """A period: months and days by the calendar, and time by the clock."""

    months: int = 0
    days: int = 0
    elapsed: timedelta = timedelta(0)

    def and_(self, other: Length) -> Length:
        return Length(self.months + other.months, self.days + other.days, self.elapsed + other.elapsed)


NOTHING = Length()


class Laid(NamedTuple):
    """A part of a timeline."""

    grant: str
    start: datetime
    until: datetime


@dataclass
class Grant:
    """What was granted, and what became of it; ``begun`` is when its time began, and in which place of the events."""

    benefit: str
    order: int
    length: Length | None
    window: tuple[datetime, datetime] | None
    quantity: int | None
    priority: int
    activate_by: datetime | None
    begun: tuple[datetime, int] | None = None
    is_revoked: bool = False


@dataclass
class Lane:
    """A benefit: what does not move (``fixed``), what waits for its turn, and the run that is under way.

    A run counts its lengths from ``anchor``; ``stepped`` is how long it stood still. ``ended`` is since when it has
    nothing to go on with.
    """

    stacking: str
    rank: int
    group: str | None
    max_ahead: Length | None
    fixed: list[Laid] = field(default_factory=list)
    laid: list[Laid] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    anchor: datetime | None = None
    run: Length = NOTHING
    stepped: timedelta = timedelta(0)
    ended: datetime | None = None

    def begin_run(self) -> None:
        self.anchor, self.run, self.stepped, self.ended = None, NOTHING, timedelta(0), None

    def stands_in_window(self, at: datetime) -> bool:
        return any(each.start <= at < each.until for each in self.fixed)

    def lay(self, grant: str, start: datetime, until: datetime) -> None:
        if self.laid and self.laid[-1].grant == grant and self.laid[-1].until == start:
            self.laid[-1] = self.laid[-1]._replace(until=until)
        elif start < until:
            self.laid.append(Laid(grant, start, until))

    @property
    def is_in_use(self) -> bool:
        """What is first in the queue was used for a while."""
        return bool(self.queue and self.laid and self.laid[-1].grant == self.queue[0])


def length_of(text: str) -> Length:
    """``P1Y2M3W4DT5H6M7S``, any part of it left out."""
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    assert found
    years, months, weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return Length(12 * years + months, 7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))


def later(at: datetime, length: Length, zone: str) -> datetime:
    """Months, then days on the wall of ``zone``, then time: a day that is not there is the last of its month."""
    try:
        if length.months or length.days:
            wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            year, month = divmod(wall.year * 12 + wall.month - 1 + length.months, 12)
            day = min(wall.day, monthrange(year, month + 1)[1])
            wall = wall.replace(year=year, month=month + 1, day=day) + timedelta(days=length.days)
            at = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
        return at + length.elapsed
    except (OverflowError, ValueError):
        return FOREVER


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


class World:
    """One member, and all that happens to them."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.zone: str = case["zone"]
        self.now = datetime.min.replace(tzinfo=UTC)
        self.grants: dict[str, Grant] = {}
        self.used: Counter[str] = Counter()
        self.lanes = {name: self._lane(policy) for name, policy in case["benefits"].items()}

    def _lane(self, policy: dict[str, Any]) -> Lane:
        tier, ahead = policy.get("tier") or {}, policy.get("max_ahead")
        return Lane(policy["stacking"], tier.get("rank", 0), tier.get("group"), length_of(ahead) if ahead else None)

    # time -----------------------------------------------------------------------------------------------------------

    def let_pass(self, to: datetime) -> None:
        while self.now < to:
            edges = [edge for lane in self.lanes.values() for each in lane.fixed for edge in each[1:]]
            ends = self._begin_step()
            self._step(max(self.now, min([to, *ends.values(), *(each for each in edges if each > self.now)])), ends)

    def _begin_step(self) -> dict[str, datetime]:
        """When what runs from now on ends, by its benefit; whatever does not run, stands."""
        ends: dict[str, datetime] = {}
        covering: list[Lane] = []
        for name, lane in sorted(self.lanes.items(), key=lambda each: -each[1].rank):
            is_above = any(each.group and each.group == lane.group and each.rank > lane.rank for each in covering)
            stands = lane.stands_in_window(self.now)
            if lane.queue and not stands and not is_above:
                lane.anchor = lane.anchor or self.now
                ends[name] = self._end_of_turn(lane)
            elif not lane.queue and lane.anchor and not lane.ended:
                lane.ended = self.now
            if stands or name in ends:
                covering.append(lane)
        return ends

    def _end_of_turn(self, lane: Lane) -> datetime:
        length = self.grants[lane.queue[0]].length
        assert length
        assert lane.anchor
        end = later(lane.anchor, lane.run.and_(length), self.zone)
        return end + lane.stepped if end < FOREVER - lane.stepped else FOREVER

    def _step(self, to: datetime, ends: dict[str, datetime]) -> None:
        for name, lane in self.lanes.items():
            if name in ends:
                lane.lay(lane.queue[0], self.now, min(to, ends[name]))
                if ends[name] <= to:
                    length = self.grants[lane.queue.pop(0)].length
                    lane.run = lane.run.and_(length or NOTHING)
            elif lane.queue and lane.anchor:
                lane.stepped += to - self.now
        self.now = to

    # what is seen -----------------------------------------------------------------------------------------------------

    def timeline(self) -> dict[str, list[Laid]]:
        """All that was and, if nothing more happens, will be."""
        end = deepcopy(self)
        end.let_pass(FOREVER)
        return {
            name: sorted(lane.laid + lane.fixed, key=lambda each: (each.start, self.grants[each.grant].begun))
            for name, lane in end.lanes.items()
        }

    def end_of(self, benefit: str) -> datetime:
        return max((each.until for each in self.timeline()[benefit]), default=self.now)

    # what happens -----------------------------------------------------------------------------------------------------

    def happen(self, order: int, event: Event) -> str | None:
        """The code with which it is refused."""
        self.let_pass(instant(event["at"]))
        if "grant" in event:
            return self._grant(order, event)
        if "activate" in event:
            return self._activate(order, event["activate"])
        return self._revoke(event["revoke"]) if "revoke" in event else self._consume(event)

    def _grant(self, order: int, event: Event) -> str | None:
        name, lane = event["grant"], self.lanes[event["benefit"]]
        if lane.stacking == "EXCLUSIVE" and self.end_of(event["benefit"]) > self.now:
            return "ALREADY_ENTITLED"
        before = deepcopy(self.__dict__)
        until = instant(event["until"]) if event.get("until") else FOREVER
        within = event.get("activate_within")
        self.grants[name] = Grant(
            benefit=event["benefit"],
            order=order,
            length=length_of(event["period"]) if "period" in event else None,
            window=(instant(event["from"]), until) if "from" in event else None,
            quantity=event.get("quantity"),
            priority=event.get("priority", 0),
            activate_by=later(self.now, length_of(within), self.zone) if within else None,
        )
        if not event.get("activation"):
            self._begin(name, order)
        farthest = lane.max_ahead and later(self.now, lane.max_ahead, self.zone)
        if farthest and self.end_of(event["benefit"]) > farthest:
            self.__dict__ = before
            return "STACK_LIMIT_REACHED"
        return None

    def _begin(self, name: str, order: int) -> None:
        grant = self.grants[name]
        lane, grant.begun = self.lanes[grant.benefit], (self.now, order)
        if grant.window:
            start = max(self.now, grant.window[0])
            lane.fixed += [Laid(name, start, grant.window[1])] if start < grant.window[1] else []
        elif lane.stacking == "PARALLEL":
            assert grant.length
            lane.fixed.append(Laid(name, self.now, later(self.now, grant.length, self.zone)))
        else:
            if lane.ended and lane.ended < self.now:
                lane.begin_run()
            lane.ended = None
            lane.queue.append(name)

    def _activate(self, order: int, name: str) -> str | None:
        grant = self.grants.get(name)
        if grant is None:
            return "UNKNOWN_GRANT"
        if grant.is_revoked:
            return "REVOKED"
        if grant.begun:
            return "ALREADY_ACTIVATED"
        if grant.activate_by and self.now >= grant.activate_by:
            return "ACTIVATION_EXPIRED"
        self._begin(name, order)
        return None

    def _revoke(self, name: str) -> str | None:
        grant = self.grants.get(name)
        if grant is None:
            return "UNKNOWN_GRANT"
        if not grant.is_revoked:
            grant.is_revoked, lane = True, self.lanes[grant.benefit]
            cut = [
                each._replace(until=min(each.until, self.now)) if each.grant == name else each for each in lane.fixed
            ]
            lane.fixed = [each for each in cut if each.start < each.until]
            was_in_use = lane.is_in_use and lane.queue[0] == name
            lane.queue = [each for each in lane.queue if each != name]
            if was_in_use:
                lane.begin_run()
        return None

    def _consume(self, event: Event) -> str | None:
        laid, missing, taken = self.timeline()[event["benefit"]], event["consume"], Counter[str]()
        ends = {each.grant: each.until for each in laid}
        inside = [each.grant for each in laid if each.start <= self.now < each.until]
        counted = {each: found for each in inside if (found := self.grants[each]).quantity is not None}
        for name, grant in sorted(counted.items(), key=lambda each: (each[1].priority, ends[each[0]], each[1].order)):
            part = min(missing, (grant.quantity or 0) - self.used[name])
            taken[name] += part
            missing -= part
        if missing:
            return "INSUFFICIENT_QUANTITY"
        self.used.update({name: part for name, part in taken.items() if part})
        return None


def covered_until(laid: list[Laid], at: datetime) -> datetime | None:
    """The end of the unbroken coverage; ``None`` where there is none at ``at``."""
    end = at
    while found := [each.until for each in laid if each.start <= end < each.until]:
        end = max(found)
    return None if end == at else end


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What a case expects, its instants as such."""
    world = World(case)
    in_order = sorted(enumerate(case["events"]), key=lambda each: instant(each[1]["at"]))
    refused = sorted((order, world.happen(order, event)) for order, event in in_order)
    timeline = world.timeline()
    return {
        "timeline": {name: [_told(each) for each in laid] for name, laid in timeline.items()},
        "rejected": [{"event": order, "code": code} for order, code in refused if code],
        "used": dict(world.used),
        "probes": [_probed(timeline, instant(each["at"])) for each in case.get("probes", [])],
    }


def _told(laid: Laid) -> dict[str, Any]:
    return {"grant": laid.grant, "from": laid.start, "until": None if laid.until == FOREVER else laid.until}


def _probed(timeline: dict[str, list[Laid]], at: datetime) -> dict[str, Any]:
    ends = {name: covered_until(laid, at) for name, laid in timeline.items()}
    seen = {
        name: {"active": end is not None, "coverage_end": None if end == FOREVER else end} for name, end in ends.items()
    }
    return {"at": at, "benefits": seen}
