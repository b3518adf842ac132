"""Offers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.rules import offers
from hub.catalogue.rules.wording import length

if TYPE_CHECKING:
    from hub.members.rules import Locale


def offer_words(gives: offers.Gives, name: str, locale: Locale) -> str:
    """What an offer gives, such as ``20% off``; ``name`` is that of its benefit or bundle. Nothing: no words."""
    tongue = "zh" if locale.startswith("zh") else "en"
    match gives:
        case offers.PercentOff(percent=percent):
            words = {"zh": f"立减 {percent}%", "en": f"{percent}% off"}
        case offers.AmountOff(amount=amount):
            words = {"zh": f"立减 {amount}", "en": f"{amount} off"}
        case offers.Bonus(period=period):
            words = {"zh": f"额外赠送{name} {length(period, 'zh')}", "en": f"{length(period, 'en')} more of {name}"}
        case offers.Gift():
            words = {"zh": f"赠送{name}", "en": f"{name} as a gift"}
        case _:
            words = {"zh": "", "en": ""}
    return words[tongue]
