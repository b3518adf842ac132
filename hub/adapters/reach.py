"""Whether the servers that the hub was told to use are there."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import asyncpg
from redis import RedisError
from redis.asyncio import Redis

from hub.adapters.failures import StartFailed

_PATIENCE = 5.0
_OLDEST_POSTGRESQL = 140_000
_OLDEST_REDIS = 6


async def check_database(url: str) -> None:
    """Refuse a PostgreSQL that cannot be reached or is too old."""
    try:
        connection = await asyncpg.connect(url, timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StartFailed(f"cannot reach HUB_DATABASE_URL ({_without_password(url)}): {_reason(error)}") from None
    try:
        version = int(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()
    if version < _OLDEST_POSTGRESQL:
        raise StartFailed(f"HUB_DATABASE_URL is PostgreSQL {version // 10_000}; the hub needs 14 or newer")


async def check_redis(url: str) -> None:
    """Refuse a Redis-protocol server that cannot be reached or is too old."""
    try:
        async with Redis.from_url(url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE) as client:
            version = str((await client.info("server"))["redis_version"])
    except (OSError, TimeoutError, ValueError, RedisError) as error:
        raise StartFailed(f"cannot reach HUB_REDIS_URL ({_without_password(url)}): {_reason(error)}") from None
    if int(version.split(".", maxsplit=1)[0]) < _OLDEST_REDIS:
        raise StartFailed(f"HUB_REDIS_URL is Redis {version}; the hub needs 6 or newer")


def check_port(host: str, port: int) -> None:
    """Refuse an address on which something else listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartFailed(
                f"cannot listen on {host}:{port} ({error.strerror}); free it or choose another HUB_PORT or HUB_HOST"
            ) from None


def free_port(host: str) -> int:
    """A port of ``host`` that nothing listens on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def listens(host: str, port: int) -> bool:
    """Something takes connections at this address now."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


async def answers(database_url: str, redis_url: str) -> dict[str, bool]:
    """Which of the two servers answer now, by name."""
    checks = {"database": check_database(database_url), "redis": check_redis(redis_url)}
    outcomes = await asyncio.gather(*checks.values(), return_exceptions=True)
    return {name: not isinstance(outcome, BaseException) for name, outcome in zip(checks, outcomes, strict=True)}


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or 'socket'}:{parts.port or 'default'}{parts.path}"


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_PATIENCE:.0f} s"
    return (str(error) or type(error).__name__).splitlines()[0]
