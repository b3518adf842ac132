"""The source text of a compiled operation: one Python function for each selection on each type.

``{ viewer { name member { id } } }`` becomes, but for the names::

    async def query(source, info):
        check(info)
        viewer = viewer_resolver(source, info=info)
        viewer = await object_viewer(viewer, info)
        return {'viewer': viewer}

    async def object_viewer(source, info):
        if source.__class__ not in viewer_classes:
            raise Unsure
        name = source.name
        name = name if name.__class__ is str else slow_string(name)
        member = await member_resolver(source, info=info)
        member = None if member is None else object_member(member, info)
        return {'name': name, 'member': member}

Whatever is no constant of Python is a name in the functions' globals. Of the client's text nothing gets into the
source but response keys, which are GraphQL names, as literals.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_abstract_type,
    is_leaf_type,
)

from schema.compiled import kept, leaves
from schema.compiled.at_hand import NotAtHand, other_way, sooner_way
from schema.compiled.lines import Form, Step, indented, object_literal
from schema.compiled.resolving import (
    NO_VARIABLES,
    Arguments,
    Resolver,
    attribute,
    checks,
    classes,
    global_id,
    is_global_id,
    node_key,
    standing_for,
    strawberry_field,
)
from schema.compiled.together import Together, apart
from schema.compiled.unsure import Unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphql import GraphQLAbstractType, GraphQLField, GraphQLLeafType, GraphQLOutputType
    from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
    from strawberry import Schema

    from schema.compiled.at_hand import StandIn
    from schema.compiled.selections import Selections

_TYPENAME = "__typename"


class Writer:
    """Writes one operation. ``arguments`` are those that must be worked out for each request, by position."""

    def __init__(self, schema: Schema, selections: Selections) -> None:
        self._schema = schema
        self._core = schema._schema  # noqa: SLF001 - strawberry has no other way to graphql-core's schema
        self._selections = selections
        self._globals: dict[str, Any] = {
            "Unsure": Unsure,
            "NotAtHand": NotAtHand,
            "Together": Together,
            "apart": apart,
            "listed": leaves.listed,
            **leaves.NAMES,
        }
        self._counts: Counter[str] = Counter()
        self._functions: list[str] = []
        self._resolved: list[str] = []
        """The fields so far that are more than an attribute, as ``Type.field``."""
        self.arguments: list[Arguments] = []
        self.looks_at_hand = False
        """Resolvers that it calls look at what is in process, which has to be got beforehand."""
        self.by_code: list[kept.ByCode] = []
        """Parts that are kept by code, by position."""

    def query(self) -> Callable[..., Any]:
        """The operation as a function of ``(None, info)``: a coroutine function that answers the data."""
        root = self._core.query_type
        if root is None:
            raise Unsure
        steps = self._steps(root, self._selections.of_root(root))
        name = self._function("query", self._body(steps, at_once="apart"), is_async=True)
        exec(compile(self.source, "<compiled operation>", "exec"), self._globals)  # noqa: S102 - written above, from GraphQL names
        function: Callable[..., Any] = self._globals[name]
        return function

    @property
    def resolved(self) -> frozenset[str]:
        """The fields that are more than an attribute, as ``Type.field``."""
        return frozenset(self._resolved)

    @property
    def source(self) -> str:
        """All functions written so far."""
        return "\n\n".join(self._functions)

    def _constant(self, hint: str, value: object) -> str:
        name = self._name(hint)
        self._globals[name] = value
        return name

    def _name(self, hint: str) -> str:
        self._counts[hint] += 1
        return f"{hint}_{self._counts[hint]}"

    def _steps(self, type_: GraphQLObjectType, fields: GroupedFieldSet) -> list[Step]:
        return [self._step(type_, key, details) for key, details in fields.items()]

    def _step(self, type_: GraphQLObjectType, key: str, details: FieldDetailsList) -> Step:
        name = details[0].node.name.value
        target = self._name(f"v_{name}")
        if name == _TYPENAME:
            return Step(key, target, [f"{target} = {type_.name!r}"], is_async=False, field=name)
        definition = type_.fields.get(name)
        if definition is None:
            raise Unsure
        lines, is_read_async = self._reading(type_, definition, details, target)
        form = self._form(definition.type, details)
        lines = [*lines, f"{target} = {form.awaited(target)}"]
        is_guarded = bool(checks(strawberry_field(definition)))
        return Step(key, target, lines, is_read_async or form.is_async, name, form.is_kept, is_guarded)

    def _reading(
        self, type_: GraphQLObjectType, definition: GraphQLField, details: FieldDetailsList, target: str
    ) -> tuple[list[str], bool]:
        """The lines that put the field's value, as it is in Python, into ``target``; and whether they await."""
        field = strawberry_field(definition)
        if field.extensions or (field.base_resolver and not is_global_id(field)):
            self._resolved.append(f"{type_.name}.{details[0].node.name.value}")
        asked = [f"{self._constant('check', each.check)}(info)" for each in checks(field)]
        if (key := node_key(type_, field)) is not None:
            make = self._constant("global_id", global_id(type_.name))
            return [*asked, f"{target} = {make}(source.{key})"], False
        if (name := attribute(field)) is not None:
            return [*asked, f"{target} = source.{name}"], False
        resolver = Resolver.of(field)
        given = self._given(Arguments(self._schema, field, definition, details[0].node))
        if (other := other_way(resolver.call)) is not None:
            self.looks_at_hand = True
            call = f"{self._constant('other_way', other)}({', '.join(['source', 'info', *given])})"
            return [*asked, f"{target} = {call}"], False
        call = f"{self._constant('resolve', resolver.call)}({', '.join([*resolver.surroundings, *given])})"
        lines = [f"{target} = {'await ' if resolver.is_async else ''}{call}"]
        if (sooner := sooner_way(resolver.call)) is not None:
            call = f"{self._constant('sooner', sooner)}({', '.join(['source', 'info', *given])})"
            lines = ["try:", f"    {target} = {call}", "except NotAtHand:", *indented(lines)]
        return [*asked, *lines], resolver.is_async

    def _given(self, arguments: Arguments) -> list[str]:
        if not arguments.field.arguments:
            return []
        if not arguments.vary:
            return [f"**{self._constant('arguments', arguments.values(NO_VARIABLES))}"]
        self.arguments.append(arguments)
        return [f"**info.arguments[{len(self.arguments) - 1}]"]

    def _form(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Form:
        if isinstance(type_, GraphQLNonNull):
            return self._form_of_something(type_.of_type, details)
        return self._maybe(self._form_of_something(type_, details))

    def _maybe(self, form: Form) -> Form:
        """As ``form``, for a value that may be null."""
        if not form.is_async:
            return Form(f"(None if {{v}} is None else {form.expression})")
        found = f"return None if source is None else {form.awaited('source')}"
        name = self._function("maybe", [found], is_async=True)
        in_place = f"(None if {{v}} is None else {form.awaited('{v}')})"
        return Form(f"{name}({{v}}, info)", is_async=True, in_place=in_place)

    def _form_of_something(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Form:
        """The form for a value that is not null; each of them finds null to be none of theirs."""
        if isinstance(type_, GraphQLList):
            return self._list(type_, details)
        if isinstance(type_, GraphQLObjectType):
            return self._object(type_, details)
        if is_abstract_type(type_):
            return self._abstract(type_, details)
        if is_leaf_type(type_):
            return self._leaf(type_)
        raise Unsure

    def _leaf(self, type_: GraphQLLeafType) -> Form:
        slow = self._constant("slow", leaves.slow(type_))
        if isinstance(type_, GraphQLEnumType):
            member = self._constant("enumeration", leaves.named(type_))
            return Form(f"({{v}}._name_ if {{v}}.__class__ is {member} else {slow}({{v}}))")
        at_once = leaves.AT_ONCE.get(type_.name)
        return Form(f"({{v}} if {at_once} else {slow}({{v}}))" if at_once else f"{slow}({{v}})")

    def _list(self, type_: GraphQLList[Any], details: FieldDetailsList) -> Form:
        item = self._form(type_.of_type, details)
        each = self._name("each")
        items = f"[{item.of(each)} for {each} in listed({{v}})]"
        return Form(f"Together({items})", is_async=True) if item.is_async else Form(items)

    def _object(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Form:
        resolved, given = len(self._resolved), len(self.arguments)
        steps = self._steps(type_, self._selections.within(type_, details))
        is_pure = kept.PURE.issuperset(self._resolved[resolved:]) and len(self.arguments) == given
        known = self._constant("classes", classes(type_))
        check = [*self._short_ways(type_, steps), f"if source.__class__ not in {known}: raise Unsure"]
        answer = "{made}"
        is_kept = is_pure and type_.name in kept.TYPES
        if is_kept:
            store = self._constant("kept", kept.Kept())
            check.append(f"if found := {store}.found.get((id(source), info.language)): return found[0]")
            answer = f"{store}.keep(source, info.language, {{made}})"
        is_async = any(step.is_async for step in steps)
        name = self._function(f"object_{type_.name}", [*check, *self._body(steps, answer)], is_async=is_async)
        return Form(f"{name}({{v}}, info)", is_async, is_kept)

    def _short_ways(self, type_: GraphQLObjectType, steps: list[Step]) -> list[str]:
        """The lines that answer at once for what stands for a ``type_`` and holds what the answer shows."""
        return [
            line
            for each in standing_for(type_)
            if each.ready or each.codes
            for line in (
                f"if source.__class__ is {self._constant('stand_in', each.kind)}:",
                *indented(self._body([self._shortened(step, each) for step in steps])),
            )
        ]

    def _shortened(self, step: Step, stand_in: StandIn) -> Step:
        if step.is_guarded:
            return step
        if (value := stand_in.ready.get(step.field)) is not None:
            return replace(step, lines=[f"{step.target} = {value}"], is_async=False)
        if (code := stand_in.codes.get(step.field)) is None or not step.is_kept:
            return step
        found = f"info.parts[{len(self.by_code)}]"
        self.by_code.append(kept.ByCode())
        looked = [*step.lines, f"{found}[{code}] = {step.target}"]
        lines = [f"{step.target} = {found}.get({code})", f"if {step.target} is None:", *indented(looked)]
        return replace(step, lines=lines)

    def _abstract(self, type_: GraphQLAbstractType, details: FieldDetailsList) -> Form:
        """A value of one of several types, told apart by its class."""
        forms = [(each, self._object(each, details)) for each in self._core.get_possible_types(type_)]
        is_async = any(form.is_async for _, form in forms)
        branches = [
            line
            for each, form in forms
            for line in (
                f"if source.__class__ in {self._constant('classes', classes(each))}:",
                f"    return {form.awaited('source')}",
            )
        ]
        name = self._function(f"one_of_{type_.name}", [*branches, "raise Unsure"], is_async=is_async)
        return Form(f"{name}({{v}}, info)", is_async)

    def _function(self, hint: str, body: Sequence[str], *, is_async: bool) -> str:
        """Write a function of ``(source, info)``; its name."""
        name = self._name(hint)
        head = f"{'async ' if is_async else ''}def {name}(source, info):"
        self._functions.append("\n    ".join([head, *body]))
        return name

    def _body(self, steps: list[Step], answer: str = "{made}", at_once: str = "Together") -> list[str]:
        """The lines that take the steps and return ``answer``, in which ``{made}`` is the object of what they found."""
        waiting = [step for step in steps if step.is_async]
        lines = [line for step in steps if not step.is_async for line in step.lines]
        if len(waiting) > 1:
            calls = ", ".join(f"{self._alone(step)}(source, info)" for step in waiting)
            lines.append(f"{', '.join(step.target for step in waiting)} = await {at_once}([{calls}])")
        else:
            lines += [line for step in waiting for line in step.lines]
        return [*lines, f"return {answer.replace('{made}', object_literal(steps))}"]

    def _alone(self, step: Step) -> str:
        """A function for one field, so that it can wait beside others."""
        return self._function("field", [*step.lines, f"return {step.target}"], is_async=True)
