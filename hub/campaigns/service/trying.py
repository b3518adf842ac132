"""Sending a step to oneself, to see what members will get."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jinja2 import TemplateError
from tortoise.transactions import in_transaction

from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.offers import By
from hub.campaigns.service.writing import Addressed, message
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.notifications.errors import TemplateMistakes
from hub.notifications.rules.messages import Category
from hub.notifications.service import planning, sending

if TYPE_CHECKING:
    from hub.campaigns.rules.plans import Plan
    from hub.notifications.rules.messages import Message
    from hub.ports import Ports

TESTER: Final = "tester"
"""The tag of members who are staff: nobody else gets a message on trial."""


async def try_out(ports: Ports, actor: str, code: str, step: int, to: str, variant: str = "") -> list[Message]:
    """Send the ``step``-th step (from 0) to the member whom the host calls ``to``, as ``variant`` gets it.

    It counts for nothing, and is sent although it is not asked for. Refuses a member without the tag ``tester``
    (``InvalidInput``), unknown campaigns, steps and members (``NotFound``), and what cannot be filled in
    (``TemplateMistakes``).
    """
    campaign = await reads.the_campaign(code)
    plan = campaign.plan
    if plan.journey is None or not 0 <= step < len(plan.journey.steps):
        raise NotFound("step", str(step))
    member = (await members.members_by_external_ids([to])).get(to)
    if member is None:
        raise NotFound("member", to)
    if TESTER not in member.tags:
        raise InvalidInput("to", f"{to} is not tagged {TESTER!r}; give your own member that tag first")
    chosen = variant or plan.variants[0].name
    addressed = Addressed(member, chosen, ports.clock.now(), _sample_code(plan))
    written = await message(ports, campaign, step, addressed, f"campaign-test:{new_id()}")
    new = replace(written, category=Category.SERVICE, is_awaited=True)
    try:
        async with in_transaction():
            planned = await planning.plan(ports, member, new)
            facts = {"step": step, "variant": chosen}
            subject = f"campaign:{code}"
            await journal.record(
                ports.clock.now(), actor, action="try_campaign", subject=subject, member_id=member.id, facts=facts
            )
    except TemplateError as error:
        raise TemplateMistakes(new.template, [str(error)]) from None
    await sending.tell(ports, planned)
    return planned


def _sample_code(plan: Plan) -> str | None:
    """What stands where each member's own code will."""
    return "TEST" if plan.offer and plan.offer.by is By.PERSONAL_CODE else None
