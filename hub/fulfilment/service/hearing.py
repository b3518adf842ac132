"""What providers tell us unasked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import CallbackRow, SendingRow, TaskRow
from hub.fulfilment.rules.heard import Asked, Heard, News
from hub.fulfilment.service.calling import Answer, heard, order
from hub.fulfilment.service.concluding import conclude
from hub.fulfilment.service.delivering import tell
from hub.kernel.errors import NotFound
from hub.ports import providers as port

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.fulfilment.rules.pacing import Patience
    from hub.ports import Ports


async def hear(
    ports: Ports, code: str, headers: Mapping[str, str], body: bytes, patience: Patience
) -> port.Acknowledgement:
    """Take a message from the provider ``code``, act on it once, and keep it; what to answer.

    Refuses an unknown provider (``NotFound``) and what is not genuine, too old or unreadable (``CallbackRefused``).
    One about an order that we never placed with this provider is kept, and nothing else.
    """
    provider = ports.providers.get(code)
    if provider is None:
        raise NotFound("provider", code)
    callback = provider.read_callback(headers, body)
    async with in_transaction():
        sending = await _sending(code, callback.task_id)
        if await _is_new(ports, code, callback, sending) and sending:
            await conclude(ports, sending.id, await _answer(callback, sending), patience, None)
    if sending:
        await tell(ports, list((await reads.tasks([sending.task_id])).values()))
    return provider.acknowledgement


async def _sending(provider: str, task_id: str) -> SendingRow | None:
    try:
        return await SendingRow.get_or_none(id=UUID(task_id), provider=provider)
    except ValueError:
        return None


async def _is_new(ports: Ports, provider: str, callback: port.Callback, sending: SendingRow | None) -> bool:
    row = CallbackRow(
        provider=provider,
        replay_key=callback.replay_key,
        sending_id=sending and sending.id,
        body=callback.answer,
        outcome=type(callback.outcome).__name__,
        at=ports.clock.now(),
    )
    await CallbackRow.bulk_create([row], ignore_conflicts=True)
    return await CallbackRow.exists(id=row.id)


async def _answer(callback: port.Callback, sending: SendingRow) -> Answer:
    """What it means for the order. What cannot be made out says at least that there is news to ask for."""
    task = reads.task(await TaskRow.get(id=sending.task_id))
    finding = port.held_against(order(task, reads.sending(sending)), callback.outcome)
    means = heard(finding)
    if means.news in {News.UNKNOWN, News.UNREACHABLE}:
        means = Heard(News.ACCEPTED, means.why)
    given = finding if isinstance(finding, port.Delivered) else None
    return Answer(Asked.CALLBACK, means, given, port.Exchange("", callback.answer, None, timedelta(0)))
