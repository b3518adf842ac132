"""A small catalogue, two members, and couriers that keep what they carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.catalogue import service as catalogue
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.ports import Ports
from tests.couriers import FakeCourier
from tests.fakes import RecordingQueue
from tests.services.entitlements.conftest import CATALOGUE


@pytest.fixture
def mail() -> FakeCourier:
    return FakeCourier()


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
async def hub(database: str, ports: Ports, mail: FakeCourier, queue: RecordingQueue) -> Ports:
    await catalogue.apply(ports, "test", CATALOGUE)
    return replace(ports, couriers={"EMAIL": mail}, queue=queue, site="https://hub.example")


@pytest.fixture
async def ling(hub: Ports) -> Member:
    return await members.create_member(hub, "test", NewMember("u-ling", "林玲", email="ling@example.com"))


@pytest.fixture
async def bo(hub: Ports) -> Member:
    new = NewMember("u-bo", "Bo", email="bo@example.com", zone="Europe/Berlin")
    return await members.create_member(hub, "test", new)
