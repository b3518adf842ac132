"""What every operation has at hand: the world, who asks, the present, and the loaders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import strawberry

from hub.access.errors import Unauthenticated
from hub.kernel.errors import NotFound
from hub.renewals.rules.policy import USUAL
from schema.loaders import Loaders
from schema.permissions import CARE
from schema.shelves import Beforehand, ShelfLoaders, Shelves

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.access.rules import Identity
    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from schema.grants import Sight


@dataclass
class Context:
    """One operation's surroundings. ``now`` is one instant for the whole operation, so its answers agree."""

    ports: Ports
    identity: Identity | None = None
    shelves: Shelves | None = None
    """Where the catalogue is at hand; the next operation reads it from there."""
    beforehand: Beforehand | None = None
    """What was read together with the caller, for the first operation."""
    is_socket: bool = False
    renewal_policy: Policy = USUAL
    connection_params: dict[str, Any] = field(default_factory=dict)
    now: datetime = field(init=False)
    sights: dict[tuple[UUID, datetime], Sight] = field(init=False)
    """What was looked at of members so far, and for which instant."""
    ends: list[datetime] = field(init=False)
    """Until when time alone changes nothing of what was looked at beside ``sights``."""
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        """Begin the first operation."""
        self.renew()

    def renew(self) -> None:
        """Begin another operation, or another event of a subscription: the present again, and nothing remembered."""
        self.now = self.ports.clock.now()
        self.sights = {}
        self.ends = []
        self.loaders = self._loaders()

    def _loaders(self) -> Loaders:
        caller = self.identity.member if self.identity else None
        return ShelfLoaders(self.shelves, caller, self.beforehand) if self.shelves else Loaders()

    def holds_until(self, *ends: datetime | None) -> None:
        """What was looked at beside ``sights`` may be another from each of these instants on, where there is one."""
        self.ends += [each for each in ends if each]

    @property
    def who(self) -> Identity:
        """Who asks; refuses (``Unauthenticated``) where that is not known."""
        if self.identity is None:
            raise Unauthenticated("nobody is signed in")
        return self.identity

    def sees(self, member_id: UUID) -> bool:
        """Who asks may see this member: it is themselves, or they look after members."""
        return self.identity is not None and (self.identity.role in CARE or self.identity.member_id == member_id)

    def check_sees(self, member_id: UUID, kind: str, key: str) -> None:
        """Refuse (``NotFound``) what belongs to a member whom the caller may not see, as if it did not exist."""
        if not self.sees(member_id):
            raise NotFound(kind, key)


Info = strawberry.Info[Context, None]
