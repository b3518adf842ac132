"""Audiences, campaigns and their participants as they are known outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.campaigns.errors import PlanIncomplete

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.rules.conditions import Condition
    from hub.campaigns.rules.plans import Journey, Plan
    from hub.kernel.money import Money
    from hub.members.rules import Member


class State(StrEnum):
    """How a campaign stands."""

    DRAFT = "DRAFT"
    """It is being written."""
    SUBMITTED = "SUBMITTED"
    """A second person is to approve it, for its audience is large."""
    APPROVED = "APPROVED"
    """It may be launched."""
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    """Nothing is sent, and its offer is not given, until it is resumed."""
    ENDED = "ENDED"
    """Final."""

    @property
    def is_open(self) -> bool:
        """Its plan can still be changed."""
        return self in (State.DRAFT, State.SUBMITTED, State.APPROVED)


class Touched(StrEnum):
    """What became of a step for a participant."""

    SENT = "SENT"
    """A message was planned; how it stands with that, the message says."""
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    """The message could not be made."""


class Reason(StrEnum):
    """Why a participant got no message of a step."""

    RENEWED = "RENEWED"
    """They have bought or renewed meanwhile: they hear no more."""
    UNWANTED = "UNWANTED"
    """They have not asked for marketing."""
    UNREACHABLE = "UNREACHABLE"
    """None of the step's channels leads to them."""
    ENOUGH = "ENOUGH"
    """They got as many messages of campaigns as the cap allows."""
    EXCLUDED = "EXCLUDED"
    """They are in an audience that is excluded."""
    NOT_ANSWERED = "NOT_ANSWERED"
    """They did not open or click what the step asks for."""
    ANSWERED = "ANSWERED"
    """They opened or clicked already."""
    LATE = "LATE"
    """It was found when it was of no use any more."""
    BROKEN = "BROKEN"
    """The template could not be filled in; the step was stopped."""


BEYOND_BUDGET = "BEYOND_BUDGET"
"""The note of a redemption whose order was paid so late that others had used the budget."""


class RedemptionState(StrEnum):
    """How it stands with an offer that was used for an order."""

    HELD = "HELD"
    """The order is to be paid."""
    TAKEN = "TAKEN"
    RELEASED = "RELEASED"
    """The order came to nothing; the budget has it back."""


@dataclass(frozen=True, slots=True)
class SavedAudience:
    """A condition under a name, in one of its versions."""

    id: UUID
    name: str
    version: int
    condition: Condition
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many members a condition fits (``is_estimate``: by the database's statistics), and some of them."""

    count: int
    is_estimate: bool
    sample: Sequence[Member]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. ``saved`` counts how often its plan was; ``problems`` are stopped steps, by number, and why.

    ``pinned`` is whom it is for, from when it was submitted on.
    """

    id: UUID
    code: str
    state: State
    plan: Plan
    saved: int
    author: str
    saved_at: datetime
    submitted_by: str | None
    pinned: Condition | None
    audience_size: int | None
    approved_by: str | None
    launched_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    because: str
    problems: Mapping[str, str]
    is_planned: bool
    simulation: Mapping[str, object] | None

    @property
    def journey(self) -> Journey:
        """Its steps; refuses (``PlanIncomplete``) a draft that has none yet."""
        if self.plan.journey is None:
            raise PlanIncomplete(self.code, self.plan.missing())
        return self.plan.journey


@dataclass(frozen=True, slots=True)
class Budget:
    """What a campaign may give away (``None``: as much as is asked for), and what is taken or held of it."""

    budget: Money | None
    most: int | None
    spent: Money | None
    count: int

    @property
    def is_spent(self) -> bool:
        """Nothing is left of it."""
        return self.count == self.most or (self.budget is not None and self.spent == self.budget)

    @property
    def left(self) -> Money | None:
        """What is left of the money; ``None``: as much as is asked for."""
        return None if self.budget is None or self.spent is None else self.budget - self.spent


@dataclass(frozen=True, slots=True)
class Participant:
    """A member in a campaign, held out or in a variant."""

    id: UUID
    campaign_id: UUID
    member_id: UUID
    variant: str
    anchor: datetime
    joined_at: datetime
    starts_at: datetime
    step: int | None
    due_at: datetime | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Touch:
    """What a step did for a participant."""

    campaign_id: UUID
    member_id: UUID
    variant: str
    step: int
    state: Touched
    reason: Reason | None
    message_key: str | None
    at: datetime
    clicked_at: datetime | None
    clicks: int


@dataclass(frozen=True, slots=True)
class Redemption:
    """A campaign's offer that a member used; ``order`` is the order's number, once it is paid."""

    campaign_id: UUID
    member_id: UUID
    state: RedemptionState
    cost: Money
    held_at: datetime
    order: str | None
    note: str
