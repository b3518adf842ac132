"""Which gateways a hub takes money through, by its settings."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from hub.adapters.failures import StartFailed
from hub.kernel.secret import Secret
from hub.settings import Settings
from hub.wiring.gateways import gateways, sandbox_environment
from hub.wiring.servers import Servers

SERVERS = Servers("postgresql:///hub", "redis://", (Secret("a key that is long enough for anything"),))
STRIPE = Settings(
    stripe_secret_key=SecretStr("sk_test_x"), stripe_public_key="pk_test_x", stripe_webhook_secret=SecretStr("whsec_x")
)


def test_a_hub_without_settings_takes_no_money() -> None:
    assert gateways(Settings(), SERVERS) == {}


def test_new_payments_go_to_stripe_where_it_is_set_up_also_in_the_demo() -> None:
    both = STRIPE.model_copy(update={"sandbox_gateway_port": 9410})
    assert list(gateways(both, SERVERS)) == ["stripe", "sandbox"]
    assert list(gateways(STRIPE, SERVERS)) == ["stripe"]


def test_half_a_stripe_account_is_refused_with_what_to_set() -> None:
    with pytest.raises(StartFailed, match="HUB_STRIPE_WEBHOOK_SECRET"):
        gateways(STRIPE.model_copy(update={"stripe_webhook_secret": None}), SERVERS)


def test_the_hub_and_its_sandbox_know_the_same_keys_and_no_other_hub_does(tmp_path) -> None:
    demo = Settings(host="::", sandbox_gateway_port=9410, data=tmp_path)
    told = sandbox_environment(demo, SERVERS, 9410)
    entry = gateways(demo, SERVERS)["sandbox"].card_entry
    assert (entry.public_key, entry.url) == (told["SANDBOX_GATEWAY_PUBLIC_KEY"], "http://[::1]:9410/v1/tokens")
    other = Servers("postgresql:///hub", "redis://", (Secret("another"),))
    assert sandbox_environment(demo, other, 9410)["SANDBOX_GATEWAY_SECRET_KEY"] != told["SANDBOX_GATEWAY_SECRET_KEY"]
