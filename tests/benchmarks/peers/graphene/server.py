"""Graphene 3 in an environment of its own (it wants another graphql-core): one statement, the catalogue in process."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import asyncpg
import graphene
import jwt
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

KEY = sha256(b"tokens for benchmarks").hexdigest()
AUDIENCE = "benefits-hub-demo"
ORDER = {"EXPIRING": 0, "ACTIVE": 1, "EXPIRED": 2}
HELD = """
    SELECT s.benefit, s.starts_at, s.ends_at FROM members m JOIN segments s ON s.member_id = m.id
    WHERE m.external_id = $1
"""
CATALOGUE = """
    SELECT b.code, b.name, p.code AS provider, p.name AS provider_name, p.colour
    FROM benefits b JOIN providers p ON p.code = b.provider_id
"""


class Text(graphene.ObjectType):
    zh = graphene.String(required=True)
    en = graphene.String(required=True)


class Provider(graphene.ObjectType):
    code = graphene.String(required=True)
    name = graphene.Field(Text, required=True)
    colour = graphene.String(required=True)


class Benefit(graphene.ObjectType):
    code = graphene.String(required=True)
    name = graphene.Field(Text, required=True)
    provider = graphene.Field(Provider, required=True)


class Entitlement(graphene.ObjectType):
    status = graphene.String(required=True)
    valid_from = graphene.DateTime(required=True)
    coverage_end = graphene.DateTime(required=True)
    is_lifetime = graphene.Boolean(required=True)
    benefit = graphene.Field(Benefit, required=True)


class Edge(graphene.ObjectType):
    node = graphene.Field(Entitlement, required=True)


class Connection(graphene.ObjectType):
    edges = graphene.List(Edge, required=True)


class Member(graphene.ObjectType):
    benefits = graphene.Field(Connection, first=graphene.Int(required=True), required=True)

    async def resolve_benefits(self, info, first):
        rows = await info.context["pool"].fetch(HELD, info.context["subject"])
        now = datetime.now(UTC)
        found = sorted((entitlement(row, now, info.context["catalogue"]) for row in rows), key=urgency)
        return {"edges": [{"node": each} for each in found[:first]]}


class Viewer(graphene.ObjectType):
    member = graphene.Field(Member, required=True)

    def resolve_member(self, info):
        return {}


class Query(graphene.ObjectType):
    viewer = graphene.Field(Viewer, required=True)

    def resolve_viewer(self, info):
        return {}


def entitlement(row, now, catalogue):
    end = row["ends_at"]
    status = "EXPIRED" if end <= now else "EXPIRING" if end - timedelta(days=7) <= now else "ACTIVE"
    node = {"status": status, "valid_from": row["starts_at"], "coverage_end": end, "is_lifetime": False}
    return {**node, "benefit": catalogue[row["benefit"]]}


def urgency(node):
    return (ORDER[node["status"]], node["coverage_end"], node["benefit"]["code"])


async def catalogue_of(pool):
    found = {}
    for row in await pool.fetch(CATALOGUE):
        provider = {"code": row["provider"], "name": orjson.loads(row["provider_name"]), "colour": row["colour"]}
        found[row["code"]] = {"code": row["code"], "name": orjson.loads(row["name"]), "provider": provider}
    return found


def app():
    schema = graphene.Schema(query=Query)
    world = {}

    @asynccontextmanager
    async def lifespan(_app):
        world["pool"] = await asyncpg.create_pool(os.environ["BENCHMARK_DATABASE"], max_size=10)
        world["catalogue"] = await catalogue_of(world["pool"])
        yield

    async def answer(request):
        asked = orjson.loads(await request.body())
        token = request.headers["authorization"].removeprefix("Bearer ")
        subject = jwt.decode(token, KEY, algorithms=["HS256"], audience=AUDIENCE)["sub"]
        found = await schema.execute_async(asked["query"], context_value={**world, "subject": subject})
        return Response(orjson.dumps(found.formatted), media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(app(), port=int(os.environ["BENCHMARK_PORT"]), log_level="warning", access_log=False)
