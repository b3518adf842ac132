"""What holds now of the grants behind tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.entitlements import reads as entitlements
from hub.fulfilment.rules.planning import awaited
from hub.fulfilment.rules.stepping import Standing
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task


async def standings(tasks: Sequence[Task]) -> dict[UUID, Standing]:
    """By task: whether its grant was taken back, and what its member has to do first. Three statements for all."""
    benefits = await catalogue.benefits(sorted({each.benefit for each in tasks}))
    accounts = await members.accounts(sorted({each.member_id for each in tasks}))
    records = {each.grant.key: each for each in await entitlements.records([each.grant_id for each in tasks])}
    return {
        each.id: Standing(
            is_revoked=records[each.grant_id].grant.revoked is not None,
            awaits=awaited(
                records[each.grant_id], benefits[each.benefit], {known.provider for known in accounts[each.member_id]}
            ),
        )
        for each in tasks
    }
