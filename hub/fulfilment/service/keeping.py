"""Putting codes into the vault: sealed, and known by a keyed hash."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from hub.fulfilment.models import CodeRow, VaultKeyRow
from hub.fulfilment.rules.codes import CodeState, masked
from hub.fulfilment.rules.stocking import NewCode
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task
    from hub.ports import Ports
    from hub.ports.providers import IssuedCode

_KEY = "fingerprints"
KEY_PURPOSE = f"vault key {_KEY}"
"""Where the key of the fingerprints is sealed."""


async def fingerprinter(ports: Ports) -> Callable[[Secret], str]:
    """How a code is known without being read: HMAC-SHA256, in hex, under a key of this database's own."""
    new = ports.cipher.seal(Secret(secrets.token_hex(32)), KEY_PURPOSE)
    await VaultKeyRow.bulk_create([VaultKeyRow(name=_KEY, sealed=new)], ignore_conflicts=True)
    row = await VaultKeyRow.get(name=_KEY)
    key = bytes.fromhex(ports.cipher.unseal(row.sealed, KEY_PURPOSE).expose())
    return lambda code: hmac.new(key, code.expose().encode(), sha256).hexdigest()


def code_purpose(code_id: UUID) -> str:
    """Where a code is sealed: in its own row, and it opens nowhere else."""
    return f"code {code_id}"


def password_purpose(code_id: UUID) -> str:
    """Where a code's password is sealed."""
    return f"code password {code_id}"


def link_purpose(task_id: UUID) -> str:
    """Where a link is sealed."""
    return f"link {task_id}"


def free_row(ports: Ports, given: NewCode, fingerprint: str, product: str) -> CodeRow:
    """The row of a code that is nobody's yet."""
    id_ = new_id()
    return CodeRow(
        id=id_,
        product=product,
        sealed=ports.cipher.seal(given.code, code_purpose(id_)),
        password=given.password and ports.cipher.seal(given.password, password_purpose(id_)),
        fingerprint=fingerprint,
        masked=masked(given.code.expose()),
        state=CodeState.FREE,
        starts_at=given.valid_from,
        ends_at=given.valid_until,
    )


async def keep(ports: Ports, task: Task, codes: Sequence[IssuedCode], at: datetime) -> bool:
    """Put the codes that a provider gave for ``task`` into the vault as its member's.

    ``False``, and nothing is kept, if one of them lies in the vault or was given out before, or is there twice.
    """
    fingerprint = await fingerprinter(ports)
    known = {fingerprint(each.code): each for each in codes}
    if len(known) < len(codes) or await CodeRow.filter(fingerprint__in=list(known)).exists():
        return False
    new = {mark: NewCode(each.code, each.password, each.valid_from, each.valid_until) for mark, each in known.items()}
    rows = [free_row(ports, each, mark, task.way.product) for mark, each in new.items()]
    for row in rows:
        row.state, row.issued_at = CodeState.ISSUED, at
        row.member_id, row.task_id = task.member_id, task.id
    await CodeRow.bulk_create(rows)
    return True
