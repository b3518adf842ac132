"""GraphQL over HTTP: the rules of the protocol, and what the hub adds to them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.settings import Settings
from schema.app import graphql_routes
from tests.api import node
from tests.api.conftest import Asking

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports

AUDITS = Path(__file__).parent / "audits"


async def test_every_audit_of_graphql_over_http_passes(address: str) -> None:
    if not (AUDITS / "node_modules").exists():
        await asyncio.to_thread(node.run, "npm", "ci", cwd=AUDITS)
    printed = await asyncio.to_thread(node.run, "node", "audit.js", f"{address}/graphql", cwd=AUDITS)
    results = json.loads(printed)
    assert len(results) >= 61
    assert [each for each in results if each["status"] != "ok"] == []


async def test_a_wrong_token_is_turned_away_before_anything_is_done(ask: Asking) -> None:
    for header in ("Bearer nonsense", "Basic bGk6bGk=", "Bearer", "Bearer hub_guessed"):
        response = await ask.http.post("/graphql", json={"query": "{ __typename }"}, headers={"authorization": header})
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_body_is_bounded(ask: Asking) -> None:
    response = await ask.http.post("/graphql", json={"query": "{ __typename }" + " " * 1_300_000})
    assert response.status_code == 413


@pytest.mark.parametrize(("text", "status"), [("\x00", 400), ("\\\x00", 400), ("\\u0000", 200), ("u0000", 200)])
async def test_what_no_text_can_hold_is_refused_and_not_an_error_of_ours(ask: Asking, text: str, status: int) -> None:
    query = "query ($id: String!) { member(externalId: $id) { id } }"
    literal = {"query": query.replace("$id)", f"{json.dumps(text)})").replace("($id: String!) ", "")}
    for response in (
        await ask.http.post("/graphql", json=literal, headers=ask.headers(Role.ADMIN)),
        await ask.http.get("/graphql", params=literal, headers=ask.headers(Role.ADMIN)),
        await ask.http.post(
            "/graphql", json={"query": query, "variables": {"id": text}}, headers=ask.headers(Role.ADMIN)
        ),
        await ask.http.get(
            "/graphql", params={"query": query, "variables": json.dumps({"id": text})}, headers=ask.headers(Role.ADMIN)
        ),
    ):
        assert response.status_code == status
        assert ("U+0000" in response.text) is (status == 400)
        assert "INTERNAL" not in response.text


async def test_a_mutation_does_not_come_by_get(ask: Asking, ling: Member) -> None:
    query = "mutation { setPreferences(input: {locale: EN}) { __typename } }"
    response = await ask.http.get("/graphql", params={"query": query}, headers=ask.headers(ling))
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


async def test_a_subscription_is_told_where_to_go(ask: Asking) -> None:
    response = await ask.http.post("/graphql", json={"query": "subscription { benefitsChanged { position } }"})
    assert response.status_code == 400


async def test_answers_are_kept_by_nobody_on_the_way(ask: Asking) -> None:
    response = await ask.http.post("/graphql", json={"query": "{ __typename }"})
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/json; charset=utf-8"


async def test_pages_of_other_origins_ask_only_where_they_are_allowed_to(ports: Ports, database: str) -> None:
    ours = "https://shop.example.com"
    app = Starlette(routes=graphql_routes(Settings(allowed_origins=(ours,)), ports))
    asking = Asking(app, ports)
    for origin, allowed in ((ours, ours), ("https://evil.example", None)):
        asked = {"origin": origin, "access-control-request-method": "POST"}
        preflight = await asking.http.options("/graphql", headers=asked)
        answer = await asking.http.post("/graphql", json={"query": "{ __typename }"}, headers={"origin": origin})
        for response in (preflight, answer):
            assert response.headers.get("access-control-allow-origin") == allowed


async def test_several_operations_need_a_name(ask: Asking) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    both = await ask.http.post("/graphql", json={"query": query})
    assert "operationName" in both.json()["errors"][0]["message"]
    one = await ask.http.post("/graphql", json={"query": query, "operationName": "B"})
    assert one.json()["data"] == {"b": "Query"}
