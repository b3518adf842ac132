"""The link behind the button of a message: it opens the renewal page for one member, for that alone, and expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from hub.kernel.calendar import parse_instant
from hub.kernel.errors import InvalidInput
from hub.ports.sealing import seal_token, unseal_token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.ports import Ports

LINK_MARK = "renew_"
"""How the credential begins that is the end of a link."""

_PURPOSE = "renewal link"
_GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a link is for: renewing these benefits of this member, before ``until``."""

    member_id: UUID
    benefits: tuple[str, ...]
    until: datetime


def renewal_link(ports: Ports, member_id: UUID, benefits: Sequence[str]) -> str:
    """An address good for seven days; what it says is sealed, so nobody can make or change one."""
    until = ports.clock.now() + _GOOD_FOR
    content = orjson.dumps({"member": str(member_id), "benefits": list(benefits), "until": until}).decode()
    return f"{ports.site}/renew/{seal_token(ports.cipher, content, _PURPOSE)}"


def open_link(ports: Ports, token: str) -> Renewal:
    """What the link that ends in ``token`` is for; ``InvalidInput`` where it has expired or is none of ours."""
    try:
        content = orjson.loads(unseal_token(ports.cipher, token, _PURPOSE))
    except ValueError:
        raise InvalidInput("token", "this is not one of our links; open your benefits and renew there") from None
    until = parse_instant(content["until"])
    if ports.clock.now() >= until:
        raise InvalidInput("token", "this link has expired; open your benefits and renew there")
    return Renewal(UUID(content["member"]), tuple(content["benefits"]), until)
