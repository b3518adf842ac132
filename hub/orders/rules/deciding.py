"""What the gateway's word about a charge means for the payment and its order.

Words come as answers, by asking, and as events, late, twice and in any order. A word that fits moves things forward;
one that is old news changes nothing; one that does not fit changes nothing either and is kept for a person.

Money that was taken fulfils its order while the order waits for it, and also after the order expired, if what was
ordered can still be given: the member has paid for it. For an order that is paid already, or was cancelled, it goes
back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from hub.orders.rules.values import CaseKind, OrderState, PaymentState

if TYPE_CHECKING:
    from hub.kernel.money import Money


class Step(Enum):
    """What to do."""

    NOTHING = auto()
    NOTE = auto()
    """The payment's state becomes the one told."""
    FULFIL = auto()
    """The money was taken: the order is paid."""
    GIVE_BACK = auto()
    """The money was taken, and the order has no use for it."""
    HOLD = auto()
    """The money was taken, and is not what was asked for: it is held until a person decides."""
    ASK_A_PERSON = auto()
    """Change nothing, and keep it for a person."""


@dataclass(frozen=True, slots=True)
class Told:
    """How the gateway says that a charge stands; ``amount`` is what was taken, where it was.

    ``is_answer``: we asked, so it is how the charge stands now. An event may be older, or meant for something else.
    """

    state: PaymentState
    amount: Money | None = None
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and what kind of case it makes for a person, if any."""

    step: Step
    case: CaseKind | None = None


_NOTHING = Decision(Step.NOTHING)
_RANKS = [
    PaymentState.UNKNOWN,
    PaymentState.PENDING,
    PaymentState.ACTION_REQUIRED,
    PaymentState.NOT_MADE,
    PaymentState.DECLINED,
]
"""How a payment without money moves on; it never moves back."""


def decide(order: OrderState, payment: PaymentState, asked: Money, told: Told) -> Decision:
    """What follows for a payment of ``asked`` when the gateway says ``told``."""
    if told.state is PaymentState.SUCCEEDED:
        return _taken(order, payment, asked, told)
    if payment.is_taken:
        is_new = told.state in (PaymentState.DECLINED, PaymentState.NOT_MADE)
        return Decision(Step.ASK_A_PERSON, CaseKind.CONTRADICTION) if is_new else _NOTHING
    return Decision(Step.NOTE) if _RANKS.index(told.state) > _RANKS.index(payment) else _NOTHING


def _taken(order: OrderState, payment: PaymentState, asked: Money, told: Told) -> Decision:
    if told.amount != asked:
        is_sure = told.is_answer and not payment.is_taken
        return Decision(Step.HOLD if is_sure else Step.ASK_A_PERSON, CaseKind.WRONG_AMOUNT)
    if payment.is_taken:
        return _NOTHING
    if order in (OrderState.AWAITING_PAYMENT, OrderState.EXPIRED):
        return Decision(Step.FULFIL)
    if order is OrderState.CANCELLED:
        return Decision(Step.GIVE_BACK, CaseKind.PAID_TOO_LATE)
    return Decision(Step.GIVE_BACK, CaseKind.PAID_TWICE)
