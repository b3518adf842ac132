"""What is to be done next about an agreement: one step at a time, from all that is known about it.

Every step, once done, changes what is known, so that the next look decides otherwise. ``Wait`` ends it for now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.kernel.money import Money
from hub.orders.rules.values import OrderState, PaymentState
from hub.renewals.rules.dates import upcoming
from hub.renewals.rules.prices import price_due
from hub.renewals.rules.values import Because, State

if TYPE_CHECKING:
    from datetime import datetime

    from hub.catalogue.rules.bundles import Offer
    from hub.orders.rules.values import Payment
    from hub.renewals.rules.dates import Dates
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement, Renewal

MOVED = timedelta(days=1)
"""A charge that falls due so much later, or earlier, than its notice said needs another notice."""

_UNHEARD = timedelta(hours=1)
"""How long until we look again whether a notice has reached its member."""

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)

_DECLINED = (PaymentState.DECLINED, PaymentState.ACTION_REQUIRED)
"""Nobody is there to do what a bank may ask for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known about an agreement at an instant.

    ``covered`` is until when it lasts; ``ends_early``: it would last longer, had some not been taken back lately, or
    were all of it delivered. ``offer`` is the one of its terms as it is sold now (``None``: retired), ``is_given``
    whether its bundle still has anything to give, ``bought`` how often the member bought it. ``told_at`` is when the
    last notice reached them. ``order`` and ``payment`` are those of the renewal that is under way, the latest payment.
    ``is_asked``: the gateway was asked just now how that payment stands.
    """

    agreement: Agreement
    renewal: Renewal | None
    zone: str
    covered: datetime | None = None
    offer: Offer | None = None
    is_given: bool = True
    bought: int = 0
    told_at: datetime | None = None
    order: OrderState | None = None
    payment: Payment | None = None
    is_asked: bool = False
    ends_early: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing, until then (``None``: for good)."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Ask the member whether they accept the raised ``price`` for the period that begins at ``due_at``."""

    price: Money
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell the member that ``amount`` will be charged on ``charge_at``."""

    amount: Money
    charge_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """Take ``amount``, placing the order first if need be; ``due_at`` is its period's start where no notice said so."""

    amount: Money
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskGateway:
    """Ask the gateway what became of the charge."""


@dataclass(frozen=True, slots=True)
class NoteDecline:
    """Write down that the charge was declined, and tell the member; try again at ``retry_at``, if at all."""

    reason: str
    is_hard: bool
    retry_at: datetime | None
    noted: int


@dataclass(frozen=True, slots=True)
class GiveGrace:
    """Let the member keep what they have for a while, though it is not paid."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """The member has time by other means: what was declined is not tried again, and begins anew in its turn."""


@dataclass(frozen=True, slots=True)
class Conclude:
    """The renewal is paid and granted: write it down, and count on to the next."""


@dataclass(frozen=True, slots=True)
class End:
    """The agreement is over."""

    state: State
    because: Because


@dataclass(frozen=True, slots=True)
class Close:
    """The agreement is over, and its unpaid order is given up."""


Step = Wait | AskConsent | Notify | Charge | AskGateway | NoteDecline | GiveGrace | PutOff | Conclude | End | Close


def decide(facts: Facts, policy: Policy, now: datetime) -> Step:
    """The next step."""
    renewal = facts.renewal
    if renewal and renewal.order:
        return _with_order(facts, renewal, policy, now)
    if not facts.agreement.state.is_live:
        return Wait(None)
    if renewal and renewal.declined_at:
        return _past_due(facts, renewal, policy, now)
    step, pause = _at_rest(facts, policy, now), facts.agreement.paused_until
    if isinstance(step, Wait) and step.until and pause and now < pause:
        return Wait(min(step.until, pause))  # from then on it is not shown as paused any more
    return step


def _at_rest(facts: Facts, policy: Policy, now: datetime) -> Step:
    """Nothing is under way: tell the member, or charge what they were told of."""
    renewal, dates = facts.renewal, _dates(facts, policy, now)
    if not facts.is_given:
        return End(State.ENDED, Because.WITHDRAWN) if now >= dates.notice_at else Wait(dates.notice_at)
    if renewal and renewal.is_waived:
        nothing = Money(facts.agreement.terms.price.currency, 0)
        return Charge(nothing, dates.due_at) if now >= dates.charge_at else Wait(dates.charge_at)
    notice = _notice(facts, dates, policy, now)
    return _noticed(facts, notice, dates, policy, now) if notice else _unnoticed(facts, dates, policy, now)


def _dates(facts: Facts, policy: Policy, now: datetime) -> Dates:
    return upcoming(facts.agreement, facts.covered, facts.zone, policy, now, ends_early=facts.ends_early)


def resting(facts: Facts, policy: Policy, now: datetime) -> State | None:
    """How an agreement stands that has nothing under way: active, paused, or noticed; else ``None``."""
    agreement, renewal = facts.agreement, facts.renewal
    if not agreement.state.is_live or (renewal and (renewal.order or renewal.declined_at)):
        return None
    dates = _dates(facts, policy, now)
    if _notice(facts, dates, policy, now):
        return State.NOTICED
    return State.PAUSED if agreement.paused_until and now < agreement.paused_until else State.ACTIVE


def _unnoticed(facts: Facts, dates: Dates, policy: Policy, now: datetime) -> Step:
    terms = facts.agreement.terms
    price = price_due(terms, facts.offer, facts.bought)
    if now < dates.ask_at:
        return Wait(dates.ask_at)
    if price.needs_consent:
        return _raised(facts, price.amount, dates, now)
    if now < dates.notice_at:
        return Wait(dates.notice_at)
    return Notify(price.amount, max(dates.charge_at, now + policy.window(terms.period).latest), dates.due_at)


def _raised(facts: Facts, price: Money, dates: Dates, now: datetime) -> Step:
    if facts.renewal is None or facts.renewal.asked != price:
        return AskConsent(price, dates.due_at)
    return End(State.ENDED, Because.PRICE_NOT_ACCEPTED) if _is_over(facts, now) else Wait(dates.due_at)


def _is_over(facts: Facts, now: datetime) -> bool:
    """The period for which consent was asked in time has begun without it."""
    renewal = facts.renewal
    return bool(renewal and now >= renewal.due_at and (facts.covered is None or facts.covered <= now))


def _notice(facts: Facts, dates: Dates, policy: Policy, now: datetime) -> Notify | None:
    """The notice that was written, if it is one for the charge as it stands now."""
    renewal, terms = facts.renewal, facts.agreement.terms
    if renewal is None or renewal.charge_at is None or renewal.amount is None or renewal.offer != terms.offer:
        return None
    window = policy.window(terms.period)
    is_later = dates.due_at > max(renewal.due_at, now) + MOVED
    is_earlier = max(dates.charge_at, now + window.latest) + MOVED < renewal.charge_at
    is_stale = facts.told_at is not None and now - facts.told_at > window.earliest
    return None if is_later or is_earlier or is_stale else Notify(renewal.amount, renewal.charge_at, renewal.due_at)


def _noticed(facts: Facts, notice: Notify, dates: Dates, policy: Policy, now: datetime) -> Step:
    if facts.told_at is None:
        return Wait(now + _UNHEARD)
    latest = policy.window(facts.agreement.terms.period).latest
    charge_at = max(notice.charge_at, dates.charge_at, facts.told_at + latest)
    if now < charge_at:
        return Wait(charge_at)
    price = price_due(facts.agreement.terms, facts.offer, facts.bought)
    return Charge(notice.amount if price.needs_consent else min(price.amount, notice.amount))


def _with_order(facts: Facts, renewal: Renewal, policy: Policy, now: datetime) -> Step:
    """The renewal has an order: see what became of it."""
    is_live = facts.agreement.state.is_live
    if renewal.outcome:
        return Wait(None)
    if facts.order and facts.order.is_granted:
        return Conclude()
    if facts.payment and facts.payment.state.is_undecided:
        return _asking(facts, now)
    if not is_live:
        return Close()
    return _unpaid(facts, renewal, policy, now)


def _unpaid(facts: Facts, renewal: Renewal, policy: Policy, now: datetime) -> Step:
    payment = facts.payment
    if facts.order is OrderState.EXPIRED:
        return End(State.LAPSED, Because.DECLINED)
    if facts.order is not OrderState.AWAITING_PAYMENT:
        is_paid = payment is not None and payment.state.is_taken
        return End(State.LAPSED, Because.NOT_GRANTED) if is_paid else End(State.CANCELLED, Because.CANCELLED)
    if payment and payment.state in _DECLINED and payment.number > renewal.noted:
        return decline(renewal, policy, now, payment.reason, is_hard=payment.is_hard, noted=payment.number)
    if renewal.declined_at and (payment is None or payment.state in _DECLINED):
        return _past_due(facts, renewal, policy, now)
    return _again(payment, renewal, now)


def _asking(facts: Facts, now: datetime) -> Step:
    """A payment of which nobody knows what became: ask, and ask less and less often."""
    if not facts.is_asked or facts.payment is None:
        return AskGateway()
    waited = now - facts.payment.at
    return Wait(now + min(max(waited, _FIRST_WAIT), _LONGEST_WAIT))


def _again(payment: Payment | None, renewal: Renewal, now: datetime) -> Step:
    """The order waits for its payment: none was made yet, or the gateway was not reached."""
    assert renewal.amount is not None  # noqa: S101 - an order has one
    again = payment.at + min(_FIRST_WAIT * 2 ** min(payment.number, 8), _LONGEST_WAIT) if payment else now
    return Charge(renewal.amount) if now >= again else Wait(again)


def decline(renewal: Renewal, policy: Policy, now: datetime, reason: str, *, is_hard: bool, noted: int) -> NoteDecline:
    """What follows a decline: the next rung of the ladder, counted from the first; none after a hard one."""
    first = renewal.declined_at or now
    has_rung = renewal.declines < len(policy.retries) and not is_hard
    retry_at = max(first + policy.retries[renewal.declines], now) if has_rung else None
    return NoteDecline(reason, is_hard, retry_at, noted)


def _past_due(facts: Facts, renewal: Renewal, policy: Policy, now: datetime) -> Step:
    has_time = facts.covered is not None and facts.covered > renewal.due_at + policy.grace + MOVED
    return PutOff() if has_time else _next_try(facts, renewal, policy, now)


def _next_try(facts: Facts, renewal: Renewal, policy: Policy, now: datetime) -> Step:
    if renewal.amount is not None and renewal.retry_at and now >= renewal.retry_at:
        return Charge(renewal.amount)
    lapses_at = renewal.due_at + policy.grace
    if renewal.retry_at is None and now >= lapses_at:
        return End(State.LAPSED, Because.DECLINED)
    if policy.grace and not renewal.grace_grants and facts.agreement.watches:
        if now >= renewal.due_at:
            return GiveGrace()
        return Wait(min(renewal.retry_at or renewal.due_at, renewal.due_at))
    return Wait(renewal.retry_at or lapses_at)
