"""What is seen of every request, and what the web process says of itself."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from hub.adapters.logs import mask_secrets
from hub.wiring.servers import Servers
from schema.health import readyz
from schema.observation import Metrics, Observation

NOWHERE = Servers("postgresql://hub@127.0.0.1:1/hub", "redis://127.0.0.1:1", ())


async def member(request):
    structlog.get_logger().info("a member was looked at")
    return PlainTextResponse(request.path_params["id"])


async def broken(_request):
    raise RuntimeError("broken")


@asynccontextmanager
async def visiting(servers=NOWHERE):
    metrics = Metrics()
    routes = [
        Route("/members/{id}", member),
        Route("/broken", broken),
        Route("/readyz", readyz),
        Route("/metrics", metrics.show),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Observation, metrics)])
    app.state.servers = servers
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        yield client


async def test_a_request_keeps_the_id_that_it_came_with_and_else_gets_one():
    async with visiting() as client:
        kept = await client.get("/members/7", headers={"x-request-id": "from-the-gateway-1"})
        assert kept.headers["x-request-id"] == "from-the-gateway-1"
        given = {(await client.get("/members/7")).headers["x-request-id"] for _ in range(2)}
        assert len(given) == 2


@pytest.mark.parametrize("unsound", ["short", "x" * 65, "with spaces in it", "né" * 8])
async def test_an_id_that_could_spoil_the_log_is_replaced(unsound):
    async with visiting() as client:
        answer = await client.get("/members/7", headers={"x-request-id": unsound.encode()})
        assert answer.headers["x-request-id"] != unsound


async def test_every_log_line_of_a_request_bears_its_id(caplog):
    caplog.set_level(logging.INFO, "web")
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        async with visiting() as client:
            await client.get("/members/7", headers={"x-request-id": "from-the-gateway-1"})
    assert [line["event"] for line in lines] == ["a member was looked at", "request"]
    assert {line["request_id"] for line in lines} == {"from-the-gateway-1"}
    assert lines[-1]["status"] == 200


async def test_a_link_that_acts_for_a_member_is_cut_short_in_the_log(caplog):
    caplog.set_level(logging.INFO, "web")
    with capture_logs() as lines:
        async with visiting() as client:
            await client.get("/go/" + "x" * 40)
    assert [line["path"] for line in lines] == ["/go/…"]


async def test_requests_are_counted_by_route_whatever_the_address():
    async with visiting() as client:
        for path in ("/members/7", "/members/8", "/no/such/page", "/broken"):
            await client.get(path)
        counted = (await client.get("/metrics")).text
    assert 'hub_requests_total{method="GET",route="/members/{id}",status="200"} 2.0' in counted
    assert 'hub_requests_total{method="GET",route="none",status="404"} 1.0' in counted
    assert 'hub_requests_total{method="GET",route="/broken",status="500"} 1.0' in counted
    assert "/members/7" not in counted


async def test_a_hub_without_its_servers_says_what_is_missing(servers):
    async with visiting() as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["redis"]) == (503, "missing")
    half = Servers(servers.database_url("postgres"), NOWHERE.redis_url, ())
    async with visiting(half) as client:
        assert (await client.get("/readyz")).json() == {"status": "not ready", "database": "ok", "redis": "missing"}


def test_what_is_named_as_a_secret_never_reaches_the_log():
    event = {"event": "signed in", "access_token": "abc", "Authorization": "Bearer abc", "member": "7"}
    assert mask_secrets(None, "info", event) == {
        "event": "signed in",
        "access_token": "***",
        "Authorization": "***",
        "member": "7",
    }
