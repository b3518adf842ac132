"""The provider port over a definition: one request a call, one reading of its answer."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from hub.adapters.http import NOT_SENT
from hub.adapters.providers.declarative import callbacks, masking
from hub.adapters.providers.declarative.answers import Meaning, Reading
from hub.adapters.providers.declarative.requests import Occasion, Wire, rendered
from hub.kernel.ids import new_id
from hub.ports import providers as port

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.adapters.providers.declarative.definition import Call
    from hub.adapters.providers.declarative.loading import Configured
    from hub.ports import Clock

_LONGEST_ANSWER = 1_000_000
_OUT_OF_PLACE = port.Unknown("the answer means something that this call cannot come to")
_NOTHING_SENT = port.Exchange("(nothing was sent)", "", None, timedelta(0))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: ``content`` is the parsed JSON, nothing if it was none."""

    status: int
    content: Any


class DeclarativeProvider:
    """Speaks as its file says. ``client`` is shared between providers; close it when done."""

    def __init__(self, configured: Configured, client: httpx.AsyncClient, clock: Clock) -> None:
        self._configured, self._client, self._clock = configured, client, clock
        self._definition = configured.definition

    @property
    def code(self) -> str:
        """The provider's stable name."""
        return self._definition.provider

    @property
    def polling(self) -> port.Polling | None:
        """When to ask for results."""
        plan = self._definition.polling
        return port.Polling(plan.first, plan.every, plan.until) if plan else None

    @property
    def settling(self) -> timedelta:
        """How long a request without an answer may still be under way."""
        return self._definition.settling

    @property
    def acknowledgement(self) -> port.Acknowledgement:
        """What the provider wants to hear."""
        if self._definition.callback is None:
            return port.Acknowledgement(204, "text/plain", "")
        wanted = self._definition.callback.acknowledge
        return port.Acknowledgement(wanted.status, wanted.content_type, wanted.body)

    async def deliver(self, delivery: port.Delivery) -> tuple[port.Outcome, port.Exchange]:
        """Send the delivery, once."""
        meaning, exchange = await self._ask("deliver", delivery)
        return meaning if isinstance(meaning, port.Outcome) else _OUT_OF_PLACE, exchange

    async def find(self, delivery: port.Delivery) -> tuple[port.Finding, port.Exchange]:
        """Ask how the task stands."""
        if self._definition.calls.find is None:
            return port.Unknown("this provider cannot be asked; wait for its callback"), _NOTHING_SENT
        meaning, exchange = await self._ask("find", delivery)
        return meaning if isinstance(meaning, port.Finding) else _OUT_OF_PLACE, exchange

    async def cancel(self, delivery: port.Delivery) -> tuple[port.Cancellation, port.Exchange]:
        """Ask to take the delivery back."""
        if self._definition.calls.cancel is None:
            return port.NotCancellable("this provider takes nothing back"), _NOTHING_SENT
        meaning, exchange = await self._ask("cancel", delivery)
        return meaning if isinstance(meaning, port.Cancellation) else _OUT_OF_PLACE, exchange

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> port.Callback:
        """Verify and read what the provider tells us unasked."""
        callback = self._definition.callback
        if callback is None:
            raise port.CallbackRefused("NOT_EXPECTED")
        lower = {name.lower(): value for name, value in headers.items()}
        return callbacks.read(self._configured, callback, callbacks.Arrival(lower, body, self._clock.now()))

    async def _ask(self, name: str, delivery: port.Delivery) -> tuple[Meaning, port.Exchange]:
        call = self._definition.call(name)
        assert call is not None  # noqa: S101 (asked for only where there is one)
        wire, shown = rendered(self._configured, call, delivery, Occasion(self._clock.now(), new_id().hex))
        loop = asyncio.get_running_loop()
        started = loop.time()
        answer = await self._send(wire)
        took = timedelta(seconds=loop.time() - started)
        if not isinstance(answer, _Answer):
            return answer, port.Exchange(shown, answer.why, None, took)
        meaning, text = self._read(call, answer, delivery)
        return meaning, port.Exchange(shown, text, answer.status, took)

    def _read(self, call: Call, answer: _Answer, delivery: port.Delivery) -> tuple[Meaning, str]:
        assert call.answer is not None  # noqa: S101 (a file without it is refused)
        reading = Reading(self._configured, call.answer, self._clock.now())
        content = reading.parsed(answer.content)
        meaning = reading.meaning(answer.status, content, delivery.task_id)
        if isinstance(meaning, port.Delivered):
            meaning = port.held_against(delivery, meaning)
        return meaning, masking.shown(content, self._definition, delivery.account)

    async def _send(self, wire: Wire) -> _Answer | port.Unknown | port.Unreachable:
        seconds = self._definition.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(wire, seconds)
        except NOT_SENT as error:
            return port.Unreachable(f"no connection: {type(error).__name__}")
        except (httpx.HTTPError, TimeoutError) as error:
            return port.Unknown(f"no answer: {type(error).__name__}")

    async def _exchange(self, wire: Wire, seconds: float) -> _Answer | port.Unknown:
        request = self._client.build_request(
            wire.method, wire.url, headers=dict(wire.headers), content=wire.body, timeout=seconds
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LONGEST_ANSWER:
                    return port.Unknown(f"the answer is longer than {_LONGEST_ANSWER} bytes")
        finally:
            await response.aclose()
        return _Answer(response.status_code, _parsed(bytes(body)))


def _parsed(body: bytes) -> Any:  # noqa: ANN401 (a JSON value)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
