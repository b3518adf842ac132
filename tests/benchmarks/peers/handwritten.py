"""No GraphQL at all: one statement, the catalogue in process, plain dictionaries and orjson."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from hub.adapters.fair import FairPool
from tests.benchmarks.peers.serving import CONNECTIONS, database_url, issuer, run, subject_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

_HELD = """
    SELECT s.benefit, s.starts_at, s.ends_at FROM members m JOIN segments s ON s.member_id = m.id
    WHERE m.external_id = $1
"""
_CATALOGUE = """
    SELECT b.code, b.name, p.code AS provider, p.name AS provider_name, p.colour
    FROM benefits b JOIN providers p ON p.code = b.provider_id
"""
_NOTICE = timedelta(days=7)
_ORDER = {"EXPIRING": 0, "ACTIVE": 1, "EXPIRED": 2}


class MyBenefits:
    """The endpoint."""

    def __init__(self) -> None:
        self.issuer = issuer()
        self.pool = FairPool(lambda: asyncpg.connect(database_url()), CONNECTIONS)
        self.catalogue: dict[str, Any] = {}

    async def load(self) -> None:
        connection: Any = await self.pool.acquire()
        for row in await connection.fetch(_CATALOGUE):
            name = orjson.loads(row["provider_name"])
            provider = {"code": row["provider"], "name": name, "colour": row["colour"]}
            name = orjson.loads(row["name"])
            self.catalogue[row["code"]] = {"code": row["code"], "name": _both(name), "provider": provider}
            provider["name"] = _both(provider["name"])
        await self.pool.release(connection)

    async def __call__(self, request: Request) -> Response:
        await request.body()
        subject = await subject_of(self.issuer, request)
        connection: Any = await self.pool.acquire()
        try:
            rows = await connection.fetch(_HELD, subject)
        finally:
            await self.pool.release(connection)
        now = datetime.now(UTC)  # noqa: TID251 - another server, with a clock of its own
        edges = sorted((self._edge(row, now) for row in rows), key=_urgency)
        data = {"viewer": {"member": {"benefits": {"edges": edges}}}}
        return Response(orjson.dumps({"data": data}, option=orjson.OPT_UTC_Z), media_type="application/json")

    def _edge(self, row: Any, now: datetime) -> dict[str, Any]:
        end = row["ends_at"]
        status = "EXPIRED" if end <= now else "EXPIRING" if end - _NOTICE <= now else "ACTIVE"
        node = {"status": status, "validFrom": row["starts_at"], "coverageEnd": end, "isLifetime": False}
        return {"node": {**node, "benefit": self.catalogue[row["benefit"]]}}


def _both(name: dict[str, str]) -> dict[str, str]:
    return {"zh": name["zh"], "en": name["en"]}


def _urgency(edge: dict[str, Any]) -> tuple[int, datetime, str]:
    node = edge["node"]
    return (_ORDER[node["status"]], node["coverageEnd"], node["benefit"]["code"])


def app() -> Starlette:
    """The server."""
    endpoint = MyBenefits()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await endpoint.load()
        yield

    async def answer(request: Request) -> Response:
        return await endpoint(request)

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    run(app())
