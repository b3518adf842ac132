"""What the sandbox gateway takes in, checked."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[int, Field(gt=0, le=10**12)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewToken(_Form):
    """A card typed into a page."""

    number: Annotated[str, Field(min_length=12, max_length=23)]
    expires_year: Annotated[int, Field(ge=2000, le=2200)]
    expires_month: Annotated[int, Field(ge=1, le=12)]
    security_code: Annotated[str, Field(pattern=r"^\d{3,4}$")]


class NewPayer(_Form):
    """One of the shop's members."""

    member_id: Text


class NewCharge(_Form):
    """Money to take."""

    amount_minor: Amount
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    reference: Text
    payer: Text
    source: Text
    keep: bool = False
    member_present: bool = True
    return_url: str | None = None


class NewRefund(_Form):
    """Money to give back."""

    charge: Text
    amount_minor: Amount
    currency: Text


class NewMethod(_Form):
    """A card to store."""

    payer: Text
    card: Text


class NewFaults(_Form):
    """What shall go wrong until told otherwise."""

    down: bool = False
