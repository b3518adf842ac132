"""Messages: carried to their members, and told of again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.notifications.service import sending

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` are ours."""


async def send(context: Context, ids: list[str]) -> None:
    """Send these messages, as far as they are due."""
    await sending.send(context["ports"], [UUID(each) for each in ids])


async def tell_due_messages(context: Context) -> None:
    """Every few seconds: tell of messages that have fallen due, and again of those that were lost."""
    await sending.tell_due(context["ports"])
