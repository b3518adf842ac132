"""Members over GraphQL."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from hub.access.rules import Role

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.api.conftest import Asking


def global_id(member: Member) -> str:
    return b64encode(f"Member:{member.id}".encode()).decode()


NODE = "query Q($id: ID!) { node(id: $id) { id ... on Member { name } } }"
CREATE = """
mutation M($input: CreateMemberInput!) {
  createMember(input: $input) {
    __typename
    ... on CreateMemberPayload { member { id name locale zone } }
    ... on Refusal { code message messageZh }
    ... on MemberExists { differing }
    ... on InvalidInputRefusal { field }
  }
}
"""


async def test_a_member_sees_themselves(ask: Asking, ling: Member) -> None:
    query = "{ viewer { role name member { id externalId name email locale zone accounts { provider { code } } } } }"
    assert await ask.data(query, ling) == {
        "viewer": {
            "role": "MEMBER",
            "name": "林玲",
            "member": {
                "id": global_id(ling),
                "externalId": "u-ling",
                "name": "林玲",
                "email": "ling@example.com",
                "locale": "ZH_CN",
                "zone": "Asia/Shanghai",
                "accounts": [],
            },
        }
    }


async def test_staff_are_no_member(ask: Asking) -> None:
    answer = await ask.data("{ viewer { role member { id } } }", Role.SUPPORT)
    assert answer == {"viewer": {"role": "SUPPORT", "member": None}}


async def test_another_member_is_not_found_and_not_forbidden(ask: Asking, ling: Member, bo: Member) -> None:
    assert await ask.data(NODE, ling, id=global_id(ling)) == {"node": {"id": global_id(ling), "name": "林玲"}}
    assert await ask.data(NODE, ling, id=global_id(bo)) == {"node": None}
    assert await ask.data(NODE, Role.SUPPORT, id=global_id(bo)) == {"node": {"id": global_id(bo), "name": "Bo"}}
    assert await ask.data(NODE, Role.MARKETING, id=global_id(bo)) == {"node": None}
    change = "mutation M($id: ID!) { setPreferences(input: {locale: EN, member: $id}) { ... on Refusal { code } } }"
    assert await ask.data(change, ling, id=global_id(bo)) == {"setPreferences": {"code": "NOT_FOUND"}}


@pytest.mark.parametrize(
    "named", ["Member:nonsense", "Member:01900000-0000-7000-8000-000000000000", "Nothing:1", "Query:1"]
)
async def test_what_is_nowhere_is_null(ask: Asking, named: str) -> None:
    assert await ask.data(NODE, Role.SUPPORT, id=b64encode(named.encode()).decode()) == {"node": None}


async def test_what_is_no_id_is_refused(ask: Asking) -> None:
    assert await ask.error(NODE, Role.SUPPORT, id="nonsense") == "INVALID_REQUEST"


async def test_support_finds_members_page_by_page(ask: Asking, bo: Member) -> None:
    for name in ("Ann Lee", "Ann Low"):
        await ask.data(CREATE, Role.OPERATOR, input={"externalId": name, "name": name})
    query = """
    query Q($search: String!, $after: String) {
      members(search: $search, first: 1, after: $after) {
        edges { node { name } }
        pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }
    """
    first = (await ask.data(query, Role.SUPPORT, search="ann"))["members"]
    assert [edge["node"]["name"] for edge in first["edges"]] == ["Ann Low"]
    assert first["pageInfo"]["hasNextPage"]
    second = (await ask.data(query, Role.SUPPORT, search="ann", after=first["pageInfo"]["endCursor"]))["members"]
    assert [edge["node"]["name"] for edge in second["edges"]] == ["Ann Lee"]
    assert second["pageInfo"] == {**second["pageInfo"], "hasNextPage": False, "hasPreviousPage": True}
    found = await ask.data('{ member(externalId: "u-bo") { name phone } }', Role.SUPPORT)
    assert found == {"member": {"name": "Bo", "phone": "13800001234"}}


async def test_a_program_creates_a_member_once(ask: Asking) -> None:
    person = {
        "externalId": "u-9",
        "name": "Ann",
        "locale": "EN",
        "zone": "Europe/Paris",
        "attributes": {"city": "Lyon"},
    }
    made = [(await ask.data(CREATE, Role.OPERATOR, input=person))["createMember"] for _ in range(2)]
    assert made[0] == made[1]
    assert made[0]["member"] == {**made[0]["member"], "name": "Ann", "locale": "EN", "zone": "Europe/Paris"}
    other = (await ask.data(CREATE, Role.OPERATOR, input={**person, "name": "Anna"}))["createMember"]
    assert other["__typename"] == "MemberExists"
    assert other["differing"] == ["name"]
    assert "u-9" in other["message"]
    assert "u-9" in other["messageZh"]


async def test_what_is_no_time_zone_is_refused_by_its_field(ask: Asking) -> None:
    person = {"externalId": "u-9", "name": "Ann", "zone": "Mars"}
    refused = (await ask.data(CREATE, Role.OPERATOR, input=person))["createMember"]
    assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "zone")


async def test_a_member_chooses_the_language_of_texts(ask: Asking, ling: Member) -> None:
    change = "mutation { setPreferences(input: {locale: EN}) { ... on SetPreferencesPayload { member { locale } } } }"
    assert await ask.data(change, ling) == {"setPreferences": {"member": {"locale": "EN"}}}
    journal = """
    query Q($id: ID!) {
      member(id: $id) {
        journal(first: 1) { edges { node { id action actor facts sentence { zh text } member { name } } } }
      }
    }
    """
    found = await ask.data(journal, Role.SUPPORT, id=global_id(ling))
    (edge,) = found["member"]["journal"]["edges"]
    entry = edge["node"]
    assert (entry["action"], entry["actor"], entry["facts"]) == (
        "set_preferences", f"member:{ling.id}", {"locale": "en"},
    )  # fmt: skip
    assert entry["sentence"]["text"].endswith("preferences changed")
    assert entry["member"] == {"name": "林玲"}
    again = "query Q($id: ID!) { node(id: $id) { ... on JournalEntry { action } } }"
    assert await ask.data(again, Role.SUPPORT, id=entry["id"]) == {"node": {"action": "set_preferences"}}
    assert await ask.data(again, ling, id=entry["id"]) == {"node": None}


async def test_the_journal_is_not_for_members(ask: Asking, ling: Member) -> None:
    assert await ask.error("{ viewer { member { journal { edges { cursor } } } } }", ling) == "FORBIDDEN"
