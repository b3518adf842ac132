"""The plan of a campaign: a document in parts, which may be missing while it is being written."""

from __future__ import annotations

import re
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, model_validator

from hub.campaigns.rules.conditions import WholeCondition
from hub.campaigns.rules.offers import Gives, Nothing, Offer, Percent
from hub.campaigns.rules.shapes import Code, Length, Shape, Word, read
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.members.rules import Locale
from hub.notifications.rules.messages import Channel

HELD_OUT = "HELD_OUT"
START = "START"
MOST_STEPS = 20

Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]


def _offset(text: str) -> str:
    if text != START:
        if text[:1] not in {"-", "+"}:
            raise InvalidInput("at", f"{text!r} is not an offset; write START, -P7D (before) or +P3D (after)")
        Period.parse(text[1:])
    return text


Offset = Annotated[str, AfterValidator(_offset)]
"""``START``, or a period before or after it: ``-P7D``, ``+P3D``."""


class Refresh(StrEnum):
    """When it is decided who is in the audience."""

    FROZEN = "FROZEN"
    DAILY = "DAILY"


class Anchor(StrEnum):
    """What the offsets of a journey count from."""

    LAUNCH = "LAUNCH"
    COVERAGE_END = "COVERAGE_END"


class Only(StrEnum):
    """What must have become of the messages before, for a step to be sent."""

    ALWAYS = "ALWAYS"
    OPENED = "OPENED"
    NOT_OPENED = "NOT_OPENED"
    CLICKED = "CLICKED"
    NOT_CLICKED = "NOT_CLICKED"


class Landing(StrEnum):
    """Where the button of a message leads."""

    SHOP = "SHOP"
    RENEW = "RENEW"


class Variant(Shape):
    """One of several ways, by weight; it may give something else than the offer says."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,15}$")]
    weight: Annotated[int, Field(ge=1, le=1_000)] = 1
    gives: Gives | None = None


class Words(Shape):
    """What a message says in one language; the ``PLACEHOLDERS`` in braces are filled in."""

    subject: Word
    text: Text
    button: Word


class Step(Shape):
    """One message: when, by which channels, made with which template or which words; for these variants, or for all."""

    at: Offset
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=3)] = (Channel.EMAIL, Channel.INBOX)
    template: Literal["campaign-letter", "campaign-offer"] = "campaign-offer"
    words: dict[Locale, Words] = Field(default_factory=dict)
    only: Only = Only.ALWAYS
    variants: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_words(self) -> Step:
        if (self.template == "campaign-letter") != bool(self.words):
            raise InvalidInput("words", "a campaign-letter has words, and no other template does")
        if self.words and set(self.words) != set(Locale):
            raise InvalidInput("words", f"write them in every language: {', '.join(Locale)}")
        for each in self.words.values():
            _check_placeholders(each)
        return self


class Journey(Shape):
    """The steps; offsets count from the launch, or from the member's own coverage end of ``benefit``."""

    anchor: Anchor = Anchor.LAUNCH
    benefit: Code | None = None
    hour: time = time(10)
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]

    @model_validator(mode="after")
    def _has_anchor(self) -> Journey:
        if (self.anchor is Anchor.COVERAGE_END) != (self.benefit is not None):
            raise InvalidInput("benefit", "name the benefit whose end is meant by COVERAGE_END, and none for LAUNCH")
        if self.anchor is Anchor.LAUNCH and any(each.at.startswith("-") for each in self.steps):
            raise InvalidInput("steps", "nothing can be sent before the launch; write START or +P3D")
        return self


class Audience(Shape):
    """Whom: a saved audience by its name, or a condition."""

    saved: Word | None = None
    condition: WholeCondition | None = None
    refresh: Refresh = Refresh.FROZEN

    @model_validator(mode="after")
    def _is_one(self) -> Audience:
        if (self.saved is None) == (self.condition is None):
            raise InvalidInput("saved", "name a saved audience, or give a condition")
        return self


class Goal(Shape):
    """Which orders count: of these ``products`` (none: any), paid ``within`` so long from the first step on."""

    products: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    within: Length = Period(days=14)


class Cap(Shape):
    """At most so many messages of all campaigns to one member in any time so long."""

    most: Annotated[int, Field(ge=1, le=100)] = 3
    within: Length = Period(days=7)


class Quiet(Shape):
    """On the member's clock, usually over midnight."""

    begin: time = time(22)
    end: time = time(8)


class Guards(Shape):
    """What keeps a campaign from hurting anybody. ``hold_out`` is percent of the audience that get nothing.

    ``exclude`` are saved audiences. It pauses by itself when a share of messages of ``stop_at_errors`` percent goes
    wrong, and unless told not to when the budget is spent.
    """

    hold_out: Annotated[int, Field(ge=0, le=50)] = 10
    cap: Cap = Cap()
    quiet: Quiet = Quiet()
    exclude: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    stop_when_spent: bool = True
    stop_at_errors: Percent = 5


class Plan(Shape):
    """Everything a campaign is. What is not written yet is none."""

    name: Word
    note: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")] = ""
    audience: Audience | None = None
    offer: Offer | None = None
    variants: Annotated[tuple[Variant, ...], Field(max_length=8)] = (Variant(name="A"),)
    journey: Journey | None = None
    landing: Landing = Landing.SHOP
    goal: Goal = Goal()
    guards: Guards = Guards()

    @model_validator(mode="after")
    def _variants_agree(self) -> Plan:
        names = [each.name for each in self.variants]
        if len(set(names)) < len(names) or not names or HELD_OUT in names:
            raise InvalidInput("variants", f"give at least one variant, each another name, none {HELD_OUT}")
        steps = self.journey.steps if self.journey else ()
        for number, step in enumerate(steps):
            if unknown := set(step.variants) - set(names):
                raise InvalidInput("journey", f"step {number} is for {min(unknown)}, which is no variant")
        return self

    @property
    def names(self) -> list[str]:
        """Those of its variants."""
        return [each.name for each in self.variants]

    def gives(self, variant: str) -> Gives:
        """What members of a variant get."""
        own = next((each.gives for each in self.variants if each.name == variant), None)
        return own or (self.offer.gives if self.offer else Nothing(kind="NONE"))

    def is_closed(self, variant: str, at: datetime) -> bool:
        """What members of a variant get could be had before, and no more at ``at``."""
        closes = self.offer.closes if self.offer else None
        return closes is not None and closes <= at and not isinstance(self.gives(variant), Nothing)

    @property
    def has_offer(self) -> bool:
        """Some variant gives something."""
        return any(not isinstance(self.gives(each), Nothing) for each in self.names)

    def missing(self) -> list[str]:
        """What is still to be written before it can be launched: the names of parts."""
        missing = [part for part in ("audience", "journey") if getattr(self, part) is None]
        own = any(each.gives and not isinstance(each.gives, Nothing) for each in self.variants)
        return [*missing, *(["offer"] if own and self.offer is None else [])]


PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def read_plan(given: object) -> Plan:
    """The plan that plain JSON says; refuses (``InvalidInput``) the first thing wrong, by its place."""
    return read(PLAN, given, "plan")


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")
PLACEHOLDERS = frozenset({"name", "benefit", "ends", "offer", "code"})


def _check_placeholders(words: Words) -> None:
    for text in (words.subject, words.text, words.button):
        for found in _PLACEHOLDER.finditer(text):
            if found[1] not in PLACEHOLDERS:
                known = ", ".join(f"{{{each}}}" for each in sorted(PLACEHOLDERS))
                raise InvalidInput("words", f"{found[0]} is not filled in; use {known}")


def filled(text: str, facts: dict[str, Any]) -> str:
    """``text`` with its placeholders filled in."""
    return _PLACEHOLDER.sub(lambda found: str(facts.get(found[1] or "", "")), text)
