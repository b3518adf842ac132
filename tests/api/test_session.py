"""Signing in, and a hub without GraphiQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette

from hub.adapters.tokens.builtin import NoIssuer
from hub.settings import Settings
from schema.app import graphql_routes

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking


async def test_in_demo_mode_one_signs_in_as_whom_one_likes(ask: Asking, ling: Member) -> None:
    how = (await ask.http.get("/session")).json()
    assert how["mode"] == "demo"
    assert how["members"] == [{"externalId": "u-ling", "name": "林玲", "locale": "ZH_CN"}]
    assert {each["role"] for each in how["staff"]} == {"SUPPORT", "MARKETING", "OPERATOR", "ADMIN"}
    for who, role in (({"member": "u-ling"}, "MEMBER"), ({"role": "SUPPORT"}, "SUPPORT")):
        session = (await ask.http.post("/session/demo", json=who)).json()
        assert session["expiresAt"] == "2026-01-01T14:00:00Z"
        headers = {"authorization": f"Bearer {session['token']}"}
        answer = await ask.http.post("/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
        assert answer.json() == {"data": {"viewer": {"role": role}}}


@pytest.mark.parametrize("who", [{"member": "u-nobody"}, {"role": "MEMBER"}, {"role": 1}, [], "x"])
async def test_nobody_signs_in_as_somebody_unknown(ask: Asking, who: object) -> None:
    assert (await ask.http.post("/session/demo", json=who)).status_code == 400


async def test_outside_demo_mode_there_is_no_demo_sign_in(ports: Ports, ling: Member) -> None:
    real = replace(ports, issuer=NoIssuer(), demo_issuer=None)
    app = Starlette(routes=graphql_routes(Settings(demo=False), real))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
        assert (await client.get("/session")).json() == {"mode": "oidc", "oidc": None}
        assert (await client.post("/session/demo", json={"member": "u-ling"})).status_code == 404


async def test_a_hub_can_do_without_graphiql(ports: Ports, database: str) -> None:
    app = Starlette(routes=graphql_routes(Settings(graphiql=False), ports))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
        assert (await client.get("/graphql", headers={"accept": "text/html"})).status_code == 406
