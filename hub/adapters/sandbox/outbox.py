"""Sending a stand-in's messages (webhooks, callbacks) to the hub until they are taken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.adapters.sandbox.ledger import Entry, Ledger
    from hub.ports import Clock

_LONGEST_WAIT = 64
"""In paces, between two tries of one message."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes over the wire."""

    headers: dict[str, str]
    body: bytes


class Outbox:
    """Sends each message when it is due, in that order, and again, ever more slowly, until the hub answers 2xx.

    ``pace`` is the stand-in's unit of waiting in seconds; ``seal`` signs a message at the moment it is sent.
    """

    def __init__(
        self, ledger: Ledger, channel: str, url: str, pace: float, clock: Clock, seal: Callable[[Entry], Letter]
    ) -> None:
        self._ledger, self._channel, self._url = ledger, channel, url
        self._pace, self._clock, self._seal = pace, clock, seal
        self._posted = asyncio.Event()

    def post(self, message: Entry, paces: float = 0) -> None:
        """Send ``message`` in ``paces`` times the pace."""
        self._ledger.post(self._channel, self._now() + paces * self._pace, message)
        self._posted.set()

    async def run(self, client: httpx.AsyncClient) -> None:
        """Send until cancelled."""
        while True:
            await self._until_due()
            await self._send_first(client)

    async def empty(self, patience: float) -> None:
        """Wait until everything was taken, at most ``patience`` times the pace."""
        for _ in range(int(patience * 10)):
            if self._ledger.next_post(self._channel) is None:
                return
            await asyncio.sleep(self._pace / 10)

    async def _until_due(self) -> None:
        while True:
            self._posted.clear()
            first = self._ledger.next_post(self._channel)
            wait = first[1] - self._now() if first else None
            if wait is not None and wait <= 0:
                return
            try:
                await asyncio.wait_for(self._posted.wait(), wait)
            except TimeoutError:
                return

    async def _send_first(self, client: httpx.AsyncClient) -> None:
        first = self._ledger.next_post(self._channel)
        if first is None:
            return
        number, _due, tries, message = first
        if await self._is_taken(client, self._seal(message)):
            self._ledger.posted(number)
        else:
            self._ledger.postpone(number, self._now() + self._pace * min(2**tries, _LONGEST_WAIT))

    async def _is_taken(self, client: httpx.AsyncClient, letter: Letter) -> bool:
        try:
            answer = await client.post(self._url, headers=letter.headers, content=letter.body)
        except httpx.HTTPError:
            return False
        return answer.is_success

    def _now(self) -> float:
        return self._clock.now().timestamp()
