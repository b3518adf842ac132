"""Messages: carried to their members, and told of again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from hub.notifications.rules.messages import Message
from hub.notifications.service import sending
from hub.ports import Ports
from hub.reminders.service import doubting
from hub.renewals.reads import renewing

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` are ours."""


async def send(context: Context, ids: list[str]) -> None:
    """Send these messages, as far as they are due."""
    await sending.send(context["ports"], [UUID(each) for each in ids], {"reminder": _doubt_reminders})


async def tell_due_messages(context: Context) -> None:
    """Every few seconds: tell of messages that have fallen due, and again of those that were lost."""
    await sending.tell_due(context["ports"])


async def _doubt_reminders(ports: Ports, messages: Sequence[Message]) -> Mapping[UUID, str]:
    return await doubting.doubt(ports, messages, renewing)
