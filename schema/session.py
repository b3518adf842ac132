"""Signing in, for the pages: plain JSON beside GraphQL.

``GET /session`` says how: in demo mode as whom, else where. ``POST /session/demo`` gives a token of the
built-in issuer.
"""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from hub.access.rules import Role
from hub.members import reads
from hub.ports.tokens import IssuerUnreachable

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from hub.kernel.secret import Secret
    from hub.ports import Ports
    from hub.ports.tokens import SignIn

_SHOWN = 50
_STAFF = {
    Role.SUPPORT: "Support",
    Role.MARKETING: "Marketing",
    Role.OPERATOR: "Operator",
    Role.ADMIN: "Administrator",
}


def session_routes(ports: Ports) -> list[Route]:
    """The two places."""

    async def how(_request: Request) -> JSONResponse:
        if ports.demo_issuer is not None:
            members = [
                {"externalId": each.external_id, "name": each.name, "locale": each.locale.name}
                for each in await reads.earliest(_SHOWN)
            ]
            staff = [{"role": role, "name": name} for role, name in _STAFF.items()]
            return _answer({"mode": "demo", "members": members, "staff": staff})
        try:
            where = await ports.issuer.sign_in()
        except IssuerUnreachable:
            return _answer({"error": "the place to sign in cannot be reached now; try again"}, HTTPStatus.BAD_GATEWAY)
        return _answer({"mode": "oidc", "oidc": where and _camel(where)})

    async def demo(request: Request) -> JSONResponse:
        if ports.demo_issuer is None:
            return _answer({"error": "this hub is not in demo mode"}, HTTPStatus.NOT_FOUND)
        who = await _person(request)
        if who is None:
            error = 'send {"member": EXTERNAL_ID} or {"role": "SUPPORT"}, as GET /session lists them'
            return _answer({"error": error}, HTTPStatus.BAD_REQUEST)
        return _token(*ports.demo_issuer.issue(*who))

    return [Route("/session", how), Route("/session/demo", demo, methods=["POST"])]


async def _person(request: Request) -> tuple[str, str, frozenset[str]] | None:
    """Subject, name and roles of whom the body names; none if it names nobody."""
    try:
        asked = await request.json()
    except ValueError:
        return None
    match asked:
        case {"member": str(external_id)}:
            member = (await reads.members_by_external_ids([external_id])).get(external_id)
            return (external_id, member.name, frozenset()) if member else None
        case {"role": str(role)} if role in _STAFF:
            return f"demo-{role.lower()}", _STAFF[Role(role)], frozenset({role})
    return None


def _token(token: Secret, ends: datetime) -> JSONResponse:
    return _answer({"token": token.expose(), "expiresAt": ends.isoformat().replace("+00:00", "Z")})


def _camel(where: SignIn) -> dict[str, object]:
    words = {name: name.split("_") for name in asdict(where)}
    return {first + "".join(map(str.capitalize, rest)): getattr(where, name) for name, (first, *rest) in words.items()}


def _answer(content: object, status: HTTPStatus = HTTPStatus.OK) -> JSONResponse:
    return JSONResponse(content, status.value, headers={"cache-control": "no-store"})
