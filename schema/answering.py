"""The GraphQL endpoint: one request in, one answer out."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from hub.access.errors import Unauthenticated
from hub.access.reads import by_external_id, identify, member_named_by
from hub.access.rules import Role
from hub.entitlements.reads.glances import journal_of
from hub.kernel.secret import Secret
from hub.ports.tokens import IssuerUnreachable
from hub.renewals.rules.policy import USUAL
from schema.compiled.blueprints import Foreseen
from schema.compiled.operations import Operations
from schema.context import Context
from schema.limits import MAX_SECONDS
from schema.masking import apology, noted
from schema.patience import Patience
from schema.requests import (
    GRAPHQL,
    PLAIN,
    Headers,
    Operation,
    Unanswerable,
    header,
    headers_of,
    read_operation,
    wanted_form,
)
from schema.shelves import Beforehand, Shelves
from schema.unchanged import HEADERS, Basis, fingerprint, turn_of, turns_given

if TYPE_CHECKING:
    from starlette.requests import Request
    from strawberry import Schema

    from hub.access.reads import FindMember
    from hub.access.rules import Identity
    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from schema.observation import Metrics
    from schema.trusted import Trusted

_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_USUAL_HEADERS = {
    form: [
        (name.encode(), value.encode())
        for name, value in {**_HEADERS, "content-type": f"{form}; charset=utf-8"}.items()
    ]
    for form in (PLAIN, GRAPHQL)
}
_READING = {OperationType.QUERY}
_READING_AND_WRITING = {OperationType.QUERY, OperationType.MUTATION}


class Endpoint:
    """Answers GraphQL over HTTP."""

    def __init__(
        self,
        schema: Schema,
        ports: Ports,
        trusted: Trusted,
        metrics: Metrics,
        shelves: Shelves,
        renewal_policy: Policy = USUAL,
    ) -> None:
        self._schema = schema
        self._renewal_policy = renewal_policy
        self._operations = Operations(schema)
        self._ports = ports
        self._trusted = trusted
        self._metrics = metrics
        self._shelves = shelves
        self._patience = Patience(MAX_SECONDS)

    async def answer(self, request: Request) -> Response:
        """The answer, whatever the request: also what cannot be answered is answered as GraphQL."""
        form = PLAIN
        try:
            headers = headers_of(request.scope)
            form = wanted_form(headers)
            operation = await read_operation(request, headers)
            if self._ports.test_clock is not None:
                await self._ports.test_clock.refresh()
            document = self._trusted.document(operation)
            is_get = request.scope["method"] == "GET"
            asked = fingerprint(request.scope["query_string"], form) if is_get else None
            if asked and (tag := await self._held(headers, asked)):
                return _unchanged(tag)
            context = await self._context(headers, document, operation, with_journal=is_get)
            result = await self._carry_out(document, operation, context, is_writing=not is_get)
        except Unanswerable as refused:
            error = _error(refused.message, refused.code or refused.status.name)
            return _response(error, form, refused.status, **refused.headers)
        except Exception as broken:  # noqa: BLE001 - whatever broke, clients get an answer that they can read
            error_id = noted(broken, "request")
            error = _error(apology(error_id), "INTERNAL")
            return _response(error, form, HTTPStatus.INTERNAL_SERVER_ERROR)
        if isinstance(result, ExecutionResult):
            return _response(_shown(result), form, _status(result, form))
        more = _tagged(context, asked) if asked else {}
        return _response({"data": result}, form, HTTPStatus.OK, **more)

    async def _held(self, headers: Headers, asked: bytes) -> str | None:
        """The tag of the answer that the client has, if it would get the same again."""
        given = header(headers, b"if-none-match")
        turns = turns_given(given, self._ports.clock.now()) if given else []
        if not turns:
            return None
        with suppress(Unauthenticated, IssuerUnreachable):  # told to whoever asks for the answer itself, who comes next
            token = bearer(header(headers, b"authorization"))
            member = await member_named_by(self._ports, token) if token else None
            return await self._same(given, turns, asked, member) if member else None
        return None

    async def _same(self, given: str, turns: list[str], asked: bytes, member: str) -> str | None:
        basis = Basis(member, await journal_of(member), (await self._shelves.current()).version)
        tags = [basis.tag(asked, turn) for turn in turns]
        found = next((each for each in tags if each in given), None)
        if found:
            self._metrics.record_operation("unchanged")
        return found

    async def _context(
        self, headers: Headers, document: str | None, operation: Operation, *, with_journal: bool
    ) -> Context:
        foreseen = self._operations.foreseen(document, operation.operation_name)
        is_read_with_caller = foreseen is Foreseen.GLANCES or (with_journal and foreseen is Foreseen.WHOLE)
        beforehand = Beforehand(with_journal=with_journal) if is_read_with_caller else None
        find = beforehand.find if beforehand else by_external_id
        try:
            identity = await identity_of(self._ports, header(headers, b"authorization"), find)
        except Unauthenticated as refusal:
            challenge = {"www-authenticate": "Bearer"}
            raise Unanswerable(HTTPStatus.UNAUTHORIZED, str(refusal), challenge, refusal.code) from None
        except IssuerUnreachable:
            raise Unanswerable(HTTPStatus.SERVICE_UNAVAILABLE, "tokens cannot be checked now; try again") from None
        return Context(self._ports, identity, self._shelves, beforehand, renewal_policy=self._renewal_policy)

    async def _carry_out(
        self, document: str | None, operation: Operation, context: Context, *, is_writing: bool
    ) -> ExecutionResult | dict[str, Any]:
        try:
            return await self._patience.lasts(self._either_way(document, operation, context, is_writing=is_writing))
        except TimeoutError:
            message = f"This took longer than {self._patience.seconds:.0f} seconds and was given up; ask for less."
            return ExecutionResult(data=None, errors=[GraphQLError(message, extensions={"code": "TIMEOUT"})])
        except MissingQueryError:
            raise Unanswerable(HTTPStatus.BAD_REQUEST, "`query` is missing: send a GraphQL document") from None
        except CannotGetOperationTypeError:
            message = "the document has several operations, or none of that name: say which with `operationName`"
            raise Unanswerable(HTTPStatus.BAD_REQUEST, message) from None
        except InvalidOperationTypeError as error:
            raise _not_here(error.operation_type) from None

    async def _either_way(
        self, document: str | None, operation: Operation, context: Context, *, is_writing: bool
    ) -> ExecutionResult | dict[str, Any]:
        """The data of an operation that ran compiled, and so without a fault; or what the standard executor says."""
        if self._trusted.allows(document):
            data = await self._operations.answer(document, operation.operation_name, operation.variables, context)
            if data is not None:
                self._metrics.record_operation("compiled")
                return data
        is_mutation = self._operations.is_mutation(document, operation.operation_name)
        self._metrics.record_operation("mutation" if is_mutation else "standard")
        return await self._standard(document, operation, context, is_writing=is_writing)

    async def _standard(
        self, document: str | None, operation: Operation, context: Context, *, is_writing: bool
    ) -> ExecutionResult:
        context.shelves = None
        context.renew()
        try:
            return await self._schema.execute(
                document,
                variable_values=operation.variables,
                context_value=context,
                operation_name=operation.operation_name,
                allowed_operation_types=_READING_AND_WRITING if is_writing else _READING,
            )
        finally:
            self._shelves.doubt()


async def identity_of(ports: Ports, authorization: str | None, find: FindMember = by_external_id) -> Identity | None:
    """Who sent the header ``authorization``; none where there is none. Refuses with ``Unauthenticated``."""
    token = bearer(authorization)
    return await identify(ports, token, find) if token else None


def bearer(authorization: str | None) -> Secret | None:
    """The token in the header ``authorization``; none where there is none. Refuses with ``Unauthenticated``."""
    if not authorization:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("the authorization is not a bearer token")
    return Secret(token.strip())


def _tagged(context: Context, asked: bytes) -> dict[str, str]:
    """The headers of an answer that is made from nothing but what tags name; none for any other."""
    before, loaders, who = context.beforehand, context.loaders, context.identity
    if before is None or before.positions is None or not (loaders.is_settled and loaders.at_hand):
        return {}
    if who is None or who.role is not Role.MEMBER or who.member is None:
        return {}
    shown = [before.shown.true_until] if before.shown else []
    ends = [*shown, *context.ends, *(end for sight in context.sights.values() for end in sight.ends)]
    basis = Basis(who.member.external_id, before.positions, loaders.at_hand.version)
    return {**HEADERS, "etag": basis.tag(asked, turn_of(ends))}


def _unchanged(tag: str) -> Response:
    return Response(None, HTTPStatus.NOT_MODIFIED.value, {**_HEADERS, **HEADERS, "etag": tag})


def _not_here(kind: OperationType) -> Unanswerable:
    if kind is OperationType.MUTATION:
        return Unanswerable(HTTPStatus.METHOD_NOT_ALLOWED, "send mutations with POST", {"allow": "POST"})
    return Unanswerable(HTTPStatus.BAD_REQUEST, "subscribe over a WebSocket, with graphql-transport-ws")


def _shown(result: ExecutionResult) -> dict[str, object]:
    shown: dict[str, object] = {}
    if result.errors:
        shown["errors"] = [each.formatted for each in result.errors]
    if not _was_refused(result):
        shown["data"] = result.data
    return shown


def _was_refused(result: ExecutionResult) -> bool:
    """Nothing was carried out: the operation was wrong, or asked for too much."""
    return result.data is None and all(not error.path for error in result.errors or ())


def _status(result: ExecutionResult, form: str) -> HTTPStatus:
    if form == GRAPHQL and _was_refused(result):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.OK


def _error(message: str, code: str) -> dict[str, object]:
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def _response(content: dict[str, object], form: str, status: HTTPStatus, **headers: str) -> Response:
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    if status is HTTPStatus.OK and not headers:
        return _Answer(body, form)
    return Response(body, status.value, {**_HEADERS, **headers}, media_type=f"{form}; charset=utf-8")


_OK = HTTPStatus.OK.value


class _Answer(Response):
    """The usual response, whose headers are known beforehand."""

    def __init__(self, body: bytes, form: str) -> None:
        self.status_code = _OK
        self.background = None
        self.body = body
        self.raw_headers = [*_USUAL_HEADERS[form], (b"content-length", b"%d" % len(body))]
