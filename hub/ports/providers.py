"""Delivering benefits: what the hub asks of a provider's adapter, and the named ways in which it can answer.

The hub's own task id travels with every call and is what providers are asked by. Unknown is not failed: after
``Unknown`` ask with ``find``, and send again only after ``NeverSeen``, and only once the first request cannot be under
way any more. After ``Unreachable`` nothing was done.
Retries, fallbacks and deadlines are fulfilment's; an adapter sends once and reads the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from hub.kernel.secret import Secret


class DeliveryForm(StrEnum):
    """What a delivery gives: time on the member's own account, codes, or a link."""

    TOP_UP = "TOP_UP"
    CODE = "CODE"
    LINK = "LINK"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One task as a provider sees it.

    ``product`` is the provider's own product code. ``account`` is the member's account or phone number there, for
    top-ups. ``quantity`` is the number of units, and of codes expected back. ``fields`` are what else this provider
    asks for, by name.
    """

    task_id: str
    product: str
    form: DeliveryForm
    account: str | None = None
    quantity: int = 1
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code the provider gave: the code, the password that goes with some, and when it works, where it says so."""

    code: Secret
    password: Secret | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """The member has it. ``codes`` or ``link`` carry what was given; ``reference`` is the provider's own."""

    codes: tuple[IssuedCode, ...] = ()
    link: Secret | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken on, not yet done: the result comes by callback or by asking. Never mistake it for delivered.

    In a callback it means that something has changed: ask now.
    """

    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not done, and it will not be under this task id.

    ``try_another_product``: the provider says this product cannot be had, another may. ``retryable``: the same may
    be asked for again later, under a new task id. ``reason`` is the provider's, for staff.
    """

    reason: str
    try_another_product: bool = False
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been done; ``why`` says what went wrong. Ask before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing was done: no connection came about, or the provider turned us away at the door. Safe to send again."""

    why: str


@dataclass(frozen=True, slots=True)
class NeverSeen:
    """The provider knows no task of this id. Safe to send again once ``Provider.settling`` has passed since sending."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Taken back: the member no longer has it."""


@dataclass(frozen=True, slots=True)
class NotCancellable:
    """The member keeps it: used, revealed, too late, or this provider never takes back."""

    reason: str


Outcome = Delivered | Accepted | Rejected | Unknown | Unreachable
Finding = Outcome | NeverSeen | Cancelled
Cancellation = Cancelled | NotCancellable | Unknown | Unreachable


def held_against(delivery: Delivery, finding: Finding) -> Finding:
    """The finding, or ``Unknown`` where it claims a delivery that is not the one asked for.

    Adapters do this for their own answers; whoever takes a callback does it with the delivery that it names.
    """
    if not isinstance(finding, Delivered):
        return finding
    if delivery.form is DeliveryForm.CODE and len(finding.codes) != delivery.quantity:
        return Unknown(f"said to be delivered, with {len(finding.codes)} codes instead of {delivery.quantity}")
    if delivery.form is DeliveryForm.LINK and finding.link is None:
        return Unknown("said to be delivered, but gave no link")
    return finding


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent and answered, as staff may see it: secrets, codes and accounts are masked already.

    ``status`` is the HTTP status, absent when no answer came; ``took`` is the time until the answer or the failure.
    """

    request: str
    answer: str
    status: int | None
    took: timedelta


@dataclass(frozen=True, slots=True)
class Callback:
    """What a provider told us unasked.

    ``replay_key`` is the same for the same message: keep it, and act on each once. ``answer`` is the masked message,
    for the record.
    """

    task_id: str
    outcome: Finding
    replay_key: str
    answer: str


@dataclass(eq=False)
class CallbackRefused(Refusal):
    """A message that claims to come from the provider does not, is too old, or cannot be read. Nothing was done."""

    code: ClassVar[str] = "CALLBACK_REFUSED"

    reason: Literal["SIGNATURE", "TOO_OLD", "MALFORMED", "NOT_EXPECTED"]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the provider wants to hear when a callback was taken."""

    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class Polling:
    """When to ask for the result of an accepted task: first after ``first``, then every ``every``, up to ``until``.

    All are counted from the acceptance. ``None`` in ``Provider.polling`` means: only callbacks bring results.
    """

    first: timedelta
    every: timedelta
    until: timedelta


class Provider(Protocol):
    """One provider of benefits, spoken to in its own way."""

    @property
    def code(self) -> str:
        """The provider's stable name, as in ``/providers/{code}/callback``."""
        ...

    @property
    def polling(self) -> Polling | None:
        """When to ask for results."""
        ...

    @property
    def settling(self) -> timedelta:
        """How long a request may still be under way after ``Unknown``; until then ``NeverSeen`` proves nothing."""
        ...

    @property
    def acknowledgement(self) -> Acknowledgement:
        """What to answer to a callback that was taken."""
        ...

    async def deliver(self, delivery: Delivery) -> tuple[Outcome, Exchange]:
        """Ask for the delivery, once. ``InvalidInput`` if the delivery lacks what this provider needs."""
        ...

    async def find(self, delivery: Delivery) -> tuple[Finding, Exchange]:
        """How the task stands at the provider. Changes nothing there."""
        ...

    async def cancel(self, delivery: Delivery) -> tuple[Cancellation, Exchange]:
        """Take a delivery back where the provider can."""
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """Verify that the message is genuine and fresh, and say what it means; else ``CallbackRefused``."""
        ...
