"""Signing in where the host application's members do: the authorisation code flow with PKCE."""

import json
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect


class Issuer:
    """An issuer behind two addresses of the hub's own, which gives the demo's token to whoever proves who began."""

    def __init__(self, hub):
        self._hub, self._challenge = hub, ""

    def stand(self, page):
        where = {"issuer": f"{self._hub.address}/issuer", "clientId": "pages"}
        ends = {f"{end}Endpoint": f"{self._hub.address}/issuer/{end}" for end in ("authorization", "token")}
        way = {"mode": "oidc", "oidc": where | ends}
        page.route("**/session", lambda route: route.fulfill(json=way))
        page.route("**/issuer/authorization**", self._authorise)
        page.route("**/issuer/token", self._give)

    def _authorise(self, route):
        asked = {name: value for name, [value] in parse_qs(urlsplit(route.request.url).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        self._challenge = asked["code_challenge"]
        back = f"{asked['redirect_uri']}?{urlencode({'code': 'one-use', 'state': asked['state']})}"
        route.fulfill(status=302, headers={"location": back})

    def _give(self, route):
        [verifier] = parse_qs(route.request.post_data)["code_verifier"]
        proof = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if proof != self._challenge:
            route.fulfill(status=400, json={"error": "invalid_grant"})
            return
        token = self._hub.session({"member": "lin-xiao"})["token"]
        given = {"access_token": token, "id_token": token, "token_type": "Bearer", "expires_in": 3600}
        route.fulfill(body=json.dumps(given), content_type="application/json")


@pytest.fixture
def page(hub, open_):
    page = open_("/unsubscribe/nothing", is_watched=False)
    Issuer(hub).stand(page)
    return page


def test_members_sign_in_at_their_issuer_and_come_back_to_the_page_they_wanted(hub, page):
    page.goto(f"{hub.address}/timeline")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("group", name="Your benefits over time")).to_be_visible()
    expect(page).to_have_url(re.compile("/timeline$"))


def test_who_comes_back_without_having_left_is_not_let_in(hub, page):
    page.goto(f"{hub.address}/signed-in?code=stolen&state=nobodys")
    expect(page.get_by_role("alert")).to_contain_text("interrupted")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
