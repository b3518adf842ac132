"""Filling the vault, and taking codes out of it for good."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment.errors import DuplicateCodes
from hub.fulfilment.models import BatchRow, CodeRow
from hub.fulfilment.rules.codes import NEXT, CodeState
from hub.fulfilment.rules.stocking import NewCode
from hub.fulfilment.service.keeping import fingerprinter, free_row
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.stocking import Batch, Pattern
    from hub.journal.rules import Act
    from hub.ports import Ports

MOST = 500_000
"""Codes in one batch."""

_PAGE = 2_000
_MOST_SHOWN = 50


async def stock(ports: Ports, batch: Batch, codes: Sequence[NewCode], by: Act) -> UUID:
    """Put a batch of codes into the vault, all of them or none; its id.

    Refuses codes that are there twice,
    or lie in the vault already, whatever became of them (``DuplicateCodes``).
    """
    if not 0 < len(codes) <= MOST:
        raise InvalidInput("codes", f"give 1 to {MOST} codes at a time")
    if not batch.product.strip() or not batch.name.strip():
        raise InvalidInput("product", "name the product and the batch")
    mark = await fingerprinter(ports)
    marks = [mark(each.code) for each in codes]
    async with in_transaction():
        await _refuse_duplicates(marks)
        row = await BatchRow.create(product=batch.product, name=batch.name, made_at=by.at, made_by=by.actor)
        for start in range(0, len(codes), _PAGE):
            await CodeRow.bulk_create(_rows(ports, row, codes[start : start + _PAGE], marks[start : start + _PAGE]))
        facts = {"product": batch.product, "name": batch.name, "codes": len(codes)}
        await journal.record(by.at, by.actor, action="stock_codes", subject=f"batch:{row.id}", facts=facts)
    return row.id


def _rows(ports: Ports, batch: BatchRow, codes: Sequence[NewCode], marks: Sequence[str]) -> list[CodeRow]:
    rows = [free_row(ports, each, mark, batch.product) for each, mark in zip(codes, marks, strict=True)]
    for row in rows:
        row.batch_id = batch.id
    return rows


async def _refuse_duplicates(marks: Sequence[str]) -> None:
    first: dict[str, int] = {}
    twice = [place for place, mark in enumerate(marks) if first.setdefault(mark, place) != place]
    for start in range(0, len(marks), _PAGE):
        known = CodeRow.filter(fingerprint__in=list(marks[start : start + _PAGE])).values_list("fingerprint", flat=True)
        twice += [first[str(each)] for each in await known]
    if twice:
        raise DuplicateCodes(len(set(twice)), tuple(sorted(set(twice))[:_MOST_SHOWN]))


async def generate(
    ports: Ports, batch: Batch, pattern: Pattern, count: int, until: datetime | None, by: Act
) -> list[NewCode]:
    """Make a batch of ``count`` codes by ``pattern`` and put it into the vault; the codes, for their provider.

    Refuses a pattern whose codes could be guessed, and an end that has come.
    """
    if not 0 < count <= MOST:
        raise InvalidInput("count", f"give 1 to {MOST}")
    if until is not None and until <= by.at:
        raise InvalidInput("until", "must lie ahead")
    pattern.check(count)
    made = {pattern.draw(secrets.choice) for _ in range(count)}
    while len(made) < count:
        made.add(pattern.draw(secrets.choice))
    codes = [NewCode(each, valid_until=until) for each in made]
    await stock(ports, batch, codes, by)
    return codes


async def void(code_ids: Sequence[UUID], reason: str, by: Act) -> int:
    """Withdraw codes for good, whoever they belong to; how many were not withdrawn or used up before.

    Refuses an empty ``reason``.
    """
    journal.check_reason(reason)
    able = [state for state, following in NEXT.items() if CodeState.VOID in following]
    async with in_transaction():
        rows = await CodeRow.filter(id__in=list(code_ids), state__in=able).select_for_update()
        changed = {"state": CodeState.VOID, "holder_id": None, "slot": None}
        await CodeRow.filter(id__in=[row.id for row in rows]).update(**changed)
        for row in rows:
            facts = {"code": row.masked, "product": row.product, "reason": reason}
            subject = f"code:{row.id}"
            await journal.record(
                by.at, by.actor, action="void_code", subject=subject, member_id=row.member_id, facts=facts
            )
    return len(rows)


async def expire(at: datetime) -> int:
    """Take codes whose end has come out of the stock; how many."""
    ended = CodeRow.filter(state__in=[CodeState.FREE, CodeState.RESERVED], ends_at__lte=at)
    return await ended.update(state=CodeState.EXPIRED, holder_id=None, slot=None, reserved_until=None)
