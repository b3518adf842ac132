"""What a simulation foretells, and what then happens."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hub.campaigns.models import TouchRow
from hub.campaigns.service import drafting, simulating
from hub.campaigns.service.writing import message_keys
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow, PreferenceRow
from hub.notifications.rules.hours import local_date
from tests.services.campaigns.conftest import plan

if TYPE_CHECKING:
    from tests.services.campaigns.conftest import Desk

HOUR = timedelta(hours=1)
PARTS: dict[str, Any] = {
    "journey": {"steps": [{"at": "START"}, {"at": "+P1D", "channels": ["EMAIL"]}, {"at": "+P3D"}]},
    "guards": {"hold_out": 0, "cap": {"most": 2, "within": "P7D"}},
}


async def told_lately_abroad_and_without_mail(desk: Desk) -> None:
    """Members of whom guards let through different steps, each; and one whom they keep out."""
    told, _, abroad, unmailed, unasked = await desk.join(5)
    await MemberRow.filter(id=abroad.id).update(zone="Europe/Berlin")  # where it is night
    await MemberRow.filter(id=unmailed.id).update(email=None)
    await PreferenceRow.filter(member_id=unasked.id).update(is_wanted=False)
    await desk.launch("before", audience={"condition": {"kind": "MEMBERS", "members": [told.external_id]}})
    await desk.work()
    desk.clock.advance(5 * 24 * HOUR)


async def test_what_is_foretold_is_what_those_get_who_never_answer(desk: Desk) -> None:
    await told_lately_abroad_and_without_mail(desk)
    await drafting.save_campaign(desk.ports, "staff:ann", "spring", plan(**PARTS))
    foretold: Any = (await simulating.simulate(desk.ports, "spring")).simulation
    campaign = await desk.launch(**PARTS)
    for _ in range(4 * 24):
        await desk.work()
        desk.clock.advance(HOUR)

    zones = {row.id: row.zone for row in await MemberRow.all()}
    sent = Counter(
        (str(local_date(each.sent_at, zones[each.member_id])), each.channel)
        for each in await MessageRow.filter(key__startswith=message_keys(campaign.id), state="SENT")
        if each.sent_at
    )
    skipped = Counter(row.reason for row in await TouchRow.filter(campaign_id=campaign.id, state="SKIPPED"))
    days = foretold["days"].items()
    assert {(day, channel): count for day, channels in days for channel, count in channels.items()} == sent
    assert foretold["kept_out"] == {**skipped, "UNWANTED": 1}
    assert skipped == {"ENOUGH": 3, "UNREACHABLE": 1}
