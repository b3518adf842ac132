"""The front of the compiler: carries out what it knows, and leaves everything else to the standard executor."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from schema.compiled.blueprints import Foreseen, blueprint, is_mutation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strawberry import Schema

    from schema.compiled.blueprints import Blueprint
    from schema.context import Context

KEPT = 300
"""How many operations a process keeps compiled, or keeps as not to be compiled; those not asked for longest go."""

LONGEST = 20_000
"""Characters of a document; longer ones, of which no client of ours has any, are not kept and so not compiled."""


class Operations:
    """The compiled operations of one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._blueprint = lru_cache(KEPT)(self._made)
        self._is_mutation = lru_cache(KEPT)(is_mutation)

    def foreseen(self, document: str | None, operation_name: str | None) -> Foreseen:
        """What is known of an operation that ran compiled before."""
        if not document or len(document) > LONGEST:
            return Foreseen.NOTHING
        blueprint = self._blueprint(document, operation_name)
        return Foreseen.NOTHING if blueprint is None else blueprint.foreseen

    async def answer(
        self, document: str | None, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
    ) -> dict[str, Any] | None:
        """The operation's data, without a fault; ``None`` where the standard executor has to carry it out."""
        if not document or len(document) > LONGEST:
            return None
        blueprint = self._blueprint(document, operation_name)
        if blueprint is None:
            return None
        try:
            return await blueprint.run(context, variables or {})
        except Exception:  # noqa: BLE001 - whatever it is, the standard executor finds it again and tells it properly
            return None

    def is_mutation(self, document: str | None, operation_name: str | None) -> bool:
        """The operation changes something, or would if it were carried out."""
        return bool(document) and len(document or "") <= LONGEST and self._is_mutation(document or "", operation_name)

    def _made(self, document: str, operation_name: str | None) -> Blueprint | None:
        return blueprint(self._schema, document, operation_name)
