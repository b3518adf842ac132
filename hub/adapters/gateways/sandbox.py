"""The payment gateway port over the sandbox gateway."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx

from hub.adapters.gateways import signature
from hub.adapters.http import NOT_SENT
from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money
from hub.ports import payments as port

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.kernel.secret import Secret
    from hub.ports import Clock

Answer = dict[str, Any]

_FRESH = timedelta(minutes=5)
"""How far a webhook's signature may lie from now."""

_TURNED_AWAY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
"""Answers that mean: nothing was done, and the request itself is not to blame."""


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """How the hub is known at the sandbox gateway; ``url`` is its address."""

    url: str
    secret_key: Secret
    public_key: str
    webhook_secret: Secret


class SandboxGateway:
    """Speaks to the sandbox gateway. ``client`` brings the timeouts; close it when done."""

    def __init__(self, account: SandboxAccount, client: httpx.AsyncClient, clock: Clock) -> None:
        self._account, self._client, self._clock = account, client, clock

    @property
    def card_entry(self) -> port.CardEntry:
        """Pages post the card to the token address."""
        return port.CardEntry("sandbox", self._account.public_key, f"{self._account.url}/v1/tokens")

    async def payer(self, member_id: str) -> str | port.Unknown | port.Unreachable:
        """The payer of this member, made at the first asking."""
        answer = await self._ask("POST", "payers", {"member_id": member_id})
        return str(answer["id"]) if isinstance(answer, dict) else answer

    async def charge(self, charge: port.Charge) -> port.ChargeOutcome:
        """Take the money, once per key."""
        body = {
            "amount_minor": charge.amount.amount_minor,
            "currency": charge.amount.currency,
            "reference": charge.reference,
            "payer": charge.payer,
            "source": charge.source,
            "keep": charge.keep,
            "member_present": charge.member_present,
            "return_url": charge.return_url,
        }
        answer = await self._ask("POST", "charges", body, key=charge.key)
        return _charge_outcome(answer) if isinstance(answer, dict) else answer

    async def find_charge(self, key: str, payer: str) -> port.ChargeOutcome | port.NotMade:
        """How the charge under this key stands; the sandbox needs no payer to find it."""
        del payer
        answer = await self._find("charges", key)
        return _charge_outcome(answer) if isinstance(answer, dict) else answer

    async def refund(self, refund: port.Refund) -> port.RefundOutcome:
        """Give money back, once per key."""
        amount = refund.amount
        body = {"charge": refund.payment, "amount_minor": amount.amount_minor, "currency": amount.currency}
        answer = await self._ask("POST", "refunds", body, key=refund.key)
        return _refund_outcome(answer) if isinstance(answer, dict) else answer

    async def find_refund(self, key: str, payment: str) -> port.RefundOutcome | port.NotMade:
        """How the refund under this key stands; the sandbox needs no payment to find it."""
        del payment
        answer = await self._find("refunds", key)
        return _refund_outcome(answer) if isinstance(answer, dict) else answer

    async def keep(
        self, key: str, payer: str, card: str
    ) -> port.StoredMethod | port.Declined | port.ActionRequired | port.Unknown | port.Unreachable:
        """Store a card; storing one twice is one."""
        answer = await self._ask("POST", "methods", {"payer": payer, "card": card}, key=key)
        if not isinstance(answer, dict):
            return answer
        return _stored(answer["stored"]) if answer.get("stored") else port.Declined(answer["reason"], answer["hard"])

    async def forget(self, method: str) -> port.Unknown | port.Unreachable | None:
        """Remove a stored card."""
        answer = await self._ask("DELETE", f"methods/{method}")
        return None if isinstance(answer, dict) else answer

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> port.PaymentEvent:
        """Verify the signature and its age, then read."""
        seconds = signature.signed_at(headers.get(signature.HEADER, ""), body, self._account.webhook_secret)
        if seconds is None:
            raise port.WebhookRefused("SIGNATURE")
        if abs(self._clock.now() - datetime.fromtimestamp(seconds, UTC)) > _FRESH:
            raise port.WebhookRefused("TOO_OLD")
        try:
            return _event(json.loads(body))
        except (ValueError, KeyError, TypeError):
            raise port.WebhookRefused("MALFORMED") from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _find(self, what: str, key: str) -> Answer | port.NotMade | port.Unknown | port.Unreachable:
        response = await self._send("GET", f"{what}?{urlencode({'key': key})}")
        if isinstance(response, httpx.Response) and response.status_code == HTTPStatus.NOT_FOUND:
            return port.NotMade()
        return _read(response)

    async def _ask(
        self, method: str, path: str, body: Answer | None = None, key: str = ""
    ) -> Answer | port.Unknown | port.Unreachable:
        return _read(await self._send(method, path, body, key))

    async def _send(
        self, method: str, path: str, body: Answer | None = None, key: str = ""
    ) -> httpx.Response | port.Unknown | port.Unreachable:
        headers = {"authorization": f"Bearer {self._account.secret_key.expose()}"}
        headers |= {"idempotency-key": key} if key else {}
        try:
            return await self._client.request(method, f"{self._account.url}/v1/{path}", json=body, headers=headers)
        except NOT_SENT as error:
            return port.Unreachable(type(error).__name__)
        except httpx.HTTPError as error:
            return port.Unknown(type(error).__name__)


def _read(response: httpx.Response | port.Unknown | port.Unreachable) -> Answer | port.Unknown | port.Unreachable:
    if not isinstance(response, httpx.Response):
        return response
    status = response.status_code
    if status in _TURNED_AWAY:
        return port.Unreachable(f"turned away with HTTP {status}")
    if response.is_client_error:
        raise InvalidInput("payment", f"the gateway cannot use this request: {response.text[:500]}")
    if status == HTTPStatus.NO_CONTENT:
        return {}
    try:
        answer = response.json() if status == HTTPStatus.OK else None
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else port.Unknown(f"HTTP {status} without a usable answer")


def _charge_outcome(charge: Answer) -> port.Succeeded | port.Declined | port.Pending | port.ActionRequired:
    payment = charge["id"]
    if charge["status"] == "succeeded":
        stored = _stored(charge["stored"]) if charge["stored"] else None
        return port.Succeeded(payment, _amount(charge), stored)
    if charge["status"] == "declined":
        return port.Declined(charge["reason"], charge["hard"], payment)
    return port.ActionRequired(payment, charge["url"]) if charge["url"] else port.Pending(payment)


def _refund_outcome(refund: Answer) -> port.Refunded | port.RefundDeclined:
    if refund["status"] == "succeeded":
        return port.Refunded(refund["id"], _amount(refund))
    return port.RefundDeclined(refund["reason"])


def _stored(stored: Answer) -> port.StoredMethod:
    return port.StoredMethod(
        stored["id"], stored["brand"], stored["last4"], stored["expires_year"], stored["expires_month"]
    )


def _amount(entry: Answer) -> Money:
    return Money(entry["asked"]["currency"], entry["asked"]["amount_minor"])


def _event(event: Answer) -> port.PaymentEvent:
    id_, at, kind = event["id"], datetime.fromtimestamp(event["at"], UTC), event["kind"]
    subject: Answer = event.get(kind) or {}
    if kind == "charge":
        reference, charge = subject["asked"]["reference"], _charge_outcome(subject)
        return port.ChargeChanged(id_, at, subject["key"], reference, subject["id"], _amount(subject), charge)
    if kind == "refund":
        payment, refund = subject["asked"]["charge"], _refund_outcome(subject)
        return port.RefundChanged(id_, at, subject["key"], payment, _amount(subject), refund)
    if kind == "charge_back":
        return port.ChargedBack(id_, at, subject["charge"], _amount(subject))
    return port.MethodChanged(id_, at, _stored(subject)) if kind == "method" else port.Unrelated(id_, at, kind)
