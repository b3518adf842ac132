"""How the work that nobody waits for stands."""

from __future__ import annotations

from datetime import datetime

import strawberry
from redis import RedisError

from hub.insights import reads
from schema.context import Info


@strawberry.type(description="How one kind of work stands.")
class Work:
    """The same figures as `hub jobs status` and `/metrics`."""

    kind: str = strawberry.field(description="What it is, e.g. `messages`.")
    due: int = strawberry.field(description="To be done now.")
    running: int = strawberry.field(description="In some worker's hands.")
    late: int = strawberry.field(description="Of what is due: for a minute or longer.")
    failed: int = strawberry.field(description="Given up or missed within a day, or waiting for a person.")
    oldest_due_at: datetime | None = strawberry.field(description="Since when the oldest has been due.")


@strawberry.type(description="The work that nobody waits for, and whether anybody does it.")
class Jobs:
    """All kinds of it."""

    has_queue: bool = strawberry.field(
        description="The queue answers; workers wait until it does, and then sweep for what they missed."
    )
    has_worker: bool = strawberry.field(description="A worker said lately that it is at work.")
    waiting: int = strawberry.field(description="How many jobs wait in the queue.")
    work: list[Work] = strawberry.field(description="Every kind of work.")


@strawberry.type
class WorkQuery:
    """Looking after the hub itself."""

    @strawberry.field(description="How the work that nobody waits for stands.")
    async def jobs(self, info: Info) -> Jobs:
        context = info.context
        try:
            queue = await context.ports.queue.status()
        except (RedisError, OSError):
            queue = None
        return Jobs(
            has_queue=queue is not None,
            has_worker=bool(queue and queue.has_worker),
            waiting=queue.waiting if queue else 0,
            work=[
                Work(
                    kind=each.kind,
                    due=each.due,
                    running=each.running,
                    late=each.late,
                    failed=each.failed,
                    oldest_due_at=each.oldest_due_at,
                )
                for each in await reads.work(context.now)
            ],
        )
