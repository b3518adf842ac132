"""What every provider must do, told over real HTTP: the same tests for three providers that share nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.adapters.clock import SystemClock
from hub.ports import providers as port
from tests.loopback import eventually, free_port
from tests.services.providers.conftest import HASTY, adapter


async def test_a_top_up_is_delivered_once(counter):
    delivery = counter.delivery()
    assert isinstance(await counter.deliver(delivery), port.Accepted)
    assert isinstance(await counter.result(delivery), port.Delivered)
    assert (await counter.ledger())["delivered"] == 1


async def test_codes_arrive_decrypted_each_with_its_window(counter):
    delivery = counter.delivery("vip-code", quantity=3)
    assert isinstance(await counter.deliver(delivery), port.Accepted)
    found = await counter.result(delivery)
    assert isinstance(found, port.Delivered)
    assert [each.code.expose() for each in found.codes] == (await counter.ledger())["codes"]
    now = SystemClock().now()
    assert all(each.valid_until and timedelta(80) < each.valid_until - now < timedelta(100) for each in found.codes)


async def test_a_link_is_a_secret_of_the_member(counter):
    delivery = counter.delivery("vip-link")
    await counter.deliver(delivery)
    found = await counter.result(delivery)
    assert isinstance(found, port.Delivered)
    assert found.link is not None
    assert found.link.expose().startswith("https://benefits.example/claim/")


@pytest.mark.parametrize(("word", "another", "retryable"), [("gone", True, False), ("busy", False, True)])
async def test_a_refusal_says_whether_another_product_or_a_later_try_may_do(counter, word, another, retryable):
    outcome = await counter.deliver(counter.delivery(f"vip-{word}"))
    assert isinstance(outcome, port.Rejected)
    assert (outcome.try_another_product, outcome.retryable) == (another, retryable)
    assert (await counter.ledger())["ordered"] == 0


async def test_what_was_taken_on_can_still_fail(counter):
    delivery = counter.delivery("vip-barred")
    assert isinstance(await counter.deliver(delivery), port.Accepted)
    assert isinstance(await counter.result(delivery), port.Rejected)
    assert (await counter.ledger())["delivered"] == 0


async def test_a_task_nobody_sent_was_never_seen(counter):
    assert await counter.find(counter.delivery(task_id="task-9")) == port.NeverSeen()


async def test_the_result_is_told_by_a_callback_that_only_the_provider_can_sign(counter):
    await counter.deliver(counter.delivery())
    (told,) = await counter.callbacks(1)
    assert told.task_id == "task-1"
    assert isinstance(told.outcome, port.Delivered | port.Accepted)
    (headers, body), *_ = counter.listener.heard
    with pytest.raises(port.CallbackRefused):
        counter.provider.read_callback(headers, body.replace(b"task-1", b"task-2"))
    stranger = adapter(
        counter.name,
        counter.environment | {f"{counter.name.upper()}_SECRET": "x", "SUNRISE_APP_SECRET": "x"},
        counter.client,
    )
    with pytest.raises(port.CallbackRefused):
        stranger.read_callback(headers, body)


async def test_a_callback_told_twice_is_one_message(counter):
    await counter.faults(callback_twice=1)
    await counter.deliver(counter.delivery())
    first, again = await counter.callbacks(2)
    assert first.replay_key == again.replay_key


async def test_a_callback_can_come_before_the_answer(counter):
    await counter.faults(callback_first=1)
    delivery = counter.delivery()
    outcome = await counter.deliver(delivery)
    assert len(counter.listener.heard) == 1
    assert isinstance(outcome, port.Delivered | port.Accepted)


@pytest.mark.parametrize("fault", ["silence_after", "error_after"])
async def test_done_without_an_answer_is_unknown_and_found_by_asking(counter, fault):
    await counter.faults(**{fault: 1})
    delivery = counter.delivery()
    hasty = adapter(counter.name, counter.environment, counter.client, HASTY)
    assert isinstance((await hasty.deliver(delivery))[0], port.Unknown)
    await counter.faults()
    assert isinstance(await counter.result(delivery), port.Delivered)
    assert (await counter.ledger())["delivered"] == 1


@pytest.mark.parametrize("fault", ["error_before", "down"])
async def test_a_failure_before_anything_was_done_is_unknown_until_asked(counter, fault):
    await counter.faults(**{fault: 1})
    delivery = counter.delivery()
    assert isinstance(await counter.deliver(delivery), port.Unknown)
    assert isinstance(await counter.find(delivery), port.Unknown)
    await counter.faults()
    assert await counter.find(delivery) == port.NeverSeen()


async def test_a_request_without_an_answer_may_be_carried_out_later(counter):
    await counter.faults(late=1)
    delivery = counter.delivery()
    assert isinstance(await counter.deliver(delivery), port.Unknown)
    assert await counter.find(delivery) == port.NeverSeen()
    await eventually(lambda: len(counter.listener.heard) == 1)
    assert isinstance(await counter.result(delivery), port.Delivered)
    assert counter.provider.settling > timedelta(seconds=10)


@pytest.mark.parametrize("fault", ["nonsense", "other_task"])
@pytest.mark.parametrize("product", ["vip", "vip-code"])
async def test_a_success_that_makes_no_sense_is_not_believed(counter, fault, product):
    delivery = counter.delivery(product, quantity=2)
    await counter.deliver(delivery)
    await counter.faults(**{fault: 1})
    assert isinstance(await counter.find(delivery), port.Unknown)
    await counter.faults()
    assert isinstance(await counter.result(delivery), port.Delivered)


async def test_where_nobody_listens_nothing_was_done(counter):
    nowhere = counter.environment | {f"{counter.name.upper()}_URL": f"http://127.0.0.1:{free_port()}"}
    provider = adapter(counter.name, nowhere, counter.client)
    outcome, exchange = await provider.deliver(counter.delivery())
    assert isinstance(outcome, port.Unreachable)
    assert exchange.status is None


async def test_wrong_keys_deliver_nothing(counter):
    strangers = {name: "0" * len(value) for name, value in counter.environment.items() if "SECRET" in name}
    outcome, _exchange = await adapter(counter.name, counter.environment | strangers, counter.client).deliver(
        counter.delivery()
    )
    assert isinstance(outcome, port.Rejected)
    assert (await counter.ledger())["ordered"] == 0


async def test_what_staff_see_of_the_exchanges_holds_no_secret_code_or_account(counter):
    delivery = counter.delivery("vip-code-now", quantity=2)
    outcome, sent = await counter.provider.deliver(delivery)
    found = await counter.result(delivery)
    _again, asked = await counter.provider.find(delivery)
    (told,) = await counter.callbacks(1)
    codes = (await counter.ledger())["codes"]
    raw = [value for name, value in counter.environment.items() if not name.endswith("_URL")]
    public = {
        counter.environment["SUNRISE_APP_KEY"],
        counter.environment["HARBOUR_KEY_ID"],
        counter.environment["DRIZZLE_MERCHANT"],
    }
    seen = "\n".join([sent.request, sent.answer, asked.request, asked.answer, told.answer, repr(outcome), repr(found)])
    assert "task-1" in seen
    for secret in [*codes, *(set(raw) - public), "13800138000"]:
        assert secret not in seen
    assert asked.status in {200, 201}
