"""Taking money: what the hub asks of a payment gateway, and the named ways in which it can answer.

Card numbers never reach the hub: the member's browser exchanges them at the gateway for a ``card`` token, and only
the token travels. A ``payer`` is the gateway's own reference for one member, a stored ``method`` its reference for
a card that may be charged later.

Unknown is not failed. After ``Unknown`` a charge or refund may or may not have been made: ask ``find_charge`` or
``find_refund`` first, and send again, with the same key, only after ``NotMade``. After ``Unreachable`` nothing was
sent. Trying again is never the gateway's business: whoever calls decides when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.kernel.money import Money
    from hub.kernel.secret import Secret


@dataclass(frozen=True, slots=True)
class StoredMethod:
    """A card kept at the gateway for later charges: ``method`` names it there, the rest is for people to see.

    The card may be used through the last day of ``expires_month`` in ``expires_year``.
    """

    method: str
    brand: str
    last4: str
    expires_year: int
    expires_month: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A wish to take ``amount`` from ``payer``.

    ``key`` makes it once: one key is charged at most once, and a declined key stays declined (another try needs
    another key). ``reference`` is ours, the order number say, and comes back in events. ``source`` is a card token
    from the browser or a stored method. ``keep`` stores the card for later, which needs the member's consent.
    ``member_present`` is false for a renewal: then the gateway declines rather than ask the member for anything.
    ``return_url`` is where the gateway sends the member back after an action of theirs.
    """

    key: str
    amount: Money
    reference: str
    payer: str
    source: str
    keep: bool = False
    member_present: bool = True
    return_url: str | None = None


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money was taken. ``stored`` is the card, where it was to be kept."""

    payment: str
    amount: Money
    stored: StoredMethod | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The money was not taken and will not be under this key.

    ``hard`` means that trying again is useless (card stolen, consent withdrawn); otherwise a later try may succeed.
    ``reason`` is a stable word such as ``insufficient_funds``.
    """

    reason: str
    hard: bool
    payment: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """The gateway is still at it; an event will say how it ended."""

    payment: str


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """The member must do something at their bank; an event will say how it ended.

    Send them to ``url``; where the gateway has no page of its own, ``client_secret`` lets its script in the page
    carry on.
    """

    payment: str
    url: str | None = None
    client_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What was asked for may or may not have been done; ``why`` says what went wrong. Ask before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing was done: no connection came about, or the gateway turned us away at the door. Safe to send again."""

    why: str


@dataclass(frozen=True, slots=True)
class NotMade:
    """The gateway holds nothing under this key."""


ChargeOutcome = Succeeded | Declined | Pending | ActionRequired | Unknown | Unreachable


@dataclass(frozen=True, slots=True)
class Refund:
    """A wish to give back ``amount`` of ``payment``, once per ``key``."""

    key: str
    payment: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money goes back; ``refund`` is the gateway's reference."""

    refund: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundPending:
    """The gateway has taken the refund on; an event will say how it ended."""

    refund: str


@dataclass(frozen=True, slots=True)
class RefundDeclined:
    """The gateway refuses, for good: more than is left of the payment, or no such payment."""

    reason: str


RefundOutcome = Refunded | RefundPending | RefundDeclined | Unknown | Unreachable


@dataclass(frozen=True, slots=True)
class ChargeChanged:
    """An event: the charge made under ``key`` now stands at ``outcome``. ``amount`` is what was charged or tried."""

    event: str
    at: datetime
    key: str
    reference: str
    payment: str
    amount: Money
    outcome: Succeeded | Declined | Pending | ActionRequired


@dataclass(frozen=True, slots=True)
class RefundChanged:
    """An event: the refund made under ``key`` now stands at ``outcome``."""

    event: str
    at: datetime
    key: str
    payment: str
    amount: Money
    outcome: Refunded | RefundPending | RefundDeclined


@dataclass(frozen=True, slots=True)
class ChargedBack:
    """An event: the member's bank takes ``amount`` of ``payment`` back, whatever we think of it."""

    event: str
    at: datetime
    payment: str
    amount: Money


@dataclass(frozen=True, slots=True)
class MethodChanged:
    """An event: the bank has replaced a stored card, or it is about to expire; ``stored`` is how it stands now."""

    event: str
    at: datetime
    stored: StoredMethod


@dataclass(frozen=True, slots=True)
class Unrelated:
    """An event that is genuine, and says nothing of a charge of ours. Acknowledge it and move on."""

    event: str
    at: datetime
    kind: str


PaymentEvent = ChargeChanged | RefundChanged | ChargedBack | MethodChanged | Unrelated


@dataclass(eq=False)
class WebhookRefused(Refusal):
    """A message that claims to come from the gateway does not, is too old, or cannot be read. Nothing was done."""

    code: ClassVar[str] = "WEBHOOK_REFUSED"

    reason: Literal["SIGNATURE", "TOO_OLD", "MALFORMED"]


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What a page needs to exchange a card for a token: which gateway, its public key, and where to post."""

    gateway: str
    public_key: str
    url: str


class PaymentGateway(Protocol):
    """Takes and gives back money. Events may arrive late, twice and in any order, and before the answer."""

    @property
    def card_entry(self) -> CardEntry:
        """How the member's browser hands a card to the gateway."""
        ...

    async def payer(self, member_id: str) -> str | Unknown | Unreachable:
        """The gateway's reference for this member; the same member gives the same one. Keep it: asking costs a call."""
        ...

    async def charge(self, charge: Charge) -> ChargeOutcome:
        """Take the money, once per key."""
        ...

    async def find_charge(self, key: str, payer: str) -> ChargeOutcome | NotMade:
        """How the charge made under ``key`` for ``payer`` stands. Changes nothing."""
        ...

    async def refund(self, refund: Refund) -> RefundOutcome:
        """Give money back, once per key."""
        ...

    async def find_refund(self, key: str, payment: str) -> RefundOutcome | NotMade:
        """How the refund made under ``key`` of ``payment`` stands. Changes nothing."""
        ...

    async def keep(
        self, key: str, payer: str, card: str
    ) -> StoredMethod | Declined | ActionRequired | Unknown | Unreachable:
        """Store a card for later charges without charging it now. Needs the member's consent."""
        ...

    async def forget(self, method: str) -> Unknown | Unreachable | None:
        """Remove a stored card; one that is already gone is no matter. ``None`` when it is gone."""
        ...

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> PaymentEvent:
        """Verify that the message is genuine and fresh, and say what it means; else ``WebhookRefused``."""
        ...

    async def aclose(self) -> None:
        """Let go of the connections; the gateway is not asked again."""
        ...
