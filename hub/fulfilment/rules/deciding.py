"""What becomes of a task when something is heard of its open order.

=================  =================================================================================
heard              then
=================  =================================================================================
delivered          DELIVERED
accepted           AWAITING_PROVIDER; asked again as the provider's polling plan says, at once if it called
unknown            RETRYING: asked again, never sent again, and at the deadline a person decides
unreachable        RETRYING; after a while by the next provider, if nothing is in doubt
never seen         RETRYING: sent again at once; not believed while the request may still arrive
other product      QUEUED by the next product of the same provider, else by the next provider
not now            RETRYING under a new id; after a while by the next provider
rejected           QUEUED by the next provider; without one FAILED
cancelled          CANCELLED if that was the wish, else FAILED
not cancellable    as it was: the member keeps it
=================  =================================================================================

What would be tried again beyond the deadline is FAILED instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.fulfilment.rules.heard import Asked, Heard, News
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hub.fulfilment.rules.pacing import Asking, Patience
    from hub.fulfilment.rules.sendings import Sending
    from hub.fulfilment.rules.tasks import Awaited, Task


@dataclass(frozen=True, slots=True)
class Decision:
    """How a task stands from now on.

    ``sending`` is what becomes of the order, ``None`` if it stays as it is; ``is_unsent`` says that nothing of it is
    at the provider. ``route`` is set where another is taken. ``is_kept`` ends a withdrawal: the member keeps it.
    """

    state: State
    due_at: datetime | None
    note: str = ""
    tries: int = 0
    sending: SendingState | None = None
    is_unsent: bool = False
    route: int | None = None
    is_kept: bool = False
    awaits: Awaited | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A task with its open order, and what was ``asked`` and ``heard`` of it at ``now``.

    ``settling`` is how long a request may still be on its way to the provider.
    """

    task: Task
    sending: Sending
    asked: Asked
    heard: Heard
    now: datetime
    patience: Patience
    settling: timedelta = timedelta(minutes=1)
    asking: Asking | None = None

    @property
    def deadline(self) -> datetime:
        """From when a person takes over."""
        return (self.task.withdrawn_at or self.task.ready_at) + self.patience.deadline

    def later(self) -> datetime:
        """When to try again."""
        return self.now + self.patience.wait(self.task.id, self.task.tries)


def decide(case: Case) -> Decision:
    """What becomes of the task. Of a delivery being taken back only the answer to that matters."""
    if case.task.state is State.DELIVERED and case.heard.news not in _OF_A_DELIVERY:
        return _unknown(case)
    return _DECIDE[case.heard.news](case)


def postpone(task: Task, until: datetime, note: str, now: datetime, patience: Patience) -> Decision:
    """The provider may not be asked before ``until``: the task waits, or takes its fallback if it waited long enough.

    For tasks of which nothing is in doubt.
    """
    fallback = elsewhere(task)
    if fallback is not None and now >= task.ready_at + patience.fallback_after:
        return Decision(State.QUEUED, now, note, sending=SendingState.NOT_DONE, route=fallback)
    return Decision(task.state, until, note, task.tries)


def short(task: Task, note: str, now: datetime, patience: Patience) -> Decision:
    """The vault has not enough codes: the task waits for some, or takes its fallback if it waited long enough."""
    decision = postpone(task, now + patience.wait(task.id, task.tries), note, now, patience)
    if decision.route is not None:
        return decision
    return replace(decision, state=State.RETRYING, tries=task.tries + 1)


def stumbled(task: Task, note: str, now: datetime, patience: Patience) -> Decision:
    """Something unforeseen went wrong on our side: the same again later."""
    state = State.DELIVERED if task.state is State.DELIVERED else State.RETRYING
    return Decision(state, now + patience.wait(task.id, task.tries), note, task.tries + 1)


def _delivered(case: Case) -> Decision:
    taking_back = case.task.withdrawn_at is not None
    return Decision(State.DELIVERED, case.now if taking_back else None, sending=SendingState.DELIVERED)


def _accepted(case: Case) -> Decision:
    """If it is wanted no more, it is to be taken back at once."""
    has_news = case.asked is Asked.CALLBACK or (case.asked is Asked.DELIVER and case.sending.changed_at)
    due_at = case.now if has_news or case.task.withdrawn_at else _next_poll(case)
    if case.now >= case.deadline:
        return _given_up(case)
    return Decision(State.AWAITING_PROVIDER, due_at, case.heard.why)


def _next_poll(case: Case) -> datetime:
    since = case.sending.accepted_at or case.now
    following = case.asking.next(since, case.now) if case.asking else None
    return min(following or case.deadline, case.deadline)


def _unknown(case: Case) -> Decision:
    if case.now >= case.deadline:
        return _given_up(case)
    waits = case.sending.accepted_at and case.task.state is State.AWAITING_PROVIDER
    state = State.AWAITING_PROVIDER if waits else State.RETRYING
    due = min(case.later(), case.deadline)
    return Decision(_unless_delivered(case, state), due, case.heard.why, case.task.tries + 1)


def _unreachable(case: Case) -> Decision:
    if case.asked is not Asked.DELIVER:
        return _unknown(case)
    return _another_time(case, is_unsent=True)


def _never_seen(case: Case) -> Decision:
    settled_at = (case.sending.sent_at or case.now) + case.settling
    if case.now < settled_at:
        return Decision(_unless_delivered(case, State.RETRYING), settled_at, "not seen yet", case.task.tries + 1)
    if case.task.withdrawn_at:
        return Decision(State.CANCELLED, None, "the provider never had it", sending=SendingState.NOT_DONE)
    if case.now >= case.deadline:
        return _given_up(case, SendingState.NOT_DONE)
    return Decision(State.RETRYING, case.now, "the provider never saw it", case.task.tries + 1, is_unsent=True)


def _other_product(case: Case) -> Decision:
    here = case.task.way.provider
    following = range(case.task.route + 1, len(case.task.routes))
    same = [number for number in following if case.task.routes[number].provider == here]
    return _by_another(case, same[0] if same else elsewhere(case.task))


def _not_now(case: Case) -> Decision:
    return _another_time(case, is_unsent=False)


def _rejected(case: Case) -> Decision:
    return _by_another(case, elsewhere(case.task))


def _cancelled(case: Case) -> Decision:
    state = State.CANCELLED if case.task.withdrawn_at else State.FAILED
    note = "" if case.task.withdrawn_at else "the provider took it back"
    return Decision(state, None, note, sending=SendingState.TAKEN_BACK)


def _not_cancellable(case: Case) -> Decision:
    note = f"not taken back: {case.heard.why}"
    if case.task.state is State.DELIVERED:
        return Decision(State.DELIVERED, None, note, is_kept=True)
    return Decision(State.AWAITING_PROVIDER, _next_poll(case), note, is_kept=True)


_DECIDE: dict[News, Callable[[Case], Decision]] = {
    News.DELIVERED: _delivered,
    News.ACCEPTED: _accepted,
    News.UNKNOWN: _unknown,
    News.UNREACHABLE: _unreachable,
    News.NEVER_SEEN: _never_seen,
    News.OTHER_PRODUCT: _other_product,
    News.NOT_NOW: _not_now,
    News.REJECTED: _rejected,
    News.CANCELLED: _cancelled,
    News.NOT_CANCELLABLE: _not_cancellable,
}


_OF_A_DELIVERY = {News.DELIVERED, News.CANCELLED, News.NOT_CANCELLABLE}


def _another_time(case: Case, *, is_unsent: bool) -> Decision:
    """The same again later, under the same id if it ``is_unsent``; or by the next provider."""
    if case.task.withdrawn_at:
        return Decision(State.CANCELLED, None, case.heard.why, sending=SendingState.NOT_DONE)
    if case.now >= case.task.ready_at + case.patience.fallback_after and elsewhere(case.task) is not None:
        return _by_another(case, elsewhere(case.task))
    due = case.later()
    if due >= case.deadline:
        return _given_up(case, SendingState.NOT_DONE)
    sending = None if is_unsent else SendingState.NOT_DONE
    return Decision(State.RETRYING, due, case.heard.why, case.task.tries + 1, sending, is_unsent)


def _by_another(case: Case, route: int | None) -> Decision:
    if case.task.withdrawn_at:
        return Decision(State.CANCELLED, None, case.heard.why, sending=SendingState.NOT_DONE)
    if route is None:
        return Decision(State.FAILED, None, case.heard.why, sending=SendingState.NOT_DONE)
    return Decision(State.QUEUED, case.now, case.heard.why, sending=SendingState.NOT_DONE, route=route)


def _given_up(case: Case, sending: SendingState | None = None) -> Decision:
    """A person takes over; an order that stays open is in doubt."""
    if case.task.state is State.DELIVERED:
        return Decision(State.DELIVERED, None, f"nobody knows if it was taken back: {case.heard.why}")
    return Decision(State.FAILED, None, f"the deadline has passed: {case.heard.why}", sending=sending)


def _unless_delivered(case: Case, state: State) -> State:
    """A delivery being taken back stays delivered until it is."""
    return State.DELIVERED if case.task.state is State.DELIVERED else state


def elsewhere(task: Task) -> int | None:
    """The next route at another provider."""
    following = range(task.route + 1, len(task.routes))
    return next((number for number in following if task.routes[number].provider != task.way.provider), None)
