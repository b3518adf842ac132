"""Texts in two languages, and money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from hub.members.rules import Locale
from schema.compiled.at_hand import at_hand
from schema.context import Info
from schema.enums import tell
from schema.scalars import MoneyAmount

if TYPE_CHECKING:
    from hub.catalogue.rules import values
    from hub.kernel import money


tell(
    Locale,
    "Locale",
    "A language that the hub speaks.",
    {"ZH_CN": "Simplified Chinese.", "EN": "English."},
)


@strawberry.type(description="A text in every language of the hub, each written for its readers.")
class LocalText:
    """Both texts; ``text`` chooses."""

    zh: str = strawberry.field(description="The text in simplified Chinese.")
    en: str = strawberry.field(description="The text in English.")

    @strawberry.field(description="The text in the given language; else in that of the member who asks, or English.")
    @at_hand(lambda self, info, locale=None: self.zh if (locale or info.language) == Locale.ZH_CN else self.en)
    async def text(
        self,
        info: Info,
        locale: Annotated[Locale | None, strawberry.argument(description="The language wanted.")] = None,
    ) -> str:
        """Choose by the argument, then by the member."""
        return await self.chosen(info, locale)

    async def chosen(self, info: Info, locale: Locale | None) -> str:
        """The text in ``locale``, or else as the caller reads."""
        return self.zh if (locale or await _locale_of_viewer(info)) == Locale.ZH_CN else self.en

    @classmethod
    def of(cls, text: values.LocalText) -> LocalText:
        """The GraphQL text of a hub text."""
        return cls(zh=text.zh, en=text.en)

    @classmethod
    def maybe(cls, text: values.LocalText | None) -> LocalText | None:
        """The same, where there may be none."""
        return None if text is None else cls.of(text)


@strawberry.type(description="An amount of money in one currency.")
class Money:
    """Integer minor units and an ISO 4217 code."""

    currency: str = strawberry.field(description="ISO 4217 code, e.g. `CNY`.")
    amount_minor: MoneyAmount = strawberry.field(description="Whole minor units: `1999` is 19.99 yuan.")

    @classmethod
    def of(cls, amount: money.Money) -> Money:
        """The GraphQL money of hub money."""
        return cls(currency=amount.currency, amount_minor=MoneyAmount(amount.amount_minor))


async def _locale_of_viewer(info: Info) -> Locale:
    identity = info.context.identity
    member = await info.context.loaders.members.load(identity.member_id) if identity and identity.member_id else None
    return member.locale if member else Locale.EN
