"""Members of a shop; each folder says with its fixture ``shop`` what is sold there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.members import service as members
from hub.members.rules import Member, NewMember

if TYPE_CHECKING:
    from hub.ports import Ports


@pytest.fixture
async def ling(shop: None, ports: Ports) -> Member:
    return await members.create_member(ports, "test", NewMember("u-ling", "林玲"))


@pytest.fixture
async def bo(shop: None, ports: Ports) -> Member:
    return await members.create_member(ports, "test", NewMember("u-bo", "Bo"))
