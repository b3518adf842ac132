"""Whatever takes too long is given up, and nothing else is."""

from __future__ import annotations

import asyncio

import pytest

from schema.patience import Patience


@pytest.fixture(autouse=True)
def both_ways() -> None:
    """Nothing is asked here."""


async def ended(waited: asyncio.Event) -> str:
    await waited.wait()
    return "ended"


async def test_each_that_takes_too_long_is_given_up_and_who_comes_later_has_as_long() -> None:
    patience, never = Patience(0.02), asyncio.Event()
    for _ in range(2):
        late = [asyncio.create_task(patience.lasts(ended(never))) for _ in range(3)]
        await asyncio.sleep(0)
        assert await patience.lasts(asyncio.sleep(0, "at once")) == "at once"
        assert [type(each) for each in await asyncio.gather(*late, return_exceptions=True)] == [TimeoutError] * 3


async def test_who_is_given_up_can_still_be_used() -> None:
    patience = Patience(0.0)
    with pytest.raises(TimeoutError):
        await patience.lasts(ended(asyncio.Event()))
    assert await asyncio.sleep(0, "goes on") == "goes on"


async def test_what_ends_for_another_reason_ends_for_that() -> None:
    patience, never = Patience(60), asyncio.Event()
    left = asyncio.create_task(patience.lasts(ended(never)))
    await asyncio.sleep(0)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    with pytest.raises(TimeoutError, match="theirs"):
        await patience.lasts(broken())


async def broken() -> None:
    raise TimeoutError("theirs")
