"""The permission table, row by row: each field asked as each role, and as nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
)

from hub.access.rules import Role
from schema.api import create_schema
from schema.permissions import PERMISSIONS

if TYPE_CHECKING:
    from graphql import GraphQLInputType

    from hub.members.rules import Member
    from tests.api.conftest import Asking

SCHEMA = create_schema()._schema
ROOTS = sorted(name for name in PERMISSIONS if name.split(".")[0] in {"Query", "Mutation"})
PLAIN = {
    "ID": '"TWVtYmVyOng="', "String": '"x"', "Int": "1", "Boolean": "true", "JSON": "{}",
    "Instant": '"2026-01-01T00:00:00Z"', "Period": '"P1M"', "MoneyAmount": "1",
}  # fmt: skip


def literal(type_: GraphQLInputType) -> str:
    """Some value of an input type."""
    if isinstance(type_, GraphQLNonNull):
        return literal(type_.of_type)
    if is_list_type(type_):
        return f"[{literal(type_.of_type)}]"
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        required = {name: each.type for name, each in type_.fields.items() if isinstance(each.type, GraphQLNonNull)}
        return "{" + ", ".join(f"{name}: {literal(each)}" for name, each in required.items()) + "}"
    return PLAIN[str(type_)]


def operation(name: str) -> str:
    """The shortest operation that asks for a field of a root."""
    root, field_name = name.split(".")
    type_ = SCHEMA.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    field = type_.fields[field_name]
    needed = {key: each.type for key, each in field.args.items() if isinstance(each.type, GraphQLNonNull)}
    arguments = ", ".join(f"{key}: {literal(each)}" for key, each in needed.items())
    inside = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    return f"{root.lower()} {{ {field_name}{f'({arguments})' if arguments else ''}{inside} }}"


async def test_a_field_is_for_its_roles_and_no_others(ask: Asking, ling: Member) -> None:
    callers = {role: ling if role is Role.MEMBER else role for role in Role}
    for name in ROOTS:
        asked = operation(name)
        assert await codes(ask, asked, None) == {"UNAUTHENTICATED"}, name
        admitted = {role for role, caller in callers.items() if "FORBIDDEN" not in await codes(ask, asked, caller)}
        assert admitted == PERMISSIONS[name], name


async def codes(ask: Asking, asked: str, as_: Member | Role | None) -> set[str]:
    answer = await ask(asked, as_)
    found = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert "INVALID_REQUEST" not in found, answer
    return found
