"""The database and the Redis-protocol server that the hub works with: its own, or those it was told to use."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.adapters import reach
from hub.adapters.embedded import ownership, postgres, valkey
from hub.adapters.failures import DataInUse, StartFailed
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import SecretStr

    from hub.settings import Settings


@dataclass(frozen=True, slots=True)
class Servers:
    """How to reach the servers, and the keys that seal what is secret in the database.

    The URLs may hold passwords: never log them.
    """

    database_url: str
    redis_url: str
    keys: tuple[Secret, ...]


@contextmanager
def started(settings: Settings) -> Iterator[Servers]:
    """Both servers, for as long as the context lasts: those named in ``settings``, embedded ones for the rest.

    Refuses (``StartFailed``) servers that cannot be reached, and a data directory at which another hub is at work.
    """
    asyncio.run(_check_named(settings))
    directory = settings.data.resolve()
    with ExitStack() as stack:
        if not (settings.database_url and settings.redis_url):
            stack.enter_context(ownership.owned(directory))
        if not settings.database_url:
            stack.enter_context(postgres.running(directory))
        if not settings.redis_url:
            stack.enter_context(valkey.running(directory))
        yield _addresses(settings)


def named(settings: Settings) -> Servers:
    """The servers that ``settings`` name; refuses settings that name only one, or none."""
    if not (settings.database_url and settings.redis_url):
        raise StartFailed("set HUB_DATABASE_URL and HUB_REDIS_URL, or let hub up start everything")
    return _addresses(settings)


async def answering(servers: Servers) -> dict[str, bool]:
    """Which of ``servers`` answer now, by name."""
    return await reach.answers(servers.database_url, servers.redis_url)


@contextmanager
def at_hand(settings: Settings) -> Iterator[Servers]:
    """Both servers for one command: those of the hub that runs on this data directory, if one does, else started."""
    with ExitStack() as stack:
        try:
            servers = stack.enter_context(started(settings))
        except DataInUse:
            servers = _addresses(settings)
        yield servers


async def _check_named(settings: Settings) -> None:
    if settings.database_url:
        await reach.check_database(settings.database_url.get_secret_value())
    if settings.redis_url:
        await reach.check_redis(settings.redis_url.get_secret_value())


def _addresses(settings: Settings) -> Servers:
    directory = settings.data.resolve()
    return Servers(
        _revealed(settings.database_url) or postgres.url(directory),
        _revealed(settings.redis_url) or valkey.url(directory),
        _keys(settings, directory),
    )


def _keys(settings: Settings, directory: Path) -> tuple[Secret, ...]:
    given = _revealed(settings.secret_keys)
    if given is None and settings.database_url:
        raise StartFailed("set HUB_SECRET_KEYS: a database of your own needs a key of your own, and the same each time")
    return tuple(Secret(key.strip()) for key in (given or ownership.own_key(directory)).split(","))


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
