"""Deciding that members are told something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
import structlog
from tortoise.connection import get_connection

from hub.kernel.ids import new_id
from hub.notifications import reads
from hub.notifications.rules.hours import after_quiet
from hub.notifications.rules.messages import Category, Channel, Message, NewMessage, State, hindrance, is_wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.notifications.rules.rendering import Rendered, Templates
    from hub.ports import Ports

_log = structlog.get_logger()

_COLUMNS = ", ".join(Message.__dataclass_fields__)

_INSERT = f"""
    INSERT INTO messages ({_COLUMNS}) SELECT {_COLUMNS} FROM json_populate_recordset(NULL::messages, $1::json)
    ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - names of ours


async def plan(ports: Ports, member: Member, new: NewMessage) -> list[Message]:
    """As ``plan_all``, for one member."""
    return await plan_all(ports, [(member, new)])


async def plan_all(ports: Ports, wished: Sequence[tuple[Member, NewMessage]]) -> list[Message]:
    """Plan messages by each of their channels, in the caller's transaction or one of its own.

    Answers the messages made: none where the key was used before. What lies in the inbox is sent with that; the rest
    is to be told to the workers after the commit (``sending.tell``), or the sweep finds it. Whoever plans one records
    in the journal why: the member's pages hear of their inbox by that. As many statements for many as for one.
    """
    templates, editions = await reads.templates_in_force()
    desk = _Desk(
        now=ports.clock.now(),
        templates=templates,
        editions=editions,
        chosen=await reads.choices([member.id for member, new in wished if not new.category.is_obligatory]),
        suppressed=await reads.suppressed([member.email for member, _ in wished if member.email]),
        carried={Channel(each) for each in ports.couriers},
    )
    messages = [each for member, new in wished for each in desk.messages(member, new)]
    rows = await get_connection("default").execute_query_dict(_INSERT, [orjson.dumps(messages, default=str).decode()])
    made = {row["id"] for row in rows}
    return [each for each in messages if each.id in made]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What must be known to write to the members concerned."""

    now: datetime
    templates: Templates
    editions: Mapping[str, int]
    chosen: Mapping[UUID, Mapping[Category, bool]]
    suppressed: Collection[str]
    carried: Collection[Channel]

    def messages(self, member: Member, new: NewMessage) -> Iterator[Message]:
        """One for each channel."""
        rendered, edition = self._rendered(member, new)
        due_at = self.now if new.is_awaited else after_quiet(self.now, member.zone)
        for channel in new.channels or self._usual():
            state, note = self._standing(member, new.category, channel)
            yield Message(
                id=new_id(),
                key=new.key,
                member_id=member.id,
                channel=channel,
                category=new.category,
                template=new.template,
                edition=edition,
                locale=member.locale,
                recipient=(member.email or "") if channel is Channel.EMAIL else member.external_id,
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
                state=state,
                note=note,
                attempts=0,
                created_at=self.now,
                due_at=due_at if state is State.PLANNED else None,
                handed_at=None,
                sent_at=self.now if state is State.SENT else None,
                read_at=None,
            )

    def _rendered(self, member: Member, new: NewMessage) -> tuple[Rendered, int]:
        """The message and the edition it was made with: 0, where the one in force fails at these facts.

        Only what its member must not go without is told in the hub's own words; other mistakes are for who wrote them.
        """
        edition = self.editions.get(new.template, 0)
        try:
            return self.templates.render(new.template, member.locale, new.variables), edition
        except Exception as wrong:
            if not edition or new.is_awaited or new.category is Category.MARKETING:
                raise
            _log.error("a template failed", template=new.template, edition=edition, why=type(wrong).__name__)
            return reads.templates().render(new.template, member.locale, new.variables), 0

    def _usual(self) -> list[Channel]:
        return [each for each in Channel if each is not Channel.WEBHOOK or each in self.carried]

    def _standing(self, member: Member, category: Category, channel: Channel) -> tuple[State, str]:
        wanted = is_wanted(category, self.chosen.get(member.id, {}))
        note = hindrance(member, channel, wanted=wanted, suppressed=self.suppressed, carried=self.carried)
        if note:
            return State.SUPPRESSED, note
        return (State.SENT if channel is Channel.INBOX else State.PLANNED), ""
