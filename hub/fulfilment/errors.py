"""Why a delivery or a code is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(eq=False)
class OutOfStock(Refusal):
    """The vault has not enough codes: ``missing`` says how many of which product; nothing was reserved."""

    code: ClassVar[str] = "OUT_OF_STOCK"

    missing: Mapping[str, int]


@dataclass(eq=False)
class TaskStateForbids(Refusal):
    """The task stands at ``state``, where this cannot be done."""

    code: ClassVar[str] = "TASK_STATE_FORBIDS"

    task: str
    state: str
    action: str
