"""Why agreements are not made or changed, as clients see it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from hub.orders.errors import CardDeclined as HubCardDeclined
from hub.renewals import errors
from hub.testclock.errors import NoTestClock as HubNoTestClock
from schema.refusals import Refusal, telling
from schema.texts import Money


@telling(
    errors.NotRenewable,
    en="{offer} cannot renew by itself; choose another offer.",
    zh="{offer} 不支持自动续费，请选择其他套餐。",
)
class NotRenewable(Refusal):
    """The offer is bought once, or is not sold any more."""

    offer: str = strawberry.field(description="The offer's code.")


@telling(
    errors.NothingToRenew,
    en="You hold nothing that {offer} would renew; buy it first.",
    zh="您目前没有 {offer} 可续费的权益，请先购买。",
)
class NothingToRenew(Refusal):
    """There is no coverage that it could prolong."""

    offer: str = strawberry.field(description="The offer's code.")


@telling(
    errors.AlreadyRenewing,
    en="This renews by itself already; switch or cancel that first.",
    zh="该权益已开启自动续费，请先更换套餐或取消。",
)
class AlreadyRenewing(Refusal):
    """Another agreement renews some of these benefits."""


@telling(
    errors.TermsOutdated,
    en="The terms have changed to version {current}; read them and agree again.",
    zh="条款已更新至版本 {current}，请阅读后重新同意。",
)
class TermsOutdated(Refusal):
    """The terms that were shown are not those in force."""

    current: str = strawberry.field(description="The version in force.")


@telling(
    errors.RenewalPriceChanged,
    en="The price is {now} now and was shown as {shown}; have a look and agree again.",
    zh="价格已由 {shown} 变为 {now}，请确认后重新同意。",
)
class RenewalPriceChanged(Refusal):
    """It does not cost what the member was shown."""

    now: Money = strawberry.field(description="What it costs now.")


@telling(
    errors.AgreementOver,
    en="This automatic renewal is over ({state}); turn it on again instead.",
    zh="该自动续费已结束（{state}），请重新开启。",
)
class AgreementOver(Refusal):
    """What is over stays over."""

    state: str = strawberry.field(description="How it stands.")
    since: datetime = strawberry.field(description="Since when.")


@telling(
    errors.RenewalUnderWay,
    en="A charge is being made or tried again; wait for it, change the card, or cancel.",
    zh="正在扣款或重试扣款，请等待结果，或更换银行卡、取消自动续费。",
)
class RenewalUnderWay(Refusal):
    """What is being charged is not changed meanwhile."""


@telling(
    HubCardDeclined,
    en="The bank will not have this card kept ({reason}); try another one.",
    zh="银行拒绝保存该卡（{reason}），请更换银行卡。",
)
class CardDeclined(Refusal):
    """The card cannot be charged later."""

    reason: str = strawberry.field(description="The bank's word, e.g. `stolen_card`.")


@telling(
    HubNoTestClock,
    en="This hub goes by the machine's clock; only a demo hub has one that moves.",
    zh="此系统使用真实时间；只有演示系统可以调整时钟。",
)
class NoTestClock(Refusal):
    """Time cannot be moved here."""
