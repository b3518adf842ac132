"""Refusals of campaigns as clients see them."""

from __future__ import annotations

import strawberry

from hub.campaigns import errors
from schema.refusals import Refusal, telling


@telling(
    errors.CampaignChanged,
    en="{campaign} was saved by somebody else meanwhile (saving {saved}); look at it again and save then.",
    zh="{campaign} 已被他人保存（第 {saved} 次），请重新查看后再保存。",
)
class CampaignChanged(Refusal):
    """Somebody saved it meanwhile."""

    campaign: str = strawberry.field(description="The campaign's code, or the audience's name.")
    saved: int = strawberry.field(description="How often it was saved by now.")


@telling(
    errors.WrongState,
    en="{campaign} is {state}; this can be done while it is {wanted}.",
    zh="{campaign} 当前状态为 {state}，此操作需要状态 {wanted}。",
)
class WrongState(Refusal):
    """The campaign does not stand so that this could be done."""

    campaign: str = strawberry.field(description="Its code.")
    state: str = strawberry.field(description="How it stands.")
    wanted: str = strawberry.field(description="How it would have to.")


@telling(
    errors.PlanIncomplete,
    en="{campaign} cannot be launched yet: {missing}.",
    zh="{campaign} 尚不能启动：{missing}。",
)
class PlanIncomplete(Refusal):
    """Parts of the plan are still to be written, or name what there is not."""

    campaign: str = strawberry.field(description="Its code.")
    missing: list[str] = strawberry.field(description="What is missing.")


@telling(
    errors.SecondPersonNeeded,
    en="{campaign} was written or submitted by you; somebody else must approve it.",
    zh="{campaign} 由您编写或提交，须由另一人批准。",
)
class SecondPersonNeeded(Refusal):
    """Nobody approves their own campaign for a large audience."""

    campaign: str = strawberry.field(description="Its code.")


@telling(
    errors.CodeTaken,
    en="Another campaign uses the code {coupon}; choose another.",
    zh="优惠码 {coupon} 已被其他活动使用，请换一个。",
)
class CodeTaken(Refusal):
    """Another campaign has this coupon code."""

    coupon: str = strawberry.field(description="The coupon code.")


@telling(
    errors.CouponNotValid,
    en="The coupon {coupon} cannot be used for this order ({why}).",
    zh="此订单不能使用优惠码 {coupon}（{why}）。",
)
class CouponNotValid(Refusal):
    """The coupon gives nothing for this order."""

    coupon: str = strawberry.field(description="The coupon code.")
    why: str = strawberry.field(
        description="`UNKNOWN`, `NOT_YOURS`, `NOT_OPEN`, `OTHER_PRODUCTS`, `USED`, `SPENT` or `NOT_COMBINED`."
    )
