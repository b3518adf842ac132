"""One operation, parsed and validated; and the function that it is, once for each outcome of its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, OperationType, get_operation_ast, parse, specified_rules
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import validate_document

from schema.compiled.resolving import NO_VARIABLES
from schema.compiled.selections import Selections, coerced, conditional_variables
from schema.compiled.unsure import Unsure
from schema.compiled.writing import Writer
from schema.limits import MAX_TOKENS, verdict
from schema.unchanged import SETTLED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from graphql import DocumentNode, OperationDefinitionNode
    from graphql.execution.values import VariableValues
    from strawberry import Schema

    from schema.compiled.kept import ByCode
    from schema.compiled.resolving import Arguments
    from schema.context import Context

Size = tuple[str, bool, int]
"""A variable, whether it is a list, and the number that it is or how long it is."""

MOST_CONDITIONS = 4
"""Variables that decide what is selected: each doubles the functions of an operation."""

SIZES_KEPT = 64
"""Of how many sizes of pages and lists an operation's weight is remembered."""


@dataclass(slots=True)
class Asking:
    """What resolvers get for ``info``: the context, and for compiled operations the arguments worked out beforehand.

    Whatever else a resolver wants of its ``info`` is not there: the operation is then left to the standard executor.
    """

    context: Context
    arguments: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    """Parts of answers by the codes of the catalogue's entries (``kept.ByCode``)."""
    language: str | None
    """The caller's, by which texts are chosen; ``None`` for who is no member."""


OWN = {"Viewer.member", "Member.benefits"}
"""The fields of whoever looks at what they hold themselves."""

WHOLE = {f"Entitlement.{name}" for name in ("why", "remainingSeconds", "segments", "pauses", "grants", "actions")}
"""The fields that need all that is held, and not what is seen at a glance."""


class Foreseen(Enum):
    """What an operation shows callers of what they hold themselves: that can be read together with them."""

    NOTHING = auto()
    GLANCES = auto()
    """What is seen at a glance."""
    WHOLE = auto()
    """All of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation as a function."""

    run: Callable[[None, Asking], Awaitable[dict[str, Any]]]
    arguments: tuple[Arguments, ...]
    by_code: tuple[ByCode, ...]
    reads_whole: bool
    looks_at_hand: bool
    is_settled: bool


class Blueprint:
    """An operation that can be compiled."""

    def __init__(self, schema: Schema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._core = schema._schema  # noqa: SLF001 - strawberry has no other way to graphql-core's schema
        self._document = document
        self._operation = operation
        self._conditions = conditional_variables(document)
        self._constant = None if operation.variable_definitions else NO_VARIABLES
        if len(self._conditions) > MOST_CONDITIONS:
            raise Unsure
        self.foreseen = Foreseen.NOTHING
        self._plan = lru_cache(2**MOST_CONDITIONS)(self._written)
        self._is_small = lru_cache(SIZES_KEPT)(self._weighed)

    async def run(self, context: Context, given: Mapping[str, Any]) -> dict[str, Any]:
        """Carry it out; raises whatever goes wrong."""
        plan, arguments = self._always if self._constant and not given else self._prepared(given)
        loaders = context.loaders
        loaders.has_glances = not plan.reads_whole
        loaders.is_settled = plan.is_settled
        if plan.looks_at_hand and not loaders.is_ready():
            await loaders.ready()
        language = _language(context)
        parts = [each.of(loaders.at_hand, language) for each in plan.by_code]
        data: dict[str, Any] = await plan.run(None, Asking(context, arguments, parts, language))
        return data

    def _prepared(self, given: Mapping[str, Any]) -> tuple[Plan, list[dict[str, Any]]]:
        """How it is carried out with these variables; ``Unsure`` where that is for the standard executor."""
        if not self._is_small(frozenset(_sizes(given))):
            raise Unsure
        variables = self._variables(given)
        plan = self._plan(tuple(variables.coerced[each] for each in self._conditions))
        if plan is None:
            raise Unsure
        return plan, [each.values(variables) for each in plan.arguments]

    @cached_property
    def _always(self) -> tuple[Plan, list[dict[str, Any]]]:
        """The same for an operation without variables."""
        return self._prepared({})

    def _variables(self, given: Mapping[str, Any]) -> VariableValues:
        if self._constant:
            return self._constant
        definitions = self._operation.variable_definitions or ()
        return coerced(get_variable_values(self._core, definitions, dict(given)))

    def _written(self, outcomes: tuple[bool, ...]) -> Plan | None:
        decided = dict(zip(self._conditions, outcomes, strict=True))
        try:
            writer = Writer(self._schema, Selections(self._core, self._document, self._operation, decided))
            run = writer.query()
        except (GraphQLError, Unsure):
            return None
        reads_whole = not WHOLE.isdisjoint(writer.resolved)
        if writer.resolved >= OWN:
            self.foreseen = Foreseen.WHOLE if reads_whole else Foreseen.GLANCES
        return Plan(
            run,
            tuple(writer.arguments),
            tuple(writer.by_code),
            reads_whole=reads_whole,
            looks_at_hand=writer.looks_at_hand,
            is_settled=writer.resolved <= SETTLED,
        )

    def _weighed(self, sizes: frozenset[Size]) -> bool:
        given = {name: [None] * size if is_list else size for name, is_list, size in sizes}
        return not verdict(self._core, self._document, self._operation, given)


def _language(context: Context) -> str | None:
    identity = context.identity
    return str(identity.member.locale) if identity and identity.member else None


def _sizes(given: Mapping[str, Any]) -> list[Size]:
    """What the operation's weight can depend on: numbers (``10.0`` is a whole one), and the lengths of lists."""
    numbers = [(name, False, int(value)) for name, value in given.items() if isinstance(value, int | float)]
    return numbers + [(name, True, len(value)) for name, value in given.items() if isinstance(value, list)]


def blueprint(schema: Schema, text: str, operation_name: str | None) -> Blueprint | None:
    """The operation of that name in a document; ``None`` where that is for the standard executor.

    That is so for mistakes, mutations and subscriptions, questions about the schema, and whatever is unusual.
    """
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
        operation = get_operation_ast(document, operation_name)
        if operation is None or operation.operation is not OperationType.QUERY:
            return None
        core = schema._schema  # noqa: SLF001 - no other way
        made = Blueprint(schema, document, operation)
        is_wrong = verdict(core, document, operation, {}) or validate_document(core, document, tuple(specified_rules))
    except (GraphQLError, RecursionError, Unsure):
        return None
    return None if is_wrong else made


def is_mutation(text: str, operation_name: str | None) -> bool:
    """The operation of that name is a mutation."""
    try:
        operation = get_operation_ast(parse(text, max_tokens=MAX_TOKENS), operation_name)
    except (GraphQLError, RecursionError):
        return False
    return operation is not None and operation.operation is OperationType.MUTATION
