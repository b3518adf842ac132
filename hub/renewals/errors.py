"""Why something about an agreement is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from hub.kernel.money import Money


@dataclass(eq=False)
class NotRenewable(Refusal):
    """The offer is bought once, is not sold any more, or its period is shorter than the notice that must precede."""

    code: ClassVar[str] = "NOT_RENEWABLE"

    offer: str


@dataclass(eq=False)
class NothingToRenew(Refusal):
    """The member holds nothing of what the offer gives: buy it first, then let it renew."""

    code: ClassVar[str] = "NOTHING_TO_RENEW"

    offer: str


@dataclass(eq=False)
class AlreadyRenewing(Refusal):
    """The agreement ``agreement`` renews some of these benefits already: switch it, or cancel it first."""

    code: ClassVar[str] = "ALREADY_RENEWING"

    agreement: str


@dataclass(eq=False)
class TermsOutdated(Refusal):
    """The terms shown to the member are not those in force: show them ``current`` and ask again."""

    code: ClassVar[str] = "TERMS_OUTDATED"

    shown: str
    current: str


@dataclass(eq=False)
class RenewalPriceChanged(Refusal):
    """The price is not the one that the member was shown: show them ``now`` and ask again."""

    code: ClassVar[str] = "RENEWAL_PRICE_CHANGED"

    shown: Money
    now: Money


@dataclass(eq=False)
class AgreementOver(Refusal):
    """The agreement is ``state`` since ``since``, for good; make a new one to renew again."""

    code: ClassVar[str] = "AGREEMENT_OVER"

    state: str
    since: datetime


@dataclass(eq=False)
class RenewalUnderWay(Refusal):
    """A charge is being made at this moment; try again when its outcome is known."""

    code: ClassVar[str] = "RENEWAL_UNDER_WAY"

    agreement: str
