"""A stand-in's orders: what it was asked, what became of it, and what it really delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.adapters.sandbox.providers import products
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from hub.adapters.sandbox.ledger import Entry, Ledger
    from hub.ports import Clock

_SLOW = 10
"""How many times as long a slow product takes."""

CODE_LIFE = 90 * 24 * 3600
"""Seconds for which a code works."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the hub asks for."""

    task_id: str
    product: str
    account: str
    quantity: int


class Book:
    """One stand-in's orders in the ledger. ``pace`` is the unit of waiting in seconds."""

    def __init__(self, ledger: Ledger, provider: str, pace: float, clock: Clock) -> None:
        self._ledger, self._kind, self._pace, self._clock = ledger, f"order:{provider}", pace, clock

    def place(self, wish: Wish, *, once: bool) -> tuple[Entry, bool]:
        """The order for a wish, and whether it is new. ``once``: a task has one order; else each asking makes one."""
        known = self.of_task(wish.task_id)
        key = wish.task_id if once or not known else f"{wish.task_id}#{new_id().hex}"
        return self._ledger.enter(self._kind, key, self._order(wish))

    def _order(self, wish: Wish) -> Entry:
        paces = 0 if products.has(wish.product, "now") else _SLOW if products.has(wish.product, "slow") else 1
        order: Entry = {"id": new_id().hex, "task_id": wish.task_id, "product": wish.product, "account": wish.account}
        order |= {"quantity": wish.quantity, "status": "working", "paces": paces, "codes": [], "link": None}
        return order | {"due": self._now() + paces * self._pace}

    def of_task(self, task_id: str) -> Entry | None:
        """The first order made for a task, as it stands."""
        order = self._ledger.by_key(self._kind, task_id)
        return self.settled(order) if order else None

    def get(self, order_id: str) -> Entry:
        """The order of this id, as it stands."""
        order = self._ledger.get(self._kind, order_id)
        assert order is not None, order_id  # noqa: S101 (ids in the outbox are ours)
        return self.settled(order)

    def settled(self, order: Entry) -> Entry:
        """The order as it stands now: one that is due is carried out."""
        if order["status"] != "working" or self._now() < order["due"]:
            return order
        order = order | {"status": "failed" if products.has(order["product"], "barred") else "done"}
        giving = products.giving(order["product"])
        if order["status"] == "done" and giving == "codes":
            order["codes"] = [self._code(order, number) for number in range(order["quantity"])]
        if order["status"] == "done" and giving == "link":
            order["link"] = f"https://benefits.example/claim/{order['id']}"
        self._ledger.amend(self._kind, order)
        return order

    def _code(self, order: Entry, number: int) -> Entry:
        tail = order["id"][-12:].upper()
        return {"code": f"{tail}-{number:04}", "password": tail[::-1], "until": int(self._now()) + CODE_LIFE}

    def cancel(self, order: Entry) -> bool:
        """Take the order back, unless it gave codes; whether it is taken back now."""
        if order["codes"] or order["status"] == "failed":
            return False
        self._ledger.amend(self._kind, order | {"status": "cancelled"})
        return True

    def tasks(self) -> dict[str, Entry]:
        """By task: how often it was ordered and delivered, and the codes given."""
        tasks: dict[str, Entry] = {}
        for order in map(self.settled, self._ledger.every(self._kind)):
            task = tasks.setdefault(order["task_id"], {"ordered": 0, "delivered": 0, "cancelled": 0, "codes": []})
            task["ordered"] += 1
            task["delivered"] += order["status"] == "done"
            task["cancelled"] += order["status"] == "cancelled"
            task["codes"] += [each["code"] for each in order["codes"]]
        return tasks

    def _now(self) -> float:
        return self._clock.now().timestamp()
