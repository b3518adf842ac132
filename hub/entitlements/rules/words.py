"""Reasons as sentences a member understands, in Chinese and in English, each written for its readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import LocalText, Stacking
from hub.catalogue.rules.wording import day, length
from hub.entitlements.rules.reasons import Reason, ReasonKind
from hub.entitlements.rules.status import Status
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_RULES = {
    Stacking.EXTEND: LocalText(
        "再次获得会接在已有时间之后，依次顺延。", "Further time is added behind what is already there."
    ),
    Stacking.PARALLEL: LocalText("每一份各自计时，数量相加。", "Each grant runs its own clock, and quantities add up."),
    Stacking.EXCLUSIVE: LocalText("同一时间只能拥有一份。", "Only one can be held at a time."),
}

_SENTENCES = {
    ReasonKind.NEVER_GRANTED: LocalText("截至{at}，从未获得过这项权益。", "This benefit had not been granted by {at}."),
    ReasonKind.GRANTED: LocalText("{at}获得{what}。", "Granted on {at}: {what}."),
    ReasonKind.WAITS_FOR_ACTIVATION: LocalText("等待激活{deadline}。", "Waits to be activated{deadline}."),
    ReasonKind.ACTIVATED: LocalText("{at}激活，开始计时。", "Activated on {at}; its time began."),
    ReasonKind.WAITS_FOR_PROVIDER: LocalText("等待服务方发放。", "Waits for the provider."),
    ReasonKind.DELIVERED: LocalText("{at}发放到账，开始计时。", "Delivered on {at}; its time began."),
    ReasonKind.NOT_ACTIVATED_IN_TIME: LocalText("未在{at}前激活，已失效。", "Not activated before {at}, so it lapsed."),
    ReasonKind.QUEUED: LocalText(
        "排在已有时间之后，从{until}开始。", "Waits behind what was already there and starts on {until}."
    ),
    ReasonKind.IN_FORCE: LocalText("{start}至{until}有效。", "In force from {start} until {until}."),
    ReasonKind.PAUSED: LocalText(
        "{start}至{until}由更高等级的{by}覆盖，期间暂停，剩余时间保留。",
        "Paused from {start} until {until} while {by}, a higher tier, covers; the unused time is kept.",
    ),
    ReasonKind.USED: LocalText("已使用 {quantity}，最近一次在{at}。", "{quantity} used, most recently on {at}."),
    ReasonKind.REVOKED: LocalText("{at}被收回。", "Taken back on {at}."),
}

_CONCLUSIONS: Mapping[Status | None, LocalText] = {
    Status.ACTIVE: LocalText("有效，{until_zh}。", "In force {until_en}."),
    Status.EXPIRING: LocalText("有效，但即将到期：{until_zh}。", "In force, but ending soon: {until_en}."),
    Status.EXHAUSTED: LocalText("在有效期内，但已用完。", "In force, but all of it has been used."),
    Status.PAUSED: LocalText(
        "已暂停：更高等级正在生效，剩余时间保留。",
        "Paused while a higher tier covers; the unused time is kept.",
    ),
    Status.PENDING: LocalText("等待激活，激活后开始计时。", "Waiting to be activated; its time starts then."),
    Status.SCHEDULED: LocalText("尚未开始。", "Not started yet."),
    Status.EXPIRED: LocalText("已到期。", "Its time has ended."),
    Status.REVOKED: LocalText("已被收回。", "It was taken back."),
    None: LocalText("没有这项权益。", "Not entitled to this benefit."),
}

_PENDING_AT_PROVIDER = LocalText(
    "等待服务方发放，到账后开始计时。", "Waiting for the provider; its time starts when it is delivered."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How sentences are put: days are those of ``zone``, benefits are called by their ``names``."""

    zone: str
    names: Mapping[str, LocalText]

    def sentence(self, reason: Reason) -> LocalText:
        """The reason in both languages."""
        if reason.kind is ReasonKind.RULE and reason.stacking:
            return _RULES[reason.stacking]
        template = _conclusion(reason) if reason.kind is ReasonKind.CONCLUSION else _SENTENCES[reason.kind]
        return LocalText(
            template.zh.format_map(self._facts(reason, "zh")),
            template.en.format_map(self._facts(reason, "en")),
        )

    def day(self, at: datetime, locale: str) -> str:
        """The calendar day of ``at`` in the zone: ``2027年2月27日`` or ``27 Feb 2027``."""
        return day(at, self.zone, locale)

    def _facts(self, reason: Reason, locale: str) -> dict[str, str]:
        facts = {"quantity": str(reason.quantity), "what": self._what(reason, locale)}
        if reason.at:
            facts["at"] = self.day(reason.at, locale)
        if reason.by:
            facts["by"] = self.names[reason.by].in_locale(locale)
        if reason.span:
            facts["start"] = self.day(reason.span.start, locale)
            facts["until"] = self.day(reason.span.until, locale)
            facts |= self._ends(reason.span.until, facts["until"], locale)
        return facts

    def _ends(self, until: datetime, day: str, locale: str) -> dict[str, str]:
        if until == FOREVER:
            return {"deadline": "", "until_zh": "永久有效", "until_en": "for life"}
        deadline = f"（请在{day}前激活）" if locale == "zh" else f" before {day}"
        return {"deadline": deadline, "until_zh": f"{day}到期", "until_en": f"until {day}"}

    def _what(self, reason: Reason, locale: str) -> str:
        counted = f"{reason.quantity} × " if reason.quantity else ""
        if reason.period:
            return counted + length(reason.period, locale)
        if reason.span and reason.span.until != FOREVER:
            start, until = self.day(reason.span.start, locale), self.day(reason.span.until, locale)
            return counted + (f"{start}至{until}" if locale == "zh" else f"{start} to {until}")
        return counted + ("永久" if locale == "zh" else "for life")


def _conclusion(reason: Reason) -> LocalText:
    is_at_provider = reason.status is Status.PENDING and reason.is_providers
    return _PENDING_AT_PROVIDER if is_at_provider else _CONCLUSIONS[reason.status]
