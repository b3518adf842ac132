import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from hub.journal import reads, service
from hub.kernel.ids import new_id

NOW = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("database")


async def note(member_id: UUID | None, action: str) -> None:
    await service.record(
        NOW, "staff:li", action=action, subject="grant:1", member_id=member_id, facts={"reason": "goodwill"}
    )


async def position_of_last(member_id: UUID) -> int:
    [entry] = await reads.entries_of_member(member_id, 1)
    return entry.position


async def test_a_members_entries_are_read_newest_first_and_page_by_page() -> None:
    ling, bo = new_id(), new_id()
    for n in range(5):
        await note(ling, f"step-{n}")
    await note(bo, "other")
    first = await reads.entries_of_member(ling, 3)
    rest = await reads.entries_of_member(ling, 3, before=first[-1].position)
    assert [each.action for each in first + rest] == ["step-4", "step-3", "step-2", "step-1", "step-0"]
    assert first[0].facts == {"reason": "goodwill"}
    assert await reads.entries([first[1].id]) == {first[1].id: first[1]}


async def test_what_is_rolled_back_leaves_no_entry() -> None:
    ling = new_id()

    async def fails_after_a_note() -> None:
        async with in_transaction():
            await note(ling, "grant")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_after_a_note()
    assert await reads.entries_of_member(ling, 10) == []


async def test_listeners_hear_of_an_entry_when_it_is_committed(database: str) -> None:
    ling = new_id()
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(database)
    await listener.add_listener(service.CHANNEL, lambda *told: heard.put_nowait(str(told[3])))
    async with in_transaction():
        await note(ling, "grant")
        position = await position_of_last(ling)
        await asyncio.sleep(0.05)
        assert heard.empty()
    assert await asyncio.wait_for(heard.get(), 1) == f"{ling} {position}"
    await note(None, "publish")
    await asyncio.sleep(0.05)
    assert heard.empty()
    await listener.close()
