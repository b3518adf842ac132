"""How the value of one field is had: an attribute, a resolver, or a global id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from graphql import VariableNode
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import Visitor, visit
from strawberry import relay
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema.compiled.at_hand import StandIn, stand_ins
from schema.compiled.unsure import Unsure
from schema.permissions import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import FieldNode, GraphQLField, GraphQLNamedType
    from strawberry import Schema
    from strawberry.extensions import FieldExtension

NO_VARIABLES = VariableValues({}, {})

DEFINITION = "strawberry-definition"
"""Under which strawberry keeps its own definition with what it made for graphql-core."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one field, as its resolver wants them."""

    schema: Schema
    field: StrawberryField
    definition: GraphQLField
    node: FieldNode

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments by their names in Python."""
        return convert_arguments(
            get_argument_values(self.definition, self.node, variables),
            self.field.arguments,
            scalar_registry=self.schema.schema_converter.scalar_registry,
            config=self.schema.config,
        )

    @property
    def vary(self) -> bool:
        """They depend on the operation's variables."""
        found = _Variables()
        for each in self.node.arguments or ():
            visit(each, found)
        return found.any


class _Variables(Visitor):
    any = False

    def enter_variable(self, _node: VariableNode, *_: object) -> None:
        self.any = True


@dataclass(frozen=True, slots=True)
class Resolver:
    """What is called for a field: ``call`` with the source (where ``takes_source``), ``info`` and arguments."""

    call: Callable[..., Any]
    takes_source: bool
    info_name: str | None
    is_async: bool

    @property
    def surroundings(self) -> list[str]:
        """The arguments that are no client's."""
        source = ["source"] if self.takes_source else []
        return [*source, f"{self.info_name}=info"] if self.info_name else source

    @classmethod
    def of(cls, field: StrawberryField) -> Resolver:
        """The resolver of a field that has one; ``Unsure`` where it wants something unusual."""
        resolver = field.base_resolver
        if resolver is None or resolver.root_parameter or resolver.parent_parameter or field.permission_classes:
            raise Unsure
        if isinstance(resolver.wrapped_func, classmethod | staticmethod):
            raise Unsure
        return cls(
            call=resolver.wrapped_func,
            takes_source=resolver.self_parameter is not None,
            info_name=resolver.info_parameter.name if resolver.info_parameter else None,
            is_async=resolver.is_async,
        )


def checks(field: StrawberryField) -> tuple[Gate, ...]:
    """What asks whether the caller may see the field; ``Unsure`` where it has extensions of other kinds."""
    found = tuple(each for each in field.extensions if _is_gate(each))
    if len(found) != len(field.extensions):
        raise Unsure
    return found


def _is_gate(extension: FieldExtension) -> TypeGuard[Gate]:
    return isinstance(extension, Gate) and type(extension).resolve is Gate.resolve


def strawberry_field(definition: GraphQLField) -> StrawberryField:
    """The definition of a field that the schema declares."""
    found = definition.extensions.get(DEFINITION)
    if not isinstance(found, StrawberryField):
        raise Unsure
    return found


def attribute(field: StrawberryField) -> str | None:
    """The attribute that a field without a resolver shows; ``None`` where there is a resolver."""
    if field.base_resolver is not None:
        return None
    if not field.python_name.isidentifier() or field.permission_classes:
        raise Unsure
    return field.python_name


def classes(type_: GraphQLNamedType) -> frozenset[type]:
    """The Python classes of which values of an object type are, and those that stand for them."""
    return _own_classes(type_).union(each.kind for each in standing_for(type_))


def standing_for(type_: GraphQLNamedType) -> list[StandIn]:
    """What stands for values of an object type."""
    return [each for own in _own_classes(type_) for each in stand_ins(own)]


def _own_classes(type_: GraphQLNamedType) -> frozenset[type]:
    definition = type_.extensions.get(DEFINITION)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of:
        raise Unsure
    generic = definition.concrete_of
    return frozenset({definition.origin, *([generic.origin] if generic else [])})


def node_key(type_: GraphQLNamedType, field: StrawberryField) -> str | None:
    """The attribute that the global id of a ``type_`` is made of; ``None`` where ``field`` is no global id."""
    (origin, *others) = _own_classes(type_)
    if not is_global_id(field) or not issubclass(origin, relay.Node):
        return None
    if others or any(_differs(origin, name) for name in ("resolve_id", "resolve_typename")):
        raise Unsure
    return origin.resolve_id_attr()


def is_global_id(field: StrawberryField) -> bool:
    """It is the field that relay's ``Node`` brings."""
    return field.python_name == "_id" and field.graphql_name == "id"


def _differs(origin: type, name: str) -> bool:
    return getattr(origin, name).__func__ is not getattr(relay.Node, name).__func__


def global_id(type_name: str) -> Callable[[object], str]:
    """Make global ids of a type."""

    def make(key: object) -> str:
        if key is None:
            raise Unsure
        return relay.to_base64(type_name, str(key))

    return make
