"""Mail to one domain goes out no faster than it bears."""

from __future__ import annotations

from hub.adapters.couriers.pace import RedisPace
from tests.loopback import free_port


async def test_a_domain_gets_so_many_a_second_and_others_are_not_held_up(redis_url: str) -> None:
    first, second = RedisPace(redis_url, 3), RedisPace(redis_url, 3)
    admitted = [await each.admit("example.com") for each in (first, second, first, second, first)]
    assert admitted == [True, True, True, False, False]
    assert await second.admit("example.org")
    await first.close()
    await second.close()


async def test_without_redis_mail_goes_out_all_the_same() -> None:
    pace = RedisPace(f"redis://127.0.0.1:{free_port()}", 1)
    assert [await pace.admit("example.com") for _ in range(2)] == [True, True]
    await pace.close()
