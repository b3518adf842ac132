"""What every test may ask for: a database of its own, Redis, and a clock that it moves itself.

``database``      the URL of a migrated database without a row; models work while the test runs
``redis_url``     an emptied Redis-protocol server
``clock``         a ``FakeClock``; ``ports`` holds it for use cases
``place``         an empty directory in which servers can live
``servers``       the embedded servers themselves, started once a run
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
import redis
from hypothesis import HealthCheck, settings

from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.embedded import postgres, valkey
from hub.adapters.tokens.builtin import BuiltInIssuer
from hub.kernel.secret import Secret
from hub.ports import Ports
from tests import databases
from tests.clusters import migrated
from tests.databases import TheDatabase
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

# Properties are tried on few examples, so that a run takes minutes; HYPOTHESIS_PROFILE=thorough tries many.
settings.register_profile("quick", max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@dataclass(frozen=True)
class Servers:
    directory: Path

    def database_url(self, name: str) -> str:
        return postgres.url(self.directory, name)

    @property
    def redis_url(self) -> str:
        return valkey.url(self.directory)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for processes that they started."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory for servers. Not ``tmp_path``: pytest closes those to PostgreSQL's system user, even in use."""
    with TemporaryDirectory(prefix="hub-") as directory:
        yield Path(directory)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with TemporaryDirectory(prefix="hub-") as directory:
        yield from _running(Path(directory))


def _running(directory: Path) -> Iterator[Servers]:
    with migrated(directory), valkey.running(directory):
        yield Servers(directory)


@pytest.fixture(scope="session")
def the_database(servers: Servers) -> TheDatabase:
    return TheDatabase(servers.database_url(databases.NAME), servers.database_url("postgres"))


@pytest.fixture
async def database_url(the_database: TheDatabase) -> AsyncIterator[str]:
    await the_database.make()
    yield the_database.url
    await the_database.clear()


@pytest.fixture
async def database(database_url: str, the_database: TheDatabase) -> AsyncIterator[str]:
    async with the_database.connected():
        yield database_url


@pytest.fixture
def redis_url(servers: Servers) -> str:
    with redis.Redis.from_url(servers.redis_url) as client:
        client.flushall()
    return servers.redis_url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ports(servers: Servers, clock: FakeClock) -> Ports:
    key = Secret("for tests")
    issuer = BuiltInIssuer(clock, key, is_demo=True)
    changes = ListenedChanges(servers.database_url(databases.NAME))
    return Ports(clock=clock, cipher=AesCipher([key]), issuer=issuer, changes=changes, demo_issuer=issuer)
