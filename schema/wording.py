"""Sentences that the schema makes of the hub's values, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue.rules.values import LocalText
from hub.catalogue.rules.wording import day
from hub.entitlements.rules.actions import ActionKind
from hub.entitlements.rules.status import Status
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from datetime import datetime

    from hub.catalogue.rules.differences import Change
    from hub.entitlements.rules.preview import TimelineChange

ACTION_LABELS = {
    ActionKind.ACTIVATE: LocalText("激活", "Activate"),
    ActionKind.BIND_ACCOUNT: LocalText("填写账号", "Give your account"),
    ActionKind.USE: LocalText("使用", "Use"),
    ActionKind.REVEAL_CODE: LocalText("查看兑换码", "Show the code"),
    ActionKind.OPEN_LINK: LocalText("打开链接", "Open the link"),
    ActionKind.RENEW: LocalText("续费", "Renew"),
    ActionKind.SHOW_GUIDE: LocalText("使用说明", "How to use it"),
    ActionKind.CONTACT_SUPPORT: LocalText("联系客服", "Contact support"),
}

_NEXT = {
    Status.ACTIVE: LocalText("{day}起有效", "In force from {day}"),
    Status.EXPIRING: LocalText("{day}起即将到期", "Ending soon from {day}"),
    Status.EXHAUSTED: LocalText("{day}起已用完", "Used up from {day}"),
    Status.PAUSED: LocalText("{day}起暂停", "Paused from {day}"),
    Status.PENDING: LocalText("{day}起等待激活", "Waits for its activation from {day}"),
    Status.SCHEDULED: LocalText("{day}起排队等待", "Waits to start from {day}"),
    Status.EXPIRED: LocalText("{day}到期", "Ends on {day}"),
    Status.REVOKED: LocalText("{day}被收回", "Taken back on {day}"),
}

_HAPPENINGS = {
    "ADDED": LocalText("新增 {what}", "{what} is new"),
    "CHANGED": LocalText("更改 {what}", "{what} changes"),
    "RETIRED": LocalText("停用 {what}", "{what} is retired"),
}


def next_change(zone: str, at: datetime, status: Status) -> LocalText:
    """What changes next, and when."""
    template = _NEXT[status]
    return LocalText(template.zh.format(day=day(at, zone, "zh")), template.en.format(day=day(at, zone, "en")))


def timeline_change(zone: str, change: TimelineChange) -> LocalText:
    """What becomes of the end of one entitlement."""
    before, after = change.end_before, change.end_after
    if after is None:
        return LocalText("不再拥有", "Nothing of it is left")
    zh, en = day(after, zone, "zh"), day(after, zone, "en")
    if before is None:
        return LocalText("永久有效", "For life") if after == FOREVER else LocalText(f"有效至{zh}", f"Until {en}")
    if before == after:
        return LocalText(f"仍有效至{zh}，但中间的安排有变", f"Still until {en}, laid out differently")
    was_zh, was_en = day(before, zone, "zh"), day(before, zone, "en")
    return LocalText(f"有效期由{was_zh}变为{zh}", f"Until {en} instead of {was_en}")


def catalogue_change(change: Change) -> LocalText:
    """What becomes of one entry."""
    template, what = _HAPPENINGS[change.happening], f"{change.section}/{change.code}"
    return LocalText(template.zh.format(what=what), template.en.format(what=what))
