"""The API as clients meet it: over HTTP without a network (``ask``), or on a port (``address``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.members.rules import Member, NewMember
from hub.members.service import create_member
from hub.settings import Settings
from schema.app import graphql_routes
from schema.compiled.operations import Operations
from tests.api.both_ways import BothWays
from tests.loopback import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from hub.ports import Ports

JSON = "application/json"


class Asking:
    """Asks GraphQL as somebody: ``await ask("{ viewer { name } }", as_=ling)``."""

    def __init__(self, app: Starlette, ports: Ports) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub")
        self._ports = ports

    async def __call__(self, query: str, as_: Member | Role | None = None, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        body = {"query": query, "variables": variables}
        response = await self.http.post("/graphql", json=body, headers=self.headers(as_))
        answer: dict[str, Any] = response.json()
        return answer

    async def data(self, query: str, as_: Member | Role | None = None, **variables: Any) -> dict[str, Any]:
        """What was answered, which must be without errors."""
        answer = await self(query, as_, **variables)
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def error(self, query: str, as_: Member | Role | None = None, **variables: Any) -> str:
        """The code of the one error."""
        (error,) = (await self(query, as_, **variables))["errors"]
        code: str = error["extensions"]["code"]
        return code

    def headers(self, as_: Member | Role | None) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(as_)}"} if as_ else {}

    def token(self, as_: Member | Role) -> str:
        assert self._ports.demo_issuer
        subject, roles = (as_.external_id, ()) if isinstance(as_, Member) else (f"staff-{as_.lower()}", (as_,))
        return self._ports.demo_issuer.issue(subject, "Li Wei", frozenset(roles))[0].expose()


@pytest.fixture(autouse=True)
def both_ways(monkeypatch: pytest.MonkeyPatch) -> Iterator[BothWays]:
    """Whatever a test asks and the compiler answers, the standard executor must answer with the same bytes."""
    compare = BothWays(Operations.answer)
    monkeypatch.setattr(Operations, "answer", compare.answer)
    yield compare
    assert not compare.differences


@pytest.fixture
def settings() -> Settings:
    return Settings(demo=True, catalogue_seconds=0)


@pytest.fixture
def app(database: str, ports: Ports, settings: Settings) -> Starlette:
    return Starlette(routes=graphql_routes(settings, ports))


@pytest.fixture
async def ask(app: Starlette, ports: Ports) -> AsyncIterator[Asking]:
    asking = Asking(app, ports)
    async with asking.http:
        yield asking


@pytest.fixture
async def address(app: Starlette) -> AsyncIterator[str]:
    async with serving(app) as address:
        yield address


@pytest.fixture
async def ling(database: str, ports: Ports) -> Member:
    return await create_member(ports, "key:shop", NewMember("u-ling", "林玲", email="ling@example.com"))


@pytest.fixture
async def bo(database: str, ports: Ports) -> Member:
    return await create_member(ports, "key:shop", NewMember("u-bo", "Bo", phone="13800001234"))
