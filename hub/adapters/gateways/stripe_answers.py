"""What Stripe's objects mean in the words of the payment port. Pure: plain dictionaries in, values out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money
from hub.kernel.secret import Secret
from hub.ports import payments as port

Answer = dict[str, Any]

KEY, REFERENCE = "hub_key", "hub_reference"
"""Where our idempotency key and reference stand in an object's metadata."""

_HUNDREDFOLD = {"ISK", "UGX"}
"""Currencies without minor units that Stripe nevertheless counts in hundredths."""

_WHOLE = {"MGA"}
"""Currencies of two decimals, of which Stripe takes none and counts whole units."""

_THOUSANDTHS = {"BHD", "IQD", "JOD", "KWD", "OMR", "TND"}
"""Currencies of three decimals, of which Stripe takes two."""

_HARD = {
    "card_not_supported",
    "expired_card",
    "fraudulent",
    "incorrect_number",
    "invalid_account",
    "invalid_number",
    "lost_card",
    "merchant_blacklist",
    "pickup_card",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
    "stop_payment_order",
    "transaction_not_allowed",
}
"""Decline codes after which the same card is useless; the issuer forbids further tries on most."""


def to_stripe(amount: Money) -> tuple[int, str]:
    """The amount as Stripe counts it, and its currency as Stripe writes it."""
    if amount.currency in _THOUSANDTHS and amount.amount_minor % 10:
        raise InvalidInput("amount", f"the gateway takes two decimals of {amount.currency}; round to 10 minor units")
    if amount.currency in _WHOLE:
        if amount.amount_minor % 100:
            raise InvalidInput("amount", f"it takes no decimals of {amount.currency}; round to 100 minor units")
        return amount.amount_minor // 100, amount.currency.lower()
    factor = 100 if amount.currency in _HUNDREDFOLD else 1
    return amount.amount_minor * factor, amount.currency.lower()


def from_stripe(amount: int, currency: str) -> Money:
    """The other way round."""
    code = currency.upper()
    if code in _WHOLE:
        return Money(code, amount * 100)
    return Money(code, amount // 100 if code in _HUNDREDFOLD else amount)


def charge_outcome(
    intent: Answer,
) -> port.Succeeded | port.Declined | port.Pending | port.ActionRequired:
    """How a payment intent stands."""
    status, payment = intent["status"], intent["id"]
    if status == "succeeded":
        kept = intent.get("setup_future_usage") and stored(intent.get("payment_method"))
        return port.Succeeded(payment, from_stripe(intent["amount_received"], intent["currency"]), kept or None)
    if status == "requires_action":
        return action_required(intent)
    if status == "requires_payment_method":
        return declined(intent.get("last_payment_error") or {}, payment)
    return port.Declined("cancelled", hard=False, payment=payment) if status == "canceled" else port.Pending(payment)


def action_required(intent: Answer) -> port.ActionRequired:
    """What the member must do: go to a page, or let Stripe's script carry on."""
    redirect = (intent.get("next_action") or {}).get("redirect_to_url") or {}
    secret = intent.get("client_secret")
    return port.ActionRequired(intent["id"], redirect.get("url"), Secret(secret) if secret else None)


def declined(error: Answer, payment: str | None = None) -> port.Declined:
    """Why a charge or a card was declined. A code that we do not know counts as soft."""
    reason = error.get("decline_code") or error.get("code") or "declined"
    return port.Declined(reason, reason in _HARD, payment)


def stored(method: Answer | str | None) -> port.StoredMethod | None:
    """A card, where Stripe has told us of it in full."""
    card = method.get("card") if isinstance(method, dict) else None
    if not isinstance(method, dict) or not card:
        return None
    return port.StoredMethod(method["id"], card["brand"], card["last4"], card["exp_year"], card["exp_month"])


def refund_outcome(refund: Answer) -> port.Refunded | port.RefundPending | port.RefundDeclined:
    """How a refund stands."""
    if refund["status"] == "succeeded":
        return port.Refunded(refund["id"], from_stripe(refund["amount"], refund["currency"]))
    if refund["status"] in ("failed", "canceled"):
        return port.RefundDeclined(refund.get("failure_reason") or refund["status"])
    return port.RefundPending(refund["id"])


def event(message: Answer) -> port.PaymentEvent:
    """What a webhook says. Objects that do not carry our key are not ours."""
    id_, at, kind = message["id"], datetime.fromtimestamp(message["created"], UTC), message["type"]
    subject: Answer = message["data"]["object"]
    meta = subject.get("metadata") or {}
    if kind.startswith("payment_intent.") and KEY in meta:
        amount = from_stripe(subject["amount"], subject["currency"])
        outcome = charge_outcome(subject)
        return port.ChargeChanged(id_, at, meta[KEY], meta[REFERENCE], subject["id"], amount, outcome)
    if kind.startswith("refund.") and KEY in meta:
        amount = from_stripe(subject["amount"], subject["currency"])
        return port.RefundChanged(id_, at, meta[KEY], subject["payment_intent"], amount, refund_outcome(subject))
    return _other_event(id_, at, kind, subject)


def _other_event(id_: str, at: datetime, kind: str, subject: Answer) -> port.PaymentEvent:
    if kind == "charge.dispute.created" and subject.get("payment_intent"):
        return port.ChargedBack(id_, at, subject["payment_intent"], from_stripe(subject["amount"], subject["currency"]))
    card = stored(subject) if kind in ("payment_method.automatically_updated", "payment_method.updated") else None
    return port.MethodChanged(id_, at, card) if card else port.Unrelated(id_, at, kind)
