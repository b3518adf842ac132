"""What becomes of a delivery whose grant is taken back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import VAULT, State

if TYPE_CHECKING:
    from collections.abc import Collection

    from hub.fulfilment.rules.tasks import Task


class Withdrawal(StrEnum):
    """How far a delivery could be taken back."""

    TAKEN_BACK = "TAKEN_BACK"
    """The member does not have it, and will not get it."""
    ASKED = "ASKED"
    """The provider is being asked to take it back."""
    KEPT = "KEPT"
    """The member has it for good: the code was seen or used."""


def withdrawal(task: Task, codes: Collection[CodeState], *, in_doubt: bool) -> Withdrawal:
    """How far ``task`` can be taken back. ``in_doubt``: an order for it is open at its provider."""
    if any(each in {CodeState.REVEALED, CodeState.REDEEMED} for each in codes):
        return Withdrawal.KEPT
    if task.state is State.CANCELLED:
        return Withdrawal.TAKEN_BACK
    is_with_provider = in_doubt or (task.state is State.DELIVERED and task.way.provider != VAULT)
    return Withdrawal.ASKED if is_with_provider else Withdrawal.TAKEN_BACK
