"""Messages to the operator's own systems (an SMS or push gateway, say), signed as the Standard Webhooks say."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx
import orjson
from standardwebhooks import Webhook

from hub.ports.couriers import News, Outcome

if TYPE_CHECKING:
    from hub.kernel.secret import Secret
    from hub.ports import Clock
    from hub.ports.couriers import Letter

_AT_ONCE = 4
"""Times as many posts as are carried together."""


class WebhookCourier:
    """Posts each message to one address. ``secret`` is shared with the receiver: ``whsec_`` and base64."""

    is_safe_to_repeat = True

    def __init__(self, url: str, secret: Secret, client: httpx.AsyncClient, clock: Clock) -> None:
        self._url, self._client, self._clock = url, client, clock
        self.room = asyncio.Semaphore(_AT_ONCE)
        self._signer = Webhook(secret.expose())

    async def carry(self, letter: Letter) -> Outcome:
        """See ``Courier``. The receiver has taken it with any 2xx, and wants no more of it with 410."""
        body = _body(letter)
        try:
            answer = await self._client.post(self._url, content=body, headers=self._headers(letter, body))
        except httpx.HTTPError as error:
            return Outcome(News.LATER, f"{type(error).__name__}: {error}")
        if answer.is_success:
            return Outcome(News.ACCEPTED, f"HTTP {answer.status_code}")
        is_gone = answer.status_code == HTTPStatus.GONE
        return Outcome(News.REFUSED if is_gone else News.LATER, f"HTTP {answer.status_code}")

    def _headers(self, letter: Letter, body: bytes) -> dict[str, str]:
        at = self._clock.now()
        return {
            "content-type": "application/json",
            "webhook-id": str(letter.id),
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signer.sign(str(letter.id), at, body.decode()),
        }


def _body(letter: Letter) -> bytes:
    return orjson.dumps(
        {
            "type": f"message.{letter.about}",
            "timestamp": letter.at,
            "data": {"member": letter.member, "subject": letter.subject, "text": letter.text},
        }
    )
