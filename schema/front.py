"""The plain page at the root while the real pages are not built: where things are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from starlette.requests import Request

_PLACES = {
    "/graphql": "GraphQL: ask what members are entitled to, until when, and why",
    "/healthz": "the web process lives",
    "/readyz": "the database and Redis answer as well",
    "/metrics": "counts and durations for Prometheus",
}

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Benefits hub</title>
<style>
  body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}
  code {{ font-size: 1rem }}
</style>
<h1>Benefits hub</h1>
<p>What each member is entitled to, until when, and why.</p>
<dl>{places}</dl>
</html>
"""


async def front(_request: Request) -> HTMLResponse:
    """The page itself."""
    places = "".join(
        f'<dt><a href="{path}"><code>{path}</code></a></dt><dd>{meaning}</dd>' for path, meaning in _PLACES.items()
    )
    return HTMLResponse(_PAGE.format(places=places))
