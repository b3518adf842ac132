"""Whether the stored timelines agree with the grants, over the whole database.

The statements find what must never be, whatever the stacking; ``timelines`` works out every member's anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.entitlements.service.rebuilding import rebuild
from hub.kernel.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime

_NEVER = {
    "is in force for another member, or of another benefit, than it was granted": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM segments JOIN grants ON grants.id = grant_id
        WHERE (segments.member_id, segments.benefit) <> (grants.member_id, grants.benefit)""",
    "is in force before it was granted or activated": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM segments JOIN grants ON grants.id = grant_id
        WHERE segments.starts_at < coalesce(activated_at, granted_at)""",
    "is in force though it was never activated": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM segments JOIN grants ON grants.id = grant_id
        WHERE (needs_activation OR starts_on_delivery) AND activated_at IS NULL""",
    "is in force after it was taken back": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM segments JOIN grants ON grants.id = grant_id
        WHERE coalesce(segments.ends_at, 'infinity') > revoked_at""",
    "is in force outside of its window": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM segments JOIN grants ON grants.id = grant_id
        WHERE period IS NULL AND (segments.starts_at < grants.starts_at
        OR coalesce(segments.ends_at, 'infinity') > coalesce(grants.ends_at, 'infinity'))""",
    "was used though it counts nothing, or before it was granted": """
        SELECT DISTINCT 'grant ' || grants.id AS about FROM uses JOIN grants ON grants.id = grant_id
        WHERE grants.quantity IS NULL OR uses.at < granted_at""",
    "was used up more than once over": """
        SELECT 'grant ' || grants.id AS about FROM uses JOIN grants ON grants.id = grant_id
        WHERE allowance IS NULL GROUP BY grants.id HAVING sum(uses.quantity) > min(grants.quantity)""",
}


async def findings() -> list[Finding]:
    """All that does not hold of grants, timelines and uses; nothing, if all is well."""
    connection = get_connection("default")
    found = []
    for what, statement in _NEVER.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement)]
    return found


async def timelines(at: datetime) -> list[Finding]:
    """The members whose stored coverage, or what they see at ``at``, is not what their grants come to."""
    what = "are not what the member's grants come to; hub timeline rebuild mends them"
    return [
        Finding(f"member {each.member.id}", f"{each.segments} segments and {each.glances} glances {what}")
        async for each in rebuild(at, mends=False)
        if each.differs
    ]
