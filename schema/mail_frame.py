"""Where the console shows a mail as its recipient saw it: ``/mail-frame``, an empty page in a sandbox.

The console hands it the mail's HTML, and it writes that in place of itself. Styles and pictures within the mail are
shown; scripts, forms and links in it do nothing, and nothing is fetched from anywhere.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

PLACE = "/mail-frame"

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Mail</title>
<script nonce="{nonce}">
  addEventListener('message', (event) => {{
    if (event.source !== parent || typeof event.data !== 'string') return;
    document.open();
    document.write(event.data);
    document.close();
  }});
</script>
</html>
"""


def mail_frame_route() -> Route:
    """The page; it holds nothing of anybody, so everybody may have it."""
    return Route(PLACE, _show)


async def _show(_request: Request) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    policy = {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce}'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-scripts",
    }
    headers = {
        "cache-control": "no-store",
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(_PAGE.format(nonce=nonce), headers=headers)
