"""Offers in words."""

from __future__ import annotations

from hub.campaigns.rules import offers
from hub.catalogue.rules.values import LocalText
from hub.catalogue.rules.wording import length


def offer_words(gives: offers.Gives, name: LocalText) -> LocalText:
    """What an offer gives, such as ``20% off``; ``name`` is that of its benefit or bundle. Nothing: no words."""
    match gives:
        case offers.PercentOff(percent=percent):
            return LocalText(f"立减 {percent}%", f"{percent}% off")
        case offers.AmountOff(amount=amount):
            return LocalText(f"立减 {amount}", f"{amount} off")
        case offers.Bonus(period=period):
            return LocalText(f"额外赠送{name.zh} {length(period, 'zh')}", f"{length(period, 'en')} more of {name.en}")
        case offers.Gift():
            return LocalText(f"赠送{name.zh}", f"{name.en} as a gift")
    return LocalText("", "")
