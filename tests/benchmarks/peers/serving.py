"""What all peers in Python share: their process, their tokens, and the port they are told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import uvicorn

from hub.adapters.clock import SystemClock
from hub.adapters.tokens.builtin import BuiltInIssuer
from hub.kernel.secret import Secret
from hub.ports.tokens import Rejected

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

KEY = Secret("for benchmarks")
CONNECTIONS = 10
QUERY = (
    "query MyBenefits { viewer { member { benefits(first: 50) { edges { node { status validFrom coverageEnd isLifetime"
    " benefit { code name { zh en } provider { code name { zh en } colour } } } } } } } }"
)


def issuer() -> BuiltInIssuer:
    """Who gives the tokens; the same in every process."""
    return BuiltInIssuer(SystemClock(), KEY, is_demo=True)


async def subject_of(issuer: BuiltInIssuer, request: Request) -> str:
    """Whose token the request carries."""
    claims = await issuer.verify(Secret(request.headers["authorization"].removeprefix("Bearer ")))
    assert not isinstance(claims, Rejected)
    return claims.subject


def database_url() -> str:
    """The database that all peers read."""
    return os.environ["BENCHMARK_DATABASE"]


def run(app: ASGIApp) -> None:
    """Serve it on the port that the benchmark names, on one core."""
    port = int(os.environ["BENCHMARK_PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False)
