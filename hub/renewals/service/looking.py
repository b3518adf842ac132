"""One look at an agreement that a worker holds, and what it writes down there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hub.journal import service as journal
from hub.renewals.service.holding import store_held
from hub.renewals.service.situation import under_way
from hub.renewals.service.telling import Teller

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.orders.rules.values import Standing
    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement, Renewal, State
    from hub.renewals.service.ordering import Placing
    from hub.renewals.service.situation import Situation

ACTOR: Final = "system"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, at an instant, by the holder of ``lease``; orders are placed by ``place``."""

    ports: Ports
    policy: Policy
    found: Situation
    lease: UUID
    place: Placing

    @property
    def agreement(self) -> Agreement:
        """The agreement as it was found."""
        return self.found.facts.agreement

    @property
    def renewal(self) -> Renewal:
        """Its next renewal; asked for only where there is one."""
        renewal = self.found.facts.renewal
        assert renewal is not None  # noqa: S101 - the rules decide on these steps for a renewal alone
        return renewal

    @property
    def member(self) -> Member:
        """Whose it is."""
        return self.found.member

    @property
    def now(self) -> datetime:
        """The present."""
        return self.ports.clock.now()

    @property
    def teller(self) -> Teller:
        """Who tells the member."""
        return Teller(self.ports, self.member, self.agreement)

    @property
    def standing(self) -> Standing:
        """How its order stands; asked for only where there is one."""
        standing = self.found.standing
        assert standing is not None  # noqa: S101 - the rules decide on these steps for an order alone
        return standing

    async def store(self, state: State, renewal: Renewal) -> Renewal:
        """Write the renewal, and that the agreement is in ``state``."""
        await store_held(self.agreement, self.lease, state, renewal)
        return renewal

    def under_way(self, state: State, renewal: Renewal, standing: Standing) -> Situation:
        """What is known after a step that wrote this down."""
        agreement = replace(self.agreement, state=state)
        return self.found.with_facts(under_way(agreement, renewal, self.member, standing), standing)

    async def record(self, action: str, **facts: object) -> None:
        """Write it into the journal, in the caller's transaction."""
        subject, member = f"agreement:{self.agreement.id}", self.agreement.member_id
        plain = {name: None if each is None else str(each) for name, each in facts.items()}
        await journal.record(self.now, ACTOR, action=action, subject=subject, member_id=member, facts=plain)
