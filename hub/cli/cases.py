"""Worked cases as JSON: a zone, policies and events in; the timeline and every decision out.

Events are taken by their instants, and at one instant in the order listed. What a case gets wrong is refused with
its place, e.g. ``events.3.period``.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PlainValidator,
    PositiveInt,
    model_validator,
)

from hub.catalogue.rules.values import Stacking, Tier
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.stacking import coverage_around
from hub.entitlements.rules.values import Grant, Moment, Policy, Timeline
from hub.kernel.calendar import FOREVER, Period, Span, add, check_zone, parse_instant
from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

ReadPeriod = Annotated[Period, PlainValidator(Period.parse)]
ReadInstant = Annotated[datetime, PlainValidator(parse_instant)]
ReadZone = Annotated[str, PlainValidator(check_zone)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _Benefit(_Strict):
    stacking: Stacking
    tier: Tier | None = None
    max_ahead: ReadPeriod | None = None

    def policy(self) -> Policy:
        return Policy(self.stacking, self.tier, self.max_ahead)


class _Event(_Strict):
    at: ReadInstant
    grant: str | None = None
    activate: str | None = None
    revoke: str | None = None
    consume: PositiveInt | None = None
    benefit: str = ""
    period: ReadPeriod | None = None
    from_: ReadInstant | None = Field(None, alias="from")
    until: ReadInstant | None = None
    activation: bool = False
    activate_within: ReadPeriod | None = None
    quantity: NonNegativeInt | None = None
    priority: int = 0

    @model_validator(mode="after")
    def _is_one_thing(self) -> _Event:
        named = [each for each in (self.grant, self.activate, self.revoke, self.consume) if each is not None]
        if len(named) != 1:
            message = "an event is exactly one of grant, activate, revoke and consume"
            raise ValueError(message)
        if self.grant is not None and (self.period is None) == (self.from_ is None):
            message = "a grant has either a period, or from and until (no until: without an end)"
            raise ValueError(message)
        return self

    def happening(self, index: int, zone: str) -> Callable[[Holdings], Holdings]:
        moment = Moment(self.at, index)
        if self.grant is not None:
            return partial(rules.grant, new=self._grant(self.grant, moment, zone))
        if self.activate is not None:
            return partial(rules.activate, key=self.activate, moment=moment)
        if self.revoke is not None:
            return partial(rules.revoke, key=self.revoke, moment=moment)
        return partial(rules.consume, benefit=self.benefit, quantity=self.consume or 0, at=self.at)

    def _grant(self, key: str, granted: Moment, zone: str) -> Grant:
        return Grant(
            key,
            self.benefit,
            granted,
            self.period or Span(self.from_ or self.at, self.until or FOREVER),
            self.activation,
            add(self.at, self.activate_within, zone) if self.activate_within else None,
            quantity=self.quantity,
            priority=self.priority,
        )


class _Probe(_Strict):
    at: ReadInstant


class Case(BaseModel):
    """One case; what it says about itself (``name``, ``why``, ``expect``) is not read."""

    zone: ReadZone
    benefits: dict[str, _Benefit]
    events: list[_Event]
    probes: list[_Probe] = []

    @model_validator(mode="after")
    def _knows_its_benefits(self) -> Case:
        for index, event in enumerate(self.events):
            concerns_benefit = event.grant is not None or event.consume is not None
            if concerns_benefit and event.benefit not in self.benefits:
                message = f"events.{index}: {event.benefit!r} is not one of the case's benefits"
                raise ValueError(message)
        return self

    def answer(self) -> dict[str, Any]:
        """The case's ``expect`` object, with instants in UTC."""
        holdings = Holdings(self.zone, {name: benefit.policy() for name, benefit in self.benefits.items()})
        rejected = []
        for index, event in sorted(enumerate(self.events), key=lambda each: each[1].at):
            try:
                holdings = event.happening(index, self.zone)(holdings)
            except Refusal as refusal:
                rejected.append({"event": index, "code": refusal.code})
        timeline = holdings.timeline()
        return {
            "timeline": _written(timeline),
            "rejected": sorted(rejected, key=lambda each: each["event"]),
            "used": _used(holdings),
            "probes": [_probed(timeline, probe.at) for probe in self.probes],
        }


def _written(timeline: Timeline) -> dict[str, list[dict[str, object]]]:
    return {
        benefit: [{"grant": each.grant, "from": each.span.start, "until": _end(each.span.until)} for each in segments]
        for benefit, segments in timeline.items()
    }


def _used(holdings: Holdings) -> dict[str, int]:
    used: Counter[str] = Counter()
    for use in holdings.uses:
        used[str(use.grant)] += use.quantity
    return dict(used)


def _probed(timeline: Timeline, at: datetime) -> dict[str, object]:
    coverage = {benefit: coverage_around(segments, at) for benefit, segments in timeline.items()}
    return {
        "at": at,
        "benefits": {
            benefit: {"active": span is not None, "coverage_end": _end(span.until) if span else None}
            for benefit, span in coverage.items()
        },
    }


def _end(until: datetime) -> datetime | None:
    return None if until == FOREVER else until
