"""What the schema itself promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from schema.api import create_schema
from schema.export import FILE
from schema.permissions import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = create_schema()._schema
TYPES = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}


def without_words() -> Iterator[str]:
    for name, type_ in TYPES.items():
        if not type_.description:
            yield name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, each in type_.values.items() if not each.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, each in type_.fields.items() if not each.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in type_.fields.items():
                yield from (f"{name}.{field}({argument})" for argument, a in each.args.items() if not a.description)


def test_every_type_field_argument_and_value_says_what_it_means() -> None:
    assert list(without_words()) == []


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert FILE.read_text(encoding="utf-8") == create_schema().as_str() + "\n"


def test_every_query_mutation_and_subscription_is_in_the_permission_table_and_nothing_else() -> None:
    roots = [root for root in (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type) if root]
    named = {f"{root.name}.{field}" for root in roots for field in root.fields}
    assert named <= PERMISSIONS.keys()
    for name in PERMISSIONS:
        type_name, field = name.split(".")
        type_ = TYPES[type_name]
        assert isinstance(type_, GraphQLObjectType)
        assert field in type_.fields


def test_every_refusal_is_a_member_of_some_result() -> None:
    refusal = TYPES["Refusal"]
    assert isinstance(refusal, GraphQLInterfaceType)
    told = {each.name for each in SCHEMA.get_implementations(refusal).objects}
    assert told
    for name in told:
        assert name in str(create_schema().as_str())
