"""What goes wrong at a stand-in, by probability, from a seed: the same seed tells the same story."""

from __future__ import annotations

from enum import StrEnum
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Fault(StrEnum):
    """One thing that can go wrong with one request."""

    DOWN = "down"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    SILENCE_AFTER = "silence_after"
    LATE = "late"
    NONSENSE = "nonsense"
    OTHER_TASK = "other_task"
    CALLBACK_FIRST = "callback_first"
    CALLBACK_TWICE = "callback_twice"


class FaultPlan(BaseModel):
    """How likely each fault is, from 0 to 1, and the seed of chance; ``slowness`` is waited before answers, in paces.

    ``down`` answers 503; ``error_before`` fails and does nothing; ``error_after`` and ``silence_after`` do it and
    answer 500 or never; ``late`` answers 504 and does it only some paces afterwards; ``nonsense`` claims a success that
    makes no sense; ``other_task`` answers for another task.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = 0
    slowness: Annotated[float, Field(ge=0, le=100)] = 0
    chances: dict[Fault, float] = {}


class Misfortune:
    """Draws the faults of a plan."""

    def __init__(self, plan: FaultPlan) -> None:
        self.plan = plan
        self._random = Random(plan.seed)  # noqa: S311 (a story to repeat, not a secret)

    def strikes(self, fault: Fault) -> bool:
        """This fault happens now."""
        return self._random.random() < self.plan.chances.get(fault, 0)
