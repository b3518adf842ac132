"""What clients are told when something goes wrong, and what is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from structlog.testing import capture_logs
from tortoise.connection import get_connection

from hub.access.rules import Role

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.api.conftest import Asking


async def test_what_breaks_inside_is_told_only_as_an_id_and_logged_under_it(ask: Asking) -> None:
    await get_connection("default").execute_script("ALTER TABLE members RENAME TO gone")
    query = "query Q($search: String!) { members(search: $search) { edges { cursor } } }"
    with capture_logs() as logs:
        (error,) = (await ask(query, Role.SUPPORT, search="confidential"))["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in error["message"]
    assert "relation" not in str(error)
    (noted,) = [each for each in logs if each["event"] == "graphql_error"]
    assert (noted["error_id"], noted["place"]) == (error["extensions"]["id"], "members")
    assert "confidential" not in str(noted)


async def test_what_breaks_before_the_operation_begins_is_answered_all_the_same(ask: Asking, ling: Member) -> None:
    await get_connection("default").execute_script("ALTER TABLE members RENAME TO gone")
    response = await ask.http.post("/graphql", json={"query": "{ __typename }"}, headers=ask.headers(ling))
    assert response.status_code == 500
    assert "tell us the id" in response.json()["errors"][0]["message"]


async def test_a_mistake_in_the_operation_is_told_in_full(ask: Asking, ling: Member) -> None:
    (error,) = (await ask("{ viewer { nam } }", ling))["errors"]
    assert error["extensions"] == {"code": "INVALID_REQUEST"}
    assert "nam" in error["message"]
    assert error["locations"]


async def test_who_is_not_signed_in_is_told_how(ask: Asking) -> None:
    (error,) = (await ask("{ viewer { name } }"))["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert "authorization: Bearer" in error["message"]
