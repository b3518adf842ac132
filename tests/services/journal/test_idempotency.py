import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.journal.errors import IdempotencyKeyReused
from hub.journal.service import once
from hub.kernel.errors import InvalidInput, NotFound

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TWO_VISITS = {"benefit": "lounge", "quantity": 2}

pytestmark = pytest.mark.usefixtures("database")


class Doing:
    """Counts how often it was done; ``begun`` tells that it is, and ``release`` lets it finish."""

    def __init__(self) -> None:
        self.times = 0
        self.begun = asyncio.Event()
        self.release = asyncio.Event()
        self.release.set()

    async def __call__(self) -> dict[str, Any]:
        self.times += 1
        self.begun.set()
        await self.release.wait()
        return {"time": self.times}


async def test_a_repeated_request_is_done_once_and_answers_the_same() -> None:
    doing = Doing()
    first = await once("consume:a", "k", TWO_VISITS, NOW, doing)
    again = await once("consume:a", "k", dict(reversed(TWO_VISITS.items())), NOW, doing)
    assert first == again == {"time": 1}
    assert doing.times == 1


async def test_other_content_under_a_used_key_is_refused() -> None:
    doing = Doing()
    await once("consume:a", "k", TWO_VISITS, NOW, doing)
    with pytest.raises(IdempotencyKeyReused) as refused:
        await once("consume:a", "k", {**TWO_VISITS, "quantity": 3}, NOW, doing)
    assert refused.value == IdempotencyKeyReused("k")
    assert doing.times == 1


async def test_two_members_may_use_the_same_key() -> None:
    doing = Doing()
    await once("consume:a", "k", TWO_VISITS, NOW, doing)
    await once("consume:b", "k", TWO_VISITS, NOW, doing)
    assert doing.times == 2


async def test_repetitions_that_arrive_meanwhile_wait_for_the_first() -> None:
    doing = Doing()
    doing.release.clear()
    requests = [asyncio.create_task(once("consume:a", "k", TWO_VISITS, NOW, doing)) for _ in range(16)]
    await asyncio.wait_for(doing.begun.wait(), 20)
    await asyncio.sleep(0.1)
    assert doing.times == 1
    doing.release.set()
    assert await asyncio.gather(*requests) == [{"time": 1}] * 16
    assert doing.times == 1


async def test_a_refused_request_may_be_tried_again_with_its_key() -> None:
    async def refuse() -> dict[str, Any]:
        raise NotFound("benefit", "lounge")

    with pytest.raises(NotFound):
        await once("consume:a", "k", TWO_VISITS, NOW, refuse)
    assert await once("consume:a", "k", TWO_VISITS, NOW, Doing()) == {"time": 1}


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_has_1_to_200_characters(key: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 200"):
        await once("consume:a", key, TWO_VISITS, NOW, Doing())
