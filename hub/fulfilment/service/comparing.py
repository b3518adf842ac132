"""Whether providers remember our orders as we do: each is asked, and nothing is changed anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.fulfilment import reads
from hub.fulfilment.models import SendingRow, TaskRow
from hub.fulfilment.rules.heard import Asked, News
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.service.calling import ask
from hub.kernel.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.ports import Ports

_PAGE = 200
_ENDED = [SendingState.DELIVERED, SendingState.NOT_DONE, SendingState.TAKEN_BACK]
_NOT_HAD = {News.NEVER_SEEN, News.CANCELLED, News.REJECTED, News.NOT_NOW, News.OTHER_PRODUCT}


async def differences(ports: Ports, since: datetime) -> list[Finding]:
    """The orders that ended since then and whose providers say otherwise, or cannot be asked."""
    found: list[Finding] = []
    last: UUID | None = None
    while page := await _page(since, last):
        asked = [(row, await _difference(ports, row)) for row in page]
        found += [Finding(f"task {row.task_id}", what) for row, what in asked if what]
        last = page[-1].id
    return found


async def _page(since: datetime, after: UUID | None) -> list[SendingRow]:
    rows = SendingRow.filter(state__in=_ENDED, ended_at__gte=since, sent_at__isnull=False)
    return await (rows.filter(id__gt=after) if after else rows).order_by("id").limit(_PAGE)


async def _difference(ports: Ports, row: SendingRow) -> str | None:
    task = reads.task(await TaskRow.get(id=row.task_id))
    heard = (await ask(ports, Asked.FIND, task, reads.sending(row))).heard
    if row.state == SendingState.DELIVERED:
        if heard.news in _NOT_HAD:
            return f"is delivered, and {row.provider} says that it is not ({heard.news.lower()})"
    elif heard.news is News.DELIVERED:
        return f"was given up at {row.provider}, and {row.provider} says that it is delivered"
    if heard.news in {News.UNKNOWN, News.UNREACHABLE}:
        return f"cannot be compared with what {row.provider} knows: {heard.why}"
    return None
