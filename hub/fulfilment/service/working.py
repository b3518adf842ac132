"""Taking one step with a task that was claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.codes import GIVEN
from hub.fulfilment.rules.deciding import Decision, postpone, short
from hub.fulfilment.rules.heard import ANSWERS, Asked
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.stepping import Standing, Step, step
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service import vault
from hub.fulfilment.service.calling import ask
from hub.fulfilment.service.concluding import conclude, rest
from hub.fulfilment.service.reserving import Wish, take

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.fulfilment.rules.pacing import Patience
    from hub.fulfilment.rules.sendings import Sending
    from hub.fulfilment.service.calling import Answer
    from hub.fulfilment.service.claiming import Claim
    from hub.ports import Ports

_RESERVED_FOR = timedelta(minutes=5)
"""How long codes taken for a task are kept for it, should its worker die before they are issued."""


async def work(ports: Ports, claim: Claim, standing: Standing, patience: Patience) -> None:
    """Do the next thing for a claimed task, and leave it as the rules decide."""
    at = ports.clock.now()
    chosen = step(claim.task, claim.sending, standing, at, patience)
    if chosen in _RESTS:
        await rest(claim, _RESTS[chosen](claim, standing), at)
    else:
        await _ACTS[chosen](ports, claim, patience)


_RESTS: dict[Step, Callable[[Claim, Standing], Decision]] = {
    Step.NOTHING: lambda claim, _: Decision(claim.task.state, None, claim.task.note),
    Step.CALL_OFF: lambda _, __: Decision(State.CANCELLED, None, sending=SendingState.NOT_DONE),
    Step.WAIT_FOR_MEMBER: lambda _, standing: Decision(
        State.AWAITING_MEMBER, None, sending=SendingState.NOT_DONE, awaits=standing.awaits
    ),
    Step.GIVE_UP: lambda claim, _: Decision(
        State.FAILED, None, f"the deadline has passed: {claim.task.note}", sending=SendingState.NOT_DONE
    ),
}
"""Steps that only change how the task stands; an order that is still open then was never sent."""


async def _send(ports: Ports, claim: Claim, patience: Patience) -> None:
    if not await _is_admitted(ports, claim, patience):
        return
    sending = await _open_sending(ports, claim)
    if sending:
        answer = await _asked(ports, Asked.DELIVER, claim, sending)
        await conclude(ports, sending.id, answer, patience, claim.lease)


async def _ask(ports: Ports, claim: Claim, patience: Patience) -> None:
    await _ask_about(ports, Asked.FIND, claim, patience)


async def _take_back(ports: Ports, claim: Claim, patience: Patience) -> None:
    await _ask_about(ports, Asked.CANCEL, claim, patience)


async def _ask_about(ports: Ports, asked: Asked, claim: Claim, patience: Patience) -> None:
    if claim.sending is None:  # marked as delivered by hand: there is no order to take back
        await rest(claim, Decision(claim.task.state, None, claim.task.note, is_kept=True), ports.clock.now())
    elif await _is_admitted(ports, claim, patience):
        answer = await _asked(ports, asked, claim, claim.sending)
        await conclude(ports, claim.sending.id, answer, patience, claim.lease)


async def _is_admitted(ports: Ports, claim: Claim, patience: Patience) -> bool:
    """Whether the provider may be asked now; if not, the task is left for later."""
    in_doubt = claim.sending is not None and (claim.sending.is_in_doubt or claim.task.state is State.DELIVERED)
    provider = claim.sending.route.provider if claim.sending and in_doubt else claim.task.way.provider
    wait = await ports.traffic.admit(provider)
    if wait is None:
        return True
    at, task = ports.clock.now(), claim.task
    until = at + wait.time + patience.wait(task.id, 0)
    if in_doubt:
        await rest(claim, Decision(task.state, until, wait.why, task.tries), at)
    else:
        await rest(claim, postpone(task, until, wait.why, at, patience), at)
    return False


async def _asked(ports: Ports, asked: Asked, claim: Claim, sending: Sending) -> Answer:
    answer = await ask(ports, asked, claim.task, sending)
    if answer.exchange and (answer.exchange.status or answer.exchange.took):  # else nothing was sent
        await ports.traffic.heard(sending.route.provider, is_well=answer.heard.news in ANSWERS)
    return answer


async def _open_sending(ports: Ports, claim: Claim) -> Sending | None:
    """Note, before anything is sent, that it is being sent; ``None`` if the claim was lost meanwhile."""
    at, task = ports.clock.now(), claim.task
    async with in_transaction():
        mine = TaskRow.filter(id=task.id, lease=claim.lease)
        if not await mine.update(state=State.SENT):
            return None
        row = await SendingRow.get_or_none(task_id=task.id, state=SendingState.OPEN)
        if row is None:
            row = SendingRow(task_id=task.id, member_id=task.member_id, state=SendingState.OPEN)
            row.provider, row.product = task.way.provider, task.way.product
        row.sent_at = at
        await row.save()
    return reads.sending(row)


async def _take_codes(ports: Ports, claim: Claim, patience: Patience) -> None:
    """Codes that came with the payment, or else from the stock; where there are none the task waits for some."""
    at, task = ports.clock.now(), claim.task
    lacking = task.quantity - await CodeRow.filter(task_id=task.id, state__in=GIVEN).count()
    if lacking > 0:
        missing = await take(Wish(task.id, task.way.product, lacking, at + _RESERVED_FOR, at))
        if missing:
            note = f"{missing} of {task.quantity} codes of {task.way.product} are missing in the vault"
            await rest(claim, short(task, note, at, patience), at)
            return
    async with in_transaction():
        if not await rest(claim, Decision(State.DELIVERED, None), at) or lacking <= 0:
            return
        if await vault.issue(task.id, [replace(task, quantity=lacking)], at) < lacking:
            raise LookupError("the codes kept for the task are gone")  # it is taken up again, and takes others


_ACTS: dict[Step, Callable[[Ports, Claim, Patience], Awaitable[None]]] = {
    Step.SEND: _send,
    Step.ASK: _ask,
    Step.TAKE_BACK: _take_back,
    Step.TAKE_CODES: _take_codes,
}
