"""The shape of a catalogue document: which fields each entry has, and what each may be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hub.catalogue.rules import bundles, values
from hub.catalogue.rules.bundles import MAX_GRANTS, Bundle, Choice, Component, Named, Offer
from hub.catalogue.rules.nodes import Fields
from hub.catalogue.rules.reading import listing, record, reference, scalar
from hub.catalogue.rules.words import code, colour, flag, one_of, pattern, price, prose, whole
from hub.kernel.calendar import Period, Span, parse_instant
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hub.catalogue.rules.bundles import Plain, Validity
    from hub.catalogue.rules.nodes import Node
    from hub.catalogue.rules.reading import Read, Reading
    from hub.catalogue.rules.values import Benefit

MILLION = 1_000_000

CODE = scalar(code)
PERIOD = scalar(Period.parse)
INSTANT = scalar(parse_instant)
QUANTITY = scalar(whole(1, MILLION))
COUNT = scalar(whole(1, MAX_GRANTS))


def _texts(most: int) -> Read[values.LocalText]:
    return record(values.LocalText, {"zh": scalar(prose(most)), "en": scalar(prose(most))}, {})


NAME = _texts(100)
TEXT = _texts(2_000)


def _check_benefit(benefit: Benefit) -> None:
    if benefit.allowance and not benefit.is_counted:
        raise InvalidInput("allowance", "an allowance is counted; add the unit it is counted in")
    if benefit.max_ahead and benefit.stacking is not values.Stacking.EXTEND:
        raise InvalidInput("max_ahead", "only an EXTEND benefit queues ahead; remove max_ahead, or write EXTEND")


PROVIDER = record(values.Provider, {"code": CODE, "name": NAME, "colour": scalar(colour)}, {})
CATEGORY = record(values.Category, {"code": CODE, "name": NAME}, {"parent": reference("categories")})
ALLOWANCE = record(values.Allowance, {"quantity": QUANTITY, "every": PERIOD}, {"rollover": scalar(whole(0, MILLION))})
ACCOUNT = record(values.Account, {"label": NAME, "pattern": scalar(pattern)}, {})
BENEFIT = record(
    values.Benefit,
    {
        "code": CODE,
        "provider": reference("providers"),
        "category": reference("categories"),
        "name": NAME,
        "description": TEXT,
        "guide": TEXT,
        "stacking": scalar(one_of(values.Stacking)),
        "delivery": scalar(one_of(values.Delivery)),
    },
    {
        "tier": record(values.Tier, {"group": CODE, "rank": scalar(whole(0, 1_000))}, {}),
        "max_ahead": PERIOD,
        "unit": NAME,
        "allowance": ALLOWANCE,
        "starts": scalar(one_of(values.Starts)),
        "refund": scalar(one_of(values.RefundRule)),
        "account": ACCOUNT,
        "scope": TEXT,
        "devices": TEXT,
        "notice_window": PERIOD,
    },
    _check_benefit,
)


def _span(**ends: datetime) -> Span:
    span = Span(ends["from"], ends["until"])
    if span.is_empty:
        raise InvalidInput("until", "the end must come after the beginning; make it later")
    return span


SPAN = record(_span, {"from": INSTANT, "until": INSTANT}, {})


def _word_or_period(words: tuple[Named, ...]) -> Callable[[str], Plain]:
    def read(text: str) -> Plain:
        if text in words:
            return Named(text)
        try:
            return Period.parse(text)
        except InvalidInput as mistake:
            message = f"{mistake.message}; or write {', '.join(words)}, or a window with from and until"
            raise InvalidInput("validity", message) from None

    return read


def validity(*words: Named) -> Read[Plain]:
    """Read a period (``P1M``), a window (``from`` and ``until``), or one of ``words``."""
    one_value = scalar(_word_or_period(words))

    def read(node: Node, where: str, reading: Reading) -> Plain:
        return (SPAN if isinstance(node, Fields) else one_value)(node, where, reading)

    return read


def _or_drip(plain: Read[Plain]) -> Read[Validity]:
    drip = record(bundles.Drip, {"every": PERIOD, "count": COUNT, "each": plain}, {})

    def read(node: Node, where: str, reading: Reading) -> Validity:
        is_drip = isinstance(node, Fields) and not {"from", "until"} & node.fields.keys()
        return (drip if is_drip else plain)(node, where, reading)

    return read


def _check_component(component: Component) -> None:
    if component.activate_within and not component.activation:
        raise InvalidInput("activate_within", "only what needs activation has it; add 'activation: true'")


def _check_choice(choice: Choice) -> None:
    if choice.pick > len(choice.of):
        raise InvalidInput("pick", f"picks {choice.pick} of {len(choice.of)}; pick fewer or add to 'of'")


_FOR_ALL: dict[str, Read[object]] = {
    "quantity": QUANTITY,
    "activation": scalar(flag),
    "activate_within": PERIOD,
    "weight": scalar(whole(0, MILLION)),
}
BENEFIT_PART = record(
    partial(Component, validity=Named.WITH_PARENT),
    {"key": CODE, "benefit": reference("benefits")},
    {
        "validity": _or_drip(validity(Named.LIFETIME, Named.WITH_PARENT)),
        "priority": scalar(whole(0, 1_000)),
        **_FOR_ALL,
    },
    _check_component,
)
BUNDLE_PART = record(
    partial(Component, validity=Named.OWN),
    {"key": CODE, "bundle": reference("bundles")},
    {"validity": _or_drip(validity(Named.LIFETIME, Named.WITH_PARENT, Named.OWN)), **_FOR_ALL},
    _check_component,
)


def component(node: Node, where: str, reading: Reading) -> Component:
    """Read a component: the field ``bundle`` or ``benefit`` says what it gives."""
    is_bundle = isinstance(node, Fields) and "bundle" in node.fields
    return (BUNDLE_PART if is_bundle else BENEFIT_PART)(node, where, reading)


CHOICE = record(
    Choice,
    {"key": CODE, "pick": COUNT, "of": listing(component, "key")},
    {},
    _check_choice,
)


def part(node: Node, where: str, reading: Reading) -> Component | Choice:
    """Read a component or, where there is a ``pick``, a choice."""
    is_choice = isinstance(node, Fields) and {"pick", "of"} & node.fields.keys()
    return CHOICE(node, where, reading) if is_choice else component(node, where, reading)


def _check_bundle(bundle: Bundle) -> None:
    if not bundle.components:
        raise InvalidInput("components", "a bundle gives something; add a component")


BUNDLE = record(
    Bundle,
    {
        "code": CODE,
        "name": NAME,
        "description": TEXT,
        "validity": validity(Named.LIFETIME),
        "components": listing(part, "key"),
    },
    {},
    _check_bundle,
)


def _check_offer(offer: Offer) -> None:
    if offer.sale_from and offer.sale_until and offer.sale_until <= offer.sale_from:
        raise InvalidInput("sale_until", "the sale must end after it begins; make it later")
    if not offer.introductory:
        return
    if not offer.renewal_period:
        raise InvalidInput("introductory", "an introductory price is for renewals; add renewal_period")
    if offer.introductory.price.currency != offer.price.currency:
        raise InvalidInput("introductory", f"wrong currency; write the price in {offer.price.currency}")
    if offer.introductory.price >= offer.price:
        raise InvalidInput("introductory", f"an introductory price is lower than {offer.price}; lower it")


OFFER = record(
    Offer,
    {"code": CODE, "bundle": reference("bundles"), "price": scalar(price)},
    {
        "introductory": record(bundles.Introductory, {"price": scalar(price), "periods": scalar(whole(1, 1_000))}, {}),
        "renewal_period": PERIOD,
        "sale_from": INSTANT,
        "sale_until": INSTANT,
        "per_member_limit": scalar(whole(1, MILLION)),
        "channel": CODE,
    },
    _check_offer,
)
