"""What becomes of a message after it was carried, or was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from hub.notifications.rules.messages import State

if TYPE_CHECKING:
    from datetime import datetime

    from hub.notifications.rules.messages import Message

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_MOST_ATTEMPTS = 50
"""Two days of them."""

LOST = "it was handed over, and nobody noted what came of it"


@dataclass(frozen=True, slots=True)
class Decision:
    """How it stands with a message from now on; ``due_at`` is when it is tried again."""

    state: State
    note: str
    due_at: datetime | None = None


def again(message: Message, note: str, now: datetime) -> Decision:
    """Try again after a wait that doubles with every attempt; given up after two days of them.

    The jitter comes from the message and the attempt, so that what failed together comes back apart.
    """
    if message.attempts + 1 >= _MOST_ATTEMPTS:
        return Decision(State.FAILED, f"given up: {note}")
    doubled = min(_FIRST_WAIT * 2.0 ** min(message.attempts, 16), _LONGEST_WAIT)
    part = 0.5 + 0.5 * Random(f"{message.id} {message.attempts}").random()  # noqa: S311 - spreads load, guards nothing
    return Decision(State.PLANNED, note, now + doubled * part)
