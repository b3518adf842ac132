"""Where the one click of marketing mail leads: ``/unsubscribe/TOKEN`` (RFC 8058).

Mail programs post to it and the member is unsubscribed at once. A person who follows the link is asked first, because
scanners of mail follow links, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from hub.kernel.errors import InvalidInput
from hub.notifications.service.preferring import unsubscribe

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.ports import Ports

_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>退订 · Unsubscribe</title>
<style>
  :root {{ color-scheme: light dark }}
  body {{ font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 30rem; margin: 12vh auto; padding: 0 1.25rem }}
  h1 {{ font-size: 1.5rem }}
  h1 span {{ display: block; font-size: 1.125rem }}
  button {{
    font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0 1.5rem;
    color: #fff; background: #2350b8; border: 0; border-radius: 2rem
  }}
</style>
<main>
<h1>退订 <span lang="en">Unsubscribe</span></h1>
{inside}
</main>
</html>
"""

_ASKED = """<p>不再接收优惠邮件？到期提醒和法定通知不受影响。</p>
<p lang="en">Stop mail with offers? Reminders and notices that the law asks for still reach you.</p>
<form method="post"><button>退订 · <span lang="en">Unsubscribe</span></button></form>"""
_DONE = """<p>已退订，今后不会再收到此类邮件。</p>
<p lang="en">Done: you will get no more mail of this kind.</p>"""
_WRONG = """<p>此链接无效，请在会员中心的“消息”页中关闭此类邮件。</p>
<p lang="en">This link is none of ours; turn such mail off under “Messages” in your benefits centre.</p>"""

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def unsubscribe_route(ports: Ports) -> Route:
    """Asks on GET, acts on POST."""

    async def show(request: Request) -> Response:
        if request.method != "POST":
            return _page(_ASKED)
        try:
            await unsubscribe(ports, request.path_params["token"])
        except InvalidInput as refused:
            if "text/html" in request.headers.get("accept", ""):
                return _page(_WRONG, 400)
            return PlainTextResponse(str(refused), 400, _HEADERS)
        return _page(_DONE)

    return Route("/unsubscribe/{token}", show, methods=["GET", "POST"])


def _page(inside: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(inside=inside), status, _HEADERS)
