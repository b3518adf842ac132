"""Whether the web process lives, and whether it can work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from hub.wiring.servers import answering

if TYPE_CHECKING:
    from starlette.requests import Request


async def healthz(_request: Request) -> JSONResponse:
    """The process answers; says nothing of what it needs."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> JSONResponse:
    """The database and Redis answer, too; else 503 with what is missing."""
    checks = await answering(request.app.state.servers)
    ready = all(checks.values())
    return JSONResponse(
        {"status": "ok" if ready else "not ready", **{name: "ok" if up else "missing" for name, up in checks.items()}},
        status_code=200 if ready else 503,
    )
