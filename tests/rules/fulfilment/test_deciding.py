"""What becomes of a delivery, whatever a provider says and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.rules.deciding import Case, Decision, decide, postpone, short, stumbled
from hub.fulfilment.rules.heard import Asked, Heard, News
from hub.fulfilment.rules.pacing import Asking, Patience
from hub.fulfilment.rules.sendings import Sending, SendingState
from hub.fulfilment.rules.stepping import Standing, Step, step
from hub.fulfilment.rules.tasks import NEXT, Awaited, Route, State, Task, moved

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
PATIENCE = Patience()
ID = UUID(int=7)
HERE, OTHER, ELSEWHERE = Route("lanting", "a"), Route("lanting", "b"), Route("harbour", "a")
TASK = Task(
    id=ID,
    member_id=ID,
    grant_id=ID,
    benefit="video",
    account_at="lanting",
    delivery=Delivery.DIRECT,
    quantity=1,
    routes=(HERE, OTHER, ELSEWHERE),
    route=0,
    state=State.SENT,
    awaits=None,
    ready_at=NOW,
    due_at=NOW,
    tries=0,
    note="",
    created_at=NOW,
)
SENT = Sending(ID, ID, HERE, SendingState.OPEN, sent_at=NOW)
MINUTE = timedelta(minutes=1)
FINE = Standing()


def case(news: News, *, task: Task = TASK, asked: Asked = Asked.DELIVER, after: timedelta = MINUTE) -> Case:
    return Case(task, SENT, asked, Heard(news, "why"), NOW + after, PATIENCE)


def test_another_product_of_the_same_provider_comes_before_another_provider() -> None:
    assert decide(case(News.OTHER_PRODUCT)).route == 1
    assert decide(case(News.OTHER_PRODUCT, task=replace(TASK, route=1))).route == 2
    assert decide(case(News.REJECTED)).route == 2
    last = decide(case(News.REJECTED, task=replace(TASK, route=2)))
    assert (last.state, last.sending, last.note) == (State.FAILED, SendingState.NOT_DONE, "why")


def test_a_provider_out_of_reach_is_tried_again_ever_more_slowly_and_then_left_for_the_fallback() -> None:
    waits = [decide(case(News.UNREACHABLE, task=replace(TASK, tries=n))).due_at for n in range(12)]
    assert all(NOW + MINUTE < (each or NOW) <= NOW + MINUTE + PATIENCE.longest_wait for each in waits)
    assert (waits[9] or NOW) > (waits[0] or NOW)
    later = decide(case(News.UNREACHABLE, after=PATIENCE.fallback_after))
    assert (later.route, later.state) == (2, State.QUEUED)


def test_what_is_in_doubt_never_goes_elsewhere_and_is_a_persons_at_the_deadline() -> None:
    for after in (MINUTE, PATIENCE.fallback_after, PATIENCE.deadline - MINUTE):
        decision = decide(case(News.UNKNOWN, asked=Asked.FIND, after=after))
        assert (decision.state, decision.route, decision.sending) == (State.RETRYING, None, None)
    late = decide(case(News.UNKNOWN, asked=Asked.FIND, after=PATIENCE.deadline))
    assert (late.state, late.sending) == (State.FAILED, None)


def test_accepted_is_asked_for_when_the_provider_says_and_then_waits_for_its_callback() -> None:
    asking = Asking(timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=30))
    due = [asking.next(NOW, NOW + timedelta(seconds=n)) for n in (0, 5, 14, 15, 25, 26)]
    assert due == [NOW + timedelta(seconds=n) if n else None for n in (5, 15, 15, 25, 0, 0)]
    waits = decide(case(News.ACCEPTED))
    assert (waits.state, waits.due_at) == (State.AWAITING_PROVIDER, NOW + PATIENCE.deadline)


def test_a_provider_that_calls_is_asked_at_once_even_if_it_called_before_it_answered() -> None:
    assert decide(case(News.ACCEPTED, asked=Asked.CALLBACK)).due_at == NOW + MINUTE
    early = replace(case(News.ACCEPTED), sending=replace(SENT, changed_at=NOW))
    assert decide(early).due_at == NOW + MINUTE


def test_a_refunded_task_ends_cancelled_whatever_the_provider_refused() -> None:
    refunded = replace(TASK, withdrawn_at=NOW)
    for news in (News.OTHER_PRODUCT, News.NOT_NOW, News.REJECTED, News.UNREACHABLE, News.NEVER_SEEN, News.CANCELLED):
        assert decide(case(news, task=refunded)).state is State.CANCELLED
    assert decide(case(News.DELIVERED, task=refunded)).due_at == NOW + MINUTE
    kept = decide(case(News.NOT_CANCELLABLE, task=replace(refunded, state=State.DELIVERED), asked=Asked.CANCEL))
    assert (kept.state, kept.is_kept) == (State.DELIVERED, True)


def test_tasks_that_failed_together_come_back_apart_and_always_at_the_same_time() -> None:
    waits = [PATIENCE.wait(UUID(int=n), 5) for n in range(50)]
    assert len(set(waits)) == 50
    assert waits == [PATIENCE.wait(UUID(int=n), 5) for n in range(50)]


def test_waiting_for_a_provider_or_for_stock_ends_with_the_fallback() -> None:
    soon, late = NOW + MINUTE, NOW + PATIENCE.fallback_after
    assert postpone(TASK, soon, "breaker open", NOW, PATIENCE) == Decision(State.SENT, soon, "breaker open")
    assert postpone(TASK, late, "breaker open", late, PATIENCE).route == 2
    assert short(TASK, "none left", NOW, PATIENCE).tries == 1
    assert short(TASK, "none left", late, PATIENCE).route == 2


def test_the_next_step_asks_before_it_sends_and_sends_nothing_unwanted() -> None:
    def chosen(task: Task, sending: Sending | None, standing: Standing = FINE, at: datetime = NOW) -> Step:
        return step(task, sending, standing, at, PATIENCE)

    unsent = replace(SENT, sent_at=None)
    assert chosen(TASK, SENT) is Step.ASK
    assert chosen(TASK, unsent) is chosen(TASK, None) is Step.SEND
    assert chosen(TASK, None, Standing(is_revoked=True)) is Step.CALL_OFF
    assert chosen(TASK, SENT, Standing(is_revoked=True)) is Step.ASK
    assert chosen(TASK, None, Standing(awaits=Awaited.ACCOUNT)) is Step.WAIT_FOR_MEMBER
    assert chosen(TASK, None, at=NOW + PATIENCE.deadline) is Step.GIVE_UP
    assert chosen(replace(TASK, routes=(Route("vault", "a"),)), None) is Step.TAKE_CODES
    refunded = replace(TASK, withdrawn_at=NOW)
    assert chosen(refunded, replace(SENT, accepted_at=NOW)) is Step.TAKE_BACK
    assert chosen(replace(refunded, state=State.DELIVERED), None) is Step.TAKE_BACK
    assert chosen(replace(TASK, state=State.DELIVERED), None) is Step.NOTHING


def test_no_state_is_left_without_a_way_on_or_an_end() -> None:
    assert set(NEXT) == set(State)
    assert [state for state, following in NEXT.items() if not following] == [State.CANCELLED]
    with pytest.raises(ValueError, match="never goes from CANCELLED"):
        moved(State.CANCELLED, State.QUEUED)


PROVIDER_SAYS = st.lists(st.sampled_from(list(News)), min_size=1, max_size=40)


@given(PROVIDER_SAYS, st.sampled_from([None, NOW]))
def test_whatever_a_provider_says_nothing_in_doubt_is_sent_again_and_every_task_has_a_next_step(
    says: list[News], refunded_at: datetime | None
) -> None:
    task = replace(TASK, state=State.QUEUED, withdrawn_at=refunded_at)
    sending: Sending | None = SENT if refunded_at else None
    at = NOW
    for news in says:
        if task.due_at is None:
            assert task.state in {State.DELIVERED, State.FAILED, State.CANCELLED}
            return
        at = max(at, task.due_at)
        chosen = step(task, sending, FINE, at, PATIENCE)
        if chosen not in {Step.SEND, Step.ASK, Step.TAKE_BACK}:
            assert chosen in {Step.CALL_OFF, Step.GIVE_UP}
            return
        if chosen is Step.SEND:
            assert sending is None or not sending.is_in_doubt
            sending = Sending(ID, ID, task.way, SendingState.OPEN, sent_at=at)
        assert sending is not None
        asked = {Step.SEND: Asked.DELIVER, Step.ASK: Asked.FIND, Step.TAKE_BACK: Asked.CANCEL}[chosen]
        decision = decide(Case(task, sending, asked, Heard(news), at, PATIENCE))
        task, sending = after(task, sending, decision, news, at)
    deadline = max(task.withdrawn_at or NOW, NOW) + PATIENCE.deadline
    assert task.due_at is None or task.due_at <= deadline + PATIENCE.longest_wait


def after(task: Task, sending: Sending, decision: Decision, news: News, at: datetime) -> tuple[Task, Sending | None]:
    """How the two stand once the decision is written down."""
    moved(task.state, decision.state)
    accepted_at = sending.accepted_at or (at if news is News.ACCEPTED else None)
    if decision.is_unsent:
        sending = replace(sending, sent_at=None, accepted_at=None)
    else:
        sending = replace(sending, accepted_at=accepted_at, state=decision.sending or sending.state)
    task = replace(
        task,
        state=decision.state,
        due_at=decision.due_at,
        tries=decision.tries,
        route=task.route if decision.route is None else decision.route,
        withdrawn_at=None if decision.is_kept else task.withdrawn_at,
    )
    is_current = sending.state in {SendingState.OPEN, SendingState.DELIVERED}
    return task, sending if is_current else None


def test_a_stumble_of_ours_is_tried_again_and_takes_no_delivery_from_the_member() -> None:
    assert stumbled(TASK, "unforeseen", NOW, PATIENCE).state is State.RETRYING
    assert stumbled(replace(TASK, state=State.DELIVERED), "unforeseen", NOW, PATIENCE).state is State.DELIVERED
