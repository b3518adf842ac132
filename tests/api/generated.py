"""Operations made up from the schema: any fields, to some depth, under aliases, fragments and conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLCompositeType, GraphQLField, GraphQLSchema

LEFT_OUT = {"previewGrant", "quote", "catalogueDiff", "previewRefund", "__schema", "__type"}
"""Fields of the query that make up new ids, or want arguments that belong together."""

DEEPEST = 5
MOST_FIELDS = 4
MOST_ALIASES = 30


@dataclass
class Operation:
    """One operation while it is made up; ``text`` is what a client would send."""

    schema: GraphQLSchema
    pools: Mapping[str, list[str]]
    """For the name of an argument, values as GraphQL literals."""
    draw: st.DrawFn
    aliases: int = 0
    fragments: list[str] = field(default_factory=list)
    conditions: dict[str, bool] = field(default_factory=dict)

    def text(self) -> str:
        root = self.schema.query_type
        assert root
        selected = self._selections(root, 0)
        variables = ", ".join(f"${name}: Boolean! = {str(value).lower()}" for name, value in self.conditions.items())
        return "\n".join([f"query Q{f'({variables})' if variables else ''} {selected}", *self.fragments])

    def _selections(self, type_: GraphQLCompositeType, depth: int) -> str:
        if is_abstract_type(type_):
            return self._by_type(type_, depth)
        assert isinstance(type_, GraphQLObjectType)
        fields = [name for name, each in type_.fields.items() if self._can_ask(name, each, depth)]
        chosen = self.draw(st.lists(st.sampled_from(fields), max_size=MOST_FIELDS, unique=True)) if fields else []
        parts = [self._field(name, type_.fields[name], depth) for name in chosen]
        body = "{ " + " ".join([*parts, "__typename"]) + " }"
        return self._maybe_within_fragment(type_, body) if depth else body

    def _by_type(self, type_: Any, depth: int) -> str:
        possible = self.schema.get_possible_types(type_)
        chosen = self.draw(st.lists(st.sampled_from(possible), max_size=3, unique_by=lambda each: each.name))
        parts = [
            f"... on {each.name}{self._condition()} {{ only{each.name}: __typename {self._aliased(each, depth)} }}"
            for each in chosen
        ]
        return "{ __typename " + " ".join(parts) + " }"

    def _aliased(self, type_: GraphQLObjectType, depth: int) -> str:
        """Fields whose keys are theirs alone, for the same key may not mean two things."""
        fields = [name for name, each in type_.fields.items() if self._can_ask(name, each, depth)]
        chosen = self.draw(st.lists(st.sampled_from(fields), max_size=3, unique=True)) if fields else []
        return " ".join(f"{self._alias()}{self._plain(name, type_.fields[name], depth)}" for name in chosen)

    def _can_ask(self, name: str, each: GraphQLField, depth: int) -> bool:
        needed = [
            key for key, arg in each.args.items() if isinstance(arg.type, GraphQLNonNull) and key not in self.pools
        ]
        is_deep = is_composite_type(get_named_type(each.type)) and depth >= DEEPEST
        return not needed and not is_deep and not (depth == 0 and name in LEFT_OUT)

    def _field(self, name: str, each: GraphQLField, depth: int) -> str:
        is_own = bool(each.args) or self.draw(st.integers(0, 5)) == 0
        return f"{self._alias() if is_own and self.aliases < MOST_ALIASES else ''}{self._plain(name, each, depth)}"

    def _plain(self, name: str, each: GraphQLField, depth: int) -> str:
        named = get_named_type(each.type)
        within = f" {self._selections(named, depth + 1)}" if is_composite_type(named) else ""
        return f"{name}{self._arguments(each)}{self._condition()}{within}"

    def _alias(self) -> str:
        self.aliases += 1
        return f"a{self.aliases}: "

    def _arguments(self, each: GraphQLField) -> str:
        given = []
        for name, argument in each.args.items():
            is_needed = isinstance(argument.type, GraphQLNonNull) and argument.default_value is None
            if name in self.pools and (is_needed or self.draw(st.booleans())):
                given.append(f"{name}: {self.draw(st.sampled_from(self.pools[name]))}")
        return f"({', '.join(given)})" if given else ""

    def _condition(self) -> str:
        if self.draw(st.integers(0, 7)) or len(self.conditions) > 3:
            return ""
        name = f"c{len(self.conditions)}"
        self.conditions[name] = self.draw(st.booleans())
        return f" @{self.draw(st.sampled_from(['skip', 'include']))}(if: ${name})"

    def _maybe_within_fragment(self, type_: GraphQLObjectType, body: str) -> str:
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            return f"{{ ... on {type_.name} {body} __typename }}"
        if kind == 1:
            self.fragments.append(f"fragment F{len(self.fragments)} on {type_.name} {body}")
            return f"{{ ...F{len(self.fragments) - 1} __typename }}"
        return body


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema, pools: Mapping[str, list[str]]) -> str:
    """An operation that the schema allows."""
    return Operation(schema, pools, draw).text()
