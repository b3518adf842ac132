"""Real implementations of the ports for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.kernel.secret import Secret
from hub.ports.providers import (
    Acknowledgement,
    Callback,
    CallbackRefused,
    Cancellation,
    Cancelled,
    Delivered,
    Delivery,
    DeliveryForm,
    Exchange,
    Finding,
    IssuedCode,
    NeverSeen,
    Outcome,
    Polling,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at

    def advance(self, by: timedelta) -> None:
        self._at += by


class ScriptedProvider:
    """A provider that does what it is told to, and keeps a ledger of what it was really asked and gave.

    ``script`` holds outcomes for the next ``deliver`` calls; when it is empty, each task is delivered once, however
    often it is asked for. ``done`` are the tasks delivered, so ``find`` knows them.
    """

    def __init__(self, code: str, polling: Polling | None = None) -> None:
        self.code, self.polling, self.settling = code, polling, timedelta(seconds=20)
        self.acknowledgement = Acknowledgement(200, "text/plain", "success")
        self.script: list[Outcome] = []
        self.findings: list[Finding] = []
        self.cancellations: list[Cancellation] = []
        self.asked: list[Delivery] = []
        self.done: dict[str, Delivered] = {}
        self.calls = 0

    async def deliver(self, delivery: Delivery) -> tuple[Outcome, Exchange]:
        self.calls += 1
        self.asked.append(delivery)
        if self.script:
            return self.script.pop(0), EXCHANGE
        return self.done.setdefault(delivery.task_id, self._given(delivery)), EXCHANGE

    def _given(self, delivery: Delivery) -> Delivered:
        codes = tuple(IssuedCode(Secret(f"{delivery.task_id}-{n}")) for n in range(delivery.quantity))
        is_code, is_link = delivery.form is DeliveryForm.CODE, delivery.form is DeliveryForm.LINK
        link = Secret(f"https://{self.code}.example/{delivery.task_id}") if is_link else None
        return Delivered(codes if is_code else (), link, f"ref-{len(self.done)}")

    async def find(self, delivery: Delivery) -> tuple[Finding, Exchange]:
        self.calls += 1
        if self.findings:
            return self.findings.pop(0), EXCHANGE
        return self.done.get(delivery.task_id, NeverSeen()), EXCHANGE

    async def cancel(self, delivery: Delivery) -> tuple[Cancellation, Exchange]:
        self.calls += 1
        if self.cancellations:
            return self.cancellations.pop(0), EXCHANGE
        self.done.pop(delivery.task_id, None)
        return Cancelled(), EXCHANGE

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        raise CallbackRefused("NOT_EXPECTED")


EXCHANGE = Exchange("POST /orders", '{"status": "as told"}', 200, timedelta(milliseconds=12))


class RecordingQueue:
    """Remembers what workers were told; a test runs the jobs itself."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[UUID]]] = []
        self.crowded = False

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        self.told.append((job, list(ids)))

    async def is_crowded(self) -> bool:
        return self.crowded
