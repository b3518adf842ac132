from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from hub.adapters.failures import StartFailed
from hub.adapters.tokens.builtin import BuiltInIssuer, NoIssuer
from hub.adapters.tokens.oidc import OidcIssuer, OidcSettings
from hub.kernel.secret import Secret
from hub.ports.tokens import Claims, IssuerUnreachable, Rejected
from tests.adapters.oidc_provider import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes import FakeClock


def trusting(provider: Provider, clock: FakeClock, **settings: Any) -> OidcIssuer:
    return OidcIssuer(clock, OidcSettings(provider.issuer, "hub", "page", roles_claim="realm_access.roles", **settings))


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def issuer(provider: Provider, clock: FakeClock) -> OidcIssuer:
    return trusting(provider, clock)


async def test_a_providers_token_names_the_person_and_their_roles(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    token = provider.sign(clock.now(), name="Li", realm_access={"roles": ["support", "x"]})
    assert await issuer.verify(token) == Claims(
        "u-1", "Li", frozenset({"support", "x"}), clock.now() + timedelta(hours=1)
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"aud": "shop"}, "audience"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"exp": 1}, "over"),
        ({"exp": "soon"}, "not valid|not numbers"),
        ({"nbf": 4102444800}, "not yet"),
        ({"sub": ""}, "sub"),
    ],
)
async def test_a_token_for_others_or_another_time_is_rejected(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock, wrong: dict[str, Any], why: str
) -> None:
    rejected = await issuer.verify(provider.sign(clock.now(), **wrong))
    assert isinstance(rejected, Rejected)
    assert any(each in rejected.why for each in why.split("|"))


@pytest.mark.parametrize("unbounded", [{"exp": 253402300799}, {"nbf": -62135596800}])
async def test_a_token_that_says_so_is_good_for_ever_and_since_ever(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock, unbounded: dict[str, Any]
) -> None:
    token = provider.sign(clock.now(), **unbounded)
    assert [type(await issuer.verify(token)) for _ in range(2)] == [Claims, Claims]


async def test_a_token_is_good_for_a_minute_after_its_end_and_no_longer(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    token = provider.sign(clock.now())
    clock.advance(timedelta(hours=1, seconds=59))
    assert isinstance(await issuer.verify(token), Claims)
    clock.advance(timedelta(seconds=1))
    assert await issuer.verify(token) == Rejected("the token is over")


async def test_a_token_without_a_signature_or_with_a_shared_secret_is_rejected(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    payload = {"iss": provider.issuer, "aud": "hub", "sub": "u-1", "exp": clock.now() + timedelta(hours=1)}
    for key, algorithm in (("", "none"), ("s" * 64, "HS256")):
        token = Secret(jwt.encode(payload, key, algorithm=algorithm, headers={"kid": provider.kid}))
        assert isinstance(await issuer.verify(token), Rejected)
    assert await issuer.verify(Secret("nonsense")) == Rejected("this is not a token")


async def test_a_rotated_key_is_read_again(provider: Provider, clock: FakeClock) -> None:
    issuer = trusting(provider, clock, between_refreshes=0)
    assert isinstance(await issuer.verify(provider.sign(clock.now())), Claims)
    provider.rotate("second")
    assert isinstance(await issuer.verify(provider.sign(clock.now())), Claims)
    assert provider.asked == 2


async def test_a_token_that_was_checked_is_checked_again_once_the_keys_may_be_others(
    provider: Provider, clock: FakeClock
) -> None:
    issuer = trusting(provider, clock, between_refreshes=0)
    token = provider.sign(clock.now())
    assert isinstance(await issuer.verify(token), Claims)
    issuer._keys = None
    provider.rotate("second")
    clock.advance(timedelta(minutes=10, seconds=-1))
    assert isinstance(await issuer.verify(token), Claims)
    clock.advance(timedelta(seconds=1))
    assert isinstance(await issuer.verify(token), Rejected)


async def test_unknown_keys_do_not_make_the_keys_be_read_at_will(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    await issuer.verify(provider.sign(clock.now()))
    for kid in "abcde":
        provider.rotate(kid)
        assert isinstance(await issuer.verify(provider.sign(clock.now())), Rejected)
    assert provider.asked == 1


async def test_a_token_signed_with_another_key_of_the_same_name_is_rejected(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    await issuer.verify(provider.sign(clock.now()))
    provider.rotate(provider.kid)
    assert await issuer.verify(provider.sign(clock.now())) == Rejected("the token is not valid")


async def test_the_page_is_told_where_to_sign_in(provider: Provider, issuer: OidcIssuer) -> None:
    where = await issuer.sign_in()
    assert where.authorization_endpoint == f"{provider.issuer}/authorize"
    assert where.client_id == "page"


async def test_a_silent_provider_is_an_outage_and_not_a_rejection(
    provider: Provider, issuer: OidcIssuer, clock: FakeClock
) -> None:
    token = provider.sign(clock.now())
    provider.close()
    with pytest.raises(IssuerUnreachable):
        await issuer.verify(token)


async def test_the_built_in_issuer_knows_its_own_tokens_only(clock: FakeClock) -> None:
    issuer = BuiltInIssuer(clock, Secret("k" * 32), is_demo=True)
    token, ends = issuer.issue("u-1", "Ling", frozenset({"SUPPORT"}))
    assert await issuer.verify(token) == Claims("u-1", "Ling", frozenset({"SUPPORT"}), ends)
    assert isinstance(await BuiltInIssuer(clock, Secret("o" * 32), is_demo=True).verify(token), Rejected)
    assert isinstance(await NoIssuer().verify(token), Rejected)
    clock.advance(timedelta(hours=13))
    assert await issuer.verify(token) == Rejected("the token is over")


def test_the_built_in_issuer_refuses_to_start_outside_demo_mode(clock: FakeClock) -> None:
    with pytest.raises(StartFailed, match="HUB_OIDC_ISSUER"):
        BuiltInIssuer(clock, Secret("k" * 32), is_demo=False)
