"""Several coroutines awaited at once: nothing is lost, nothing runs on, and loaders still see all keys at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from strawberry.dataloader import DataLoader

from schema.compiled.together import Together, apart

if TYPE_CHECKING:
    from collections.abc import Sequence


async def at_once(value: int) -> int:
    return value


async def later(value: int, turns: int) -> int:
    for _ in range(turns):
        await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    return value


async def failing() -> int:
    await asyncio.sleep(0)
    raise LookupError


async def test_results_come_in_order_however_long_each_takes() -> None:
    assert await Together([later(1, 5), at_once(2), later(3, 0), at_once(4)]) == [1, 2, 3, 4]
    assert await Together([]) == []


async def test_a_loader_sees_all_keys_at_once_and_several_may_wait_for_the_same() -> None:
    batches: list[list[int]] = []

    async def load(keys: list[int]) -> Sequence[int]:
        batches.append(keys)
        await asyncio.sleep(0.001)
        return [key * 10 for key in keys]

    loader = DataLoader(load_fn=load)

    async def twice(key: int) -> int:
        return await loader.load(await loader.load(key))

    async def inner(key: int) -> list[int]:
        return await Together([twice(key), twice(1), later(key, 1)])

    assert await Together([inner(1), inner(2)]) == [[100, 100, 1], [200, 100, 2]]
    assert batches == [[1, 2], [10, 20]]


async def test_the_first_failure_ends_the_others() -> None:
    ended: list[int] = []

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    with pytest.raises(LookupError):
        await Together([long(), failing(), long()])
    assert ended == [1, 1]


async def test_cancelling_ends_all() -> None:
    ended: list[int] = []

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def both() -> None:
        await Together([long(), long()])

    task = asyncio.create_task(both())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [1, 1]


async def test_apart_each_may_limit_its_own_time() -> None:
    async def given_up() -> bool:
        try:
            async with asyncio.timeout(0):
                await asyncio.sleep(60)
        except TimeoutError:
            return True
        return False

    assert await apart([later(1, 3), given_up(), later(2, 0)]) == [1, True, 2]
    with pytest.raises(ExceptionGroup):
        await apart([later(1, 0), failing()])
