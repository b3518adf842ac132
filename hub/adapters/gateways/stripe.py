"""The payment gateway port over Stripe, through its official package.

Payment intents are confirmed as they are made; our key and reference travel in their metadata, and an intent is
found again among its customer's, which (unlike Stripe's search) is never behind. Stripe remembers idempotency keys
for a day or more; after that the rule of the port, ask before sending again, is what keeps a charge single.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import stripe

from hub.adapters.gateways import stripe_answers as answers
from hub.adapters.http import NOT_SENT
from hub.kernel.errors import InvalidInput
from hub.ports import payments as port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from stripe.params import PaymentIntentCreateParams

    from hub.kernel.secret import Secret
    from hub.ports import Clock

_FRESH = timedelta(minutes=5)
"""How far a webhook's signature may lie from now."""

_FORM_SCRIPT = "https://js.stripe.com/v3/"
_TURNED_AWAY = (stripe.AuthenticationError, stripe.PermissionError, stripe.RateLimitError)


_T = TypeVar("_T")
_Kept = TypeVar("_Kept", stripe.PaymentIntent, stripe.Refund)


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """How the hub is known at Stripe. ``url`` is the address of its API, ``timeout`` in seconds for one call."""

    secret_key: Secret
    public_key: str
    webhook_secret: Secret
    timeout: float
    url: str = "https://api.stripe.com"


class StripeGateway:
    """Speaks to Stripe, once per call: retrying is the caller's."""

    def __init__(self, account: StripeAccount, clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._http = stripe.HTTPXClient(timeout=account.timeout)
        client = stripe.StripeClient(
            account.secret_key.expose(),
            base_addresses={"api": account.url},
            http_client=self._http,
            max_network_retries=0,
        )
        self._stripe = client.v1

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]  # the package forgot to annotate it

    @property
    def card_entry(self) -> port.CardEntry:
        """Pages load Stripe's own form, which turns the card into a token (``pm_…``)."""
        return port.CardEntry("stripe", self._account.public_key, _FORM_SCRIPT)

    async def payer(self, member_id: str) -> str | port.Unknown | port.Unreachable:
        """The customer of this member: found, or made."""
        quoted = member_id.replace("\\", "\\\\").replace("'", "\\'")
        found = await _answer(self._stripe.customers.search_async({"query": f"metadata['member_id']:'{quoted}'"}))
        if isinstance(found, dict) and not found["data"]:
            new = self._stripe.customers.create_async(
                {"metadata": {"member_id": member_id}}, {"idempotency_key": f"payer:{member_id}"}
            )
            found = {"data": [made]} if isinstance(made := await _answer(new), dict) else made
        return str(found["data"][0]["id"]) if isinstance(found, dict) else found

    async def charge(self, charge: port.Charge) -> port.ChargeOutcome:
        """Make and confirm a payment intent, once per key."""
        options: stripe.RequestOptions = {"idempotency_key": charge.key}
        try:
            intent = await _answer(self._stripe.payment_intents.create_async(_intent(charge), options))
        except stripe.CardError as error:
            return _declined(error)
        return answers.charge_outcome(intent) if isinstance(intent, dict) else intent

    async def find_charge(self, key: str, payer: str) -> port.ChargeOutcome | port.NotMade:
        """Look through the payer's intents for our key."""
        listed = self._stripe.payment_intents.list_async(
            {"customer": payer, "limit": 100, "expand": ["data.payment_method"]}
        )
        intent = await _answer(_find(listed, key))
        return answers.charge_outcome(intent) if isinstance(intent, dict) else intent

    async def refund(self, refund: port.Refund) -> port.RefundOutcome:
        """Give back a part or all of a payment intent, once per key."""
        amount, _currency = answers.to_stripe(refund.amount)
        new = self._stripe.refunds.create_async(
            {"payment_intent": refund.payment, "amount": amount, "metadata": {answers.KEY: refund.key}},
            {"idempotency_key": refund.key},
        )
        try:
            answer = await _answer(new)
        except InvalidInput as refused:
            return port.RefundDeclined(refused.message)
        return answers.refund_outcome(answer) if isinstance(answer, dict) else answer

    async def find_refund(self, key: str, payment: str) -> port.RefundOutcome | port.NotMade:
        """Look through the payment's refunds for our key."""
        listed = self._stripe.refunds.list_async({"payment_intent": payment, "limit": 100})
        refund = await _answer(_find(listed, key))
        return answers.refund_outcome(refund) if isinstance(refund, dict) else refund

    async def keep(
        self, key: str, payer: str, card: str
    ) -> port.StoredMethod | port.Declined | port.ActionRequired | port.Unknown | port.Unreachable:
        """Set a card up for later use while the member is away."""
        new = self._stripe.setup_intents.create_async(
            {
                "customer": payer,
                "payment_method": card,
                "confirm": True,
                "usage": "off_session",
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                "expand": ["payment_method"],
            },
            {"idempotency_key": key},
        )
        try:
            setup = await _answer(new)
        except stripe.CardError as error:
            return _declined(error)
        return _setup_outcome(setup) if isinstance(setup, dict) else setup

    async def forget(self, method: str) -> port.Unknown | port.Unreachable | None:
        """Detach a card from its customer."""
        try:
            answer = await _answer(self._stripe.payment_methods.detach_async(method))
        except InvalidInput:  # not attached any more
            return None
        return None if isinstance(answer, dict) else answer

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> port.PaymentEvent:
        """Verify the signature by Stripe's package and its age by our clock, then read."""
        header = headers.get("stripe-signature", "")
        try:
            secret = self._account.webhook_secret.expose()
            stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None)
        except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):  # the last: not ASCII
            raise port.WebhookRefused("SIGNATURE") from None
        if abs(self._clock.now() - _signed_at(header)) > _FRESH:
            raise port.WebhookRefused("TOO_OLD")
        try:
            return answers.event(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise port.WebhookRefused("MALFORMED") from None


def _intent(charge: port.Charge) -> PaymentIntentCreateParams:
    amount, currency = answers.to_stripe(charge.amount)
    intent: PaymentIntentCreateParams = {
        "amount": amount,
        "currency": currency,
        "customer": charge.payer,
        "payment_method": charge.source,
        "confirm": True,
        "metadata": {answers.KEY: charge.key, answers.REFERENCE: charge.reference},
        "expand": ["payment_method"],
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "always" if charge.return_url else "never"},
    }
    if charge.return_url:
        intent["return_url"] = charge.return_url
    if not charge.member_present:
        intent |= {"off_session": True, "error_on_requires_action": True}
    elif charge.keep:
        intent["setup_future_usage"] = "off_session"
    return intent


async def _find(listed: Awaitable[stripe.ListObject[_Kept]], key: str) -> _Kept | port.NotMade:
    async for each in (await listed).auto_paging_iter():
        if each.metadata and each.metadata.to_dict().get(answers.KEY) == key:
            return each
    return port.NotMade()


async def _answer(call: Awaitable[stripe.StripeObject | _T]) -> answers.Answer | _T | port.Unknown | port.Unreachable:
    """The answer as a plain dictionary. A declined card stays an error; what Stripe cannot use is ``InvalidInput``."""
    try:
        answer = await call
    except stripe.CardError:
        raise
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise InvalidInput("payment", f"the gateway cannot use this request: {error.user_message}") from None
    except _TURNED_AWAY as error:
        return port.Unreachable(f"turned away: {type(error).__name__}")
    except stripe.APIConnectionError as error:
        why = type(error.__cause__).__name__
        return port.Unreachable(why) if isinstance(error.__cause__, NOT_SENT) else port.Unknown(why)
    except stripe.StripeError as error:
        return port.Unknown(f"HTTP {error.http_status} without a usable answer")
    return answer.to_dict() if isinstance(answer, stripe.StripeObject) else answer


def _declined(error: stripe.CardError) -> port.Declined:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    detail = body.get("error") or {}
    return answers.declined(detail, (detail.get("payment_intent") or {}).get("id"))


def _setup_outcome(setup: answers.Answer) -> port.StoredMethod | port.Declined | port.ActionRequired:
    if setup["status"] == "requires_action":
        return answers.action_required(setup)
    card = answers.stored(setup.get("payment_method")) if setup["status"] == "succeeded" else None
    return card or answers.declined(setup.get("last_setup_error") or {})


def _signed_at(header: str) -> datetime:
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    return datetime.fromtimestamp(int(parts["t"]), UTC)
