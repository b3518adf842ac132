"""Members say that something is wrong with what they hold; support finds it in their journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.catalogue import reads as catalogue
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from hub.journal.rules import Act
    from hub.members.rules import Member

LONGEST = 1_000


async def report_problem(member: Member, benefit: str, words: str, by: Act) -> None:
    """Note the member's words about a benefit, once per idempotency key.

    Refuses an unknown benefit, and words that are none or more than 1,000 characters.
    """
    words = words.strip()
    if not 0 < len(words) <= LONGEST:
        raise InvalidInput("words", f"say what is wrong in 1 to {LONGEST} characters")
    if benefit not in await catalogue.benefits([benefit]):
        raise NotFound("benefit", benefit)

    async def do() -> dict[str, Any]:
        subject, facts = f"benefit:{benefit}", {"words": words}
        await journal.record(
            by.at, by.actor, action="report_problem", subject=subject, member_id=member.id, facts=facts
        )
        return {}

    await journal.once(f"report_problem:{member.id}", by.key, {"benefit": benefit, "words": words}, by.at, do)
