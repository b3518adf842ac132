"""The outer world of long-lived processes: providers, the queue, and what is kept in Redis."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx

from hub.adapters.clock import SystemClock
from hub.adapters.couriers.pace import RedisPace
from hub.adapters.queue import ArqQueue
from hub.adapters.traffic import Limits, RedisTraffic
from hub.fulfilment.rules.pacing import Patience
from hub.renewals.rules.policy import Policy
from hub.wiring import stand_ins
from hub.wiring.providers import SHIPPED, files_in, real_providers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.ports import Ports
    from hub.ports.queue import QueueStatus
    from hub.settings import Settings
    from hub.wiring.servers import Servers


@dataclass(frozen=True, slots=True)
class Outer:
    """``ports`` that reach further, as long as nobody closes what is behind them."""

    ports: Ports
    queue: ArqQueue
    traffic: RedisTraffic
    pace: RedisPace
    client: httpx.AsyncClient

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ports]:
        """Close everything at the end of the context."""
        try:
            yield self.ports
        finally:
            await self.client.aclose()
            await self.queue.close()
            await self.traffic.close()
            await self.pace.close()
            for gateway in self.ports.gateways.values():
                await gateway.aclose()


def reach(ports: Ports, settings: Settings, servers: Servers) -> Outer:
    """``ports`` with providers, a queue and their traffic. Refuses a provider's bad file. Connects to nobody yet."""
    limits = Limits(at_once=settings.provider_at_once, per_second=settings.provider_per_second)
    queue, traffic = ArqQueue(servers.redis_url), RedisTraffic(servers.redis_url, limits)
    pace = RedisPace(servers.redis_url, settings.mail_per_domain)
    client = httpx.AsyncClient(trust_env=False)
    files = files_in(settings.providers) if settings.providers else []
    if settings.is_demo and stand_ins.are_known(os.environ):
        files += files_in(SHIPPED)
    providers = real_providers(files, os.environ, client, SystemClock())
    reaching = replace(ports, queue=queue, traffic=traffic, pace=pace, providers=providers)
    return Outer(reaching, queue, traffic, pace, client)


def patience(settings: Settings) -> Patience:
    """How deliveries are paced."""
    return Patience(
        first_wait=settings.delivery_first_wait,
        fallback_after=settings.delivery_fallback_after,
        deadline=settings.delivery_deadline,
        settling=settings.delivery_settling,
        lease=settings.delivery_lease,
    )


def renewal_policy(settings: Settings) -> Policy:
    """How agreements renew."""
    return Policy(
        notice=settings.renewal_notice,
        notice_ahead=settings.renewal_notice_ahead,
        charge_ahead=settings.renewal_charge_ahead,
        retries=tuple(sorted(settings.renewal_retries)),
        grace=settings.renewal_grace,
        terms_version=settings.renewal_terms,
    )


async def queue_status(servers: Servers) -> QueueStatus:
    """How the queue stands. ``OSError`` or ``redis.RedisError`` where Redis is gone."""
    queue = ArqQueue(servers.redis_url)
    try:
        return await queue.status()
    finally:
        await queue.close()
