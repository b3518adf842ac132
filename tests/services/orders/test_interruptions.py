"""Whatever dies, and wherever: nothing is done by halves, and the next sweep ends it; money and grants agree."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tortoise.connection import get_connection

from hub.entitlements.models import GrantRow, HoldingRow
from hub.fulfilment.models import TaskRow
from hub.fulfilment.rules.codes import CodeState
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.rules.values import OrderState, PaymentState, RefundState
from hub.orders.service.refunding import Return, refund
from hub.ports import payments as port
from tests.services.orders.conftest import Till, codes, held, stock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WHOLE = Return("changed their mind")
EVERYTHING = {"vip": 1, "music": 1, "visit": 1, "voucher": 1}


class Died(BaseException):
    """The process ended here."""


@dataclass
class Dying:
    """A gateway of a process that dies as it asks for something, or just as it has been answered."""

    behind: port.PaymentGateway
    asking: str
    is_answered: bool

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self.behind, name)
        if name != self.asking:
            return asked

        async def die(*arguments: object) -> None:
            if self.is_answered:
                await asked(*arguments)
            raise Died

        return die


def dying(till: Till, asking: str, *, is_answered: bool) -> Till:
    gateway: Any = Dying(till.sandbox.gateway, asking, is_answered)
    return replace(till, ports=replace(till.ports, gateways={"sandbox": gateway}))


@asynccontextmanager
async def failing(table: str, happening: str, when: str = "true") -> AsyncIterator[None]:
    """The database fails whenever this happens to the table."""
    connection = get_connection("default")
    await connection.execute_script(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'out of order'; END $$;"
        f"CREATE TRIGGER fail BEFORE {happening} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION fail()"
    )
    yield
    await connection.execute_script(f"DROP TRIGGER fail ON {table}; DROP FUNCTION fail")


async def recover(till: Till) -> None:
    for _ in range(3):
        await till.sweep_after(timedelta(minutes=3))


@pytest.mark.parametrize(
    ("asking", "is_answered", "money"),
    [("payer", False, []), ("payer", True, []), ("charge", False, []), ("charge", True, [9_999])],
)
async def test_a_payment_cut_short_at_the_gateway_is_found_out(
    till: Till, ling: Member, *, asking: str, is_answered: bool, money: list[int]
) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, "joint-once")
    with pytest.raises(Died):
        await dying(till, asking, is_answered=is_answered).pay(ling, order)
    assert [each.state for each in await till.payments(order)] == [PaymentState.UNKNOWN]
    await recover(till)
    assert await till.charged() == money
    if not money:
        assert [each.state for each in await till.payments(order)] == [PaymentState.NOT_MADE]
        await till.pay(ling, order)
    assert (await till.now(order)).state is OrderState.PAID
    assert await till.charged() == [9_999]
    assert await held(ling) == EVERYTHING


@pytest.mark.parametrize(
    ("table", "happening", "when"),
    [
        ("payments", "UPDATE", "NEW.state = 'SUCCEEDED'"),
        ("holdings", "INSERT", "true"),
        ("grants", "INSERT", "NEW.benefit = 'visit'"),
        ("segments", "INSERT", "true"),
        ("order_parts", "UPDATE", "true"),
        ("orders", "UPDATE", "true"),
        ("tasks", "INSERT", "true"),
        ("codes", "UPDATE", "true"),
        ("journal", "INSERT", "NEW.action = 'pay'"),
    ],
)
async def test_a_paid_order_that_fails_anywhere_is_nothing_yet_and_everything_later(
    till: Till, ling: Member, table: str, happening: str, when: str
) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, "joint-once")
    async with failing(table, happening, when):
        with pytest.raises(Exception, match="out of order"):
            await till.pay(ling, order)
        with pytest.raises(Exception, match="out of order"):
            await recover(till)
        assert (await till.now(order)).state is OrderState.AWAITING_PAYMENT
        assert await held(ling) == {}
        assert await HoldingRow.all().count() == await GrantRow.all().count() == await TaskRow.all().count() == 0
        assert await codes(CodeState.RESERVED) == 1
    await recover(till)
    assert (await till.now(order)).state is OrderState.PAID
    assert await held(ling) == EVERYTHING
    assert await codes(CodeState.ISSUED) == 1
    assert await till.charged() == [9_999]


@pytest.mark.parametrize(
    ("table", "happening"),
    [
        ("refunds", "INSERT"),
        ("grants", "UPDATE"),
        ("segments", "DELETE"),
        ("tasks", "UPDATE"),
        ("codes", "UPDATE"),
        ("order_parts", "UPDATE"),
        ("orders", "UPDATE"),
        ("journal", "INSERT"),
    ],
)
async def test_a_refund_that_fails_anywhere_takes_nothing(till: Till, ling: Member, table: str, happening: str) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "joint-once")
    async with failing(table, happening):
        with pytest.raises(Exception, match="out of order"):
            await refund(till.ports, order.number, WHOLE, till.act("key"))
        assert (await till.now(order)).state is OrderState.PAID
        assert await held(ling) == EVERYTHING
        assert (await reads.refunds([order.id]))[order.id] == []
    await refund(till.ports, order.number, WHOLE, till.act("key"))
    await recover(till)
    assert await till.charged() == [0]
    assert await codes(CodeState.FREE) == 1


@pytest.mark.parametrize("is_answered", [False, True])
async def test_a_refund_cut_short_at_the_gateway_goes_back_once(till: Till, ling: Member, *, is_answered: bool) -> None:
    order = await till.buy(ling, "month-once", "taste-once")
    await refund(till.ports, order.number, WHOLE, till.act())
    with pytest.raises(Died):
        await dying(till, "refund", is_answered=is_answered).sweep()
    if is_answered:
        await recover(dying(till, "refund", is_answered=False))
    await recover(till)
    assert [each.state for each in (await reads.refunds([order.id]))[order.id]] == [RefundState.REFUNDED]
    assert await till.charged() == [500]


async def test_a_refund_whose_answer_could_not_be_noted_goes_back_once(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once", "taste-once")
    await refund(till.ports, order.number, WHOLE, till.act())
    async with failing("refunds", "UPDATE", "NEW.state = 'REFUNDED'"):
        with pytest.raises(Exception, match="out of order"):
            await till.sweep()
    await recover(till)
    assert await till.charged() == [500]
    assert (await till.now(order)).state is OrderState.PARTLY_REFUNDED


async def test_an_event_that_failed_is_acted_on_when_it_comes_again(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    await till.pay(ling, order, "waits")
    async with failing("grants", "INSERT"):
        with pytest.raises(Exception, match="out of order"):
            await till.hear(2)
    till.heard = 0
    await till.hear(2)
    assert (await till.now(order)).state is OrderState.PAID
    assert await held(ling) == {"vip": 1}
