"""The editor that a browser finds at ``/graphql``. All of it comes from here: no request leaves this server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request

_FILES = Path(__file__).with_name("editor")
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'"


def wants_editor(request: Request) -> bool:
    """A person looks at the address: a browser asks for a page and brings no operation."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )


def editor() -> FileResponse:
    """The page."""
    headers = {"content-security-policy": _POLICY, "vary": "accept", "cache-control": "no-cache"}
    return FileResponse(_FILES / "index.html", headers=headers, media_type="text/html")


def editor_files() -> Mount:
    """Its script and its style."""
    return Mount("/graphql/editor", StaticFiles(directory=_FILES))
