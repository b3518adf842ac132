"""What a person may decide about a delivery, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from hub.fulfilment.errors import NoOtherRoute, StillInDoubt, TaskStateForbids
from hub.fulfilment.rules.deciding import Decision, elsewhere
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State

if TYPE_CHECKING:
    from datetime import datetime

    from hub.fulfilment.rules.tasks import Task


class Remedy(StrEnum):
    """A person's decision about a delivery."""

    REISSUE = "REISSUE"
    """Deliver it anew; what was delivered before counts no more."""
    FALL_BACK = "FALL_BACK"
    """Deliver it by another route."""
    GIVE_UP = "GIVE_UP"
    """Deliver it no more."""
    MARK_DELIVERED = "MARK_DELIVERED"
    """The member has it, by whatever way."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided, and why. ``route`` is where to fall back to, the next provider unless given.

    With ``is_surely_not_delivered`` the decider vouches for an order in doubt: the provider said, by whatever way,
    that it was not carried out.
    """

    remedy: Remedy
    reason: str
    route: int | None = None
    is_surely_not_delivered: bool = False


_UNDER_WAY = {State.QUEUED, State.SENT, State.AWAITING_PROVIDER, State.RETRYING, State.FAILED}

ALLOWED: Final = {
    Remedy.REISSUE: _UNDER_WAY | {State.DELIVERED},
    Remedy.FALL_BACK: _UNDER_WAY,
    Remedy.GIVE_UP: _UNDER_WAY | {State.AWAITING_MEMBER},
    Remedy.MARK_DELIVERED: _UNDER_WAY | {State.AWAITING_MEMBER},
}
"""The states in which each may be decided."""


def remedied(task: Task, choice: Choice, now: datetime, *, in_doubt: bool) -> Decision:
    """What becomes of the task. ``in_doubt``: an order for it is open at its provider.

    Refuses a state in which this cannot be decided, an order that is in doubt (except when the member has it), and
    a route that there is not.
    """
    remedy = choice.remedy
    if task.state not in ALLOWED[remedy] or task.withdrawn_at:
        raise TaskStateForbids(str(task.id), task.state, remedy)
    if remedy is Remedy.MARK_DELIVERED:
        return Decision(State.DELIVERED, None, sending=SendingState.DELIVERED)
    if in_doubt and not choice.is_surely_not_delivered:
        raise StillInDoubt(str(task.id), task.way.provider)
    if remedy is Remedy.GIVE_UP:
        return Decision(State.CANCELLED, None, "given up", sending=SendingState.NOT_DONE)
    return Decision(State.QUEUED, now, sending=SendingState.NOT_DONE, route=_route(task, choice))


def _route(task: Task, choice: Choice) -> int | None:
    if choice.remedy is Remedy.REISSUE:
        return None
    other = elsewhere(task) if choice.route is None else choice.route
    if other is None or not 0 <= other < len(task.routes):
        raise NoOtherRoute(str(task.id))
    return other
