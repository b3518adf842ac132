"""What one operation may ask for, and how the hub says no."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import orjson
import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.kernel.errors import InvalidInput
from hub.settings import Settings
from schema import answering, limits
from schema.app import graphql_routes
from tests.api.conftest import Asking

if TYPE_CHECKING:
    from pathlib import Path

    from hub.members.rules import Member
    from hub.ports import Ports

JOURNALS = 'members(search: "x", first: 100) { edges { node { journal(first: 100) { edges { node { %s } } } } } }'


async def test_an_operation_too_deep_is_refused(ask: Asking) -> None:
    nested = "id"
    for _ in range(9):
        nested = f"journal(first: 1) {{ edges {{ node {{ member {{ {nested} }} }} }} }}"
    assert await ask.error(f'{{ member(externalId: "x") {{ {nested} }} }}', Role.SUPPORT) == "TOO_MUCH"


async def test_too_many_aliases_are_refused(ask: Asking) -> None:
    many = " ".join(f"a{n}: viewer {{ name }}" for n in range(41))
    assert await ask.error(f"{{ {many} }}", Role.SUPPORT) == "TOO_MUCH"


async def test_a_page_of_pages_is_refused_also_through_fragments_and_variables(ask: Asking) -> None:
    most = JOURNALS % "member { accounts { provider { code } } }"
    assert await ask.error(f"{{ {most} }}", Role.SUPPORT) == "TOO_MUCH"
    inner = (
        "fragment J on Member { journal(first: $n) { edges { node { member { accounts { provider { code } } } } } } }"
    )
    query = f'query Q($n: Int!) {{ members(search: "x", first: $n) {{ edges {{ node {{ ...J }} }} }} }} {inner}'
    assert await ask.error(query, Role.SUPPORT, n=100) == "TOO_MUCH"
    assert await ask.data(query, Role.SUPPORT, n=10) == {"members": {"edges": []}}


@pytest.mark.parametrize("kind", ["Int = 100", "Int! = 100", "Int!"])
async def test_pages_are_weighed_as_large_as_they_get(ask: Asking, kind: str) -> None:
    most = (JOURNALS % "member { accounts { provider { code } } }").replace("first: 100", "first: $n")
    query = f"query Q($n: {kind}) {{ {most} }}"
    assert await ask.data(query, Role.SUPPORT, n=10) == {"members": {"edges": []}}
    given = {} if "=" in kind else {"n": 100.0}
    assert await ask.error(query, Role.SUPPORT, **given) == "TOO_MUCH"


@pytest.mark.parametrize(
    "query", ["{ members(%s: 1e400) { totalCount } }", "query ($n: Int = 1e400) { members(%s: $n) { totalCount } }"]
)
async def test_a_number_beyond_all_numbers_is_refused_as_one(ask: Asking, query: str) -> None:
    told = await ask(query.replace("totalCount", "pageInfo { endCursor }") % 'search: "x", first', Role.SUPPORT)
    assert "Int cannot represent" in told["errors"][0]["message"]


async def test_ids_are_counted_where_the_operation_itself_names_them(ask: Asking) -> None:
    within = "... on Member { journal(first: 100) { edges { node { member { orders { edges { node { id } } } } } } } }"
    query = "query Q($ids: [ID!]! = [%s]) { nodes(ids: $ids) { %s } }"
    many = ", ".join(['"TWVtYmVyOng="'] * 100)
    assert await ask.error(query % (many, within), Role.SUPPORT) == "TOO_MUCH"


async def test_a_fragment_that_holds_itself_is_refused_and_not_followed(ask: Asking) -> None:
    query = "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"
    assert "INVALID_REQUEST" in str(await ask(query, Role.SUPPORT))
    assert await ask.error("{ viewer { ...Nowhere } }", Role.SUPPORT) == "INVALID_REQUEST"


async def test_a_long_document_is_refused(ask: Asking) -> None:
    answer = await ask("{" + " __typename" * 4000 + " }")
    assert "tokens" in answer["errors"][0]["message"]


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_page_has_at_most_a_hundred(ask: Asking, first: int) -> None:
    query = 'query Q($first: Int!) { members(search: "x", first: $first) { edges { cursor } } }'
    assert await ask.error(query, Role.SUPPORT, first=first) == "INVALID_INPUT"


async def test_a_cursor_of_elsewhere_is_refused(ask: Asking) -> None:
    query = 'query Q($after: String!) { members(search: "x", after: $after) { edges { cursor } } }'
    for after in ("nonsense!", "MTI=", ""):
        assert await ask.error(query, Role.SUPPORT, after=after) == "INVALID_INPUT"


async def test_at_most_a_hundred_ids_are_named_at_once(ask: Asking) -> None:
    query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await ask.error(query, Role.SUPPORT, ids=["TWVtYmVyOng="] * 101) == "INVALID_INPUT"
    assert await ask.data(query, Role.SUPPORT, ids=["TWVtYmVyOng="] * 100) == {"nodes": [None] * 100}


async def test_an_operation_that_takes_too_long_is_given_up(
    ports: Ports, monkeypatch: pytest.MonkeyPatch, ling: Member
) -> None:
    monkeypatch.setattr(answering, "MAX_SECONDS", 0.0)
    asking = Asking(Starlette(routes=graphql_routes(Settings(), ports)), ports)
    assert await asking.error("{ viewer { member { name } } }", ling) == "TIMEOUT"


async def test_a_hub_can_keep_its_schema_to_itself(ports: Ports, database: str) -> None:
    asking = Asking(Starlette(routes=graphql_routes(Settings(introspection=False), ports)), ports)
    assert "introspection" in str((await asking("{ __schema { queryType { name } } }"))["errors"])
    (error,) = (await asking("{ viewr { name } }"))["errors"]
    assert "Did you mean" not in error["message"]


async def test_a_hub_can_carry_out_registered_operations_only(ports: Ports, tmp_path: Path, ling: Member) -> None:
    document = "{ viewer { name } }"
    key = sha256(document.encode()).hexdigest()
    file = tmp_path / "operations.json"
    file.write_bytes(orjson.dumps({key: document}))
    chosen = Settings(trusted_operations=file, trusted_operations_only=True)
    asking = Asking(Starlette(routes=graphql_routes(chosen, ports)), ports)
    assert await asking.data(document, ling) == {"viewer": {"name": "林玲"}}
    by_id = {"documentId": f"sha256:{key}"}
    response = await asking.http.post("/graphql", json=by_id, headers=asking.headers(ling))
    assert response.json()["data"] == {"viewer": {"name": "林玲"}}
    assert await asking.error("{ viewer { role } }", ling) == "UNTRUSTED"
    unknown = await asking.http.post("/graphql", json={"documentId": "0" * 64})
    assert unknown.status_code == 400


def test_a_file_of_operations_with_a_wrong_hash_is_refused(ports: Ports, tmp_path: Path) -> None:
    file = tmp_path / "operations.json"
    for written in ({"0" * 64: "{ viewer { name } }"}, [1], "x"):
        file.write_bytes(orjson.dumps(written))
        with pytest.raises(InvalidInput, match="operations"):
            graphql_routes(Settings(trusted_operations=file), ports)


def test_the_limits_leave_room_for_the_pages() -> None:
    assert limits.MAX_COST >= 50_000


def by_hash(document: str, *, with_text: bool = False) -> dict[str, object]:
    named = {"persistedQuery": {"version": 1, "sha256Hash": sha256(document.encode()).hexdigest()}}
    return {"extensions": named, **({"query": document} if with_text else {})}


async def test_an_operation_that_came_with_its_hash_can_be_named_by_it_where_that_is_set(ports: Ports) -> None:
    asking = Asking(Starlette(routes=graphql_routes(Settings(learn_operations=True), ports)), ports)
    plain = Asking(Starlette(routes=graphql_routes(Settings(), ports)), ports)
    for each, afterwards in ((asking, {"data": {"__typename": "Query"}}), (plain, None)):
        unknown = (await each.http.post("/graphql", json=by_hash("{ __typename }"))).json()
        assert unknown["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        told = await each.http.post("/graphql", json=by_hash("{ __typename }", with_text=True))
        assert told.json() == {"data": {"__typename": "Query"}}
        again = (await each.http.post("/graphql", json=by_hash("{ __typename }"))).json()
        assert again == (afterwards or unknown)
    wrong = by_hash("{ __typename }") | {"query": "{ viewer { name } }"}
    assert (await plain.http.post("/graphql", json=wrong)).status_code == 400


async def test_what_a_hub_learnt_is_not_trusted_by_that(ports: Ports) -> None:
    strict = Settings(learn_operations=True, trusted_operations_only=True)
    asking = Asking(Starlette(routes=graphql_routes(strict, ports)), ports)
    for with_text in (True, False):
        answer = (await asking.http.post("/graphql", json=by_hash("{ __typename }", with_text=with_text))).json()
        assert answer["errors"][0]["extensions"]["code"] == "UNTRUSTED"
