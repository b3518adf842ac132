"""The built pages as browsers get them."""

import gzip
import re

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.routing import Route

from schema.frontend import graphiql, pages

SCRIPT = b"console.log('benefits')"


@pytest.fixture
def built(tmp_path):
    """A folder as the build leaves it."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "centre-1a2b.js").write_bytes(SCRIPT)
    (assets / "centre-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "index.html").write_text('<title>centre</title><script nonce="__CSP_NONCE__"></script>')
    (tmp_path / "console.html").write_text("<title>console</title>")
    (tmp_path / "graphiql.html").write_text('<title>GraphQL</title><meta nonce="__CSP_NONCE__">')
    (tmp_path / "icon.svg").write_text("<svg/>")
    return tmp_path


def visiting(routes):
    return AsyncClient(transport=ASGITransport(Starlette(routes=routes)), base_url="http://hub")


@pytest.fixture
async def browser(built):
    async with visiting(pages(built)) as client:
        yield client


@pytest.mark.parametrize("place", ["/", "/timeline", "/bought", "/benefits/video-vip", "/signed-in?code=x&state=y"])
async def test_every_place_in_the_centre_can_be_opened_directly(browser, place):
    assert "centre" in (await browser.get(place)).text


@pytest.mark.parametrize("place", ["/console", "/console/", "/console/members/linxia"])
async def test_every_place_in_the_console_can_be_opened_directly(browser, place):
    assert "console" in (await browser.get(place)).text


async def test_a_document_is_asked_for_again_on_every_visit(browser):
    assert (await browser.get("/")).headers["cache-control"] == "no-cache"


async def test_what_is_named_by_its_content_is_kept_for_ever(browser):
    assert "immutable" in (await browser.get("/assets/centre-1a2b.js")).headers["cache-control"]


async def test_a_browser_that_takes_gzip_gets_the_built_compressed_form(browser):
    response = await browser.get("/assets/centre-1a2b.js", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.content == SCRIPT


async def test_a_browser_that_takes_nothing_compressed_gets_the_plain_form(browser):
    response = await browser.get("/assets/centre-1a2b.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in response.headers
    assert response.content == SCRIPT


async def test_a_compressed_form_that_was_not_built_is_not_promised(browser):
    response = await browser.get("/assets/centre-1a2b.js", headers={"accept-encoding": "br"})
    assert "content-encoding" not in response.headers


async def test_the_policy_lets_styles_in_by_a_nonce_that_no_two_visits_share(browser):
    first, second = await browser.get("/"), await browser.get("/")
    nonce = re.search(r"'nonce-([^']+)'", first.headers["content-security-policy"]).group(1)
    assert f'nonce="{nonce}"' in first.text
    assert nonce not in second.text


async def test_the_policy_allows_nothing_from_elsewhere(browser):
    policy = (await browser.get("/")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_issuer_of_sign_ins_and_the_gateway_of_cards_may_be_spoken_to_and_nobody_else(built):
    others = ["https://id.example.com/realms/shop", "http://127.0.0.1:9410/v1/tokens"]
    async with visiting(pages(built, others)) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
        assert "connect-src 'self' https://id.example.com http://127.0.0.1:9410;" in policy


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2Findex.html", "/assets/%2e%2e/index.html"])
async def test_nothing_outside_the_assets_is_served(browser, path):
    assert (await browser.get(path)).status_code == 404


async def test_there_are_no_pages_before_they_are_built(tmp_path):
    assert pages(tmp_path) == []


async def test_graphiql_may_load_and_ask_nothing_but_the_hub(built):
    async with visiting([Route("/graphql", graphiql(built))]) as client:
        page = await client.get("/graphql")
    policy = page.headers["content-security-policy"]
    assert "GraphQL" in page.text
    assert page.headers["vary"] == "accept"
    assert "default-src 'none'; script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_before_it_is_built_graphiql_says_how_to_build_it(tmp_path):
    async with visiting([Route("/graphql", graphiql(tmp_path))]) as client:
        page = await client.get("/graphql")
    assert page.status_code == 503
    assert "make frontend" in page.text


async def test_a_browser_at_the_address_of_graphql_gets_the_page_and_a_program_does_not(ask):
    browser = await ask.http.get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    program = await ask.http.get("/graphql", headers={"accept": "application/json"})
    assert "Graph" in browser.text
    assert browser.headers["content-type"].startswith("text/")
    assert "json" in program.headers["content-type"]
