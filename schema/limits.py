"""How much one operation may ask for, decided before anything is done; and how long it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, OperationType, get_operation_ast
from strawberry.extensions import SchemaExtension

from schema.weighing import Scale, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

MAX_TOKENS = 3_000
"""Comments count as well."""
MAX_DEPTH = 16
MAX_ALIASES = 40
MAX_COST = 60_000
MAX_BODY = 1_200_000
"""Bytes of a request; a catalogue document travels in one."""
MAX_SECONDS = 15.0


class Limits(SchemaExtension):
    """Refuses an operation that asks for too much."""

    def on_operation(self) -> Iterator[None]:
        """Bound the length of the document."""
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        yield

    def on_validate(self) -> Iterator[None]:
        """Weigh the operation first: validating takes longer than weighing."""
        context = self.execution_context
        if document := context.graphql_document:
            named = context._provided_operation_name  # noqa: SLF001 - strawberry falls back to the first
            operation = get_operation_ast(document, named)
            schema, given = context.schema._schema, context.variables or {}  # noqa: SLF001 - no other way
            errors = verdict(schema, document, operation, given) if operation else [_UNNAMED]
            if operation and context.context.is_socket and operation.operation is not OperationType.SUBSCRIPTION:
                errors = [_BY_HTTP]
            context.pre_execution_errors = errors or context.pre_execution_errors
        yield


_UNNAMED = GraphQLError(
    "The document has several operations, or none of that name: say which with `operationName`.",
    extensions={"code": "INVALID_REQUEST"},
)


_BY_HTTP = GraphQLError(
    "Send queries and mutations by HTTP; the WebSocket is for subscriptions.",
    extensions={"code": "INVALID_REQUEST"},
)


def verdict(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> list[GraphQLError]:
    """Everything of which the operation asks for too much; ``given`` are its variables as they were sent."""
    return _too_much(Scale(schema, document.definitions, given).operation(operation))


def _too_much(weight: Weight) -> list[GraphQLError]:
    limits = (
        (weight.depth, MAX_DEPTH, "levels deep", "ask for less at once"),
        (weight.aliases, MAX_ALIASES, "aliases", "send several operations instead"),
        (weight.cost, MAX_COST, "objects", "ask for smaller pages with `first`"),
    )
    return [
        GraphQLError(
            f"The operation asks for {asked} {what}, and {most} are the most; {advice}.",
            extensions={"code": "TOO_MUCH"},
        )
        for asked, most, what, advice in limits
        if asked > most
    ]
