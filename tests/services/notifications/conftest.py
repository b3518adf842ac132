"""A member, and couriers that keep what they carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.ports import Ports
from tests.couriers import FakeCourier


@pytest.fixture
def mail() -> FakeCourier:
    return FakeCourier()


@pytest.fixture
def webhooks() -> FakeCourier:
    return FakeCourier(is_safe_to_repeat=True)


@pytest.fixture
def carried(ports: Ports, mail: FakeCourier, webhooks: FakeCourier) -> Ports:
    return replace(ports, couriers={"EMAIL": mail, "WEBHOOK": webhooks}, site="https://hub.example")


@pytest.fixture
async def ling(database: str, ports: Ports) -> Member:
    return await members.create_member(ports, "test", NewMember("u-ling", "林玲", email="Ling@example.com"))
