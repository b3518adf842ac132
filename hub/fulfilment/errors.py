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


@dataclass(eq=False)
class StillInDoubt(Refusal):
    """The provider may have delivered, or still deliver, the order that is open there: ask the provider first."""

    code: ClassVar[str] = "STILL_IN_DOUBT"

    task: str
    provider: str


@dataclass(eq=False)
class NoOtherRoute(Refusal):
    """There is no other provider, or no such route, by which the task could be delivered."""

    code: ClassVar[str] = "NO_OTHER_ROUTE"

    task: str


@dataclass(eq=False)
class DuplicateCodes(Refusal):
    """Codes are there twice, or lie in the vault already: ``count`` of them, the first at ``places`` (from 0)."""

    code: ClassVar[str] = "DUPLICATE_CODES"

    count: int
    places: tuple[int, ...]


@dataclass(eq=False)
class CodeStateForbids(Refusal):
    """The code stands at ``state``, where it can be neither shown nor used."""

    code: ClassVar[str] = "CODE_STATE_FORBIDS"

    id: str
    state: str


@dataclass(eq=False)
class ConfirmationNeeded(Refusal):
    """The member must say again, now, that they want to see it: the confirmation is missing, too old, or another's."""

    code: ClassVar[str] = "CONFIRMATION_NEEDED"

    subject: str
