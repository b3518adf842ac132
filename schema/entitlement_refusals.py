"""Why grants, activations, revocations and consumptions are refused, as clients see it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from hub.catalogue import errors as catalogue
from hub.entitlements import errors
from hub.journal.errors import IdempotencyKeyReused as KeyReused
from schema.refusals import Refusal, telling


@telling(
    KeyReused,
    en="The idempotency key {key} was used for another request; give each new request a new key.",
    zh="幂等键 {key} 已用于其他请求；请为新请求使用新的键。",
)
class IdempotencyKeyReused(Refusal):
    """The key was used before for a request with other content."""


@telling(
    errors.AlreadyEntitled,
    en="This can be held once at a time, and it is held until {until}; wait until then.",
    zh="同一时间只能拥有一份，当前有效期至 {until}；请到期后再领取。",
)
class AlreadyEntitled(Refusal):
    """The benefit can be held once at a time, and time of it still lies ahead."""

    benefit: str = strawberry.field(description="The benefit's code.")
    until: datetime | None = strawberry.field(description="When what is held ends; null: never.")


@telling(
    errors.StackLimitReached,
    en="With this it would end on {would_end}, later than the limit {limit}; wait, or choose a shorter period.",
    zh="加上这一份将到 {would_end}，超过上限 {limit}；请稍后再试或选择更短的时长。",
)
class StackLimitReached(Refusal):
    """The entitlement would reach further ahead than the benefit allows."""

    benefit: str = strawberry.field(description="The benefit's code.")
    would_end: datetime | None = strawberry.field(description="When it would end; null: never.")
    limit: datetime | None = strawberry.field(description="When it may end at the latest.")


@telling(
    errors.AlreadyActivated,
    en="It was activated on {activated_at} and is running; there is nothing to do.",
    zh="已在 {activated_at} 激活，正在计时，无需再次激活。",
)
class AlreadyActivated(Refusal):
    """The grant is running already."""

    activated_at: datetime | None = strawberry.field(description="Since when.")


@telling(
    errors.ActivationExpired,
    en="It had to be activated before {activate_by}; ask support.",
    zh="须在 {activate_by} 之前激活，现已失效；请联系客服。",
)
class ActivationExpired(Refusal):
    """The time for activating the grant is over."""

    activate_by: datetime | None = strawberry.field(description="Before when it had to be activated.")


@telling(
    errors.Revoked,
    en="It was taken back on {revoked_at}; ask support.",
    zh="已在 {revoked_at} 被收回；请联系客服。",
)
class GrantRevoked(Refusal):
    """The grant was taken back."""

    revoked_at: datetime | None = strawberry.field(description="When.")


@telling(
    errors.InsufficientQuantity,
    en="{asked} were asked for and {available} are left; nothing was used. Ask for less.",
    zh="需要 {asked}，仅剩 {available}，未作扣减；请减少数量。",
)
class InsufficientQuantity(Refusal):
    """There is not enough left, and nothing was used."""

    asked: int = strawberry.field(description="How much was asked for.")
    available: int = strawberry.field(description="How much is left.")


@telling(
    catalogue.ChoiceMissing,
    en="Pick {pick} in {choice}, out of: {options}.",
    zh="请在 {choice} 中选择 {pick} 项：{options}。",
)
class ChoiceMissing(Refusal):
    """Too little was picked in a choice group."""

    choice: str = strawberry.field(description="The choice group.")
    pick: int = strawberry.field(description="How many to pick.")
    options: list[str] = strawberry.field(description="What to pick from.")


@telling(
    catalogue.ChoiceTooMany,
    en="Pick only {pick} in {choice}, out of: {options}.",
    zh="{choice} 中只能选择 {pick} 项：{options}。",
)
class ChoiceTooMany(Refusal):
    """Too much was picked in a choice group."""

    choice: str = strawberry.field(description="The choice group.")
    pick: int = strawberry.field(description="How many to pick.")
    options: list[str] = strawberry.field(description="What to pick from.")


@telling(
    catalogue.OptionRepeated,
    en="{option} was picked twice in {choice}; pick each at most once.",
    zh="{choice} 中的 {option} 重复选择；每项最多选择一次。",
)
class OptionRepeated(Refusal):
    """An option was picked twice."""

    choice: str = strawberry.field(description="The choice group.")
    option: str = strawberry.field(description="The option.")


@telling(
    catalogue.UnknownOption,
    en="{choice} has no option {option}; pick out of: {options}.",
    zh="{choice} 中没有 {option}；可选：{options}。",
)
class UnknownOption(Refusal):
    """There is no such option in the choice group."""

    choice: str = strawberry.field(description="The choice group.")
    option: str = strawberry.field(description="What was picked.")
    options: list[str] = strawberry.field(description="What to pick from.")


@telling(
    catalogue.UnknownChoice,
    en="There is no choice {choice} in this bundle; its choices are: {choices}.",
    zh="该组合中没有 {choice} 这一选择；可用的选择：{choices}。",
)
class UnknownChoice(Refusal):
    """The bundle has no such choice group."""

    choice: str = strawberry.field(description="The choice group that was named.")
    choices: list[str] = strawberry.field(description="The choice groups that there are.")


@telling(
    catalogue.WindowOver,
    en="{path} is valid only until {until}, and that is over; choose another bundle.",
    zh="{path} 的有效期仅到 {until}，已经结束；请选择其他组合。",
)
class WindowOver(Refusal):
    """A part of the bundle is only valid in a window that is over."""

    path: str = strawberry.field(description="The part.")
    until: datetime | None = strawberry.field(description="When its window ended.")


BundleRefusal = ChoiceMissing | ChoiceTooMany | OptionRepeated | UnknownOption | UnknownChoice | WindowOver
"""Why a bundle cannot be given as it was asked for."""


@telling(
    errors.StartsOnDelivery,
    en="Its time begins by itself when the provider has delivered; there is nothing to activate.",
    zh="服务商交付后自动开始计时，无需激活。",
)
class StartsOnDelivery(Refusal):
    """The grant is started by its delivery and by nobody."""
