"""Which fields one operation asks for, collected by graphql-core itself; conditions are decided beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import FragmentDefinitionNode, VariableNode
from graphql.execution.collect_fields import FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import DirectiveNode, Visitor, visit

from schema.compiled.unsure import Unsure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
    from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet

CONDITIONS = {"skip", "include"}


class Selections:
    """What an operation selects where its conditions have these outcomes."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        outcomes: Mapping[str, bool],
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = {
            each.name.value: FragmentDetails(each)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        decisive = [each for each in operation.variable_definitions or () if each.variable.name.value in outcomes]
        self._outcomes = coerced(get_variable_values(schema, decisive, dict(outcomes)))

    def of_root(self, type_: GraphQLObjectType) -> GroupedFieldSet:
        """The fields of the operation itself, by the keys of the answer."""
        return _plain(collect_fields(self._schema, self._fragments, self._outcomes, type_, self._operation))

    def within(self, type_: GraphQLObjectType, chosen: FieldDetailsList) -> GroupedFieldSet:
        """The fields selected within a field, where its value is a ``type_``."""
        found = collect_subfields(self._schema, self._fragments, self._outcomes, self._operation, type_, chosen)
        return _plain(found)


def _plain(collected: CollectedFields) -> GroupedFieldSet:
    if collected.new_defer_usages or collected.forbidden_directive_instances:
        raise Unsure
    return collected.grouped_field_set


def coerced(values: VariableValues | list[Any]) -> VariableValues:
    """The values, which must be without errors."""
    if isinstance(values, list):
        raise Unsure
    return values


def conditional_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that decide what is selected; ``Unsure`` where the document has directives of other kinds."""
    found = _Conditions()
    visit(document, found)
    return tuple(sorted(found.variables))


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value not in CONDITIONS:
            raise Unsure
        values = [argument.value for argument in node.arguments or ()]
        self.variables |= {each.name.value for each in values if isinstance(each, VariableNode)}
