"""A message that claims to come from the gateway is believed only if it is genuine and fresh."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.gateways import signature
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.gateways.stripe import StripeAccount, StripeGateway
from hub.kernel.secret import Secret
from hub.ports import payments as port
from tests.fakes import FakeClock

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = Secret("whsec")


def sandbox_sign(body: bytes, at: datetime) -> dict[str, str]:
    return {signature.HEADER: signature.sign(body, int(at.timestamp()), SECRET)}


def stripe_sign(body: bytes, at: datetime) -> dict[str, str]:
    seal = stripe.WebhookSignature.generate_signature_header(body.decode(), "whsec", int(at.timestamp()))
    return {"stripe-signature": seal}


def sandbox():
    account = SandboxAccount("http://127.0.0.1:9", Secret("sk"), "pk", SECRET)
    return SandboxGateway(account, client=None, clock=FakeClock(NOW)), sandbox_sign


def stripe_():
    account = StripeAccount(Secret("sk"), "pk", SECRET, timeout=1)
    return StripeGateway(account, FakeClock(NOW)), stripe_sign


@pytest.fixture(params=[sandbox, stripe_])
def desk(request):
    return request.param()


UNRELATED = json.dumps(
    {"id": "evt_1", "at": 1.0, "kind": "news", "created": 1, "type": "news", "data": {"object": {"id": "x"}}}
).encode()


def test_a_genuine_event_that_is_not_ours_is_acknowledged(desk):
    gateway, sign = desk
    event = gateway.read_webhook(sign(UNRELATED, NOW), UNRELATED)
    assert event == port.Unrelated("evt_1", datetime.fromtimestamp(1, UTC), "news")


@pytest.mark.parametrize("offset", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_a_message_that_is_too_old_or_from_the_future_is_refused(desk, offset):
    gateway, sign = desk
    with pytest.raises(port.WebhookRefused) as refused:
        gateway.read_webhook(sign(UNRELATED, NOW + offset), UNRELATED)
    assert refused.value.reason == "TOO_OLD"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"id":"e","kind":"charge","at":1,"type":"payment_intent.x"}']
)
def test_a_genuine_message_that_cannot_be_read_is_refused(desk, body):
    gateway, sign = desk
    with pytest.raises(port.WebhookRefused) as refused:
        gateway.read_webhook(sign(body, NOW), body)
    assert refused.value.reason == "MALFORMED"


@pytest.mark.parametrize("make", [sandbox, stripe_])
@given(body=st.binary(), header=st.text() | st.from_regex(r"t=\d*,v1=[0-9a-f]*"))
def test_nobody_without_the_secret_is_believed(make, body, header):
    gateway, _sign = make()
    for name in (signature.HEADER, "stripe-signature"):
        with pytest.raises(port.WebhookRefused):
            gateway.read_webhook({name: header}, body)


@given(body=st.binary(), change=st.binary(min_size=1))
def test_a_signature_is_for_one_body_only(body, change):
    seal = signature.sign(body, 1000, SECRET)
    assert signature.signed_at(seal, body, SECRET) == 1000
    assert signature.signed_at(seal, body + change, SECRET) is None
    assert signature.signed_at(seal, body, Secret("other")) is None
