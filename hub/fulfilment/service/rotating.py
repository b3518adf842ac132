"""Sealing anew, with the hub's present key, what an older one sealed: then the older may be thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.fulfilment.models import CodeRow, TaskRow, VaultKeyRow
from hub.fulfilment.service.keeping import KEY_PURPOSE, code_purpose, link_purpose, password_purpose
from hub.members import service as members

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hub.ports import Ports

_PAGE = 500


async def rotate(ports: Ports) -> int:
    """Seal anew every code, password, link and member's account that the present key did not seal; how many.

    Works page by page beside everything else, and may be interrupted and repeated. A value that no key of the hub's
    opens stops it (``ValueError``): give that key back first.
    """
    count = await members.rotate_accounts(ports)
    count += await _rotate_key(ports)
    count += await _pages(ports, CodeRow, {"sealed": code_purpose, "password": password_purpose})
    return count + await _pages(ports, TaskRow, {"link": link_purpose})


async def _rotate_key(ports: Ports) -> int:
    async with in_transaction():
        row = await VaultKeyRow.all().select_for_update().first()
        if row is None or (anew := ports.cipher.reseal(row.sealed, KEY_PURPOSE)) is None:
            return 0
        row.sealed = anew
        await row.save(update_fields=["sealed"])
    return 1


async def _pages(ports: Ports, rows: type[CodeRow | TaskRow], sealed: Mapping[str, Callable[[UUID], str]]) -> int:
    """``sealed`` are the columns that hold something sealed, and for what purpose it was, by the row's id."""
    count, last = 0, UUID(int=0)
    while True:
        async with in_transaction():
            page = await rows.filter(id__gt=last).order_by("id").limit(_PAGE).select_for_update()
            if not page:
                return count
            count += sum([await _rotate_row(ports, row, sealed) for row in page])
            last = page[-1].id


async def _rotate_row(ports: Ports, row: CodeRow | TaskRow, sealed: Mapping[str, Callable[[UUID], str]]) -> int:
    changed = []
    for column, purpose in sealed.items():
        value = getattr(row, column)
        if value and (anew := ports.cipher.reseal(value, purpose(row.id))):
            setattr(row, column, anew)
            changed.append(column)
    if changed:
        await row.save(update_fields=changed)
    return len(changed)
