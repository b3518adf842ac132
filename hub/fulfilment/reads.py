"""Looking up deliveries and codes. Answers are values; codes are masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connection
from tortoise.expressions import Subquery

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.models import AttemptRow, CodeRow, RouteRow, SendingRow, StockLevelRow, TaskRow
from hub.fulfilment.rules.codes import Code, CodeState, Stock
from hub.fulfilment.rules.routing import RouteRule
from hub.fulfilment.rules.sendings import Sending, SendingState
from hub.fulfilment.rules.tasks import Awaited, Route, State, Task
from hub.kernel.calendar import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from tortoise.queryset import QuerySet


async def route_rules(benefits: Collection[str]) -> list[RouteRule]:
    """The routes written down for these benefits, best first."""
    return await _route_rules(RouteRow.filter(benefit__in=list(benefits)))


async def all_route_rules() -> list[RouteRule]:
    """The routes written down for every benefit, best first."""
    return await _route_rules(RouteRow.all())


async def _route_rules(rows: QuerySet[RouteRow]) -> list[RouteRule]:
    return [
        RouteRule(row.benefit, Route(row.provider, row.product), Period.parse(row.period) if row.period else None)
        for row in await rows.order_by("benefit", "period", "rank")
    ]


async def tasks(ids: Collection[UUID]) -> dict[UUID, Task]:
    """The tasks with these ids; unknown ids are left out."""
    return {row.id: task(row) for row in await TaskRow.filter(id__in=list(ids))}


async def tasks_of_grants(grant_ids: Sequence[UUID]) -> dict[UUID, Task]:
    """The task of each of these grants; grants with nothing to deliver are left out."""
    return {row.grant_id: task(row) for row in await TaskRow.filter(grant_id__in=list(grant_ids))}


@dataclass(frozen=True, slots=True)
class Board:
    """Which deliveries staff look at: those in one of ``states``, of one provider, of one benefit; none: of any."""

    states: Collection[State] = ()
    provider: str | None = None
    benefit: str | None = None


ATTEMPTS_SHOWN = 50
"""How many exchanges of a delivery are shown."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One exchange with a provider, masked: what was asked, what came of it. ``status`` is HTTP's, times in ms."""

    id: UUID
    provider: str
    kind: str
    outcome: str
    why: str
    request: str
    answer: str
    status: int | None
    took_ms: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """How a provider did: ``answered`` of so many ``requests``, half within ``median_ms``, 95 % within ``slow_ms``."""

    requests: int
    answered: int
    median_ms: int
    slow_ms: int


async def all_tasks(limit: int, before: UUID | None, board: Board) -> list[Task]:
    """At most ``limit`` deliveries of all members, newest first."""
    wanted = {"state__in": list(board.states), "provider": board.provider, "benefit": board.benefit, "id__lt": before}
    rows = TaskRow.filter(**{name: value for name, value in wanted.items() if value}).order_by("-id").limit(limit)
    return [task(row) for row in await rows]


async def attempts_of_tasks(task_ids: Sequence[UUID]) -> dict[UUID, list[Attempt]]:
    """The latest exchanges with providers about each of these tasks, newest first, masked."""
    found: dict[UUID, list[Attempt]] = {each: [] for each in task_ids}
    for task_id, own in found.items():
        rows = await AttemptRow.filter(task_id=task_id).order_by("-id").limit(ATTEMPTS_SHOWN)
        own.extend(attempt(row) for row in rows)
    return found


async def records(since: datetime) -> dict[str, Record]:
    """How the providers did since then, by provider; those that were not asked are left out."""
    rows = await get_connection("default").execute_query_dict(_RECORDS, [since])
    return {row.pop("provider"): Record(**row) for row in rows}


_RECORDS = """
    SELECT provider, count(*) AS requests, count(*) FILTER (WHERE outcome NOT IN ('UNKNOWN', 'UNREACHABLE'))
        AS answered, percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms) AS median_ms,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY took_ms) AS slow_ms
    FROM attempts WHERE at >= $1 AND kind <> 'CALLBACK' GROUP BY provider
"""


async def current_sendings(task_ids: Sequence[UUID]) -> dict[UUID, Sending]:
    """The open order of each of these tasks, or the one that delivered; tasks with neither are left out."""
    rows = await SendingRow.filter(task_id__in=list(task_ids), state__in=[SendingState.OPEN, SendingState.DELIVERED])
    return {row.task_id: sending(row) for row in sorted(rows, key=lambda row: row.state == SendingState.OPEN)}


async def codes_of_tasks(task_ids: Sequence[UUID]) -> dict[UUID, list[Code]]:
    """The codes that each of these tasks gave its member, in the order given; masked."""
    return await _codes(task_ids, CodeRow.filter(task_id__in=list(task_ids)))


async def codes_shown(task_ids: Sequence[UUID]) -> dict[UUID, list[Code]]:
    """As ``codes_of_tasks``, without those that came with the payment for what the member still has to do something."""
    ready = TaskRow.filter(id__in=list(task_ids), awaits=None).values("id")
    return await _codes(task_ids, CodeRow.filter(task_id__in=Subquery(ready)))


async def _codes(task_ids: Sequence[UUID], rows: QuerySet[CodeRow]) -> dict[UUID, list[Code]]:
    found: dict[UUID, list[Code]] = {each: [] for each in task_ids}
    for row in await rows.order_by("issued_at", "id"):
        if row.task_id:
            found[row.task_id].append(code(row))
    return found


async def stocks() -> list[Stock]:
    """What lies in the vault, by product; also of products that are watched and of which there is nothing."""
    counts: dict[str, dict[CodeState, int]] = {}
    soonest: dict[str, datetime] = {}
    for row in await get_connection("default").execute_query_dict(_STOCKS):
        counts.setdefault(row["product"], {})[CodeState(row["state"])] = row["count"]
        if row["state"] == CodeState.FREE and row["soonest_end"]:
            soonest[row["product"]] = row["soonest_end"]
    levels = {row.product: row.warn_below for row in await StockLevelRow.all()}
    products = sorted({*counts, *levels})
    return [Stock(each, counts.get(each, {}), soonest.get(each), levels.get(each)) for each in products]


_STOCKS = "SELECT product, state, count(*) AS count, min(ends_at) AS soonest_end FROM codes GROUP BY product, state"


@dataclass(frozen=True, slots=True)
class Backlog:
    """The deliveries of one provider by state; ``due`` are those that should be worked on now."""

    provider: str
    counts: Mapping[State, int]
    due: int
    oldest_due: datetime | None


async def backlogs(at: datetime) -> list[Backlog]:
    """How much there is to deliver at ``at``, by provider; the vault is one of them."""
    rows = await get_connection("default").execute_query_dict(_BACKLOGS, [at])
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["provider"], []).append(row)
    return [
        Backlog(
            provider,
            {State(row["state"]): row["count"] for row in own},
            sum(row["due"] for row in own),
            min((row["oldest_due"] for row in own if row["oldest_due"]), default=None),
        )
        for provider, own in sorted(found.items())
    ]


_BACKLOGS = """
    SELECT provider, state, count(*) AS count, count(*) FILTER (WHERE due_at <= $1) AS due,
        min(due_at) FILTER (WHERE due_at <= $1) AS oldest_due
    FROM tasks GROUP BY provider, state
"""


def task(row: TaskRow) -> Task:
    """The value of a row."""
    return Task(
        id=row.id,
        member_id=row.member_id,
        grant_id=row.grant_id,
        benefit=row.benefit,
        account_at=row.account_at,
        delivery=Delivery(row.delivery),
        quantity=row.quantity,
        routes=tuple(Route(*each) for each in row.routes),
        route=row.route,
        state=State(row.state),
        awaits=Awaited(row.awaits) if row.awaits else None,
        ready_at=row.ready_at,
        due_at=row.due_at,
        tries=row.tries,
        note=row.note,
        created_at=row.created_at,
        starts_grant=row.starts_grant,
        has_link=row.link is not None,
        delivered_at=row.delivered_at,
        withdrawn_at=row.withdrawn_at,
    )


def sending(row: SendingRow) -> Sending:
    """The value of a row."""
    return Sending(
        id=row.id,
        task_id=row.task_id,
        route=Route(row.provider, row.product),
        state=SendingState(row.state),
        sent_at=row.sent_at,
        accepted_at=row.accepted_at,
        changed_at=row.changed_at,
        reference=row.reference,
    )


def attempt(row: AttemptRow) -> Attempt:
    """The value of a row."""
    return Attempt(**{name: getattr(row, name) for name in Attempt.__dataclass_fields__})


def code(row: CodeRow) -> Code:
    """The value of a row, without the code itself."""
    return Code(
        id=row.id,
        product=row.product,
        state=CodeState(row.state),
        masked=row.masked,
        ends_at=row.ends_at,
        member_id=row.member_id,
        task_id=row.task_id,
        issued_at=row.issued_at,
        revealed_at=row.revealed_at,
    )
