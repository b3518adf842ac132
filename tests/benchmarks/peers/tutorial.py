"""GraphQL in Python as tutorials show it: strawberry's own ASGI app, Tortoise's models, a dataloader a kind."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from hub import wiring
from hub.catalogue.models import BenefitRow, ProviderRow
from hub.entitlements.models import SegmentRow
from hub.members.models import MemberRow
from tests.benchmarks.peers.serving import database_url, issuer, run, subject_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_ORDER = {"EXPIRING": 0, "ACTIVE": 1, "EXPIRED": 2}
Info = strawberry.Info[dict[str, Any], None]


@strawberry.type
class Text:
    zh: str
    en: str


@strawberry.type
class Provider:
    code: str
    name: Text
    colour: str


@strawberry.type
class Benefit:
    code: str
    name: Text
    provider_code: strawberry.Private[str]

    @strawberry.field
    async def provider(self, info: Info) -> Provider:
        row = await info.context["providers"].load(self.provider_code)
        return Provider(code=row.code, name=Text(**row.name), colour=row.colour)


@strawberry.type
class Entitlement:
    row: strawberry.Private[SegmentRow]
    status: str
    valid_from: datetime
    coverage_end: datetime
    is_lifetime: bool

    @strawberry.field
    async def benefit(self, info: Info) -> Benefit:
        row = await info.context["benefits"].load(self.row.benefit)
        return Benefit(code=row.code, name=Text(**row.name), provider_code=row.provider_id)


@strawberry.type
class Edge:
    node: Entitlement


@strawberry.type
class Connection:
    edges: list[Edge]


@strawberry.type
class Member:
    id: strawberry.Private[Any]

    @strawberry.field
    async def benefits(self, first: int) -> Connection:
        rows = await SegmentRow.filter(member_id=self.id)
        found = sorted((entitlement(row) for row in rows), key=urgency)
        return Connection(edges=[Edge(node=each) for each in found[:first]])


def entitlement(row: SegmentRow) -> Entitlement:
    end, now = row.ends_at, datetime.now(UTC)  # noqa: TID251 - another server, with a clock of its own
    assert end
    status = "EXPIRED" if end <= now else "EXPIRING" if end - timedelta(days=7) <= now else "ACTIVE"
    return Entitlement(row=row, status=status, valid_from=row.starts_at, coverage_end=end, is_lifetime=False)


def urgency(each: Entitlement) -> tuple[int, datetime, str]:
    return (_ORDER[each.status], each.coverage_end, each.row.benefit)


@strawberry.type
class Viewer:
    @strawberry.field
    async def member(self, info: Info) -> Member:
        subject = await subject_of(issuer(), info.context["request"])
        row = await MemberRow.get(external_id=subject)
        return Member(id=row.id)


@strawberry.type
class Query:
    @strawberry.field
    def viewer(self) -> Viewer:
        return Viewer()


def loader(model: Any) -> DataLoader[str, Any]:
    async def load(codes: list[str]) -> list[Any]:
        found = {row.code: row for row in await model.filter(code__in=codes)}
        return [found[code] for code in codes]

    return DataLoader(load_fn=load)


class App(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        assert isinstance(request, Request)
        return {"request": request, "benefits": loader(BenefitRow), "providers": loader(ProviderRow)}


def app() -> Starlette:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with wiring.connected(database_url()):
            yield

    return Starlette(routes=[Route("/graphql", App(strawberry.Schema(Query)))], lifespan=lifespan)


if __name__ == "__main__":
    run(app())
