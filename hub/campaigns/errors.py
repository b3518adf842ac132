"""What campaigns refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class CampaignChanged(Refusal):
    """Somebody saved the campaign or the audience meanwhile."""

    code: ClassVar[str] = "CAMPAIGN_CHANGED"

    campaign: str
    saved: int

    def __str__(self) -> str:
        """What to do."""
        return f"{self.campaign} was saved by somebody else meanwhile; look at it again and save then"


@dataclass(eq=False)
class WrongState(Refusal):
    """The campaign does not stand so that this could be done."""

    code: ClassVar[str] = "WRONG_STATE"

    campaign: str
    state: str
    wanted: str

    def __str__(self) -> str:
        """How it stands, and how it would have to."""
        return f"{self.campaign} is {self.state}; this can be done while it is {self.wanted}"


@dataclass(eq=False)
class PlanIncomplete(Refusal):
    """Parts of the plan are still to be written, or name what there is not; ``missing`` says which."""

    code: ClassVar[str] = "PLAN_INCOMPLETE"

    campaign: str
    missing: list[str]

    def __str__(self) -> str:
        """All of them."""
        return f"{self.campaign} cannot be launched yet: {'; '.join(self.missing)}"


@dataclass(eq=False)
class SecondPersonNeeded(Refusal):
    """Who submitted a campaign for a large audience, or wrote it, cannot approve it."""

    code: ClassVar[str] = "SECOND_PERSON_NEEDED"

    campaign: str
    by: str

    def __str__(self) -> str:
        """What to do."""
        return f"{self.campaign} was written or submitted by {self.by}; somebody else must approve it"


@dataclass(eq=False)
class CodeTaken(Refusal):
    """Another campaign has this coupon code already."""

    code: ClassVar[str] = "CODE_TAKEN"

    coupon: str

    def __str__(self) -> str:
        """What to do."""
        return f"another campaign uses the code {self.coupon}; choose another"


@dataclass(eq=False)
class CouponNotValid(Refusal):
    """The coupon gives this member nothing for this order: ``why`` is a stable word.

    ``UNKNOWN``, ``NOT_YOURS``, ``NOT_OPEN``, ``OTHER_PRODUCTS``, ``USED``, ``SPENT``, ``NOT_COMBINED``.
    """

    code: ClassVar[str] = "COUPON_NOT_VALID"

    coupon: str
    why: str

    def __str__(self) -> str:
        """The coupon and the word."""
        return f"the coupon {self.coupon} cannot be used: {self.why}"
