"""Carries operations out both ways: compiled, and by the standard executor on the same instant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from schema.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schema.compiled.operations import Operations


_GRANT = re.compile(rb"R3JhbnQ6[A-Za-z0-9+/=]+")


def written(data: object) -> bytes:
    """As the endpoint writes it."""
    return orjson.dumps(data, option=orjson.OPT_UTC_Z)


def _plain(document: str, answer: bytes) -> bytes:
    """Ids of grants that a preview imagines are new each time: only their order counts."""
    if "preview" not in document:
        return answer
    ids = list(dict.fromkeys(_GRANT.findall(answer)))
    return _GRANT.sub(lambda found: b"grant %d" % ids.index(found[0]), answer)


class BothWays:
    """Stands in for ``Operations.answer``: what was answered in two ways is in ``differences``."""

    def __init__(self, compiled: Callable[..., Any]) -> None:
        self._compiled = compiled
        self.differences: list[tuple[str, bytes, bytes]] = []
        self.answered = 0

    def taken_differences(self) -> list[tuple[str, bytes, bytes]]:
        """The differences so far; afterwards there are none."""
        taken, self.differences = self.differences, []
        return taken

    @property
    def answer(self) -> Callable[..., Any]:
        async def answer(
            operations: Operations,
            document: str | None,
            name: str | None,
            variables: Mapping[str, Any] | None,
            context: Context,
        ) -> dict[str, Any] | None:
            data: dict[str, Any] | None = await self._compiled(operations, document, name, variables, context)
            if data is not None:
                self.answered += 1
                await self._compare(operations, (document, name, variables), context, data)
            return data

        return answer

    async def _compare(
        self, operations: Operations, asked: tuple[Any, ...], context: Context, data: dict[str, Any]
    ) -> None:
        document, name, variables = asked
        again = Context(context.ports, context.identity, renewal_policy=context.renewal_policy)
        again.now = context.now
        result = await operations._schema.execute(
            document, variable_values=variables, operation_name=name, context_value=again
        )
        one, other = written(data), written(result.data) if not result.errors else written(str(result.errors))
        if _plain(document, one) != _plain(document, other):
            self.differences.append((document, one, other))
