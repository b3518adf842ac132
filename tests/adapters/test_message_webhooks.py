"""Messages posted to the operator's own systems, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from hub.adapters.clock import SystemClock
from hub.adapters.couriers.webhooks import WebhookCourier
from hub.kernel.secret import Secret
from hub.ports.couriers import Letter, News
from tests.loopback import Listener, browser, free_port, serving

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"  # noqa: S105 - the one that the specification shows
LETTER = Letter(
    id=UUID(int=7),
    at=datetime(2026, 1, 1, tzinfo=UTC),
    about="reminder",
    member="u-ling",
    name="林玲",
    to="u-ling",
    subject="影音会员即将到期",
    text="您好",
    html="",
)


async def carried_to(url: str) -> News:
    async with browser() as client:
        return (await WebhookCourier(url, Secret(SECRET), client, SystemClock()).carry(LETTER)).news


async def test_the_receiver_knows_who_sent_it_and_that_nobody_changed_it() -> None:
    listener = Listener()
    async with serving(listener.app) as url:
        assert await carried_to(f"{url}/sms") is News.ACCEPTED
    [(headers, body)] = listener.heard
    assert Webhook(SECRET).verify(body, headers)["data"] == {
        "member": "u-ling",
        "subject": "影音会员即将到期",
        "text": "您好",
    }
    assert headers["webhook-id"] == str(LETTER.id)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(orjson.dumps({}), headers)


@pytest.mark.parametrize(("status", "news"), [(503, News.LATER), (429, News.LATER), (410, News.REFUSED)])
async def test_a_receiver_that_does_not_take_it_is_asked_again_unless_it_is_gone(status: int, news: News) -> None:
    app = Starlette(routes=[Route("/", lambda _: Response(status_code=status), methods=["POST"])])
    async with serving(app) as url:
        assert await carried_to(url) is news


async def test_where_nobody_listens_it_waits() -> None:
    assert await carried_to(f"http://127.0.0.1:{free_port()}") is News.LATER
