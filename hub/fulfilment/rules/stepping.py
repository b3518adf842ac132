"""What to do with a task that is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.fulfilment.rules.tasks import VAULT, State

if TYPE_CHECKING:
    from datetime import datetime

    from hub.fulfilment.rules.pacing import Patience
    from hub.fulfilment.rules.sendings import Sending
    from hub.fulfilment.rules.tasks import Awaited, Task


class Step(StrEnum):
    """The next thing to do."""

    NOTHING = "NOTHING"
    CALL_OFF = "CALL_OFF"
    """The grant is gone, and no provider knows of the task."""
    WAIT_FOR_MEMBER = "WAIT_FOR_MEMBER"
    ASK = "ASK"
    """Ask the provider how the open order stands."""
    SEND = "SEND"
    """Place the order, or place it again under the same id."""
    TAKE_BACK = "TAKE_BACK"
    """Ask the provider to take it back."""
    TAKE_CODES = "TAKE_CODES"
    """Take codes from the vault."""
    GIVE_UP = "GIVE_UP"
    """The deadline has passed, and nothing is at the provider."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a task's grant now: whether it was taken back, and what its member has to do first."""

    is_revoked: bool = False
    awaits: Awaited | None = None


def step(task: Task, sending: Sending | None, standing: Standing, now: datetime, patience: Patience) -> Step:
    """The next thing to do. ``sending`` is the open order, if there is one; what is in doubt is always asked about."""
    is_unwanted = task.withdrawn_at is not None or standing.is_revoked
    if task.state is State.DELIVERED:
        return Step.TAKE_BACK if task.withdrawn_at else Step.NOTHING
    if sending and sending.is_in_doubt:
        return Step.TAKE_BACK if task.withdrawn_at and sending.accepted_at else Step.ASK
    if is_unwanted:
        return Step.CALL_OFF
    return _untroubled(task, standing, now, patience)


def _untroubled(task: Task, standing: Standing, now: datetime, patience: Patience) -> Step:
    if standing.awaits:
        return Step.WAIT_FOR_MEMBER
    if now >= task.ready_at + patience.deadline:
        return Step.GIVE_UP
    return Step.TAKE_CODES if task.way.provider == VAULT else Step.SEND
