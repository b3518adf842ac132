"""Why a grant, an activation, a revocation or a consumption is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(eq=False)
class AlreadyEntitled(Refusal):
    """The benefit can be held once at a time, and coverage still lies ahead, up to ``until``."""

    code: ClassVar[str] = "ALREADY_ENTITLED"

    benefit: str
    until: datetime


@dataclass(eq=False)
class StackLimitReached(Refusal):
    """With this grant the entitlement would end at ``would_end``, later than the policy's ``limit``."""

    code: ClassVar[str] = "STACK_LIMIT_REACHED"

    benefit: str
    would_end: datetime
    limit: datetime


@dataclass(eq=False)
class UnknownGrant(Refusal):
    """There is no such grant: never made, or refused when it was asked for."""

    code: ClassVar[str] = "UNKNOWN_GRANT"

    grant: str


@dataclass(eq=False)
class AlreadyActivated(Refusal):
    """The grant runs since ``activated_at``; it is activated once."""

    code: ClassVar[str] = "ALREADY_ACTIVATED"

    grant: str
    activated_at: datetime


@dataclass(eq=False)
class ActivationExpired(Refusal):
    """The grant had to be activated before ``activate_by``."""

    code: ClassVar[str] = "ACTIVATION_EXPIRED"

    grant: str
    activate_by: datetime


@dataclass(eq=False)
class StartsOnDelivery(Refusal):
    """The time of the grant begins by itself when its provider has delivered it; there is nothing to activate."""

    code: ClassVar[str] = "STARTS_ON_DELIVERY"

    grant: str


@dataclass(eq=False)
class Revoked(Refusal):
    """The grant was taken back at ``revoked_at``."""

    code: ClassVar[str] = "REVOKED"

    grant: str
    revoked_at: datetime


@dataclass(eq=False)
class InsufficientQuantity(Refusal):
    """``asked`` is more than the ``available`` that is in force at that instant; nothing was taken."""

    code: ClassVar[str] = "INSUFFICIENT_QUANTITY"

    benefit: str
    asked: int
    available: int
