"""What a stand-in does with a product: its code says it, word by word between hyphens.

========== ==============================================================
``code``   gives codes; ``link`` a link; anything else tops up an account
``gone``   is sold out: another product may do
``busy``   is refused for now: asking again later may do
``barred`` is taken on, and fails: the account cannot have it
``slow``   is taken on, and takes ten times as long
``now``    is done at once where the provider does anything at once
========== ==============================================================
"""

from __future__ import annotations

from typing import Literal

Giving = Literal["codes", "link", "top-up"]


def has(product: str, word: str) -> bool:
    """The word is in the product's code."""
    return word in product.split("-")


def giving(product: str) -> Giving:
    """What the member gets."""
    if has(product, "code"):
        return "codes"
    return "link" if has(product, "link") else "top-up"
