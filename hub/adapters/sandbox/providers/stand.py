"""What the three stand-ins have in common: orders, callbacks, and the faults between them and the hub."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from hub.adapters.sandbox.outbox import Letter, Outbox
from hub.adapters.sandbox.providers.book import Book, Wish
from hub.adapters.sandbox.providers.faults import Fault, FaultPlan, Misfortune
from hub.adapters.sandbox.serving import outwait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.routing import Route

    from hub.adapters.sandbox.ledger import Entry, Ledger
    from hub.kernel.secret import Secret
    from hub.ports import Clock

_LATENESS = 3
"""Paces after which a request that got no answer is carried out after all."""

_PATIENCE = 20
"""Paces for which an answer waits for its callback to arrive first."""


class Stand(ABC):
    """One stand-in provider. ``keys`` are its secrets by name, ``callbacks`` the hub's address for what it tells."""

    code: ClassVar[str]
    repeats: ClassVar[bool] = False
    """Whether asking twice for one task makes two deliveries."""

    plan: ClassVar[FaultPlan] = FaultPlan()
    """What goes wrong unless told otherwise."""

    def __init__(self, ledger: Ledger, keys: Mapping[str, Secret], callbacks: str, pace: float, clock: Clock) -> None:
        self.book, self.keys, self.clock, self._pace = Book(ledger, self.code, pace, clock), keys, clock, pace
        self.outbox = Outbox(ledger, self.code, f"{callbacks}/{self.code}/callback", pace, clock, self._seal)
        self.misfortune = Misfortune(self.plan)

    @abstractmethod
    def routes(self) -> list[Route]:
        """The provider's own addresses."""

    @abstractmethod
    def letter(self, order: Entry) -> Letter:
        """The callback that tells how an order stands, signed."""

    @abstractmethod
    def describe(self, order: Entry) -> Response:
        """The answer that tells how an order stands."""

    @abstractmethod
    def nonsense(self, order: Entry) -> Response:
        """A success that makes no sense."""

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock.now().timestamp())

    async def take(self, request: Request, wish: Wish, refusal: Callable[[Entry], Response] | None) -> Response:
        """Make an order and answer, unless something goes wrong. ``refusal`` answers a task that is known already."""
        strikes = self.misfortune.strikes
        await self._dawdle()
        if strikes(Fault.DOWN) or strikes(Fault.ERROR_BEFORE):
            return Response("out of order", 503)
        if strikes(Fault.LATE):
            return Response("out of patience", 504, background=BackgroundTask(self._place_late, wish))
        order, is_new = self._place(wish)
        if strikes(Fault.SILENCE_AFTER):
            await outwait(request)
        if strikes(Fault.ERROR_AFTER):
            return Response("out of order", 500)
        if strikes(Fault.CALLBACK_FIRST):
            await self.outbox.empty(patience=order["paces"] + _PATIENCE)
        return self._spoilt(order) or (
            refusal(order) if refusal and not is_new else self.describe(self.book.settled(order))
        )

    def _place(self, wish: Wish) -> tuple[Entry, bool]:
        order, is_new = self.book.place(wish, once=not self.repeats)
        if is_new:
            self._will_tell(order)
        return order, is_new

    async def _place_late(self, wish: Wish) -> None:
        await asyncio.sleep(self._pace * _LATENESS)
        self._place(wish)

    async def tell(self, order: Entry | None, unknown: Callable[[], Response]) -> Response:
        """Say how an order stands, unless something goes wrong."""
        strikes = self.misfortune.strikes
        await self._dawdle()
        if strikes(Fault.DOWN) or strikes(Fault.ERROR_BEFORE):
            return Response("out of order", 503)
        return unknown() if order is None else self._spoilt(order) or self.describe(order)

    def _spoilt(self, order: Entry) -> Response | None:
        if self.misfortune.strikes(Fault.NONSENSE):
            return self.nonsense(order)
        if self.misfortune.strikes(Fault.OTHER_TASK):
            return self.describe(order | {"task_id": "somebody-elses", "status": "done", "id": "0"})
        return None

    def _will_tell(self, order: Entry) -> None:
        for _ in range(2 if self.misfortune.strikes(Fault.CALLBACK_TWICE) else 1):
            self.outbox.post({"order": order["id"]}, order["paces"])

    def _seal(self, message: Entry) -> Letter:
        return self.letter(self.book.get(message["order"]))

    async def _dawdle(self) -> None:
        if self.misfortune.plan.slowness:
            await asyncio.sleep(self._pace * self.misfortune.plan.slowness)

    async def ledger(self, _request: Request) -> Response:
        """What was delivered, by task."""
        return JSONResponse({"tasks": self.book.tasks()})

    async def set_faults(self, request: Request) -> Response:
        """Let other things go wrong from now on."""
        self.misfortune = Misfortune(FaultPlan.model_validate_json(await request.body()))
        return Response(status_code=204)
