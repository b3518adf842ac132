"""Errors as clients see them: mistakes in the request and refusals in full, everything else only as an id.

What went wrong inside is logged under that id, without the operation's text and variables, which may hold secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import structlog
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from hub.kernel.errors import Refusal
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strawberry.types.execution import StreamExecutionResult

_log = structlog.get_logger("graphql")


@runtime_checkable
class _WithErrors(Protocol):
    errors: list[GraphQLError] | None


class Masking(SchemaExtension):
    """Replaces the errors of every result."""

    def on_operation(self) -> Iterator[None]:
        """After a query or mutation."""
        yield
        self._mask(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Before each event of a subscription is sent."""
        self._mask(result)
        yield

    def _mask(self, result: object) -> None:
        if isinstance(result, _WithErrors) and result.errors:
            result.errors = [each if _is_masked(each) else self._masked(each) for each in result.errors]

    def _masked(self, error: GraphQLError) -> GraphQLError:
        original = error.original_error
        if original is None or isinstance(original, GraphQLError):
            return _told(error, error.message, "INVALID_REQUEST")
        if isinstance(original, Refusal):
            return _told(error, str(original), original.code)
        error_id = noted(original, ".".join(map(str, error.path or ())))
        return _told(error, apology(error_id), "INTERNAL", id=error_id)


def noted(broken: Exception, place: str) -> str:
    """Log what went wrong; the id under which it stands in the log."""
    error_id = str(new_id())
    _log.error("graphql_error", error_id=error_id, place=place, exc_info=broken)
    return error_id


def apology(error_id: str) -> str:
    """What clients read instead."""
    return f"Something went wrong on our side. Try again, or tell us the id {error_id}."


def _is_masked(error: GraphQLError) -> bool:
    return "code" in (error.extensions or {})


def _told(error: GraphQLError, message: str, code: str, **more: str) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code, **more},
    )
