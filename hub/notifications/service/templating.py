"""Writing templates, looking at them, and putting them in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.notifications import reads
from hub.notifications.errors import DraftChanged, TemplateMistakes
from hub.notifications.models import TemplateRow
from hub.notifications.rules.rendering import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from hub.members.rules import Locale
    from hub.notifications.rules.editions import Edition
    from hub.notifications.rules.rendering import Rendered
    from hub.ports import Ports

LONGEST_PART = 50_000
"""Characters; mail programs cut off mail that is longer than about twice that."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('template ' || $1, 0))"


def preview(name: str, locale: Locale, parts: Mapping[str, str]) -> Rendered:
    """What these texts make of the template's sample. Refuses those that make nothing (``TemplateMistakes``)."""
    _check(name, parts)
    templates = reads.templates().with_parts(name, parts)
    try:
        return templates.render(name, locale, templates.sample(name, locale))
    except Exception as error:  # noqa: BLE001 - whatever an expression can do wrong is its writer's mistake
        raise TemplateMistakes(name, [str(error)]) from None


async def save_draft(ports: Ports, actor: str, name: str, parts: Mapping[str, str]) -> Edition:
    """Keep these texts until they are published; in place of what was being written. They may have mistakes.

    Refuses an unknown template (``NotFound``), and parts that are missing, unknown or too long (``InvalidInput``).
    """
    _check(name, parts)
    row = TemplateRow(template=name, edition=None, parts=dict(parts), author=actor, at=ports.clock.now())
    async with in_transaction():
        await _lock(name)
        await TemplateRow.filter(template=name, edition=None).delete()
        await row.save(force_create=True)
        await journal.record(row.at, actor, action="draft_template", subject=f"template:{name}")
    return reads.edition(row)


async def publish(ports: Ports, actor: str, name: str, draft_id: UUID) -> Edition:
    """Make messages with this draft from now on. Those already planned stay as they are.

    Refuses mistakes (``TemplateMistakes``), and a draft that was saved anew meanwhile (``DraftChanged``).
    """
    async with in_transaction():
        await _lock(name)
        row = await TemplateRow.get_or_none(id=draft_id, template=name, edition=None)
        if row is None:
            raise DraftChanged(name)
        if mistakes := list(reads.templates().with_parts(name, row.parts).mistakes_in(name)):
            raise TemplateMistakes(name, mistakes)
        row.edition = await TemplateRow.filter(template=name, edition__gt=0).count() + 1
        row.author, row.at = actor, ports.clock.now()
        await row.save(update_fields=["edition", "author", "at"])
        facts = {"edition": row.edition}
        await journal.record(row.at, actor, action="publish_template", subject=f"template:{name}", facts=facts)
    return reads.edition(row)


async def _lock(name: str) -> None:
    await get_connection("default").execute_query(_LOCK, [name])


def _check(name: str, parts: Mapping[str, str]) -> None:
    if name not in reads.templates().names:
        raise NotFound("template", name)
    if set(parts) != set(PARTS):
        raise InvalidInput("parts", f"give each of {', '.join(PARTS)} once")
    if too_long := [part for part, text in parts.items() if len(text) > LONGEST_PART]:
        raise InvalidInput("parts", f"{too_long[0]} has more than {LONGEST_PART} characters; make it shorter")
