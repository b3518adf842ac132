"""What an operation asks for, worked out from its text alone.

The cost is the number of objects that may have to be made: an object counts one, a connection counts its inside as
often as ``first`` says, a list of ids as often as it is long, and another list ``LIST`` times.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    type_from_ast,
    value_from_ast_untyped,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DefinitionNode, OperationDefinitionNode, SelectionNode, SelectionSetNode

LIST = 5
"""How long a list without paging is taken to be: the segments of a grant, the parts of a bundle."""

_INTROSPECTION = ("__schema", "__type")
"""Answered from memory; how deep these may go is limited by graphql-core itself."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How many fields deep, how many aliases, how many objects."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0

    def __add__(self, other: Weight) -> Weight:
        """Both, side by side."""
        return Weight(max(self.depth, other.depth), self.aliases + other.aliases, self.cost + other.cost)


_NOTHING = Weight()


class Scale:
    """Weighs the operations of one document. What is wrong in it weighs nothing: validation will refuse it."""

    def __init__(
        self, schema: GraphQLSchema, definitions: tuple[DefinitionNode, ...], variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = dict(variables)
        self._fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self._weighed: dict[str, Weight] = {}

    def operation(self, operation: OperationDefinitionNode) -> Weight:
        """The weight of one operation, its fragments included; what is not given is what the operation says."""
        for each in operation.variable_definitions or ():
            if each.default_value:
                self._variables.setdefault(each.variable.name.value, value_from_ast_untyped(each.default_value))
        return self._selections(operation.selection_set, self._schema.get_root_type(operation.operation), within=False)

    def _selections(self, chosen: SelectionSetNode, parent: GraphQLCompositeType | None, *, within: bool) -> Weight:
        """``within``: the parent is a page, whose own lists are as long as the page."""
        weights = (self._selection(each, parent, within=within) for each in chosen.selections)
        return sum(weights, _NOTHING)

    def _selection(self, chosen: SelectionNode, parent: GraphQLCompositeType | None, *, within: bool) -> Weight:
        if isinstance(chosen, FieldNode):
            return self._field(chosen, parent, within=within)
        if isinstance(chosen, FragmentSpreadNode):
            return self._fragment(chosen.name.value, within=within)
        if isinstance(chosen, InlineFragmentNode):
            condition = chosen.type_condition
            narrowed = type_from_ast(self._schema, condition) if condition else parent
            return self._selections(chosen.selection_set, _composite(narrowed), within=within)
        return _NOTHING

    def _fragment(self, name: str, *, within: bool) -> Weight:
        if name not in self._weighed and name in self._fragments:
            self._weighed[name] = _NOTHING  # a fragment that holds itself is refused by validation
            fragment = self._fragments[name]
            condition = _composite(type_from_ast(self._schema, fragment.type_condition))
            self._weighed[name] = self._selections(fragment.selection_set, condition, within=within)
        return self._weighed.get(name, _NOTHING)

    def _field(self, chosen: FieldNode, parent: GraphQLCompositeType | None, *, within: bool) -> Weight:
        aliases = 1 if chosen.alias else 0
        if chosen.name.value in _INTROSPECTION:
            return Weight(aliases=aliases)
        if chosen.selection_set is None:
            return Weight(depth=1, aliases=aliases)
        field = _field_of(parent, chosen.name.value)
        times = self._times(chosen, field, within=within)
        is_page = field is not None and "first" in field.args
        inner = self._selections(chosen.selection_set, _composite(field and get_named_type(field.type)), within=is_page)
        return Weight(1 + inner.depth, aliases + inner.aliases, times * (1 + inner.cost))

    def _times(self, chosen: FieldNode, field: GraphQLField | None, *, within: bool) -> int:
        given = {
            each.name.value: value_from_ast_untyped(each.value, self._variables) for each in chosen.arguments or ()
        }
        if field is None:
            return 1
        if "first" in field.args:
            first = given.get("first", field.args["first"].default_value)
            return max(int(first), 1) if isinstance(first, int | float) and isfinite(first) else LIST
        if isinstance(ids := given.get("ids"), list):
            return len(ids)
        return LIST if is_list_type(get_nullable_type(field.type)) and not within else 1


def _field_of(parent: GraphQLCompositeType | None, name: str) -> GraphQLField | None:
    return parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None


def _composite(type_: object) -> GraphQLCompositeType | None:
    return type_ if is_composite_type(type_) else None
