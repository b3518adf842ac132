"""Codes in the vault: sealed, shown to those who may see them, withdrawn, watched, sealed anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.adapters.cipher import AesCipher
from hub.fulfilment import reads
from hub.fulfilment.errors import CodeStateForbids, ConfirmationNeeded, DuplicateCodes
from hub.fulfilment.models import CodeRow, TaskRow, VaultKeyRow
from hub.fulfilment.rules.codes import Code, CodeState
from hub.fulfilment.rules.manual import Choice, Remedy
from hub.fulfilment.rules.stocking import Batch, NewCode, Pattern
from hub.fulfilment.service import revealing, stocking, vault, watching
from hub.fulfilment.service.checking import findings
from hub.fulfilment.service.remedying import remedy
from hub.fulfilment.service.rotating import rotate
from hub.journal import reads as journal
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import service as members
from hub.members.rules import Member
from hub.ports import Ports
from tests.buying import buy, one
from tests.services.fulfilment.shop import NOW, Shop

BATCH = Batch("voucher", "January")
BY = Act("staff:li", NOW, "k")


def codes(*texts: str) -> list[NewCode]:
    return [NewCode(Secret(each), Secret(f"pw-{each}")) for each in texts]


async def given(ling: Member, world: Shop, *texts: str) -> list[Code]:
    await stocking.stock(world.ports, BATCH, codes(*texts), BY)
    [task] = await buy(ling, one("voucher", len(texts)), NOW)
    await world.work()
    return (await reads.codes_of_tasks([task.id]))[task.id]


async def test_no_code_can_be_read_in_the_database_and_each_is_there_once(shop: None, ports: Ports) -> None:
    await stocking.stock(ports, BATCH, codes("AAAA-BBBB-0001", "AAAA-BBBB-0002"), BY)
    for twice in (codes("X", "Y", "X"), codes("Z", "AAAA-BBBB-0002")):
        with pytest.raises(DuplicateCodes) as refused:
            await stocking.stock(ports, Batch("other", "again"), twice, BY)
        assert refused.value.places == (2,) if len(twice) == 3 else (1,)
    rows = await CodeRow.all()
    assert {row.masked for row in rows} == {"••••0001", "••••0002"}
    everything = repr([[bytes(row.sealed), bytes(row.password or b""), row.fingerprint] for row in rows])
    assert "AAAA" not in everything


async def test_a_member_sees_their_code_after_saying_yes_and_each_time_is_noted(
    ling: Member, bo: Member, world: Shop
) -> None:
    [code] = await given(ling, world, "AAAA-BBBB-0001")
    assert (code.state, code.masked) == (CodeState.ISSUED, "••••0001")
    yes = revealing.confirm(world.ports, ling, code.id)
    shown = await revealing.reveal_code(world.ports, ling, code.id, yes.token, BY)
    assert (shown.code.expose(), shown.password and shown.password.expose()) == ("AAAA-BBBB-0001", "pw-AAAA-BBBB-0001")
    await revealing.reveal_code(world.ports, ling, code.id, yes.token, BY)
    assert [each.action for each in await journal.entries_of_member(ling.id, 2)] == ["reveal_code"] * 2
    assert "AAAA" not in repr(await journal.entries_of_member(ling.id, 2))
    with pytest.raises(NotFound):
        await revealing.reveal_code(world.ports, bo, code.id, revealing.confirm(world.ports, bo, code.id).token, BY)
    world.clock.advance(revealing.CONFIRMED_FOR)
    others = revealing.confirm(world.ports, bo, code.id)
    for token in (yes.token, others.token, "", "nonsense", "é"):
        with pytest.raises(ConfirmationNeeded):
            await revealing.reveal_code(world.ports, ling, code.id, token, BY)


async def test_when_codes_are_replaced_those_used_stay_used_and_the_others_are_new(ling: Member, world: Shop) -> None:
    [used, _] = await given(ling, world, "AAAA-BBBB-0001", "AAAA-BBBB-0002")
    assert used.task_id
    await revealing.redeem(used.id, BY)
    for number in (3, 4):
        world.clock.advance(timedelta(minutes=1))
        await stocking.stock(world.ports, BATCH, codes(f"AAAA-BBBB-000{number}"), BY)
        by = replace(BY, at=world.clock.now())
        await remedy(world.ports, used.task_id, Choice(Remedy.REISSUE, "it does not work"), by)
        await world.work()
    found = (await reads.codes_of_tasks([used.task_id]))[used.task_id]
    assert [(each.masked[-1], each.state) for each in found] == [
        ("1", "REDEEMED"),
        ("2", "VOID"),
        ("3", "VOID"),
        ("4", "ISSUED"),
    ]
    assert not await findings(NOW)


async def test_support_needs_a_reason_and_finds_a_code_by_itself(ling: Member, world: Shop) -> None:
    [code] = await given(ling, world, "AAAA-BBBB-0001")
    with pytest.raises(InvalidInput):
        await revealing.reveal_code_to_support(world.ports, code.id, " ", BY)
    await revealing.reveal_code_to_support(world.ports, code.id, "cannot read it", BY)
    entry = (await journal.entries_of_member(ling.id, 1))[0]
    assert (entry.actor, entry.facts["reason"]) == ("staff:li", "cannot read it")
    found = await revealing.find_code(world.ports, Secret(" AAAA-BBBB-0001 "))
    assert found
    assert found.id == code.id
    assert await revealing.find_code(world.ports, Secret("other")) is None


async def test_a_withdrawn_code_is_neither_shown_nor_sold_and_a_used_one_is_not_withdrawn(
    ling: Member, world: Shop
) -> None:
    first, second = await given(ling, world, "AAAA-BBBB-0001", "AAAA-BBBB-0002")
    await revealing.redeem(second.id, BY)
    assert await stocking.void([first.id, second.id], "leaked", BY) == 1
    with pytest.raises(CodeStateForbids):
        await revealing.reveal_code_to_support(world.ports, first.id, "why not", BY)
    with pytest.raises(CodeStateForbids):
        await revealing.redeem(first.id, BY)


async def test_a_code_of_an_order_that_was_withdrawn_after_its_delivery_is_nothing_for_the_doctor(
    ling: Member, world: Shop
) -> None:
    await stocking.stock(world.ports, BATCH, codes("AAAA-BBBB-0001"), BY)
    order = new_id()
    await vault.reserve(order, {"voucher": 1}, NOW, NOW + timedelta(hours=1))
    [task] = await buy(ling, one("voucher", 1), NOW, order)
    world.clock.advance(timedelta(seconds=2))
    await world.work()
    [code] = (await reads.codes_of_tasks([task.id]))[task.id]
    await stocking.void([code.id], "leaked", BY)
    assert not await findings(world.clock.now())


async def test_a_link_is_shown_like_a_code(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("lounge"), NOW)
    await world.work()
    yes = revealing.confirm(world.ports, ling, task.id)
    link = await revealing.reveal_link(world.ports, ling, task.id, yes.token, BY)
    assert link.expose().startswith("https://lanting.example/")
    with pytest.raises(NotFound):
        await revealing.reveal_link(world.ports, ling, new_id(), yes.token, BY)


async def test_codes_made_by_rule_are_different_and_lie_in_the_vault(shop: None, ports: Ports) -> None:
    made = await stocking.generate(ports, BATCH, Pattern("HUB"), 300, NOW + timedelta(days=30), BY)
    assert len({each.code for each in made}) == 300 == await CodeRow.filter(state="FREE").count()
    assert await stocking.expire(NOW + timedelta(days=30)) == 300
    [stock] = await reads.stocks()
    assert stock.counts == {CodeState.EXPIRED: 300}


async def test_codes_are_not_made_that_have_ended_already(shop: None, ports: Ports) -> None:
    with pytest.raises(InvalidInput):
        await stocking.generate(ports, BATCH, Pattern(), 3, NOW, BY)
    assert not await CodeRow.exists()


async def test_a_product_that_becomes_scarce_is_said_once_each_time(shop: None, ports: Ports) -> None:
    await watching.warn_below("voucher", 2, BY)
    assert [await watching.watch(NOW) for _ in range(2)] == [["voucher"], []]
    await stocking.stock(ports, BATCH, codes("A", "B"), BY)
    assert await watching.watch(NOW) == []
    await CodeRow.all().limit(1).delete()
    await CodeRow.filter(masked="••••").limit(1).delete()
    assert await watching.watch(NOW) == ["voucher"]


async def test_a_key_can_be_thrown_away_once_everything_is_sealed_anew(ling: Member, world: Shop) -> None:
    [code] = await given(ling, world, "AAAA-BBBB-0001")
    [lounge] = await buy(ling, one("lounge"), NOW)
    await world.work()
    await members.bind_account(world.ports, "test", ling.id, "lanting", "13800001234", [r"1\d{10}"])
    old, new = Secret("for tests"), Secret("another key")
    both, alone = (replace(world.ports, cipher=AesCipher(keys)) for keys in ([new, old], [new]))
    marks = [row.fingerprint for row in await CodeRow.all()]
    assert [await rotate(both) for _ in range(2)] == [5, 0]
    assert marks == [row.fingerprint for row in await CodeRow.all()]
    shown = await revealing.reveal_code_to_support(alone, code.id, "after the rotation", BY)
    assert (shown.code.expose(), shown.password and shown.password.expose()) == ("AAAA-BBBB-0001", "pw-AAAA-BBBB-0001")
    assert (await members.reveal_account(alone, ling.id, "lanting")).expose() == "13800001234"
    yes = revealing.confirm(alone, ling, lounge.id)
    assert (await revealing.reveal_link(alone, ling, lounge.id, yes.token, BY)).expose().startswith("https://")
    with pytest.raises(DuplicateCodes):
        await stocking.stock(alone, BATCH, codes("AAAA-BBBB-0001"), BY)
    assert await VaultKeyRow.all().count() == 1
    assert await TaskRow.all().count() == 2
